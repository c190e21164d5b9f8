"""Where the report begins and ends: web frame, document number, title, addressee, signature, date, notes.

In: the uniform text, its non-blank lines and the matcher of the genre's lexicons. Out: a `Frame`. Frame lines
(breadcrumb, metadata rows, page controls) are no part of the report (docs/definitions.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..matcher import Matcher
from ..patterns import pattern
from .dates import parse_date
from .model import DateMention

Line = tuple[int, int, int]  # number (1-based), start, end; without the white space around
_HEAD_LINES = 60  # a title further down than this is none
_TAIL_LINES = 40
_TITLE_LINES = 4
_LONGEST = 200  # no closing line is longer than this
_DATE_ENDS = "日号）0123456789"
_SENTENCE = pattern(r"[。；！]")
_SPACES = pattern(r"\s+")
_TOP = pattern(r"[ #*]*[一二三四五六七八九十]{1,3} ?[、.]")


class Frame(NamedTuple):
    """The outer elements of a report. Spans are (start, end) in the text; `lines` are those of the body."""

    lines: tuple[Line, ...]  # the body's non-blank lines, from document number or title to notes
    content: tuple[Line, ...]  # those between the title and the closing words
    outside: tuple[tuple[int, int], ...]  # frame lines
    title: str | None
    title_span: tuple[int, int] | None
    addressee: tuple[int, int] | None
    signatures: tuple[tuple[int, int], ...]
    date: DateMention | None


def find_frame(plain: str, text: str, lines: Sequence[Line], matcher: Matcher) -> Frame:
    """Part a text into frame, title, addressee, content, signature and notes."""
    head, rows, foreign = _head(plain, lines, matcher)
    odd = rows | foreign
    title = _find_title(plain, lines, head, odd, matcher)
    first = title[0] if title else _first_own(lines, head, rows)
    odd |= _above(lines, first, odd, matcher)
    last_heading = max((i for i, line in enumerate(lines) if _TOP.match(plain, line[1], line[2])), default=0)
    end = min(_cut_tail(lines, last_heading, matcher), _behind_date(plain, lines, last_heading, matcher))
    outside = sorted(odd | set(range(end, len(lines))))
    body = [i for i in range(len(lines)) if i not in odd and i < end]
    least = max(head, last_heading) if last_heading else (title[-1] if title else 0)
    closing = _closing(plain, lines, body, least, matcher)
    rest = [i for i in body if i > (title[-1] if title else -1)]
    addressee = _addressee(lines, [i for i in rest if i <= head][:6], matcher)
    tail = [i for i in rest if i >= closing]
    signatures, date = _signature(plain, lines, tail, matcher)
    top = [i for i in rest[:4] if i < head]
    if not signatures and date is None and any(plain[lines[i][1]] == "（" for i in top):
        signatures, date = _signature(plain, lines, top, matcher)  # as of a report to a meeting, under its title
    if date is None:
        date = next((d for i in top if (d := _date_line(plain, lines[i], matcher))), None)
    skip = {i for i in rest if i < head and (matcher.whole("note-line", *lines[i][1:]) or _is_number_line(lines[i], matcher))}
    words, span = _title_text(plain, text, lines, title, matcher)
    return Frame(
        tuple(lines[i] for i in body),
        tuple(lines[i] for i in rest if i < closing and i != addressee and i not in skip),
        tuple((lines[i][1], lines[i][2]) for i in outside),
        words,
        span,
        (lines[addressee][1], lines[addressee][2]) if addressee is not None else None,
        signatures,
        date,
    )


def _head(plain: str, lines: Sequence[Line], matcher: Matcher) -> tuple[int, set[int], set[int]]:
    """How many lines may hold title and addressee, which of them are rows of the frame, and which are hardly Chinese: up to the
    first top heading or the first long sentence that is none of these.
    """
    rows: set[int] = set()
    foreign: set[int] = set()
    for i, (_, start, end) in enumerate(lines[:_HEAD_LINES]):
        if _TOP.match(plain, start, end):
            return i, rows, foreign
        if matcher.opens("frame-line", start, end):
            rows.add(i)
        elif _foreign(plain, start, end) and not _date_line(plain, lines[i], matcher):
            foreign.add(i)
        elif end - start > 45 and _SENTENCE.search(plain, start, end):
            return i, rows, foreign
    return min(len(lines), _HEAD_LINES), rows, foreign


def _foreign(plain: str, start: int, end: int) -> bool:
    """Whether a line is hardly written in Chinese: a script, an address, a counter."""
    if "一" <= plain[start] <= "鿿":
        return False
    return 4 * sum("一" <= letter <= "鿿" for letter in plain[start:end]) < end - start


def _find_title(plain: str, lines: Sequence[Line], head: int, odd: set[int], matcher: Matcher) -> list[int]:
    """The lines of the last title in the head: one to four lines, with the organs' lines above them."""
    pattern = matcher.lexicons["title-line"].joined.compiled
    best: list[int] = []
    own = [i for i in range(head) if i not in odd]
    at = 0
    while at < len(own):
        for size in range(1, _TITLE_LINES + 1):
            group = own[at : at + size]
            if len(group) < size or (size > 1 and group[-1] - group[0] != size - 1):
                break
            if pattern.fullmatch(_joined(plain, lines, group)):
                best = _own_lines(plain, lines, group, matcher)
                at += size - 1
                break
        at += 1
    while best and best[0] - 1 in own and _is_organ_line(lines[best[0] - 1], matcher):
        best = [best[0] - 1, *best]
    numbers = [n for n, i in enumerate(best[:-1]) if _is_number_line(lines[i], matcher)]
    return best[numbers[-1] + 1 :] if numbers else best


