"""One text's matches of the lexicons: found when asked for, and kept.

In: the compiled `Lexicons` and a uniform text. Out: matches with their places, without those that an exception, a book title
or a quotation takes back.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from .lexicon import Lexicon, Lexicons, Match, Row

_Key = tuple[str, int, int, frozenset[int] | None]  # lexicon, start, end, which entries
_Hit = tuple[int, int, int]  # start, minus end, entry: in order these stand by their place, the longest first
_Places = list[int]  # where words begin
_Pattern = tuple[Row, _Places | None]  # one that can match, with the places of what it needs (None: look everywhere)
_REACH = 24  # how far a look-ahead may stretch beyond a match, in characters
_SENTENCE = 40  # and an exception, on both sides
_BESIDE = 8  # so far before such a place a match of unknown length is tried, character by character
_SPARSE = 100  # where what a pattern needs stands more often than once in so many characters, it is looked for everywhere
# How patterns are called: without partial and overlapping matches, and without letting other threads run meanwhile, which
# takes longer than most matches.
_WHOLE = _APART = _ALONE = False
_NONE: list[Match] = []


_by_place = itemgetter(0, 1)


class _Live(NamedTuple):
    """What can be found of a lexicon in a text: its words in order, its words of one character with their entries, the
    patterns that can match, and the exceptions that can.
    """

    words: Sequence[_Hit] = ()
    signs: Mapping[str, int] = MappingProxyType({})
    patterns: Sequence[_Pattern] = ()
    excusing: Sequence[_Pattern] = ()

    def between(self, start: int, end: int) -> Sequence[_Hit]:
        """The words inside [start, end)."""
        words = self.words
        return [hit for hit in words[bisect_left(words, (start,)) : bisect_left(words, (end,))] if -hit[1] <= end]


_NOTHING = _Live()


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
        self._signs: dict[str, _Places] = {}
        self._held: dict[str, bool] = {}
        self._known: dict[str, _Live] = {}
        self._found: dict[_Key, list[Match]] = {}
        self._dropped: dict[_Key, list[Match]] = {}

    def find(self, name: str) -> list[Match]:
        """All matches of a lexicon: in order, the longest at each place, none overlapping."""
        return self.within(name, 0, len(self.text))

    def some(self, name: str, start: int, end: int) -> Match | None:
        """A match of a lexicon inside [start, end), not always the first, or None: for asking whether there is any."""
        found = self._found.get((name, start, end, None))
        if found is not None:
            return found[0] if found else None
        live = self._known.get(name) or self._live(name)
        if live is _NOTHING:
            return None
        hits = (Match(first, -last, entry) for first, last, entry in self._hits(live, start, end))
        return next((hit for hit in hits if not self._excused(name, hit)), None)

    def within(self, name: str, start: int, end: int, only: frozenset[int] | None = None) -> list[Match]:
        """The matches of a lexicon that lie wholly inside [start, end): in order, the longest at each place.

        Patterns are run over the stretch only: most are asked about a heading or a part, and a full pass over the
        report is what costs time. They see what stands before and behind the stretch. `only` limits it to some entries.
        """
        live = self._known.get(name) or self._live(name)
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
            hits = self.lexicons.spot(name, self.text[start:end])
            found = self._found[key] = [Match(start + first, start + last, entry) for first, last, entry in hits]
        return found

    def matches(self, name: str) -> list[Any]:
        """The matches of a lexicon's patterns in the whole text as match objects, for their groups: in order, the first of
        those that overlap.
        """
        stop = len(self.text)
        runs = [self._run(pattern, 0, stop, stop) for pattern in self._live(name).patterns]
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
        near: dict[int, _Places] = {}  # row -> the places of what it needs
        for starts, (length, entry, rows) in held:
            if length:
                for start in starts:
                    words.append((start, -start - length, entry))
            for at in rows:
                near[at] = sorted(near[at] + starts) if at in near else starts
        words.sort()
        signs = {sign: entry for sign, entry in lexicon.singles.items() if sign in self.text} if lexicon.singles else {}
        patterns: list[_Pattern] = []
        excusing: list[_Pattern] = []
        for at in sorted({*near, *lexicon.free}):
            row = lexicon.rows[at]
            places = near.get(at)
            if row.placed:
                places = list(places or ())
                for sign in row.characters:
                    places += self._places(sign)
                if not places:
                    continue
                places.sort()
            elif row.characters:
                if places is None and not any(map(self._holds, row.characters)):
                    continue
                places = None
            (patterns if at < lexicon.matching else excusing).append((row, places))
        return _Live(words, signs, patterns, excusing) if words or signs or patterns else _NOTHING

    def _holds(self, sign: str) -> bool:
        """Whether the text holds a character."""
        known = self._held.get(sign)
        if known is None:
            known = self._held[sign] = sign in self.text
        return known

    def _places(self, sign: str) -> _Places:
        """The places of one character."""
        places = self._signs.get(sign)
        if places is None:
            places = self._signs[sign] = []
            at = self.text.find(sign)
            while at >= 0:
                places.append(at)
                at = self.text.find(sign, at + 1)
        return places

    def _run(self, pattern: _Pattern, start: int, end: int, stop: int) -> Iterable[Any]:
        """The matches of a pattern as match objects, from left to right: those that begin in [start, end)."""
        row, places = pattern
        if places is None:
            return self._along(row, start, end, stop)
        first, beyond = bisect_left(places, start), bisect_left(places, end)
        if first == beyond:
            return _NONE
        near = row.before is not None and (row.width is not None or row.before <= _BESIDE)
        if near and (beyond - first) * _SPARSE <= end - start:
            return self._around(row, places[first:beyond], start, stop)
        # a match holds one of these places, and begins at most `before` in front of it
        if row.before is not None:
            start = max(start, places[first] - row.before)
        end = places[beyond - 1] + 1
        return self._along(row, start, end, stop if row.width is None else min(stop, end + row.width + _REACH))

    def _along(self, row: Row, start: int, end: int, stop: int) -> Iterator[Any]:
        """Look for a pattern from `start` on."""
        for match in row.pattern.compiled.finditer(self.text, start, stop, _APART, _ALONE):
            if match.start() >= end:
                return
            yield match

    def _around(self, row: Row, places: _Places, start: int, stop: int) -> Iterator[Any]:
        """Look for a pattern near the places of what it needs."""
        text, match_at, search = self.text, row.pattern.compiled.match, row.pattern.compiled.search
        reach, before = len(text) if row.width is None else row.width + _REACH, row.before or 0
        at = start
        for place in places:
            if place < at:
                continue
            # a match that holds this place begins at most `before` in front of it, and ends within its width
            last = place + reach if place + reach < stop else stop
            begin = place - before if place - before > at else at
            if begin == place:
                match = match_at(text, place, last, _WHOLE, _ALONE)
            elif row.width is None:
                match = next(filter(None, (match_at(text, i, last, _WHOLE, _ALONE) for i in range(begin, place + 1))), None)
            else:
                match = search(text, begin, last, _WHOLE, _ALONE)
            if match is not None and match.start() <= place:
                yield match
                at = max(match.end(), match.start() + 1)
            else:  # none begins up to here
                at = place + 1

    def excused(self, name: str, start: int, end: int) -> list[Match]:
        """The words inside [start, end) that an exception of the lexicon takes back."""
        self.within(name, start, end)
        return self._dropped.get((name, start, end, None), [])

    def _hits(self, live: _Live, start: int, end: int, only: frozenset[int] | None = None) -> Iterator[_Hit]:
        """All matches inside [start, end), as they are found: words first, exceptions not yet taken out."""
        yield from live.between(start, end)
        for sign, entry in live.signs.items():
            at = self.text.find(sign, start, end)
            while at >= 0:
                yield at, -at - 1, entry
                at = self.text.find(sign, at + 1, end)
        stop = min(len(self.text), end + _REACH)
        for pattern in live.patterns:
            entry = pattern[0].entry
            if only is None or entry in only:
                for match in self._run(pattern, start, end, stop):
                    first, last = match.span()
                    if first < last <= end:
                        yield first, -last, entry

    def _search(self, live: _Live, key: _Key) -> list[Match]:
        name, start, end, only = key
        if live.signs or live.patterns:
            hits: Sequence[_Hit] = sorted(self._hits(live, start, end, only), key=_by_place)
        else:
            hits = live.between(start, end)
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
        """Whether an exception of the lexicon, or where it stands, takes a match back."""
        start, end, _ = hit
        if any(self.inside(region, start, end) for region in self._table[name].not_in):
            return True
        for row, places in self._live(name).excusing:
            first, last = max(0, start - _SENTENCE), min(len(self.text), end + _SENTENCE)
            width = row.width
            if width is not None:  # a match that covers the hit lies between these
                first, last = max(first, end - width), min(last, start + width)
            if places is not None:
                at = bisect_left(places, first)
                if at == len(places) or places[at] >= last:
                    continue
                if row.before is not None:  # it begins at most so much in front of the first place
                    first = max(first, places[at] - row.before)
            compiled = row.pattern.compiled
            last = min(len(self.text), last + _REACH)
            match = compiled.search(self.text, first, last, _WHOLE, _ALONE)
            while match is not None and match.start() <= start:
                if match.end() >= end:
                    return True
                match = compiled.search(self.text, match.start() + 1, last, _WHOLE, _ALONE)
        return False

    def inside(self, region: str, start: int, end: int) -> bool:
        """Whether a span lies inside a span of the named region."""
        spans = self._regions.get(region, [])
        at = bisect_left(spans, (start + 1, 0)) - 1
        return at >= 0 and spans[at][0] <= start and end <= spans[at][1]

    def opens(self, name: str, start: int, end: int) -> Any:
        """The lexicon's match that begins exactly at `start`, or None (exceptions are not looked at)."""
        return self._table[name].joined.compiled.match(self.text, start, end, _WHOLE, _ALONE)

    def whole(self, name: str, start: int, end: int) -> Any:
        """The lexicon's match that fills [start, end), or None (exceptions are not looked at)."""
        return self._table[name].joined.compiled.fullmatch(self.text, start, end, _WHOLE, _ALONE)

    def first(self, name: str, start: int, end: int) -> Match | None:
        """The first match of a lexicon inside [start, end), or None."""
        live = self._known.get(name) or self._live(name)
        if (name, start, end, None) not in self._found and live.patterns and not live.signs:
            hit = self._leftmost(live, start, end)
            if hit is None or not self._excused(name, hit):
                return hit
        matches = self.within(name, start, end)
        return matches[0] if matches else None

    def _leftmost(self, live: _Live, start: int, end: int) -> Match | None:
        """The leftmost of all matches, the longest there: each pattern is looked for only up to where the ones before begin."""
        best = next(iter(live.between(start, end)), None)
        stop = min(len(self.text), end + _REACH)
        for pattern in live.patterns:
            for match in self._run(pattern, start, best[0] + 1 if best else end, stop):
                first, last = match.span()
                if first < last <= end:
                    hit = first, -last, pattern[0].entry
                    best = hit if best is None or hit[:2] < best[:2] else best
                    break
        return Match(best[0], -best[1], best[2]) if best else None
