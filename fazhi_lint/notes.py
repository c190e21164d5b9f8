"""Notes to this program that stand in a report's own text, as HTML comments: `<!-- fazhi-lint: … -->`.

In: a text. Out: the same text with its notes told apart: they are no words of the report, and every place stays where it is.
"""

from __future__ import annotations

from bisect import bisect_left

from .patterns import re_pattern
from .text import Note, SourceText

_COMMENT = re_pattern(r"<!--[ \t]*fazhi-lint[ \t]*[:：](?P<words>[^\r\n]*?)-->")


def with_notes(source: SourceText) -> SourceText:
    """The text with the notes in its comments, beside those that it has.

    A note is about the line it stands on, or, alone there, about the next text.
    """
    found = list(_COMMENT.finditer(source.text)) if "<!--" in source.text else []
    if not found:
        return source
    hidden = [match.span() for match in found]
    bare = SourceText(source.text, hidden=hidden)
    written = [n for n in range(1, len(bare) + 1) if bare.bare[slice(*bare.line_span(n))].strip()]
    notes = [*source.notes]
    for match in found:
        line = bare.line_of(match.start())
        at = bisect_left(written, line)
        notes.append(Note(line, written[at] if at < len(written) else line, match["words"].strip()))
    return SourceText(source.text, source.path, source.locations, notes, hidden, source.own_lines, source.rows)
