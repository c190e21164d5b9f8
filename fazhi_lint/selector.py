"""Selectors: the parts of a document that a rule looks at, by name.

In: a `Document` and a selection from YAML (`shortcomings`, `{node: parts, role: achievements}` or a list of them).
Out: `Node` values: the place that a finding gets, the stretches of text that are looked at, and named values.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .document import Document
from .document.actors import sentences
from .document.dates import find_dates
from .document.model import PAREN, Heading, Organ, Section, Stretch, Year


class Node(NamedTuple):
    """One selected part: its place (start, end), its stretches of text, and what messages may say of it."""

    start: int
    end: int
    scopes: tuple[tuple[int, int], ...]
    values: Mapping[str, Any]

    def holds(self, start: int, end: int) -> bool:
        """Whether a place lies in the node's text."""
        return any(a <= start and end <= b for a, b in self.scopes)


Roles = tuple[str, ...]


def _words(document: Document, start: int, end: int) -> str:
    return document.source.text[start:end].strip()


def _whole(document: Document) -> tuple[tuple[int, int], ...]:
    lines = document.lines
    return ((lines[0][1], lines[-1][2]),) if lines else ()


def _report(document: Document, roles: Roles) -> Iterator[Node]:
    """The report as a whole; its text is the body without the frame."""
    yield Node(*document.place, _whole(document), {})


def _everything(document: Document, roles: Roles) -> Iterator[Node]:
    """The whole file, with the web frame."""
    yield Node(*document.place, ((0, len(document.plain)),), {})


def _lines(document: Document, roles: Roles) -> Iterator[Node]:
    """Each line (paragraph) of the body."""
    for number, start, end in document.lines:
        yield Node(start, end, ((start, end),), {"line": number})


def _sentences(document: Document, roles: Roles) -> Iterator[Node]:
    """Each sentence of the content."""
    for _, first, last in document.content:
        for start, end in sentences(document.plain, first, last):
            yield Node(start, end, ((start, end),), {})


def _no_text(document: Document, first: int, stop: int) -> bool:
    """Whether no text stands in a stretch; a lead-in that ends in ： and the bare name of a part are none."""
    for _, start, end in document.content_between(first, stop):
        start = max(start, first)
        if document.plain[start:end].strip(" 。").endswith("：") or not document.plain[start:end].strip(" 。："):
            continue
        other = next((h for h in document.headings if h.start == start), None)
        if other is not None and other.end >= end - 1 and other.form == PAREN and _bare(document, other):
            continue
        return False
    return True


def _is_empty(document: Document, stretch: Stretch) -> bool:
    return stretch.section >= 0 and _no_text(document, stretch.start, stretch.end)


def _bare(document: Document, heading: Heading) -> bool:
    """Whether a second-level heading merely names a part."""
    matcher = document.matcher
    return any(r.part and matcher.whole(r.part, heading.title, heading.end) for r in document.genre.roles)


def _sections(document: Document, roles: Roles) -> Iterator[Node]:
    """Top-level sections (of the roles), and the second-level parts of a merged one; `empty` tells."""
    for i, section in enumerate(document.sections):
        if not roles or set(roles) & set(section.roles):
            h = section.heading
            empty = _no_text(document, h.body, h.stop)
            yield Node(h.start, h.end, ((h.body, h.stop),), {"heading": _words(document, h.title, h.end), "empty": empty})
            for s in document.stretches:
                if not empty and s.section == i and s.head[0] != h.start and (not roles or s.role in roles):
                    values = {"heading": _words(document, *s.head), "empty": _is_empty(document, s)}
                    yield Node(*s.head, ((s.start, s.end),), values)


def _role(document: Document, roles: Roles) -> Iterator[Node]:
    """All the text that plays a role, together; none where it is empty."""
    found = [s for role in roles for s in document.playing(role) if not _is_empty(document, s)]
    if found:
        start, end = found[0].head
        yield Node(start, end, tuple((s.start, s.end) for s in found), {"heading": _words(document, start, end)})


def _parts(document: Document, roles: Roles) -> Iterator[Node]:
    """The parts of a role that are judged one by one (docs/definitions.md)."""
    sections = [s for s in document.sections if set(roles) & set(s.roles)]
    sections = [s for s in sections if not _no_text(document, s.heading.body, s.heading.stop)]
    hidden = document.hidden
    if len(sections) > 1:
        found = [s.heading for s in sections]
    elif sections:
        stretches = [s for role in roles for s in document.playing(role)]
        found = list(_inner_parts(document, sections[0], [(s.start, s.end) for s in stretches]))
    else:
        found = []
    for heading in found:
        if hidden and hidden.head[0] == heading.start:
            continue
        if document.matcher.first("heading-closing", heading.title, heading.end):
            continue
        values = {"heading": _words(document, heading.title, heading.end)}
        yield Node(heading.start, heading.end, ((heading.title, heading.stop),), values)


