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
_SCALES = {10_000: "万", 100_000_000: "亿"}
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
        if matcher.text[start] == "\n":  # where lines begin is found quickly by the end of the line before
            start += 1
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
    scale = _scale(match, figure)
    return scale * 10.0 ** -len(match["places"] or "") / 2 if scale > 1 or match["places"] else 0.0


def printed_like(text: str, figure: Figure, amount: float) -> str:
    """An amount in the scale in which a figure is printed (in the uniform text): 216.6万 for 2166000 beside 218.6万元."""
    match = _PRINTED.search(text, figure.start, figure.end)
    scale = _scale(match, figure) if match else 1.0
    for worth, sign in _SCALES.items():
        if abs(scale - worth) < 1 and amount >= worth:
            return f"{amount / worth:.12g}{sign}"
    return f"{amount:.12g}"


def _scale(printed: Any, figure: Figure) -> float:
    """How many times its digits a figure is worth: 10000 for 1.3万件."""
    digits = float(printed[0].replace(",", "").replace("，", "").replace(" ", ""))
    return figure.value / digits if digits else 1.0
