"""The lines of a text, and what the genre's lexicons say of each as a whole: a signature, a date, a note.

In: the uniform text, its non-blank lines, the matcher. Out: `Lines`, whose answers are kept: the lines around the end of
a report are asked about more than once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..matcher import Matcher
from ..patterns import pattern
from .dates import parse_date
from .model import DateMention

Line = tuple[int, int, int]  # number (1-based), start, end; without the white space around
_DATE_ENDS = frozenset("日号）0123456789")
_TOP_SIGNS = frozenset(" #*一二三四五六七八九十")  # what a top heading begins with
_TOP = pattern(r"[ #*]*[一二三四五六七八九十]{1,3} ?[、.]")
_ITEM_SIGNS = frozenset("（一二三四五六七八九十")
_ITEM = pattern(r"（?[一二三四五六七八九十]{1,3}[）是、]")
_SIGNING = ("organ-line", "signature-line")


class Lines:
    """The lines of a text, by their index.

    Args:
        plain: the uniform text.
        spans: the non-blank lines.
        matcher: the lexicons' matches.
    """

    def __init__(self, plain: str, spans: Sequence[Line], matcher: Matcher) -> None:
        self.plain = plain
        self.spans = spans
        self.matcher = matcher
        self._words: dict[int, str] = {}
        self._dated: dict[int, Any] = {}
        self._signs: dict[int, bool] = {}

    def __len__(self) -> int:
        return len(self.spans)

    def opens(self, name: str, i: int) -> bool:
        """Whether a line begins with a match of a lexicon."""
        _, start, end = self.spans[i]
        return self.matcher.opens(name, start, end) is not None

    def fills(self, name: str, i: int) -> bool:
        """Whether a line is a match of a lexicon and nothing else."""
        _, start, end = self.spans[i]
        return self.matcher.whole(name, start, end) is not None

    def words(self, i: int) -> str:
        """A line without its spaces; the characters of a name may be spaced out."""
        words = self._words.get(i)
        if words is None:
            words = self._words[i] = "".join(self.plain[self.spans[i][1] : self.spans[i][2]].split())
        return words

    def is_top(self, i: int) -> bool:
        """Whether a line is a top heading."""
        _, start, end = self.spans[i]
        return self.plain[start] in _TOP_SIGNS and _TOP.match(self.plain, start, end) is not None

    def is_item(self, i: int) -> bool:
        """Whether a line is an item of the report's text: （一）, 一是."""
        _, start, end = self.spans[i]
        return self.plain[start] in _ITEM_SIGNS and _ITEM.match(self.plain, start, end) is not None

    def dated(self, i: int) -> Any:
        """The match of a line that holds a date alone (in brackets or not), or an organ and a date."""
        if i not in self._dated:
            _, start, end = self.spans[i]
            ends = self.plain[end - 1] in _DATE_ENDS
            self._dated[i] = self.matcher.whole("date-line", start, end) if ends else None
        return self._dated[i]

    def date(self, i: int) -> DateMention | None:
        """The date of such a line."""
        match = self.dated(i)
        return parse_date(self.plain, *match.span("date")) if match else None

    def signs(self, i: int) -> bool:
        """Whether a line names signing organs and nothing else."""
        if i not in self._signs:
            self._signs[i] = any(self._named(name, i) for name in _SIGNING)
        return self._signs[i]

    def _named(self, name: str, i: int) -> bool:
        words = self.words(i)
        if self.matcher.lexicons[name].joined.compiled.fullmatch(words):
            return True
        return len(words) < self.spans[i][2] - self.spans[i][1] and self.fills(name, i)

    def closes(self, i: int) -> bool:
        """Whether a line is a note, or closing words, or a signature or date of the report."""
        return bool(self.dated(i)) or self.fills("note-line", i) or self.fills("closing-line", i) or self.signs(i)
