"""Word documents: .docx and .docm, by Word, WPS and others.

In: bytes. Out: a `SourceText` whose lines are the paragraphs (docs/word.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from ...errors import ReadError
from ...notes import with_notes
from ...text import Note, SourceText, Span
from ..base import DEFAULT_LIMITS, LOCKED, Limits, kind_of, require_kind
from .markup import broken, parse, safe, too_deep
from .names import ALTERNATE, OFFICE, RELATIONS, W
from .package import Package
from .story import Line, Lines, lines
from .threads import AUTHOR, EXTENDED, PARAGRAPH, QUOTED, RULE, W15, Thread, heads, ids, notes, threads


def read(data: bytes, path: str, limits: Limits = DEFAULT_LIMITS) -> SourceText:
    """The text of a Word document.

    Raises:
        ReadError: it is none, is locked, damaged, empty, or more than a report can be.
    """
    try:
        package = opened(data, path, limits)
        root = parse(package.read(package.main))
        found = lines(package, parse, root)
        return source(found, path, notes(package, root, found))
    except ReadError as error:
        error.path = path
        raise


def opened(data: bytes, path: str, limits: Limits = DEFAULT_LIMITS) -> Package:
    """The package of a Word document.

    Raises:
        ReadError: `binary` (something else under this name), `encrypted`, `empty`, `damaged`, `unsafe` or `too-large`.
    """
    if kind_of(data) == LOCKED:
        raise ReadError("encrypted", "文件加了打开密码，读不了；请在 Word 或 WPS 里取消密码，另存一份再检查。", path)
    require_kind(data, path, ".docx")
    return Package(data, limits.expanded)


def source(found: Lines, path: str, said: Sequence[Note] = ()) -> SourceText:
    """The lines as the text that is linted, with what people said to this program beside it."""
    text = "\n".join([line.text for line in found.lines])
    rows: list[list[Span]] = []
    if found.rows:
        starts = list(accumulate((len(line.text) + 1 for line in found.lines), initial=0))
        rows = [[Span(starts[first], starts[end] - 1) for first, end in cells if first < end] for cells in found.rows]
    own = found.own if found.own < len(found.lines) else None
    locations = [line.location for line in found.lines]
    return with_notes(SourceText(text, path, locations, said, own_lines=own, rows=rows))


__all__ = [
    "ALTERNATE",
    "AUTHOR",
    "EXTENDED",
    "OFFICE",
    "PARAGRAPH",
    "QUOTED",
    "RELATIONS",
    "RULE",
    "W15",
    "Line",
    "Lines",
    "Package",
    "Thread",
    "W",
    "broken",
    "heads",
    "ids",
    "lines",
    "notes",
    "opened",
    "read",
    "safe",
    "source",
    "threads",
    "too_deep",
]
