"""Shortcomings and their causes, as docs/definitions.md defines them.

In: a stretch of text that states shortcomings, its lines and markers, and the lexicons `deficiency`, `lead-in`, `cause-inline`,
`cause-opening`, `cause-collective`, `cause-together`, `cause-sides`, `cause-member`, `leads-to-shortcomings` and
`remedy-opening`. Out: the `Shortcoming` values in order, and the collective `Cause` passages.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ..matcher import Matcher
from ..patterns import pattern
from ..text import SourceText, places
from .lines import Line
from .model import DI, DIGIT, FIRST, PAREN, PAREN_DIGIT, SHI, TOP, Cause, Heading, Marker, Shortcoming, Stretch
from .tables import find_table

_CLAUSE = pattern(r"[。；，！？：\n]")
_LISTING = pattern(r"[；，。]")
_JOINING = pattern(r"、|以及|和")
_SENTENCE = "。！？\n"
_LEAD = 20  # how far in front of a colon the words stand that say what is listed behind it
_ENUMERATING = (PAREN, DIGIT, PAREN_DIGIT, SHI, DI, FIRST)


class Judged(NamedTuple):
    """The shortcomings of a report and the passages that give causes for all of them."""

    shortcomings: tuple[Shortcoming, ...]
    passages: tuple[Cause, ...]


class Part(NamedTuple):
    """What one stretch holds: its lines (cut to the stretch), markers and numbered headings."""

    plain: str
    stretch: Stretch
    lines: list[Line]
    marks: list[Marker]
    headings: list[Heading]
    matcher: Matcher


def find_shortcomings(
    plain: str,
    source: SourceText,
    stretches: Sequence[Stretch],
    lines: Sequence[Line],
    markers: Sequence[Marker],
    headings: Sequence[Heading],
    matcher: Matcher,
) -> Judged:
    """All shortcomings of the stretches and the collective cause passages among them.

    Args:
        plain: the uniform text.
        source: the file's own text, in which tabs still part the columns of a table, and its tables.
        stretches: the text that states shortcomings.
        lines: the content's lines.
        markers: the content's list markers.
        headings: the content's numbered headings.
        matcher: the lexicons' matches.
    """
    shortcomings: list[Shortcoming] = []
    passages: list[Cause] = []

    def part_of(stretch: Stretch) -> Part:
        start, end = stretch.start, stretch.end
        return Part(
            plain,
            stretch,
            [(number, max(a, start), b) for number, a, b in lines if start < b and a < end],
            [m for m in markers if start <= m.start < end],
            [h for h in headings if start <= h.start < end],
            matcher,
        )

    for stretch in stretches:
        part = part_of(stretch)
        table = find_table(source, part.lines, matcher)
        if table.lines:
            part = part._replace(lines=[line for line in part.lines if line not in table.lines])
        above = _before(stretch, headings)
        found = _passages(part)
        if above.start < above.end:
            found += _headed(part_of(above))
        passages += found
        shortcomings += table.shortcomings or _shortcomings(part, found)
    if passages:
        shortcomings = [s if s.cause else s._replace(cause=passages[0]) for s in shortcomings]
    return Judged(tuple(shortcomings), tuple(passages))


def _before(stretch: Stretch, headings: Sequence[Heading]) -> Stretch:
    """What stands in the same section before a stretch that a second-level heading opens."""
    tops = [h for h in headings if h.form == TOP and h.body <= stretch.start]
    return stretch._replace(start=tops[-1].body if tops else stretch.start, end=min(stretch.start, stretch.head[0]))


# -- collective cause passages --------------------------------------------------------------------------------


def _passages(part: Part) -> list[Cause]:
    """The passages that give causes for the shortcomings together, in order."""
    said = part.matcher.within("cause-collective", *_bounds(part))
    together = [_together(part, match.start) for match in said if not _of_one(part, match.start)]
    opened = [cause for line in part.lines if (cause := _opened(part, line))]
    opened = [p for p in opened if not any(t.start <= p.start < t.end for t in together)]
    if any(_more_follow(part, passage) for passage in opened):
        opened = []  # each speaks for the shortcoming above it, the last one too
    found = sorted([*together, *opened], key=lambda cause: cause.start)
    return [cause for i, cause in enumerate(found) if not any(o.start <= cause.start < o.end for o in found[:i])]


def _headed(part: Part) -> list[Cause]:
    """The passages with a heading of their own, （一）原因分析, before the shortcomings."""
    tops = {h.start for h in part.headings if h.form == PAREN}
    return [cause for line in part.lines if line[1] in tops and (cause := _opened(part, line))]


def _bounds(part: Part) -> tuple[int, int]:
    return part.stretch.start, part.stretch.end


def _of_one(part: Part, at: int) -> bool:
    """Whether words in the midst of a paragraph speak of its one shortcoming, with others behind it."""
    line, start, end = next(x for x in part.lines if at < x[2])
    outer = _outermost(part, [])
    own = [m for m in outer if start <= m.start < end]
    opens = max(part.plain.rfind(sign, start, at) for sign in _SENTENCE) < start
    return not opens and len(own) == 1 and any(m.line > line for m in outer)


def _together(part: Part, at: int) -> Cause:
    """The passage that begins with the sentence around `at`, which names the shortcomings together."""
    line = next(i for i, (_, _, end) in enumerate(part.lines) if at < end)
    start = max([part.lines[line][1], *(part.plain.rfind(sign, 0, at) + 1 for sign in _SENTENCE)])
    return _measured(part, start, _extent(part, line))


def _opened(part: Part, line: Line) -> Cause | None:
    """The passage that a paragraph opens with words about causes, if it speaks for several shortcomings."""
    _, start, end = line
    mark = next((m for m in part.marks if not m.inline and m.start == start), None)
    text = mark.text if mark else start
    opening = part.matcher.opens("cause-opening", text, end)
    if opening is None:
        return None
    heading = next((h for h in part.headings if h.start == start), None)
    own = heading is not None and bool(part.matcher.whole("cause-opening", heading.title, heading.end))
    if mark is not None and not own and (mark.form != PAREN or mark.number == 1):
        return None  # an item of the shortcomings that happens to begin so
    index = part.lines.index(line)
    stop = heading.stop if own and heading else _extent(part, index)
    bare = not part.plain[opening.end() : end].strip("：。， ")
    cause = _measured(part, start, min(stop, part.stretch.end))
    listed = len([m for m in part.marks if opening.end() <= m.start < cause.end])
    sides = len(part.matcher.within("cause-sides", start, cause.end))
    several = max(listed, sides, _parted(part, opening.end(), cause.end)) >= 2
    sentence = min((at for sign in _SENTENCE if (at := part.plain.find(sign, opening.end(), end)) >= 0), default=end)
    together = part.matcher.some("cause-together", start, sentence)
    return cause if own or bare or several or together else None


def _parted(part: Part, start: int, end: int) -> int:
    """How many causes semicolons part in a stretch, up to where it says what is to be done about them."""
    stops = [*places(part.plain, "；", start, end), end]
    return next((i for i, stop in enumerate(stops) if part.matcher.some("remedy-opening", start, stop)), len(stops))


def _extent(part: Part, index: int) -> int:
    """The end of a passage that opens in line `index`: its paragraph and the items of its list behind it."""
    end = part.lines[index][2]
    opens_list = not _leads_on(part, index) and (
        part.plain[end - 1] == "：" or (end - part.lines[index][1] < 25 and part.plain[end - 1] != "。")
    )
    last = max((m.number for m in part.marks if part.lines[index][1] < m.start < end), default=0)
    form = next((m.form for m in part.marks if part.lines[index][1] < m.start < end), None)
    for _, start, stop in part.lines[index + 1 :]:
        mark = next((m for m in part.marks if not m.inline and m.start == start), None)
        if mark is None or (mark.form == PAREN and not opens_list):
            if not (opens_list and end == part.lines[index][2]):
                break
        elif not (opens_list and form is None) and (mark.form != form or mark.number != last + 1):
            break
        else:
            form, last = mark.form, mark.number
        inner = [m.number for m in part.marks if start < m.start < stop and m.form == form]
        last = max([last, *inner])
        end = stop
    return end


def _leads_on(part: Part, index: int) -> bool:
    """Whether a line about causes, with no shortcoming before it, leads to a list of shortcomings: …。具体表现为："""
    _, start, end = part.lines[index]
    if any(m.start < start for m in _outermost(part, [])):
        return False
    said = part.matcher.within("leads-to-shortcomings", max(start, end - _LEAD), end)
    return bool(said) and said[-1].end == end


def _measured(part: Part, start: int, end: int) -> Cause:
    """A passage with the number of causes it lists: its items, else the members of its list of clauses."""
    marks = [m for m in part.marks if start < m.start < end and m.form != PAREN]
    if marks:
        form = marks[0].form
        return Cause(start, end, sum(m.form == form for m in marks))
    sides = len(part.matcher.within("cause-sides", start, end))
    if sides > 1:
        return Cause(start, end, max(sides, _parted(part, start, end)))
    text = part.plain[start:end].rstrip("。； \n")
    opening = part.matcher.first("cause-collective", start, end) or part.matcher.first("cause-opening", start, end)
    behind = text[opening.end - start :] if opening else text
    clauses = [clause for clause in _LISTING.split(behind.strip("：，是 ")) if len(clause.strip()) > 2]
    return Cause(start, end, max(1, sum(_members(part, clause) for clause in clauses)))


def _members(part: Part, clause: str) -> int:
    """How many causes a clause lists: 培训少、人手少 are two, 普法和执法经费不足 is one."""
    ends = part.matcher.lexicons["cause-member"].joined.compiled
    *first, _ = _JOINING.split(clause)
    return 1 + sum(ends.search(said.strip()) is not None for said in first)


def _more_follow(part: Part, cause: Cause) -> bool:
    """Whether shortcomings stand before and behind a passage: then it speaks for the one above it."""
    outer = [m.start for m in _outermost(part, [])]
    return any(at < cause.start for at in outer) and any(at >= cause.end for at in outer) and cause.start not in outer


# -- the shortcomings -----------------------------------------------------------------------------------------


def _shortcomings(part: Part, passages: Sequence[Cause]) -> list[Shortcoming]:
    marks = [m for m in _outermost(part, passages) if not part.matcher.opens("remedy-opening", m.text, m.text + 20)]
    starts = [(m.start, m.text, _title_stop(part, m)) for m in marks] or _paragraphs(part, passages)
    limits = [start for start, _, _ in starts] + [p.start for p in passages] + [part.stretch.end]
    found = []
    for start, title, end in starts:
        stop = min(limit for limit in limits if limit > start)
        why = part.matcher.first("cause-inline", start, stop)
        found.append(Shortcoming(start, title, min(end, stop), stop, Cause(why.start, why.end) if why else None))
    stated = any(part.matcher.some("deficiency", s.start, s.stop) for s in found)
    return found if stated else []


def _paragraphs(part: Part, passages: Sequence[Cause]) -> list[tuple[int, int, int]]:
    """Without an enumeration: the paragraphs that state a deficiency, lead-ins only where nothing else does."""
    found = [
        (start, start, _clause_stop(part.plain, start, end))
        for _, start, end in part.lines
        if not any(p.start <= start < p.end for p in passages)
        and not part.matcher.opens("remedy-opening", start, end)
        and not part.matcher.opens("cause-opening", start, end)
        and part.matcher.some("deficiency", start, end)
    ]
    ends = {start: end for _, start, end in part.lines}
    own = [place for place in found if not part.matcher.whole("lead-in", place[0], ends[place[0]])]
    return own or found


def _outermost(part: Part, passages: Sequence[Cause]) -> list[Marker]:
    """The markers of the outermost enumeration outside the cause passages."""
    free = [m for m in part.marks if m.form in _ENUMERATING and not any(p.start <= m.start < p.end for p in passages)]
    free = _without_cause_lists(part, free)
    if not free:
        return []
    line_forms = {m.form for m in free if not m.inline}
    if PAREN in line_forms:
        return [m for m in free if m.form == PAREN and not m.inline]
    first = free[0]
    if first.inline and (line := next((m for m in free if not m.inline and m.form < first.form), None)):
        first = line
    inline_too = first.form in (SHI, DI, FIRST) or first.inline or _one_line(free, first)
    return [m for m in free if m.form == first.form and (inline_too or not m.inline)]


def _one_line(marks: Sequence[Marker], first: Marker) -> bool:
    """Whether a list that a line begins goes on inside it and nowhere else: 1.……。2.……。3.……"""
    own = [m for m in marks if m.form == first.form]
    return len({m.line for m in own}) == 1 and [m.number for m in own[:2]] == [1, 2]


def _without_cause_lists(part: Part, marks: Sequence[Marker]) -> list[Marker]:
    """Drop the lists of causes inside a shortcoming: …主要原因：一是…；二是…"""
    kept: list[Marker] = []
    inner: Marker | None = None
    for mark in marks:
        if inner and mark.form == inner.form and mark.number == inner.number + 1 and mark.line == inner.line:
            inner = mark
            continue
        inner = mark if mark.inline and mark.number == 1 and _caused(part, mark.start) else None
        if inner is None:
            kept.append(mark)
    return kept


def _caused(part: Part, at: int) -> bool:
    """Whether words about causes lead to a place, in its own sentence."""
    if part.plain[at - 1] in _SENTENCE:
        return False
    before = part.matcher.within("cause-opening", max(part.stretch.start, at - 14), at)
    return bool(before) and not part.plain[before[-1].end : at].strip("：，是为有 ")


def _title_stop(part: Part, mark: Marker) -> int:
    """The end of a shortcoming's first words: its heading's end, or that of its first clause."""
    heading = next((h for h in part.headings if h.start == mark.start), None)
    if heading is not None:
        return heading.end
    line_end = next(end for _, start, end in part.lines if start <= mark.start < end)
    return _clause_stop(part.plain, mark.text, line_end)


def _clause_stop(plain: str, start: int, end: int) -> int:
    match = _CLAUSE.search(plain, start, end)
    return match.start() if match else end
