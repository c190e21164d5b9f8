"""What people answered to the comments that `annotate` wrote: threads, and where in the text they stand.

In: a `Package`, the tree of its main part and its lines. Out: the threads of comments by this program that somebody answered,
and those answers that may be waivers, as notes. Word, WPS and LibreOffice keep an answer as a comment of its own; a part beside
the comments says which it answers, by the ids of their last paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...errors import ReadError
from ...text import Comment, Note
from . import names as n
from .markup import parse, safe
from .package import Package
from .story import Line, Lines

AUTHOR = "fazhi-lint"
RULE = "规则："  # what begins the paragraph of a comment that names its rule, and the one that quotes words
QUOTED = "原文："
EXTENDED = "commentsExtended"  # the part that says which comment another answers, and what is done
PARAGRAPH = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
START, END = n.W + "commentRangeStart", n.W + "commentRangeEnd"
WAIVE = "忽略"  # what begins an answer that is a waiver
_MAYBE = (WAIVE[0].encode(), b"&#")  # what is in the bytes of comments where one may be: runs can part its characters
_BLANKS = frozenset([n.W + "tab", n.W + "br", n.W + "cr"])
_RULE = re.compile(rf"{RULE}\s*([a-z][a-z0-9-]*)\s*")
_QUOTED = re.compile(rf"{QUOTED}\s*“(.*)”\s*", re.DOTALL)


class Thread(NamedTuple):
    """A comment of this program that somebody answered: its id, what it is on, the paragraphs of each answer."""

    id: str
    on: Comment
    answers: tuple[tuple[str, ...], ...]


class _Place(NamedTuple):
    """Where the words of an element stand: the line, the first column and the one behind the last."""

    line: int
    column: int
    end: int


def notes(package: Package, root: Any, found: Lines) -> list[Note]:
    """The answers that may be waivers: the last one in each thread. Broken comments are no reason to refuse a document.

    Args:
        package: the document's package.
        root: the tree of its main part, that the lines are from.
        found: its lines.
    """
    try:
        answered = threads(package, root, found, _MAYBE)
    except ReadError:
        return [Note(0, 0, "", Comment("", 0))]
    said = ((thread.on, words) for thread in answered if (words := _waiving(thread.answers)))
    return [Note(on.line, on.line, words, on) for on, words in said]


def _waiving(answers: tuple[tuple[str, ...], ...]) -> str:
    """The last words that begin as a waiver does; LibreOffice writes what is answered in front of an answer."""
    for paragraphs in reversed(answers):
        for i, words in enumerate(paragraphs):
            if words.startswith(WAIVE):
                return " ".join(paragraphs[i:]).strip()
    return ""


def threads(package: Package, root: Any, found: Lines, holding: tuple[bytes, ...] = ()) -> list[Thread]:
    """The comments of this program that somebody answered.

    Args:
        package: the document's package.
        root: the tree of its main part, that the lines are from.
        found: its lines.
        holding: the comments are looked at only if there is some of this in their bytes.

    Raises:
        ReadError: the comments cannot be read.
    """
    if not any(EXTENDED.lower() in name for name in package.parts):  # asked first: it costs next to nothing
        return []
    parts = {relation.type: relation.target for relation in package.relations(package.main)}
    if any(parts.get(kind, "") not in package for kind in ("comments", EXTENDED)):
        return []
    data = safe(package.read(parts["comments"]))
    if AUTHOR.encode() not in data or (holding and not any(some in data for some in holding)):
        return []
    comments = parse(data)
    answers: dict[Any, list[tuple[str, ...]]] = {}
    for answer, head in heads(comments, parse(package.read(parts[EXTENDED]))).items():
        if head.get(n.W + "author") == AUTHOR:
            answers.setdefault(head, []).append(tuple(_paragraphs(answer)))
    if not answers:
        return []
    places = _places(root, found)
    return [
        Thread(name, _on(head, places.get(name)), tuple(said)) for head, said in answers.items() if (name := head.get(n.ID))
    ]


def heads(comments: Any, extended: Any) -> dict[Any, Any]:
    """For each comment that answers, in their order, the one that begins its thread.

    Args:
        comments: the tree of the comments.
        extended: the tree of what says which of them answers which. What it says of ids that there are not, or in a circle,
            is as good as not said.
    """
    by_id: dict[str, Any] = {}
    for comment in comments:
        for name in ids(comment):
            by_id.setdefault(name, comment)
    above: dict[Any, Any] = {}
    for entry in extended:
        child, parent = (by_id.get((entry.get(W15 + key) or "").upper()) for key in ("paraId", "paraIdParent"))
        if child is not None and parent is not None:
            above.setdefault(child, parent)
    found: dict[Any, Any] = {}  # None: it goes round
    for comment in comments:
        path: dict[Any, None] = {}
        at = comment
        while at in above and at not in path and at not in found:
            path[at] = None
            at = above[at]
        head = None if at in path else found.get(at, at)
        found.update(dict.fromkeys(path, head))
    return {comment: head for comment in comments if (head := found.get(comment)) is not None}


def ids(comment: Any) -> Iterator[str]:
    """The ids of a comment's paragraphs."""
    return (name.upper() for paragraph in comment.iter(n.P) if (name := paragraph.get(PARAGRAPH)))


