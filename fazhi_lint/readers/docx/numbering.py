"""Automatic numbers: what Word writes in front of a paragraph though it is nowhere in the text.

In: `numbering.xml` and the styles; then the paragraphs' properties, in order. Out: for each paragraph its number as
shown (一、 or （二） or 3.), with the counting, restarting and overriding of multi-level lists.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ...once import once
from . import numerals
from .names import ALTERNATE, FALLBACK, RPR, VAL, VANISH, W, number, on
from .parts import Parts
from .styles import Styles

_LEVELS = 9
_LONGEST = 60  # characters of one number
_PLACE = re.compile("(%[1-9])")
_LIST, _LEVEL = W + "numId", W + "ilvl"
_START, _FORMAT, _TEXT, _SUFFIX = (W + name for name in ("start", "numFmt", "lvlText", "suff"))
_STYLE, _RESTART, _LEGAL = (W + name for name in ("pStyle", "lvlRestart", "isLgl"))
_BELOW = tuple(tuple(range(at + 1, _LEVELS)) for at in range(_LEVELS))


class Level(NamedTuple):
    """How one level of a list is numbered.

    `text` is the pattern: words, and for %1 … %9 the level whose number stands there; the level starts anew behind one up to
    `restart` (0: never); `legal` writes all numbers in decimal digits; `glued` has neither tab nor space behind it; `style` is
    the style tied to it.
    """

    start: int
    form: str
    text: tuple[str | int, ...]
    restart: int | None
    legal: bool
    hidden: bool
    glued: bool
    style: str | None


class _List(NamedTuple):
    """A list as paragraphs name it.

    Which counters it shares, its levels, where counting begins anew at its first use, and for each level those below it that
    begin anew behind it.
    """

    counters: int
    levels: dict[int, Level]
    starts: dict[int, int]
    anew: tuple[tuple[int, ...], ...]


class _Tally:
    """How far the lists of one kind of story have been counted.

    `counts` are the last numbers of each definition's levels (None: begins anew), `met` the levels that have been counted at
    all, `begun` the levels of lists that have used the start of their own.
    """

    def __init__(self) -> None:
        self.counts: dict[int, list[int | None]] = {}
        self.met: set[tuple[int, int]] = set()
        self.begun: set[tuple[int, int]] = set()


class Numbering:
    """The lists of one document, and how far each has been counted.

    Args:
        parts: the parts beside the document: `numbering.xml` is read when the first list is met.
        styles: the document's styles.
    """

    def __init__(self, parts: Parts, styles: Styles) -> None:
        self._parts = parts
        self._styles = styles
        self._lists: dict[int, _List | None] = {}
        # By what paragraphs say: their style, or with it a list and a level of their own.
        self._places: dict[str | tuple[str | None, int | None, int | None] | None, tuple[int, _List, int] | None] = {}
        self._levels: dict[int, dict[int, Level]] = {}
        self._tallies: dict[str, _Tally] = {}
        self._tally = self.enter("")

    @once
    def _root(self) -> Any:
        root = self._parts.tree("numbering")
        return () if root is None else root

    @once
    def _abstracts(self) -> dict[int, Any]:
        return _by_id(self._root, "abstractNum")

    @once
    def _nums(self) -> dict[int, Any]:
        return _by_id(self._root, "num")

    def enter(self, story: str) -> _Tally:
        """Count for a kind of story from now on: Word counts body, text boxes, footnotes, endnotes, margins each by itself."""
        self._tally = self._tallies.setdefault(story, _Tally())
        return self._tally

    def next(self, own: Any, style: str | None, words: str) -> str:
        """Count a paragraph and give its number.

        Args:
            own: the paragraph's `numPr`, or None.
            style: the id of its style, or None.
            words: what stands behind the number.

        Returns:
            The number as shown, with a space behind it where else it would run into the words: the tab or space that Word has
            there is no part of the text. Empty for a paragraph without a number or with a bullet.
        """
        key = style if own is None else (style, number(own.find(_LIST)), number(own.find(_LEVEL)))
        if key in self._places:
            place = self._places[key]
        else:
            place = self._places[key] = self._place(*key) if isinstance(key, tuple) else self._place(style, None, None)
        if place is None:
            return ""
        list_id, known, level = place
        counts = self._tally.counts.setdefault(known.counters, [None] * _LEVELS)
        self._count(list_id, known, level, counts)
        said = self._shown(known, level, counts)
        loose = bool(said) and not known.levels[level].glued
        return said + " " if loose and (said[-1].isalnum() or (said[-1] in ".．" and words[:1].isdecimal())) else said

    def _place(self, style: str | None, list_id: int | None, level: int | None) -> tuple[int, _List, int] | None:
        """The list and level of a paragraph: its own, else its style's; None where it has no number."""
        if list_id is None:
            name = self._styles.default if style is None else style
            inherited = self._styles.numbered(name) if name else None
            if inherited is None:
                return None
            list_id = inherited.list_id
            if level is None:
                level = self._tied(list_id, inherited.style)
            if level is None:
                level = inherited.level
        known = self._list(list_id) if list_id else None
        level = level or 0
        return None if known is None or level not in known.levels else (list_id, known, level)

    def _tied(self, list_id: int, style: str) -> int | None:
        """The level of a list that a style is tied to."""
        known = self._list(list_id)
        return next((level for level, said in known.levels.items() if said.style == style), None) if known else None

    def _list(self, list_id: int) -> _List | None:
        if list_id not in self._lists:
            self._lists[list_id] = self._read_list(list_id)
        return self._lists[list_id]

    def _read_list(self, list_id: int) -> _List | None:
        num = self._nums.get(list_id)
        abstract = None if num is None else number(num.find(W + "abstractNumId"))
        linked = self._linked(abstract)
        if num is None or linked is None:
            return None
        if linked not in self._levels:
            self._levels[linked] = _levels(self._abstracts[linked])
        levels, starts = dict(self._levels[linked]), {}
        for override in num.findall(W + "lvlOverride"):
            own = _levels(override)
            levels |= own
            start = number(override.find(W + "startOverride"))
            at = override.get(W + "ilvl", "")
            if start is not None and at in "012345678" and at:
                starts[int(at)] = start
        restarts = {at: level.restart for at, level in levels.items() if level.restart is not None}
        anew = _BELOW
        if restarts:
            anew = tuple(tuple(b for b in below if at < restarts.get(b, _LEVELS)) for at, below in enumerate(_BELOW))
        return _List(linked, levels, starts, anew)

    def _linked(self, abstract: int | None) -> int | None:
        """The definition that holds the levels: behind a link to a numbering style, that of the style."""
        definition = self._abstracts.get(-1 if abstract is None else abstract)
        if definition is None:
            return None
        link = definition.find(W + "numStyleLink")
        if link is None:
            return abstract
        style = self._styles.numbered(link.get(VAL, ""))
        num = self._nums.get(style.list_id) if style else None
        target = None if num is None else number(num.find(W + "abstractNumId"))
        return target if target in self._abstracts else None

    def _count(self, list_id: int, known: _List, level: int, counts: list[int | None]) -> None:
        """Take one step at a level, and let the levels below begin anew; levels left out above it count as there once."""
        met = self._tally.met
        if (known.counters, level) not in met:
            for above in range(level - 1, -1, -1):
                if (known.counters, above) in met or above not in known.levels:
                    break
                met.add((known.counters, above))
                counts[above] = known.starts.get(above, known.levels[above].start)
            met.add((known.counters, level))
        start = known.starts.get(level, known.levels[level].start)
        current = counts[level]
        if level in known.starts and (list_id, level) not in self._tally.begun:
            self._tally.begun.add((list_id, level))
            current = None
        counts[level] = start if current is None else current + 1
        for below in known.anew[level]:
            counts[below] = None

    def _shown(self, known: _List, level: int, counts: list[int | None]) -> str:
        said = known.levels[level]
        if said.hidden or said.form == "bullet":
            return ""
        words = ""
        for piece in said.text:
            if isinstance(piece, str):
                words += piece
            elif piece <= level and (other := known.levels.get(piece)) is not None:
                count = counts[piece]
                form = "decimal" if said.legal and other.form not in ("none", "decimalZero") else other.form
                words += numerals.write(other.start if count is None else count, form)
        return words[:_LONGEST].strip()


