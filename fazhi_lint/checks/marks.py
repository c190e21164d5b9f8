"""Punctuation: `width` (half-width marks in Chinese text) and `paired` (quotes, book titles, brackets).

In: the report's lines. Out: violations at the marks (the contract, section 5: “Half-width”, “unpaired-mark”).
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from ..selector import Node
from .base import Context, Failure, Kind, Params, Verdict, schema

_HALF = ",:;()?!"
_FULL = "，：；（）？！"
_CHINESE = regex.compile(r"[\p{Han}，。：；（）？！、“”《》〔〕—]")
_LATIN = regex.compile(r"(?:https?|www)[\w.:/?=&%#()\-,;!]*|[A-Za-z][\w.\- ]*[A-Za-z]")
_PAIRS = {"“": "”", "《": "》", "（": "）"}
_SHARE = 0.8  # from here on the half-width marks are the style of the whole report


def _half_marks(node: Node, context: Context) -> Iterator[int]:
    """The places of half-width marks whose nearest neighbour on a side is Chinese."""
    text = context.document.source.text
    for start, end in node.scopes:
        if not any(sign in text[start:end] for sign in _HALF):
            continue
        latin = [m.span() for m in _LATIN.finditer(text, start, end)]
        for at in range(start, end):
            if text[at] not in _HALF or any(a <= at < b for a, b in latin):
                continue
            if text[at] in ",:" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
                continue
            before, after = text[start:at].rstrip()[-1:], text[at + 1 : end].lstrip()[:1]
            if _CHINESE.match(before) or _CHINESE.match(after):
                yield at


def _width(node: Node, params: Params, context: Context) -> Verdict:
    """No half-width marks: used throughout the report one violation, mixed with full-width ones one a line."""
    document = context.document
    half = list(_half_marks(node, context))
    if not half:
        return Verdict()
    full = sum(document.source.text.count(sign, start, end) for start, end in node.scopes for sign in _FULL)
    if len(half) >= _SHARE * (len(half) + full):
        return Verdict((Failure(half[0], half[0] + 1, {"count": len(half), "extent": "全文"}),))
    lines: dict[int, int] = {}
    for at in half:
        lines.setdefault(document.source.line_of(at), at)
    return Verdict(tuple(Failure(at, at + 1, {"count": len(half), "extent": "这一行"}) for at in lines.values()))


def _paired(node: Node, params: Params, context: Context) -> Verdict:
    """Each opening mark has its partner in its paragraph; a quotation may run over several paragraphs."""
    document = context.document
    lone: list[tuple[int, str]] = []  # the marks without partner, in order
    for _, start, end in document.lines:
        if node.holds(start, end):
            lone += _unpaired(document.plain, start, end, context)
    failures, open_quotes = [], []
    for at, sign in lone:
        if sign == "“":
            open_quotes.append(at)
        elif sign == "”" and open_quotes:
            open_quotes.clear()  # closes a quotation that began in an earlier paragraph
        else:
            failures.append(at)
    failures = sorted(failures + open_quotes)
    return Verdict(tuple(Failure(at, at + 1, {}) for at in failures))


def _unpaired(plain: str, start: int, end: int, context: Context) -> list[tuple[int, str]]:
    """The marks of one paragraph that have no partner in it."""
    markers = {m.start for m in context.document.markers if m.fault or plain[m.start].isdigit()}
    stacks: dict[str, list[int]] = {sign: [] for sign in _PAIRS}
    lone: list[tuple[int, str]] = []
    for at in range(start, end):
        sign = plain[at]
        if sign in _PAIRS:
            stacks[sign].append(at)
            continue
        opening = next((o for o, c in _PAIRS.items() if c == sign), None)
        if opening is None:
            continue
        if stacks[opening]:
            stacks[opening].pop()
        elif not any(at - 4 <= marker <= at for marker in markers):  # `1）` and `一）` are markers
            lone.append((at, sign))
    lone += [(at, sign) for sign, places in stacks.items() for at in places if at not in markers]
    return sorted(lone)


KINDS = {
    "width": Kind(_width, schema(), ("count", "extent")),
    "paired": Kind(_paired, schema()),
}
