"""Dates and times: `calendar`, `deadline`, `current`.

In: date nodes, or names that are in force for a time. Out: violations at the date or the name.
"""

from __future__ import annotations

import datetime

from ..document.dates import exists
from ..document.model import DateMention
from ..selector import Node
from .base import NAME, Context, Failure, Kind, Params, Verdict, failed, schema


def _calendar(node: Node, params: Params, context: Context) -> Verdict:
    """There is such a day; a day without a year is one of the year that is meant."""
    v = node.values
    date = DateMention(node.start, node.end, v["year"], v["month"], v["day"])
    year = v.get("base") or context.document.year or 2000
    if date.month is None or exists(date, year):
        return Verdict((), ((node.start, node.end),))
    return failed(node)


def _deadline(node: Node, params: Params, context: Context) -> Verdict:
    """The day is not after `month`/`day` of the report year plus `years`."""
    year, v = context.document.year, node.values
    if year is None or None in (v["year"], v["month"], v["day"]):
        return Verdict()
    try:
        date = datetime.date(v["year"], v["month"], v["day"])
    except ValueError:
        return Verdict()
    limit = datetime.date(year + params["years"], params["month"], params["day"])
    if date <= limit:
        return Verdict((), ((node.start, node.end),))
    return failed(node, limit=f"{limit.year}年{limit.month}月{limit.day}日")


def _current(node: Node, params: Params, context: Context) -> Verdict:
    """Names that were in force only for some years are not used as if they still were.

    A lexicon entry says `until` which year; words of `look-back` in the same clause excuse it.
    """
    document = context.document
    if document.year is None:
        return Verdict()
    matcher = document.matcher
    entries = matcher.lexicons[params["lexicon"]].entries
    ahead = document.playing(document.genre.ahead)
    failures = []
    for start, end in node.scopes:
        for hit in matcher.within(params["lexicon"], start, end):
            entry = entries[hit.entry]
            year = document.year + any(s.start <= hit.start < s.end for s in ahead)
            if year <= entry["until"] or _looks_back(hit.start, hit.end, params["look-back"], context):
                continue
            values = {"until": entry["until"], "right": entry.get("right", ""), "year": year}
            failures.append(Failure(hit.start, hit.end, values))
    return Verdict(tuple(failures))


def _looks_back(start: int, end: int, lexicon: str, context: Context) -> bool:
    """Whether the clause around a place speaks of the past or of closing."""
    plain = context.document.plain
    first = max(plain.rfind(sign, 0, start) for sign in "，。；！\n") + 1
    ends = [at for sign in "，。；！\n" if (at := plain.find(sign, end)) >= 0]
    return context.document.matcher.first(lexicon, first, min(ends, default=len(plain))) is not None


_WORDS = {**NAME, "description": "词表的名称"}
_NUMBER = {"type": "integer"}
KINDS = {
    "calendar": Kind(_calendar, schema()),
    "deadline": Kind(
        _deadline,
        schema(("month", "day", "years"), month=_NUMBER, day=_NUMBER, years={**_NUMBER, "description": "报告年之后几年"}),
        ("limit",),
    ),
    "current": Kind(
        _current,
        schema(("lexicon", "look-back"), lexicon=_WORDS, **{"look-back": _WORDS}),
        ("until", "right", "year"),
        ("lexicon", "look-back"),
        ("until", "right"),
    ),
}
