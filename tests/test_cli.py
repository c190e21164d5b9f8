"""The command line as its users meet it: options, exit status, the shape of the JSON output. No traceback, ever."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import write_rule

from fazhi_lint import __version__
from fazhi_lint.cli import check

ROOT = Path(__file__).resolve().parent.parent
ONE = ("--select", "shortcoming-cause")  # a rule that the report breaks, and that no other rule hides
Run = Callable[..., Any]


def findings(done: Any) -> list[dict[str, Any]]:
    return [finding for file in json.loads(done.out)["files"] for finding in file["findings"]]


def test_exit_status_follows_fail_on(fazhi: Run, report: Path) -> None:
    assert fazhi("check", report, *ONE).status == 1
    assert fazhi("check", report, *ONE, "--fail-on", "error").status == 1
    assert fazhi("check", report, *ONE, "--fail-on", "info").status == 1
    assert fazhi("check", report, *ONE, "--fail-on", "never").status == 0
    assert fazhi("check", report, "--ignore", ",".join(groups(fazhi)), "--fail-on", "info").status == 0


def groups(fazhi: Run) -> list[str]:
    """The groups that `rules list` names."""
    heads = [line for line in fazhi("rules", "list").out.splitlines() if line.endswith("）") and not line.startswith(" ")]
    return [line[line.index("（") + 1 : -1] for line in heads]


def test_groups_are_listed(fazhi: Run) -> None:
    assert groups(fazhi) == ["structure", "duty", "shortcomings", "results", "dates", "elements", "wording"]


def test_a_warning_fails_only_where_asked(fazhi: Run, report: Path, tmp_path: Path) -> None:
    rules = write_rule(tmp_path, severity="warning", word="双组长")
    assert fazhi("check", report, "--rules", rules, "--select", "own-rule").status == 0
    assert fazhi("check", report, "--rules", rules, "--select", "own-rule", "--fail-on", "warning").status == 1


def test_text_shows_place_line_and_advice(fazhi: Run, report: Path) -> None:
    out = fazhi("check", report, *ONE).out
    lines = report.read_text("utf-8").splitlines()
    number = next(i for i, line in enumerate(lines, 1) if "普法形式较为单一" in line)
    assert out.startswith(f"{report}\n")
    assert f"  {number}:" in out
    assert "必改" in out
    assert "[shortcoming-cause]" in out
    assert f"      {number} │ 二是普法形式较为单一" in out
    assert "^^^" in out
    assert "改法：" in out
    assert out.rstrip().endswith("（检查了 1 个文件）。")
    assert "\x1b" not in out


def test_select_and_ignore(fazhi: Run, report: Path) -> None:
    def rules(*options: str) -> set[str]:
        return {f["rule"] for f in findings(fazhi("check", report, "--format", "json", *options))}

    everything = rules()
    assert rules("--select", "shortcoming-cause") == {"shortcoming-cause"}
    assert "shortcoming-cause" in rules("--select", "shortcomings")
    assert rules("--select", "shortcomings,shortcoming-cause") == rules("--select", "shortcomings")
    assert rules("--ignore", "shortcoming-cause") == everything - {"shortcoming-cause"}
    assert "shortcoming-cause" not in rules("--select", "shortcomings", "--ignore", "shortcoming-cause")
    assert "shortcoming-cause" in rules("--select", "shortcoming-cause", "--select", "structure")


def test_profile_level_and_force_are_taken(fazhi: Run, report: Path) -> None:
    for profile in ("draft", "submission", "publication"):
        assert fazhi("check", report, *ONE, "--profile", profile).status == 1
    for level in ("township", "street", "department", "county"):
        done = fazhi("check", report, "--format", "json", "--level", level)
        assert json.loads(done.out)["files"][0]["report"]["level"] == level
    assert (
        json.loads(fazhi("check", report, "--format", "json", "--level", "auto").out)["files"][0]["report"]["level"]
        == "township"
    )


def test_a_stranger_is_named_and_not_checked(fazhi: Run, tmp_path: Path) -> None:
    file = tmp_path / "菜谱.txt"
    file.write_text("红烧肉\n一、备料\n五花肉一斤。\n", "utf-8")
    done = fazhi("check", file, "--format", "json")
    result = json.loads(done.out)["files"][0]
    assert done.status == 0
    assert result["status"] == "not-a-report"
    assert [(f["rule"], f["severity"], f["line"]) for f in result["findings"]] == [("not-a-report", "info", 1)]
    assert (result["report"], result["outcomes"]) == (None, [])
    forced = json.loads(fazhi("check", file, "--format", "json", "--force").out)["files"][0]
    assert forced["status"] == "checked"
    assert forced["report"] is not None


def test_statistics_and_passes(fazhi: Run, report: Path) -> None:
    count = len(findings(fazhi("check", report, *ONE, "--format", "json")))
    assert f"  {count:5d}  shortcoming-cause" in fazhi("check", report, *ONE, "--statistics").out
    fixed = report.with_name("好.txt")
    fixed.write_text((ROOT / "samples" / "town-exemplary.txt").read_text("utf-8"), "utf-8")
    assert "通过" not in fazhi("check", fixed, *ONE).out
    shown = fazhi("check", fixed, *ONE, "--show-passes").out
    assert "通过" in shown
    assert "[shortcoming-cause]" in shown


def test_quiet_leaves_only_the_verdict(fazhi: Run, report: Path) -> None:
    loud, quiet = fazhi("check", report, *ONE), fazhi("check", report, *ONE, "--quiet")
    assert quiet.status == loud.status == 1
    assert loud.out.endswith(quiet.out)
    assert len(quiet.out.splitlines()) == 1


def test_output_goes_to_the_file(fazhi: Run, report: Path, tmp_path: Path) -> None:
    target = tmp_path / "结果.json"
    done = fazhi("check", report, "--format", "json", "--output", target)
    assert (done.status, done.out, done.err) == (1, "", "")
    assert json.loads(target.read_text("utf-8"))["schema_version"] == 1
    target.write_text("旧", "utf-8")
    assert fazhi("check", report, "--format", "json", "--output", target).status == 1
    assert json.loads(target.read_text("utf-8"))["schema_version"] == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["报告.txt", "结果.json"]


def test_output_that_cannot_be_written(fazhi: Run, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for target in (tmp_path / "没有" / "a.txt", tmp_path, "", "a\0b"):
        done = fazhi("check", report, "--output", target)
        assert (done.status, done.out) == (2, "")
        assert "写不进" in done.err
    before = report.read_bytes()
    done = fazhi("check", report.parent, "--output", report)
    assert done.status == 2
    assert "覆盖" in done.err
    assert report.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["报告.txt"]


def test_own_rules(fazhi: Run, report: Path, tmp_path: Path) -> None:
    rules = write_rule(tmp_path, word="双组长")
    done = fazhi("check", report, "--rules", rules, "--select", "own-rule", "--format", "json")
    assert {f["excerpt"] for f in findings(done)} == {"双组长"}
    assert "own-rule" in fazhi("rules", "list", "--rules", rules).out
    assert "试验规则" in fazhi("rules", "show", "own-rule", "--rules", rules).out
    assert fazhi("rules", "test", rules).status == 0


def test_stdin(fazhi: Run, report: Path) -> None:
    done = fazhi("check", "-", *ONE, stdin=report.read_bytes())
    assert done.status == 1
    assert done.out.startswith("-\n")
    done = fazhi("check", "-", *ONE, "--stdin-filename", "草稿.txt", "--format", "json", stdin=report.read_bytes())
    assert json.loads(done.out)["files"][0]["path"] == "草稿.txt"
    assert fazhi("check", "-", stdin=b"").status == 2
    assert "空" in fazhi("check", "-", stdin=b"").out


WRONG = [
    ((), "常用"),
    (("check",), "没有说要检查什么"),
    (("check", "{report}", "--format", "xml"), "xml"),
    (("check", "{report}", "--select", "no-such-rule"), "no-such-rule"),
    (("check", "{report}", "--ignore", "shortcomings,nothing"), "nothing"),
    (("check", "{report}", "--profile", "secret"), "secret"),
    (("check", "{report}", "--level", "planet"), "planet"),
    (("check", "{report}", "--fail-on", "fatal"), "fatal"),
    (("check", "{report}", "--frobnicate"), "--frobnicate"),
    (("check", "{report}", "--rules", "{report}.none"), "不存在"),
    (("check", "{report}", "--config", "x.yaml", "--no-config"), "只能写一个"),
    (("check", "{report}.none"), "找不到"),
    (("chek", "{report}"), "chek"),
    (("rules",), "查看和测试规则"),
    (("rules", "show"), "规则名"),
    (("rules", "show", "shortcoming-cuase"), "shortcoming-cause"),
    (("rules", "show", "zzz"), "rules list"),
    (("rules", "test", "{report}.none"), "不存在"),
    (("text", "{report}.none"), "找不到"),
    (("text",), "文件"),
]


@pytest.mark.parametrize(("args", "said"), WRONG, ids=lambda value: "-".join(value) if isinstance(value, tuple) else "")
def test_wrong_usage_is_2_and_says_what(fazhi: Run, report: Path, args: tuple[str, ...], said: str) -> None:
    done = fazhi(*(arg.format(report=report) for arg in args))
    assert done.status == 2
    assert said in done.err + done.out


def test_every_command_is_listed(fazhi: Run) -> None:
    listed = fazhi("--help").out.partition("\n命令:\n")[2].splitlines()
    names = [line.split()[0] for line in listed if line.startswith("  ") and line[2] != " "]
    assert names == ["check", "annotate", "text", "init", "rules", "config", "baseline", "county"]


def test_help_and_version_are_0(fazhi: Run) -> None:
    assert fazhi("--version").out == f"fazhi-lint {__version__}\n"
    for args in ((), ("check",), ("text",), ("rules",), ("rules", "list"), ("rules", "show"), ("rules", "test")):
        for name in ("-h", "--help"):
            done = fazhi(*args, name)
            assert done.status == 0
            assert done.out.startswith("用法：")


def test_every_option_of_check_is_tried_here() -> None:
    tests = "".join(file.read_text("utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    options = [name for option in check.params for name in option.opts if name.startswith("--")]
    assert [name for name in options if f'"{name}"' not in tests] == []


def test_limits_refuse_what_costs_too_much(fazhi: Run, report: Path) -> None:
    loose = ("--max-size", "9", "--max-expanded", "9", "--max-pages", "9", "--timeout", "9")
    assert fazhi("check", report, *loose, *ONE).status == 1
    report.write_text(report.read_text("utf-8") * 200, "utf-8")
    done = fazhi("check", report, "--max-size", "1", "--format", "json")
    assert (done.status, json.loads(done.out)["files"][0]["error"]["code"]) == (2, "too-large")


def test_text_command_prints_what_lines_mean(fazhi: Run, report: Path) -> None:
    lines = report.read_text("utf-8").splitlines()
    shown = fazhi("text", report)
    assert shown.status == 0
    assert shown.out.splitlines() == [f"{i:2d} │ {line}" for i, line in enumerate(lines, 1)]
    assert fazhi("text", "-", stdin=report.read_bytes()).out == shown.out


OBJECT: dict[str, tuple[str, ...]] = {
    "": ("schema_version", "tool", "ruleset", "files", "summary"),
    "tool": ("name", "version"),
    "ruleset": ("name", "rules", "digest"),
    "summary": ("files", "unreadable", "error", "warning", "info"),
    "files": ("path", "status", "error", "report", "findings", "suppressed", "outcomes"),
    "report": ("title", "report_year", "issuers", "level", "addressee", "signed_on", "sections", "shortcomings"),
    "sections": ("role", "heading", "line", "end_line"),
    "shortcomings": ("line", "column", "text", "has_cause", "cause_line"),
    "findings": (
        *("rule", "severity", "line", "column", "end_line", "end_column", "location", "message", "excerpt"),
        *("basis", "suggestion", "fix", "fingerprint"),
    ),
    "location": ("paragraph", "page"),
    "fix": ("safe", "title", "edits"),
    "edits": ("line", "column", "end_line", "end_column", "text"),
    "basis": ("document", "article"),
    "outcomes": ("rule", "outcome", "evidence"),
    "evidence": ("line", "excerpt"),
    "error": ("code", "message"),
}


def assert_shape(value: Any, name: str = "") -> None:
    """Each object has exactly the keys that docs/output.md names, in that order."""
    if isinstance(value, dict):
        assert tuple(value) == OBJECT[name]
        for key, below in value.items():
            assert_shape(below, key)
    elif isinstance(value, list):
        for below in value:
            assert_shape(below, name)


def test_json_shape(fazhi: Run, report: Path, tmp_path: Path) -> None:
    (tmp_path / "二进制.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "菜谱.md").write_text("红烧肉\n", "utf-8")
    done = fazhi("check", tmp_path, "--format", "json")
    assert done.status == 2
    run = json.loads(done.out)
    assert_shape(run)
    assert run["schema_version"] == 1
    assert run["tool"] == {"name": "fazhi-lint", "version": __version__}
    assert run["ruleset"]["name"] == "core"
    assert run["ruleset"]["digest"].startswith("sha256:")
    by_status = {file["status"]: file for file in run["files"]}
    assert set(by_status) == {"checked", "unreadable", "not-a-report"}
    assert by_status["unreadable"]["error"]["code"] == "binary"
    assert by_status["checked"]["error"] is None
    checked = by_status["checked"]
    assert {o["outcome"] for o in checked["outcomes"]} <= {"pass", "fail", "not-applicable"}
    assert {s["role"] for s in checked["report"]["sections"]} <= {"achievements", "duty", "shortcomings", "plan", "other"}
    assert {f["rule"] for f in checked["findings"]} == {o["rule"] for o in checked["outcomes"] if o["outcome"] == "fail"}
    counts = {s: sum(f["severity"] == s for f in findings(done)) for s in ("error", "warning", "info")}
    assert run["summary"] == {"files": 3, "unreadable": 1, **counts}


def test_json_findings_stand_where_they_say(fazhi: Run, report: Path) -> None:
    lines = report.read_text("utf-8").splitlines()
    for finding in findings(fazhi("check", report, "--format", "json")):
        if finding["line"] == finding["end_line"]:
            words = lines[finding["line"] - 1][finding["column"] - 1 : finding["end_column"] - 1]
            assert words == finding["excerpt"], finding


def test_fingerprints_outlive_edits_elsewhere(fazhi: Run, report: Path) -> None:
    before = {f["fingerprint"] for f in findings(fazhi("check", report, *ONE, "--format", "json"))}
    text = report.read_text("utf-8")
    report.write_text(text.replace("特此报告", "\n\n以上情况，特此报告"), "utf-8")
    report.write_text("\n\n\n" + report.read_text("utf-8"), "utf-8")
    after = findings(fazhi("check", report, *ONE, "--format", "json"))
    assert {f["fingerprint"] for f in after} == before
