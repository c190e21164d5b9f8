"""The text of one file with exact places: offsets (code points) to lines, columns and native locations.

In: the decoded text as the reader found it. Out: `SourceText`, which never changes a character, and its
`plain` twin: the same length, with full-width digits, half-width Chinese punctuation and odd spaces made
uniform, so that a pattern is written once and an offset in the twin is the same offset in the file.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from .once import once
from .patterns import re_pattern

BREAK = "\v"  # a line break inside a paragraph, as Word and its plain text write it
# One code point becomes one code point: offsets must survive.
_FOLD = {chr(0xFF10 + i): chr(0x30 + i) for i in range(10)}
_FOLD |= {chr(0xFF21 + i): chr(0x41 + i) for i in range(26)}
_FOLD |= {chr(0xFF41 + i): chr(0x61 + i) for i in range(26)}
_FOLD |= {"％": "%", "．": ".", "＋": "+", "－": "—", "–": "—", "―": "—", "─": "—", "﹣": "—"}
_FOLD |= dict.fromkeys("\t\u00a0\u2002\u2003\u2009\u200a\u3000\u200b\ufeff", " ")
_FOLD |= {BREAK: "\n"}
_FOLD |= {",": "，", ":": "：", ";": "；", "(": "（", ")": "）", "?": "？", "!": "！", "﹒": "."}
_ODD = re_pattern("[０-９Ａ-Ｚａ-ｚ" + re.escape("".join(sign for sign in _FOLD if not sign.isalnum())) + "]")
_BREAK = re_pattern(r"\r\n?|\n")


def _uniform(match: re.Match[str]) -> str:
    """What stands for an odd sign; , and : between digits stay as they are (1,046, 9:00)."""
    sign = match[0]
    if sign in ",:":
        text, at = match.string, match.start()
        if text[at - 1 : at].isdecimal() and text[at + 1 : at + 2].isdecimal():
            return sign
    return _FOLD[sign]


def places(text: str, sign: str, start: int = 0, end: int | None = None) -> list[int]:
    """Where a character stands in [start, end), in order."""
    found = []
    at = text.find(sign, start, end)
    while at >= 0:
        found.append(at)
        at = text.find(sign, at + 1, end)
    return found


class Span(NamedTuple):
    """A half-open stretch of the text, in code points."""

    start: int
    end: int


class Location(NamedTuple):
    """Where a line stands in the native file: a docx paragraph, a pdf page (both 1-based), or neither."""

    paragraph: int | None = None
    page: int | None = None


NOWHERE = Location()


_LONGEST = 60  # characters of words that are quoted because they are not where a comment is


def shortened(text: str) -> str:
    """Words as a comment quotes them: on one line, long ones cut short."""
    one = " ".join(text.split())
    return one if len(one) <= _LONGEST else one[: _LONGEST - 1] + "…"


class Comment(NamedTuple):
    """A comment that this program wrote into a document.

    Attributes:
        rule: the rule that it names; none where it no longer does.
        line: the line that it stands at.
        columns: where, in that line, what it is about may begin: at its words, or at a number before them.
        end: the line and column where its words end; None where they are gone.
        quoted: the words that it is about, as it quotes them, where they stand elsewhere in the paragraph (in a note, say).
        paragraph: the native paragraph of that line.
    """

    rule: str
    line: int
    columns: range = range(0)
    end: tuple[int, int] | None = None
    quoted: str | None = None
    paragraph: int | None = None


class Note(NamedTuple):
    """What somebody wrote to this program beside the report's text: at which line, about which line, the words.

    `on` is the comment that the words answer, if they do. Such a note without words says that the comments cannot be read.
    """

    line: int
    about: int
    words: str
    on: Comment | None = None


class SourceText:
    """One file's text.

    Args:
        text: the decoded text, untouched.
        path: how the user named the file.
        locations: for each line its native place; empty for plain text.
        notes: what was written to this program in the file.
        hidden: the stretches of the text that are such notes and no part of the report, in order.
        own_lines: how many lines, from the first, are the document's own text; those behind them were reported apart
            (headers and footers, hidden text). None: all.
        rows: the rows of the document's tables, each with the spans of its cells; empty for plain text.

    A line of a Word document is a paragraph; a line break inside it is a `BREAK`.
    """

    def __init__(
        self,
        text: str,
        path: str = "-",
        locations: Sequence[Location] = (),
        notes: Sequence[Note] = (),
        hidden: Sequence[tuple[int, int]] = (),
        own_lines: int | None = None,
        rows: Sequence[Sequence[Span]] = (),
    ) -> None:
        self.text = text
        self.path = path
        self.locations = locations
        self.notes = notes
        self.hidden = hidden
        self.own_lines = own_lines
        self.rows = rows
        starts, ends = [0], []
        if "\r" in text:
            for match in _BREAK.finditer(text):
                ends.append(match.start())
                starts.append(match.end())
        else:
            ends = places(text, "\n")
            starts += [end + 1 for end in ends]
        ends.append(len(text))
        if len(starts) > 1 and starts[-1] == len(text):  # a final line break ends a line, it begins none
            starts.pop()
            ends.pop()
        self.line_starts = starts
        self.line_ends = ends

    def __reduce__(self) -> tuple[Any, ...]:
        """What it was made of: the rest is found again faster than it is read."""
        return SourceText, (self.text, self.path, self.locations, self.notes, self.hidden, self.own_lines, self.rows)

    @once
    def bare(self) -> str:
        """The text with its hidden stretches blank, of the same length."""
        if not self.hidden:
            return self.text
        parts, at = [], 0
        for start, end in self.hidden:
            parts += [self.text[at:start], " " * (end - start)]
            at = end
        return "".join([*parts, self.text[at:]])

    @once
    def plain(self) -> str:
        """The uniform twin of `bare`, of the same length."""
        return _ODD.sub(_uniform, self.bare)

    def parts(self) -> Iterable[tuple[int, int]]:
        """The spans of all lines, cut further at line breaks inside paragraphs."""
        spans = zip(self.line_starts, self.line_ends, strict=True)
        if BREAK not in self.text:
            return spans
        found = []
        for start, end in spans:
            for at in places(self.text, BREAK, start, end):
                found.append((start, at))
                start = at + 1
            found.append((start, end))
        return found

    def __len__(self) -> int:
        return len(self.line_starts)

    def line_of(self, offset: int) -> int:
        """The 1-based line that holds the offset."""
        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based (line, column) of an offset; columns count code points."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line_span(self, line: int) -> Span:
        """The span of a 1-based line, without its line break."""
        return Span(self.line_starts[line - 1], self.line_ends[line - 1])

    def line_text(self, line: int) -> str:
        """The text of a 1-based line, without its line break."""
        return self.text[self.line_starts[line - 1] : self.line_ends[line - 1]]

    def location(self, line: int) -> Location:
        """The native place of a 1-based line."""
        return self.locations[line - 1] if line <= len(self.locations) else NOWHERE
