"""What styles say of numbering and of hidden text, through the chain of what each is based on.

In: the bytes of `styles.xml`. Out: for a style's id the numbering it brings, and whether it hides. Only the styles that are
asked for are looked at, and only those that say something of it are parsed: some programs write hundreds of styles, and a
report uses five.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ...once import once
from .markup import safe
from .names import PPR, RPR, VAL, VANISH, W, number, on

_CHAIN = 30  # Word itself allows a third of it; also the end of a chain that bites its tail
_END = b"</w:style>"
_HEAD = re.compile(rb"<w:styles[ >][^<>]*>")
_OPEN = b"<w:style "
_START = re.compile(rb"<w:style [^<>&']*>")
_BASE = re.compile(rb'<w:basedOn w:val="([^"<>&]*)" ?/>')
_ATTRIBUTE = re.compile(r'\sw:(\w+)="([^"]*)"')
_BASED, _NUMBERED, _LIST, _LEVEL = (W + name for name in ("basedOn", "numPr", "numId", "ilvl"))
_PLAIN = re.compile("[^<>&'\"]*")
_DECLARATION = 100  # bytes in which the XML declaration may use other quotes
_TAG = 1_000  # bytes of the first tag of a style
_TRIES = 20
_FEW = 50  # styles that are cut one by one; who uses more has all parsed
_YES = ("1", "true", "on")


class Numbered(NamedTuple):
    """The numbering that a style brings: the list, the level if it says one, and the style that says so."""

    list_id: int
    level: int | None
    style: str


class _Style(NamedTuple):
    """What one style says itself: None where it says nothing."""

    base: str
    list_id: int | None = None
    level: int | None = None
    hides: bool | None = None


class Styles:
    """The styles of one document.

    Args:
        data: the bytes of `styles.xml`; empty where there is none.
        parse: makes a tree of a part's bytes.
    """

    def __init__(self, data: bytes, parse: Callable[[bytes], Any]) -> None:
        self._data = safe(data)
        self._parse = parse
        self._said: dict[str, _Style | None] = {}
        self._numbered: dict[str, Numbered | None] = {}
        self._hiding: dict[str, bool] = {}

    @once
    def _cuttable(self) -> bool:
        """Whether single styles can be told apart without parsing all."""
        data = self._data  # no comments, no other quotes: searched in no time
        return b"!" not in data and data.find(b"'", _DECLARATION) < 0 and _OPEN in data

    @once
    def _all(self) -> dict[str, Any]:
        """The trees of all styles by id, where they have to be parsed together."""
        root = self._parse(self._data) if self._data else ()
        return {style.get(W + "styleId", ""): style for style in root if style.tag == W + "style"}

    def _cut(self, words: str) -> Iterator[tuple[bytes, bytes]]:
        """The styles whose first tag holds these words, looked for in the first places where they stand.

        Yields:
            The tag, and the style without its end; nothing for an empty one.
        """
        data, sought, at = self._data, words.encode("utf-8", "replace"), -1
        for _ in range(_TRIES):
            at = data.find(sought, at + 1)
            if at < 0:
                return
            start, end = data.rfind(_OPEN, max(0, at - _TAG), at), data.find(_END, at)
            first = _START.match(data, start) if start >= 0 else None
            if first is None or first.end() <= at:
                continue
            if first[0].endswith(b"/>"):
                yield first[0], b""
            elif end >= 0:
                yield first[0], data[start:end]

    @once
    def default(self) -> str | None:
        """The id of the style of paragraphs that name none."""
        found: Iterator[dict[str, str]]
        if self._cuttable:
            tags = (tag.decode("utf-8", "replace") for tag, _ in self._cut('w:default="'))
            found = (dict(_ATTRIBUTE.findall(tag)) for tag in tags)
        else:
            found = ({name.removeprefix(W): said for name, said in style.items()} for style in self._all.values())
        for style in found:
            if style.get("default") in _YES and style.get("type", "paragraph") == "paragraph":
                return style.get("styleId", "")
        return None

    def _style(self, name: str) -> _Style | None:
        """What a style says itself; None where there is no such style."""
        if name not in self._said:
            if self._cuttable and len(self._said) < _FEW and _PLAIN.fullmatch(name):
                found = next(self._cut(f'w:styleId="{name}"'), None)
                self._said[name] = None if found is None else self._read(found[1])
            else:
                tree = self._all.get(name)
                self._said[name] = None if tree is None else _read(tree)
        return self._said[name]

    def _read(self, cut: bytes) -> _Style | None:
        """What a style says that has been cut out: most say only what they are based on, in one way."""
        if b"numPr" not in cut and b"vanish" not in cut:
            base = _BASE.search(cut)
            if base is not None or b"basedOn" not in cut:
                return _Style("" if base is None else base[1].decode("utf-8", "replace"))
        head = _HEAD.search(self._data)
        root = None if head is None else self._parse(head[0] + cut + _END + b"</w:styles>")
        return None if root is None or not len(root) else _read(root[0])

    def _chain(self, name: str) -> Iterator[tuple[str, _Style]]:
        """A style and those that it is based on, the nearest first."""
        for _ in range(_CHAIN):
            style = self._style(name)
            if style is None:
                return
            yield name, style
            name = style.base

    def numbered(self, name: str) -> Numbered | None:
        """The numbering that a style brings; None where it brings none or takes it away (list 0)."""
        if name not in self._numbered:
            self._numbered[name] = self._find_numbered(name)
        return self._numbered[name]

    def _find_numbered(self, name: str) -> Numbered | None:
        level = None
        for at, style in self._chain(name):
            if level is None:
                level = style.level
            if style.list_id is not None:
                return Numbered(style.list_id, level, at) if style.list_id else None
        return None

    def hides(self, name: str) -> bool:
        """Whether text in a style is hidden."""
        if name not in self._hiding:
            said = (style.hides for _, style in self._chain(name))
            self._hiding[name] = next((sign for sign in said if sign is not None), False)
        return self._hiding[name]


def _read(style: Any) -> _Style:
    """What the tree of a style says."""
    base, properties, looks = (style.find(name) for name in (_BASED, PPR, RPR))
    numbered = None if properties is None else properties.find(_NUMBERED)
    sign = None if looks is None else looks.find(VANISH)
    return _Style(
        "" if base is None else base.get(VAL, ""),
        None if numbered is None else number(numbered.find(_LIST)),
        None if numbered is None else number(numbered.find(_LEVEL)),
        None if sign is None else on(sign),
    )
