"""A parsed report made small for the comparison: its lines with what is compared of them, its shortcomings and measures.

In: a `Document` and the unit whose report it is. Out: a `Report`. What differs from unit to unit though the words were taken
over (names, numbers, list markers) and what everybody writes (prescribed wording, titles of documents, headings of the parts)
is left out of what is compared; the text itself is kept, and for each compared letter its place in it.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..document import Document
from ..lexicon import Lexicons
from ..matcher import Matcher
from ..node import Node, Selection
from ..selector import nodes
from .model import Paragraph, Passage, Report, Statement
from .wording import CONCRETE, NAME_PARTS, PRESCRIBED, SAME_WORDS, VARIED

# Lexicons of the ruleset: what words speak of, and the words for what is deficient.
TOPICS, DEFICIENCY = "topics", "deficiency"
GAP = "\0"  # stands for prescribed wording
_DETAIL = 8  # letters at least behind the heading words of a measure that say what is to be done
_WORDS = re.compile(r"[^\W\d_]+")
_NUMERAL = re.compile("[零〇○一二三四五六七八九十百千万亿两]+")


class _Change(NamedTuple):
    """A stretch that is not compared as it stands: it becomes `words`, all of them at its start."""

    start: int
    end: int
    words: str


def digest(document: Document, unit: str, wording: Lexicons) -> Report:
    """What the comparison needs of a report.

    Args:
        document: the parsed report.
        unit: whose report it is, as the roster has it.
        wording: the word lists of the comparison (`load_wording`).
    """
    names = _names(document, unit, wording)
    changes = _changes(document, names, wording)
    paragraphs = tuple(_paragraphs(document, changes))
    return Report(
        unit,
        document.source.path,
        document.year,
        names,
        document.source.text,
        paragraphs,
        tuple(_shortcomings(document, unit, changes)),
        tuple(_told(document, paragraphs)),
        _told_topics(document),
        tuple(_measures(document, unit, changes, wording)),
    )


def _told(document: Document, paragraphs: Sequence[Paragraph]) -> Iterator[int]:
    """The numbers of the paragraphs of all parts but shortcomings and plan."""
    number = {paragraph.line: i for i, paragraph in enumerate(paragraphs)}
    for start, end in _telling(document):
        for line, _, _ in document.content_between(start, end):
            yield number[line]


def _telling(document: Document) -> Iterator[tuple[int, int]]:
    """The stretches that tell what was done: all parts but shortcomings and plan."""
    for stretch in document.stretches:
        if stretch.role not in (document.genre.ahead, document.genre.deficits):
            yield stretch.start, stretch.end


def _told_topics(document: Document) -> frozenset[int]:
    """What the parts that tell what was done speak of."""
    return frozenset(topic for place in _telling(document) for topic in _topics(document, *place))


def _topics(document: Document, start: int, end: int) -> frozenset[int]:
    return frozenset(hit.entry for hit in document.matcher.spot(TOPICS, start, end))


def _names(document: Document, unit: str, wording: Lexicons) -> tuple[str, ...]:
    """The names of a unit and of the places in it, the longest first: 青溪县白石镇, 青溪县, 白石镇, 青溪, 白石."""
    pattern = wording[NAME_PARTS].joined.compiled
    found: set[str] = set()
    for name in (unit, *document.issuers):
        for match in pattern.finditer("".join(name.split())):
            found.update((match[0], match["stem"]))
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def _changes(document: Document, names: Sequence[str], wording: Lexicons) -> list[_Change]:
    """All stretches that are left out or replaced, in order, none overlapping; at one place the longest counts."""
    plain = document.plain
    matcher = Matcher(wording, plain, document.regions)
    found = [_Change(start, end, GAP) for start, end in document.regions["titles"]]
    for name in wording:
        if name.startswith(PRESCRIBED):
            found += [_Change(hit.start, hit.end, GAP) for hit in matcher.find(name)]
    found += [_Change(*place, GAP) for place in _part_headings(document)]
    found += [_Change(marker.start, marker.text, "") for marker in document.markers]
    found += [_Change(hit.start, hit.end, "") for hit in matcher.find(VARIED)]
    for figure in document.figures:
        found += [_Change(*match.span(), "") for match in _NUMERAL.finditer(plain, figure.start, figure.end)]
    if names:
        own = re.compile("|".join(map(re.escape, names)))
        found += [_Change(*match.span(), "") for match in own.finditer(plain)]
    entries = wording[SAME_WORDS].entries
    found += [_Change(hit.start, hit.end, entries[hit.entry]["words"][0]) for hit in matcher.find(SAME_WORDS)]
    found.sort(key=lambda change: (change.start, -change.end))
    kept: list[_Change] = []
    for change in found:
        if not kept or change.start >= kept[-1].end:
            kept.append(change)
    return kept


def _part_headings(document: Document) -> Iterator[tuple[int, int]]:
    """The headings that merely name one of the parts of such a report."""
    named = {role.name: role.heading for role in document.genre.roles}
    for section in document.sections:
        heading = section.heading
        if any(document.matcher.some(named[role], heading.title, heading.end) for role in section.roles):
            yield heading.start, heading.end


def _paragraphs(document: Document, changes: Sequence[_Change]) -> Iterator[Paragraph]:
    source = document.source
    sections = [section.heading.start for section in document.sections]
    at = 0
    for line, start, end in document.content:
        while at < len(changes) and changes[at].end <= start:
            at += 1
        masked, places = _mask(document.plain, start, end, changes, at)
        column = start - source.line_starts[line - 1] + 1
        yield Paragraph(line, column, bisect_right(sections, start), start, end - start, masked, places)


def _mask(plain: str, start: int, end: int, changes: Sequence[_Change], first: int) -> tuple[str, array[int]]:
    """What is compared of a stretch, and for each letter of it the place in the stretch; `first` is the first change in it."""
    words: list[str] = []
    places = array("I")
    at = start
    for i in range(first, len(changes) + 1):
        inside = i < len(changes) and changes[i].start < end
        for match in _WORDS.finditer(plain, at, changes[i].start if inside else end):
            words.append(match[0])
            places.extend(range(match.start() - start, match.end() - start))
        if not inside:
            break
        change = changes[i]
        words.append(change.words)
        places.extend([max(change.start, start) - start] * len(change.words))
        at = max(at, change.end)
    return "".join(words), places


def _statement(document: Document, unit: str, node: Node) -> Statement:
    """A statement with all of its words as they stand; what is compared of them is put in later."""
    source = document.source
    start, end = node.scopes[0]
    head = min(max(node.end, start), end)
    while node.start < head and source.text[head - 1].isspace():
        head -= 1
    passage = Passage(unit, source.path, *source.position(node.start), *source.position(head), source.text[node.start : head])
    return Statement(passage, _letters(document, start, head), "", _topics(document, start, head))


def _shortcomings(document: Document, unit: str, changes: Sequence[_Change]) -> Iterator[Statement]:
    """The shortcomings; what is compared of each ends where its cause begins: many have one cause."""
    causes = [one.cause.start for one in document.shortcomings if one.cause]
    for node in nodes(document, Selection("shortcomings")):
        start, end = node.scopes[0]
        stop = min((cause for cause in causes if node.end <= cause < end), default=end)
        yield _statement(document, unit, node)._replace(body=_masked(document, start, stop, changes))


def _measures(document: Document, unit: str, changes: Sequence[_Change], wording: Lexicons) -> Iterator[Statement]:
    """The concrete measures of the plan; their heading words say what every plan says, those behind them what is meant."""
    concrete = wording[CONCRETE].joined.compiled
    for node in nodes(document, Selection("measures", (document.genre.ahead,))):
        start, end = node.scopes[0]
        if not concrete.search(document.plain, node.start, max(node.end, end)):
            continue
        head = min(max(node.end, start), end)
        detailed = sum(map(len, _WORDS.findall(document.plain, head, end))) >= _DETAIL
        body = _masked(document, head if detailed else start, end, changes)
        yield _statement(document, unit, node)._replace(body=body)


def _masked(document: Document, start: int, end: int, changes: Sequence[_Change]) -> str:
    first = bisect_right(changes, start, key=lambda change: change.end)
    return _mask(document.plain, start, end, changes, first)[0]


def _letters(document: Document, start: int, end: int) -> str:
    """The letters of a stretch; a space where words only say that something is deficient, which tells nothing of what."""
    ends = [(hit.start, hit.end) for hit in document.matcher.within(DEFICIENCY, start, end)]
    pieces = zip([start, *(last for _, last in ends)], [*(first for first, _ in ends), end], strict=True)
    return " ".join("".join(_WORDS.findall(document.plain, first, last)) for first, last in pieces)
