"""Waivers: a finding accepted with a reason, in a file or in the report; never lost, and never against the county's will."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint.notes import with_notes
from fazhi_lint.pipeline import Options, check_source
from fazhi_lint.readers import read
from fazhi_lint.ruleset import load
from fazhi_lint.text import Note, SourceText
from fazhi_lint.waivers import Waiver, from_note

ROOT = Path(__file__).resolve().parent.parent
RULESET = load()[0]
KNOWN = {rule.id: rule.id for rule in RULESET.rules}
Run = Callable[..., Any]
PAST, FUTURE = (datetime.date.today() + datetime.timedelta(days) for days in (-1, 2))  # a run may go past midnight


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests begin in a folder of their own."""
    monkeypatch.chdir(tmp_path)


def waivers(*lines: str) -> None:
    Path("fazhi-lint-waivers.yaml").write_text("waivers:\n" + "".join(f"  - {line}\n" for line in lines), "utf-8")


def checked(fazhi: Run, *args: str | Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]], Any]:
    done = fazhi("check", *args, "--format", "json")
    files = json.loads(done.out)["files"]
    return [f for file in files for f in file["findings"]], [f for file in files for f in file["suppressed"]], done


def test_by_rule_and_words(fazhi: Run, report: Path) -> None:
    before, none, _ = checked(fazhi, report)
    assert none == []
    waivers("{rule: confused-term, words: 法制 政府, file: 报告.txt, reason: 原文件名如此}")
    after, suppressed, done = checked(fazhi, report)
    assert [f for f in before if f["rule"] != "confused-term"] == after
    (one,) = suppressed
    assert one.pop("suppression") == {"kind": "waiver", "reason": "原文件名如此", "until": None}
    assert one == next(f for f in before if f["rule"] == "confused-term")
    assert json.loads(done.out)["summary"]["error"] == sum(f["severity"] == "error" for f in after)
    assert done.err == ""
    assert "另有 1 处已接受" in fazhi("check", report).out
    assert "法制政府" not in fazhi("check", report).out


def test_the_exit_status_leaves_them_out(fazhi: Run, report: Path) -> None:
    only = ("--select", "confused-term")
    assert fazhi("check", report, *only).status == 1
    waivers("{rule: confused-term, reason: 原文件名如此}")
    done = fazhi("check", report, *only)
    assert done.status == 0
    assert "没有发现问题" in done.out
    assert fazhi("check", report, *only, "--no-waivers").status == 1


def test_by_fingerprint(fazhi: Run, report: Path) -> None:
    before, _, _ = checked(fazhi, report)
    one = before[-1]
    waivers(f"{{fingerprint: '{one['fingerprint']}', reason: 已核, until: {FUTURE}}}")
    after, suppressed, done = checked(fazhi, report)
    assert after == before[:-1]
    assert suppressed[0]["suppression"]["until"] == str(FUTURE)
    assert done.err == ""


def test_other_words_files_and_rules_are_not_accepted(fazhi: Run, report: Path) -> None:
    before, _, _ = checked(fazhi, report)
    waivers(
        "{rule: confused-term, words: 法制, reason: 有}",
        "{rule: confused-term, file: 别的.txt, reason: 有}",
        "{rule: late-report, words: 法制政府, reason: 有}",
    )
    after, suppressed, _ = checked(fazhi, report)
    assert (after, suppressed) == (before, [])


def test_a_file_of_waivers_that_the_configuration_names(fazhi: Run, report: Path) -> None:
    Path("县").mkdir()
    Path("fazhi-lint.yaml").write_text("waivers: [县/豁免.yaml]\n", "utf-8")
    for file, count in (("县/报告.txt", 0), ("../报告.txt", 1), ("报告.txt", 1), ("../*.txt", 1)):  # as seen from its folder
        Path("县/豁免.yaml").write_text(f"waivers:\n  - {{rule: confused-term, file: {file}, reason: 有}}\n", "utf-8")
        assert len(checked(fazhi, report)[1]) == count, file
    assert [f["rule"] for f in checked(fazhi, report)[1]] == ["confused-term"]
    assert checked(fazhi, report, "--no-config")[1] == []


