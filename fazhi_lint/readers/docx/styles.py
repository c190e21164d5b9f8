"""What styles say of numbering and of hidden text, through the chain of what each is based on.

In: the bytes of `styles.xml`. Out: for a style's id the numbering it brings, and whether it hides. Only the styles that are
asked for are parsed: some programs write hundreds of them, and a report uses five.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from .names import PPR, RPR, VAL, VANISH, W, number, on

_CHAIN = 30  # Word itself allows a third of it; also the end of a chain that bites its tail
_END = b"</w:style>"
_HEAD = re.compile(rb"<w:styles[ >][^<>]*>")
_OPEN = b"<w:style "
_START = re.compile(rb"<w:style [^<>&']*>")
_NAME = re.compile(rb'w:styleId="([^"]*)"')
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
        self._data = data if b"numPr" in data or b"vanish" in data else b""  # else they say nothing of what is asked here
        self._parse = parse
        self._trees: dict[str, Any] = {}
        self._numbered: dict[str, Numbered | None] = {}
        self._hiding: dict[str, bool] = {}

    @cached_property
    def _raw(self) -> dict[str, bytes]:
        """The bytes of each style by its id; nothing where they cannot be told apart without parsing all."""
        found: dict[str, bytes] = {}
        *pieces, tail = self._data.split(_END)
        if b"<!" in self._data or _OPEN in tail:  # a comment could hold what looks like a tag
            return {}
        for piece in pieces:
            at = piece.find(_OPEN)
            start = _START.match(piece, at) if at >= 0 and piece.count(_OPEN) == 1 else None
            name = _NAME.search(start[0]) if start else None
            if name is None:
                return {}
            found[name[1].decode("utf-8", "replace")] = piece[at:] + _END
        return found

    @cached_property
    def _all(self) -> dict[str, Any]:
        """The trees of all styles by id, where they had to be parsed together."""
        root = self._parse(self._data) if self._data and not self._raw else ()
        return {style.get(W + "styleId", ""): style for style in root if style.tag == W + "style"}

    @cached_property
    def default(self) -> str | None:
        """The id of the style of paragraphs that name none."""
        for name in [*self._all, *(name for name, raw in self._raw.items() if b"w:default=" in raw)]:
            style = self._tree(name)
            if style is not None and style.get(W + "default") in _YES and style.get(W + "type", "paragraph") == "paragraph":
                return name
        return None

    def _tree(self, name: str) -> Any:
        """The tree of a style, or None."""
        if name not in self._trees:
            if name in self._raw and (head := _HEAD.search(self._data)):
                self._trees[name] = self._parse(head[0] + self._raw[name] + b"</w:styles>")[0]
            else:
                self._trees[name] = self._all.get(name)
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
            properties = style.find(f"{PPR}/{W}numPr")
            if properties is None:
                continue
            if level is None:
                level = number(properties.find(W + "ilvl"))
            list_id = number(properties.find(W + "numId"))
            if list_id is not None:
                return Numbered(list_id, level, at) if list_id else None
        return None

    def hides(self, name: str) -> bool:
        """Whether text in a style is hidden."""
        if name not in self._hiding:
            said = (style.find(f"{RPR}/{VANISH}") for _, style in self._chain(name))
            self._hiding[name] = on(next((sign for sign in said if sign is not None), None))
        return self._hiding[name]
