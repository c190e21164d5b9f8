"""A report's text as a document: each step of the parsing, done when first asked for.

In: a `SourceText`, the genre (roles, levels, lexicons). Out: `Document`, whose properties are frozen values with places.
"""

from __future__ import annotations

import string
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter

from ..matcher import Matcher
from ..once import once
from ..patterns import pattern
from ..text import SourceText
from . import actors, facts, outline
from .dates import find_dates
from .facts import Level
from .figures import find_figures
from .frame import Frame, find_frame
from .genre import LEXICONS, Genre
from .lines import Line
from .markers import inline_markers, line_markers
from .model import Cause, DateMention, Figure, Heading, Marker, Organ, Section, Shortcoming, Stretch, Year
from .outline import Role
from .shortcomings import Judged, find_shortcomings

_NEAR = 500  # how far into the text the reporting unit is looked for first
_TITLES = pattern(r"《[^《》\n]{1,60}(?:《[^《》\n]{1,40}》[^《》\n]{0,40})?》")
_QUOTE = pattern(r"“[^“”\n]{1,80}”")  # nearly all are of this kind, which alone is looked for in a third of the time
_EDGES = f"{string.whitespace}*#"  # all white space of a uniform text, and what makes words bold or a heading in Markdown
_QUOTES = pattern(r"“[^“”\n]{1,80}”|‘[^‘’\n]{1,40}’|「[^「」\n]{1,40}」|\"[^\"\n]{1,40}\"")


