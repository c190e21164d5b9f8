"""Word lists and patterns from YAML, and one document's matches of them.

In: lexicon files (words, patterns, entries with values, exceptions). Out: `Lexicons`, built once, and a
`Matcher` for each text: all words of all lexicons are found in one Aho-Corasick pass, patterns run when
first asked for, and every answer is kept.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import ahocorasick
import regex

from .errors import RuleError

_REFERENCE = regex.compile(r"\{([a-z][a-z-]{2,})\}")
_UNREACHABLE = regex.compile(r"\\b|\\[(),;:?!]|[０-９Ａ-Ｚａ-ｚ％　]|(?<=[\p{Han}\]])[,;!]")
_REACH = 24  # how far an exception or a look-ahead may stretch beyond a match, in characters


class Match(NamedTuple):
    """One match: its span in the text and the index of the lexicon entry that it belongs to (or -1)."""

    start: int
    end: int
    entry: int = -1


def _end_of(match: Match) -> int:
    return match.end


class Lexicon(NamedTuple):
    """One compiled lexicon.

    `alternation` is its source as one pattern, for use inside other patterns; `joined` is that, compiled."""

    name: str
    title: str
    patterns: tuple[tuple[Any, int], ...]
    exceptions: Any
    entries: tuple[Mapping[str, Any], ...]
    alternation: str
    joined: Any
    not_in: tuple[str, ...]


def check_pattern(source: str) -> str | None:
    """Why a pattern could never match a Chinese text made uniform by `SourceText.plain`, or None."""
    bad = _UNREACHABLE.search(source)
    if bad is None:
        return None
    if bad[0] == r"\b":
        return "汉字之间没有词边界，“\\b”在中文里不起作用"
    return f"“{bad[0]}”永远不会出现：匹配前标点已统一为全角、数字字母已统一为半角"


def compile_pattern(source: str) -> Any:
    """Compile a pattern; raises `regex.error` (wrong syntax) or `ValueError` (can never match)."""
    why = check_pattern(source)
    if why is not None:
        raise ValueError(why)
    return regex.compile(source, regex.VERSION0 | regex.MULTILINE)


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
        self._words: dict[str, list[tuple[str, int]]] = {}
        for name in raw:
            try:
                self._build(name)
            except KeyError as error:
                raise self._blame(f"引用了不存在的词表“{error.args[0]}”") from error
            except (regex.error, ValueError) as error:
                raise self._blame(str(error)) from error
        self._automaton = ahocorasick.Automaton()
        for word, owners in self._words.items():
            self._automaton.add_word(word, (len(word), tuple(owners)))
        if self._words:
            self._automaton.make_automaton()

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
        for word, index in words:
            self._words.setdefault(word, []).append((name, index))  # type: ignore[arg-type]
        literal = sorted((regex.escape(word, special_only=True) for word, _ in words), key=len, reverse=True)
        exceptions = [self.expand(source) for source in data.get("except", ())]
        alternation = f"(?:{'|'.join([*(source for source, _ in sources), *literal])})"
        lexicon = Lexicon(
            name,
            data.get("title", name),
            tuple((compile_pattern(source), index) for source, index in sources),
            compile_pattern("|".join(exceptions)) if exceptions else None,
            entries,
            alternation,
            compile_pattern(alternation),
            tuple(data.get("not-in", ())),
        )
        self._open.pop()
        self._table[name] = lexicon
        return lexicon

    def scan(self, text: str) -> dict[str, list[Match]]:
        """All word matches of all lexicons in one pass, unfiltered: lexicon name -> matches by end."""
        found: dict[str, list[Match]] = {}
        if not self._words:
            return found
        for last, (length, owners) in self._automaton.iter(text):
            for name, entry in owners:
                found.setdefault(name, []).append(Match(last + 1 - length, last + 1, entry))
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
        self._text = text
        self._regions = {name: sorted(spans) for name, spans in regions.items()}
        self._words: dict[str, list[Match]] | None = None
        self._found: dict[tuple[str, int, int], list[Match]] = {}
        self._dropped: dict[tuple[str, int, int], list[Match]] = {}

    def find(self, name: str) -> list[Match]:
        """All matches of a lexicon: in order, the longest at each place, none overlapping."""
        return self.within(name, 0, len(self._text))

    def within(self, name: str, start: int, end: int) -> list[Match]:
        """The matches of a lexicon that lie wholly inside [start, end): in order, the longest at each place.

        Patterns are run over the stretch only: most are asked about a heading or a part, and a full pass over the
        report is what costs time. They see what stands before and behind the stretch.
        """
        key = (name, start, end)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._search(self.lexicons[name], start, end)
        return found

    def excused(self, name: str, start: int, end: int) -> list[Match]:
        """The words inside [start, end) that an exception of the lexicon takes back."""
        self.within(name, start, end)
        return self._dropped.get((name, start, end), [])

    def _search(self, lexicon: Lexicon, start: int, end: int) -> list[Match]:
        if self._words is None:
            self._words = self.lexicons.scan(self._text)
        hits = []
        words = self._words.get(lexicon.name)
        if words:
            at = bisect_left(words, start, key=_end_of)
            while at < len(words) and words[at].end <= end:
                if words[at].start >= start:
                    hits.append(words[at])
                at += 1
        stop = min(len(self._text), end + _REACH)
        for pattern, entry in lexicon.patterns:
            for match in pattern.finditer(self._text, start, stop):
                if match.start() >= end:
                    break
                if match.end() <= end:
                    hits.append(Match(*match.span(), entry))
        if not hits:
            return hits
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        kept: list[Match] = []
        for hit in hits:
            if kept and hit.start < kept[-1].end:
                continue
            if hit.start == hit.end:
                continue
            if self._excused(lexicon, hit):
                self._dropped.setdefault((lexicon.name, start, end), []).append(hit)
            else:
                kept.append(hit)
        return kept

    def _excused(self, lexicon: Lexicon, hit: Match) -> bool:
        if any(self.inside(region, hit.start, hit.end) for region in lexicon.not_in):
            return True
        if lexicon.exceptions is None:
            return False
        first, last = max(0, hit.start - _REACH), min(len(self._text), hit.end + _REACH)
        return any(
            match.start() <= hit.start and hit.end <= match.end()
            for match in lexicon.exceptions.finditer(self._text, first, last, overlapped=True)
        )

    def inside(self, region: str, start: int, end: int) -> bool:
        """Whether a span lies inside a span of the named region."""
        spans = self._regions.get(region, [])
        at = bisect_left(spans, (start + 1, 0)) - 1
        return at >= 0 and spans[at][0] <= start and end <= spans[at][1]

    def opens(self, name: str, start: int, end: int) -> Any:
        """The lexicon's match that begins exactly at `start`, or None (exceptions are not looked at)."""
        return self.lexicons[name].joined.match(self._text, start, end)

    def whole(self, name: str, start: int, end: int) -> Any:
        """The lexicon's match that fills [start, end), or None (exceptions are not looked at)."""
        return self.lexicons[name].joined.fullmatch(self._text, start, end)

    def first(self, name: str, start: int, end: int) -> Match | None:
        """The first match of a lexicon inside [start, end), or None."""
        matches = self.within(name, start, end)
        return matches[0] if matches else None
