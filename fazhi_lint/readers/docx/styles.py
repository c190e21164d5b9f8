"""What styles say of numbering and of hidden text, through the chain of what each is based on.

In: the bytes of `styles.xml`. Out: for a style's id the numbering it brings, and whether it hides. Only the styles that are
asked for are parsed: some programs write hundreds of them, and a report uses five.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from .markup import safe
from .names import PPR, RPR, VAL, VANISH, W, number, on

_CHAIN = 30  # Word itself allows a third of it; also the end of a chain that bites its tail
_END = b"</w:style>"
_HEAD = re.compile(rb"<w:styles[ >][^<>]*>")
_OPEN = b"<w:style "
_START = re.compile(rb"<w:style [^<>&']*>")
_SMALL = 16_000  # bytes that are parsed together sooner than cut
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


class Styles:
    """The styles of one document.

    Args:
        data: the bytes of `styles.xml`; empty where there is none.
        parse: makes a tree of a part's bytes.
    """

    def __init__(self, data: bytes, parse: Callable[[bytes], Any]) -> None:
        data = safe(data)
        silent = len(data) <= _SMALL and b"numPr" not in data and b"vanish" not in data
        self._data = b"" if silent else data
        self._parse = parse
        self._trees: dict[str, Any] = {}
        self._numbered: dict[str, Numbered | None] = {}
        self._hiding: dict[str, bool] = {}

    @cached_property
    def _cuttable(self) -> bool:
        """Whether single styles can be told apart without parsing all."""
        data = self._data
        simple = b"!" not in data and data.find(b"'", _DECLARATION) < 0  # no comments, no other quotes: searched in no time
        return len(data) > _SMALL and simple and _OPEN in data

    @cached_property
    def _all(self) -> dict[str, Any]:
        """The trees of all styles by id, where they have to be parsed together."""
        root = self._parse(self._data) if self._data else ()
        return {style.get(W + "styleId", ""): style for style in root if style.tag == W + "style"}

    def _around(self, at: int) -> Any:
        """The tree of the style whose first tag holds the byte at this place, or None."""
        start = self._data.rfind(_OPEN, max(0, at - _TAG), at)
        first = _START.match(self._data, start) if start >= 0 else None
        if first is None or first.end() <= at:
            return None
        end, head = self._data.find(_END, at), _HEAD.search(self._data)
        if end < 0 or head is None:
            return None
        root = self._parse(head[0] + self._data[start:end] + _END + b"</w:styles>")
        return root[0] if len(root) else None

    @cached_property
    def default(self) -> str | None:
        """The id of the style of paragraphs that name none."""
        styles: Iterator[Any] = iter(self._all.values()) if not self._cuttable else self._found(b'w:default="')
        for style in styles:
            if style.get(W + "default") in _YES and style.get(W + "type", "paragraph") == "paragraph":
                return str(style.get(W + "styleId", ""))
        return None

    def _found(self, words: bytes) -> Iterator[Any]:
        """The styles whose first tag holds these bytes, looked for in the first places where they stand."""
        at = -1
        for _ in range(_TRIES):
            at = self._data.find(words, at + 1)
            if at < 0:
                return
            if (style := self._around(at)) is not None:
                yield style

    def _tree(self, name: str) -> Any:
        """The tree of a style, or None."""
        if name not in self._trees:
            plain = self._cuttable and len(self._trees) < _FEW and not set(name) & set("<>&'\"")
            found = self._found(f'w:styleId="{name}"'.encode("utf-8", "replace")) if plain else iter([self._all.get(name)])
            self._trees[name] = next(found, None)
        return self._trees[name]

    def _chain(self, name: str) -> Iterator[tuple[str, Any]]:
        """A style and those that it is based on, the nearest first."""
        for _ in range(_CHAIN):
            style = self._tree(name)
            if style is None:
                return
            yield name, style
            base = style.find(W + "basedOn")
            name = "" if base is None else base.get(VAL, "")

    def numbered(self, name: str) -> Numbered | None:
        """The numbering that a style brings; None where it brings none or takes it away (list 0)."""
        if name not in self._numbered:
            self._numbered[name] = self._find_numbered(name)
        return self._numbered[name]

    def _find_numbered(self, name: str) -> Numbered | None:
        level = None
        for at, style in self._chain(name):
            properties = style.find(PPR)
            numbered = None if properties is None else properties.find(W + "numPr")
            if numbered is None:
                continue
            if level is None:
                level = number(numbered.find(W + "ilvl"))
            list_id = number(numbered.find(W + "numId"))
            if list_id is not None:
                return Numbered(list_id, level, at) if list_id else None
        return None

    def hides(self, name: str) -> bool:
        """Whether text in a style is hidden."""
        if name not in self._hiding:
            looks = (style.find(RPR) for _, style in self._chain(name))
            said = (look.find(VANISH) for look in looks if look is not None)
            self._hiding[name] = on(next((sign for sign in said if sign is not None), None))
        return self._hiding[name]
