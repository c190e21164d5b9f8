"""Web pages: the report out of its page, as lines.

In: the bytes of a page. Out: a `SourceText` with one line for each block, line break or table row. The main content is the
smallest part that holds nearly all sentences; the title and what stands behind it are kept, lists of links are not. Where it
is unclear, more is kept rather than less: the document's parser knows the lines of a web frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..errors import ReadError
from ..text import SourceText
from .base import Limits, decode, missing_extra, require_kind, require_text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_OWN = b'<meta name="generator" content="fazhi-lint"'  # what the page of results says of itself
_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_UNSEEN = frozenset((
    "head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio",
    "video", "map", "select", "datalist", "option", "button", "input", "textarea", "rt", "rp",
))  # fmt: skip
_ASIDE = frozenset(("nav", "aside", "footer"))
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul",
))  # fmt: skip
_HEADINGS = frozenset(["h1", "h2", "h3"])
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLOCK_STYLE = re.compile(r"display\s*:\s*block", re.IGNORECASE)
_SENTENCE = re.compile(r"[，。；]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WIDE = re.compile(r"[\u2010-\u2026\u3000-\u303f\u4e00-\u9fff\uff01-\uff60]")
_BLANK = re.compile(r"\s+")
_DOMINANT = 0.8  # the main content lies in a child that holds this share of the sentences
_TITLE = 6  # a line shorter than this is not taken for the title
_CELL, _CELL_LINES = 600, 8  # a cell that is larger does not belong to a table of data


class _Line(NamedTuple):
    text: str
    element: Element  # the innermost block that it stands in
    linked: bool  # most of it is links
    main: bool  # it belongs to the main content


def read(data: bytes, path: str, limits: Limits) -> SourceText:
    """The report's text in a web page.

    Raises:
        ReadError: lxml is not installed, or the page is no text, in an unknown encoding, nested too deeply or without text.
    """
    require_kind(data, path, ".html", "")
    if _OWN in data[:4096]:
        raise ReadError("unsupported", "这是 fazhi-lint 写出的检查结果，不是报告，没有检查。", path)
    declared = _CHARSET.search(data[:4096])
    text = decode(data, path, declared[1].decode("ascii", "replace") if declared else None)
    lines = _lines(text, path)
    if not lines:
        words = "网页里没有正文的文字（可能由脚本或框架另外载入）；请在浏览器里打开后把正文复制成 .txt 或 .docx 再检查。"
        raise ReadError("empty", words, path)
    return SourceText(require_text("\n".join(lines) + "\n", path), path)


def _lines(text: str, path: str) -> list[str]:
    """The lines of the report in the source text of a page."""
    try:
        from lxml import etree
    except ImportError as error:
        raise missing_extra("网页", "html", path) from error
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing but comments, say
        return []
    if any("depth" in entry.message for entry in parser.error_log):
        raise ReadError("too-deep", "网页里的标签嵌套太深，读不出正文；请把正文复制成 .txt 或 .docx 再检查。", path)
    return _Page(root).report() if root is not None else []


class _Page:
    """A parsed page: how many characters of sentences stand below each element, and which element is the main content."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.names = [_BLANK.sub("", name) for name in _titles(root)]
        self.sentences = _sentences(root)
        self.main = self._main()

    def report(self) -> list[str]:
        """The lines of the report: title, main content, and what follows it in the same part of the page."""
        lines = [line for line in _Walk(self).lines() if line.main or not line.linked]
        first = next((i for i, line in enumerate(lines) if line.main), 0)
        title = self._title(lines[:first])
        opening = _BLANK.sub("", "".join(line.text for line in lines[first : first + 8]))
        if title is None:
            known = any(name[:_TITLE] and name[:_TITLE] in opening for name in self.names)
            return [line.text for line in lines if line.main or not known]
        part = self._common(lines[title].element)
        kept = [line for line in lines[first:] if line.main or part in line.element.iterancestors() or part is line.element]
        repeated = _BLANK.sub("", lines[title].text) in opening
        return [line.text for line in ([] if repeated else lines[title:first]) + kept]

    def _main(self) -> Element:
        """The smallest element that holds nearly all sentences."""
        at = self.root
        while True:
            best = max(at, key=lambda child: self.sentences.get(child, 0), default=None)
            if best is None or self.sentences.get(best, 0) < max(1, _DOMINANT * self.sentences[at]):
                return at
            if best.tag == "p" or (best.tag not in _BLOCKS and best.tag != "font"):
                return at
            at = best

    def _title(self, lines: list[_Line]) -> int | None:
        """The index of the line that is the page's title, among the lines above the main content."""
        best, found = (0, 0, False, 0), None
        for i, line in enumerate(lines):
            words = _BLANK.sub("", line.text)
            for name in self.names:
                shared = min(len(words), len(name))
                if shared < _TITLE or not (words in name or name in words):
                    continue
                rank = (shared, -len(words), line.element.tag in _HEADINGS, i)
                if rank > best:
                    best, found = rank, i
        return found

    def _common(self, element: Element) -> Element:
        """The smallest element that holds both another one and the main content."""
        around = {element, *element.iterancestors()}
        return next((e for e in (self.main, *self.main.iterancestors()) if e in around), self.root)


def _titles(root: Element) -> Iterator[str]:
    """What the page says its title is."""
    for meta in root.iter("meta"):
        if (meta.get("name") or meta.get("property") or "").lower() in ("articletitle", "og:title"):
            yield meta.get("content") or ""
    for title in root.iter("title"):
        yield title.text or ""


