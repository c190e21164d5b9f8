"""Where the report begins and ends: web frame, document number, title, addressee, signature, date, notes.

In: the uniform text, its non-blank lines and the matcher of the genre's lexicons. Out: a `Frame`. Frame lines
(breadcrumb, metadata rows, page controls) are no part of the report (docs/definitions.md).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from ..matcher import Matcher
from ..patterns import pattern
from .lines import Line, Lines
from .model import DateMention

_HEAD_LINES = 60  # a title further down than this is none
_TAIL_LINES = 40
_TITLE_LINES = 4
_NEAR = 3  # so many lines in front of what is attached the date stands at most
_ATTACHED = 8  # the line that says so is no longer
_LONGEST = 200  # no closing line is longer than this
_SENTENCE = pattern(r"[。；！]")


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


def find_frame(plain: str, text: str, spans: Sequence[Line], matcher: Matcher) -> Frame:
    """Part a text into frame, title, addressee, content, signature and notes."""
    lines = Lines(plain, spans, matcher)
    head, rows, foreign = _head(lines)
    odd = rows | foreign
    title = _find_title(lines, head, odd)
    odd |= _above(lines, title[0] if title else _first_own(head, rows), odd)
    last_heading = next((i for i in range(_attached(lines) - 1, 0, -1) if lines.is_top(i)), 0)
    below = [i for i in range(last_heading + 1, len(lines)) if not lines.is_item(i)]
    end = _cut_tail(lines, below, _behind_date(lines, below))
    body = [i for i in range(end) if i not in odd]
    closing = _closing(lines, body, max(head, last_heading) if last_heading else (title[-1] if title else 0))
    rest = body[bisect_right(body, title[-1]) :] if title else body
    upper = rest[: bisect_left(rest, head)]  # those in the head
    addressee = next((i for i in rest[: bisect_right(rest, head)][:6] if lines.fills("addressee-line", i)), None)
    signatures, date = _signature(lines, rest[bisect_left(rest, closing) :])
    top = upper[:4]
    if not signatures and date is None and any(plain[spans[i][1]] == "（" for i in top):
        signatures, date = _signature(lines, top)  # as of a report to a meeting, under its title
    if date is None:
        date = next((found for i in top if (found := lines.date(i))), None)
    skip = {i for i in upper if lines.fills("note-line", i) or lines.fills("document-number-line", i)} | {addressee}
    words, span = _title_text(lines, text, title)
    return Frame(
        tuple([spans[i] for i in body]),
        tuple([spans[i] for i in rest if i < closing and i not in skip]),
        tuple([spans[i][1:] for i in range(len(lines)) if i >= end or i in odd]),
        words,
        span,
        spans[addressee][1:] if addressee is not None else None,
        signatures,
        date,
    )


def _head(lines: Lines) -> tuple[int, set[int], set[int]]:
    """How many lines may hold title and addressee, which of them are rows of the frame, and which are hardly Chinese: up to the
    first top heading or the first long sentence that is none of these.
    """
    rows: set[int] = set()
    foreign: set[int] = set()
    for i, (_, start, end) in enumerate(lines.spans[:_HEAD_LINES]):
        top = lines.is_top(i)
        contents = top and lines.plain[end - 1].isdigit()  # it may stand in the table of contents, with its page
        if (contents or not top) and lines.opens("frame-line", i):
            rows.add(i)
        elif top:
            return i, rows, foreign
        elif _foreign(lines.plain, start, end) and not lines.dated(i):
            foreign.add(i)
        elif end - start > 45 and _SENTENCE.search(lines.plain, start, end):
            return i, rows, foreign
    return min(len(lines), _HEAD_LINES), rows, foreign


def _foreign(plain: str, start: int, end: int) -> bool:
    """Whether a line is hardly written in Chinese: a script, an address, a counter."""
    if "一" <= plain[start] <= "鿿":
        return False
    return 4 * len([letter for letter in plain[start:end] if "一" <= letter <= "鿿"]) < end - start


def _find_title(lines: Lines, head: int, odd: set[int]) -> list[int]:
    """The lines of the last title in the head: one to four lines, with the organs' lines above them."""
    is_title = lines.matcher.lexicons["title-line"].joined.compiled.fullmatch
    best: list[int] = []
    own = [i for i in range(head) if i not in odd]
    at = 0
    while at < len(own):
        words = ""
        for size, i in enumerate(own[at : at + _TITLE_LINES], 1):
            if i - own[at] != size - 1:
                break
            words += lines.words(i)
            if is_title(words):
                best = _first_of_two(lines, best, _own_lines(lines, own[at : at + size]))
                at += size - 1
                break
        at += 1
    while best and best[0] - 1 in own and lines.fills("organ-line", best[0] - 1):
        best = [best[0] - 1, *best]
    numbers = [n for n, i in enumerate(best[:-1]) if lines.fills("document-number-line", i)]
    return best[numbers[-1] + 1 :] if numbers else best


