"""Punctuation: `width` (half-width marks in Chinese text) and `paired` (quotes, book titles, brackets).

In: the report's lines. Out: violations at the marks (docs/definitions.md).
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from ..document.model import PAREN
from ..node import Node
from ..patterns import pattern, re_pattern
from ..text import places
from .base import HOLDS, NAME, Context, Failure, Kind, Params, Verdict, schema

_HALF_WIDTH = ",:;()?!"
_FULL = re_pattern(r"[，：；（）？！]")
_BRACKET_HALF = re_pattern(r"[()\r\n]")
_CHINESE = pattern(r"[\p{Han}，。：；（）？！、“”‘’《》〈〉〔〕【】—…]")
_URL = pattern(r"(?:https?://|www\.)[A-Za-z0-9._~:/?#@!$&'()*+,;=%\-]*[A-Za-z0-9/]")
_LINK = re_pattern(r"(?<=\])\([^()\s]*\)")  # where a link in Markdown leads
_SHARE = 0.8  # from here on the half-width marks are the style of the whole report

_PAIRS = {"“": "”", "《": "》", "（": "）"}
_NAMES = {"“": "前引号", "”": "后引号", "《": "前书名号", "》": "后书名号", "（": "左括号", "）": "右括号"}
_OPENING = {close: open_ for open_, close in _PAIRS.items()}
_BRACKET = re_pattern(r"[“”《》（）]")
_BRACKET_OR_BREAK = re_pattern(r"[“”《》（）\n]")
_STOPS = "。！？；：…"
_LEADS = "：，。；！？”"  # what a quotation stands behind
_BEFORE_MARKER = "。；：，、！？”] *#"  # what a marker such as 1） stands behind
_LONG = 20  # a line shorter than this was not broken by a page's edge
_REACH = 8  # paragraphs that one quotation may run over


def _width(node: Node, params: Params, context: Context) -> Verdict:
    """No half-width marks: used throughout the report one violation, mixed with full-width ones one a line."""
    text = context.document.source.bare
    half = sorted(at for sign in _HALF_WIDTH for at in places(text, sign))
    if not half:
        return HOLDS
    lines = [(start, end) for _, start, end in context.document.lines if node.holds(start, end)]
    found = list(_chinese_marks(text, half, lines))
    apart = _apart(text, params, context) if found else []
    found = [(start, at) for start, at in found if not any(a <= at < b for a, b in apart)]
    if not found:
        return HOLDS
    count, full = len(found), (match.start() for match in _FULL.finditer(text))
    if any(count < _SHARE * (count + other) for other, _ in enumerate(_chinese_marks(text, full, lines), 1)):
        rows = [[at for _, at in marks] for _, marks in groupby(found, key=lambda mark: mark[0])]
        return Verdict(tuple(_narrow(text, row, "这一行") for row in rows))
    return Verdict((_narrow(text, [at for _, at in found], "全文"),))


def _narrow(text: str, marks: Sequence[int], extent: str) -> Failure:
    """The violation of these marks; it also speaks of the brackets that are the other half of one."""
    brackets = {at for at in marks if text[at] in "()"}
    places = sorted({*marks, *_partners(text, brackets)} if brackets else marks)
    return Failure(marks[0], marks[0] + 1, {"count": len(marks), "extent": extent}, tuple((at, at + 1) for at in places))


def _partners(text: str, brackets: set[int]) -> Iterator[int]:
    """The half-width brackets that are paired with these, each in its line."""
    waiting: list[int] = []
    for match in _BRACKET_HALF.finditer(text):
        at = match.start()
        if match[0] == "(":
            waiting.append(at)
        elif match[0] == ")" and waiting:
            pair = waiting.pop(), at
            if not brackets.isdisjoint(pair):
                yield from pair
        elif match[0] in "\r\n":
            waiting.clear()


def _apart(text: str, params: Params, context: Context) -> list[tuple[int, int]]:
    """The stretches in which half-width marks are right, or are part of a broken marker, which is a fault of its own."""
    apart = [m.span() for m in _URL.finditer(text)] if "://" in text or "www." in text else []
    apart += [m.span() for m in _LINK.finditer(text)] if "](" in text else []
    apart += [(mark.start, mark.text) for mark in context.document.markers if mark.fault]
    for lexicon in params.get("except", ()):
        apart += [(hit.start, hit.end) for hit in context.document.matcher.find(lexicon)]
    return apart


def _chinese_marks(text: str, places: Iterable[int], lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The marks whose nearest neighbour on a side is Chinese: (where the line begins, place)."""
    for at in places:
        start, end = lines[bisect_right(lines, (at, len(text))) - 1] if lines else (0, 0)
        if not start <= at < end:
            continue
        if _CHINESE.match(_neighbour(text, at, start - 1, -1)) or _CHINESE.match(_neighbour(text, at, end, 1)):
            yield start, at


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
    odd = _odd_lines(plain)
    if not odd:
        return HOLDS
    paragraphs = list(_paragraphs(node, odd, context))
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


def _odd_lines(plain: str) -> set[int]:
    """The lines that are not all pairs: in the others, no mark is left when pair after pair is taken out."""
    if "\r" in plain:
        plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    signs, before = "".join(_BRACKET_OR_BREAK.findall(plain)), ""
    while signs != before:
        before = signs
        for open_, close in _PAIRS.items():
            signs = signs.replace(open_ + close, "")
    return {line for line, left in enumerate(signs.split("\n"), 1) if left} if signs.strip("\n") else set()


def _paragraphs(node: Node, odd: set[int], context: Context) -> Iterator[_Paragraph]:
    """The paragraphs; the lines of the title are one. Only in odd lines there can be marks without a partner."""
    document = context.document
    heads = {h.line for h in document.headings if h.form <= PAREN}
    title = document.frame.title_span
    if title and node.holds(*title):
        yield _Paragraph(*title, True, _lone(document.plain, *title))
    for number, start, end in document.lines:
        if node.holds(start, end) and not (title and title[0] <= start < title[1]):
            yield _Paragraph(start, end, number in heads, _lone(document.plain, start, end) if number in odd else ())


def _lone(plain: str, start: int, end: int) -> tuple[tuple[int, str], ...]:
    """The marks of one paragraph that have no partner in it."""
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
    return tuple(sorted(lone))


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


_EXCEPT: dict[str, Any] = {"type": "array", "items": NAME, "minItems": 1, "description": "其中的标点不看的词表，如发文字号"}
KINDS = {
    "width": Kind(_width, schema((), **{"except": _EXCEPT}), ("count", "extent"), ("except",)),
    "paired": Kind(_paired, schema(), ("mark", "partner")),
}
