"""The workbook: one row a finding, filters, frozen heads, and no cell that is anything but text or number."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from runs import make_run, told

from fazhi_lint.finding import FileResult, Finding, Run
from fazhi_lint.formatters import FORMATTERS, xlsx
from fazhi_lint.formatters.base import Style, legal
from fazhi_lint.readers import READERS

ROOT = Path(__file__).resolve().parent.parent


def book(run: Run, style: Style | None = None) -> Any:
    return openpyxl.load_workbook(io.BytesIO(b"".join(FORMATTERS["xlsx"].render(run, style or Style()))))


def saying(*excerpts: str) -> Run:
    findings = tuple(Finding("r", "info", 1, 1, 1, 1, "m", words) for words in excerpts)
    return Run("1", "core", (), "", [FileResult("a.txt", "checked", findings=findings)])


def excerpts(made: Any) -> list[str]:
    return [row[8].value for name in made.sheetnames if name.startswith("问题") for row in list(made[name])[1:]]


def test_the_sheets() -> None:
    made = book(make_run())
    assert made.sheetnames == ["问题", "清单", "文件"]
    assert book(make_run(), Style(statistics=True)).sheetnames == ["问题", "清单", "文件", "统计"]
    for sheet in made:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(sheet.column_dimensions[letter].width for letter in "ABC")
        assert sheet.print_title_rows == "$1:$1"
    assert made["问题"].max_row == 1 + len(told()) + 2


def test_every_file_has_its_row_and_every_rule_its_column() -> None:
    made = book(make_run())
    head, *rows = [[cell.value for cell in row] for row in made["清单"]]
    assert head == ["文件", "有毛病", "有 | 别的毛病", "没有这一部分"]
    assert rows[0][1:] == ["4 处", "2 处", "1 处"]
    assert rows[2][1:] == ["未查", "未查", "未查"]
    assert rows[4][1:] == ["通过", "不适用", "通过"]
    status = [row[1].value for row in made["文件"]]
    assert status == ["状态", "已检查", "不像年度报告，没有检查", "无法检查", "已检查", "已检查"]


def test_lines_and_counts_are_numbers() -> None:
    made = book(make_run())
    assert {type(cell.value) for row in list(made["问题"])[1:] for cell in row[1:3]} == {int}
    assert [cell.value for cell in list(made["文件"])[1][3:7]] == [3, 2, 2, 2]


DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "{=1}",
    "http://example.com",
    "<r><t>x</t></r>",
    "<r></r>",
    "_x0041_",
]


def test_nothing_becomes_a_formula_a_link_or_rich_text() -> None:
    made = book(saying(*DANGEROUS))
    cells = [row[8] for row in list(made["问题"])[1:]]
    assert [unescape(cell.value).strip() for cell in cells] == DANGEROUS
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.hyperlink for cell in cells] == [None] * len(DANGEROUS)


@settings(max_examples=40)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=8))
def test_cells_hold_any_text(words: list[str]) -> None:
    shown = [unescape(value or "").strip() for value in excerpts(book(saying(*words)))]
    assert shown == [legal(word).strip() for word in words]


def test_a_cell_that_is_too_long_is_cut_and_says_so() -> None:
    [value] = excerpts(book(saying("😀" * 40_000)))
    assert value == "😀" * 15_999 + "…"


def test_a_full_sheet_is_continued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    made = book(saying(*map(str, range(5))))
    assert made.sheetnames == ["问题", "清单", "文件", "问题 2", "问题 3"]
    assert excerpts(made) == ["0", "1", "2", "3", "4"]
    assert [made[name].auto_filter.ref for name in ("问题", "问题 2", "问题 3")] == ["A1:M3", "A1:M3", "A1:M2"]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    pieces = FORMATTERS["xlsx"].render(make_run(), Style())
    next(pieces)
    assert list(tmp_path.iterdir())
    pieces.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []
    assert book(make_run())
    assert list(tmp_path.iterdir()) == []


def test_without_the_library_the_command_is_named(
    fazhi: Callable[..., Any], report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    done = fazhi("check", report, "--format", f"xlsx={report.with_name('a.xlsx')}")
    assert (done.status, done.out) == (2, "")
    assert 'python -m pip install "fazhi-lint[xlsx]"' in done.err
    assert [path.name for path in report.parent.iterdir()] == [report.name]


def test_real_reports_make_the_same_bytes_twice(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        assert fazhi("check", ROOT / "samples", "--format", f"xlsx={tmp_path / name}").status == 1
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    made = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert made["文件"].max_row == 1 + sum(path.suffix in READERS for path in (ROOT / "samples").iterdir())
    assert made["清单"].max_column > 40