def _inner_parts(document: Document, section: Section, spans: Sequence[tuple[int, int]]) -> Iterator[Heading]:
    """Second-level headings in a section; where it has none, the first level of items that start a line."""
    inside = [p for p in section.parts if any(a <= p.start < b for a, b in spans) and not _bare(document, p)]
    if inside:
        yield from inside
        return
    marks = [m for m in document.markers if not m.inline and any(a <= m.start < b for a, b in spans)]
    marks = [m for m in marks if m.form != PAREN or m.start >= section.heading.body]
    if not marks:
        return
    first = [m for m in marks if m.form == marks[0].form]
    for i, mark in enumerate(first):
        stop = first[i + 1].start if i + 1 < len(first) else section.heading.stop
        known = next((h for h in document.headings if h.start == mark.start), None)
        end = known.end if known else _clause(document, mark.text, stop)
        yield Heading(mark.form, mark.number, mark.start, mark.text, end, end, stop, mark.line)


def _clause(document: Document, start: int, stop: int) -> int:
    ends = [at for sign in "。：；，\n" if (at := document.plain.find(sign, start, stop)) >= 0]
    return min(ends, default=stop)


def _shortcomings(document: Document, roles: Roles) -> Iterator[Node]:
    """Each stated shortcoming, with its own text."""
    for i, s in enumerate(document.shortcomings):
        values = {"heading": _words(document, s.title, s.end), "ordinal": i + 1}
        yield Node(s.start, s.end, ((s.title, s.stop),), values)


def _causes(document: Document, roles: Roles) -> Iterator[Node]:
    """The words that say why, in the own text of a shortcoming."""
    for s in document.shortcomings:
        if s.cause and s.start <= s.cause.start < s.stop:
            yield Node(s.cause.start, s.cause.end, ((s.cause.start, s.cause.end),), {})


def _passages(document: Document, roles: Roles) -> Iterator[Node]:
    """The first collective cause passage: how many causes it and its like list, how many are needed."""
    passages = document.passages
    if passages:
        start = passages[0].start
        inside = [(p.start, p.end) for p in passages]
        own = [s for s in document.shortcomings if s.cause and not any(a <= s.cause.start < b for a, b in inside)]
        values = {
            "count": sum(p.listed for p in passages),
            "needed": len(document.shortcomings) - len(own),
            "shortcomings": len(document.shortcomings),
        }
        yield Node(start, _clause(document, start, passages[0].end), tuple(inside), values)


def _acting(document: Document, roles: Roles) -> Iterator[Node]:
    """The text about the principal persons' acts; `separate` tells whether it is a section of its own."""
    found = [s for s in document.acting if not _is_empty(document, s)]
    if found:
        start, end = found[0].head
        values = {"separate": document.hidden is None, "heading": _words(document, start, end)}
        yield Node(start, end, tuple((s.start, s.end) for s in found), values)


def _years(document: Document, years: Sequence[Year]) -> Iterator[Node]:
    for year in years:
        yield Node(year.start, year.end, ((year.start, year.end),), {"year": year.value})


def _heading_years(document: Document, roles: Roles) -> Iterator[Node]:
    """The own years in the top-level headings of the roles."""
    for role in roles:
        yield from _years(document, document.heading_years(role))


def _headings(document: Document, roles: Roles) -> Iterator[Node]:
    """Title and all top- and second-level headings."""
    if document.frame.title_span:
        start, end = document.frame.title_span
        yield Node(start, end, ((start, end),), {"heading": document.frame.title})
    known = {h.start for h in document.headings}
    bare = [s.heading for s in document.sections if s.heading.start not in known]
    for h in sorted([*document.headings, *bare], key=lambda heading: heading.start):
        if h.form <= PAREN:
            yield Node(h.start, h.end, ((h.title, h.end),), {"heading": _words(document, h.title, h.end)})


def _span(document: Document, span: tuple[int, int] | None) -> Iterator[Node]:
    if span:
        yield Node(*span, (span,), {})


def _date(document: Document, roles: Roles) -> Iterator[Node]:
    """The date of the signature."""
    date = document.frame.date
    if date:
        values = {"year": date.year, "month": date.month, "day": date.day}
        yield Node(date.start, date.end, ((date.start, date.end),), values)


