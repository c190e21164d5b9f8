"""Copied passages between reports: paragraphs that are alike, joined to passages where several follow each other.

In: reports of this year, and of last. Out: `Copy` values, not yet traced to who had the passage first.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import IO

from .model import BETWEEN, LAST_YEAR, Copy, Options, Passage
from .passages import Match, alike, passage
from .shelf import Shelf
from .shingles import Letters, Wording

_LEAST = 10  # characters that two paragraphs share at least to be joined with others to a passage
_HEADING = 16  # letters at most that may stand between two matches of one copied passage
_STEPS = 2  # lines at most from one match of a run to the next

_Run = list[Match]  # matches that follow each other in both reports


class Corpus:
    """All reports, laid out for the comparison; of each only the letters are kept.

    Args:
        shelf: the reports.
        options: what counts as copied.
        file: an empty file that the letters may lie in.

    Raises:
        OSError: the disk is full; any method may raise it.
    """

    def __init__(self, shelf: Shelf, options: Options, file: IO[bytes]) -> None:
        self._options, self._shelf = options, shelf
        self._old = [label.earlier for label in shelf.labels]
        numbers = {name: i for i, name in enumerate(sorted({label.unit for label in shelf.labels}))}
        self._units = [numbers[label.unit] for label in shelf.labels]
        self._firsts: list[int] = []  # the number of each report's first paragraph
        self._sections = array("I")
        self._passages: dict[tuple[int, ...], Passage] = {}
        letters = Letters(file)
        for number, report in enumerate(shelf):
            self._firsts.append(len(self._sections))
            self._sections.extend(paragraph.section for paragraph in report.paragraphs)
            letters.add([paragraph.masked for paragraph in report.paragraphs], self._units[number], self._old[number])
        self._wording = Wording(letters, max(options.few, options.common * len(numbers)))

    def _report(self, paragraph: int) -> int:
        """The number of the report that a paragraph is in."""
        return bisect_right(self._firsts, paragraph) - 1

    def copies(self) -> Iterator[Copy]:
        """All copied passages, in no order."""
        for (one, other), matches in self._matches():
            if self._old[one]:
                one, other = other, one
                matches = [Match(match.other, match.one, match.sides[::-1]) for match in matches]
            for run in self._runs(sorted(matches)):
                yield from self._copy(one, other, run)

    def _matches(self) -> Iterator[tuple[tuple[int, int], list[Match]]]:
        """For each two reports the paragraphs that are alike."""
        table: dict[tuple[int, int], list[Match]] = {}
        at = -1
        for one, other in self._wording.pairs():
            pair = self._report(one), self._report(other)
            if pair[0] != at:
                yield from table.items()
                table, at = {}, pair[0]
            match = alike(one, other, (self._wording.shingles(one), self._wording.shingles(other)))
            if match and all(side.shared >= max(_LEAST, self._options.similarity * side.all) for side in match.sides):
                table.setdefault(pair, []).append(match)
        yield from table.items()

    def _runs(self, matches: Sequence[Match]) -> Iterator[_Run]:
        """Matches joined where they follow each other in both reports."""
        runs: dict[tuple[int, int], _Run] = {}  # by the paragraphs of their last match
        for match in matches:
            before = next((key for key in _before(match) if key in runs and self._follow(runs[key][-1], match)), None)
            run = runs.pop(before) if before else []
            runs[match.one, match.other] = [*run, match]
        yield from runs.values()

    def _follow(self, before: Match, match: Match) -> bool:
        """Whether a match goes on where another ends, in the same section, with no more than a heading between them."""
        for side, (last, here) in enumerate(((before.one, match.one), (before.other, match.other))):
            end, start = before.sides[side].end, match.sides[side].start
            between = start + sum(map(self._wording.length, range(last, here))) - end
            if not 0 <= between <= _HEADING or self._sections[last] != self._sections[here]:
                return False
        return True

    def _copy(self, one: int, other: int, run: _Run) -> Iterator[Copy]:
        """The copy that a run of matches is, if it is large enough."""
        shared = [sum(match.sides[side].shared for match in run) for side in (0, 1)]
        if min(shared) < self._options.size:
            return
        similarity = min(shared[side] / sum(match.sides[side].all for match in run) for side in (0, 1))
        kind = LAST_YEAR if self._units[one] == self._units[other] else BETWEEN
        passages = [self._passage(report, run, side) for side, report in enumerate((one, other))]
        yield Copy(passages[0], passages[1], round(similarity, 3), round(min(shared)), kind, None, None, 0)

    def _passage(self, report: int, run: _Run, side: int) -> Passage:
        """The words of one side of a run; the same passage is made once, and shared by all copies of it."""
        first, last = (match.one if side == 0 else match.other for match in (run[0], run[-1]))
        key = first, run[0].sides[side].start, last, run[-1].sides[side].end
        if key not in self._passages:
            first, last = first - self._firsts[report], last - self._firsts[report]
            self._passages[key] = passage(self._shelf[report], self._shelf.labels[report], first, key[1], last, key[3])
        return self._passages[key]


def _before(match: Match) -> Iterator[tuple[int, int]]:
    """The paragraphs whose match may be the one before this, the nearest first."""
    for far in range(1, 2 * _STEPS + 1):
        for back in range(max(0, far - _STEPS), min(_STEPS, far) + 1):
            yield match.one - back, match.other - (far - back)
