"""Word lists and patterns from YAML, compiled.

In: lexicon files (words, patterns, entries with values, exceptions). Out: `Lexicons`, built once. All share one Aho-Corasick
pass over a text: it finds their words, and the places at which their patterns can match at all.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import ahocorasick_rs
import regex

from .errors import RuleError
from .literals import needs
from .plainly import near, pattern_problem

_FEW = 6  # a pattern that needs one of more characters than this is not looked for at their places
_REFERENCE = regex.compile(r"\{([a-z][a-z-]{2,})\}")
_UNREACHABLE = regex.compile(r"\\b|\\[(),;:?!]|[０-９Ａ-Ｚａ-ｚ％　]|(?<=[\p{Han}\]])[,;!]")


class Match(NamedTuple):
    """One match: its span in the text and the index of the lexicon entry that it belongs to (or -1)."""

    start: int
    end: int
    entry: int = -1


class Pattern:
    """A pattern with its source. From the cache it comes packed, and is unpacked when first used: most never are.

    Args:
        source: the pattern, in the dialect of `regex`, for uniform text.

    Raises:
        regex.error: wrong syntax.
        ValueError: it can never match.
    """

    compiled: Any

    def __init__(self, source: str) -> None:
        why = check_pattern(source)
        if why is not None:
            raise ValueError(why)
        self.compiled = regex.compile(source, regex.VERSION0 | regex.MULTILINE)

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
    def placed(self) -> bool:
        """Whether it need be looked for only near its words or characters."""
        return None not in (self.width, self.before) and (bool(self.words) or 0 < len(self.characters) <= _FEW)


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
    single: Any
    patterns: tuple[Row, ...]
    exceptions: tuple[Row, ...]
    entries: tuple[Mapping[str, Any], ...]
    alternation: str
    joined: Pattern
    not_in: tuple[str, ...]


def _common(word: str) -> bool:
    """Whether a word is one character that most texts hold many times: a letter, a mark or a Chinese character."""
    return len(word) == 1 and (
        word.isascii() or word in "—…·“”‘’" or "\u3000" <= word <= "\u9fff" or "\uff00" <= word <= "\uffef"
    )


def check_pattern(source: str) -> str | None:
    """Why a pattern could never match a Chinese text made uniform by `SourceText.plain`, or None."""
    bad = _UNREACHABLE.search(source)
    if bad is None:
        return None
    if bad[0] == r"\b":
        return "汉字之间没有词边界，“\\b”在中文里不起作用"
    return f"“{bad[0]}”永远不会出现：匹配前标点已统一为全角、数字字母已统一为半角"


class Lexicons:
    """All lexicons of a ruleset.

    Args:
        raw: lexicon name -> its data as in the file.
        paths: lexicon name -> its file, for messages.

    Raises:
        RuleError: a pattern that is wrong or can never match, a lexicon that is not there, a circle.
    """

    def __init__(self, raw: Mapping[str, Mapping[str, Any]], paths: Mapping[str, str] | None = None) -> None:
        self._raw = raw
        self._paths = paths or {}
        self._open: list[str] = []
        self._table: dict[str, Lexicon] = {}
        self._numbers: dict[str, int] = {}
        for name in raw:
            try:
                self._build(name)
            except KeyError as error:
                raise self._blame(f"引用了不存在的词表“{error.args[0]}”{near(error.args[0], raw)}") from error
            except (regex.error, ValueError) as error:
                raise self._blame(pattern_problem(error)) from error

    def __getstate__(self) -> dict[str, Any]:
        """What the cache keeps: not what only the building needs, nor the automaton, which is quickly made."""
        return {"_table": self._table, "_numbers": self._numbers}

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def __getitem__(self, name: str) -> Lexicon:
        return self._table[name]

    def expand(self, source: str) -> str:
        """Replace each `{name}` in a pattern by that lexicon's words and patterns.

        Raises:
            KeyError: there is no such lexicon.
            ValueError: lexicons that include each other.
        """
        return _REFERENCE.sub(lambda ref: self._build(ref[1]).alternation, source)

    def _blame(self, what: str) -> RuleError:
        name = self._open[-1]
        return RuleError(f"词表“{name}”不能使用：{what}。", self._paths.get(name))

    def _build(self, name: str) -> Lexicon:
        if name in self._table:
            return self._table[name]
        if name not in self._raw:
            raise KeyError(name)
        if name in self._open:
            raise ValueError(f"词表互相引用：{' → '.join([*self._open, name])}")
        self._open.append(name)
        data = self._raw[name]
        entries = tuple(data.get("entries", ()))
        words = [(word, -1) for word in data.get("words", ())]
        sources = [(self.expand(source), -1) for source in data.get("patterns", ())]
        for index, entry in enumerate(entries):
            words += [(word, index) for word in entry.get("words", ())]
            sources += [(self.expand(source), index) for source in entry.get("patterns", ())]
        literal = sorted((regex.escape(word, special_only=True) for word, _ in words), key=len, reverse=True)
        exceptions = [self.expand(source) for source in data.get("except", ())]
        alternation = f"(?:{'|'.join([*(source for source, _ in sources), *literal])})"
        singles = {word: entry for word, entry in reversed(words) if _common(word)}
        lexicon = Lexicon(
            name,
            data.get("title", name),
            {self._number(word): (len(word), entry) for word, entry in reversed(words) if not _common(word)},
            singles,
            re.compile(f"[{re.escape(''.join(singles))}]") if singles else None,
            tuple(self._row(source, index) for source, index in sources),
            tuple(self._row(source, -1) for source in exceptions),
            entries,
            alternation,
            Pattern(alternation),
            tuple(data.get("not-in", ())),
        )
        self._open.pop()
        self._table[name] = lexicon
        return lexicon

    def _number(self, word: str) -> int:
        """A word's number in the common pass."""
        return self._numbers.setdefault(word, len(self._numbers))

    def _row(self, source: str, entry: int) -> Row:
        """A compiled pattern with what it needs: words for the common pass to look for, else certain characters."""
        words, width, before = needs(source)
        if words is not None and not any(map(_common, words)):
            return Row(Pattern(source), entry, tuple(sorted(map(self._number, words))), "", width, before)
        return Row(Pattern(source), entry, (), "".join(sorted({word[0] for word in words or ()})), width, before)

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
