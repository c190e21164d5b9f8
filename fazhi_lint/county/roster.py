"""The roster: which units must hand in a report, what they are called, by when.

In: a csv file (any encoding and separator that spreadsheets write) or an xlsx workbook, with Chinese or English column names.
Out: a `Roster`; `RosterError` with file and line where something in it is missing or said twice.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import FazhiError, ReadError
from ..formatters.base import LEVEL_WORDS
from ..readers import read_bytes
from ..readers.base import decode

# What a column may be called; the first name is the one that messages use.
COLUMNS = {
    "unit": ("单位", "单位名称", "报送单位", "责任单位", "名称", "unit", "name"),
    "level": ("层级", "级别", "类别", "单位类别", "level"),
    "aliases": ("别名", "简称", "又名", "曾用名", "aliases", "alias"),
    "files": ("文件名", "文件", "文件名样式", "files", "file", "patterns", "pattern"),
    "deadline": ("截止日期", "截止", "截止时间", "报送期限", "deadline", "due"),
    "received": ("收到日期", "收到时间", "收文日期", "收件日期", "报送日期", "登记日期", "received"),
}
_LEVELS = {word: level for level, word in LEVEL_WORDS.items()} | {level: level for level in LEVEL_WORDS}
_LEVELS |= {"乡": "township", "镇": "township", "县": "county", "区": "county", "市": "county", "街": "street"}
_LEVELS |= {"局": "department", "县直部门": "department", "县级部门": "department", "街道办事处": "street"}
_SEVERAL = re.compile(r"[、，,；;|/\n]+")
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:(?:(?<=日)|[ T]) *(\d{1,2})[:：](\d{2}).*)?")
_LAST = datetime.time(23, 59, 59)  # of a day: a time that nobody writes
_SEPARATORS = ",\t;，；|"


class RosterError(FazhiError):
    """A roster that cannot be used; with file and, where known, line."""


class Unit(NamedTuple):
    """One unit of the roster.

    Attributes:
        name: what it is called.
        level: its administrative level; None where the report itself is to tell.
        aliases: its other names.
        files: names of its files, or patterns of them (`*青溪*`).
        deadline: the last moment at which its report is in time; None where the round's is.
        line: where the roster names it.
        received: when its report of this round was received, as somebody has put down; None where the files must tell.
    """

    name: str
    level: str | None = None
    aliases: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    deadline: datetime.datetime | None = None
    line: int = 0
    received: datetime.datetime | None = None


def load(path: str) -> tuple[Unit, ...]:
    """The units of a roster, in its order.

    Raises:
        RosterError: it cannot be read, has no column of units or no unit, names one twice, or holds an unknown level or date.
    """
    rows = _sheet(path) if Path(path).suffix.lower() in (".xlsx", ".xlsm") else _table(path)
    head = next(rows, None)
    if head is None:
        raise RosterError("名册是空的：第一行应写列名，如“单位,层级,别名”。", path)
    columns = _columns(head[1], path, head[0])
    units = tuple(_unit(row, columns, path, line) for line, row in rows)
    if not units:
        raise RosterError("名册只有列名，没有一个单位。", path, head[0])
    _all_different(units, path)
    return units


def moment(value: object) -> datetime.datetime | None:
    """A moment as people or spreadsheets write it; a day alone lasts until it ends. None where it is no date."""
    if isinstance(value, datetime.datetime):
        return value if value.time() != datetime.time() else _end(value.date())
    if isinstance(value, datetime.date):
        return _end(value)
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", str(value)).strip())
    if match is None:
        return None
    try:
        day = datetime.date(int(match[1]), int(match[2]), int(match[3]))
        return _end(day) if match[4] is None else datetime.datetime.combine(day, datetime.time(int(match[4]), int(match[5])))
    except ValueError:
        return None


def _end(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, _LAST)


def is_day(when: datetime.datetime) -> bool:
    """Whether a moment is a day of which no time was said."""
    return when.time() == _LAST


Rows = Iterator[tuple[int, Sequence[object]]]  # each with its line


def _table(path: str) -> Rows:
    """The rows of a csv file that hold anything."""
    try:
        text = decode(read_bytes(Path(path)), path)
    except ReadError as error:
        what = "名册是空的：第一行应写列名，如“单位,层级,别名”。" if error.code == "empty" else f"名册读不出来：{error.message}"
        raise RosterError(what, path) from error
    first = text.lstrip("\ufeff\r\n ").partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise RosterError("这一行不是正确的 csv：多半是引号没有配对。", path, line) from error


def _sheet(path: str) -> Rows:
    """The rows of a workbook's first sheet that hold anything."""
    try:
        import openpyxl
    except ImportError as error:
        raise RosterError(
            '读 xlsx 名册要用 openpyxl，还没有安装；请执行：python -m pip install "fazhi-lint[county]"，或把名册另存为 csv。',
            path,
        ) from error
    try:
        data = read_bytes(Path(path))
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows: list[tuple[Any, ...]] = list(book.worksheets[0].iter_rows(values_only=True))
    except ReadError as error:
        raise RosterError(f"名册读不出来：{error.message}", path) from error
    except Exception as error:  # whatever the library finds wrong with it
        raise RosterError("名册不是正确的 xlsx 文件，打不开；请用 Excel 或 WPS 另存一次，或另存为 csv。", path) from error
    for line, row in enumerate(rows, 1):
        if any(cell is not None and str(cell).strip() for cell in row):
            yield line, row


