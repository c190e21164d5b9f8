"""What a unit's reports of two years say of each other: shortcomings that are still there, measures that nothing came of.

In: a unit's report of this year and that of last. Out: `Carried` and `Unmet` values. Both go by words: what says the same in
quite other words is not seen, so that of a measure only that is told of which next to no word stands in what was done.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checks.likeness import pairs_of
from .model import Carried, Options, Report, Statement, Unmet

_FEW = 10  # pairs of characters at least that can tell whether words stand elsewhere


def carried(this: Report, last: Report, options: Options) -> Iterator[Carried]:
    """The shortcomings of this year that were stated last year; each with the one that is most like it."""
    for new in this.shortcomings:
        likeness = [(_likeness(new, old, options), -i) for i, old in enumerate(last.shortcomings)]
        best, at = max(likeness, default=(0.0, 0))
        if best:
            yield Carried(new.passage, last.shortcomings[-at].passage._replace(earlier=True), round(best, 3))


def _likeness(new: Statement, old: Statement, options: Options) -> float:
    """How much two shortcomings have in common; 0 where they are not the same one.

    The same heading words may stand above quite another matter, so that they only tell where nothing else is said.
    """
    heads, bodies = _share(new.head, old.head), _held(new.body, old.body)
    same = heads >= options.same_shortcoming if bodies is None else bodies >= options.same_words
    return max(heads, bodies or 0.0) if same else 0.0


def _share(one: str, other: str) -> float:
    """The share of pairs of characters that two texts have in common (Dice)."""
    a, b = pairs_of(one), pairs_of(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _held(one: str, other: str) -> float | None:
    """The share of the shorter text's pairs of characters that the other one has too; None where there are too few to tell."""
    a, b = pairs_of(one), pairs_of(other)
    least = min(len(a), len(b))
    return len(a & b) / least if least >= _FEW else None


def unmet(this: Report, last: Report, options: Options) -> Iterator[Unmet]:
    """The measures of last year's plan that nothing this year's report tells takes up; silent where that cannot be told."""
    told: set[str] = set()
    for number in this.told:
        told |= pairs_of(this.paragraphs[number].masked)
    for measure in last.measures if told else ():
        words = pairs_of(measure.body)
        elsewhere = bool(measure.topics) and not measure.topics & this.topics
        most = options.taken_up_elsewhere if elsewhere else options.taken_up
        if len(words) >= _FEW and len(words & told) <= most * len(words):
            yield Unmet(measure.passage._replace(earlier=True), this.path)
