"""Figures: numbers with a measure word that count work or results (docs/definitions.md).

In: the uniform text and the lexicons `figure` (the pattern, with the groups `number` and `unit`) and `no-figure`
(slogans, frequencies, demands …). Out: `Figure` values in order.
"""

from __future__ import annotations

from ..matcher import Matcher
from .model import Figure
from .numerals import value

_BEFORE, _BEHIND = 24, 12  # how far the words that make a number none may stand from it
_VAGUE = ("vague", "more", "more1")


def find_figures(plain: str, matcher: Matcher) -> list[Figure]:
    """All figures of a text; what stands in quotes, titles or slogans counts nothing."""
    nothing = matcher.lexicons["no-figure"].joined.compiled
    figures: list[Figure] = []
    for match in matcher.matches("figure"):
        start, end = match.span()
        if matcher.inside("quotes", start, end) or matcher.inside("titles", start, end):
            continue
        around = nothing.finditer(plain, max(0, start - _BEFORE), end + _BEHIND, overlapped=True)
        if any(m.start() < end and start < m.end() for m in around):
            continue
        groups = match.groupdict()
        number = value(groups["number"] + (groups.get("scale") or ""))
        if number:
            vague = any(groups.get(name) for name in _VAGUE)
            figures.append(Figure(start, end, number, groups.get("unit") or _unit(match[0]), vague))
    return figures


def _unit(words: str) -> str:
    """The unit of a number without a measure word: % for 百分之九十五, 分之 for 三分之二, none for 12万."""
    return "%" if "百分之" in words else "分之" if "分之" in words else ""
