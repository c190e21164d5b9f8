"""Paragraphs out of the rows of a typeset page: what a pdf or ofd file shows, put together again.

In: rows of text with their places on pages, and the lines ruled there. Out: paragraphs with the page on which each begins.
Page numbers and running headers are left out; a row of a ruled table is one paragraph with tabs between its cells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple


class Row(NamedTuple):
    """One row of text: its page (1-based), its box in points with y upwards, and the size of its characters."""

    text: str
    page: int
    left: float
    bottom: float
    right: float
    top: float
    size: float


class Rule(NamedTuple):
    """A ruled line, as its box."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


class Paragraph(NamedTuple):
    """A paragraph's text and the page on which it begins."""

    text: str
    page: int


class _Cell(NamedTuple):
    page: int
    left: float
    bottom: float
    right: float
    top: float


class _Shape(NamedTuple):
    """How a document is set: its margins, its usual size, the distance of its rows, whether first lines are indented."""

    left: float
    right: float
    size: float
    pitch: float
    indented: bool


_NUMBER = re.compile(r"[—–\-－─~·•\s]*第?\s*\d{1,4}\s*页?\s*(?:[/／，,]?\s*共?\s*\d{1,4}\s*页)?[—–\-－─~·•\s]*")
_DIGITS = re.compile(r"\d+")
_MARKER = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[、）)]|\d{1,2}[.、．](?!\d)|[（(]\d{1,2}[）)]|第[一二三四五六七八九十百]+[章节条]"
)
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z,.;]$"), re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[!-~]+")
_ENDS = tuple("。；：！？”）")
_EDGE = 3  # rows at the top and at the bottom of a page among which a header or a number may be
_NEAR = 3.0  # points: the same height on two pages, the same line in two drawings
_THIN = 3.0  # points: a box as thin as this is a ruled line
_CELL = 600  # characters: a larger cell frames a page, it is none of a table


def paragraphs(rows: Sequence[Row], rules: Sequence[Rule] = ()) -> list[Paragraph]:
    """Put rows, in reading order, together to paragraphs."""
    placed = list(_body(list(zip(rows, _cells(rows, rules), strict=True))))
    if not placed:
        return []
    shape = _shape([row for row, cell in placed if cell is None] or [row for row, _ in placed])
    found: list[Paragraph] = []
    first = last = None  # rows of the paragraph that may go on
    for band, members in groupby(placed, key=lambda pair: _band(pair[1])):
        if band is None:
            for row, _ in members:
                if first is not None and last is not None and _goes_on(first, last, row, shape):
                    found[-1] = Paragraph(_join(found[-1].text, row.text), found[-1].page)
                else:
                    found.append(Paragraph(row.text, row.page))
                    first = row
                last = row
        else:
            found.append(_table_row([(row, cell) for row, cell in members if cell is not None]))
            first = last = None
    return found


def _body(placed: Sequence[tuple[Row, _Cell | None]]) -> Iterator[tuple[Row, _Cell | None]]:
    """The rows without page numbers and running headers, from top to bottom where a page has them out of order."""
    pages = [list(members) for _, members in groupby(placed, key=lambda pair: pair[0].page)]
    edges: list[set[Row]] = []
    for page in pages:
        by_height = sorted((row for row, cell in page if cell is None), key=lambda row: -row.top)
        edges.append({*by_height[:_EDGE], *by_height[-_EDGE:]})
    repeated = Counter((_DIGITS.sub("#", row.text), round(row.top / _NEAR)) for edge in edges for row in edge)
    for page, edge in zip(pages, edges, strict=True):
        lowest, highest = min(row.bottom for row, _ in page), max(row.top for row, _ in page)
        kept = []
        for row, cell in page:
            at_end = row.bottom <= lowest + row.size or row.top >= highest - row.size
            number = at_end and cell is None and len(page) > 1 and len(row.text) < 30 and _NUMBER.fullmatch(row.text)
            if not number and not (row in edge and len(pages) > 1 and 2 * _seen(row, repeated) > len(pages)):
                kept.append((row, cell))
        if _out_of_order([row for row, cell in kept if cell is None]):
            kept.sort(key=lambda pair: -pair[0].top)
        yield from kept


def _out_of_order(rows: Sequence[Row]) -> bool:
    """Whether a row stands above the one before it, in the same column."""
    pairs = pairwise(rows)
    return any(b.bottom > a.top and b.left < a.right and a.left < b.right for a, b in pairs)


def _seen(row: Row, repeated: Counter[tuple[str, int]]) -> int:
    """On how many pages the row's words stand at its height."""
    words, height = _DIGITS.sub("#", row.text), round(row.top / _NEAR)
    return sum(repeated[words, at] for at in (height - 1, height, height + 1))


def _shape(rows: Sequence[Row]) -> _Shape:
    """The margins are where most rows begin and where the longest end."""
    size = median(row.size for row in rows)
    left = 2.0 * min(_usual(row.left for row in rows))
    right = 2.0 * max(_usual(row.right for row in rows))
    steps = [a.top - b.top for a, b in pairwise(rows) if a.page == b.page and a.top > b.top]
    indented = sum(left + 1.2 * size < row.left < left + 3.2 * size for row in rows)
    return _Shape(left, right, size, median(steps) if steps else 2 * size, indented >= 2 and 12 * indented >= len(rows))


