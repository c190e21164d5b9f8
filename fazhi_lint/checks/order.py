"""The numbers of headings and items: `sequence`.

In: the document's markers. Out: one violation for each number that skips, repeats or goes back among its siblings, and
for each broken marker (docs/definitions.md).
"""

from __future__ import annotations

from ..document import Document
from ..document.model import DI, DIGIT, FIRST, PAREN, PAREN_DIGIT, SHI, TOP, YAO, Heading, Marker
from ..node import Node
from .base import Context, Failure, Kind, Params, Verdict, schema

_RANK = {TOP: 0, PAREN: 1, DIGIT: 2, PAREN_DIGIT: 3, SHI: 4, YAO: 4, DI: 4}
_INNER = {form: [other for other in _RANK if _RANK[other] > _RANK[form]] for form in _RANK}
_RESTART = (DIGIT, PAREN_DIGIT, SHI, YAO, DI)  # a list of these may begin anew under one parent


def _sequence(node: Node, params: Params, context: Context) -> Verdict:
    """Siblings under one parent count 1, 2, 3 …; a list may also go on from the last of its form (through-numbering)."""
    document = context.document
    last: dict[int, int] = {}  # the count of each form under the present parent
    ever: dict[int, int] = {}  # the last number of each form anywhere above
    form = None  # of the marker before
    failures = []
    for mark in document.markers:
        if mark.form == FIRST or not node.holds(mark.start, mark.text):
            continue
        if mark.form != form:
            form = mark.form
            for inner in _INNER[form]:
                last.pop(inner, None)
        if mark.fault or not _follows(mark, last.get(mark.form), ever.get(mark.form), context):
            heading = next((h for h in document.headings if h.start == mark.start), None)
            if heading and _twice(heading, document):
                continue
            end = heading.end if heading else mark.text
            expected = last.get(mark.form, 0) + 1
            failures.append(Failure(mark.start, end, {"expected": expected, "found": mark.number}))
        last[mark.form] = ever[mark.form] = mark.number
    return Verdict(tuple(failures))


def _twice(heading: Heading, document: Document) -> bool:
    """Whether a heading is the one above it once more, number and words: that is doubled text and no other fault."""
    above = next((h for h in reversed(document.headings) if h.start < heading.start), heading)
    words = [document.plain[h.title : h.end].strip() for h in (above, heading)]
    return above is not heading and above.number == heading.number and words[0] == words[1]


def _follows(mark: Marker, before: int | None, ever: int | None, context: Context) -> bool:
    """Whether a number may stand here: the next of its list, the first of a new one, or through-numbered."""
    if before is not None and mark.number == before + 1:
        return True
    if mark.number == 1 and (before is None or mark.form in _RESTART):
        return before is None or mark.form not in (DIGIT, PAREN_DIGIT) or _new_list(mark, context)
    if before is None and mark.form == PAREN and mark.number == 2 and _run_in(mark, context):
        return True
    return before is None and ever is not None and mark.number == ever + 1


def _run_in(mark: Marker, context: Context) -> bool:
    """Whether the first of a list stands in the line of the heading above it: 一、主要举措。（一）加强学习。……"""
    document = context.document
    heading = next((h for h in reversed(document.headings) if h.start < mark.start), None)
    return heading is not None and heading.form == TOP and "。（一）" in document.plain[heading.start : mark.start]


def _new_list(mark: Marker, context: Context) -> bool:
    """Whether text without a marker parts a list that begins anew from the one before it."""
    document = context.document
    marked = {m.line for m in document.markers if not m.inline}
    before = [number for number, _, _ in document.content if number < mark.line]
    return mark.inline or bool(before and before[-1] not in marked)


KINDS = {"sequence": Kind(_sequence, schema(), ("expected", "found"))}