def _own_lines(plain: str, lines: Sequence[Line], group: list[int], matcher: Matcher) -> list[int]:
    """A title's lines without rows of the frame that run on into it: the last ones that are a title and open with an organ,
    where the line above them neither does nor begins the organ's name.
    """
    pattern = matcher.lexicons["title-line"].joined.compiled

    def opens(i: int) -> bool:
        return bool(matcher.opens("organ-name", lines[i][1], lines[i][2]))

    for first in range(len(group) - 1, 0, -1):
        own = group[first:]
        above = lines[group[first - 1]]
        begun = opens(group[first - 1]) or matcher.whole("title-begun", above[1], above[2])
        if pattern.fullmatch(_joined(plain, lines, own)) and opens(own[0]) and not begun:
            return own
    return group


def _joined(plain: str, lines: Sequence[Line], group: Sequence[int]) -> str:
    """The words of some lines put together, without spaces."""
    return "".join(_SPACES.sub("", plain[lines[i][1] : lines[i][2]]) for i in group)


def _signs(plain: str, line: Line, matcher: Matcher) -> bool:
    """Whether a line names signing organs and nothing else; the characters may be spaced out."""
    words = _SPACES.sub("", plain[line[1] : line[2]])
    return any(
        matcher.whole(name, line[1], line[2]) or matcher.lexicons[name].joined.compiled.fullmatch(words)
        for name in ("organ-line", "signature-line")
    )


def _is_organ_line(line: Line, matcher: Matcher) -> bool:
    return bool(matcher.whole("organ-line", line[1], line[2]))


def _is_number_line(line: Line, matcher: Matcher) -> bool:
    return bool(matcher.whole("document-number-line", line[1], line[2]))


def _first_own(lines: Sequence[Line], head: int, odd: set[int]) -> int:
    """Without a title: the first line behind the last frame line of the head."""
    return max((i + 1 for i in odd if i < head), default=0)


def _above(lines: Sequence[Line], first: int, odd: set[int], matcher: Matcher) -> set[int]:
    """The lines above the title that belong to the frame: where there is one, all but the head of the letter."""
    last = first
    while (
        last > 0
        and last - 1 not in odd
        and (_is_organ_line(lines[last - 1], matcher) or _is_number_line(lines[last - 1], matcher))
    ):
        last -= 1
    framed = any(i < last for i in odd) or any(matcher.opens("frame-above", *lines[i][1:]) for i in range(last))
    return set(range(last)) if framed else set()


