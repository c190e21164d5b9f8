"""The page: true to the text and its places, complete in itself, harmless whatever a report holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from runs import TEXT, make_run

from fazhi_lint.finding import SEVERITIES, FileResult, Finding, Run
from fazhi_lint.formatters import FORMATTERS
from fazhi_lint.formatters.base import Style, legal
from fazhi_lint.readers import READERS
from fazhi_lint.text import SourceText

ROOT = Path(__file__).resolve().parent.parent


def written(run: Run, style: Style | None = None) -> str:
    return "".join(FORMATTERS["html"].render(run, style or Style()))


def parsed(page: str) -> Any:
    """The page, by a parser that refuses what is no HTML."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def words(element: Any) -> str:
    return "".join(element.itertext())


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Finding]]:
    """A text with findings anywhere in it, overlapping, empty, over several lines."""
    text = draw(st.text(st.sampled_from("法治政府 <&>\"'\t\x1b\u202e😀𠮷\n"), max_size=60))
    source = SourceText(text)
    findings = []
    for number in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        (line, column), (end_line, end_column) = source.position(start), source.position(end)
        if end_line <= len(source):  # a place behind the last line break is no line
            severity = draw(st.sampled_from(SEVERITIES))
            findings.append(
                Finding(f"rule-{number}", severity, line, column, end_line, end_column, f"第{number}个", text[start:end])
            )
    return text, findings


@given(marked())
def test_the_text_is_the_reports_and_the_marks_are_the_excerpts(case: tuple[str, list[Finding]]) -> None:
    text, findings = case
    source = SourceText(text)
    page = parsed(written(Run("1", "core", (), "", [FileResult("a", "checked", None, None, tuple(findings), (), source)])))
    lines = page.findall(".//div[@class='words']")
    assert [words(line) for line in lines] == [legal(source.line_text(n)) for n in range(1, len(source) + 1)]
    covered: list[tuple[int, int]] = []  # every character that has a finding, as (line, column)
    for number, line in enumerate(lines, 1):
        column = 1 + len(line.text or "")
        for link in line:
            covered += [(number, column + i) for i in range(len(words(link)))]
            column += len(words(link)) + len(link.tail or "")
    expected = {
        (line, column)
        for one in findings
        for line in range(one.line, one.end_line + 1)
        for column in range(
            one.column if line == one.line else 1,
            one.end_column if line == one.end_line else len(source.line_text(line)) + 1,
        )
    }
    assert len(covered) == len(set(covered))
    assert set(covered) == expected
    ends = [n for mark in page.iterfind(".//mark") for n in mark.get("data-n", "").split()]
    assert sorted(map(int, ends)) == list(range(1, len(findings) + 1))


def test_notes_stand_with_their_line() -> None:
    page = parsed(written(make_run()))
    [first, *_] = page.findall(".//section[@class='file']")
    for line in first.iterfind(".//div[@class='line']"):
        number = line.findtext("a")
        for note in line.iterfind(".//aside"):
            assert f"第 {number} 行" in words(note)
    assert len(first.findall(".//div[@class='line']//aside")) == 7
    assert len(first.findall(".//div[@class='line']")) == len(TEXT.splitlines())


def test_links_lead_to_ids_that_are_there_once() -> None:
    page = parsed(written(make_run(), Style(statistics=True)))
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = {link.get("href") for link in page.iter("a")}
    assert targets
    assert {target.lstrip("#") for target in targets} <= set(ids)


def test_the_checklist_has_groups_results_and_evidence() -> None:
    page = parsed(written(make_run()))
    checklist = page.find(".//div[@class='checklist']")
    assert [words(group) for group in checklist.iterfind(".//h4")] == ["文字", "结构"]
    failed, _, passed = checklist.findall(".//li")
    assert (failed.get("class"), passed.get("class")) == ("error", "pass")
    assert words(failed).startswith("有毛病有 4 处：第 3 行、第 4 行")
    assert words(passed) == "没有这一部分无此问题，见第 3 行“一、成效 <script>”"
    assert {li.get("class") for li in page.iterfind(".//div[@class='checklist']//li")} >= {"not-applicable"}


def test_nothing_is_loaded_and_nothing_runs() -> None:
    out = written(make_run())
    page = parsed(out)
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)}.isdisjoint(
        {"script", "link", "img", "iframe", "object", "base", "form"}
    )
    assert not [key for element in page.iter() for key in element.attrib if key.startswith("on") or key in ("src", "style")]
    assert "url(" not in out
    assert "@import" not in out
    [policy] = [m.get("content") for m in page.iter("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")


def test_language_phone_dark_and_paper_are_provided_for() -> None:
    out = written(make_run())
    assert '<html lang="zh-CN">' in out
    assert 'name="viewport"' in out
    assert "@media print" in out
    assert "prefers-color-scheme: dark" in out


def test_one_file_needs_no_table_of_files() -> None:
    one = Run("1", "core", (), "", [FileResult("a", "checked")], "年度报告")
    assert "全部文件" not in written(one)
    assert "全部文件" in written(make_run())
    assert "按规则统计" in written(make_run(), Style(statistics=True))
    assert "按规则统计" not in written(make_run())


def test_sections_wait_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    from fazhi_lint.formatters import html

    whole = written(make_run())
    monkeypatch.setattr(html, "_IN_MEMORY", 10)
    monkeypatch.setattr(html, "_PIECE", 7)
    assert written(make_run()) == whole


def test_real_reports_make_a_page(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    page = tmp_path / "结果.html"
    assert fazhi("check", ROOT / "samples", "--format", f"html={page}").status == 1
    tree = parsed(page.read_text("utf-8"))
    assert len(tree.findall(".//section[@class='file']")) == sum(
        path.suffix in READERS for path in (ROOT / "samples").iterdir()
    )
    assert re.search(r"共 \d+ 处", words(tree.find(".//header")))
