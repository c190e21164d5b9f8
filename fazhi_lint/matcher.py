"""One text's matches of the lexicons: found when asked for, and kept.

In: the compiled `Lexicons` and a uniform text. Out: matches with their places, without those that an exception, a book title
or a quotation takes back.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .lexicon import Lexicon, Lexicons, Match

_Key = tuple[str, int, int, frozenset[int] | None]  # lexicon, start, end, which entries
_SHORT = 600  # in a stretch up to this length it pays to look at its own characters
_REACH = 24  # how far an exception or a look-ahead may stretch beyond a match, in characters


def _end_of(match: Match) -> int:
    return match.end


def _by_place(match: Match) -> tuple[int, int]:
    return match.start, -match.end


def _between(words: Sequence[Match], start: int, end: int) -> list[Match]:
    """Of word matches by their end, those inside [start, end)."""
    found = []
    at = bisect_left(words, start, key=_end_of)
    while at < len(words) and words[at].end <= end:
        if words[at].start >= start:
            found.append(words[at])
        at += 1
    return found


class Matcher:
    """The matches of one text, found when asked for and kept.

    Args:
        lexicons: the ruleset's lexicons.
        text: the uniform text (`SourceText.plain`).
        regions: spans by name, for lexicons that do not count inside them (`not-in`).
    """

    def __init__(self, lexicons: Lexicons, text: str, regions: Mapping[str, Iterable[tuple[int, int]]]) -> None:
        self.lexicons = lexicons
        self.text = text
        self._regions = {name: sorted(spans) for name, spans in regions.items()}
        self._scanned: tuple[dict[str, list[Match]], set[int]] | None = None
        self._characters: dict[str, bool] = {}
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
        lexicon = self.lexicons[name]
        return next((hit for hit in self._hits(lexicon, start, end) if not self._excused(lexicon, hit)), None)

    def within(self, name: str, start: int, end: int, only: frozenset[int] | None = None) -> list[Match]:
        """The matches of a lexicon that lie wholly inside [start, end): in order, the longest at each place.

        Patterns are run over the stretch only: most are asked about a heading or a part, and a full pass over the
        report is what costs time. They see what stands before and behind the stretch. `only` limits it to some entries.
        """
        key = (name, start, end, only)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._search(self.lexicons[name], key)
        return found

    def matches(self, name: str) -> list[Any]:
        """The matches of a lexicon's patterns in the whole text as match objects, for their groups: in order, the first of
        those that overlap.
        """
        found = [
            match
            for pattern, _, needed in self.lexicons[name].patterns
            if self._possible(needed, 0, len(self.text))
            for match in pattern.compiled.finditer(self.text)
        ]
        found.sort(key=lambda match: (match.start(), -match.end()))
        kept: list[Any] = []
        for match in found:
            if not kept or match.start() >= kept[-1].end():
                kept.append(match)
        return kept

    def _scan(self) -> tuple[dict[str, list[Match]], set[int]]:
        if self._scanned is None:
            self._scanned = self.lexicons.scan(self.text)
        return self._scanned

    def _possible(self, needed: int | frozenset[str] | None, start: int, end: int) -> bool:
        """Whether a stretch can hold a match of a pattern that needs certain words or characters."""
        if needed is None:
            return True
        if isinstance(needed, int):
            return needed in self._scan()[1]
        if end - start < _SHORT:
            return any(self.text.find(character, start, end) >= 0 for character in needed)
        return any(map(self._holds, needed))

    def _holds(self, character: str) -> bool:
        known = self._characters.get(character)
        if known is None:
            known = self._characters[character] = character in self.text
        return known

    def excused(self, name: str, start: int, end: int) -> list[Match]:
        """The words inside [start, end) that an exception of the lexicon takes back."""
        self.within(name, start, end)
        return self._dropped.get((name, start, end, None), [])

    def _hits(self, lexicon: Lexicon, start: int, end: int, only: frozenset[int] | None = None) -> Iterator[Match]:
        """All matches inside [start, end), as they are found: words first, exceptions not yet taken out."""
        words, _ = self._scan()
        yield from _between(words.get(lexicon.name, ()), start, end)
        if lexicon.words is not None:
            for last, (length, entry) in lexicon.words.iter(self.text, start, end):
                yield Match(last + 1 - length, last + 1, entry)
        stop = min(len(self.text), end + _REACH)
        for pattern, entry, needed in lexicon.patterns:
            if (only is not None and entry not in only) or not self._possible(needed, start, end):
                continue
            for match in pattern.compiled.finditer(self.text, start, stop):
                if match.start() >= end:
                    break
                if match.end() <= end:
                    yield Match(match.start(), match.end(), entry)

    def _search(self, lexicon: Lexicon, key: _Key) -> list[Match]:
        hits = [hit for hit in self._hits(lexicon, *key[1:]) if hit.start < hit.end]
        hits.sort(key=_by_place)
        kept: list[Match] = []
        for hit in hits:
            if kept and hit.start < kept[-1].end:
                continue
            if self._excused(lexicon, hit):
                self._dropped.setdefault(key, []).append(hit)
            elif key[3] is None or hit.entry in key[3]:
                kept.append(hit)
        return kept

    def _excused(self, lexicon: Lexicon, hit: Match) -> bool:
        if any(self.inside(region, hit.start, hit.end) for region in lexicon.not_in):
            return True
        first, last = max(0, hit.start - _REACH), min(len(self.text), hit.end + _REACH)
        for exception in lexicon.exceptions:
            match = exception.compiled.search(self.text, first, last)
            while match is not None and match.start() <= hit.start:
                if match.end() >= hit.end:
                    return True
                match = exception.compiled.search(self.text, match.start() + 1, last)
        return False

    def inside(self, region: str, start: int, end: int) -> bool:
        """Whether a span lies inside a span of the named region."""
        spans = self._regions.get(region, [])
        at = bisect_left(spans, (start + 1, 0)) - 1
        return at >= 0 and spans[at][0] <= start and end <= spans[at][1]

    def opens(self, name: str, start: int, end: int) -> Any:
        """The lexicon's match that begins exactly at `start`, or None (exceptions are not looked at)."""
        return self.lexicons[name].joined.compiled.match(self.text, start, end)

    def whole(self, name: str, start: int, end: int) -> Any:
        """The lexicon's match that fills [start, end), or None (exceptions are not looked at)."""
        return self.lexicons[name].joined.compiled.fullmatch(self.text, start, end)

    def first(self, name: str, start: int, end: int) -> Match | None:
        """The first match of a lexicon inside [start, end), or None."""
        matches = self.within(name, start, end)
        return matches[0] if matches else None
