"""Two paragraphs side by side: which stretches of them are the same but for a few words, and where these begin and end.

In: paragraphs with their shingles. Out: a `Match`. Sentences may stand in another order: what counts is how much of a stretch's
uncommon wording stands anywhere in the other paragraph.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from .model import Paragraph, Passage, Report
from .shelf import Label
from .shingles import LENGTH, Shingles

_CLAUSE = regex.compile(r"[^，。；：！？、,;:!?\n]+[，。；：！？、,;:!?”》）』」]*")

_Floats = NDArray[np.float64]


class Side(NamedTuple):
    """One side of a match: a stretch of masked text, how many characters of it are uncommon wording (`all`) and shared."""

    start: int
    end: int
    shared: float
    all: float


class Match(NamedTuple):
    """Two paragraphs (their numbers in the corpus) and the stretches of them that are alike."""

    one: int
    other: int
    sides: tuple[Side, Side]


def alike(one: int, other: int, shingles: tuple[Shingles, Shingles]) -> Match | None:
    """The stretches of two paragraphs that are alike, or None where they share nothing uncommon."""
    a, b = shingles
    sides = _side(a, b.known), _side(b, a.known)
    return Match(one, other, (sides[0], sides[1])) if sides[0].shared and sides[1].shared else None


def _side(own: Shingles, known: NDArray[np.uint64]) -> Side:
    at = np.searchsorted(known, own.hashes).clip(max=len(known) - 1)
    weight = _widen(own.weights)
    shared = _widen(np.where(known[at] == own.hashes, own.weights, 0.0))
    start, end = _densest(shared, weight)
    return Side(start, end, float(shared[start:end].sum()), float(weight[start:end].sum()))


def _widen(weights: _Floats) -> _Floats:
    """The weight of each character: that of the heaviest shingle over it."""
    wide = np.zeros(len(weights) + LENGTH - 1)
    for i in range(LENGTH):
        np.maximum(wide[i : i + len(weights)], weights, out=wide[i : i + len(weights)])
    return wide


def _densest(shared: _Floats, weight: _Floats) -> tuple[int, int]:
    """The stretch in which what is shared outweighs most what is not."""
    sums = np.concatenate(([0.0], np.cumsum(2 * shared - weight)))
    lowest = np.minimum.accumulate(sums)
    end = int(np.argmax(sums - lowest))
    start = int(np.nonzero(sums[: end + 1] == lowest[end])[0][-1])
    return start, end


def passage(report: Report, label: Label, first: int, start: int, last: int, end: int) -> Passage:
    """The words of a stretch from one paragraph to another, cut between clauses.

    Args:
        report: the report.
        label: whose it is, and its file.
        first: the number of the paragraph in which it begins, `start` where in its masked text.
        last: that of the paragraph in which it ends, `end` where in its masked text.
    """
    head, tail = report.paragraphs[first], report.paragraphs[last]
    begin = _begin(report.text, head, head.start + head.places[start])
    stop = _stop(report.text, tail, tail.start + tail.places[end - 1])
    columns = head.column + begin - head.start, tail.column + stop - tail.start
    return Passage(label.unit, label.path, head.line, columns[0], tail.line, columns[1], report.text[begin:stop], label.earlier)


def _begin(text: str, paragraph: Paragraph, place: int) -> int:
    """Where the clause begins that a place is in; behind half of the clause, where the next one begins."""
    start, end = _clause(text, paragraph, place)
    return end if place - start > (end - start) / 2 and end <= paragraph.start + paragraph.places[-1] else start


def _stop(text: str, paragraph: Paragraph, place: int) -> int:
    """Where the clause ends that a place is in; in the first half of the clause, where the one before ends."""
    start, end = _clause(text, paragraph, place)
    return start if place + 1 - start < (end - start) / 2 and start > paragraph.start else end


def _clause(text: str, paragraph: Paragraph, place: int) -> tuple[int, int]:
    """The clause of a paragraph that a place is in, with the marks behind it."""
    for match in _CLAUSE.finditer(text, paragraph.start):
        if match.end() > place:
            return match.span()
    return place, place + 1
