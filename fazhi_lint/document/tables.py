"""Shortcomings in a table, that of a Word document or one of plain text (columns parted by tabs or bars), with a heading row.

In: the file's text (tabs kept) and tables, the lines of a part, the lexicons `column-shortcoming` and `column-cause`. Out: one
`Shortcoming` a row, its cause in its own row (docs/definitions.md).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from ..matcher import Matcher
from ..patterns import pattern
from ..text import SourceText
from .lines import Line
from .model import Cause, Shortcoming

_CELL = pattern(r"[^\t|｜│\n]+")
_BARS = "\t|｜│"
_BLANK = " -:—　"
_WORDS = pattern(r"\p{Han}{2}")
_Cell = tuple[int, int]


class Table(NamedTuple):
    """The shortcomings that a table states, and the lines that are nothing but its cells."""

    shortcomings: list[Shortcoming]
    lines: frozenset[Line]


class _Row(NamedTuple):
    """The cells of a row, without the white space around, and where the row ends."""

    cells: list[_Cell]
    end: int


def find_table(source: SourceText, lines: Sequence[Line], matcher: Matcher) -> Table:
    """The table of shortcomings among the lines; empty where there is none."""
    if lines and source.rows:
        start, end = lines[0][1], lines[-1][2]
        inside = [row for row in source.rows if row and start <= row[0][0] and row[-1][1] <= end]
        found = _stated([_Row([_stripped(source.text, *cell) for cell in row], row[-1][1]) for row in inside], source, matcher)
        if found:
            return Table(found, frozenset(_within(lines, [(row[0][0], row[-1][1]) for row in inside])))
    if not lines or not any(source.text.find(bar, lines[0][1], lines[-1][2]) >= 0 for bar in _BARS):
        return Table([], frozenset())
    tabled = [line for line in lines if any(bar in source.text[line[1] : line[2]] for bar in _BARS)]
    rows = [_Row(_cells(source.text, start, end), end) for _, start, end in tabled]
    return Table(_stated(rows, source, matcher), frozenset())


def _within(lines: Sequence[Line], spans: Sequence[tuple[int, int]]) -> Iterator[Line]:
    """The lines that begin in one of the spans; a row may hold the rows of a table in one of its cells."""
    ordered = sorted(spans)
    starts = [start for start, _ in ordered]
    ends = list(accumulate((end for _, end in ordered), max))
    for line in lines:
        at = bisect_right(starts, line[1])
        if at and line[1] < ends[at - 1]:
            yield line


def _stripped(text: str, start: int, end: int) -> _Cell:
    words = text[start:end]
    left = start + len(words) - len(words.lstrip())
    return left, max(left, end - len(words) + len(words.rstrip()))


def _cells(text: str, start: int, end: int) -> list[_Cell]:
    """The cells of a line, those that hold something."""
    spans = (match.span() for match in _CELL.finditer(text, start, end))
    return [_stripped(text, *span) for span in spans if text[slice(*span)].strip(_BLANK)]


def _columns(rows: Sequence[_Row], matcher: Matcher) -> tuple[int, int, int] | None:
    """(heading row, column of shortcomings, column of causes), or None where no row names both."""
    for i, (cells, _) in enumerate(rows):
        named = [
            next((c for c, cell in enumerate(cells) if matcher.some(lexicon, *cell)), None)
            for lexicon in ("column-shortcoming", "column-cause")
        ]
        if named[0] is not None and named[1] is not None and named[0] != named[1]:
            return i, named[0], named[1]
    return None


def _stated(rows: Sequence[_Row], source: SourceText, matcher: Matcher) -> list[Shortcoming]:
    """One shortcoming for each row below the heading row."""
    columns = _columns(rows, matcher)
    if columns is None:
        return []
    heading, stated, caused = columns
    found = []
    for cells, end in rows[heading + 1 :]:
        if len(cells) <= stated or not source.text[slice(*cells[stated])].strip(_BLANK):
            continue
        start, stop = cells[stated]
        why = cells[caused] if len(cells) > caused and _WORDS.search(source.text, *cells[caused]) else None
        found.append(Shortcoming(start, start, stop, end, Cause(*why) if why else None))
    return found
