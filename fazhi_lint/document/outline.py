"""Headings, top-level sections, their roles and the stretches of text that play each role.

In: the uniform text, the content lines, the markers, the genre's roles. Out: `Section` and `Stretch` values.
Roles come from heading words and, where the heading does not say, from how the text opens (docs/definitions.md).
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from ..lexicon import Lexicons
from ..matcher import Matcher
from .lines import Line
from .model import DIGIT, PAREN, PAREN_DIGIT, TOP, Heading, Marker, Section, Stretch

_RUN_IN = 40  # a top heading longer than this, with a full stop inside, has its text on the same line
_CANCEL_BEFORE, _CANCEL_BEHIND = 40, 20  # how far from a heading word another one can take it back
_BARE = 30  # a line without a number that is longer than this is no heading


class Role(NamedTuple):
    """A role of the genre, and the lexicons that tell it.

    `heading` is looked for in heading words, `opening` in the first words of a section or paragraph, `part` must be
    the whole of a second-level heading. Sections of themes play the role with `themes` together, up to the first
    section of a role with `ends_themes`. A word of `cancel` near a heading word takes it back. Where no top heading names the
    role, a second-level heading that is wholly in the words of `inside` opens it in its section.
    """

    name: str
    heading: str
    opening: str | None = None
    part: str | None = None
    themes: bool = False
    ends_themes: bool = False
    cancel: str | None = None
    inside: str | None = None


def find_headings(plain: str, lines: Sequence[Line], markers: Sequence[Marker], stop: int) -> list[Heading]:
    """All headings with markers 一、 （一） 1. （1） at line starts, each with the stretch that belongs to it."""
    line_end = {number: end for number, _, end in lines}
    stops = [stop] * (PAREN_DIGIT + 1)  # for each form: where the next heading stands that ends one of this form
    headings = []
    for mark in reversed(markers):
        if mark.inline or mark.form > PAREN_DIGIT:
            continue
        title_end, body = _title_end(plain, mark, line_end[mark.line])
        until = stops[mark.form]
        headings.append(Heading(mark.form, mark.number, mark.start, mark.text, title_end, body, until, mark.line, mark.fault))
        stops[mark.form :] = [mark.start] * (len(stops) - mark.form)
    headings.reverse()
    return headings


def _title_end(plain: str, mark: Marker, end: int) -> tuple[int, int]:
    """Where a heading's words end, and where the text behind them begins."""
    cut = end
    for sign in "。：":
        at = plain.find(sign, mark.text, cut)
        if at >= 0:
            cut = at
    if mark.form == TOP and end - mark.text <= _RUN_IN and cut < end - 1:
        cut = end  # 一、突出重点：抓实法治建设 is one heading
    if cut == end:
        stripped = len(plain[mark.text : end].rstrip("。：；， "))
        return mark.text + stripped, end
    return cut, cut + 1


def find_sections(
    plain: str, lines: Sequence[Line], headings: Sequence[Heading], roles: Sequence[Role], matcher: Matcher, stop: int
) -> list[Section]:
    """The top-level sections with their roles."""
    tops = [h for h in headings if h.form == TOP]
    if not tops:
        tops = _other_tops(plain, lines, headings, roles, matcher, stop)
    named = [_roles_of(h.title, h.end, roles, matcher) for h in tops]
    named = [
        found or _opening_roles(h, roles, matcher) if i else found for i, (h, found) in enumerate(zip(tops, named, strict=True))
    ]
    parts = [tuple([h for h in headings if h.form == PAREN and top.body <= h.start < top.stop]) for top in tops]
    named = _theme_roles(named, roles)
    told = {*chain(*named)}
    inner = [(role.name, role.inside) for role in roles if role.inside is not None and role.name not in told]
    return [
        Section(top, (*found, *_inner_roles(below, inner, matcher)), below)
        for top, found, below in zip(tops, named, parts, strict=True)
    ]


def _inner_roles(parts: Sequence[Heading], roles: Sequence[tuple[str, str]], matcher: Matcher) -> tuple[str, ...]:
    """The roles (each with its lexicon) that second-level headings of a section open inside it."""
    return tuple([role for role, words in roles if any(matcher.whole(words, part.title, part.end) for part in parts)])