def test_expired_ones_do_nothing_and_are_told_of(fazhi: Run, report: Path) -> None:
    today = datetime.date.today()
    waivers(f"{{rule: confused-term, reason: 有, until: {PAST}}}", f"{{rule: confused-term, reason: 有, until: '{today}'}}")
    _, suppressed, done = checked(fazhi, report)
    assert [one["suppression"]["until"] for one in suppressed] == [str(today)]
    assert f"提示：fazhi-lint-waivers.yaml:2: 这条豁免到 {PAST} 为止，已经过期" in done.err
    assert done.status == 1
    waivers(f"{{rule: confused-term, reason: 有, until: {PAST}}}")
    assert checked(fazhi, report)[1] == []


def test_unused_ones_are_told_of_when_all_their_files_were_checked(fazhi: Run, report: Path) -> None:
    Path("b.txt").write_bytes(report.read_bytes().replace("法制政府".encode(), "法治政府".encode()))
    waivers(
        "{rule: confused-term, reason: 有}",
        "{rule: confused-term, file: b.txt, reason: 有}",
        "{rule: missing-plan, reason: 有}",
    )
    assert checked(fazhi, report)[2].err == ""
    said = checked(fazhi, ".")[2].err.splitlines()
    assert [line.partition(": ")[0] for line in said] == [f"提示：fazhi-lint-waivers.yaml:{n}" for n in (3, 4)]
    assert all("没有用到" in line for line in said)
    assert checked(fazhi, "b.txt")[2].err.count("没有用到") == 1
    assert checked(fazhi, ".", "--select", "dates")[2].err == ""  # nobody asked those rules


def test_a_note_in_the_report(fazhi: Run, report: Path) -> None:
    before, _, _ = checked(fazhi, report)
    lines = report.read_text("utf-8").splitlines()
    for form in ("behind", "above", "above with a blank line"):
        changed = list(lines)
        at = next(i for i, line in enumerate(lines) if "法制政府" in line)
        note = "<!-- fazhi-lint: 忽略 confused-term 引用 2019 年文件的原名 -->"
        if form == "behind":
            changed[at] += note
        else:
            changed[at:at] = [note, ""] if "blank" in form else [note]
        report.write_text("\n".join(changed) + "\n", "utf-8")
        after, suppressed, done = checked(fazhi, report)
        assert [one.pop("suppression")["reason"] for one in suppressed] == ["引用 2019 年文件的原名"], form
        shift = len(changed) - len(lines)
        moved = {(f["rule"], f["line"] + shift * (f["line"] > at), f["excerpt"], f["fingerprint"]) for f in before}
        assert {(f["rule"], f["line"], f["excerpt"], f["fingerprint"]) for f in after + suppressed} == moved
        assert {f["rule"] for f in suppressed} == {"confused-term"}
        assert "confused-term" not in {f["rule"] for f in after}
        assert done.err == ""
        assert len(checked(fazhi, report, "--no-waivers")[0]) == len(before)


def test_notes_are_no_text_of_the_report(fazhi: Run, report: Path) -> None:
    text = report.read_text("utf-8")
    before, _, _ = checked(fazhi, report)
    note = "<!-- fazhi-lint: 忽略 heading-numbering 法制政府,XX镇(某乡)13800138000 -->"
    report.write_text("\n".join(line + note for line in text.splitlines()) + "\n", "utf-8")
    after, _, _ = checked(fazhi, report, "--no-waivers")
    assert [(f["rule"], f["line"], f["column"], f["message"]) for f in after] == [
        (f["rule"], f["line"], f["column"], f["message"]) for f in before
    ]


FAULTS = [
    ("忽略 confused-term", "没有写理由"),
    ("忽略 confused-term 。", "没有写理由"),
    ("忽略 confused-trem 有理由", "没有规则“confused-trem”（是不是“confused-term”？）"),
    ("忽略", "看不懂"),
    ("不管 confused-term 有理由", "看不懂"),
    ("忽略 confused-term 至2026-02-30 有理由", "日历上没有这一天"),
]


