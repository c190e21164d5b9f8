"""Dates as written: 2025年3月12日, 二〇二五年三月, 2024.1.31, 3月12日, 10月中旬.

In: the uniform text. Out: `DateMention` values; whether such a day exists is asked of `datetime`.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from ..patterns import pattern
from .model import DateMention
from .numerals import chinese

if TYPE_CHECKING:
    import regex

_CN = "[〇○Oo零一二三四五六七八九十元]"
_MONTH = pattern(
    rf"(?<![\d.])(?:(?P<y>\d{{4}}|{_CN}{{4}}) ?年度? ?)?(?P<m>\d{{1,2}}|{_CN}{{1,3}}) ?月(?!份?[均都]|月)"
    rf"(?: ?(?P<d>\d{{1,2}}|{_CN}{{1,3}}) ?[日号]|(?P<third>[上中下]旬|初|底|末))?"
)
_POINTS = pattern(r"(?<![\d.])(?P<y>20\d{2}) ?(?P<sep>[.\-/—]) ?(?P<m>\d{1,2}) ?(?P=sep) ?(?P<d>\d{1,2})(?![\d.])")
_BEFORE, _BEHIND = 12, 8  # how far a date stretches around its 月


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if text.isdigit() and text.isascii():
        return int(text)
    return 1 if text == "元" else chinese(text)  # 元月


def _mention(match: regex.Match[str]) -> DateMention:
    year, month, day = match.group("y", "m", "d")
    return DateMention(match.start(), match.end(), _number(year), _number(month), _number(day))


def find_dates(plain: str, start: int, end: int) -> list[DateMention]:
    """All dates of at least a month in [start, end), in order."""
    found = [_mention(match) for match in _POINTS.finditer(plain, start, end)]
    at = plain.find("月", start, end)
    first = start
    while at >= 0:
        match = _MONTH.search(plain, max(first, at - _BEFORE), min(end, at + _BEHIND))
        if match is not None:
            found.append(_mention(match))
            first = match.end()
        at = plain.find("月", max(at + 1, first), end)
    return sorted(found)


def parse_date(plain: str, start: int, end: int) -> DateMention | None:
    """The first date in [start, end), or None."""
    return next(iter(find_dates(plain, start, end)), None)


def exists(date: DateMention, year: int) -> bool:
    """Whether there is such a day (a month alone: such a month); `year` is used where none is written."""
    try:
        datetime.date(date.year or year, date.month or 1, date.day or 1)
    except (ValueError, OverflowError):
        return False
    return True


def iso(date: DateMention | None) -> str | None:
    """2026-01-08, or None where the date is not whole or there is no such day."""
    if date is None or date.year is None or date.month is None or date.day is None:
        return None
    return f"{date.year:04d}-{date.month:02d}-{date.day:02d}" if exists(date, date.year) else None
