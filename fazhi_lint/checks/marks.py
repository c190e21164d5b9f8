"""Punctuation: `width` (half-width marks in Chinese text) and `paired` (quotes, book titles, brackets).

In: the report's lines. Out: violations at the marks (docs/definitions.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import regex

from ..document.model import PAREN
from ..node import Node
from .base import NAME, Context, Failure, Kind, Params, Verdict, schema

_HALF = regex.compile(r"[,:;()?!]")
_FULL = regex.compile(r"[，：；（）？！]")
_CHINESE = regex.compile(r"[\p{Han}，。：；（）？！、“”‘’《》〈〉〔〕【】—…]")
_URL = regex.compile(r"(?:https?://|www\.)[A-Za-z0-9._~:/?#@!$&'()*+,;=%\-]*[A-Za-z0-9/]")
_SHARE = 0.8  # from here on the half-width marks are the style of the whole report

_PAIRS = {"“": "”", "《": "》", "（": "）"}
_NAMES = {"“": "前引号", "”": "后引号", "《": "前书名号", "》": "后书名号", "（": "左括号", "）": "右括号"}
_OPENING = {close: open_ for open_, close in _PAIRS.items()}
_BRACKET = regex.compile(r"[“”《》（）]")
_STOPS = "。！？；：…"
_LEADS = "：，。；！？”"  # what a quotation stands behind
_BEFORE_MARKER = "。；：，、！？”] *#"  # what a marker such as 1） stands behind
_LONG = 20  # a line shorter than this was not broken by a page's edge
_REACH = 8  # paragraphs that one quotation may run over


def _width(node: Node, params: Params, context: Context) -> Verdict:
    """No half-width marks: used throughout the report one violation, mixed with full-width ones one a line."""
    text = context.document.source.text
    lines = [(start, end) for _, start, end in context.document.lines if node.holds(start, end)]
    if not any(_HALF.search(text, *line) for line in lines):
        return Verdict()
    apart = [m.span() for m in _URL.finditer(text)]
    if "except" in params:
        apart += [(hit.start, hit.end) for hit in context.document.matcher.find(params["except"])]
    half = [[at for at in _chinese_marks(text, _HALF, *line) if not any(a <= at < b for a, b in apart)] for line in lines]
    count = sum(map(len, half))
    if count == 0:
        return Verdict()
    full = sum(1 for line in lines for _ in _chinese_marks(text, _FULL, *line))
    first = [places[0] for places in half if places]
    if count >= _SHARE * (count + full):
        return Verdict((Failure(first[0], first[0] + 1, {"count": count, "extent": "全文"}),))
    return Verdict(tuple(Failure(of[0], of[0] + 1, {"count": len(of), "extent": "这一行"}) for of in half if of))


def _chinese_marks(text: str, marks: Any, start: int, end: int) -> Iterator[int]:
    """The places of marks whose nearest neighbour on a side is Chinese."""
    for match in marks.finditer(text, start, end):
        at = match.start()
        if _CHINESE.match(_neighbour(text, at, start - 1, -1)) or _CHINESE.match(_neighbour(text, at, end, 1)):
            yield at


def _neighbour(text: str, at: int, stop: int, step: int) -> str:
    """The nearest character beside a place that is no white space, or nothing."""
    at += step
    while at != stop and text[at].isspace():
        at += step
    return "" if at == stop else text[at]


class _Paragraph(NamedTuple):
    """A paragraph, and its marks without a partner in it: (place, sign), in order."""

    start: int
    end: int
    heading: bool
    lone: tuple[tuple[int, str], ...]


def _paired(node: Node, params: Params, context: Context) -> Verdict:
    """Each opening mark has its partner in its paragraph; a quotation may run over several paragraphs."""
    plain = context.document.plain
    paragraphs = [_paragraph(plain, *span) for span in _paragraphs(node, context)]
    excused: set[int] = set()
    for i, paragraph in enumerate(paragraphs):
        if any(at not in excused for at, _ in paragraph.lone):
            excused |= _broken_line(plain, paragraph, paragraphs[i + 1 : i + 2])
            excused |= _long_quotation(plain, paragraph, paragraphs[i + 1 : i + 1 + _REACH])
    lone = [mark for paragraph in paragraphs for mark in paragraph.lone if mark[0] not in excused]
    return Verdict(
        tuple(
            Failure(at, at + 1, {"mark": _NAMES[sign], "partner": _NAMES[_PAIRS.get(sign) or _OPENING[sign]]})
            for at, sign in lone
        )
    )


def _paragraphs(node: Node, context: Context) -> Iterator[tuple[int, int, bool]]:
    """The paragraphs (start, end, is a heading); the lines of the title are one."""
    document = context.document
    heads = {h.line for h in document.headings if h.form <= PAREN}
    title = document.frame.title_span
    if title and node.holds(*title):
        yield *title, True
    for number, start, end in document.lines:
        if node.holds(start, end) and not (title and title[0] <= start < title[1]):
            yield start, end, number in heads


def _paragraph(plain: str, start: int, end: int, heading: bool) -> _Paragraph:
    """Pair the marks of one paragraph."""
    stacks: dict[str, list[int]] = {sign: [] for sign in _PAIRS}
    lone = []
    for match in _BRACKET.finditer(plain, start, end):
        at, sign = match.start(), match[0]
        if sign in _PAIRS:
            stacks[sign].append(at)
        elif stacks[_OPENING[sign]]:
            stacks[_OPENING[sign]].pop()
        elif not (sign == "）" and _is_marker(plain, at, start)):
            lone.append((at, sign))
    lone += [(at, sign) for sign, places in stacks.items() for at in places]
    return _Paragraph(start, end, heading, tuple(sorted(lone)))


def _is_marker(plain: str, at: int, start: int) -> bool:
    """Whether a closing bracket belongs to a marker that has no other: 1） 12） a）."""
    first = at
    while first > start and at - first < 3 and plain[first - 1].isascii() and plain[first - 1].isalnum():
        first -= 1
    return first < at and (first == start or plain[first - 1] in _BEFORE_MARKER)


def _broken_line(plain: str, paragraph: _Paragraph, following: Sequence[_Paragraph]) -> set[int]:
    """The two halves of a pair that a line break in the midst of a sentence parts (text from a pdf)."""
    at, sign = paragraph.lone[-1]
    if not following or not following[0].lone or sign not in _PAIRS or following[0].heading:
        return set()
    partner, other = following[0].lone[0]
    if other != _PAIRS[sign] or plain[paragraph.end - 1] in _STOPS or paragraph.end - paragraph.start < _LONG:
        return set()
    return {at, partner}


def _long_quotation(plain: str, paragraph: _Paragraph, following: Sequence[_Paragraph]) -> set[int]:
    """The marks of a quotation that opens here and is closed in a later paragraph.

    Each of its paragraphs may begin with an opening mark of its own; only the last one has the closing mark.
    """
    at, sign = paragraph.lone[-1]
    if sign != "“" or (at > paragraph.start and plain[at - 1] not in _LEADS):
        return set()
    marks = {at}
    for other in following:
        if other.heading:
            return set()
        lone = [mark for mark in other.lone if mark[1] in "“”"]
        if lone and lone[0][1] == "”":
            return {*marks, lone[0][0]} if _ends(plain, lone[0][0], other) else set()
        if lone and lone[0][0] != other.start:
            return set()
        if lone:
            marks.add(lone[0][0])
        elif plain[other.start] == "“":
            return marks if _ends(plain, plain.rfind("”", other.start, other.end), other) else set()
    return set()


def _ends(plain: str, close: int, paragraph: _Paragraph) -> bool:
    """Whether a closing mark ends whole sentences, as that of a long quotation does."""
    return plain[close - 1] in _STOPS or paragraph.end - close <= 2


_EXCEPT: dict[str, Any] = {**NAME, "description": "其中的标点不看的词表，如发文字号"}
KINDS = {
    "width": Kind(_width, schema((), **{"except": _EXCEPT}), ("count", "extent"), ("except",)),
    "paired": Kind(_paired, schema(), ("mark", "partner")),
}
