"""Text that stands twice: `repeated`.

In: the report's headings, paragraphs and words. Out: a violation at each second standing (the contract: “doubled-text”).
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from ..document.model import PAREN
from ..selector import Node
from .base import NAME, Context, Failure, Kind, Params, Verdict, schema

_LONG = 15  # paragraphs shorter than this may stand twice
_DOUBLED = regex.compile(r"(?P<word>\p{Han}{2,8}?)(?P=word)+")


def _repeated(node: Node, params: Params, context: Context) -> Verdict:
    """No heading stands twice in one part, no paragraph twice, no word twice in a row."""
    places = [*_headings(context), *_paragraphs(context)]
    taken = [(start, end) for start, end, _ in places]
    for start, end, first in _words(params["except"], context):
        if not any(a <= start < b for a, b in taken):
            places.append((start, end, first))
    source = context.document.source
    return Verdict(
        tuple(
            Failure(start, end, {"first": source.line_of(first), "words": source.text[start:end].strip()[:30]})
            for start, end, first in sorted(set(places))
        )
    )


def _headings(context: Context) -> Iterator[tuple[int, int, int]]:
    """Second standings of a heading: top headings in the report, the others in their section."""
    document = context.document
    for section in [None, *document.sections]:
        seen: dict[str, int] = {}
        group = [s.heading for s in document.sections] if section is None else list(section.parts)
        for h in group:
            words = "".join(document.plain[h.title : h.end].split())
            if words in seen and len(words) > 1:
                yield h.start, h.end, seen[words]
            seen.setdefault(words, h.start)


def _paragraphs(context: Context) -> Iterator[tuple[int, int, int]]:
    """Second standings of a paragraph of some length, without its marker; headings are looked at by themselves."""
    document = context.document
    marks = {m.start: m for m in document.markers if not m.inline}
    heads = {h.start for h in document.headings if h.form <= PAREN and h.end >= _line_end(context, h.start) - 1}
    seen: dict[str, int] = {}
    for _, start, end in document.content:
        if start in heads:
            continue
        text = marks[start].text if start in marks else start
        words = "".join(document.plain[text:end].split())
        if len(words) < _LONG:
            continue
        if words in seen:
            yield start, end, seen[words]
        seen.setdefault(words, start)


def _line_end(context: Context, start: int) -> int:
    return context.document.source.line_span(context.document.source.line_of(start)).end


def _words(lexicon: str, context: Context) -> Iterator[tuple[int, int, int]]:
    """A word said twice in a row; the place is that of the second."""
    document = context.document
    for first in document.content[:1]:
        for match in _DOUBLED.finditer(document.plain, first[1], document.stop):
            word = match["word"]
            if document.matcher.within(lexicon, max(0, match.start() - 4), match.end() + 4):
                continue
            yield match.start() + len(word), match.start() + 2 * len(word), match.start()


KINDS = {
    "repeated": Kind(
        _repeated,
        schema(("except",), **{"except": {**NAME, "description": "正当的叠词的词表"}}),
        ("first", "words"),
        ("except",),
    )
}
