"""A pattern of a lexicon, and how it is looked for: near the places of what its matches must hold, where these are known.

In: a compiled pattern with what `literals` learnt of it, a uniform text, and the places. Out: match objects.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from .storage import dumps, loads

REACH = 24  # how far a look-ahead may stretch beyond a match, in characters
_BESIDE = 8  # so far before such a place a match of unknown length is tried, character by character
_SPARSE = 100  # where what a pattern needs stands more often than once in so many characters, it is looked for everywhere
# How patterns are called: without partial and overlapping matches, and without letting other threads run meanwhile, which
# takes longer than most matches.
WHOLE = _APART = ALONE = False
Places = Sequence[int]  # where words or characters stand, in order


class Pattern:
    """A compiled pattern. From the cache it comes packed, and is unpacked when first used: most never are.

    Args:
        compiled: a pattern of `regex` or `re`, for uniform text.
    """

    compiled: Any

    def __init__(self, compiled: Any) -> None:
        self.compiled = compiled

    def __getstate__(self) -> bytes:
        return dumps(self.compiled)

    def __setstate__(self, packed: bytes) -> None:
        self._packed = packed

    def __getattr__(self, name: str) -> Any:
        if name != "compiled":
            raise AttributeError(name)
        self.compiled = loads(self._packed)
        del self._packed
        return self.compiled


class Row(NamedTuple):
    """One pattern of a lexicon, with what the text must hold for it to match.

    Attributes:
        pattern: the pattern.
        entry: the lexicon entry that it belongs to (or -1).
        characters: each match holds one of them, or a word that the row is known to need (see `Lexicon.needs`).
        width: no match is longer than this; None where that is not known.
        before: so much of a match at most stands before the word or character; None where that is not known.
    """

    pattern: Pattern
    entry: int
    characters: str
    width: int | None
    before: int | None

    def run(self, text: str, places: Places | None, start: int, end: int, stop: int) -> Iterable[Any]:
        """The matches from left to right: those that begin in [start, end) and end before `stop`.

        Args:
            text: where to look.
            places: where what a match needs stands; None: look everywhere.
        """
        if places is None:
            return self._along(text, start, end, stop)
        first = bisect_left(places, start)
        beyond = bisect_left(places, end, first)
        if first == beyond:
            return ()
        _, _, _, width, before = self
        if before is not None:
            if (width is not None or before <= _BESIDE) and (beyond - first) * _SPARSE <= end - start:
                return self._around(text, places[first:beyond], start, stop)
            start = max(start, places[first] - before)  # a match begins at most so much in front of one of these places
        end = places[beyond - 1] + 1
        return self._along(text, start, end, stop if width is None else min(stop, end + width + REACH))

    def _along(self, text: str, start: int, end: int, stop: int) -> Iterator[Any]:
        """Look from `start` on."""
        for match in self.pattern.compiled.finditer(text, start, stop, _APART, ALONE):
            if match.start() >= end:
                return
            yield match

    def _around(self, text: str, places: Places, start: int, stop: int) -> Iterator[Any]:
        """Look near the places."""
        match_at, search = self.pattern.compiled.match, self.pattern.compiled.search
        reach, before = len(text) if self.width is None else self.width + REACH, self.before or 0
        at = start
        for place in places:
            if place < at:
                continue
            # a match that holds this place begins at most `before` in front of it, and ends within its width
            last = place + reach if place + reach < stop else stop
            begin = place - before if place - before > at else at
            if begin == place:
                match = match_at(text, place, last, WHOLE, ALONE)
            elif self.width is None:
                match = next(filter(None, (match_at(text, i, last, WHOLE, ALONE) for i in range(begin, place + 1))), None)
            else:
                match = search(text, begin, last, WHOLE, ALONE)
            if match is not None and match.start() <= place:
                yield match
                at = max(match.end(), match.start() + 1)
            else:  # none begins up to here
                at = place + 1


def covers(compiled: Any, text: str, first: int, last: int, span: tuple[int, int]) -> bool:
    """Whether a match of a pattern, looked for in [first, last), covers a span."""
    start, end = span
    match = compiled.search(text, first, last, WHOLE, ALONE)
    while match is not None and match.start() <= start:
        if match.end() >= end:
            return True
        match = compiled.search(text, match.start() + 1, last, WHOLE, ALONE)
    return False