def _paragraphs(comment: Any) -> Iterator[str]:
    for paragraph in comment.iter(n.P):
        said = (" " if e.tag in _BLANKS else e.text or "" for e in paragraph.iter() if e.tag in _BLANKS or e.tag == n.T)
        if words := "".join(said).strip():
            yield words


def _on(comment: Any, place: Comment | None) -> Comment:
    """What a comment is on: what it says of that itself, and where its marks are."""
    place = Comment("", 1) if place is None else place
    said = list(_paragraphs(comment))
    rules = [match[1] for words in said if (match := _RULE.fullmatch(words))]
    quoted = [match[1] for words in said if (match := _QUOTED.fullmatch(words))]
    return place._replace(rule=rules[-1] if rules else "", quoted=quoted[-1] if quoted else None)


def _places(root: Any, found: Lines) -> dict[str, Comment]:
    """Where the marks of comments stand, by the ids of the comments."""
    at, empty = _held(found.lines)
    passed: list[_Place] = []
    begun: dict[str, tuple[int, int | None]] = {}
    ended: dict[str, int] = {}
    paragraph = None
    for element in root.iter():
        tag = element.tag
        if tag == n.P:
            paragraph = element
        elif tag == START:
            begun.setdefault(element.get(n.ID) or "", (len(passed), empty.get(paragraph)))
        elif tag == END:
            ended.setdefault(element.get(n.ID) or "", len(passed))
        elif element in at:
            passed.append(at[element])
    places = {}
    for name, (first, alone) in begun.items():
        end = ended.get(name, first)
        if alone is not None:  # a paragraph with nothing but a number
            places[name] = _place(found.lines, _Place(alone, 1, 1))
        elif first < end:
            places[name] = _place(found.lines, passed[first])._replace(end=(passed[end - 1].line, passed[end - 1].end))
        elif passed:  # the words have gone; the next ones stand where they stood
            near = passed[min(first, len(passed) - 1)]
            places[name] = _place(found.lines, near)._replace(columns=range(0))
    return places


def _place(lines: list[Line], begin: _Place) -> Comment:
    """A comment on what begins at a place; what is said of an automatic number is said at the first words."""
    line = lines[begin.line - 1]
    first = 1 if begin.column <= line.lead + 1 else begin.column
    return Comment("", begin.line, range(first, max(begin.column, line.lead + 1) + 1), paragraph=line.location.paragraph)


def _held(lines: list[Line]) -> tuple[dict[Any, _Place], dict[Any, int]]:
    """What holds words or refers to them, with their places; the paragraphs that hold none, with their lines."""
    at: dict[Any, _Place] = {}
    empty: dict[Any, int] = {}
    for number, line in enumerate(lines, 1):
        column = line.lead + 1
        for words, owner in zip(line.pieces, line.owners, strict=True):
            at.setdefault(owner, _Place(number, column, column + len(words)))
            column += len(words)
        if line.anchor is not None:
            at.setdefault(line.anchor, _Place(number, line.lead + 1, len(line.text) + 1))
        elif line.paragraph is not None and not line.pieces:
            empty.setdefault(line.paragraph, number)
    return at, empty
