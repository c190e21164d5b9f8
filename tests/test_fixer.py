"""Fixes of texts: what is mended is not found again, nothing else changes, and mending twice is mending once."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import write_rule
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint.errors import ReadError
from fazhi_lint.finding import Edit, Finding, Fix
from fazhi_lint.fixer import changed, changes
from fazhi_lint.fixfiles import Mended, can_mend, mend
from fazhi_lint.fixplan import FixPlan
from fazhi_lint.pipeline import Options, check_source, read_source
from fazhi_lint.ruleset import Rule, load
from fazhi_lint.text import SourceText

ROOT = Path(__file__).resolve().parent.parent
RULESET = load()[0]
MENDING = {rule.id for rule in RULESET.rules if rule.fix}
TEXTS = [path.read_text("utf-8") for path in sorted((ROOT / "samples").glob("*.txt"))]
TEXTS += [path.read_text("utf-8") for path in sorted((ROOT / "tests" / "corpus").glob("*.txt"))]
ODD = (
    "法制政府", "坚持坚持", "推进推进推进", "2025年2025年", ",", "(", ")", "(App)", "（见附件)", ":", "?", "《", "”", "\n",
    "云府发(2025)26号", "云府发[2025年] 第3号", "（2025]7号", "[bookmark: _GoBack]", "_Toc12", "<b>", "</span>", "&nbsp;",
    "截止目前", "惯彻", "[链接](附件.docx)", "<!-- fazhi-lint: 忽略 confused-term 试试 -->", "𠮷𠮷",
)  # fmt: skip


def find(source: SourceText) -> tuple[Finding, ...]:
    return check_source(source, RULESET, Options(force=True)).findings


def fixed(text: str, unsafe: bool = True) -> Mended:
    return mend(text.encode(), "a.txt", find, unsafe)


def finding(fix: Fix | None, rule: str = "r") -> Finding:
    return Finding(rule, "error", 1, 1, 1, 1, "", "", fix=fix)


@st.composite
def reports(draw: st.DrawFn) -> str:
    """A report with odd words put in here and there."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(ODD)) + text[at:]
    return text


@given(reports(), st.booleans())
def test_what_is_fixed_is_not_found_again(text: str, unsafe: bool) -> None:
    once = fixed(text, unsafe)
    left = find(read_source(once.data, "a.txt"))
    assert not [f for f in left if f.fix and (f.fix.safe or unsafe)]
    again = fixed(once.after, unsafe)
    assert again.data == once.data
    assert not again.counts
    assert bool(once.counts) == (once.data != text.encode())


@given(reports())
def test_what_was_not_found_stays(text: str) -> None:
    source = read_source(text.encode(), "a.txt")
    made = changes(source, find(source), True)
    for one, other in itertools.pairwise(made):
        assert one.end <= other.start
    new, old_at, new_at = changed(text, made), 0, 0
    for change in made:
        assert text[change.start : change.end] != change.text
        size = change.start - old_at
        assert new[new_at : new_at + size + len(change.text)] == text[old_at : change.start] + change.text
        old_at, new_at = change.end, new_at + size + len(change.text)
    assert new[new_at:] == text[old_at:]


spans = st.tuples(st.integers(0, 30), st.integers(0, 5), st.text("甲乙", max_size=3))


@given(st.lists(st.lists(spans, min_size=1, max_size=3), max_size=8))
def test_changes_never_overlap(wanted: list[list[tuple[int, int, str]]]) -> None:
    findings = []
    for edits in wanted:
        apart: list[Edit] = []
        for start, size, words in sorted(edits):
            edit = Edit(1, start + 1, 1, start + size + 1, words)
            if all(edit.column >= other.end_column and edit.column > other.column for other in apart):
                apart.append(edit)
        findings.append(finding(Fix(True, tuple(apart), "")))
    made = changes(SourceText("字" * 36), findings, False)
    assert made == sorted(made)
    assert all(one.end <= other.start and one.start < other.start for one, other in itertools.pairwise(made))
    assert bool(made) == bool(findings)


def test_the_first_wins_and_a_line_is_changed_together() -> None:
    source = SourceText("甲乙丙丁\n戊己")
    first = finding(Fix(True, (Edit(1, 2, 1, 3, "二"),), ""), "first")
    second = finding(Fix(True, (Edit(1, 1, 1, 3, "x"), Edit(1, 4, 1, 5, "y"), Edit(2, 1, 2, 2, "五")), ""), "second")
    made = changes(source, [first, second], False)
    assert changed(source.text, made) == "甲二丙丁\n五己"
    assert [change.rule for change in made] == ["first", "second"]


def test_unsafe_fixes_are_made_when_asked_for() -> None:
    assert fixed("扎实推进法制政府建设,成效明显。", False).after == "扎实推进法制政府建设，成效明显。"
    assert fixed("扎实推进法制政府建设,成效明显。").after == "扎实推进法治政府建设，成效明显。"