def _dates(document: Document, roles: Roles) -> Iterator[Node]:
    """All dates of the body; `base` is the year that a date without one means."""
    ahead = document.playing(document.genre.ahead)
    for a, b in _whole(document):
        for date in find_dates(document.plain, a, b):
            if document.matcher.inside("titles", date.start, date.end):
                continue
            base = document.year
            if base is not None and any(s.start <= date.start < s.end for s in ahead):
                base += 1
            values = {"year": date.year, "month": date.month, "day": date.day, "base": base}
            yield Node(date.start, date.end, ((date.start, date.end),), values)


def _organs(document: Document, organs: Sequence[Organ]) -> Iterator[Node]:
    for organ in organs:
        yield Node(organ.start, organ.end, ((organ.start, organ.end),), {"name": organ.name, "core": organ.core})


def _issuers(document: Document, roles: Roles) -> Iterator[Node]:
    """The reporting organs that are named anywhere."""
    for name in document.issuers:
        yield Node(*document.place, (), {"name": name})


def _figures(document: Document, roles: Roles) -> Iterator[Node]:
    """All figures."""
    for f in document.figures:
        yield Node(f.start, f.end, ((f.start, f.end),), {})


def _measures(document: Document, roles: Roles) -> Iterator[Node]:
    """The measures of a role's text: the outermost of its headings and items, else its sentences."""
    for stretch in [s for role in roles for s in document.playing(role)]:
        span = (stretch.start, stretch.end)
        marks = [m for m in document.markers if span[0] <= m.start < span[1]]
        outer = min((m.form for m in marks if not m.inline), default=marks[0].form if marks else None)
        starts = [m.start for m in marks if m.form == outer] or [a for a, _ in sentences(document.plain, *span)]
        for start, stop in zip(starts, [*starts[1:], span[1]], strict=False):
            yield Node(start, _clause(document, start, stop), ((start, stop),), {})


def _numbered(document: Document, roles: Roles) -> Iterator[Node]:
    """Each sentence with a figure, of the lines with two or more."""
    starts = [f.start for f in document.figures]
    for number, first, last in document.content:
        if bisect_left(starts, last) - bisect_left(starts, first) > 1:
            for start, end in sentences(document.plain, first, last):
                if bisect_left(starts, end) > bisect_left(starts, start):
                    yield Node(start, end, ((start, end),), {"line": number})


SELECTORS: dict[str, Callable[[Document, Roles], Iterator[Node]]] = {
    "report": _report,
    "everything": _everything,
    "lines": _lines,
    "sentences": _sentences,
    "numbered-sentences": _numbered,
    "sections": _sections,
    "role": _role,
    "parts": _parts,
    "shortcomings": _shortcomings,
    "causes": _causes,
    "passages": _passages,
    "acting": _acting,
    "evidence": lambda d, _: (Node(a, b, ((a, b),), {}) for a, b in d.evidence),
    "headings": _headings,
    "heading-years": _heading_years,
    "title-years": lambda d, _: _years(d, d.title_years),
    "opening-years": lambda d, _: _years(d, d.opening_years),
    "title": lambda d, _: _span(d, d.frame.title_span),
    "addressee": lambda d, _: _span(d, d.frame.addressee),
    "signature": lambda d, _: _span(d, d.frame.signatures[0] if d.frame.signatures else None),
    "date": _date,
    "dates": _dates,
    "title-organs": lambda d, _: _organs(d, d.title_organs),
    "signature-organs": lambda d, _: _organs(d, d.signature_organs),
    "issuers": _issuers,
    "figures": _figures,
    "measures": _measures,
}
# What a message may say of a selected node, beside {excerpt}.
SELECTOR_VALUES: dict[str, tuple[str, ...]] = {
    "lines": ("line",),
    "sections": ("heading", "empty"),
    "role": ("heading",),
    "parts": ("heading",),
    "shortcomings": ("heading", "ordinal"),
    "passages": ("count", "needed", "shortcomings"),
    "acting": ("separate", "heading"),
    "headings": ("heading",),
    "heading-years": ("year",),
    "title-years": ("year",),
    "opening-years": ("year",),
    "date": ("year", "month", "day"),
    "dates": ("year", "month", "day", "base"),
    "title-organs": ("name", "core"),
    "signature-organs": ("name", "core"),
    "issuers": ("name",),
}
# Those that mean nothing without a role.
NEED_ROLE = ("role", "parts", "heading-years", "measures")


class Selection(NamedTuple):
    """One selection: a selector's name and the roles it is limited to."""

    node: str
    roles: Roles = ()


def nodes(document: Document, selection: Selection) -> list[Node]:
    """The nodes that a selection picks, in the order of the text."""
    return list(SELECTORS[selection.node](document, selection.roles))