def _sentences(root: Element) -> dict[Element, int]:
    """For each element the characters of text with sentence marks in and below it; links, side and unseen parts left out."""
    left_out: set[Element] = set()
    elements = []
    for element in root.iter():
        parent = element.getparent()
        if parent in left_out or element.tag == "a" or element.tag in _UNSEEN or element.tag in _ASIDE:
            left_out.add(element)
        elements.append(element)
    found = dict.fromkeys(elements, 0)
    for element in reversed(elements):
        parent = element.getparent()
        own = element.text or ""
        if element not in left_out and _SENTENCE.search(own):
            found[element] += len(own)
        if parent is not None:
            tail = element.tail or ""
            found[parent] += found[element] + (len(tail) if parent not in left_out and _SENTENCE.search(tail) else 0)
    return found


class _Walk:
    """One way through a page in reading order, that breaks its text into lines."""

    def __init__(self, page: _Page) -> None:
        self.page = page
        self.blocks = [page.root]
        self.pieces: list[str] = []
        self.seen = self.linked = 0  # characters of the line, and those of them in links
        self.links = self.main = self.aside = self.verbatim = 0  # how deep inside such elements
        self.cells: list[list[str]] | None = None  # of the row of a table of data
        self.numbers: dict[Element, int] = {}
        self.data_tables: set[Element] = set()

    def lines(self) -> Iterator[_Line]:
        """The lines of the page that are to be seen, those of side parts outside of the main content left out."""
        from lxml.etree import iterwalk

        walker = iterwalk(self.page.root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                if self._unseen(element):
                    walker.skip_subtree()
                    continue
                yield from self._open(element)
                yield from self._text(element.text)
            else:
                if not self._unseen(element):
                    yield from self._close(element)
                yield from self._text(element.tail)
        yield from self._flush()

    def _unseen(self, element: Element) -> bool:
        if element.tag in _UNSEEN:
            return True
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")) is not None
        return hidden and 2 * self.page.sentences[element] < self.page.sentences[self.page.root]

    def _open(self, element: Element) -> Iterator[_Line]:
        tag = element.tag
        if _is_block(element):
            yield from self._flush()
            self.blocks.append(element)
        self._count(element, 1)
        if tag == "table" and _is_data(element):
            self.data_tables.add(element)
        elif tag == "tr" and next(element.iterancestors("table"), None) in self.data_tables:
            self.cells = []
        elif tag in ("td", "th") and self.cells is not None:
            self.cells.append([])
        elif tag == "li" and (number := self._number(element)):
            self.pieces.append(number)

    def _close(self, element: Element) -> Iterator[_Line]:
        if element.tag == "br":
            yield from self._flush()
        if self.blocks[-1] is element:
            yield from self._flush()
            if element.tag == "tr" and self.cells is not None:
                cells, self.cells = self.cells, None
                row = "\t".join(" ".join(cell) for cell in cells).strip()
                if row:
                    yield _Line(row, element, False, self.main > 0)
            self.blocks.pop()
        self._count(element, -1)

    def _count(self, element: Element, step: int) -> None:
        self.links += step * (element.tag == "a")
        self.verbatim += step * (element.tag == "pre")
        self.aside += step * (element.tag in _ASIDE)
        self.main += step * (element is self.page.main)

    def _text(self, text: str | None) -> Iterator[_Line]:
        if not text:
            return
        for i, part in enumerate(text.split("\n") if self.verbatim else (text,)):
            if i:
                yield from self._flush()
            self.pieces.append(part)
            size = len(part) - part.count(" ")
            self.seen += size
            self.linked += size if self.links else 0

    def _flush(self) -> Iterator[_Line]:
        """End the line; in a row of a table of data it goes into the cell."""
        text = _squeeze("".join(self.pieces))
        linked = 2 * self.linked > self.seen
        self.pieces, self.seen, self.linked = [], 0, 0
        if not text:
            return
        if self.cells:
            self.cells[-1].append(text)
        elif self.main or not self.aside:
            yield _Line(text, self.blocks[-1], linked, self.main > 0)

    def _number(self, item: Element) -> str:
        """The number that a browser shows before an item of an ordered list."""
        ordered = item.getparent()
        if (
            ordered is None
            or ordered.tag != "ol"
            or ordered.get("type", "1") != "1"
            or "list-style" in ordered.get("style", "")
        ):
            return ""
        given = item.get("value") or (ordered.get("start") if ordered not in self.numbers else None) or ""
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else self.numbers.get(ordered, 0) + 1
        self.numbers[ordered] = number
        return f"{number}. "


def _is_block(element: Element) -> bool:
    return element.tag in _BLOCKS or _BLOCK_STYLE.search(element.get("style", "")) is not None


def _is_data(table: Element) -> bool:
    """Whether a table holds data, a line for each row, and does not only lay out the page."""
    if table.find(".//table") is not None:
        return False
    several = False
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        several = several or len(cells) > 1
        for cell in cells:
            if sum(len(text) for text in cell.itertext()) > _CELL or sum(_is_block(e) for e in cell.iter()) > _CELL_LINES + 1:
                return False
    return several


def _squeeze(text: str) -> str:
    """White space as a browser shows it: runs become one space, a line break beside a Chinese character nothing."""

    def shown(run: re.Match[str]) -> str:
        before, behind = text[: run.start()][-1:], text[run.end() : run.end() + 1]
        return "" if "\n" in run[0] and (_WIDE.match(before) or _WIDE.match(behind)) else " "

    return _SPACE.sub(shown, text).strip()
