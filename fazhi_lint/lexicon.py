"""Compiled word lists and patterns, and the one pass over a text that finds the words of all of them.

In: what `lexbuild` made of the lexicon files, perhaps by way of the cache. Out: `Lexicons`. One Aho-Corasick pass finds their
words, and the places at which their patterns can match at all.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import ahocorasick_rs

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
        return pickle.dumps(self.compiled)

    def __setstate__(self, packed: bytes) -> None:
        self._packed = packed

    def __getattr__(self, name: str) -> Any:
        if name != "compiled":
            raise AttributeError(name)
        self.compiled = pickle.loads(self._packed)  # noqa: S301  from the cache, whose owner was looked at
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
        singles: its words of one common character, which are no part of that pass; `single` is a pattern of them.
        alternation: its source as one pattern, for use inside other patterns; `joined` is that, compiled.
    """

    name: str
    title: str
    words: Mapping[int, tuple[int, int]]
    singles: Mapping[str, int]
    single: Pattern | None
    patterns: tuple[Row, ...]
    exceptions: tuple[Row, ...]
    entries: tuple[Mapping[str, Any], ...]
    alternation: str
    joined: Pattern
    not_in: tuple[str, ...]


class Lexicons:
    """All lexicons of a ruleset, by name.

    Args:
        table: the lexicons.
        numbers: the words of the common pass, with their numbers (from 0, in order).
    """

    def __init__(self, table: Mapping[str, Lexicon], numbers: Mapping[str, int]) -> None:
        self._table = table
        self._numbers = numbers

    def __getstate__(self) -> dict[str, Any]:
        """What the cache keeps: not the automaton, which is quickly made."""
        return {"_table": self._table, "_numbers": self._numbers}

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def __getitem__(self, name: str) -> Lexicon:
        return self._table[name]

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(list(self._numbers), store_patterns=False)

    def scan(self, text: str) -> Mapping[int, list[int]]:
        """One pass over a text for the words of all lexicons: number of a word -> where it begins, in order, unfiltered."""
        found: dict[int, list[int]] = {}
        try:
            places = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half of a pair, which no word holds
            places = self._automaton.find_matches_as_indexes(text.encode("utf-8", "replace").decode(), overlapping=True)
        for number, start, _ in places:
            if number in found:
                found[number].append(start)
            else:
                found[number] = [start]
        return found
