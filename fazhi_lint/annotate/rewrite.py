"""Words of a Word document changed in place: inside their runs, so that their looks stay; nothing else is touched.

In: a `Draft` and changes of its text. Out: the bytes of the document with them. What cannot be changed without touching more
than words is left as it is: automatic numbers, text boxes, notes, headers, symbols, and places that touch a tracked change.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..fixer import Change
from ..readers.docx import ALTERNATE, W
from .draft import Draft, Piece
from .packing import pack, write

_T, _P, _R, _RPR = (W + name for name in ("t", "p", "r", "rPr"))
_TRACKED = frozenset(W + name for name in ("ins", "del", "moveFrom", "moveTo"))
_LOOKS = W + "rPrChange"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def able(draft: Draft, start: int, end: int) -> bool:
    """Whether the words at a stretch of the text can be changed: they are words of runs, and no tracked change is near."""
    pieces = [piece for piece in draft.between(start, end) if piece.start < end]
    if not pieces or sum(min(end, p.end) - max(start, p.start) for p in pieces) != end - start:
        return False
    if not all(_plain(draft, piece) for piece in pieces):
        return False
    return len(pieces) == 1 or not _parted(pieces[0], pieces[-1])


def _plain(draft: Draft, piece: Piece) -> bool:
    """Whether a piece is the text of a run of the document's own paragraphs, with no tracked change around it."""
    node = piece.node
    if piece.line.anchor is not None or node.tag != _T or len(node.text or "") != piece.end - piece.start:
        return False
    above = list(node.iterancestors())
    if above[-1] is not draft.root or above[0].tag != _R or sum(element.tag == _P for element in above) != 1:
        return False
    if any(element.tag in _TRACKED or element.tag == ALTERNATE for element in above):
        return False
    looks = above[0].find(_RPR)
    return looks is None or looks.find(_LOOKS) is None


def _parted(first: Piece, last: Piece) -> bool:
    """Whether a tracked change stands between two pieces of a line."""
    paragraph = first.line.paragraph
    if next(last.node.iterancestors(_P)) is not next(first.node.iterancestors(_P)):
        return True
    inside = False
    for element in paragraph.iter():
        inside |= element is first.node
        if inside and element.tag in _TRACKED:
            return True
        if element is last.node:
            return False
    return True


def rewrite(draft: Draft, made: Sequence[Change]) -> bytes:
    """The document with changes made.

    Args:
        draft: the document; its tree is changed.
        made: changes that do not overlap, in the order of the text; all of them `able`.

    Raises:
        ReadError: the package cannot be copied.
    """
    for change in reversed(made):  # so that the places before it stay
        text = change.text
        for piece in draft.between(change.start, change.end):
            if piece.start < change.end:
                _put(piece, max(change.start, piece.start), min(change.end, piece.end), text)
                text = ""  # all new words stand where the first of the old ones stood
    return pack(draft.package, {draft.package.main: write(draft.root)})


def _put(piece: Piece, start: int, end: int, text: str) -> None:
    old = piece.node.text
    new = old[: start - piece.start] + text + old[end - piece.start :]
    piece.node.text = new
    if new != new.strip():
        piece.node.set(_SPACE, "preserve")
