"""Figures: numbers with a measure word that count work or results (the contract, section 5).

In: the uniform text and the lexicons `figure` (the pattern, with the groups `number` and `unit`) and `no-figure`
(slogans, frequencies, demands …). Out: `Figure` values in order.
"""

from __future__ import annotations

import regex

from ..matcher import Matcher
from .model import Figure
from .numerals import value


def _unit(match: regex.Match[str]) -> str:
    """The unit: the measure word, % for 百分之九十五, 分之 for 三分之二, none for 12万."""
    if match["unit"]:
        return match["unit"]
    return "%" if "百分之" in match[0] else "分之" if "分之" in match[0] else ""


_BEFORE, _BEHIND = 24, 12  # how far the words that make a number none may stand from it


def find_figures(plain: str, matcher: Matcher) -> list[Figure]:
    """All figures of a text; what stands in quotes, titles or slogans counts nothing."""
    figures: list[Figure] = []
    pattern = matcher.lexicons["figure"].patterns[0][0]
    nothing = matcher.lexicons["no-figure"].joined
    searched = 0  # up to here the text was searched for what counts nothing; `blocked` holds it
    blocked: list[tuple[int, int]] = []
    for match in pattern.finditer(plain):
        start, end = match.span()
        if end + _BEHIND > searched:
            first = max(searched, start - _BEFORE)
            searched = min(len(plain), end + 200)
            blocked = [span for span in blocked if span[1] > start]
            blocked += [m.span() for m in nothing.finditer(plain, first, searched, overlapped=True)]
        if any(a < end and start < b for a, b in blocked):
            continue
        if matcher.inside("quotes", start, end) or matcher.inside("titles", start, end):
            continue
        number = value(match["number"] + (match["scale"] or ""))
        if number:
            vague = bool(match["vague"] or match["more"] or match["more1"])
            figures.append(Figure(start, end, number, _unit(match), vague))
    return figures
