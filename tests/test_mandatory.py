"""What the county makes mandatory: nothing that comes with the reports can switch it off, lower it or accept it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
RULE = ("--mandatory", "confused-term")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests begin in a folder of their own."""
    monkeypatch.chdir(tmp_path)


def found(fazhi: Run, *args: str | Path) -> dict[str, str]:
    files = json.loads(fazhi("check", *args, "--format", "json").out)["files"]
    return {finding["rule"]: finding["severity"] for file in files for finding in file["findings"]}


WAYS = [
    "ignore: [confused-term]",
    "ignore: [wording]",
    "select: [dates]",
    "severity: {confused-term: 'off'}",
    "severity: {wording: info}",
    "severity: {confused-term: info}",
    "lexicons: {confused-terms: {except: [法制政府建设]}}",
    "files: [{paths: ['**'], ignore: [wording]}]",
    "baseline: b.json",
    "waivers: w.yaml",
]


@pytest.mark.parametrize("text", WAYS)
def test_no_configuration_goes_round_it(fazhi: Run, report: Path, text: str) -> None:
    fazhi("baseline", "write", report, "--baseline", "b.json")
    Path("w.yaml").write_text("waivers:\n  - {rule: confused-term, reason: 有}\n", "utf-8")
    Path("fazhi-lint.yaml").write_text(text + "\n", "utf-8")
    assert found(fazhi, report).get("confused-term") != "error"
    assert found(fazhi, report, *RULE)["confused-term"] == "error"
    others = {rule: severity for rule, severity in found(fazhi, report, *RULE).items() if rule != "confused-term"}
    assert others == {rule: severity for rule, severity in found(fazhi, report).items() if rule != "confused-term"}


def test_a_note_in_the_report_does_not_either(fazhi: Run, report: Path) -> None:
    text = report.read_text("utf-8").replace("法制政府建设", "法制政府建设<!-- fazhi-lint: 忽略 confused-term 有理由 -->")
    report.write_text(text, "utf-8")
    assert "confused-term" not in found(fazhi, report)
    assert found(fazhi, report, *RULE)["confused-term"] == "error"
    assert found(fazhi, report, "--no-waivers")["confused-term"] == "error"
    assert fazhi("check", report, "--select", "confused-term", *RULE).status == 1


def test_profile_level_and_parameters_of_a_configuration(fazhi: Run) -> None:
    text = (
        "盘溪镇2023年法治政府建设情况报告\n一、主要举措和成效\n（一）学法。我乡党委学法4次。\n盘溪镇人民政府\n2024年3月12日\n"
    )
    Path("a.txt").write_text(text, "utf-8")
    assert {"late-report", "place-type-mismatch"} <= set(found(fazhi, "a.txt"))
    mandatory = ("--mandatory", "late-report,place-type-mismatch")
    for config in ("profile: draft", "level: county", "parameters: {late-report: {month: 12, day: 31}}"):
        Path("fazhi-lint.yaml").write_text(config + "\n", "utf-8")
        assert not {"late-report", "place-type-mismatch"} <= set(found(fazhi, "a.txt")), config
        assert {"late-report", "place-type-mismatch"} <= set(found(fazhi, "a.txt", *mandatory)), config
    assert "late-report" not in found(fazhi, "a.txt", *mandatory, "--profile", "draft")  # the county's own choice


def test_a_report_cannot_be_passed_off_as_none(fazhi: Run, report: Path) -> None:
    before = found(fazhi, report, "--select", "confused-term")
    words = "[法治, 举措, 成效, 不足, 安排, 工作, 报告, 情况, 职责]"
    names = ("title-line", "heading-achievements", "heading-shortcomings", "heading-plan", "heading-duty")
    Path("fazhi-lint.yaml").write_text("lexicons:\n" + "".join(f"  {name}: {{except: {words}}}\n" for name in names), "utf-8")
    assert found(fazhi, report, "--mandatory", "confused-term", "--select", "confused-term") == before


def test_groups_lists_and_the_command_lines_own_choice(fazhi: Run, report: Path) -> None:
    everything = found(fazhi, report)
    wording = {rule for rule in everything if rule in found(fazhi, report, "--select", "wording")}
    assert set(found(fazhi, report, "--select", "dates", "--mandatory", "wording")) >= wording
    Path("必查.txt").write_text("# 县里必查的\nconfused-term   # 用词\n\nshortcoming-cause\n", "utf-8")
    chosen = set(found(fazhi, report, "--select", "dates", "--mandatory", "./必查.txt"))
    assert chosen == {"confused-term", "shortcoming-cause"} | set(found(fazhi, report, "--select", "dates"))
    assert "confused-term" in found(fazhi, report, "--ignore", "confused-term", *RULE)
    assert set(found(fazhi, report, "--select", "dates", *RULE, "--mandatory", "shortcoming-cause")) == chosen


def test_the_countys_own_baseline_and_configuration(fazhi: Run, report: Path) -> None:
    fazhi("baseline", "write", report, "--baseline", "b.json")
    assert found(fazhi, report, "--baseline", "b.json") == {}
    assert found(fazhi, report, "--baseline", "b.json", *RULE) == {"confused-term": "error"}


def test_results_stay_in_order(fazhi: Run, report: Path) -> None:
    Path("fazhi-lint.yaml").write_text("profile: submission\n", "utf-8")
    plain = json.loads(fazhi("check", report, "--format", "json", "--no-config").out)["files"]
    mixed = json.loads(fazhi("check", report, "--format", "json", "--mandatory", "wording,duty").out)["files"]
    assert mixed == plain