def _other_tops(
    plain: str, lines: Sequence[Line], headings: Sequence[Heading], roles: Sequence[Role], matcher: Matcher, stop: int
) -> list[Heading]:
    """Without any 一、: the outermost numbered headings that name roles, else bare lines that do."""
    for form in (PAREN, DIGIT):
        found = [h for h in headings if h.form == form]
        if sum(bool(_roles_of(h.title, h.end, roles, matcher)) for h in found) >= 2:
            return found
    bare = [
        (number, start, end)
        for number, start, end in lines
        if end - start <= _BARE and plain[end - 1] not in "。；，" and _roles_of(start, end, roles, matcher)
    ]
    starts = [start for _, start, _ in bare[1:]] + [stop]
    return [
        Heading(TOP, i + 1, start, start, end, end, until, number)
        for i, ((number, start, end), until) in enumerate(zip(bare, starts, strict=False))
    ]


def _roles_of(start: int, end: int, roles: Sequence[Role], matcher: Matcher) -> tuple[str, ...]:
    """The roles that a heading's words name."""
    return _roles_in(matcher.text[start:end], tuple(roles), matcher.lexicons)


@lru_cache(maxsize=4096)  # the headings of thousands of reports are much the same
def _roles_in(heading: str, roles: tuple[Role, ...], lexicons: Lexicons) -> tuple[str, ...]:
    matcher = Matcher(lexicons.short, heading, {})
    return tuple(role.name for role in roles if _named(role, 0, len(heading), matcher))


def _named(role: Role, start: int, end: int, matcher: Matcher) -> bool:
    """Whether a heading's words name a role: a word that no other word near it takes back."""
    return any(
        role.cancel is None
        or matcher.some(role.cancel, max(start, hit.start - _CANCEL_BEFORE), min(end, hit.end + _CANCEL_BEHIND)) is None
        for hit in matcher.within(role.heading, start, end)
    )


def _opening_roles(heading: Heading, roles: Sequence[Role], matcher: Matcher) -> tuple[str, ...]:
    """The role that the first words of a section's text tell."""
    first = min(heading.stop, heading.body + 60)
    return tuple(role.name for role in roles if role.opening and matcher.some(role.opening, heading.body, first))[:1]


def _theme_roles(named: Sequence[tuple[str, ...]], roles: Sequence[Role]) -> list[tuple[str, ...]]:
    """Give the sections that name no role the theme role, unless a section names that role itself."""
    theme = next((role.name for role in roles if role.themes), None)
    if theme is None or any(theme in found for found in named):
        return [found or ("other",) for found in named]
    ending = {role.name for role in roles if role.ends_themes}
    until = next((i for i, found in enumerate(named) if i and ending.intersection(found)), len(named))
    return [found or ((theme,) if i < until else ("other",)) for i, found in enumerate(named)]


def find_stretches(
    sections: Sequence[Section], roles: Sequence[Role], lines: Sequence[Line], matcher: Matcher
) -> list[Stretch]:
    """What text plays which role: whole sections, or the second-level parts and paragraphs that name it."""
    stretches = []
    for index, section in enumerate(sections):
        own = [role for role in roles if role.name in section.roles]
        openers = [(part, role) for part in section.parts for role in own if names_part(part, role, matcher)]
        head = (section.heading.start, section.heading.end)
        if len(own) == 2 and not openers and own[1].opening:
            cut = _turn(section, own[1], lines, matcher)
            stretches.append(Stretch(own[0].name, section.heading.body, cut, head, index))
            stretches.append(Stretch(own[1].name, cut, section.heading.stop, head, index))
            continue
        for role in own:
            found = [part for part, other in openers if other is role]
            for part in found:
                stop = next((other.start for other, _ in openers if other.start > part.start), section.heading.stop)
                stretches.append(Stretch(role.name, part.body, stop, (part.start, part.end), index))
            if not found:
                stop = openers[0][0].start if openers and len(own) > 1 else section.heading.stop
                stretches.append(Stretch(role.name, section.heading.body, stop, head, index))
    return stretches


def names_part(part: Heading, role: Role, matcher: Matcher) -> bool:
    """Whether a second-level heading merely names a part: （一）存在的不足, （三）2026年工作安排."""
    return role.part is not None and bool(matcher.whole(role.part, part.title, part.end))


def _turn(section: Section, role: Role, lines: Sequence[Line], matcher: Matcher) -> int:
    """Where a section that holds two parts turns to the second: the first paragraph that opens so."""
    heading = section.heading
    for _, start, end in lines:
        opens = role.opening and matcher.some(role.opening, start, min(end, start + 30))
        if heading.body < start < heading.stop and opens:
            return start
    return heading.stop
