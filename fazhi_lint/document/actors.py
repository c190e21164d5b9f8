"""Who did what: the acts of the principal persons, where they are hidden, and their figures and dates.

In: the uniform text, lines, markers, headings, figures, and the lexicons `other-subject`, `principal` and those
whose names begin with it. Out: where a role without a section of its own is played, and the evidence: sentences whose subject,
said or carried over, is a principal person, with a figure or a date (docs/definitions.md).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import zip_longest

from ..matcher import Matcher
from ..patterns import re_pattern
from .lines import Line
from .model import DateMention, Figure, Heading, Marker, Section, Stretch

_ENDS = re_pattern(r"[。！？；\n]")
_CLAUSE = re_pattern(r"[。！？；，\n]")
_BESIDE = 1  # so far behind a name a date stands beside it
_NAME = 40  # what runs on further, with more text behind it, is a sentence and no heading's name


def sentences(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of [start, end), without their marks."""
    found, at = [], start
    for match in _ENDS.finditer(plain, start, end):
        stop = match.start()
        if plain[at:stop].strip():
            found.append((at, stop))
        at = stop + 1
    if plain[at:end].strip():
        found.append((at, end))
    return found


def acts(matcher: Matcher, persons: str, start: int, end: int) -> bool:
    """Whether in this sentence a principal person does something (a verb of theirs stands behind them), and is not only said to
    lead a group or to be in charge.
    """
    for person in matcher.within(persons, start, end):
        if not any(hit.start < person.end for hit in matcher.within("principal-arranged", person.start, person.end)):
            return matcher.some("principal-verb", person.end, end) is not None
    return False


def hidden(
    plain: str,
    role: str,
    sections: Sequence[Section],
    lines: Sequence[Line],
    headings: Sequence[Heading],
    markers: Sequence[Marker],
    matcher: Matcher,
    persons: str,
) -> Stretch | None:
    """Where a role is played that has no section of its own: a sub-heading, an item, else the first sentence.

    Args:
        plain: the uniform text.
        role: the role that is looked for.
        sections: the top-level sections; their own headings name no hidden part.
        lines: the lines to look in (not those that state shortcomings or plans).
        headings: the numbered headings.
        markers: the list markers.
        matcher: the lexicons' matches.
        persons: the lexicon of the principal persons.
    """
    ends = {number: end for number, _, end in lines}
    tops = {section.heading.start for section in sections}
    for heading in headings:
        if heading.start in tops or heading.line not in ends:
            continue
        name = heading.end if heading.end + 1 >= ends[heading.line] else min(heading.end, heading.title + _NAME)
        named = matcher.some("principal-naming", heading.title, name)
        if named and _does(plain, matcher, persons, heading.title, heading.stop):
            return Stretch(role, heading.body, heading.stop, (heading.start, heading.end), -1)
    for mark, stop in _items(lines, markers):
        words = _CLAUSE.search(plain, mark.text, stop)
        end = words.start() if words else stop
        if matcher.some("principal-naming", mark.text, end) and _does(plain, matcher, persons, mark.text, stop):
            return Stretch(role, mark.text, stop, (mark.start, end), -1)
    for _, first, last in lines:
        found = sentences(plain, first, last)
        for sentence, (begin, until) in zip_longest(found, found[1:], fillvalue=(last, last)):
            if not matcher.within(persons, *sentence):
                continue
            start, end = sentence
            told, about = acts(matcher, persons, start, end), matcher.some("principal-topic", start, end)
            if not told and about and begin < until and not _mentions(matcher, persons, begin, until):
                told = acts(matcher, persons, start, until)  # the next sentence goes on with the subject
            if told and about:
                return Stretch(role, *_around(lines, markers, start, last), sentence, -1)
    return None


def _does(plain: str, matcher: Matcher, persons: str, start: int, end: int) -> bool:
    """Whether a named sub-part tells an act: a principal person's, or one without a subject of its own."""
    for first, last in sentences(plain, start, end):
        person = matcher.first(persons, first, last)
        if person is None and matcher.excused(persons, first, last):
            continue  # it speaks of others, or of the duty only
        at = person.end if person else first
        if matcher.some("principal-verb", at, last):
            return True
    return False


def _items(lines: Sequence[Line], markers: Sequence[Marker]) -> list[tuple[Marker, int]]:
    """Each marker of an item with the end of its text on the line."""
    ends = {number: end for number, _, end in lines}
    found = []
    for i, mark in enumerate(markers):
        if mark.line not in ends:
            continue
        stop = ends[mark.line]
        if i + 1 < len(markers) and markers[i + 1].line == mark.line:
            stop = markers[i + 1].start
        found.append((mark, stop))
    return found


def _around(lines: Sequence[Line], markers: Sequence[Marker], start: int, line_end: int) -> tuple[int, int]:
    """The innermost item, else the paragraph, that holds a sentence."""
    for mark, stop in _items(lines, markers):
        if mark.start <= start < stop:
            return mark.text, stop
    return start, line_end


