"""`rules list` with a choice and as JSON, and `rules test` on a corpus."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import write_rule

from fazhi_lint.readers import READERS
from fazhi_lint.ruleset import load

ROOT = Path(__file__).resolve().parent.parent
RULES = load()[0].rules
Run = Callable[..., Any]


def listed(fazhi: Run, *args: str) -> set[str]:
    """The ids that are listed, the same as text and as JSON."""
    as_json = {rule["id"] for rule in json.loads(fazhi("rules", "list", "--format", "json", *args).out)}
    text = fazhi("rules", "list", *args).out
    assert set(re.findall(r"^  (\S+)", text, re.MULTILINE)) == as_json
    assert f"共 {len(as_json)} 条" in text
    return as_json


def test_filters(fazhi: Run) -> None:
    assert listed(fazhi) == {rule.id for rule in RULES}
    assert listed(fazhi, "--group", "dates", "--group", "duty") == {r.id for r in RULES if r.group in ("dates", "duty")}
    assert listed(fazhi, "--severity", "info") == {r.id for r in RULES if r.severity == "info"}
    assert listed(fazhi, "--level", "county") == {r.id for r in RULES if not r.levels or "county" in r.levels}
    assert listed(fazhi, "--status", "stable") == {r.id for r in RULES if r.status == "stable"}
    assert listed(fazhi, "--status", "deprecated") == {r.id for r in RULES if r.status == "deprecated"}
    assert listed(fazhi, "--profile", "draft") == {r.id for r in RULES if r.severity_in("draft") != "off"}
    errors = {r.id for r in RULES if r.severity_in("publication") == "error"}
    assert listed(fazhi, "--profile", "publication", "--severity", "error") == errors
    assert "personal-information" in errors


def test_what_json_says_of_a_rule(fazhi: Run) -> None:
    by = {rule["id"]: rule for rule in json.loads(fazhi("rules", "list", "--format", "json").out)}
    rule = next(rule for rule in RULES if rule.id == "late-report")
    shown = by["late-report"]
    assert (shown["title"], shown["why"], shown["severity"]) == (rule.title, rule.why, rule.severity)
    assert shown["profiles"] == {"draft": "off"}
    assert shown["basis"][0]["document"] == rule.basis[0].document
    assert shown["parameters"]["month"] == {"title": "时限的月份", "value": 3}
    assert shown["path"] is None


def test_own_rules_are_listed_with_their_place(fazhi: Run, tmp_path: Path) -> None:
    rules = write_rule(tmp_path)
    shown = json.loads(fazhi("rules", "list", "--rules", rules, "--group", "wording", "--format", "json").out)
    assert [rule["path"] for rule in shown if rule["id"] == "own-rule"] == [str(rules / "own-rule.yaml")]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--group", "wordng"), "是不是“wording”"),
        (("--profile", "drft"), "是不是“draft”"),
        (("--severity", "bad"), "bad"),
        (("--level", "auto"), "auto"),
        (("--format", "xml"), "xml"),
    ],
)
def test_a_wrong_choice(fazhi: Run, args: tuple[str, ...], said: str) -> None:
    done = fazhi("rules", "list", *args)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_show_names_what_can_be_changed(fazhi: Run) -> None:
    assert "month：时限的月份，现在是 3" in fazhi("rules", "show", "late-report").out
    assert "parameters" not in fazhi("rules", "show", "confused-term").out


def test_a_rule_that_never_fires_is_named(fazhi: Run, tmp_path: Path) -> None:
    rules = write_rule(tmp_path, word="糟糕")
    corpus = tmp_path / "语料"
    shutil.copytree(ROOT / "samples", corpus)
    done = fazhi("rules", "test", rules, "--corpus", corpus)
    count = sum(path.suffix in READERS for path in corpus.iterdir())
    assert done.status == 0
    assert f"语料：{count} 份报告。0 条规则报告过，1 条从来没有。\n  从未报告  own-rule（通过 {count} 份）\n" in done.out
    poor = corpus / "town-poor.txt"
    poor.write_text(poor.read_text("utf-8").replace("一、", "糟糕，很糟糕。\n一、", 1), "utf-8")
    done = fazhi("rules", "test", rules, "--corpus", corpus)
    assert "1 条规则报告过，0 条从来没有。\n      2 处  own-rule（1 份）\n" in done.out


def test_coverage_of_the_core_rules(fazhi: Run) -> None:
    sample = ROOT / "samples" / "town-fair.txt"
    out = fazhi("rules", "test", "--corpus", sample).out
    findings = json.loads(fazhi("check", sample, "--format", "json").out)["files"][0]["findings"]
    fired = {finding["rule"] for finding in findings}
    assert f"{len(fired)} 条规则报告过，{len(RULES) - len(fired)} 条从来没有" in out
    assert set(re.findall(r"从未报告  (\S+?)（", out)) == {rule.id for rule in RULES} - fired
    for rule in fired:
        assert f"{sum(f['rule'] == rule for f in findings):5d} 处  {rule}（1 份）" in out


def test_every_core_rule_fires_on_the_corpus(fazhi: Run) -> None:
    done = fazhi("rules", "test", "--corpus", ROOT / "tests" / "corpus")
    assert done.status == 0
    assert "，0 条从来没有。" in done.out


def test_a_corpus_with_nothing_in_it(fazhi: Run, tmp_path: Path) -> None:
    assert "没有可以检查的报告" in fazhi("rules", "test", "--corpus", tmp_path).err
    (tmp_path / "a.txt").write_bytes(b"\x00")
    shutil.copy(ROOT / "samples" / "town-fair.txt", tmp_path)
    done = fazhi("rules", "test", "--corpus", tmp_path)
    assert done.status == 2
    assert "a.txt" in done.err
    assert "语料：1 份报告" in done.out
