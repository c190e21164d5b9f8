"""The baseline: written, applied, pruned; the same for the same findings, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint import baseline as module
from fazhi_lint.baseline import Baseline, load
from fazhi_lint.errors import ConfigError
from fazhi_lint.finding import Finding

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests begin in a folder of their own."""
    monkeypatch.chdir(tmp_path)


def checked(fazhi: Run, *args: str | Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]], Any]:
    done = fazhi("check", *args, "--format", "json")
    files = json.loads(done.out)["files"]
    return [f for file in files for f in file["findings"]], [f for file in files for f in file["suppressed"]], done


def test_only_new_findings_are_told_of(fazhi: Run, report: Path) -> None:
    before, _, _ = checked(fazhi, report)
    done = fazhi("baseline", "write", report, "--baseline", "b.json")
    assert (done.status, done.err) == (0, "")
    assert done.out == f"b.json：记有 {len(before)} 处，在 1 个文件里。检查时加 --baseline b.json，就只报新的。\n"
    after, suppressed, done = checked(fazhi, report, "--baseline", "b.json")
    assert (after, done.status, done.err) == ([], 0, "")
    assert [one.pop("suppression") for one in suppressed] == [{"kind": "baseline", "reason": None, "until": None}] * len(before)
    assert suppressed == before
    text = report.read_text("utf-8")
    report.write_text("\n\n" + text.replace("特此报告", "截止目前，特此报告"), "utf-8")  # lines move, one fault is new
    after, suppressed, done = checked(fazhi, report, "--baseline", "b.json")
    assert [f["excerpt"] for f in after] == ["截止目前"]
    assert (len(suppressed), done.status) == (len(before), 1)


def test_as_often_as_it_stood_there(fazhi: Run, report: Path) -> None:
    fazhi("baseline", "write", report, "--baseline", "b.json")
    report.write_text(report.read_text("utf-8").replace("特此报告", "建设法制政府。特此报告"), "utf-8")
    after, _, _ = checked(fazhi, report, "--baseline", "b.json")
    assert [f["excerpt"] for f in after] == ["法制政府"]


def test_the_file_is_sorted_and_the_same_again(fazhi: Run, report: Path) -> None:
    for name in ("乙.txt", "甲.txt"):
        Path(name).write_bytes(report.read_bytes())
    fazhi("baseline", "write", "乙.txt", "报告.txt", "甲.txt", "--baseline", "b.json")
    first = Path("b.json").read_text("utf-8")
    fazhi("baseline", "write", "甲.txt", ".", "--baseline", "b.json", "--jobs", "2")
    assert Path("b.json").read_text("utf-8") == first
    data = json.loads(first)
    assert list(data["files"]) == sorted(["乙.txt", "报告.txt", "甲.txt"])
    assert data["files"]["甲.txt"]["confused-term"] == {"法制政府": 1}
    assert '     "法制政府": 1' in first.replace("    ", "     ")
    assert first.endswith("\n")


def test_what_was_not_checked_stays_as_it_was(fazhi: Run, report: Path) -> None:
    Path("b.txt").write_bytes(report.read_bytes())
    fazhi("baseline", "write", ".", "--baseline", "b.json")
    full = json.loads(Path("b.json").read_text("utf-8"))["files"]
    report.write_text(report.read_text("utf-8").replace("法制政府", "法治政府"), "utf-8")
    fazhi("baseline", "write", report, "--baseline", "b.json", "--select", "dates")
    assert json.loads(Path("b.json").read_text("utf-8"))["files"] == full
    fazhi("baseline", "write", report, "--baseline", "b.json")
    now = json.loads(Path("b.json").read_text("utf-8"))["files"]
    assert now["b.txt"] == full["b.txt"]
    assert now["报告.txt"] == {rule: held for rule, held in full["报告.txt"].items() if rule != "confused-term"}


def test_prune_takes_away_and_adds_nothing(fazhi: Run, report: Path) -> None:
    Path("b.txt").write_bytes(report.read_bytes())
    fazhi("baseline", "write", ".", "--baseline", "b.json")
    text = report.read_text("utf-8").replace("法制政府", "法治政府").replace("特此报告", "截止目前，特此报告")
    report.write_text(text, "utf-8")
    Path("b.txt").unlink()
    done = fazhi("check", report, "--baseline", "b.json")
    assert done.err == "提示：b.json: 基线里有 1 处已经没有了，可以用 fazhi-lint baseline prune 清理。\n"
    assert fazhi("check", report, "--baseline", "b.json", "--select", "dates").err == ""
    done = fazhi("baseline", "prune", report, "--baseline", "b.json")
    assert done.status == 0
    files = json.loads(Path("b.json").read_text("utf-8"))["files"]
    assert list(files) == ["报告.txt"]
    assert "confused-term" not in files["报告.txt"]
    assert fazhi("check", report, "--baseline", "b.json").err == ""


