"""Word lists and patterns from YAML, compiled.

In: lexicon files (words, patterns, entries with values, exceptions). Out: `Lexicons`, built once. Those that are searched over
whole reports share one Aho-Corasick pass: it finds their words, and tells which of their patterns can match at all.
"""

from __future__ import annotations

import pickle
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

import ahocorasick
import regex

from .errors import RuleError
from .literals import required
from .plainly import near, pattern_problem

_TRIGGER = 2  # a shorter word stands in every report and tells nothing
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


class Lexicon(NamedTuple):
    """One compiled lexicon.

    `alternation` is its source as one pattern, for use inside other patterns; `joined` is that, compiled. A pattern's row is
    (compiled, entry, what the text must hold for it to match: a number that the common pass tells, characters of which it must
    have one, or None). `words` finds the words (its values are their length and entry); it is None where the common pass does.
    """

    name: str
    title: str
    patterns: tuple[tuple[Pattern, int, int | frozenset[str] | None], ...]
    words: Any
    exceptions: tuple[Pattern, ...]
    entries: tuple[Mapping[str, Any], ...]
    alternation: str
    joined: Pattern
    not_in: tuple[str, ...]


def check_pattern(source: str) -> str | None:
    """Why a pattern could never match a Chinese text made uniform by `SourceText.plain`, or None."""
    bad = _UNREACHABLE.search(source)
    if bad is None:
        return None
    if bad[0] == r"\b":
        return "汉字之间没有词边界，“\\b”在中文里不起作用"
    return f"“{bad[0]}”永远不会出现：匹配前标点已统一为全角、数字字母已统一为半角"


def _automaton(rows: Mapping[str, Any]) -> Any:
    """An Aho-Corasick automaton that gives a row for each word it finds; None for no words."""
    if not rows:
        return None
    automaton = ahocorasick.Automaton()
    for word, row in rows.items():
        automaton.add_word(word, row)
    automaton.make_automaton()
    return automaton


class Lexicons:
    """All lexicons of a ruleset.

    Args:
        raw: lexicon name -> its data as in the file.
        paths: lexicon name -> its file, for messages.
        everywhere: the lexicons that are searched over whole reports.

    Raises:
        RuleError: a pattern that is wrong or can never match, a lexicon that is not there, a circle.
    """

    def __init__(
        self,
        raw: Mapping[str, Mapping[str, Any]],
        paths: Mapping[str, str] | None = None,
        everywhere: Collection[str] = (),
    ) -> None:
        self._raw = raw
        self._everywhere = frozenset(everywhere)
        self._paths = paths or {}
        self._open: list[str] = []
        self._table: dict[str, Lexicon] = {}
        self._words: dict[str, list[tuple[str, int]]] = {}
        self._triggers: dict[str, list[int]] = {}
        self._triggered = 0
        for name in raw:
            try:
                self._build(name)
            except KeyError as error:
                raise self._blame(f"引用了不存在的词表“{error.args[0]}”{near(error.args[0], raw)}") from error
            except (regex.error, ValueError) as error:
                raise self._blame(pattern_problem(error)) from error
        self._automaton = _automaton(
            {
                word: (len(word), tuple(self._words.get(word, ())), tuple(self._triggers.get(word, ())))
                for word in {*self._words, *self._triggers}
            }
        )

    def __getstate__(self) -> dict[str, Any]:
        """What the cache keeps: not what only the building needs."""
        return {"_table": self._table, "_automaton": self._automaton}

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
        shared = name in self._everywhere
        for word, index in words if shared else ():
            self._words.setdefault(word, []).append((name, index))
        literal = sorted((regex.escape(word, special_only=True) for word, _ in words), key=len, reverse=True)
        exceptions = [self.expand(source) for source in data.get("except", ())]
        alternation = f"(?:{'|'.join([*(source for source, _ in sources), *literal])})"
        lexicon = Lexicon(
            name,
            data.get("title", name),
            tuple((Pattern(source), index, self._trigger(source, shared)) for source, index in sources),
            None if shared or not words else _automaton({word: (len(word), entry) for word, entry in reversed(words)}),
            tuple(map(Pattern, exceptions)),
            entries,
            alternation,
            Pattern(alternation),
            tuple(data.get("not-in", ())),
        )
        self._open.pop()
        self._table[name] = lexicon
        return lexicon

    def _trigger(self, source: str, shared: bool) -> int | frozenset[str] | None:
        """What a text must hold for a pattern to match: words for the common pass to look for, else certain characters."""
        words = required(source)
        if words is None:
            return None
        if not shared or min(map(len, words)) < _TRIGGER:
            return frozenset(word[0] for word in words)
        number, self._triggered = self._triggered, self._triggered + 1
        for word in words:
            self._triggers.setdefault(word, []).append(number)
        return number

    def scan(self, text: str) -> tuple[dict[str, list[Match]], set[int]]:
        """One pass over a text for all lexicons that are searched everywhere.

        Returns:
            Lexicon name -> its word matches by their end, unfiltered; the numbers of the patterns that can match.
        """
        found: dict[str, list[Match]] = {}
        triggered: set[int] = set()
        if self._automaton is None:
            return found, triggered
        for last, (length, owners, numbers) in self._automaton.iter(text):
            triggered.update(numbers)
            for name, entry in owners:
                found.setdefault(name, []).append(Match(last + 1 - length, last + 1, entry))
        return found, triggered
