"""The document as lines of text: paragraphs in reading order, with automatic numbers, each piece with the element it is from.

In: a `Package` and a parser. Out: `Line` values: those of the report itself, and those that are reported apart. The same walk
serves reading (ElementTree) and writing comments (lxml), so that both see the same text at the same places.

How things stand in the text: a soft line break is one vertical tab (as in Word itself), a tab one tab; a note is a line behind
its paragraph; a text box is the lines behind the paragraph that holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ...errors import ReadError
from ...text import NOWHERE, Location
from . import names as n
from .fields import PAGES, Fields
from .markup import too_deep
from .numbering import Numbering
from .package import Package
from .parts import Parts
from .runs import HIDDEN, LISTING, NOTES, Runs, chosen
from .styles import Styles

MAX_PARAGRAPHS = 20_000
MAX_DEPTH = 100  # tables in tables in text boxes …: three for each table
MARGIN = "margin"
# What is reported apart, in this order, and the line that says so.
MARKS = {
    LISTING: "［以下是目录，不属于正文］",
    HIDDEN: "［以下是隐藏文字，打印时看不见，不属于正文］",
    MARGIN: "［以下是页眉、页脚，不属于正文］",
}
_WORDS = {"footnotes": "脚注", "endnotes": "尾注"}
_HOLDERS = frozenset(
    [n.TBL, n.SDT, n.SDT_CONTENT, n.INS, n.MOVE_TO, *(n.W + name for name in ("body", "customXml", "smartTag"))]
)


_FOREIGN = n.W + "altChunk"  # a web page or another document that Word takes in when it opens the file
_STYLE, _NUMBERED = n.W + "pStyle", n.W + "numPr"


class Line(NamedTuple):
    """One line of the text.

    `lead` is how many of its characters stand in no run (an automatic number, a mark); then come `pieces`, each from the
    element in `owners`. `paragraph` is its element, `anchor` the reference to the note that it is from. A line that only says
    what follows has no paragraph.
    """

    text: str
    location: Location
    lead: int = 0
    pieces: Sequence[str] = ()
    owners: Sequence[Any] = ()
    paragraph: Any = None
    anchor: Any = None


class Lines(NamedTuple):
    """All lines of a document: the first `own` are the report's, the others were reported apart.

    `rows` are those of its tables: for each cell the indexes of its first line and of the one behind its last.
    """

    lines: list[Line]
    own: int
    rows: list[list[tuple[int, int]]]


class UnbalancedError(Exception):
    """A field that begins and never ends."""


def lines(package: Package, parse: Callable[[bytes], Any], root: Any) -> Lines:
    """The lines of a document.

    Args:
        package: its package.
        parse: makes a tree of a part's bytes.
        root: the tree of the main part.

    Raises:
        ReadError: `damaged`, `unsafe`, `too-large`, `unsupported` or `empty`.
    """
    try:
        story = Story(package, parse, root, True)
    except UnbalancedError:  # then nothing tells an instruction from text, and no text may go unread
        story = Story(package, parse, root, False)
    if next(root.iter(_FOREIGN), None) is not None:
        raise ReadError(
            "unsupported", "文件里嵌着别的文件（多半是网页），要由 Word 展开才读得出；请用 Word 打开，另存一份再检查。"
        )
    found = story.lines
    own = len(found)
    if not any(line.text.strip() for line in found):
        raise ReadError("empty", "文件里没有文字（可能只有图片），没有可以检查的。")
    for kind, mark in MARKS.items():
        if story.apart[kind]:
            found.append(Line(mark, NOWHERE))
            found += story.apart[kind]
    return Lines(found, own, story.rows)


class Story:
    """One walk over a document; `lines`, `rows` and `apart` hold what it found.

    Args:
        package: the document's package.
        parse: makes a tree of a part's bytes.
        root: the tree of the main part.
        fields: whether marks of fields mean something.

    Raises:
        UnbalancedError: they do not pair.
        ReadError: a part is damaged, or there is more than a report can hold.
    """

    def __init__(self, package: Package, parse: Callable[[bytes], Any], root: Any, fields: bool) -> None:
        self._parts = Parts(package, parse)
        self._styles = Styles(self._parts.data("styles"), parse)
        self._numbering = Numbering(self._parts, self._styles)
        self._reads_fields = fields
        self._notes: dict[str, dict[str, Any]] = {}
        self._noted: dict[str, set[str]] = {"footnotes": set(), "endnotes": set()}
        self._paragraphs = 0
        self._count = 0
        self._depth = 0
        self.lines: list[Line] = []
        self.rows: list[list[tuple[int, int]]] = []
        self._cells: list[tuple[int, int]] = []
        self.apart: dict[str, list[Line]] = {kind: [] for kind in MARKS}
        self._into = self.lines
        self._read(root, None)
        self._margins(root)

    def _read(
        self,
        element: Any,
        place: Location | None,
        anchor: Any = None,
        mark: str = "",
        story: str = "",
    ) -> None:
        """Read a story: the body, a text box, a note, a header.

        Args:
            element: what holds its paragraphs.
            place: where all of it stands; None where its own paragraphs are counted.
            anchor: the reference to the note that it is from.
            mark: what is written in front of it.
            story: which kind it is: `box`, `footnotes`, `endnotes`, `margin`, or nothing for the body.
        """
        self._numbering.enter(story)
        fields = Fields(PAGES if story == MARGIN else frozenset()) if self._reads_fields else None
        self._runs = Runs(self._styles, fields)
        self._place, self._anchor, self._mark, self._story = place, anchor, mark, story
        self._unended: Any = None
        self._blocks(element)
        if self._runs.open:
            raise UnbalancedError
        self._end(None)

    def _blocks(self, parent: Any) -> None:
        """Paragraphs and what holds them."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise too_deep()
        for child in parent:
            tag = child.tag
            if tag == n.P:
                self._read_paragraph(child)
            elif tag == n.TC:
                first = len(self._into)
                self._blocks(child)
                self._cells.append((first, len(self._into)))
            elif tag == n.TR:
                self._row(child)
            elif tag in _HOLDERS:
                self._blocks(child)
            elif tag == n.ALTERNATE and (branch := chosen(child)) is not None:
                self._blocks(branch)
        self._depth -= 1

    def _row(self, row: Any) -> None:
        """A row of a table; a deleted one is none."""
        properties = row.find(n.TRPR)
        if properties is not None and properties.find(n.DEL) is not None:
            return
        outer, self._cells = self._cells, []
        self._blocks(row)
        if self._place is None:
            self.rows.append(self._cells)
        self._cells = outer

    def _read_paragraph(self, paragraph: Any) -> None:
        style = numbered = mark = None
        properties = paragraph.find(n.PPR)
        for child in () if properties is None else properties:
            tag = child.tag
            if tag == _STYLE:
                style = child.get(n.VAL)
            elif tag == _NUMBERED:
                numbered = child
            elif tag == n.RPR:
                mark = child
        self._runs.read(paragraph, style is not None and self._styles.hides(style))
        if mark is not None and (
            mark.find(n.DEL) is not None or mark.find(n.MOVE_FROM) is not None or n.on(mark.find(n.SPEC_VANISH))
        ):
            self._unended = paragraph  # its end is deleted or hidden: the next paragraph goes on in the same line
            return
        self._end(paragraph, numbered, style)

    def _end(self, paragraph: Any, numbered: Any = None, style: str | None = None) -> None:
        """A paragraph (None: the story) has ended: put its line down, then the text boxes and notes that it holds."""
        runs = self._runs
        pieces, owners, runs.pieces, runs.owners = runs.pieces, runs.owners, [], []
        if paragraph is None:
            if not pieces and not runs.unseen and not runs.waiting:
                return
            paragraph = self._unended
        self._paragraphs += 1
        if self._paragraphs > MAX_PARAGRAPHS:
            raise ReadError("too-large", f"文件超过 {MAX_PARAGRAPHS} 段，不像一份报告，没有读取。")
        if self._place is None:
            self._count += 1
        place = Location(self._count) if self._place is None else self._place
        text = "".join(pieces)
        lead, self._mark = self._mark, ""
        if text or not runs.unseen:  # a hidden or listed heading is not counted
            lead += self._numbering.next(numbered, style, text)
        self._into.append(Line(lead + text, place, len(lead), pieces, owners, paragraph, self._anchor))
        if runs.unseen:
            for kind, (some, theirs) in runs.unseen.items():
                self.apart[kind].append(Line("".join(some), place, 0, some, theirs, paragraph, self._anchor))
            runs.unseen = {}
        if runs.waiting:
            waiting, runs.waiting = runs.waiting, []
            self._read_waiting(waiting, place)

    def _read_waiting(self, waiting: Sequence[Any], place: Location) -> None:
        """The text boxes and notes of a paragraph, as stories of their own."""
        kept = self._runs, self._place, self._anchor, self._story
        anchor = self._anchor
        for element in waiting:
            if element.tag in NOTES:
                self._note(element, NOTES[element.tag], place)
            else:
                self._read(element, place, anchor, story="box")
        self._runs, self._place, self._anchor, self._story = kept
        self._numbering.enter(self._story)

    def _note(self, reference: Any, part: str, place: Location) -> None:
        """A note, where it is first referred to."""
        if part not in self._notes:
            tree = self._parts.tree(part)
            self._notes[part] = {note.get(n.ID): note for note in ([] if tree is None else tree)}
        name, noted = reference.get(n.ID), self._noted[part]
        note = self._notes[part].get(name)
        if note is not None and name not in noted:
            noted.add(name)
            self._read(note, place, reference, f"［{_WORDS[part]}{len(noted)}］", part)

    def _margins(self, root: Any) -> None:
        """Headers and footers that sections use, each text once, without page numbers."""
        if "header" not in self._parts and "footer" not in self._parts:
            return
        used = [r.get(n.R_ID) for tag in (n.HEADER_REFERENCE, n.FOOTER_REFERENCE) for r in root.iter(tag)]
        self._into = []
        for tree in self._parts.trees(used):
            self._read(tree, NOWHERE, story=MARGIN)
        seen: dict[str, Line] = {}
        for line in self._into:
            if any(character.isalnum() for character in line.text):
                seen.setdefault(line.text.strip(), line)
        self.apart[MARGIN] = list(seen.values())
