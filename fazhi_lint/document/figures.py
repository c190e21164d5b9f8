"""Figures: numbers with a measure word that count work or results (docs/definitions.md).

In: the matches of the lexicons `figure` (patterns with the groups `number`, `scale`, `unit`, `about` and `more`) and
`no-figure` (slogans, frequencies, demands …). Out: `Figure` values in order.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..matcher import Matcher
from .model import Figure
from .numerals import value


def find_figures(matcher: Matcher, silent: Iterable[tuple[int, int]]) -> list[Figure]:
    """All figures of a text; what stands in slogans and the like counts nothing, nor what stands in a `silent` stretch."""
    nothing = sorted([*silent, *(hit[:2] for hit in matcher.find("no-figure"))])
    at, count = 0, len(nothing)
    figures: list[Figure] = []
    for match in matcher.matches("figure"):
        groups = match.groupdict()
        start, end = match.span("about" if groups.get("about") else 0)[0], match.end()
        while at < count and nothing[at][1] <= start:
            at += 1
        if at < count and nothing[at][0] < end:
            continue
        number = value(groups["number"] + (groups.get("scale") or ""))
        if number:
            vague = bool(groups.get("about") or groups.get("more"))
            figures.append(Figure(start, end, number, groups.get("unit") or _unit(match[0]), vague))
    return figures


def _unit(words: str) -> str:
    """The unit of a number without a measure word: % for 百分之九十五, 分之 for 三分之二, none for 12万."""
    return "%" if "百分之" in words else "分之" if "分之" in words else ""
