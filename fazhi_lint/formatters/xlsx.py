"""An Excel workbook: findings (one a row), the checklist (a row for each file, a column for each rule), the files.

In: a `Run`. Out: the bytes of the workbook, the same for the same run, when the last file has passed; until then its rows wait
on the disk. Every cell is written as text or number, never as what its text might mean (=…, a link, a rich text).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from ..errors import ConfigError
from ..finding import SEVERITIES, FileResult, Finding, Run
from .base import LEVEL_WORDS, PLAIN, SEVERITY_WORDS, STATUS_WORDS, Style, clause, excuse, heading, judge, legal, native, width
from .base import statistics as counts_by_rule
from .base import verdict as whole_verdict

MOST_ROWS = 1_048_576  # of a sheet
_MOST_CHARACTERS = 16_000  # a cell holds 32,767 UTF-16 units, and a character may take two
_LINE = 14  # points
_MOST_LINES = 20
_WIDE = 8.43  # of a column that nothing is said of
_PIECE = 1 << 16
_MADE = datetime(2000, 1, 1)  # fixed, so that equal runs give equal bytes
_COLOURS = {"error": "#F8D0CC", "warning": "#FFE8BF", "info": "#D9E8FA", "pass": "#DDF1E3", "none": "#EEEEEE"}
_FINDINGS = (
    ("文件", 26), ("行", 6), ("列", 6), ("段或页", 10), ("级别", 6), ("规则", 20), ("查什么", 22), ("问题", 44), ("原文", 30),
    ("改法", 40), ("依据", 28), ("接受的理由", 20), ("指纹", 19),
)  # fmt: skip
_FILES = (
    ("文件", 26), ("状态", 10), ("结论", 30), ("必改", 6), ("应改", 6), ("建议", 6), ("已接受", 8), ("标题", 40),
    ("报告年度", 10), ("机关", 30), ("层级", 8), ("主送", 18), ("成文日期", 12), ("说明", 36),
)  # fmt: skip
_STATISTICS = (("处数", 8), ("规则", 28), ("查什么", 50))


class Cell(NamedTuple):
    """A value with the tone of its background."""

    value: str | int | float | None
    tone: str = ""


def render(run: Run, style: Style = PLAIN) -> Iterator[bytes]:
    """The run as a workbook; all but empty pieces come when the last file has passed.

    Raises:
        ConfigError: XlsxWriter is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise ConfigError('写 xlsx 要用 XlsxWriter，还没有安装；请执行：python -m pip install "fazhi-lint[xlsx]"') from error
    with TemporaryDirectory(prefix="fazhi-lint-") as folder:
        made = Path(folder, "made.xlsx")
        book = Workbook(str(made), {"constant_memory": True, "tmpdir": folder})
        yield from _fill(book, run, style)
        book.close()
        with made.open("rb") as stream:
            yield from iter(lambda: stream.read(_PIECE), b"")


def _fill(book: Any, run: Run, style: Style) -> Iterator[bytes]:
    """Write the rows of each file to all sheets as it passes."""
    look = Look(book)
    titles = {rule.id: rule.title for rule in run.rules}
    findings = Sheet(book, look, "问题", _FINDINGS)
    checklist = Sheet(book, look, "清单", [("文件", 36), *((rule.title, 7) for rule in run.rules)], upright=True)
    files = Sheet(book, look, "文件", _FILES)
    for file in run.files:
        for finding in file.findings:
            findings.add(_finding(file, finding, titles))
        for one in file.suppressed:
            findings.add(_finding(file, one.finding, titles, excuse(one)))
        checklist.add(_checks(file, run))
        files.add(_file(file))
        yield b""
    sheets = [findings, checklist, files]
    if style.statistics:
        sheets.append(Sheet(book, look, "统计", _STATISTICS))
        for count, rule, title in counts_by_rule(run):
            sheets[-1].add([Cell(count), Cell(rule), Cell(title)])
    for sheet in sheets:
        sheet.close()
    words = {"title": legal(heading(run)), "comments": str(whole_verdict(run)), "created": _MADE}
    book.set_properties(words)


class Look:
    """The formats of cells, each made once."""

    def __init__(self, book: Any) -> None:
        plain = {"text_wrap": True, "valign": "top", "font_size": 10}
        head = {**plain, "bold": True, "bottom": 1, "bg_color": "#E8ECF1", "valign": "vcenter"}
        self.head = book.add_format(head)
        self.upright = book.add_format({**head, "rotation": 270, "valign": "top", "align": "center"})
        self.tones = {tone: book.add_format({**plain, "bg_color": colour}) for tone, colour in _COLOURS.items()}
        self.tones[""] = book.add_format(plain)


