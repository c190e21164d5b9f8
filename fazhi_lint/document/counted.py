"""A sentence with its numbers: the words that stand with each, the lists they form, what stands in brackets.

In: a document, a stretch of it (a sentence, or the piece of one up to a semicolon) and the names of lexicons. Out: `Counted`,
which the checks of numbers ask. It knows no words: marks (by `kind`), equal units and 其中 come from the lexicons.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any, NamedTuple

import regex

from ..lexicon import Match
from . import Document
from .model import Figure

RATIOS = {"%": 100.0, "‰": 1000.0}
LISTED, JOINED = "list", "clause"  # how two numbers follow each other: 、 or ，
_PRINTED = regex.compile(r"\d[\d，,]*(?: \d{3})*(?:\.(?P<places>\d+))?")
_STOPS = "。！？"
_NEAR = 18  # a longer clause between two numbers makes no list


class Mark(NamedTuple):
    """A punctuation mark: its place, its kind (see the lexicon), and how deep in brackets it stands."""

    start: int
    end: int
    kind: str
    depth: int


def counted(document: Document, words: Mapping[str, str], start: int, end: int) -> Iterator[Counted]:
    """The numbers of a stretch, apart for each inline item (一是 … 二是 …) in it; nothing where there are none."""
    if not _between(document.figures, start, end):
        return
    cuts = [m.start for m in document.markers if m.inline and start < m.start < end]
    for a, b in zip([start, *cuts], [*cuts, end], strict=True):
        if _between(document.figures, a, b):
            yield Counted(document, words, a, b)


def _start(figure: Figure) -> int:
    return figure.start


def _between(figures: Sequence[Figure], start: int, end: int) -> list[Figure]:
    """The figures that stand in [start, end)."""
    first = last = bisect_left(figures, start, key=_start)
    while last < len(figures) and figures[last].end <= end:
        last += 1
    return list(figures[first:last])


class Counted:
    """The numbers of one sentence.

    Args:
        document: the report.
        words: what a lexicon is needed for -> its name; `marks`, `units` and `among` are needed here.
        start: where the piece begins that is looked at.
        end: where it ends. `first` and `last` are the bounds of the whole sentence (from full stop to full stop),
            `above` the figures of the paragraph before it.
    """

    def __init__(self, document: Document, words: Mapping[str, str], start: int, end: int) -> None:
        self._matcher = document.matcher
        self._words = words
        self.plain = document.plain
        self.start, self.end = start, end
        self._kinds = self._matcher.lexicons[words["marks"]].entries
        self.first, self.last = self._around(document)
        self.figures = _between(document.figures, self.first, self.last)
        self.rates = [f for f in self.figures if f.unit in RATIOS]
        self.counts = [f for f in self.figures if f.unit not in RATIOS]
        self.above = _between(document.figures, self.plain.rfind("\n", 0, self.first) + 1, self.first)

    def with_words(self, words: Mapping[str, str]) -> Counted:
        """The same sentence for a check with other lexicons of its own."""
        _ = self.marks, self.among  # found once for all of them
        other = copy(self)
        other._words = words
        return other

    def _around(self, document: Document) -> tuple[int, int]:
        """The bounds of the whole sentence; it never goes beyond an inline item."""
        first = self.plain.rfind("\n", 0, self.start) + 1
        last = self.plain.find("\n", self.end)
        last = len(self.plain) if last < 0 else last
        first = max([first, *(self.plain.rfind(sign, first, self.start) + 1 for sign in _STOPS)])
        last = min([last, *(at for sign in _STOPS if (at := self.plain.find(sign, self.end, last)) >= 0)])
        for marker in document.markers:
            if first < marker.start <= self.start:
                first = marker.start
            elif self.start < marker.start < last:
                return first, marker.start
        return first, last

    @cached_property
    def marks(self) -> list[Mark]:
        """The sentence's marks in order; a bracket's own two marks count as inside."""
        found, depth = [], 0
        for m in self._matcher.within(self._words["marks"], self.first, self.last):
            kind = self._kinds[m.entry]["kind"]
            depth += kind == "open"
            found.append(Mark(m.start, m.end, kind, depth))
            depth = max(0, depth - (kind == "close"))
        return found

    def pattern(self, name: str) -> Any:
        """One of the lexicons as one compiled pattern, for its groups."""
        return self._matcher.lexicons[self._words[name]].joined.compiled

    def find(self, name: str, start: int, end: int) -> list[Match]:
        """The matches of one of the lexicons in a stretch."""
        return self._matcher.within(self._words[name], start, end)

    def inside(self, figure: Figure) -> bool:
        """Whether a number stands in the piece that is looked at."""
        return self.start <= figure.start and figure.end <= self.end

    def words(self, figure: Figure) -> str:
        """A number as printed, with its unit."""
        return self.plain[figure.start : figure.end].strip()

    def place(self, figure: Figure) -> tuple[int, int]:
        """Where a number stands, without spaces around."""
        text = self.plain[figure.start : figure.end]
        return figure.end - len(text.lstrip()), figure.start + len(text.rstrip())

    def clause(self, figure: Figure) -> tuple[int, int]:
        """The words of a number: back to the mark or number before it; ahead only where no number follows."""
        left, right = self.first, self.last
        for mark in self.marks:
            if mark.kind in ("list", "and"):
                continue
            if mark.end <= figure.start:
                left = max(left, mark.end)
            elif mark.start >= figure.end:
                right = mark.start
                break
        for other in self.figures:
            if other.end <= figure.start:
                left = max(left, other.end)
            elif figure.end <= other.start < right:
                right = figure.end
        return left, right

    def own_words(self, figure: Figure) -> str:
        """The words before a number in its clause, without marks; where there are none, those behind it."""
        left, right = self.clause(figure)
        text = self.plain[left : figure.start].strip(" 、")
        return text or self.plain[figure.end : right].strip(" 、")

    def unit(self, figure: Figure) -> str:
        """A number's unit; equal units have one name."""
        for entry in self._matcher.lexicons[self._words["units"]].entries:
            if figure.unit in entry["words"]:
                return str(entry["words"][0])
        return figure.unit

    def like(self, figure: Figure) -> list[Figure]:
        """All counts of the sentence with a number's unit, in order, the number itself too."""
        return [f for f in self.counts if self.unit(f) == self.unit(figure)]

    def depth(self, figure: Figure) -> int:
        """How deep in brackets a number stands."""
        before = [m for m in self.marks if m.end <= figure.start]
        if not before:
            return 0
        return before[-1].depth - (before[-1].kind == "close")

    def group(self, figure: Figure, noun: int) -> tuple[int, int] | None:
        """The bracket right behind a number (a noun of some characters may stand between): the stretch inside it."""
        for i, mark in enumerate(self.marks):
            if mark.start < figure.end:
                continue
            if mark.kind != "open" or mark.start - figure.end > noun:
                return None
            close = next((m for m in self.marks[i:] if m.kind == "close" and m.depth == mark.depth), None)
            return (mark.end, close.start) if close else None
        return None

    def link(self, a: Figure, b: Figure) -> str | None:
        """How one number leads to the next: as a list (、, 和), as joined clauses (，), or not at all."""
        depth = self.depth(a)
        between = [m for m in self.marks if a.end <= m.start < b.start and m.depth <= depth]
        if self.depth(b) != depth or any(m.depth < depth for m in between):
            return None
        marks = [m for m in between if m.kind != "and" or m.start == a.end]
        joined = [m for m in marks if m.kind not in ("list", "and")]
        if not marks or len(joined) > 1 or any(m.kind != "clause" for m in joined):
            return None
        if b.start - (joined[0].end if joined else a.end) > _NEAR:
            return None
        return JOINED if joined else LISTED

    def neighbour(self, figure: Figure, step: int) -> Figure | None:
        """The next number outside deeper brackets (`step` 1), or the one before (-1)."""
        depth = self.depth(figure)
        at = self.figures.index(figure) + step
        while 0 <= at < len(self.figures):
            other = self.figures[at]
            if self.depth(other) <= depth:
                return other
            at += step
        return None

    def run(self, figure: Figure, step: int, kinds: Sequence[str] = (LISTED, JOINED)) -> list[Figure]:
        """The counts of one unit that follow each other as a list, from a number on, in the order of the text."""
        found = [figure]
        while True:
            other = self.neighbour(found[-1], step)
            if other is None or other.unit in RATIOS or self.unit(other) != self.unit(figure):
                break
            pair = (found[-1], other) if step > 0 else (other, found[-1])
            if self.link(*pair) not in kinds:
                break
            found.append(other)
        return found[::step]

    @cached_property
    def among(self) -> list[tuple[int, int]]:
        """The stretches that 其中 governs: its first number and the list that goes on from it."""
        spans = []
        for m in self.find("among", self.first, self.last):
            head = next((f for f in self.figures if f.start >= m.end), None)
            if head is None or any(k.kind not in ("list", "and", "open") for k in self.marks if m.end <= k.start < head.start):
                continue
            spans.append((m.start, self.run(head, 1)[-1].end if head.unit not in RATIOS else head.end))
        return spans

    def governed(self, figure: Figure) -> tuple[int, int] | None:
        """The stretch of 其中 that a number stands in, or None."""
        return next((span for span in self.among if span[0] <= figure.start < span[1]), None)


def slack(text: str, figure: Figure) -> float:
    """How far a printed number (in the uniform text) may be from the true one: 0 for 118件, 500 for 1.3万件."""
    match = _PRINTED.search(text, figure.start, figure.end)
    if match is None:
        return 0.0
    printed = float(match[0].replace(",", "").replace("，", "").replace(" ", ""))
    scale = figure.value / printed if printed else 1.0
    return scale * 10.0 ** -len(match["places"] or "") / 2 if scale > 1 or match["places"] else 0.0