def find_evidence(
    plain: str,
    scope: Stretch,
    lines: Sequence[Line],
    markers: Sequence[Marker],
    figures: Sequence[Figure],
    dates: Sequence[DateMention],
    matcher: Matcher,
    persons: str,
) -> list[tuple[int, int]]:
    """The figures and dates in a stretch whose subject is a principal person, as (start, end); `lines` are the stretch's."""
    evidence: list[tuple[int, int]] = []
    above = True if scope.section < 0 and matcher.within(persons, *scope.head) else None
    head = (0, 0)  # the text of the line before its first inline item
    leads: tuple[int, int] | None = None  # the last line that ends in a colon, until it is known whom it names
    for start, end, inline in _segments(scope, lines, markers):
        head = head if inline else (start, end)
        if not inline and plain[end - 1] == "：":
            leads = (start, end)  # 书记、镇长主要做了以下工作：
        # what stands before a hidden sentence is no part of it
        told = max(start, scope.head[0]) if scope.section < 0 else start
        counted = figures[bisect_left(figures, (told,)) : bisect_left(figures, (end,))]
        dated = dates[bisect_left(dates, (told,)) : bisect_left(dates, (end,))]
        if not counted and not dated:
            continue
        # where there is no date, who is named behind the last figure does not matter
        mentions = _mentions(matcher, persons, start, end if dated else counted[-1].start)
        if leads and not mentions:
            named, leads = _mentions(matcher, persons, *leads), None
            above = named[-1][1] if named else above
        lead = _mentions(matcher, persons, *head) if inline else []
        opens = lead[-1][1] if lead else above  # is the subject of the text above an item a principal person?
        evidence += [(f.start, f.end) for f in counted if _subject(plain, mentions, f.start, opens, start, matcher)]
        evidence += [(d.start, d.end) for d in dated if _dated(plain, mentions, d.start, d.end, end, opens)]
    if not evidence:
        evidence = _presided(plain, scope, figures, matcher, persons)
    return sorted(evidence)


def _presided(plain: str, scope: Stretch, figures: Sequence[Figure], matcher: Matcher, persons: str) -> list[tuple[int, int]]:
    """The figures of sentences that say that a principal person presided: 党委会专题研究4次，均由书记主持."""
    said = matcher.within("principal-presided", scope.start, scope.end)
    own = [hit for hit in said if matcher.some(persons, hit.start, hit.end)]
    if not own:
        return []
    told = [(a, b) for a, b in sentences(plain, scope.start, scope.end) if any(a <= hit.start < b for hit in own)]
    return [(f.start, f.end) for a, b in told for f in figures if a <= f.start and f.end <= b]


def _segments(scope: Stretch, lines: Sequence[Line], markers: Sequence[Marker]) -> list[tuple[int, int, bool]]:
    """The lines of a stretch cut at their inline items: (start, end, whether it is an inline item)."""
    segments = []
    inline = [m.start for m in markers if m.inline]
    for _, first, last in lines:
        start, stop = max(first, scope.start), min(last, scope.end)
        cuts = inline[bisect_right(inline, start) : bisect_left(inline, stop)]
        for i, (a, b) in enumerate(zip([start, *cuts], [*cuts, stop], strict=True)):
            segments.append((a, b, i > 0))
    return segments


def _mentions(matcher: Matcher, persons: str, start: int, end: int) -> list[tuple[int, bool]]:
    """Who is named in a segment, in order: (place behind the name, whether it is a principal person).

    Persons of like title who are none (副镇长, 村书记) are others.
    """
    own = [(hit.end, True) for hit in matcher.within(persons, start, end)]
    others = [(hit.end, False) for hit in matcher.within("other-subject", start, end)]
    excused = [hit for hit in matcher.excused(persons, start, end) if not matcher.inside("titles", hit.start, hit.end)]
    for name in ("principal-formula", "principal-arranged"):  # only mentioned, or named as head of a group: nobody else
        if excused:
            named = matcher.within(name, start, end)
            excused = [hit for hit in excused if not any(f.start < hit.end <= f.end for f in named)]
    others += [(hit.end, False) for hit in excused]
    return sorted(own + others)


def _subject(
    plain: str, mentions: Sequence[tuple[int, bool]], at: int, opens: bool | None, start: int, matcher: Matcher
) -> bool:
    """Whether the subject of what stands at `at` is a principal person."""
    before = bisect_right(mentions, (at, True)) - 1
    if before >= 0:
        return mentions[before][1] or _listed(plain, mentions, start, at)
    if opens is not None:
        return opens
    # Nobody is named: the part's own heading is the subject, if what is done is a thing these persons do.
    clause = max(plain.rfind(sign, start, at) for sign in "。；！\n")
    return matcher.some("principal-verb", max(start, clause + 1), at) is not None


def _listed(plain: str, mentions: Sequence[tuple[int, bool]], start: int, at: int) -> bool:
    """Whether `at` stands in an item that names nobody, of a list that a principal person opens: 局长：党组会议……；参加4次."""
    sentence = max([start, *(plain.rfind(sign, start, at) + 1 for sign in "。！？\n")])
    item = plain.rfind("；", sentence, at)
    colon = plain.rfind("：", sentence, max(item, sentence))
    if colon < 0 or any(item < place <= at for place, _ in mentions):
        return False
    head = [own for place, own in mentions if sentence < place <= colon]
    return bool(head) and head[-1]


def _dated(plain: str, mentions: Sequence[tuple[int, bool]], start: int, end: int, stop: int, opens: bool | None) -> bool:
    """Whether a date belongs to an act of a principal person; the person may stand behind the date."""
    if plain[max(0, start - 2) : start] in ("截至", "截止"):
        return False
    close = _ENDS.search(plain, end, stop)
    sentence_end = close.start() if close else stop
    behind = [who for place, who in mentions if end < place <= sentence_end]
    before = [named for named in mentions if named[0] <= start]
    if before and start - before[-1][0] <= _BESIDE:  # 镇长于3月12日
        return before[-1][1]
    if behind:
        return behind[0]
    if before:
        return before[-1][1] or _listed(plain, mentions, 0, start)
    return bool(opens)
