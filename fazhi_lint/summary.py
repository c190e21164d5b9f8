"""The facts of a report for people and programs: title, year, issuers, sections, shortcomings.

In: a `Document`. Out: plain data, the `report` object of the JSON output.
"""

from __future__ import annotations

from bisect import bisect_left
from operator import itemgetter
from typing import Any

from .document import Document
from .document.dates import iso


def report_facts(document: Document) -> dict[str, Any]:
    """The facts of one report; what is not found is None or empty."""
    source, frame = document.source, document.frame
    addressee = source.text[slice(*frame.addressee)].strip().rstrip("：:").strip() if frame.addressee else None
    early = bool(frame.date and frame.date.year and document.year and frame.date.year < document.year)  # impossible
    sections = []
    for section in document.sections:
        heading = section.heading
        behind = bisect_left(document.content, heading.stop, key=itemgetter(1))  # the first line that begins behind it
        line = source.line_of(heading.start)
        for role in section.roles:
            sections.append(
                {
                    "role": role,
                    "heading": source.text[heading.start : heading.end].strip(),
                    "line": line,
                    "end_line": source.line_of(document.content[behind - 1][1]) if behind else line,
                }
            )
    shortcomings = []
    for s in document.shortcomings:
        line, column = source.position(s.start)
        shortcomings.append(
            {
                "line": line,
                "column": column,
                "text": source.text[s.title : s.end].strip(),
                "has_cause": s.cause is not None,
                "cause_line": source.line_of(s.cause.start) if s.cause else None,
            }
        )
    return {
        "title": frame.title,
        "report_year": document.year,
        "issuers": document.issuers,
        "level": document.level,
        "addressee": addressee,
        "signed_on": None if early else iso(frame.date),
        "sections": sections,
        "shortcomings": shortcomings,
    }
