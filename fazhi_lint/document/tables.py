"""Shortcomings in a table of plain text: columns parted by tabs or bars, a heading row that names them.

In: the file's text (tabs kept), the lines of a part, the lexicons `column-shortcoming` and `column-cause`. Out: one
`Shortcoming` a row, its cause in its own row (docs/definitions.md).
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ..matcher import Matcher
from .frame import Line
from .model import Cause, Shortcoming

_CELL = regex.compile(r"[^\t|｜│\n]+")
_BARS = "\t|｜│"
_WORDS = regex.compile(r"\p{Han}{2}")


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a line, without the white space around."""
    found = []
    for match in _CELL.finditer(text, start, end):
        a, b = match.span()
        words = text[a:b]
        if words.strip(" -:—　"):
            found.append((a + len(words) - len(words.lstrip()), b - len(words) + len(words.rstrip())))
    return found


def _columns(rows: Sequence[list[tuple[int, int]]], matcher: Matcher) -> tuple[int, int, int] | None:
    """(heading row, column of shortcomings, column of causes), or None where no row names both."""
    for i, cells in enumerate(rows):
        named = [
            next((c for c, cell in enumerate(cells) if matcher.first(lexicon, *cell)), None)
            for lexicon in ("column-shortcoming", "column-cause")
        ]
        if named[0] is not None and named[1] is not None and named[0] != named[1]:
            return i, named[0], named[1]
    return None


def find_rows(text: str, lines: Sequence[Line], matcher: Matcher) -> list[Shortcoming]:
    """The shortcomings of the table among the lines; none where there is no table."""
    tabled = [line for line in lines if any(bar in text[line[1] : line[2]] for bar in _BARS)]
    rows = [_cells(text, start, end) for _, start, end in tabled]
    columns = _columns(rows, matcher)
    if columns is None:
        return []
    heading, stated, caused = columns
    found = []
    for cells, (_, _, end) in zip(rows[heading + 1 :], tabled[heading + 1 :], strict=True):
        if len(cells) <= stated:
            continue
        start, stop = cells[stated]
        why = cells[caused] if len(cells) > caused and _WORDS.search(text, *cells[caused]) else None
        found.append(Shortcoming(start, start, stop, end, Cause(*why) if why else None))
    return found
