"""Text that stands twice: `repeated`.

In: the report's headings, paragraphs and words. Out: a violation at each second standing (docs/definitions.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from re import Match

from ..document import Document
from ..document.model import PAREN, PAREN_DIGIT, TOP, Heading
from ..document.outline import names_part
from ..node import Node
from ..patterns import re_pattern
from .base import NAME, Context, Failure, Kind, Params, Verdict, schema

_AROUND = 8  # a legitimate doubling is looked for this far around
_LONG = 15  # paragraphs shorter than this may stand twice
_LEAD = 4  # a marker stands within so many characters of its line's start
_SIZES = range(2, 7)  # how many characters a word has that may be said twice
_DOUBLED = re_pattern(r"([\u3400-\u9fff]{2,6}?|(?<!\d)\d{4}年)\1+")

Place = tuple[int, int, int]  # the second standing: start, end; where the first one starts


def _repeated(node: Node, params: Params, context: Context) -> Verdict:
    """No heading stands twice in one part, no paragraph twice, no word twice in a row."""
    source = context.document.source
    places: list[Place] = []
    doubled: set[Place] = set()
    for found in (_paragraphs(context), _headings(context), _words(params["except"], context)):
        # what lies in text that is reported already is no fault of its own
        doubled = {new for new in found if not any(old[0] <= new[0] < old[1] for old in places)}
        places += doubled
    failures = []
    for place in sorted(places):
        start, end, first = place
        if node.holds(start, end):
            words = source.text[start:end].strip()[:30]
            values = {"first": source.line_of(first), "words": words}
            failures.append(Failure(start, end, {**values, "word": words} if place in doubled else values))
    return Verdict(tuple(failures))


def _paragraphs(context: Context) -> Iterator[Place]:
    """Second standings of a paragraph of some length, whatever its marker; lines that are all heading are none."""
    document = context.document
    marks = {m.line: m for m in document.markers if not m.inline}
    heads = {h.line: h.end for h in document.headings if h.form <= PAREN}
    seen: dict[str, int] = {}
    for number, start, end in document.content:
        if end - start < _LONG or heads.get(number, 0) >= end - 1:
            continue
        mark = marks.get(number)
        text = mark.text if mark is not None and mark.start < start + _LEAD else start
        words = document.plain[text:end]
        if " " in words:
            words = "".join(words.split())
        if len(words) < _LONG:
            continue
        if words in seen:
            yield start, end, seen[words]
        seen.setdefault(words, start)


def _headings(context: Context) -> Iterator[Place]:
    """Second standings of a heading: 一、 in the report, （一） in its section, 1. and （1） under its own heading."""
    document = context.document
    headings = [heading for heading in document.all_headings if heading.form <= PAREN_DIGIT]
    words = ["".join(document.plain[heading.title : heading.end].split()) for heading in headings]
    if len(set(words)) == len(words):
        return
    places: list[tuple[int, int]] = []
    parents: dict[int, int] = {}
    for heading in headings:
        parents = {form: start for form, start in parents.items() if form < heading.form}
        places.append((heading.form, _parent(heading, parents)))
        parents[heading.form] = heading.start
    seen: dict[tuple[tuple[int, int], str], int] = {}
    for heading, place, said in zip(headings, places, words, strict=True):
        key = (place, said)
        if key in seen and len(said) > 1 and not _label(heading, document):
            yield heading.start, heading.end, seen[key]
        seen.setdefault(key, heading.start)


def _label(heading: Heading, document: Document) -> bool:
    """Whether a heading merely says what follows on its line, and may do so each time: 不足之处：……"""
    follows = document.plain[heading.end : heading.end + 1] == "："
    return follows and any(names_part(heading, role, document.matcher) for role in document.genre.roles)


def _parent(heading: Heading, parents: dict[int, int]) -> int:
    """Where a heading's part begins: for （一） its section, for items the heading above them."""
    if heading.form == TOP:
        return -1
    if heading.form == PAREN:
        return parents.get(TOP, -1)
    return max(parents.values(), default=-1)


def _fine(lexicon: str, start: int, end: int, context: Context) -> bool:
    """Whether a doubled word is a right one."""
    found = context.document.matcher.within(lexicon, max(0, start - _AROUND), end + _AROUND)
    return any(hit.start <= start and end <= hit.end for hit in found)


def _again(text: str) -> set[int]:
    """Where two to six characters may stand twice in a row.

    The text is laid over itself, moved on by so many characters: what is equal leaves zeros. Of each character only the
    lowest byte is laid, which leaves few zeros too many. That takes a fifth of the time that a pattern with a back-reference
    takes.
    """
    code = text.encode("utf-32-le", "surrogatepass")[::4]
    number = int.from_bytes(code, "little")
    found = set()
    for size in _SIZES:
        over = (number ^ number >> 8 * size).to_bytes(len(code), "little")
        equal = bytes(size)
        at = over.find(equal)
        while at >= 0:
            found.add(at)
            at = over.find(equal, at + 1)
    return found


def _doubled(plain: str, start: int, stop: int) -> Iterator[tuple[int, int, Match[str]]]:
    """The words said twice or more in a row, each with its place."""
    last = start
    for at in sorted(_again(plain[start:stop])):
        match = _DOUBLED.match(plain, start + at, stop) if start + at >= last else None
        if match is not None:
            last = match.end()
            yield match.start(), match.end(), match


def _words(lexicon: str, context: Context) -> Iterator[Place]:
    """A word said twice in a row, once for each time too many; the place is that of the second."""
    document = context.document
    if not document.content:
        return
    for start, end, match in _doubled(document.plain, document.content[0][1], document.stop):
        if len(set(match[1])) == 1 or _fine(lexicon, start, end, context):
            continue
        if document.matcher.inside("titles", start, end):
            continue
        size = len(match[1])
        for at in range(start + size, end, size):
            yield at, at + size, start


KINDS = {
    "repeated": Kind(
        _repeated,
        schema(("except",), **{"except": {**NAME, "description": "正当的叠词的词表"}}),
        ("first", "words", "word"),
        ("except",),
    )
}