class Sheet:
    """A sheet with a head that stays in sight and can be filtered; a full one is continued on a further sheet."""

    def __init__(
        self, book: Any, look: Look, name: str, columns: Sequence[tuple[str, float]], upright: bool = False, standing: int = 1
    ) -> None:
        self.book, self.look, self.name, self.columns = book, look, name, columns
        self.upright, self.standing = upright, standing  # heads stand upright from this column on
        self.part = 0
        self._open()

    def _open(self) -> None:
        self.part += 1
        self.sheet = self.book.add_worksheet(self.name if self.part == 1 else f"{self.name} {self.part}")
        self.sheet.freeze_panes(1, 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        if self.upright:
            self.sheet.set_row(0, 15 * max(len(title) for title, _ in self.columns) + 10)
        for column, (title, wide) in enumerate(self.columns):
            self.sheet.set_column(column, column, wide)
            standing = self.upright and column >= self.standing
            self.sheet.write_string(0, column, _plain(title), self.look.upright if standing else self.look.head)
        self.row = 1

    def add(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        if self.row == MOST_ROWS:
            self.close()
            self._open()
        lines, row = 1, self.row
        written: list[tuple[int, str | int | float, Any]] = []
        for column, (value, tone) in enumerate(cells):
            if not tone and value in (None, ""):
                continue
            if not isinstance(value, int | float):
                value, height = _fitted(value or "", self.columns[column][1] if column < len(self.columns) else _WIDE)
                lines = max(lines, height)
            written.append((column, value, self.look.tones[tone]))
        # Not every program that opens the workbook finds out by itself how high a row must be.
        self.sheet.set_row(row, _LINE * min(_MOST_LINES, lines))
        for column, value, look in written:
            write = self.sheet.write_string if isinstance(value, str) else self.sheet.write_number
            write(row, column, value, look)
        # XlsxWriter keeps how high each row is, to place pictures: with many rows that is more than all else it holds.
        for kept in ("row_info", "row_sizes"):
            getattr(self.sheet, kept, {}).pop(row - 1, None)
        self.row += 1

    def close(self) -> None:
        """Let what is written be filtered."""
        self.sheet.autofilter(0, 0, max(self.row - 1, 1), len(self.columns) - 1)


@lru_cache(maxsize=4096)  # rules say the same of many reports
def _fitted(words: str, wide: float) -> tuple[str, int]:
    """Words as a cell can hold them, and about how many lines they take in a column of such a width."""
    return _plain(words), max(1, ceil(width(words) * 1.1 / wide))


def _plain(words: str) -> str:
    """Words as a cell can hold them; those that XlsxWriter would take for the XML of a rich text are kept from it."""
    words = legal(words)
    words = words if len(words) <= _MOST_CHARACTERS else words[: _MOST_CHARACTERS - 1] + "…"
    return f" {words}" if words.startswith("<r>") else words


def _finding(file: FileResult, finding: Finding, titles: dict[str, str], accepted: str = "") -> list[Cell]:
    tone = "none" if accepted else finding.severity
    return [
        Cell(file.path),
        Cell(finding.line),
        Cell(finding.column),
        Cell(native(finding).strip("（）").replace("）（", " ")),
        Cell(SEVERITY_WORDS[finding.severity], tone),
        Cell(finding.rule),
        Cell(titles.get(finding.rule)),
        Cell(finding.message),
        Cell(finding.excerpt),
        Cell(finding.suggestion),
        Cell("；".join(map(clause, finding.basis))),
        Cell(accepted),
        Cell(finding.fingerprint),
    ]


def _checks(file: FileResult, run: Run) -> list[Cell]:
    """A file's row of the checklist: for each rule what became of it."""
    outcomes = {outcome.rule: outcome.outcome for outcome in file.outcomes}
    cells = [Cell(file.path)]
    for rule in run.rules:
        count = sum(finding.rule == rule.id for finding in file.findings)
        outcome = outcomes.get(rule.id)
        if count:
            severity = min((f.severity for f in file.findings if f.rule == rule.id), key=SEVERITIES.index)
            cells.append(Cell(f"{count} 处", severity))
        elif outcome == "fail":
            cells.append(Cell("已接受", "none"))
        else:
            cells.append(Cell("通过", "pass") if outcome == "pass" else Cell("不适用" if outcome else "未查"))
    return cells


def _file(file: FileResult) -> list[Cell]:
    counts = {severity: sum(finding.severity == severity for finding in file.findings) for severity in SEVERITIES}
    report = file.report or {}
    judged = judge(counts)
    told = file.error["message"] if file.error else "".join(f.message for f in file.findings) if not report else ""
    return [
        Cell(file.path),
        Cell(STATUS_WORDS[file.status]),
        Cell(f"{judged.head}{judged.rest}", judged.tone) if file.status == "checked" else Cell(None),
        *map(Cell, counts.values()),
        Cell(len(file.suppressed)),
        Cell(report.get("title")),
        Cell(report.get("report_year")),
        Cell("、".join(report.get("issuers") or ())),
        Cell(LEVEL_WORDS.get(level, level) if (level := report.get("level")) else None),
        Cell(report.get("addressee")),
        Cell(report.get("signed_on")),
        Cell(told),
    ]
