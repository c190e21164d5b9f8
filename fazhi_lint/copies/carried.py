"""What a unit's reports of two years say of each other: shortcomings that are still there, measures that nothing came of.

In: a unit's report of this year and that of last. Out: `Carried` and `Unmet` values.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checks.likeness import pairs_of, taking_up
from .model import Carried, Options, Report, Unmet


def carried(this: Report, last: Report, options: Options) -> Iterator[Carried]:
    """The shortcomings of this year that were stated last year; each with the one that is most like it."""
    for new in this.shortcomings:
        likeness = [(_share(new.head, old.head), -i) for i, old in enumerate(last.shortcomings)]
        best, at = max(likeness, default=(0.0, 0))
        if best >= options.same_shortcoming:
            yield Carried(new.passage, last.shortcomings[-at].passage._replace(earlier=True), round(best, 3))


def _share(one: str, other: str) -> float:
    """The share of pairs of characters that two texts have in common (Dice)."""
    a, b = pairs_of(one), pairs_of(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def unmet(this: Report, last: Report) -> Iterator[Unmet]:
    """The measures of last year's plan that nothing this year's report tells takes up; silent where that cannot be told."""
    told = [(paragraph.topics, _words(this, paragraph.paragraph)) for paragraph in this.told]
    for measure in last.measures:
        if told and measure.topics and taking_up(measure.topics, measure.head, told) is None:
            yield Unmet(measure.passage._replace(earlier=True), this.path)


def _words(report: Report, number: int) -> str:
    paragraph = report.paragraphs[number]
    return report.text[paragraph.start : paragraph.start + paragraph.length]
