"""Places of the text as places of the document: runs are split where a comment begins or ends, nothing else is touched.

In: a `Draft` and stretches of its text. Out: the marks of comments in its tree. Word keeps no comments in text boxes, notes,
headers and footers: words there are commented on at the text box, at the note's reference, at the first line.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from copy import deepcopy
from typing import Any, NamedTuple

from lxml import etree

from ..readers.docx import ALTERNATE, Line, W
from .draft import Draft, Piece

R, RPR, T, P = W + "r", W + "rPr", W + "t", W + "p"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# What stands in a paragraph (or in a link or an insertion there) and holds text; nothing is marked inside the last three.
_HOMES = frozenset([R, _MATHS + "oMath", _MATHS + "oMathPara", ALTERNATE])
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Unit(NamedTuple):
    """What a comment can begin before and end behind: a text element, which can be split, or something that cannot.

    `home` is the run in the document's own text that holds it, `exact` whether the words themselves can be marked.
    """

    home: Any
    node: Any
    exact: bool


class Edge(NamedTuple):
    """A place in a unit: so many characters behind its beginning."""

    unit: Unit
    offset: int


class Anchor(NamedTuple):
    """Where a comment goes: from edge to edge, or at the end of a paragraph without runs; `exact`: on the words themselves."""

    start: Edge | None
    end: Edge | None
    paragraph: Any
    exact: bool


def find(draft: Draft, start: int, end: int) -> Anchor:
    """Where a comment on a stretch of the text goes."""
    end = max(end, start + 1)
    pieces = draft.between(start, end)
    units = [(piece, unit) for piece in pieces if (unit := _unit(draft, piece)) is not None]
    if units:
        first = units[0][1]
        units = [(piece, unit) for piece, unit in units if unit.exact == first.exact and (first.exact or unit == first)]
        (a, one), (b, other) = units[0], units[-1]
        begin = Edge(one, max(0, start - a.start) if one.exact else 0)
        close = Edge(other, (min(end, b.end) - b.start) if other.exact else b.end - b.start)
        return Anchor(begin, close, None, first.exact)
    return _instead(draft, draft.line_at(start), bool(pieces))


def _instead(draft: Draft, line: Line, elsewhere: bool) -> Anchor:
    """Where a comment goes that no run holds: the line's first run, its paragraph, else the first line of all."""
    if not elsewhere:
        for words, node in zip(line.pieces, line.owners, strict=True):
            if unit := _unit(draft, Piece(0, len(words), node, line)):
                return Anchor(Edge(unit, 0), Edge(unit, len(words)), None, False)
        if line.anchor is None and line.paragraph is not None and _stands(draft, line.paragraph):
            return Anchor(None, None, line.paragraph, False)
    for other in draft.lines:
        if other.text.strip() and other is not line and other.anchor is None and _stands(draft, other.paragraph):
            return _instead(draft, other, False)
    return Anchor(None, None, next(draft.root.iter(P)), False)


def _stands(draft: Draft, paragraph: Any) -> bool:
    """Whether a paragraph is of the document's own text, and so can bear a comment."""
    if paragraph is None or paragraph.getroottree().getroot() is not draft.root:
        return False
    return all(parent.tag not in _HOMES for parent in paragraph.iterancestors())


def _unit(draft: Draft, piece: Piece) -> Unit | None:
    """What holds a piece and can bear a comment; None where there is no such thing."""
    node = piece.node if piece.line.anchor is None else piece.line.anchor
    path = [node, *node.iterancestors()]
    if path[-1] is not draft.root:
        return None
    top = max((i for i, element in enumerate(path) if element.tag == P), default=0)  # the paragraph outside text boxes
    at = max((i for i, element in enumerate(path[:top]) if element.tag in _HOMES), default=0)
    if not at:
        return None
    home, below = path[at], path[at - 1]
    if home.tag != R:
        return Unit(home, home, False)
    return Unit(home, below, node is below and piece.line.anchor is None)


class Marker:
    """Splits runs and sets marks. Places are asked for by the elements as they were when the text was read."""

    def __init__(self) -> None:
        self._parts: dict[Any, tuple[list[int], list[Any]]] = {}  # what a text element has become: offsets, elements
        self._behind: dict[Any, Any] = {}  # the last mark set behind an element

    def mark(self, anchor: Anchor, name: str) -> None:
        """Set the marks of one comment."""
        marks = [etree.Element(W + kind) for kind in ("commentRangeStart", "commentRangeEnd")]
        run = etree.Element(R)
        etree.SubElement(run, W + "commentReference").set(W + "id", name)
        for element in marks:
            element.set(W + "id", name)
        if anchor.start is None or anchor.end is None:
            anchor.paragraph.extend([*marks, run])
            return
        first, last = self._begin(anchor.start), self._end(anchor.end)
        first.addprevious(marks[0])
        self._put_behind(last, marks[1])
        top = last
        while top.getparent().tag != P:
            top = top.getparent()
        self._put_behind(top, run)

    def _put_behind(self, element: Any, mark: Any) -> None:
        """Set a mark behind an element and the marks that are behind it already."""
        self._behind.get(element, element).addnext(mark)
        self._behind[element] = mark

    def _begin(self, edge: Edge) -> Any:
        """The element that begins at an edge."""
        node = self._part(edge, False)
        return self._cut(node, False) if node.getparent().tag == R else node

    def _end(self, edge: Edge) -> Any:
        """The element that ends at an edge."""
        node = self._part(edge, True)
        return self._cut(node, True) if node.getparent().tag == R else node

    def _cut(self, node: Any, behind: bool) -> Any:
        """Split a run before (or behind) one of its children; the run that begins (or ends) there."""
        run = node.getparent()
        at = run.index(node) + behind
        kept, moved = run[:at], run[at:]
        if not moved or all(child.tag == RPR for child in kept):
            return run
        rest = etree.Element(R, run.attrib)
        properties = run.find(RPR)
        if properties is not None:
            rest.append(deepcopy(properties))
        rest.extend(moved)
        run.addnext(rest)
        if run in self._behind:  # what was behind the whole is behind its rest
            self._behind[rest] = self._behind.pop(run)
        return run if behind else rest

    def _part(self, edge: Edge, ending: bool) -> Any:
        """What a text element has become that begins (or ends) at an edge; it is split there if need be."""
        unit, offset = edge
        if not unit.exact or unit.node.tag != T:
            return unit.node
        offsets, nodes = self._parts.setdefault(unit.node, ([0], [unit.node]))
        at = max(0, (bisect_left if ending else bisect_right)(offsets, offset) - 1)
        node = nodes[at]
        cut = offset - offsets[at]
        if 0 < cut < len(node.text):
            rest = _split(node, cut)
            offsets.insert(at + 1, offset)
            nodes.insert(at + 1, rest)
            return node if ending else rest
        return node


def _split(text: Any, cut: int) -> Any:
    """Split a text element; the new one stands behind it in the same run."""
    rest = etree.Element(T, text.attrib)
    words = text.text
    for element, part in ((text, words[:cut]), (rest, words[cut:])):
        element.text = part
        if part != part.strip():
            element.set(_SPACE, "preserve")
    text.addnext(rest)
    return rest