def _first_of_two(lines: Lines, above: list[int], group: list[int]) -> list[int]:
    """Of two titles the second, but where it is the first once more, without the organ's line above it, that one."""
    last = above[-len(group) :]
    again = (
        len(above) > len(group) and last[-1] == group[0] - 1 and list(map(lines.words, last)) == list(map(lines.words, group))
    )
    return above if again else group


def _own_lines(lines: Lines, group: list[int]) -> list[int]:
    """A title's lines without rows of the frame that run on into it: the last ones that are a title and open with an organ,
    where the line above them neither does nor begins the organ's name.
    """
    is_title = lines.matcher.lexicons["title-line"].joined.compiled.fullmatch
    for first in range(len(group) - 1, 0, -1):
        above, *own = group[first - 1 :]
        if (
            lines.opens("organ-name", own[0])
            and not lines.opens("organ-name", above)
            and not lines.fills("title-begun", above)
            and is_title("".join(map(lines.words, own)))
        ):
            return own
    return group


def _first_own(head: int, odd: set[int]) -> int:
    """Without a title: the first line behind the last frame line of the head."""
    return max((i + 1 for i in odd if i < head), default=0)


def _above(lines: Lines, first: int, odd: set[int]) -> set[int]:
    """The lines above the title that belong to the frame: where there is one, all but the head of the letter."""
    last = first
    while (
        last > 0
        and last - 1 not in odd
        and (lines.fills("organ-line", last - 1) or lines.fills("document-number-line", last - 1))
    ):
        last -= 1
    framed = any(i < last for i in odd) or any(lines.opens("frame-above", i) for i in range(last))
    return set(range(last)) if framed else set()


def _cut_tail(lines: Lines, below: Sequence[int], end: int) -> int:
    """The index of the first frame line below the last top heading, or `end`, where the report ends in any case."""
    for i in below:
        if i >= end:
            break
        if i >= len(lines) - _TAIL_LINES and lines.opens("frame-tail", i):
            return i
    return end


def _attached(lines: Lines) -> int:
    """The index of the line that begins what is attached behind the date; the number of lines where there is none. What is
    attached may have headings of its own.
    """
    for i, (_, start, end) in enumerate(lines.spans):
        if end - start > _ATTACHED or not lines.fills("attachment-line", i):
            continue
        if any(lines.dated(n) for n in range(max(0, i - _NEAR), i)):
            return i if any(map(lines.is_top, range(i))) else len(lines)  # else it is the report that is attached to a letter
    return len(lines)


def _behind_date(lines: Lines, below: Sequence[int]) -> int:
    """The index of the line behind the signature, the date and the notes, where the report ends: what follows is attached to it
    or belongs to the page. The number of lines where there is nothing of the kind.
    """
    for i in below:
        attached, dated = lines.fills("attachment-line", i), lines.dated(i)
        if not (attached or dated):
            continue
        near = range(max(below[0], i - 3), i)
        signed = any(lines.signs(n) for n in near)
        if attached and (signed or any(lines.dated(n) for n in near)):
            return i
        if dated and (signed or dated["organ"]):
            return next((n for n in range(i + 1, len(lines)) if not lines.closes(n)), len(lines))
    return len(lines)


def _closing(lines: Lines, body: Sequence[int], least: int) -> int:
    """The index of the first line of closing words, signature, date and notes (or one past the end)."""
    first = (body[-1] + 1) if body else 0
    strangers = 0
    for i in reversed(body):
        if i <= least:
            break
        _, start, end = lines.spans[i]
        if end - start > _LONGEST:
            break
        if lines.closes(i):
            first, strangers = i, 0
        elif end - start > 30 or _SENTENCE.search(lines.plain, start, end) or strangers > 4:
            break
        else:
            strangers += 1
    return first


def _signature(lines: Lines, tail: Sequence[int]) -> tuple[tuple[tuple[int, int], ...], DateMention | None]:
    """The signing organs' spans and the date of the tail."""
    organs: list[tuple[int, int]] = []
    date = None
    for i in tail:
        match = lines.dated(i)
        if match is not None:
            if date is None:
                date = lines.date(i)
            if match["organ"]:
                organs.append(match.span("organ"))
        elif not lines.fills("note-line", i) and lines.signs(i):
            organs.append(lines.spans[i][1:])
    return tuple(organs), date


def _title_text(lines: Lines, text: str, title: Sequence[int]) -> tuple[str | None, tuple[int, int] | None]:
    """The title's lines as written, joined without spaces and without a document number; its span."""
    if not title:
        return None, None
    plain, spans = lines.plain, lines.spans
    places = [at for i in title for at in range(spans[i][1], spans[i][2]) if not plain[at].isspace()]
    number = lines.matcher.lexicons["document-number"].joined.compiled.search("".join(map(lines.words, title)))
    if number is not None:
        first, last = number.span()
        around = "".join(plain[at] for at in places[max(0, first - 1) : last + 1])
        bracketed = around.startswith("（") and around.endswith("）")
        del places[first - bracketed : last + bracketed]
    return "".join([text[at] for at in places]), (spans[title[0]][1], spans[title[-1]][2])
