"""One text's matches of the lexicons: found when asked for, and kept.

In: the compiled `Lexicons` and a uniform text. Out: matches with their places, without those that an exception, a book title
or a quotation takes back.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from .lexicon import Lexicon, Lexicons, Match
from .rows import ALONE, REACH, WHOLE, Places, Row, covers
from .text import places

_Key = tuple[str, int, int, frozenset[int] | None]  # lexicon, start, end, which entries
_Hit = tuple[int, int, int]  # start, minus end, entry: in order these stand by their place, the longest first
_Pattern = tuple[Row, Places | None]  # one that can match, with the places of what it needs (None: look everywhere)
_SENTENCE = 40  # how far an exception may stretch beyond what it takes back, on both sides, in characters
_NONE: list[Match] = []


_by_place = itemgetter(0, 1)


class _Live(NamedTuple):
    """What can be found of a lexicon in a text: its words in order, its words of one character with their entries, the
    patterns that can match, and the exceptions that can.
    """

    words: list[_Hit]
    signs: Mapping[str, int] = MappingProxyType({})
    patterns: Sequence[_Pattern] = ()
    excusing: Sequence[_Pattern] = ()

    def between(self, start: int, end: int) -> list[_Hit]:
        """The words inside [start, end)."""
        words = self.words
        return [hit for hit in words[bisect_left(words, (start,)) : bisect_left(words, (end,))] if -hit[1] <= end]


_NOTHING = _Live([])


class Matcher:
    """The matches of one text, found when asked for and kept.

    Args:
        lexicons: the ruleset's lexicons.
        text: the uniform text (`SourceText.plain`).
        regions: spans by name, for lexicons that do not count inside them (`not-in`).
    """

    def __init__(self, lexicons: Lexicons, text: str, regions: Mapping[str, Iterable[tuple[int, int]]]) -> None:
        self.lexicons = lexicons
        self._table = lexicons.table
        self.text = text
        self._regions = {name: sorted(spans) for name, spans in regions.items()}
        self._scanned = lexicons.scan(text)
        self._held: dict[str, bool] = {}
        self._known: dict[str, _Live] = {}
        self._found: dict[_Key, list[Match]] = {}
        self._dropped: dict[_Key, list[Match]] = {}
        self._judged: dict[tuple[str, Match], bool] = {}

    def find(self, name: str) -> list[Match]:
        """All matches of a lexicon: in order, the longest at each place, none overlapping."""
        return self.within(name, 0, len(self.text))

    def some(self, name: str, start: int, end: int) -> Match | None:
        """A match of a lexicon inside [start, end), not always the first, or None: for asking whether there is any."""
        found = self._found.get((name, start, end, None))
        if found is not None:
            return found[0] if found else None
        live = self._live(name)
        if live is _NOTHING:
            return None
        for first, last, entry in chain(live.between(start, end), self._hits(live, start, end)):
            hit = Match(first, -last, entry)
            if not self._excused(name, hit):
                return hit
        return None

    def within(self, name: str, start: int, end: int, only: frozenset[int] | None = None) -> list[Match]:
        """The matches of a lexicon that lie wholly inside [start, end): in order, the longest at each place.

        Patterns are run over the stretch only: most are asked about a heading or a part, and a full pass over the
        report is what costs time. They see what stands before and behind the stretch. `only` limits it to some entries.
        """
        live = self._live(name)
        if live is _NOTHING:
            return _NONE
        key = (name, start, end, only)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._search(live, key)
        return found

    def spot(self, name: str, start: int, end: int) -> list[Match]:
        """The same, for a lexicon that is only asked about some stretches: where it holds nothing but words, they alone are
        looked through.
        """
        lexicon = self._table[name]
        if lexicon.rows or lexicon.singles or lexicon.not_in:
            return self.within(name, start, end)
        key = (name, start, end, None)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self.lexicons.spot(name, self.text, start, end)
        return found

    def matches(self, name: str) -> list[Any]:
        """The matches of a lexicon's patterns in the whole text as match objects, for their groups: in order, the first of
        those that overlap.
        """
        stop = len(self.text)
        runs = [row.run(self.text, near, 0, stop, stop) for row, near in self._live(name).patterns]
        found = [(match.start(), -match.end(), match) for run in runs for match in run]
        found.sort(key=_by_place)
        kept: list[Any] = []
        beyond = 0
        for start, end, match in found:
            if start >= beyond:
                kept.append(match)
                beyond = -end
        return kept

    def _live(self, name: str) -> _Live:
        """What can be found of a lexicon in this text."""
        live = self._known.get(name)
        if live is None:
            live = self._known[name] = self._look(self._table[name])
        return live

    def _look(self, lexicon: Lexicon) -> _Live:
        """The same, looked up."""
        scan = self.lexicons.scan_for(lexicon.name, self.text, self._scanned)
        held = scan.held.get(lexicon.name, ())
        if not held and not lexicon.singles and not lexicon.free:
            return _NOTHING
        words: list[_Hit] = []
        near: dict[int, list[int]] = {}  # row -> the places of what it needs
        for starts, (length, entry, rows) in held:
            if length:
                for start in starts:
                    words.append((start, -start - length, entry))
            for at in rows:
                near[at] = near[at] + starts if at in near else starts
        words.sort()
        signs = {sign: entry for sign, entry in lexicon.singles.items() if sign in self.text}
        patterns: list[_Pattern] = []
        excusing: list[_Pattern] = []
        for at in sorted({*near, *lexicon.free}):
            row, needed = lexicon.rows[at], near.get(at)
            if row.characters:
                if needed is None and not any(map(self._holds, row.characters)):
                    continue
                needed = None
            elif needed:
                needed.sort()  # those of one word are in order
            (patterns if at < lexicon.matching else excusing).append((row, needed))
        return _Live(words, signs, patterns, excusing) if words or signs or patterns else _NOTHING

    def _holds(self, sign: str) -> bool:
        """Whether the text holds a character."""
        known = self._held.get(sign)
        if known is None:
            known = self._held[sign] = sign in self.text
        return known

    def excused(self, name: str, start: int, end: int) -> list[Match]:
        """The words inside [start, end) that an exception of the lexicon takes back."""
        self.within(name, start, end)
        return self._dropped.get((name, start, end, None), [])

    def _hits(self, live: _Live, start: int, end: int, only: frozenset[int] | None = None) -> Iterator[_Hit]:
        """The matches inside [start, end) that are no words, as they are found: exceptions not yet taken out."""
        text = self.text
        for sign, entry in live.signs.items():
            for at in places(text, sign, start, end):
                yield at, -at - 1, entry
        stop = min(len(text), end + REACH)
        for row, near in live.patterns:
            if only is None or row.entry in only:
                for match in row.run(text, near, start, end, stop):
                    first, last = match.span()
                    if first < last <= end:
                        yield first, -last, row.entry

    def _search(self, live: _Live, key: _Key) -> list[Match]:
        name, start, end, only = key
        hits = live.between(start, end)
        if live.signs or live.patterns:
            hits += self._hits(live, start, end, only)
            hits.sort(key=_by_place)
        if not hits:
            return _NONE
        excusing = bool(live.excusing or self._table[name].not_in)
        kept: list[Match] = []
        beyond = 0
        for first, last, entry in hits:
            if first < beyond:
                continue
            hit = Match(first, -last, entry)
            if excusing and self._excused(name, hit):
                self._dropped.setdefault(key, []).append(hit)
            elif only is None or entry in only:
                kept.append(hit)
                beyond = -last
        return kept

    def _excused(self, name: str, hit: Match) -> bool:
        """Whether an exception of the lexicon, or where it stands, takes a match back: in whatever stretch it is found."""
        known = self._judged.get((name, hit))
        if known is None:
            known = self._judged[name, hit] = self._taken_back(name, hit)
        return known

    def _taken_back(self, name: str, hit: Match) -> bool:
        """The same, looked up."""
        start, end, _ = hit
        for region in self._table[name].not_in:
            if self.inside(region, start, end):
                return True
        for row, near in self._live(name).excusing:
            first, last = max(0, start - _SENTENCE), min(len(self.text), end + _SENTENCE)
            width = row.width
            if width is not None:  # a match that covers the hit lies between these
                first, last = max(first, end - width), min(last, start + width)
            if near is not None:
                at = bisect_left(near, first)
                if at == len(near) or near[at] >= last:
                    continue
                if row.before is not None:  # it begins at most so much in front of the first place
                    first = max(first, near[at] - row.before)
            if covers(row.pattern.compiled, self.text, first, min(len(self.text), last + REACH), (start, end)):
                return True
        return False

    def inside(self, region: str, start: int, end: int) -> bool:
        """Whether a span lies inside a span of the named region."""
        spans = self._regions.get(region, [])
        at = bisect_left(spans, (start + 1, 0)) - 1
        return at >= 0 and spans[at][0] <= start and end <= spans[at][1]

    def opens(self, name: str, start: int, end: int) -> Any:
        """The lexicon's match that begins exactly at `start`, or None (exceptions are not looked at)."""
        return self._table[name].joined.compiled.match(self.text, start, end, WHOLE, ALONE)

    def whole(self, name: str, start: int, end: int) -> Any:
        """The lexicon's match that fills [start, end), or None (exceptions are not looked at)."""
        return self._table[name].joined.compiled.fullmatch(self.text, start, end, WHOLE, ALONE)

    def first(self, name: str, start: int, end: int) -> Match | None:
        """The first match of a lexicon inside [start, end), or None."""
        live = self._live(name)
        if (name, start, end, None) not in self._found and live.patterns and not live.signs:
            hit = self._leftmost(live, start, end)
            if hit is None or not self._excused(name, hit):
                return hit
        matches = self.within(name, start, end)
        return matches[0] if matches else None

    def _leftmost(self, live: _Live, start: int, end: int) -> Match | None:
        """The leftmost of all matches, the longest there: each pattern is looked for only up to where the ones before begin."""
        best = next(iter(live.between(start, end)), None)
        stop = min(len(self.text), end + REACH)
        for row, near in live.patterns:
            for match in row.run(self.text, near, start, best[0] + 1 if best else end, stop):
                first, last = match.span()
                if first < last <= end:
                    hit = first, -last, row.entry
                    best = hit if best is None or hit[:2] < best[:2] else best
                    break
        return Match(best[0], -best[1], best[2]) if best else None
