"""A Word document opened to be written in: its text as it is checked, and for each stretch of it the element that holds it.

In: the bytes of a docx. Out: a `Draft`. The text is made by the same walk that reads a document to be checked, so that places
are the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

from lxml import etree

from ..errors import ReadError
from ..readers.base import DEFAULT_LIMITS, Limits
from ..readers.docx import Line, W, broken, lines, notes, opened, safe, source, too_deep

_STRICT = "这份文件用的是“Strict Open XML”格式，能检查，不能写入；请在 Word 里另存为普通的 Word 文档（docx）再来。"


class Piece(NamedTuple):
    """A stretch of the text [start, end) that one element holds, and the line that it is in."""

    start: int
    end: int
    node: Any
    line: Line


def parse(data: bytes) -> Any:
    """The root of a part's tree, to be changed and written.

    Raises:
        ReadError: `damaged`, `unsafe` or `too-large`.
    """
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(safe(data), parser)
    except etree.XMLSyntaxError as error:
        raise (too_deep() if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT else broken()) from error


class Draft:
    """A document to be annotated or mended.

    Args:
        data: the file's bytes.
        path: how the user named the file.
        limits: how much it may cost.

    Attributes:
        package: the package as it was read.
        root: the tree of the main part.
        source: the text that is checked.
        found: its lines, and what is known of them together.
        lines: the lines with their pieces.

    Raises:
        ReadError: the file cannot be read.
    """

    def __init__(self, data: bytes, path: str, limits: Limits = DEFAULT_LIMITS) -> None:
        try:
            self.package = opened(data, path, limits)
            self.root = parse(self.package.read(self.package.main))
            if self.root.tag != W + "document":
                raise ReadError("unsupported", _STRICT)
            found = self.found = lines(self.package, parse, self.root)
        except ReadError as error:
            error.path = path
            raise
        self.lines: Sequence[Line] = found.lines
        self.source = source(found, path, notes(self.package, self.root, found))
        self._pieces = self._placed()
        self._starts = [piece.start for piece in self._pieces]

    def _placed(self) -> list[Piece]:
        placed = []
        start = 0
        for line in self.lines:
            at = start + line.lead
            for words, node in zip(line.pieces, line.owners, strict=True):
                placed.append(Piece(at, at + len(words), node, line))
                at += len(words)
            start += len(line.text) + 1
        return placed

    def between(self, start: int, end: int) -> list[Piece]:
        """The pieces that hold some of the text from `start` to `end`."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = bisect_right(self._starts, end - 1) if end > start else first
        return [piece for piece in self._pieces[first:last] if piece.end > start]

    def line_at(self, offset: int) -> Line:
        """The line that holds an offset."""
        return self.lines[self.source.line_of(offset) - 1]
