"""Facts of a report: its year, its issuers and their administrative level.

In: title, opening, headings, signature. Out: plain values. How the year is chosen: docs/definitions.md.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ..matcher import Matcher
from ..patterns import pattern
from ..rows import covers
from .model import Organ, Year

_YEAR = pattern(r"(?<![\d.])(?P<y>(?:19|20)\d{2})(?= ?年|度)|(?P<c>二[〇○零][一二三][〇○零一二三四五六七八九])(?=年)")
_SPACED = pattern(r"\p{Han}(?: +\p{Han}){3,}")
_AROUND = 16  # how far the words that take a year back stretch around it
_CN = str.maketrans("〇○零一二三四五六七八九", "000123456789")


class Level(NamedTuple):
    """An administrative level: what its organs' names end in, and what its reports call themselves."""

    name: str
    organ: str
    words: str


def own_years(plain: str, start: int, end: int, matcher: Matcher) -> list[Year]:
    """The years in [start, end) that mean the report's own time: not in titles, numbers, periods, comparisons."""
    years = []
    for match in _YEAR.finditer(plain, start, end):
        a, b = match.span()
        if matcher.inside("titles", a, b) or matcher.inside("quotes", a, b):
            continue
        if _taken_back(plain, a, b, matcher):
            continue
        years.append(Year(a, b, int(match["y"] or match["c"].translate(_CN))))
    return years


def _taken_back(plain: str, start: int, end: int, matcher: Matcher) -> bool:
    """Whether words around a year say that it is not the report's own."""
    other = matcher.lexicons["no-year"].joined.compiled
    return covers(other, plain, max(0, start - _AROUND), min(len(plain), end + _AROUND), (start, end))


def choose_year(title: Sequence[int], opening: Sequence[int], votes: Sequence[int]) -> int | None:
    """The report's year.

    Args:
        title: the title's own years.
        opening: those of the opening sentences.
        votes: what the headings, the plan's heading (less one) and the signature (less one) say.
    """
    if title and opening and title[0] != opening[0]:
        said = Counter(votes)
        return opening[0] if said[opening[0]] > said[title[0]] else title[0]
    for years in (title, opening):
        if years:
            return years[0]
    return Counter(votes).most_common(1)[0][0] if votes else None


def organs(plain: str, start: int, end: int, matcher: Matcher) -> list[Organ]:
    """The organs named in a title's or signature's words, split where several follow each other."""
    words = matcher.lexicons["organ-name"].patterns[0].pattern.compiled
    text = plain[start:end]
    if _SPACED.fullmatch(text.strip()):  # 青 溪 县 人 民 政 府: one name over the whole stretch
        match = words.search("".join(text.split()))
        return [Organ(start, end, match[0], match["core"] or match[0])] if match else []
    found = []
    for match in words.finditer(plain, start, end):
        name = "".join(match[0].split())
        core = "".join((match["core"] or name).split())
        found.append(Organ(match.start(), match.end(), name, core))
    return found


def level_of(found: Sequence[Organ], levels: Sequence[Level], matcher: Matcher) -> str | None:
    """The level that the issuers' names tell, else the one whose words for itself the text uses most."""
    for organ in found:
        for level in levels:
            if matcher.lexicons[level.organ].joined.compiled.fullmatch(organ.name):
                return level.name
    counts = {level.name: len(matcher.find(level.words)) for level in levels}
    best = max(counts, key=lambda name: counts[name], default=None)
    return best if best and counts[best] else None