def test_rules_that_undo_each_other_come_to_an_end() -> None:
    def swap(source: SourceText) -> list[Finding]:
        return [finding(Fix(True, (Edit(1, 1, 1, 2, "乙" if source.text[0] == "甲" else "甲"),), ""))]

    assert mend("甲好".encode(), "a.txt", swap, False).after in ("甲好", "乙好")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("全镇培训8次,办案(含简易程序)5件:合格;好?好!", "全镇培训8次，办案（含简易程序）5件：合格；好？好！"),
        ("(Rule)一词", "（Rule）一词"),  # the other half of a bracket too
        ("窗口9:00开放，服务1,046人次，网址 http://a.cn/b?c=1,2。", None),
        ("见[附件](附件.docx)。", None),
        ("坚持坚持推进推进推进改革。", "坚持推进改革。"),
        ("[bookmark: _GoBack]一是抓<span lang='x'>普法</span>。", "一是抓普法。"),
        ("持证上\ufffd岗。", None),  # a character is lost: nobody can say which
        ("详见<img src='a.png'>。", None),
    ],
)
def test_safe_fixes(before: str, after: str | None) -> None:
    assert fixed(before, False).after == (before if after is None else after)


@pytest.mark.parametrize(
    "number", ["(2025)26号", "[2025]26号", "【2025】26号", "［2025］ 26号", "〔2025]26号", "（2025年） 26号"]
)
def test_document_numbers(number: str) -> None:
    text = f"石门镇2025年法治政府建设工作报告\n县委、县政府：\n对照云府办发{number}文件，现报告如下：\n一、主要举措和成效\n"
    assert fixed(text, False).after == text.replace(number, "〔2025〕26号")


@pytest.mark.parametrize("rule", [r for r in RULESET.rules if r.fix], ids=lambda rule: rule.id)
def test_each_rule_mends_something_of_its_own_examples(rule: Rule) -> None:
    found = [f for example in rule.bad for f in find(SourceText(example.text)) if f.rule == rule.id and f.fix]
    assert found
    assert all(f.fix and f.fix.title and "{" not in f.fix.title for f in found)


def test_there_are_rules_that_mend() -> None:
    assert {rule.id for rule in RULESET.rules if rule.fix and rule.fix.safe} == {
        "half-width-punctuation", "document-number-brackets", "doubled-text", "conversion-artifact"
    }  # fmt: skip
    assert "confused-term" in MENDING


def test_one_finding_for_many_places_mends_them_all() -> None:
    source = SourceText("县委,县政府:\n学法12次,普法(含进校园)8场;调解96件.\n")
    found = [f for f in find(source) if f.rule == "half-width-punctuation"]
    assert len(found) == 1
    assert changed(source.text, changes(source, found, False)) == "县委，县政府：\n学法12次，普法（含进校园）8场；调解96件.\n"


def test_plans() -> None:
    source = SourceText("甲乙甲<!-- n -->", hidden=[(3, 13)])
    assert FixPlan("换", replace="{right}").fix(source, [(0, 1)], {}) is None  # nothing says what is right
    assert FixPlan("{word}", replace="").fix(source, [(0, 1)], {}) is None
    assert FixPlan("换", replace="丙", part="甲").fix(source, [(0, 3)], {}) is None  # which of the two?
    assert FixPlan("换", replace="丙", part="丁").fix(source, [(0, 3)], {}) is None
    assert FixPlan("换", replace="").fix(source, [(2, 5)], {}) is None  # a note is nobody's to delete
    assert FixPlan("换", replace="甲").fix(source, [(0, 1)], {}) is None  # so it is already
    fix = FixPlan("换", True, "{right}", "乙").fix(source, [(0, 3)], {"right": "丙"})
    assert fix == Fix(True, (Edit(1, 2, 1, 3, "丙"),), "换")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encoding_and_line_ends_are_kept(encoding: str, end: str) -> None:
    text = TEXTS[0].replace("一、", "培训8次,办案5件。\n一、", 1).replace("\n", end)
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    data = mark + text.encode(encoding)
    mended = mend(data, "a.txt", find, False)
    assert mended.counts["half-width-punctuation"] >= 1
    assert mended.data == mark + mended.after.encode(encoding)
    assert mended.after.count(end) == text.count(end)


def test_big_endian_stays_so() -> None:
    data = b"\xfe\xff" + "培训8次,办案5件。".encode("utf-16-be")
    assert mend(data, "a.txt", find, False).data == data.replace(",".encode("utf-16-be"), "，".encode("utf-16-be"))


def test_a_file_with_broken_bytes_is_left() -> None:
    data = "培训8次,办案5件。".encode() * 20 + b"\xff"
    with pytest.raises(ReadError, match="没有改"):
        mend(data, "a.txt", find, False)


@pytest.mark.parametrize(
    ("name", "data", "can"),
    [
        ("a.txt", b"x", True), ("a.md", b"x", True), ("a.log", b"x", True), ("-", b"x", True), ("a.docx", b"PK", True),
        ("a.html", b"x", False), ("a.pdf", b"%PDF-1", False), ("a.doc", b"x", False), ("a.png", b"x", False),
        ("-", b"%PDF-1", False),
    ],
)  # fmt: skip
def test_kinds(name: str, data: bytes, can: bool) -> None:
    assert can_mend(data, name) is can


def test_own_rules_may_mend(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    rules = write_rule(tmp_path)
    rule = rules / "own-rule.yaml"
    rule.write_text(rule.read_text("utf-8").replace("why:", "fix: {title: 换, replace: 不错}\nwhy:"), "utf-8")
    file = tmp_path / "a.txt"
    file.write_text("我镇很糟糕。\n", "utf-8")
    words = ("check", file, "--force", "--rules", rules, "--select", "own-rule", "--fix")
    assert fazhi(*words).status == 1
    assert fazhi(*words, "--unsafe-fixes").status == 0
    assert file.read_text("utf-8") == "我镇很不错。\n"
