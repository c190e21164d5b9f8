"""Findings and their fixes to changes of the text. Pure: no files, no printing.

In: a text and what was found in it. Out: the changes that can be made together: none overlaps another, the first wins, and
those of one fix on one line are made together or not at all. What had to wait is found again when the new text is linted.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from .finding import Edit, Finding
from .text import SourceText


class Change(NamedTuple):
    """What stands at [start, end) of a text becomes `text`, because of a rule's finding."""

    start: int
    end: int
    text: str
    rule: str


Able = Callable[[int, int], bool]


def changes(source: SourceText, findings: Iterable[Finding], unsafe: bool, able: Able | None = None) -> list[Change]:
    """The changes that the fixes of findings make, in the order of the text.

    Args:
        source: the text.
        findings: what was found in it, in the order of their right to be mended.
        unsafe: whether fixes that may change the meaning are made too.
        able: tells whether a stretch of the text can be changed at all.
    """
    taken: list[Change] = []
    for finding in findings:
        if finding.fix is None or not (finding.fix.safe or unsafe):
            continue
        for together in _by_line(source, finding):
            if all(_free(change, taken) and (able is None or able(change.start, change.end)) for change in together):
                for change in together:
                    insort(taken, change)
    return taken


def _by_line(source: SourceText, finding: Finding) -> Iterator[list[Change]]:
    """The changes of one fix, those of each line together; edits of one fix never overlap."""
    assert finding.fix is not None  # noqa: S101
    for _, edits in groupby(sorted(finding.fix.edits), key=lambda edit: edit.line):
        yield [Change(*_place(source, edit), edit.text, finding.rule) for edit in edits]


def _place(source: SourceText, edit: Edit) -> tuple[int, int]:
    starts = source.line_starts
    return starts[edit.line - 1] + edit.column - 1, starts[edit.end_line - 1] + edit.end_column - 1


def _free(change: Change, taken: Sequence[Change]) -> bool:
    """Whether a change overlaps none of those that are made; what begins where another ends does not."""
    at = bisect_left(taken, change)
    before, after = taken[at - 1] if at else None, taken[at] if at < len(taken) else None
    if before is not None and (before.end > change.start or before.start == change.start):
        return False
    return after is None or (change.end <= after.start and change.start != after.start)


def changed(text: str, made: Iterable[Change]) -> str:
    """The text with changes made that are in order and do not overlap."""
    parts, at = [], 0
    for change in made:
        parts += [text[at : change.start], change.text]
        at = change.end
    return "".join([*parts, text[at:]])