def test_the_configuration_names_it(fazhi: Run, report: Path) -> None:
    Path("fazhi-lint.yaml").write_text("baseline: 记录/b.json\n", "utf-8")
    Path("记录").mkdir()
    assert fazhi("check", report).status == 2
    assert fazhi("baseline", "write", report).status == 0
    assert list(json.loads(Path("记录/b.json").read_text("utf-8"))["files"]) == ["../报告.txt"]
    assert checked(fazhi, report)[0] == []
    assert checked(fazhi, report, "--no-waivers")[0] != []  # what the submitter wrote down
    assert checked(fazhi, report, "--no-waivers", "--baseline", "记录/b.json")[0] == []  # what the county wrote down
    Path("空.json").write_text('{"version": 1, "files": {}}', "utf-8")
    assert checked(fazhi, report, "--baseline", "空.json")[0] != []


def test_what_is_waived_is_not_written(fazhi: Run, report: Path) -> None:
    Path("fazhi-lint-waivers.yaml").write_text("waivers:\n  - {rule: confused-term, reason: 有}\n", "utf-8")
    fazhi("baseline", "write", report)
    assert "confused-term" not in Path("fazhi-lint-baseline.json").read_text("utf-8")


def test_findings_about_the_whole_report_outlive_a_new_title(fazhi: Run, report: Path) -> None:
    text = "盘溪镇2023年法治政府建设情况报告\n一、主要举措和成效\n组织学法4次。\n盘溪镇人民政府\n2024年2月12日\n"
    report.write_text(text, "utf-8")
    fazhi("baseline", "write", report, "--baseline", "b.json")
    report.write_text(text.replace("建设情况", "建设工作情况"), "utf-8")
    assert checked(fazhi, report, "--baseline", "b.json")[0] == []


def test_a_file_that_cannot_be_read_keeps_what_was_held(fazhi: Run, report: Path) -> None:
    fazhi("baseline", "write", report, "--baseline", "b.json")
    before = Path("b.json").read_text("utf-8")
    report.write_bytes(b"\x00\x01")
    done = fazhi("baseline", "write", report, "--baseline", "b.json")
    assert done.status == 2
    assert "报告.txt" in done.err
    assert Path("b.json").read_text("utf-8") == before


def test_a_failing_write_leaves_the_old_file(fazhi: Run, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fazhi("baseline", "write", report, "--baseline", "b.json", "--select", "dates")
    before = Path("b.json").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(ConfigError, match="写不进"):
        Baseline("b.json").write()
    monkeypatch.undo()
    assert module.load(str(report.parent / "b.json")).total() == load(str(report.parent / "b.json")).total()
    assert (report.parent / "b.json").read_bytes() == before
    assert sorted(path.name for path in report.parent.iterdir()) == ["b.json", "报告.txt"]


WORDS = st.sampled_from(["法制政府", "法制\n政府", "", "“引”", "\ud800", "a\u3000b"])
FINDINGS = st.lists(
    st.builds(lambda rule, words: Finding(rule, "error", 1, 1, 1, 2, "", words), st.sampled_from(["a", "b"]), WORDS), max_size=8
)


@given(st.dictionaries(st.sampled_from(["甲.txt", "乙/丙.txt"]), FINDINGS), FINDINGS)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, list[Finding]], new: Any
) -> None:
    path = str(tmp_path_factory.mktemp("基线") / "b.json")
    written = Baseline(path)
    folder = Path(path).parent
    for name, findings in files.items():
        written.record(str(folder / name), findings, {"a", "b"})
    written.write()
    again = load(path)
    assert again.render() == written.render()
    for name, findings in files.items():
        assert again.held(str(folder / name), findings, {"a", "b"}) == findings
        twice = again.held(str(folder / name), [*findings, *findings], {"a", "b"})
        assert len(twice) == len(findings)
    assert again.held(str(folder / "丁.txt"), new, {"a", "b"}) == []
    assert again.gone == 0