def _usual(places: Iterable[float]) -> list[int]:
    """The places, in steps of two points, that are at least a third as frequent as the most frequent one."""
    counts = Counter(round(place / 2) for place in places)
    often = max(counts.values())
    return [at for at, count in counts.items() if 3 * count >= often]


def _goes_on(first: Row, last: Row, row: Row, shape: _Shape) -> bool:
    """Whether a row goes on with the paragraph that has a first and, right before the row, a last row."""
    if abs(last.size - row.size) > 0.12 * last.size or row.page > last.page + 1:
        return False
    if row.page == last.page and not 0 < last.top - row.top < 1.7 * max(shape.pitch, 1.3 * row.size):
        return False
    if row.left > shape.left + 0.9 * row.size:  # only in a title that is as wide as the text
        full = last.right - last.left > shape.right - shape.left - 1.5 * last.size
        return row.size > 1.1 * shape.size and full and _is_centred(row, shape)
    marked = _MARKER.match(row.text) is not None
    if marked and (not shape.indented or last.text.endswith(_ENDS)):
        return False
    room = 2 * row.size
    if shape.indented:  # only what began with an indent is a paragraph of the text; others are titles and the like
        indented = first.left > shape.left + 0.9 * row.size and not (first is last and _is_centred(first, shape))
        room = (6 if indented and not marked else 1.2) * row.size
    word = _WORD.match(row.text)  # what cannot be broken may have left a gap behind the row before
    room += len(word[0]) * 0.6 * row.size if word else 0
    return last.right >= shape.right - room and last.left <= shape.left + 4 * row.size


def _is_centred(row: Row, shape: _Shape) -> bool:
    return abs((row.left - shape.left) - (shape.right - row.right)) < shape.size  # rows end up to a character before the margin


def _join(before: str, behind: str) -> str:
    """Two rows of one paragraph; only between words in Latin letters stands a space."""
    space = " " if _LATIN_END.search(before) and _LATIN_START.match(behind) else ""
    return before + space + behind


def _band(cell: _Cell | None) -> tuple[int, int, int] | None:
    """What the cells of one row of a table have in common."""
    return None if cell is None else (cell.page, round(cell.top / _NEAR), round(cell.bottom / _NEAR))


def _table_row(members: Sequence[tuple[Row, _Cell]]) -> Paragraph:
    """The cells of one row of a table, each with its rows of text joined, parted by tabs."""
    columns: dict[int, list[tuple[Row, _Cell]]] = {}
    for row, cell in members:
        columns.setdefault(round(cell.left / _NEAR), []).append((row, cell))
    texts = []
    for _, column in sorted(columns.items()):
        text = column[0][0].text
        for (last, cell), (row, _) in pairwise(column):
            full = last.right > cell.right - 2.5 * row.size
            text = _join(text, row.text) if full else f"{text} {row.text}"
        texts.append(text)
    return Paragraph("\t".join(texts), members[0][0].page)


def _cells(rows: Sequence[Row], rules: Sequence[Rule]) -> list[_Cell | None]:
    """For each row of text the cell of a ruled table that it stands in."""
    flat: dict[int, list[Rule]] = {}
    upright: dict[int, list[Rule]] = {}
    for rule in rules:
        for side in _sides(rule):
            (flat if side.top - side.bottom <= _THIN else upright).setdefault(side.page, []).append(side)
    found = [_cell(row, flat.get(row.page, ()), upright.get(row.page, ())) for row in rows]
    sizes: Counter[_Cell | None] = Counter()
    for row, cell in zip(rows, found, strict=True):
        sizes[cell] += len(row.text)
    return [cell if sizes[cell] <= _CELL else None for cell in found]


def _sides(rule: Rule) -> Iterable[Rule]:
    """A ruled box as its four sides, a line as itself."""
    page, left, bottom, right, top = rule
    if right - left <= _THIN or top - bottom <= _THIN:
        return (rule,)
    return (
        Rule(page, left, top, right, top),
        Rule(page, left, bottom, right, bottom),
        Rule(page, left, bottom, left, top),
        Rule(page, right, bottom, right, top),
    )


def _cell(row: Row, flat: Iterable[Rule], upright: Iterable[Rule]) -> _Cell | None:
    """The nearest lines above, below, left and right of the middle of a row, if there are all four."""
    x, y = (row.left + row.right) / 2, (row.bottom + row.top) / 2
    across = [rule for rule in flat if rule.left - _NEAR <= x <= rule.right + _NEAR]
    along = [rule for rule in upright if rule.bottom - _NEAR <= y <= rule.top + _NEAR]
    top = min((rule.bottom for rule in across if rule.bottom >= y), default=None)
    bottom = max((rule.top for rule in across if rule.top <= y), default=None)
    right = min((rule.left for rule in along if rule.left >= x), default=None)
    left = max((rule.right for rule in along if rule.right <= x), default=None)
    if top is None or bottom is None or right is None or left is None:
        return None
    return _Cell(row.page, left, bottom, right, top)
