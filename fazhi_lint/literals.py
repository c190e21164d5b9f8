"""Which words a pattern cannot do without: a text that holds none of them need not be searched.

In: the source of a pattern in the dialect of `regex`. Out: a set of strings of which every match holds at least one, or None
where no such set is seen. Only what is certain counts: what is optional, negated or beyond this little grammar is passed over.
"""

from __future__ import annotations

_MOST = 160  # more words than this are no saving
_CLASS = 80  # a class of more characters than this says too little
_SPECIAL = "\\[](){}*+?|^$."

_HEX = {"x": 2, "u": 4}  # escapes by code point, with the number of their digits

Words = frozenset[str]


def required(source: str) -> Words | None:
    """The words of which each match of a pattern holds one, or None."""
    if "(?i" in source or "(?x" in source:
        return None
    try:
        reader = _Reader(source)
        found = reader.alternation()
    except (IndexError, ValueError):
        return None
    return found if reader.at == len(source) else None


def _better(a: Words | None, b: Words | None) -> Words | None:
    """The set that says more: longer words, then fewer."""
    if a is None or b is None:
        return a or b
    return max(a, b, key=lambda words: (min(map(len, words)), -len(words)))


class _Reader:
    """A recursive descent over a pattern."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def alternation(self) -> Words | None:
        """All branches: one of the words of each; None if a branch has none."""
        branches = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.sequence())
        if any(branch is None for branch in branches):
            return None
        words = frozenset(word for branch in branches if branch for word in branch)
        return words if len(words) <= _MOST else None

    def sequence(self) -> Words | None:
        """One branch: the best of its parts."""
        best: Words | None = None
        run = ""
        while self.peek() not in ("", "|", ")"):
            literal, words = self.element()
            least, exactly = self.quantifier()
            if literal and exactly:
                run += literal
                continue
            best = _better(best, frozenset([run]) if run else None)
            run = ""
            if least:
                best = _better(best, frozenset([literal]) if literal else words)
        return _better(best, frozenset([run]) if run else None)

    def element(self) -> tuple[str, Words | None]:
        """One element: a literal character, or the words of a group or class."""
        sign = self.peek()
        self.at += 1
        if sign == "\\":
            return self.escape(), None
        if sign == "[":
            return "", self.character_class()
        if sign == "(":
            return "", self.group()
        if sign in ".^$":
            return "", None
        return sign, None

    def escape(self) -> str:
        """A literal that is escaped, or "" for a class such as \\d or \\p{Han}."""
        sign = self.source[self.at]
        self.at += 1
        if sign in "pP":
            self.at = self.source.index("}", self.at) + 1
        if sign in _HEX:
            digits = self.source[self.at : self.at + _HEX[sign]]
            self.at += _HEX[sign]
            return chr(int(digits, 16))
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

    def group(self) -> Words | None:
        """The words of a group; a look-around gives none."""
        around = False
        if self.peek() == "?":
            self.at += 1
            kind = self.source[self.at]
            if kind == "P" and self.source[self.at + 1] == "=":
                self.at = self.source.index(")", self.at) + 1
                return None
            if kind == "P" or (kind == "<" and self.source[self.at + 1] not in "=!"):
                self.at = self.source.index(">", self.at) + 1
            elif kind == ":":
                self.at += 1
            elif kind in "=!<":
                around = True
                self.at += 2 if kind == "<" else 1
            else:
                raise ValueError(kind)
        words = self.alternation()
        if self.source[self.at] != ")":
            raise ValueError("group")
        self.at += 1
        return None if around else words

    def quantifier(self) -> tuple[int, bool]:
        """(how often at least, whether exactly once)."""
        sign = self.peek()
        least, exactly = 1, True
        if sign in ("?", "*", "+"):
            self.at += 1
            least, exactly = int(sign == "+"), False
        elif sign == "{" and self.source[self.at + 1].isdigit():
            end = self.source.index("}", self.at)
            least, exactly = int(self.source[self.at + 1 : end].split(",")[0]), False
            self.at = end + 1
        elif sign == "{":
            raise ValueError("{")
        if not exactly and self.peek() in ("?", "+"):
            self.at += 1
        return least, exactly
