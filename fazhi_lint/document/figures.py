"""Figures: numbers with a measure word that count work or results (the contract, section 5).

In: the uniform text and the lexicons `figure` (the pattern, with the groups `number` and `unit`) and `no-figure`
(slogans, frequencies, demands …). Out: `Figure` values in order.
"""

from __future__ import annotations

from ..matcher import Matcher
from .model import Figure
from .numerals import value


def find_figures(plain: str, matcher: Matcher) -> list[Figure]:
    """All figures of a text; what stands in quotes, titles or slogans counts nothing."""
    figures = []
    pattern = matcher.lexicons["figure"].patterns[0][0]
    for match in pattern.finditer(plain):
        start, end = match.span()
        if matcher.inside("quotes", start, end) or matcher.inside("titles", start, end):
            continue
        number = value(match["number"] + (match["scale"] or ""))
        if number is None or number == 0:
            continue
        if any(n.start < end and start < n.end for n in matcher.within("no-figure", max(0, start - 24), end + 12)):
            continue
        vague = bool(match["vague"] or match["more"] or match["more1"])
        figures.append(Figure(start, end, number, match["unit"] or "%", vague))
    return figures