def _words(cell: object) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""


def _uniform(cell: object) -> str:
    return unicodedata.normalize("NFKC", _words(cell)).lower()


def _columns(head: Sequence[object], path: str, line: int) -> dict[str, int]:
    """Which column is which."""
    known = {name: column for column, names in COLUMNS.items() for name in names}
    found: dict[str, int] = {}
    for i, cell in enumerate(head):
        name = _uniform(cell)
        column = known.get(name) or known.get(re.sub(r"[ (].*", "", name))  # 单位（全称）
        if column in found:
            raise RosterError(f"有两列都像“{COLUMNS[column][0]}”，请只留一列，或改掉其中一个列名。", path, line)
        if column:
            found[column] = i
    if "unit" not in found:
        shown = "、".join(filter(None, map(_words, head))) or "空的"
        raise RosterError(f"名册缺少“单位”这一列；第一行应写列名，现在是：{shown}。", path, line)
    return found


def _unit(row: Sequence[object], columns: dict[str, int], path: str, line: int) -> Unit:
    cells = {name: row[i] for name, i in columns.items() if i < len(row)}
    name = _words(cells.get("unit"))
    if not name:
        raise RosterError("这一行没有写单位。", path, line)
    level = _uniform(cells.get("level"))
    if level and level not in _LEVELS:
        known = list(LEVEL_WORDS.values())
        raise RosterError(f"不认识层级“{level}”；可用的有 {'、'.join(known)}，不清楚的可以空着。", path, line)
    deadline, received = (_moment(cells.get(column), COLUMNS[column][0], path, line) for column in ("deadline", "received"))
    aliases, files = (_several(cells.get(column)) for column in ("aliases", "files"))
    return Unit(name, _LEVELS.get(level), aliases, files, deadline, line, received)


def _moment(cell: object, what: str, path: str, line: int) -> datetime.datetime | None:
    """The moment in a cell; None in an empty one."""
    if not _words(cell):
        return None
    found = moment(cell)
    if found is None:
        raise RosterError(f"{what}“{_words(cell)}”不是日期；请写成 2026-01-20 或 2026-01-20 17:30。", path, line)
    return found


def _several(cell: object) -> tuple[str, ...]:
    return tuple(part for part in map(_words, _SEVERAL.split("" if cell is None else str(cell))) if part)


def _all_different(units: Iterable[Unit], path: str) -> None:
    """No name and no alias means two units."""
    taken: dict[str, Unit] = {}
    for unit in units:
        for name in dict.fromkeys((unit.name, *unit.aliases)):
            other = taken.setdefault("".join(_uniform(name).split()), unit)
            if other is not unit:
                what = "" if name == unit.name == other.name else f"，一个是“{other.name}”，一个是“{unit.name}”"
                raise RosterError(
                    f"“{name}”在名册里有两个单位{what}：第 {other.line} 行和这一行；请只留一个。", path, unit.line
                )