class Document:
    """One report.

    Args:
        source: its text.
        genre: what kind of report it is.
        level: the administrative level, where the user names it; else it is inferred from the issuer.
    """

    def __init__(self, source: SourceText, genre: Genre, level: str | None = None) -> None:
        self.source = source
        self.genre = genre
        self.plain = source.plain
        self.empty: dict[tuple[int, int], bool] = {}  # stretches that were asked about: whether no text stands in them
        self._level = level

    @once
    def regions(self) -> dict[str, list[tuple[int, int]]]:
        """Stretches in which words mean less: book titles 《》 and quotations “ ”."""
        quotes = _QUOTES if any(map(self.plain.__contains__, '‘「"')) else _QUOTE
        return {
            "titles": [m.span() for m in _TITLES.finditer(self.plain)],
            "quotes": [m.span() for m in quotes.finditer(self.plain)],
        }

    @once
    def matcher(self) -> Matcher:
        """The lexicons' matches in this text."""
        return Matcher(self.genre.lexicons, self.plain, self.regions)

    @once
    def all_lines(self) -> list[Line]:
        """All non-blank lines, in their order: (number, start, end), without the white space and Markdown's signs around.

        A line break inside a paragraph ends a line too: who pastes from the web has his headings behind such. So the number
        only tells one line from another; what is shown is `source.line_of`.
        """
        found = []
        plain = self.plain
        for i, (start, end) in enumerate(self.source.parts()):
            text = plain[start:end]
            left = text.lstrip(_EDGES)
            if left:
                found.append((i + 1, end - len(left), start + len(text.rstrip(_EDGES))))
        return found

    @once
    def frame(self) -> Frame:
        """Title, addressee, signature and the rest of the outer form."""
        last = self.source.own_lines
        if last is None:
            return find_frame(self.plain, self.source.text, self.all_lines, self.matcher)
        stop = self.source.line_span(last).end
        own = [line for line in self.all_lines if line[2] <= stop]
        frame = find_frame(self.plain, self.source.text, own, self.matcher)
        return frame._replace(outside=frame.outside + tuple(line[1:] for line in self.all_lines[len(own) :]))

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the report body, from the title to the notes."""
        return self.frame.lines

    @property
    def content(self) -> tuple[Line, ...]:
        """The lines between the title and the closing words."""
        return self.frame.content

    def content_between(self, start: int, stop: int) -> Sequence[Line]:
        """The lines of the content that begin before `stop` and end behind `start`."""
        starts, ends = self._content_edges
        return self.content[bisect_right(ends, start) : bisect_left(starts, stop)]

    @once
    def _content_edges(self) -> tuple[list[int], list[int]]:
        """Where the lines of the content begin, and where they end."""
        return [start for _, start, _ in self.content], [end for _, _, end in self.content]

    @once
    def place(self) -> tuple[int, int]:
        """Where a finding about the whole report stands: the title's first line, else the first non-blank line."""
        if self.frame.title_span:
            title = self.frame.title_span[0]
            _, start, end = next(x for x in self.all_lines if x[2] > title)
            return start, end
        _, start, end = (self.all_lines or ((1, 0, 0),))[0]
        return start, end

    @once
    def stop(self) -> int:
        """The end of the content."""
        return self.content[-1][2] if self.content else 0

    @once
    def markers(self) -> list[Marker]:
        """All list markers of the content, in order."""
        found = line_markers(self.plain, self.content) + inline_markers(self.plain, self.content)
        return sorted(found, key=attrgetter("start"))

    @once
    def headings(self) -> list[Heading]:
        """All numbered headings and items at line starts."""
        return outline.find_headings(self.plain, self.content, self.markers, self.stop)

    @once
    def sections(self) -> list[Section]:
        """The top-level sections."""
        return outline.find_sections(self.plain, self.content, self.headings, self.genre.roles, self.matcher, self.stop)

    @once
    def all_headings(self) -> list[Heading]:
        """The numbered headings and items, and the top headings without a number, in order."""
        numbered = {h.start for h in self.headings}
        bare = [s.heading for s in self.sections if s.heading.start not in numbered]
        return sorted([*self.headings, *bare], key=lambda heading: heading.start)

    @once
    def stretches(self) -> list[Stretch]:
        """Which text plays which role."""
        return outline.find_stretches(self.sections, self.genre.roles, self.content, self.matcher)

    def playing(self, role: str) -> list[Stretch]:
        """The stretches that play a role."""
        return [stretch for stretch in self.stretches if stretch.role == role]

    @once
    def acting(self) -> list[Stretch]:
        """The text about what the principal persons did: its sections, else the place where it is hidden."""
        own = self.playing(self.genre.acting)
        return own or ([self.hidden] if self.hidden else [])

    @once
    def hidden(self) -> Stretch | None:
        """Where the principal persons' acts are told, when no section is theirs."""
        if self.playing(self.genre.acting):
            return None
        other = [(x.start, x.end) for x in self.stretches if x.role in (self.genre.deficits, self.genre.ahead)]
        lines = [line for line in self.content if not any(start <= line[1] < end for start, end in other)]
        role = self.genre.acting
        return actors.hidden(self.plain, role, self.sections, lines, self.headings, self.markers, self.matcher, self.persons)

    @once
    def persons(self) -> str:
        """The lexicon of the principal persons: that of the report's level, where there is one."""
        own = f"principal-{self.level}"
        return own if own in self.genre.lexicons else "principal"

    @once
    def evidence(self) -> list[tuple[int, int]]:
        """Figures and dates of the principal persons' own acts."""
        return [
            place
            for scope in self.acting
            for place in actors.find_evidence(
                self.plain,
                scope,
                self.content_between(scope.start, scope.end),
                self.markers,
                self.figures,
                self.dates,
                self.matcher,
                self.persons,
            )
        ]

    @once
    def judged(self) -> Judged:
        """Shortcomings and collective cause passages."""
        stretches = self.playing(self.genre.deficits)
        return find_shortcomings(self.plain, self.source, stretches, self.content, self.markers, self.headings, self.matcher)

    @property
    def shortcomings(self) -> tuple[Shortcoming, ...]:
        """The stated shortcomings, in order."""
        return self.judged.shortcomings

    @property
    def passages(self) -> tuple[Cause, ...]:
        """The collective cause passages, in order."""
        return self.judged.passages

    @once
    def figures(self) -> list[Figure]:
        """All figures, in order."""
        return find_figures(self.matcher, [span for spans in self.regions.values() for span in spans])

    @once
    def dates(self) -> list[DateMention]:
        """All dates of the body, in order."""
        lines = self.lines
        return find_dates(self.plain, lines[0][1], lines[-1][2]) if lines else []

    @once
    def opening(self) -> tuple[int, int]:
        """The first paragraph behind title and addressee, up to the first section: (start, end)."""
        first = self.sections[0].heading.start if self.sections else self.stop
        if self.content and self.content[0][1] < first:
            return self.content[0][1], min(first, self.stop)
        heading = self.sections[0].heading if self.sections else None
        return (heading.body, heading.body) if heading else (0, 0)

    @once
    def opening_years(self) -> list[Year]:
        """The own years of the opening's first sentence, and of the one that leads to the report (如下)."""
        spans = actors.sentences(self.plain, *self.opening)
        kept = [s for i, s in enumerate(spans) if i == 0 or self.matcher.some("closing-formula", *s)]
        return [year for start, end in kept for year in facts.own_years(self.plain, start, end, self.matcher)]

    def heading_years(self, role: str) -> list[Year]:
        """The own years in the headings of a role; in a heading that joins two roles, those before its own words."""
        return [year for named, year in self._heading_years if named == role]

    @once
    def _heading_years(self) -> list[tuple[str, Year]]:
        """The own years in all headings, each with the role that it belongs to."""
        heads: dict[tuple[int, int], tuple[str, ...]] = {(s.heading.title, s.heading.end): s.roles for s in self.sections}
        tops = {s.heading.start for s in self.sections}
        heads |= {s.head: (s.role,) for s in self.stretches if s.head[0] not in tops}
        return [
            (roles[0] if len(roles) == 1 else self._named_by(year, end, roles), year)
            for (start, end), roles in sorted(heads.items())
            for year in facts.own_years(self.plain, start, end, self.matcher)
        ]

    def _named_by(self, year: Year, end: int, roles: Sequence[str]) -> str:
        """Which of the roles that a heading joins a year in it belongs to: the one whose words come first behind it."""
        table = {role.name: role.heading for role in self.genre.roles}
        first = {name: self.matcher.first(table[name], year.start, end) for name in roles}
        return min(roles, key=lambda name: match.start if (match := first[name]) else end)

    @once
    def title_years(self) -> list[Year]:
        """The own years in the title."""
        span = self.frame.title_span
        return facts.own_years(self.plain, *span, self.matcher) if span else []

    @once
    def year(self) -> int | None:
        """The report year."""
        votes = [
            year.value - (role.name == self.genre.ahead) for role in self.genre.roles for year in self.heading_years(role.name)
        ]
        date = self.frame.date
        if date and date.year and date.month and date.month <= 6:
            votes.append(date.year - 1)
        title = [year.value for year in self.title_years]
        return facts.choose_year(title, [year.value for year in self.opening_years], votes)

    @once
    def title_organs(self) -> list[Organ]:
        """The organs named in the title."""
        span = self.frame.title_span
        return facts.organs(self.plain, *span, self.matcher) if span else []

    @once
    def signature_organs(self) -> list[Organ]:
        """The organs that sign."""
        spans = self.frame.signatures
        return [organ for start, end in spans for organ in facts.organs(self.plain, start, end, self.matcher)]

    @once
    def issuers(self) -> list[str]:
        """The reporting organs: those that sign, else those of the title, else the place that the text names."""
        named = self.signature_organs or self.title_organs
        if named:
            return list(dict.fromkeys(organ.name for organ in named))
        start = self.frame.title_span[0] if self.frame.title_span else self.opening[0]
        near = min(self.stop, start + _NEAR)  # nearly always it is named at once
        place = self.matcher.first("named-place", start, near) or self.matcher.first("named-place", start, self.stop)
        return [self.plain[place.start : place.end]] if place else []

    @once
    def level(self) -> str | None:
        """The administrative level of the issuer."""
        if self._level:
            return self._level
        organs = self.title_organs + self.signature_organs or [Organ(0, 0, name, name) for name in self.issuers]
        return facts.level_of(organs, self.genre.levels, self.matcher)

    @once
    def is_report(self) -> bool:
        """Whether the text is a report of this genre at all: by its title, else by its words and parts."""
        if self.frame.title:
            return True
        marks = len(self.matcher.find("genre-mark"))
        parts = {role for section in self.sections for role in section.roles if role != "other"}
        return (marks >= 2 and len(parts) >= 2) or (marks >= 4 and bool(parts))


def parse(source: SourceText, genre: Genre, level: str | None = None) -> Document:
    """The document of a text; `level` overrides what its issuer tells."""
    return Document(source, genre, level)


__all__: Sequence[str] = ("LEXICONS", "Document", "Genre", "Level", "Role", "parse")
