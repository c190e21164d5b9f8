"""Figures: numbers with a measure word that count work or results (docs/definitions.md).

In: the matches of the lexicons `figure` (patterns with the groups `number`, `scale`, `unit`, `about` and `more`) and
`no-figure` (slogans, frequencies, demands …). Out: `Figure` values in order, and how exactly one is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from ..matcher import Matcher
from ..patterns import pattern
from .model import Figure
from .numerals import value

_GROUPS = ("number", "scale", "unit", "about", "more")
_PRINTED = pattern(r"\d[\d，,]*(?: \d{3})*(?:\.(?P<places>\d+))?")


def find_figures(matcher: Matcher, silent: Iterable[tuple[int, int]]) -> list[Figure]:
    """All figures of a text; what stands in slogans and the like counts nothing, nor what stands in a `silent` stretch."""
    nothing = sorted([*silent, *(hit[:2] for hit in matcher.find("no-figure"))])
    at, count = 0, len(nothing)
    figures: list[Figure] = []
    for match in matcher.matches("figure"):
        number, scale, unit, about, more = _picker(match.re)((*match.groups(), None))
        start, end = match.start("about" if about else 0), match.end()
        while at < count and nothing[at][1] <= start:
            at += 1
        if at < count and nothing[at][0] < end:
            continue
        worth = value(number + scale if scale else number)
        if worth:
            figures.append(Figure(start, end, worth, unit or _unit(match[0]), bool(about or more)))
    return figures


@cache
def _picker(compiled: Any) -> Callable[[Sequence[str | None]], Any]:
    """What picks a figure's groups out of all those of a pattern and None, which stands for those that it does not have."""
    return itemgetter(*(compiled.groupindex.get(name, 0) - 1 for name in _GROUPS))


def _unit(words: str) -> str:
    """The unit of a number without a measure word: % for 百分之九十五, 分之 for 三分之二, none for 12万."""
    return "%" if "百分之" in words else "分之" if "分之" in words else ""


def slack(text: str, figure: Figure) -> float:
    """How far a printed number (in the uniform text) may be from the true one: 0 for 118件, 500 for 1.3万件."""
    match = _PRINTED.search(text, figure.start, figure.end)
    if match is None:
        return 0.0
    printed = float(match[0].replace(",", "").replace("，", "").replace(" ", ""))
    scale = figure.value / printed if printed else 1.0
    return scale * 10.0 ** -len(match["places"] or "") / 2 if scale > 1 or match["places"] else 0.0
