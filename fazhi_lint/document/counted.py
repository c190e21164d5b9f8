"""A sentence with its numbers: the words that stand with each, the lists they form, what stands in brackets.

In: a document, a stretch of it (a sentence, or the piece of one up to a semicolon) and the names of lexicons. Out: `Counted`,
which `Numbers` hands out and the checks of numbers ask. It knows no words: all come from the lexicons.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from ..lexicon import Match
from ..once import once
from ..patterns import re_pattern
from . import Document
from .model import Figure

RATIOS = {"%": 100.0, "‰": 1000.0}
LISTED, JOINED = "list", "clause"  # how two numbers follow each other: 、 or ，
_STOPS = "。\n！？"
_END = re_pattern(f"[{_STOPS}]")
Words = Mapping[str, str]  # what a lexicon is needed for -> its name
_NEAR = 18  # a longer clause between two numbers makes no list
_MANY = 100  # what holds more numbers than this is no sentence; comparing all of them would take minutes


class Mark(NamedTuple):
    """A punctuation mark: its place, its kind (see the lexicon), and how deep in brackets it stands."""

    start: int
    end: int
    kind: str
    depth: int


class Sentence(NamedTuple):
    """A sentence in which two counts have one unit: its bounds, its numbers, and the counts among them by their unit."""

    first: int
    last: int
    figures: Sequence[Figure]
    units: Mapping[str, Sequence[Figure]]


class Numbers:
    """The numbers of a report, sentence by sentence.

    Args:
        document: the report.
        marks: the lexicon of punctuation marks, by `kind`.
        units: that of the units that are equal.
        among: that of 其中.
    """

    def __init__(self, document: Document, marks: str, units: str, among: str) -> None:
        self.document = document
        self.marks = marks
        self.among = among
        entries = document.matcher.lexicons[units].entries
        self.equal: dict[str, str] = {unit: entry["words"][0] for entry in entries for unit in entry["words"]}
        self._sentences = self._find([marker.start for marker in document.markers])
        self._lasts = [sentence.last for sentence in self._sentences]
        self._kept: dict[tuple[int, int], list[Counted]] = {}

    def within(self, start: int, end: int) -> "list[Counted]":
        """Those of a stretch, each with its sentence; only of sentences in which two counts have one unit."""
        found = self._kept.get((start, end))
        if found is None:
            found = self._kept[start, end] = []
            for sentence in self._sentences[bisect_right(self._lasts, start) :]:
                if sentence.first >= end:
                    break
                if any(start <= f.start and f.end <= end for f in sentence.figures):
                    found.append(Counted(self, sentence, start, end))
        return found

    def _find(self, marked: Sequence[int]) -> list[Sentence]:
        """The sentences in which two counts have one unit; a list marker (一是 … 二是 …) begins one as a full stop does."""
        plain, figures = self.document.plain, self.document.figures
        found = []
        begin = 0
        while begin < len(figures):
            start = figures[begin].start
            close, at = _END.search(plain, figures[begin].end), bisect_right(marked, start)
            last = min([close.start() if close else len(plain), *marked[at : at + 1]])
            behind = bisect_left(figures, (last,), begin)
            units = self._units(figures[begin:behind]) if 1 < behind - begin <= _MANY else {}
            if any(len(like) > 1 for like in units.values()):
                first = marked[at - 1] if at else 0
                for sign in _STOPS:
                    first = max(first, plain.rfind(sign, first, start) + 1)
                found.append(Sentence(first, last, figures[begin:behind], units))
            begin = behind
        return found

    def _units(self, figures: Sequence[Figure]) -> dict[str, list[Figure]]:
        """Those figures that are counts, by their unit."""
        units: dict[str, list[Figure]] = {}
        for figure in figures:
            if figure.unit not in RATIOS:
                units.setdefault(self.equal.get(figure.unit, figure.unit), []).append(figure)
        return units


class Counted:
    """The numbers of a piece of a sentence.

    Args:
        numbers: those of the report.
        sentence: the whole sentence, from full stop to full stop: its percentages are the `rates`, its other numbers the
            `counts`.
        start: where the piece begins that is looked at.
        end: where it ends.
    """

    def __init__(self, numbers: Numbers, sentence: Sentence, start: int, end: int) -> None:
        self._document = numbers.document  # not the numbers, which keep this
        self._equal = numbers.equal
        self._marks = numbers.marks
        self._among = numbers.among
        self._said: dict[str, Sequence[Match]] = {}
        self.plain = numbers.document.plain
        self.start, self.end = start, end
        self.first, self.last, self.figures, self.units = sentence
        self.rates = [f for f in self.figures if f.unit in RATIOS]
        self.counts = [f for f in self.figures if f.unit not in RATIOS]

    @property
    def above(self) -> Sequence[Figure]:
        """The figures of the paragraph before the sentence."""
        figures = self._document.figures
        first = bisect_left(figures, (self.plain.rfind("\n", 0, self.first) + 1,))
        return figures[first : bisect_left(figures, self.figures[0])]

    @once
    def grown(self) -> list[Figure]:
        """The counts that are larger than one of their unit before them, both of them exact."""
        found = []
        for like in self.units.values():
            least = math.inf
            for figure in like:
                if figure.value > least and not figure.vague:
                    found.append(figure)
                elif not figure.vague:
                    least = figure.value
        return found

    @once
    def marks(self) -> list[Mark]:
        """The sentence's marks in order; a bracket's own two marks count as inside."""
        found, depth = [], 0
        matcher = self._document.matcher
        kinds = matcher.lexicons[self._marks].entries
        for start, end, entry in matcher.within(self._marks, self.first, self.last):
            kind = kinds[entry]["kind"]
            depth += kind == "open"
            found.append(Mark(start, end, kind, depth))
            depth = max(0, depth - (kind == "close"))
        return found

    def holds(self, kind: str) -> bool:
        """Whether a mark of a kind can stand in the sentence."""
        text = self.plain[self.first : self.last]
        entries = [entry for entry in self._document.matcher.lexicons[self._marks].entries if entry["kind"] == kind]
        return any("patterns" in entry or any(word in text for word in entry["words"]) for entry in entries)

    def matches(self, lexicon: str) -> Iterator[Any]:
        """The matches of a lexicon in the sentence as match objects, for their groups."""
        compiled = self._document.matcher.lexicons[lexicon].joined.compiled
        for hit in self.said(lexicon):
            match = compiled.match(self.plain, hit.start, self.last)
            if match is not None:
                yield match

    def find(self, lexicon: str, start: int, end: int) -> Sequence[Match]:
        """The matches of a lexicon in a stretch of the sentence."""
        found = self.said(lexicon)
        return [m for m in found if start <= m.start and m.end <= end] if found else found

    def said(self, lexicon: str) -> Sequence[Match]:
        """The matches of a lexicon in the whole sentence."""
        found = self._said.get(lexicon)
        if found is None:
            found = self._said[lexicon] = self._document.matcher.within(lexicon, self.first, self.last)
        return found

    def told(self, lexicon: str, figure: Figure, end: int | None = None) -> Sequence[Match]:
        """The matches of a lexicon in the words of a number (see `clause`), or from where they begin up to `end`."""
        found = self.said(lexicon)
        if found:  # most are not even said between the numbers beside it: then no clause is needed
            at = bisect_left(self.figures, figure)
            left = self.figures[at - 1].end if at else self.first
            right = end or (self.figures[at + 1].start if at + 1 < len(self.figures) else self.last)
            found = [m for m in found if left <= m.start and m.end <= right]
        if found:
            left, right = self.clause(figure)
            found = [m for m in found if left <= m.start and m.end <= (end or right)]
        return found

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
        return self._clauses[figure.start]

    @once
    def _clauses(self) -> dict[int, tuple[int, int]]:
        walls = [m for m in self.marks if m.kind not in ("list", "and")]
        found, left = {}, self.first
        for figure, following in zip_longest(self.figures, self.figures[1:]):
            before, behind = bisect_left(walls, (figure.start,)), bisect_left(walls, (figure.end,))
            if before > 0:
                left = max(left, walls[before - 1].end)
            right = walls[behind].start if behind < len(walls) else self.last
            if following and following.start < right:
                right = figure.end
            found[figure.start] = left, right
            left = figure.end
        return found

    def own_words(self, figure: Figure) -> str:
        """The words before a number in its clause, without marks; where there are none, those behind it."""
        left, right = self.clause(figure)
        text = self.plain[left : figure.start].strip(" 、")
        return text or self.plain[figure.end : right].strip(" 、")

    def unit(self, figure: Figure) -> str:
        """A number's unit; equal units have one name."""
        return self._equal.get(figure.unit, figure.unit)

    def like(self, figure: Figure) -> Sequence[Figure]:
        """All counts of the sentence with a number's unit, in order, the number itself too."""
        return self.units[self.unit(figure)]

    def depth(self, figure: Figure) -> int:
        """How deep in brackets a number stands."""
        before = bisect_left(self.marks, (figure.start,)) - 1
        if before < 0:
            return 0
        mark = self.marks[before]
        return mark.depth - (mark.kind == "close")

    def group(self, figure: Figure, noun: int) -> tuple[int, int] | None:
        """The bracket right behind a number (a noun of some characters may stand between): the stretch inside it."""
        behind = self.marks[bisect_left(self.marks, (figure.end,)) :]
        if not behind or behind[0].kind != "open" or behind[0].start - figure.end > noun:
            return None
        close = next((m for m in behind if m.kind == "close" and m.depth == behind[0].depth), None)
        return (behind[0].end, close.start) if close else None

    def link(self, a: Figure, b: Figure) -> str | None:
        """How one number leads to the next: as a list (、, 和), as joined clauses (，), or not at all."""
        depth = self.depth(a)
        marks = self.marks[bisect_left(self.marks, (a.end,)) : bisect_left(self.marks, (b.start,))]
        between = [m for m in marks if m.depth <= depth]
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

    @once
    def among(self) -> list[tuple[int, int]]:
        """The stretches that 其中 governs: its first number and the list that goes on from it."""
        spans = []
        for m in self.said(self._among):
            head = next((f for f in self.figures if f.start >= m.end), None)
            if head is None or any(k.kind not in ("list", "and", "open") for k in self.marks if m.end <= k.start < head.start):
                continue
            spans.append((m.start, self.run(head, 1)[-1].end if head.unit not in RATIOS else head.end))
        return spans

    def governed(self, figure: Figure) -> tuple[int, int] | None:
        """The stretch of 其中 that a number stands in, or None."""
        return next((span for span in self.among if span[0] <= figure.start < span[1]), None)
