"""Dates and times: `calendar`, `deadline`, `current`.

In: date nodes, or names that are in force for a time. Out: violations at the date or the name.
"""

from __future__ import annotations

import datetime

from ..document import Document
from ..document.dates import exists
from ..document.model import DateMention
from ..node import Node
from ..patterns import pattern
from .base import HOLDS, NAME, Context, Failure, Kind, Params, Verdict, failed, schema

_YEAR = pattern(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_CLAUSE, _SENTENCE = "，。；！？\n", "。！？\n"


def _calendar(node: Node, params: Params, context: Context) -> Verdict:
    """There is such a day, and the signature is not older than the year that is reported on.

    A day without a year is one of the year that is meant (`base`), or of one that its sentence names.
    """
    document, v = context.document, node.values
    for start, end in document.frame.outside:
        if start <= node.start < end:
            return HOLDS
    date = DateMention(node.start, node.end, v["year"], v["month"], v["day"])
    if not _there_is(date, v.get("base") or document.year or 2000, document):
        return failed(node, fault=params["absent"])
    signed = document.frame.date
    if signed and signed.start == node.start and date.year and document.year and date.year < document.year:
        return failed(node, fault=params["early"])
    return Verdict((), ((node.start, node.end),))


def _there_is(date: DateMention, base: int, document: Document) -> bool:
    """Whether the calendar has the day; a month alone is judged only where it is plainly a date (2025年13月, 13月上旬)."""
    if date.month is None:
        return True
    if date.day is None:
        words = document.plain[date.start : date.end]
        return 1 <= date.month <= 12 or not (date.year or words.endswith("旬")) or str(date.month) not in words
    if 0 in (date.month, date.day):
        return False
    if exists(date, base):
        return True
    first, last = _around(document.plain, date.start, date.end, _SENTENCE)
    years = [] if date.year else [int(m[0]) for m in _YEAR.finditer(document.plain, first, last)]
    return any(exists(date, year) for year in years)


def _around(plain: str, start: int, end: int, marks: str) -> tuple[int, int]:
    """The stretch around a place up to the nearest of the marks on both sides."""
    first, last = 0, len(plain)
    for mark in marks:  # each is looked for only nearer than the one before it
        first = max(first, plain.rfind(mark, first, start) + 1)
        at = plain.find(mark, end, last)
        last = at if at >= 0 else last
    return first, last


def _deadline(node: Node, params: Params, context: Context) -> Verdict:
    """The day is not after `month`/`day` of the report year plus `years`."""
    year, v = context.document.year, node.values
    if year is None or None in (v["year"], v["month"], v["day"]):
        return HOLDS
    try:
        datetime.date(v["year"], v["month"], v["day"])
    except ValueError:
        return HOLDS
    limit = (year + params["years"], params["month"], params["day"])
    if (v["year"], v["month"], v["day"]) <= limit:
        return Verdict((), ((node.start, node.end),))
    return failed(node, limit="{}年{}月{}日".format(*limit))


def _current(node: Node, params: Params, context: Context) -> Verdict:
    """Names that were in force only for some years are not used as if they still were.

    A lexicon entry says `until` which year. Words of `look-back` in the same clause, or of `closing` in the same sentence,
    excuse it.
    """
    document = context.document
    if document.year is None:
        return HOLDS
    matcher, plain = document.matcher, document.plain
    entries = matcher.lexicons[params["lexicon"]].entries
    ahead = document.playing(document.genre.ahead)
    failures, evidence = [], []
    for start, end in node.scopes:
        for hit in matcher.within(params["lexicon"], start, end):
            entry = entries[hit.entry]
            year = document.year + any(s.start <= hit.start < s.end for s in ahead)
            if (
                year <= entry["until"]
                or matcher.some(params["look-back"], *_around(plain, hit.start, hit.end, _CLAUSE))
                or matcher.some(params["closing"], *_around(plain, hit.start, hit.end, _SENTENCE))
            ):
                evidence.append((hit.start, hit.end))
                continue
            values = {"until": entry["until"], "right": entry.get("right", ""), "year": year}
            failures.append(Failure(hit.start, hit.end, values))
    return Verdict(tuple(failures), tuple(evidence))


_WORDS = {**NAME, "description": "词表的名称"}
_NUMBER = {"type": "integer", "minimum": 0, "maximum": 31}
_MONTH, _DAY = ({"type": "integer", "minimum": 1, "maximum": last} for last in (12, 31))
_TEXT = {"type": "string", "minLength": 1}
KINDS = {
    "calendar": Kind(
        _calendar,
        schema(
            ("absent", "early"),
            absent={**_TEXT, "description": "没有这一天时怎样说"},
            early={**_TEXT, "description": "署名日期早于报告年时怎样说"},
        ),
        ("fault",),
    ),
    "deadline": Kind(
        _deadline,
        schema(("month", "day", "years"), month=_MONTH, day=_DAY, years={**_NUMBER, "description": "报告年之后几年"}),
        ("limit",),
    ),
    "current": Kind(
        _current,
        schema(
            ("lexicon", "look-back", "closing"),
            lexicon=_WORDS,
            **{"look-back": {**_WORDS, "description": "同一分句里表示回顾的词"}},
            closing={**_WORDS, "description": "同一句里表示收尾的词"},
        ),
        ("until", "right", "year"),
        ("lexicon", "look-back", "closing"),
        ("until", "right"),
        {"lexicon": "until"},
    ),
}
