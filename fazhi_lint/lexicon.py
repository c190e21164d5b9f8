"""Compiled word lists and patterns, and the one pass over a text that finds the words of all of them.

In: what `lexbuild` made of the lexicon files, perhaps by way of the cache. Out: `Lexicons`. One Aho-Corasick pass finds their
words, and the places at which their patterns can match at all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import ahocorasick_rs

from .storage import dumps, loads

_TRIALS = (16, 64, 256)  # after so many texts it is looked at which lexicons they asked for
_FEW = 6  # a pattern that needs one of more characters than this is not looked for at their places


class Match(NamedTuple):
    """One match: its span in the text and the index of the lexicon entry that it belongs to (or -1)."""

    start: int
    end: int
    entry: int = -1


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
        words: numbers of words of the common pass; each match holds one of them. Empty: not known.
        characters: characters of which each match holds one. Empty: not known.
        width: no match is longer than this; None where that is not known.
        before: so much of a match at most stands before the word or character; None where that is not known.
    """

    pattern: Pattern
    entry: int
    words: tuple[int, ...]
    characters: str
    width: int | None
    before: int | None

    @property
    def bounded(self) -> bool:
        """Whether it is known how far a match stretches around the word or character that it holds."""
        return self.width is not None and self.before is not None

    @property
    def placed(self) -> bool:
        """Whether it is worth while to look only near its characters."""
        return self.bounded and 0 < len(self.characters) <= _FEW


class Lexicon(NamedTuple):
    """One compiled lexicon.

    Attributes:
        words: numbers of the common pass, with the lengths of the words and the entries they belong to (or -1).
        singles: its words of one common character, with the entries; they are no part of that pass.
        joined: all of it as one pattern.
    """

    name: str
    title: str
    words: Mapping[int, tuple[int, int]]
    singles: Mapping[str, int]
    patterns: tuple[Row, ...]
    exceptions: tuple[Row, ...]
    entries: tuple[Mapping[str, Any], ...]
    joined: Pattern
    not_in: tuple[str, ...]

    def needed(self) -> Iterator[int]:
        """The numbers of the words that a pass must look for, to find this lexicon's matches."""
        yield from self.words
        for row in self.patterns + self.exceptions:
            yield from row.words


class _Pass:
    """An Aho-Corasick pass over a text for some of the words.

    Args:
        words: the words by number.
        numbers: the numbers of those that it looks for.
    """

    def __init__(self, words: Sequence[str], numbers: Iterable[int]) -> None:
        self._numbers = tuple(numbers)
        self._automaton = ahocorasick_rs.AhoCorasick(
            [words[number] for number in self._numbers],
            store_patterns=False,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,  # made twice as fast as what it would choose
        )

    def scan(self, text: str) -> dict[int, list[int]]:
        try:
            places = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half of a pair, which no word holds
            places = self._automaton.find_matches_as_indexes(text.encode("utf-8", "replace").decode(), overlapping=True)
        found: dict[int, list[int]] = {}
        numbers = self._numbers
        for at, start, _ in places:
            number = numbers[at]
            if number in found:
                found[number].append(start)
            else:
                found[number] = [start]
        return found


class Lexicons:
    """All lexicons of a ruleset, by name.

    Many are only parts of others, or are held against a line: their words need not be looked for everywhere. Which are
    searched shows when rules are tried on their examples (`settle`), and again with the texts of a long run, for which
    perhaps few rules are chosen: one pass looks for the words of those, and any other is given a pass of its own when it
    is asked for.

    Args:
        table: the lexicons.
        words: the words of all of them, and those that their patterns need, by number.
        common: the names of those that the one pass is for; None: all.
    """

    def __init__(self, table: Mapping[str, Lexicon], words: Sequence[str], common: Iterable[str] | None = None) -> None:
        self._table = table
        self._words = words
        self._common = frozenset(table if common is None else common)
        self._asked: set[str] = set()
        self._texts = 0
        self._passes: dict[str | None, _Pass] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """What the cache keeps: not the passes, which are quickly made, and the words as one string, which is quickly read."""
        return _unpack, (self._table, "\0".join(self._words), self._common)

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def __getitem__(self, name: str) -> Lexicon:
        return self._table[name]

    def settle(self) -> None:
        """Let the common pass be for the lexicons that have been searched until now."""
        self._common = frozenset(self._asked)
        self._passes.clear()

    def scan(self, text: str) -> dict[int, list[int]]:
        """The common pass over a text: number of a word -> where it begins, in order, unfiltered."""
        self._texts += 1
        if self._texts in _TRIALS:
            self.settle()
        return self._pass(None, self._common).scan(text)

    def scan_apart(self, name: str, text: str) -> dict[int, list[int]]:
        """The same for one lexicon that is about to be searched: nothing where the common pass is for it."""
        self._asked.add(name)
        return {} if name in self._common else self._pass(name, (name,)).scan(text)

    def _pass(self, key: str | None, names: Iterable[str]) -> _Pass:
        found = self._passes.get(key)
        if found is None:
            numbers = {number for name in names for number in self._table[name].needed()}
            found = self._passes[key] = _Pass(self._words, sorted(numbers))
        return found


def _unpack(table: Mapping[str, Lexicon], words: str, common: frozenset[str]) -> Lexicons:
    return Lexicons(table, words.split("\0"), common)
