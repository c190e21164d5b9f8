"""The text of a paragraph, run by run: what counts, what is hidden, what waits for the paragraph's end.

In: paragraph elements of one story (the body, a text box, a note, a header), in order. Out: pieces of text, each with the
element that it is from. Deleted and moved-away text is none; of a field only the result is text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...text import BREAK
from . import names as n
from .fields import Fields
from .markup import too_deep
from .styles import Styles
from .symbols import symbol

MAX_DEPTH = 100  # links in fields in content controls …
LISTING, HIDDEN = "listing", "hidden"  # text that is reported apart
NOTES = {n.FOOTNOTE_REFERENCE: "footnotes", n.ENDNOTE_REFERENCE: "endnotes"}

_INLINE = frozenset(
    [n.SDT, n.SDT_CONTENT, n.INS, n.MOVE_TO, *(n.W + name for name in ("hyperlink", "smartTag", "customXml", "dir", "bdo"))]
)
_SIMPLE_FIELD = n.W + "fldSimple"
_MATHS = frozenset(f"{{{n.MATHS}}}{name}" for name in ("oMath", "oMathPara"))
_RARE = frozenset([_SIMPLE_FIELD, *_MATHS, n.ALTERNATE])
_SIGNS = {n.W + "tab": "\t", n.W + "ptab": "\t", n.W + "br": BREAK, n.W + "cr": BREAK, n.W + "noBreakHyphen": "-"}
_FRAMES = frozenset([n.W + "drawing", n.W + "pict", n.W + "object"])
_RUN_STYLE = n.W + "rStyle"
_FIELD, _CODE, _SYMBOL, _RUBY = n.W + "fldChar", n.W + "instrText", n.W + "sym", n.W + "ruby"
# What a choice may require and still be read here.
_KNOWN = frozenset(("wps", "wpg", "wpc", "wp", "wp14", "wp15", "w14", "w15", "v"))
_WHITE = {0x0A: " ", 0x0D: " "}


class Runs:
    """The runs of one story.

    Args:
        styles: the document's styles.
        fields: the state of the story's fields; None where their marks mean nothing.

    Attributes:
        pieces: the text since it was last taken, piece by piece.
        owners: for each piece the element that it is from.
        unseen: the same for text of each kind that is reported apart.
        waiting: text boxes and references to notes.
    """

    def __init__(self, styles: Styles, fields: Fields | None) -> None:
        self._styles = styles
        self._fields = Fields() if fields is None else fields
        self._reads_fields = fields is not None
        self._depth = 0
        self.pieces: list[str] = []
        self.owners: list[Any] = []
        self.unseen: dict[str, tuple[list[str], list[Any]]] = {}
        self.waiting: list[Any] = []

    @property
    def open(self) -> bool:
        """Whether a field has begun and not ended."""
        return self._fields.open

    def read(self, parent: Any, hides: bool) -> None:
        """Collect what a paragraph holds, or something in it.

        Args:
            parent: the element.
            hides: whether its style hides the text.

        Raises:
            ReadError: it is nested too deeply.
        """
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise too_deep()
        for child in parent:
            tag = child.tag
            if tag == n.R:
                self._run(child, hides)
            elif tag in _INLINE:
                self.read(child, hides)
            elif tag in _RARE:
                self._rare(child, tag, hides)
        self._depth -= 1

    def _rare(self, child: Any, tag: Any, hides: bool) -> None:
        """What is rare in a paragraph."""
        if tag == _SIMPLE_FIELD:
            self._simple_field(child, hides)
        elif tag in _MATHS:
            for text in child.iter(n.MATHS_TEXT):
                self._add(text.text, text, hides)
        elif (branch := chosen(child)) is not None:
            self.read(branch, hides)

    def _simple_field(self, field: Any, hides: bool) -> None:
        self._fields.mark("begin")
        self._fields.code(field.get(n.W + "instr", ""))
        self._fields.mark("separate")
        self.read(field, hides)
        self._fields.mark("end")

    def _run(self, run: Any, hides: bool) -> None:
        for node in run:
            tag = node.tag
            if tag == n.T:
                self._add(node.text, node, hides)
            elif tag == n.RPR:
                hides = self._hides(node, hides)
            elif tag in _SIGNS:
                self._add(_SIGNS[tag], node, hides)
            else:
                self._other(node, tag, hides)

    def _hides(self, properties: Any, inherited: bool) -> bool:
        sign = properties.find(n.VANISH)
        if sign is not None:
            return n.on(sign)
        style = properties.find(_RUN_STYLE)
        return inherited or (style is not None and self._styles.hides(style.get(n.VAL, "")))

    def _other(self, node: Any, tag: Any, hides: bool) -> None:
        """What is rare in a run."""
        if tag == _FIELD:
            if self._reads_fields:
                self._fields.mark(node.get(n.W + "fldCharType", ""))
        elif tag == _CODE:
            self._fields.code(node.text or "")
        elif tag == _SYMBOL:
            self._add(symbol(node), node, hides)
        elif tag in _FRAMES:
            self.waiting.extend(boxes(node))
        elif tag in NOTES:
            if not self._fields.muted:
                self.waiting.append(node)
        elif tag == n.ALTERNATE and (branch := chosen(node)) is not None:
            self._depth += 1
            if self._depth <= MAX_DEPTH:
                self._run(branch, hides)
            self._depth -= 1
        elif tag == _RUBY:  # pronunciation above, the words below
            for base in node.iterfind(n.W + "rubyBase"):
                self.read(base, hides)

    def _add(self, text: str | None, node: Any, hides: bool) -> None:
        """Text, to the line or to what is reported apart."""
        fields = self._fields
        if not text or fields.muted:
            return
        if "\n" in text or "\r" in text:  # white space of the file, not line breaks of the text
            text = text.translate(_WHITE)
        if hides or fields.listing:
            pieces, owners = self.unseen.setdefault(HIDDEN if hides else LISTING, ([], []))
        else:
            pieces, owners = self.pieces, self.owners
        pieces.append(text)
        owners.append(node)


def chosen(alternate: Any) -> Any:
    """The one branch of alternate content that is read: the first choice that Word would take, else what is for older ones."""
    for choice in alternate.iterfind(n.CHOICE):
        if _KNOWN.issuperset(choice.get("Requires", "?").split()):
            return choice
    return alternate.find(n.FALLBACK)


def boxes(frame: Any) -> Iterator[Any]:
    """The text boxes of a drawing or picture, each once; one inside another belongs to that."""
    waiting = [frame]
    while waiting:
        node = waiting.pop()
        if node.tag == n.TEXT_BOX:
            yield node
        elif node.tag == n.ALTERNATE:
            branch = chosen(node)
            waiting += [] if branch is None else [branch]
        else:
            waiting.extend(reversed(node))