def _by_id(root: Any, name: str) -> dict[int, Any]:
    """The definitions of a kind by their ids."""
    tag, key = W + name, f"{W}{name}Id"
    ids = ((child.get(key, ""), child) for child in root if child.tag == tag)
    return {int(said): child for said, child in ids if said.isascii() and said.isdigit() and len(said) < 10}


def _levels(parent: Any) -> dict[int, Level]:
    """The levels that stand in a definition or an override."""
    found = {}
    for lvl in parent:
        at = lvl.get(_LEVEL, "")
        if lvl.tag != W + "lvl" or len(at) != 1 or at not in "012345678":
            continue
        said = {child.tag: child for child in reversed(lvl)}  # of each kind the first
        form, text, suffix, style, look = (said.get(name) for name in (_FORMAT, _TEXT, _SUFFIX, _STYLE, RPR))
        if form is None:  # a format of a later Word, with one for others behind it
            form = lvl.find(f"{ALTERNATE}/{FALLBACK}/{W}numFmt")
        found[int(at)] = Level(
            max(0, number(said.get(_START), 0) or 0),
            "decimal" if form is None else form.get(VAL, "decimal")[:_LONGEST],
            _pattern("" if text is None else text.get(VAL, "")[:_LONGEST]),
            number(said.get(_RESTART)),
            on(said.get(_LEGAL)),
            look is not None and on(look.find(VANISH)),
            suffix is not None and suffix.get(VAL) == "nothing",
            None if style is None else style.get(VAL),
        )
    return found


def _pattern(text: str) -> tuple[str | int, ...]:
    """A pattern's words, and for %1 … %9 the level."""
    pieces = enumerate(_PLACE.split(text))  # every other one is a place
    return tuple(int(piece[1]) - 1 if at % 2 else piece for at, piece in pieces if piece)
