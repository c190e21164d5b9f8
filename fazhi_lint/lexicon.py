"""Compiled word lists and patterns, and the one pass over a text that finds the words of all of them.

In: what `lexbuild` made of the lexicon files, perhaps by way of the cache. Out: `Lexicons`. One Aho-Corasick pass finds their
words, and the places at which their patterns can match at all.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from .once import once
from .rows import Pattern, Row
from .text import places

_TRIALS = (16, 64, 256)  # after so many texts it is looked at which lexicons they asked for
_APART = 40  # and after so many passes apart, which take as long as making the common one
# Characters that are looked through at a time: the automaton's library keeps eight bytes for each byte of a text, which are to
# fit in the processor's nearest cache.
_PIECE = 1000
_SMALL = 64  # so few words are found sooner one by one: making an automaton takes time, and a quarter of a megabyte
Need = tuple[int, int, tuple[int, ...]]


class Match(NamedTuple):
    """One match: its span in the text and the index of the lexicon entry that it belongs to (or -1)."""

    start: int
    end: int
    entry: int = -1


class Lexicon(NamedTuple):
    """One compiled lexicon.

    Attributes:
        needs: the words that are looked for, by their numbers in the common pass: how long its own word is (0: it is none,
            only patterns need it), the entry of that (or -1), and which of the rows hold the word in their matches.
        singles: its words of one common character, with the entries; they are no part of that pass.
        rows: its patterns, the first `matching` of them to match, the others its exceptions.
        free: which rows can match without such a word.
        joined: all of it as one pattern, without the exceptions.
    """

    name: str
    title: str
    needs: Mapping[int, Need]
    singles: Mapping[str, int]
    rows: tuple[Row, ...]
    matching: int
    free: tuple[int, ...]
    entries: tuple[Mapping[str, Any], ...]
    joined: Pattern
    not_in: tuple[str, ...]

    @property
    def patterns(self) -> tuple[Row, ...]:
        """The rows that are to match."""
        return self.rows[: self.matching]

    def owners(self) -> set[int]:
        """The entries that words and patterns belong to; -1 stands for none."""
        owners = {entry for length, entry, _ in self.needs.values() if length}
        return owners.union(self.singles.values(), (row.entry for row in self.patterns))


class Scan(NamedTuple):
    """What one pass found in a text.

    Attributes:
        names: the lexicons that it was for.
        held: lexicon -> the words found that it needs: where each begins (in order, unfiltered), and what it is for.
    """

    names: frozenset[str]
    held: Mapping[str, list[tuple[list[int], Need]]]


_Found = list[tuple[int, int, int]]  # where words begin and end, and which they are


def _looked_through(find: Callable[[str], _Found], text: str) -> _Found:
    """What a pass finds in a text; halves of a pair, which cannot be encoded and which no word holds, are left out."""
    try:
        return find(text)
    except UnicodeEncodeError:
        return find(text.encode("utf-8", "replace").decode())


def _pieces(text: str, least: int) -> Iterator[tuple[int, str]]:
    """A text in pieces of whole lines, each of at least so many characters but the last, with where they begin."""
    begin = 0
    while begin < len(text):
        end = text.find("\n", begin + least) + 1 or len(text)
        yield begin, text[begin:end]
        begin = end


class _Pass:
    """An Aho-Corasick pass over a text for the words that some lexicons need.

    Args:
        words: all words by number.
        lexicons: the lexicons.
    """

    def __init__(self, words: Sequence[str], lexicons: Sequence[Lexicon]) -> None:
        users: dict[int, list[tuple[str, Need]]] = {}
        for lexicon in lexicons:
            for number, need in lexicon.needs.items():
                users.setdefault(number, []).append((lexicon.name, need))
        self._names = frozenset(lexicon.name for lexicon in lexicons)
        self._users = tuple(users.values())
        own = [words[number] for number in users]
        self._piece = sys.maxsize if any("\n" in word for word in own) else _PIECE  # over the end of a line
        self._automaton = CharwiseDoubleArrayAhoCorasick(own) if len(own) > _SMALL else None
        self._words = () if self._automaton else tuple(own)

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_automaton": self._automaton and self._automaton.serialize()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._automaton = state["_automaton"] and CharwiseDoubleArrayAhoCorasick.deserialize(state["_automaton"])

    def scan(self, text: str) -> Scan:
        held: defaultdict[str, list[tuple[list[int], Need]]] = defaultdict(list)
        for at, starts in self._found(text).items():
            for name, need in self._users[at]:
                held[name].append((starts, need))
        return Scan(self._names, held)

    def _found(self, text: str) -> Mapping[int, list[int]]:
        """The places of each of the words that the text holds."""
        automaton = self._automaton
        if automaton is None:
            return {at: places(text, word) for at, word in enumerate(self._words) if word in text}
        found: defaultdict[int, list[int]] = defaultdict(list)
        for begin, piece in _pieces(text, self._piece):
            for start, _, at in _looked_through(automaton.find_overlapping, piece):
                found[at].append(begin + start)
        return found


class _Spotter:
    """An Aho-Corasick pass for the words of one lexicon: the longest at each place, none overlapping."""

    def __init__(self, words: Sequence[str], lexicon: Lexicon) -> None:
        own = [(words[number], entry) for number, (length, entry, _) in lexicon.needs.items() if length]
        self._entries = [entry for _, entry in own]
        self._automaton = CharwiseDoubleArrayAhoCorasick([word for word, _ in own], MATCH_KIND_LEFTMOST_LONGEST)

    def spot(self, text: str, begin: int, end: int) -> list[Match]:
        entries, find = self._entries, self._automaton.find
        return [Match(begin + first, begin + last, entries[at]) for first, last, at in _looked_through(find, text[begin:end])]


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
        short: the same for short texts.
    """

    def __init__(
        self,
        table: Mapping[str, Lexicon],
        words: Sequence[str],
        common: Iterable[str] | None = None,
        short: Iterable[str] | None = None,
    ) -> None:
        self.table = table
        self._words = words
        self._common = frozenset(table if common is None else common)
        self._for_short = short
        self._asked: set[str] = set()
        self._texts = 0
        self._apart = 0
        self._passes: dict[str | None, _Pass] = {}
        self._spotters: dict[str, _Spotter] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """What the cache keeps: of the passes the common one, and the words as one string, which is quickly read."""
        own = self._pass(None, self._common)
        return _unpack, (self.table, "\0".join(self._words), self._common, self.short._common, own)

    @once
    def short(self) -> "Lexicons":
        """The same lexicons for short texts that are looked at by themselves, such as headings: few are asked about those, and
        others than about whole texts.
        """
        return Lexicons(self.table, self._words, self._for_short)

    def __iter__(self) -> Iterator[str]:
        return iter(self.table)

    def __contains__(self, name: str) -> bool:
        return name in self.table

    def __getitem__(self, name: str) -> Lexicon:
        return self.table[name]

    def settle(self) -> None:
        """Let the common pass be for the lexicons that have been searched until now."""
        self._common = frozenset(self._asked)
        self._apart = 0
        self._passes.clear()
        if "short" in vars(self):
            self.short.settle()

    def scan(self, text: str) -> Scan:
        """The common pass over a text."""
        self._texts += 1
        if self._texts in _TRIALS or self._apart >= _APART:
            self.settle()
        return self._pass(None, self._common).scan(text)

    def scan_for(self, name: str, text: str, common: Scan) -> Scan:
        """What was found for a lexicon that is about to be searched: by the common pass, else by one of its own."""
        self._asked.add(name)
        if name in common.names:
            return common
        self._apart += 1
        return self._pass(name, (name,)).scan(text)

    def spot(self, name: str, text: str, begin: int, end: int) -> list[Match]:
        """The words of one lexicon in a stretch of a text, by a pass of its own: the longest, none overlapping."""
        spotter = self._spotters.get(name)
        if spotter is None:
            spotter = self._spotters[name] = _Spotter(self._words, self.table[name])
        return spotter.spot(text, begin, end)

    def _pass(self, key: str | None, names: Iterable[str]) -> _Pass:
        found = self._passes.get(key)
        if found is None:
            found = self._passes[key] = _Pass(self._words, [self.table[name] for name in names])
        return found


def _unpack(table: Mapping[str, Lexicon], words: str, common: frozenset[str], short: frozenset[str], own: _Pass) -> Lexicons:
    lexicons = Lexicons(table, words.split("\0"), common, short)
    lexicons._passes[None] = own
    return lexicons