@pytest.mark.parametrize(("words", "said"), FAULTS)
def test_a_faulty_note_is_told_of_with_its_line(fazhi: Run, report: Path, words: str, said: str) -> None:
    text = report.read_text("utf-8").splitlines()
    text.insert(3, f"<!-- fazhi-lint: {words} -->")
    report.write_text("\n".join(text) + "\n", "utf-8")
    findings, suppressed, done = checked(fazhi, report, "--select", "confused-term")
    assert done.status == 2
    assert (len(findings), suppressed) == (1, [])
    assert done.err.startswith("错误：报告.txt:4: " if report.name == str(report) else f"错误：{report}:4: ")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert checked(fazhi, report, "--select", "confused-term", "--no-waivers")[2].status == 1


def test_unused_and_expired_notes(fazhi: Run, report: Path) -> None:
    lines = report.read_text("utf-8").splitlines()
    lines[0:0] = ["<!-- fazhi-lint: 忽略 confused-term 有理由 -->", f"<!-- fazhi-lint: 忽略 late-report（至{PAST}）有理由 -->"]
    report.write_text("\n".join(lines) + "\n", "utf-8")
    done = checked(fazhi, report)[2]
    assert done.status == 1
    said = done.err.splitlines()
    assert ":1: 这条忽略没有用到" in said[0]
    assert f":2: 这条忽略到 {PAST} 为止，已经过期" in said[1]
    assert checked(fazhi, report, "--select", "duty")[2].err == ""


def test_a_reader_can_hand_over_notes_of_its_own(monkeypatch: pytest.MonkeyPatch, fazhi: Run, report: Path) -> None:
    """A note need not stand in the text: a reply to a comment in a Word file does not."""
    lines = report.read_text("utf-8").splitlines()
    at = next(i for i, line in enumerate(lines, 1) if "法制政府" in line)
    from fazhi_lint import readers

    def noted(data: bytes, path: str, *more: Any) -> SourceText:
        return SourceText(data.decode(), path, notes=[Note(at, at, "忽略 confused-term 有理由")])

    monkeypatch.setitem(readers.READERS, ".txt", noted)
    assert [one["suppression"]["reason"] for one in checked(fazhi, report, "--no-cache")[1]] == ["有理由"]


THREE = {"confused-term", "late-report", "missing-date"}


@pytest.mark.parametrize(
    ("words", "rules", "until", "reason"),
    [
        ("忽略 confused-term 原名", {"confused-term"}, None, "原名"),
        ("忽略：confused-term：原名如此", {"confused-term"}, None, "原名如此"),
        ("忽略confused-term，late-report、missing-date 见纪要（第3号）", THREE, None, "见纪要（第3号）"),
        ("忽略 confused-term 至 2026-1-5 原名", {"confused-term"}, "2026-01-05", "原名"),
        ("忽略 confused-term（至2026-12-31）原名", {"confused-term"}, "2026-12-31", "原名"),
    ],
)
def test_forms_of_a_note(words: str, rules: set[str], until: str | None, reason: str) -> None:
    waiver = from_note(Note(3, 4, words), 0, KNOWN)
    assert isinstance(waiver, Waiver)
    assert (set(waiver.rules), waiver.until, waiver.reason, waiver.line) == (rules, until, reason, 4)


NOTE = "<!-- fazhi-lint: 忽略 confused-term 原名,(如此)XX -->"


PARTS = ["", NOTE, "法制政府", "一、主要举措和成效", f"截止目前{NOTE}", f"{NOTE}：", "\r"]


@given(st.lists(st.sampled_from(PARTS), max_size=12))
def test_places_stay_where_they_are(lines: list[str]) -> None:
    text = "\n".join(lines)
    source = with_notes(SourceText(text))
    assert source.text == text
    assert len(source.bare) == len(source.plain) == len(text)
    assert "fazhi-lint" not in source.plain
    assert len(source.notes) == len(source.hidden) == text.count(NOTE)
    for note, (start, end) in zip(source.notes, source.hidden, strict=True):
        assert text[start:end] == NOTE
        assert source.line_of(start) == note.line <= note.about
    for finding in check_source(source, RULESET, Options(force=True)).findings:
        if finding.line == finding.end_line:
            assert source.line_text(finding.line)[finding.column - 1 : finding.end_column - 1] == finding.excerpt


def test_many_notes_take_no_longer_than_their_number() -> None:
    source = read((NOTE + "\n").encode() * 20_000, "a.txt", ".txt")
    assert len(source.notes) == 20_000
    assert source.plain.strip() == ""
