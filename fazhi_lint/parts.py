"""Selectors of the parts of a report: sections, the text that plays a role, its parts and measures.

In: a `Document` and the roles that a rule names. Out: `Node` values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .document import Document
from .document.actors import sentences
from .document.model import PAREN, Heading, Section, Stretch
from .document.outline import names_part
from .node import Node, Roles


def words(document: Document, start: int, end: int) -> str:
    """The words of a stretch as the file has them."""
    return document.source.text[start:end].strip()


def _no_text(document: Document, first: int, stop: int) -> bool:
    """Whether no text stands in a stretch; a lead-in that ends in ： and the bare name of a part are none."""
    empty = document.empty.get((first, stop))
    if empty is None:
        empty = document.empty[first, stop] = _textless(document, first, stop)
    return empty


def _textless(document: Document, first: int, stop: int) -> bool:
    for _, start, end in document.content_between(first, stop):
        start = max(start, first)
        if document.plain[start:end].strip(" 。").endswith("：") or not document.plain[start:end].strip(" 。："):
            continue
        other = next((h for h in document.headings if h.start == start), None)
        if other is not None and other.end >= end - 1 and other.form == PAREN and _bare(document, other):
            continue
        return False
    return True


def is_empty(document: Document, stretch: Stretch) -> bool:
    """Whether no text stands in the section or part that plays a role; what two roles share is looked at as a whole."""
    if stretch.section < 0:
        return False
    heading = document.sections[stretch.section].heading
    shared = stretch.head[0] == heading.start
    return _no_text(document, heading.body, heading.stop) if shared else _no_text(document, stretch.start, stretch.end)


def _bare(document: Document, heading: Heading) -> bool:
    """Whether a second-level heading merely names a part."""
    return any(names_part(heading, role, document.matcher) for role in document.genre.roles)


def sections(document: Document, roles: Roles) -> Iterator[Node]:
    """Top-level sections (of the roles), and the second-level parts of a merged one; `empty` tells."""
    for i, section in enumerate(document.sections):
        if not roles or set(roles) & set(section.roles):
            h = section.heading
            empty = _no_text(document, h.body, h.stop) and not _goes_on(document.sections[i + 1 : i + 2], section)
            yield Node(h.start, h.end, ((h.body, h.stop),), {"heading": words(document, h.title, h.end), "empty": empty})
            for s in document.stretches:
                if not empty and s.section == i and s.head[0] != h.start and (not roles or s.role in roles):
                    values = {"heading": words(document, *s.head), "empty": is_empty(document, s)}
                    yield Node(*s.head, ((s.start, s.end),), values)


def _goes_on(following: Sequence[Section], section: Section) -> bool:
    """Whether the next section has a section's own number or a lower one, and no part of its own to tell: it is misnumbered, or
    stands twice, and what is below it belongs to both.
    """
    own = {*section.roles, "other"}
    return any(after.heading.number <= section.heading.number and own.issuperset(after.roles) for after in following)


def role(document: Document, roles: Roles) -> Iterator[Node]:
    """All the text that plays a role, together; none where it is empty."""
    found = [s for role in roles for s in document.playing(role) if not is_empty(document, s)]
    if found:
        start, end = found[0].head
        yield Node(start, end, tuple((s.start, s.end) for s in found), {"heading": words(document, start, end)})


def parts(document: Document, roles: Roles) -> Iterator[Node]:
    """The parts of a role that are judged one by one (docs/definitions.md)."""
    own = [s for s in document.sections if set(roles) & set(s.roles)]
    own = [s for s in own if not _no_text(document, s.heading.body, s.heading.stop)]
    hidden = document.hidden
    if len(own) > 1:
        found = [s.heading for s in own]
    elif own:
        stretches = [s for role in roles for s in document.playing(role)]
        found = list(_inner_parts(document, own[0], [(s.start, s.end) for s in stretches]))
    else:
        found = []
    for heading in found:
        if hidden and _opens_with(document, heading, hidden):
            continue
        if document.matcher.some("heading-closing", heading.title, heading.end):
            continue
        values = {"heading": words(document, heading.title, heading.end)}
        yield Node(heading.start, heading.end, ((heading.title, heading.stop),), values)


def _opens_with(document: Document, heading: Heading, hidden: Stretch) -> bool:
    """Whether a part is the one that tells what the principal persons did: by its heading, or by its first sentence."""
    at = hidden.head[0]
    return at == heading.start or (heading.end <= at < heading.stop and not document.plain[heading.end : at].strip(" 。：\n"))


def _inner_parts(document: Document, section: Section, spans: Sequence[tuple[int, int]]) -> Iterator[Heading]:
    """Second-level headings in a section; where it has none, the first level of items that start a line."""
    inside = [p for p in section.parts if any(a <= p.start < b for a, b in spans) and not _bare(document, p)]
    if inside:
        yield from inside
        return
    marks = [m for m in document.markers if not m.inline and any(a <= m.start < b for a, b in spans)]
    if not marks:
        return
    first = [m for m in marks if m.form == marks[0].form]
    for i, mark in enumerate(first):
        stop = first[i + 1].start if i + 1 < len(first) else section.heading.stop
        known = next((h for h in document.headings if h.start == mark.start), None)
        end = known.end if known else clause(document, mark.text, stop)
        yield Heading(mark.form, mark.number, mark.start, mark.text, end, end, stop, mark.line)


def clause(document: Document, start: int, stop: int) -> int:
    """The end of the first words of a stretch, at the first mark."""
    ends = [at for sign in "。：；，\n" if (at := document.plain.find(sign, start, stop)) >= 0]
    return min(ends, default=stop)


def measures(document: Document, roles: Roles) -> Iterator[Node]:
    """The measures of a role's text: the outermost of its headings and items, else its sentences."""
    for stretch in [s for role in roles for s in document.playing(role)]:
        span = (stretch.start, stretch.end)
        marks = [m for m in document.markers if span[0] <= m.start < span[1]]
        outer = min((m.form for m in marks if not m.inline), default=marks[0].form if marks else None)
        starts = [m.start for m in marks if m.form == outer] or [a for a, _ in sentences(document.plain, *span)]
        for start, stop in zip(starts, [*starts[1:], span[1]], strict=False):
            yield Node(start, clause(document, start, stop), ((start, stop),), {})
