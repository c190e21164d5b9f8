"""Which words a pattern cannot do without, and how long its matches can be: only the text around such words need be searched.

In: the source of a pattern in the dialect of `regex`. Out: `Needs`. Only what is certain counts: what is optional, negated or
beyond this little grammar is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

_MOST = 160  # more words than this are no saving
_CLASS = 80  # a class of more characters than this says too little
_ENDINGS = 12  # what stands side by side is put together to so many words at most
_SPECIAL = "\\[](){}*+?|^$."

_HEX = {"x": 2, "u": 4}  # escapes by code point, with the number of their digits
_EDGES = "AbBGKmMZ"  # escapes that match no character
_BACK = "gkLNRX"  # escapes whose length is not seen here

Words = frozenset[str]


class Needs(NamedTuple):
    """What is certain of each match of a pattern (or of a part of one).

    Attributes:
        words: it holds one of these; None where no such set is seen.
        width: it is at most so many characters long; None where no bound is seen.
        before: so many of them at most stand before that word; None where no bound is seen.
    """

    words: Words | None
    width: int | None
    before: int | None = 0


_NOTHING = Needs(None, None, None)


def needs(source: str) -> Needs:
    """What each match of a pattern needs."""
    if "(?i" in source or "(?x" in source:
        return _NOTHING
    try:
        reader = _Reader(source)
        found = reader.alternation().needs
    except (IndexError, ValueError):
        return _NOTHING
    return found if reader.at == len(source) else _NOTHING


class _Part(NamedTuple):
    """What is seen of a part of a pattern: what it needs, and, where they are few, all the strings that it matches."""

    needs: Needs
    strings: Words | None = None


_EMPTY = frozenset([""])


class _Best:
    """Of several sets of words the one that says most (longer words, then fewer), and what may stand before it."""

    def __init__(self) -> None:
        self.words: Words | None = None
        self.before: int | None = 0

    def offer(self, words: Words | None, before: int | None) -> None:
        if words and "" not in words and (self.words is None or _says(words) > _says(self.words)):
            self.words, self.before = words, before


def _says(words: Words) -> tuple[int, int]:
    return min(map(len, words)), -len(words)


def _times(width: int | None, most: int | None) -> int | None:
    """The width of something that stands at most so often."""
    return None if width is None or most is None else width * most


def _most(numbers: Iterable[int | None]) -> int | None:
    """The largest number; None where one is unknown."""
    found = list(numbers)
    return None if None in found else max(n for n in found if n is not None)


def _sum(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def _union(sets: Iterable[Words | None]) -> Words | None:
    """All words of the sets; None where one is not known."""
    found = list(sets)
    return None if None in found else frozenset(word for words in found if words for word in words)


def _repeated(strings: Words | None, least: int, most: int | None) -> Words | None:
    """What a part matches that may be missing, or stands once."""
    if strings is None or most != 1:
        return None
    return strings if least else strings | _EMPTY


def _worth(run: Words, strings: Words) -> bool:
    """Whether words say more with these behind them: longer ones do; many do not, nor what may be missing in front."""
    together = len(run) * len(strings)
    few = together <= 4 or (together <= max(_ENDINGS, len(run)) and (len(strings) <= 2 or min(map(len, run)) < 2))
    return few and ("" not in run or run == _EMPTY)


class _Reader:
    """A recursive descent over a pattern."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def alternation(self) -> _Part:
        """All branches: one of the words of each (None if a branch has none), the width of the widest."""
        branches = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.sequence())
        found = [branch.needs for branch in branches]
        width = _most(branch.width for branch in found)
        strings = _union(branch.strings for branch in branches)
        words = _union(branch.words for branch in found)
        if words is None or len(words) > _MOST:
            return _Part(Needs(None, width), strings)
        return _Part(Needs(words, width, _most(branch.before for branch in found)), strings)

    def sequence(self) -> _Part:
        """One branch: the best words of its parts, the sum of their widths."""
        best = _Best()
        total: int | None = 0  # how much stands before
        run, begun, whole = _EMPTY, total, True  # what parts in a row are together, and what stands before them
        while self.peek() not in ("", "|", ")"):
            part = self.element()
            least, most = self.quantifier()
            strings = _repeated(part.strings, least, most)
            if strings is not None and _worth(run, strings):
                run = frozenset(a + b for a in run for b in strings)
            else:
                best.offer(run, begun)
                if least:
                    best.offer(part.strings, total)
                    best.offer(part.needs.words, _sum(total, part.needs.before))
                run, whole = strings or _EMPTY, False
                begun = total if strings else _sum(total, _times(part.needs.width, most))
            total = _sum(total, _times(part.needs.width, most))
        best.offer(run, begun)
        return _Part(Needs(best.words, total, best.before), run if whole else None)

    def element(self) -> _Part:
        """One element."""
        sign = self.peek()
        self.at += 1
        if sign == "\\":
            literal = self.escape()
            return _Part(Needs(None, self.escaped), frozenset([literal]) if literal or self.escaped == 0 else None)
        if sign == "[":
            found = self.character_class()
            return _Part(Needs(found, 1), found)
        if sign == "(":
            return self.group()
        if sign == ".":
            return _Part(Needs(None, 1))
        if sign in "^$":
            return _Part(Needs(None, 0), _EMPTY)
        return _Part(Needs(None, 1), frozenset([sign]))

    def escape(self) -> str:
        """A literal that is escaped, or "" for a class such as \\d or \\p{Han}; `escaped` is its width."""
        sign = self.source[self.at]
        self.at += 1
        self.escaped: int | None = 1
        if sign in "pP":
            self.at = self.source.index("}", self.at) + 1
        if sign in _HEX:
            digits = self.source[self.at : self.at + _HEX[sign]]
            self.at += _HEX[sign]
            return chr(int(digits, 16))
        if sign in _EDGES:
            self.escaped = 0
        elif sign.isdigit() or sign in _BACK:
            raise ValueError(sign)
        return "" if sign.isalnum() else sign

    def character_class(self) -> Words | None:
        """The characters of a small class, or None (a negated one, or one with \\d and the like)."""
        plain = self.peek() != "^"
        self.at += not plain
        found: list[str] = []
        first = self.at
        while self.source[self.at] != "]" or self.at == first:
            sign = self.source[self.at]
            self.at += 1
            if sign == "\\":
                sign = self.escape()
                plain = plain and bool(sign)
            elif sign == "-" and found and self.peek() != "]":
                last = self.source[self.at]
                self.at += 1
                last = self.escape() if last == "\\" else last
                span = range(ord(found[-1]) + 1, ord(last or "-") + 1)
                plain = plain and len(span) <= _CLASS
                found += map(chr, span) if plain else ()
                continue
            elif sign in "[&":
                plain = False
            found.append(sign)
        self.at += 1
        return frozenset(found) if plain and len(set(found)) <= _CLASS else None

    def group(self) -> _Part:
        """What a group needs; a look-around takes up nothing."""
        around = False
        if self.peek() == "?":
            self.at += 1
            kind = self.source[self.at]
            if kind == "P" and self.source[self.at + 1] == "=":
                self.at = self.source.index(")", self.at) + 1
                return _Part(_NOTHING)
            if kind == "P" or (kind == "<" and self.source[self.at + 1] not in "=!"):
                self.at = self.source.index(">", self.at) + 1
            elif kind == ":":
                self.at += 1
            elif kind in "=!<":
                around = True
                self.at += 2 if kind == "<" else 1
            else:
                raise ValueError(kind)
        found = self.alternation()
        if self.source[self.at] != ")":
            raise ValueError("group")
        self.at += 1
        return _Part(Needs(None, 0), _EMPTY) if around else found

    def quantifier(self) -> tuple[int, int | None]:
        """How often at least and at most (None: without bound)."""
        sign = self.peek()
        least: int
        most: int | None
        least, most = 1, 1
        if sign in ("?", "*", "+"):
            self.at += 1
            least, most = int(sign == "+"), 1 if sign == "?" else None
        elif sign == "{" and self.source[self.at + 1].isdigit():
            end = self.source.index("}", self.at)
            low, comma, high = self.source[self.at + 1 : end].partition(",")
            least = int(low)
            most = int(high) if high else None if comma else least
            self.at = end + 1
        elif sign == "{":
            raise ValueError("{")
        else:
            return least, most
        if self.peek() in ("?", "+"):
            self.at += 1
        return least, most