def _cut_tail(lines: Sequence[Line], after: int, matcher: Matcher) -> int:
    """The index of the first frame line behind the last top heading, or the number of lines."""
    for i in range(max(after + 1, len(lines) - _TAIL_LINES), len(lines)):
        if matcher.opens("frame-tail", lines[i][1], lines[i][2]):
            return i
    return len(lines)


def _behind_date(plain: str, lines: Sequence[Line], after: int, matcher: Matcher) -> int:
    """The index of the line behind the signature, the date and the notes, where the report ends: what follows is attached to it
    or belongs to the page. The number of lines where there is nothing of the kind.
    """
    for i in range(after + 1, len(lines)):
        _, start, end = lines[i]
        attached = matcher.whole("attachment-line", start, end)
        dated = matcher.whole("date-line", start, end) if plain[end - 1] in _DATE_ENDS else None
        if not (attached or dated):
            continue
        near = lines[max(after + 1, i - 3) : i][::-1]
        signed = any(_signs(plain, line, matcher) for line in near)
        if attached and (signed or any(_date_line(plain, line, matcher) for line in near)):
            return i
        if dated and (signed or dated["organ"]):
            return next((n for n in range(i + 1, len(lines)) if not _closes(plain, lines[n], matcher)), len(lines))
    return len(lines)


def _closes(plain: str, line: Line, matcher: Matcher) -> bool:
    """Whether a line is a note, or closing words, or a signature or date of the report."""
    _, start, end = line
    return bool(
        matcher.whole("note-line", start, end)
        or matcher.whole("closing-line", start, end)
        or _signs(plain, line, matcher)
        or _date_line(plain, line, matcher)
    )


def _closing(plain: str, lines: Sequence[Line], body: Sequence[int], least: int, matcher: Matcher) -> int:
    """The index of the first line of closing words, signature, date and notes (or one past the end)."""
    first = (body[-1] + 1) if body else 0
    strangers = 0
    for i in reversed(body):
        if i <= least:
            break
        _, start, end = lines[i]
        if end - start > _LONGEST:
            break
        if _closes(plain, lines[i], matcher):
            first, strangers = i, 0
        elif end - start > 30 or _SENTENCE.search(plain, start, end) or strangers > 4:
            break
        else:
            strangers += 1
    return first


def _date_line(plain: str, line: Line, matcher: Matcher) -> DateMention | None:
    """The date of a line that holds a date alone (in brackets or not), or an organ and a date."""
    match = matcher.whole("date-line", line[1], line[2])
    return parse_date(plain, match.start("date"), match.end("date")) if match else None


def _addressee(lines: Sequence[Line], candidates: Sequence[int], matcher: Matcher) -> int | None:
    for i in candidates:
        if matcher.whole("addressee-line", lines[i][1], lines[i][2]):
            return i
    return None


def _signature(
    plain: str, lines: Sequence[Line], tail: Sequence[int], matcher: Matcher
) -> tuple[tuple[tuple[int, int], ...], DateMention | None]:
    """The signing organs' spans and the date of the tail."""
    organs: list[tuple[int, int]] = []
    date = None
    for i in tail:
        _, start, end = lines[i]
        match = matcher.whole("date-line", start, end)
        if match is not None:
            if date is None:
                date = parse_date(plain, match.start("date"), match.end("date"))
            if match["organ"]:
                organs.append(match.span("organ"))
        elif matcher.whole("note-line", start, end):
            continue
        elif _signs(plain, lines[i], matcher):
            organs.append((start, end))
    return tuple(organs), date


def _title_text(
    plain: str, text: str, lines: Sequence[Line], title: Sequence[int], matcher: Matcher
) -> tuple[str | None, tuple[int, int] | None]:
    """The title's lines as written, joined without spaces and without a document number; its span."""
    if not title:
        return None, None
    places = [at for i in title for at in range(lines[i][1], lines[i][2]) if not plain[at].isspace()]
    number = matcher.lexicons["document-number"].joined.compiled.search("".join(plain[at] for at in places))
    if number is not None:
        del places[number.start() : number.end()]
    return "".join(text[at] for at in places), (lines[title[0]][1], lines[title[-1]][2])
