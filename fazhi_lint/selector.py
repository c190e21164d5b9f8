"""Selectors: the parts of a document that a rule looks at, by name.

In: a `Document` and a selection from YAML (`shortcomings`, `{node: parts, role: achievements}` or a list of them).
Out: `Node` values: the place that a finding gets, the stretches of text that are looked at, and named values.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from . import parts
from .document import Document
from .document.actors import sentences
from .document.model import PAREN, Organ, Year
from .node import Node, Roles, Selection


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
    for _, start, end in document.lines:
        yield Node(start, end, ((start, end),), {"line": document.source.line_of(start)})


def _sentences(document: Document, roles: Roles) -> Iterator[Node]:
    """Each sentence of the content."""
    for _, first, last in document.content:
        for start, end in sentences(document.plain, first, last):
            yield Node(start, end, ((start, end),), {})


def _shortcomings(document: Document, roles: Roles) -> Iterator[Node]:
    """Each stated shortcoming, with its own text."""
    for i, s in enumerate(document.shortcomings):
        values = {"heading": parts.words(document, s.title, s.end), "ordinal": i + 1}
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
        yield Node(start, parts.clause(document, start, passages[0].end), tuple(inside), values)


def _acting(document: Document, roles: Roles) -> Iterator[Node]:
    """The text about the principal persons' acts; `separate` tells whether it is a section of its own."""
    found = [s for s in document.acting if not parts.is_empty(document, s)]
    if found:
        start, end = found[0].head
        values = {"separate": document.hidden is None, "heading": parts.words(document, start, end)}
        yield Node(start, end, tuple((s.start, s.end) for s in found), values)


def _years(document: Document, years: Sequence[Year]) -> Iterator[Node]:
    for year in years:
        yield Node(year.start, year.end, ((year.start, year.end),), {"year": year.value})


def _heading_years(document: Document, roles: Roles) -> Iterator[Node]:
    """The own years in the headings that open the roles."""
    for role in roles:
        yield from _years(document, document.heading_years(role))


def _headings(document: Document, roles: Roles) -> Iterator[Node]:
    """Title and all top- and second-level headings."""
    if document.frame.title_span:
        start, end = document.frame.title_span
        yield Node(start, end, ((start, end),), {"heading": document.frame.title})
    for h in document.all_headings:
        if h.form <= PAREN:
            yield Node(h.start, h.end, ((h.title, h.end),), {"heading": parts.words(document, h.title, h.end)})


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
    for date in document.dates:
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
    return iter([Node(f.start, f.end, ((f.start, f.end),), {}) for f in document.figures])


def _numbered(document: Document, roles: Roles) -> Iterator[Node]:
    """Each piece with a figure (up to a semicolon or full stop) of the sentences with two or more."""
    plain, starts = document.plain, [f.start for f in document.figures]
    at = 0
    for _, first, last in document.content:
        at, before = bisect_left(starts, last, at), at
        if at - before < 2 or starts[at - 2] < first:
            continue
        pieces: list[tuple[int, int]] = []  # those of the sentence so far that hold figures
        count = 0
        for start, end in sentences(plain, first, last):
            own = bisect_left(starts, end, before, at) - bisect_left(starts, start, before, at)
            if own:
                pieces.append((start, end))
                count += own
            if plain[end : end + 1] != "；":
                if count > 1:
                    yield from [Node(*piece, (piece,), {}) for piece in pieces]
                pieces, count = [], 0


SELECTORS: dict[str, Callable[[Document, Roles], Iterator[Node]]] = {
    "report": _report,
    "everything": _everything,
    "lines": _lines,
    "sentences": _sentences,
    "numbered-sentences": _numbered,
    "sections": parts.sections,
    "role": parts.role,
    "parts": parts.parts,
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
    "measures": parts.measures,
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


def nodes(document: Document, selection: Selection) -> list[Node]:
    """The nodes that a selection picks, in the order of the text."""
    return list(SELECTORS[selection.node](document, selection.roles))
