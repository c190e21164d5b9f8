"""Lexicons from the data of their files: words, patterns, entries with values, exceptions.

In: the data as it stands in YAML. Out: `Lexicons`; a `RuleError` for what is wrong or can never match.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import regex

from .errors import RuleError
from .lexicon import Lexicon, Lexicons, Need
from .literals import needs
from .plainly import near, pattern_problem
from .rows import Pattern, Row

_MANY = 20  # nor one of more words than this where it is not known how far it stretches
_FEW = 6  # a pattern that needs one of more characters than this is not looked for at their places
_REFERENCE = regex.compile(r"\{([a-z][a-z-]{2,})\}")
_UNREACHABLE = regex.compile(r"\\b|\\[(),;:?!]|[０-９Ａ-Ｚａ-ｚ％　]|(?<=[\p{Han}\]])[,;!]")


def build(raw: Mapping[str, Mapping[str, Any]], paths: Mapping[str, str] | None = None) -> Lexicons:
    """Compile lexicons.

    Args:
        raw: lexicon name -> its data as in the file.
        paths: lexicon name -> its file, for messages.

    Raises:
        RuleError: a pattern that is wrong or can never match, a lexicon that is not there, a circle.
    """
    return _Builder(raw, paths or {}).all()


def check_pattern(source: str) -> str | None:
    """Why a pattern could never match a Chinese text made uniform by `SourceText.plain`, or None."""
    bad = _UNREACHABLE.search(source)
    if bad is None:
        return None
    if bad[0] == r"\b":
        return "汉字之间没有词边界，“\\b”在中文里不起作用"
    return f"“{bad[0]}”永远不会出现：匹配前标点已统一为全角、数字字母已统一为半角"


def _pattern(source: str) -> Pattern:
    """A pattern in the dialect of `regex`, compiled.

    Raises:
        regex.error: wrong syntax.
        ValueError: it can never match.
    """
    why = check_pattern(source)
    if why is not None:
        raise ValueError(why)
    return Pattern(regex.compile(source, regex.VERSION0 | regex.MULTILINE))


def _common(word: str) -> bool:
    """Whether a word is one character that most texts hold many times: a letter, a mark or a Chinese character."""
    return len(word) == 1 and (
        " " <= word <= "~" or word in "\n—…·“”‘’" or "\u3000" <= word <= "\u9fff" or "\uff00" <= word <= "\uffef"
    )


def _literal(words: Iterable[str]) -> list[str]:
    """Words as patterns, the longest first."""
    return sorted((regex.escape(word, special_only=True) for word in words), key=len, reverse=True)


class _Builder:
    """Builds each lexicon when it is asked for, those that it includes before it."""

    def __init__(self, raw: Mapping[str, Mapping[str, Any]], paths: Mapping[str, str]) -> None:
        self._raw = raw
        self._paths = paths
        self._open: list[str] = []
        self._table: dict[str, Lexicon] = {}
        self._sources: dict[str, str] = {}  # each as one pattern, for use inside other patterns
        self._numbers: dict[str, int] = {}

    def all(self) -> Lexicons:
        for name in self._raw:
            try:
                self._build(name)
            except KeyError as error:
                raise self._blame(f"引用了不存在的词表“{error.args[0]}”{near(error.args[0], self._raw)}") from error
            except (regex.error, ValueError) as error:
                raise self._blame(pattern_problem(error)) from error
        return Lexicons(self._table, tuple(self._numbers))

    def _expand(self, source: str) -> str:
        """Replace each `{name}` in a pattern by that lexicon's words and patterns.

        Raises:
            KeyError: there is no such lexicon.
            ValueError: lexicons that include each other.
        """
        return _REFERENCE.sub(lambda ref: self._sources[self._build(ref[1]).name], source)

    def _each(self, source: str) -> Sequence[str]:
        """The same, but where there is nothing besides the reference, each of that lexicon's patterns by itself: near what it
        needs, each is found sooner than all in one.
        """
        whole = _REFERENCE.fullmatch(source)
        if whole is None:
            return [self._expand(source)]
        data = self._raw[self._build(whole[1]).name]
        parts = [data, *data.get("entries", ())]
        apart = [own for part in parts for written in part.get("patterns", ()) for own in self._each(written)]
        literal = _literal(word for part in parts for word in part.get("words", ()))
        return [*apart, f"(?:{'|'.join(literal)})"] if literal else apart

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
        sources = [(self._expand(source), -1) for source in data.get("patterns", ())]
        for index, entry in enumerate(entries):
            words += [(word, index) for word in entry.get("words", ())]
            sources += [(self._expand(source), index) for source in entry.get("patterns", ())]
        literal = _literal(word for word, _ in words)
        exceptions = [own for source in data.get("except", ()) for own in self._each(source)]
        alternation = f"(?:{'|'.join([*(source for source, _ in sources), *literal])})"
        rows = [self._row(source, index) for source, index in [*sources, *((source, -1) for source in exceptions)]]
        lexicon = Lexicon(
            name,
            data.get("title", name),
            self._needs(words, [needed for _, needed in rows]),
            {word: entry for word, entry in reversed(words) if _common(word)},
            tuple(row for row, _ in rows),
            len(sources),
            tuple(at for at, (row, words) in enumerate(rows) if row.characters or not words),
            entries,
            _pattern(alternation),
            tuple(data.get("not-in", ())),
        )
        self._open.pop()
        self._table[name], self._sources[name] = lexicon, alternation
        return lexicon

    def _number(self, word: str) -> int:
        """A word's number in the common pass."""
        return self._numbers.setdefault(word, len(self._numbers))

    def _needs(self, words: Sequence[tuple[str, int]], needed: Sequence[Collection[str]]) -> dict[int, Need]:
        """What the common pass must look for: a lexicon's own words (with their entries), and those that its rows need."""
        own = {word: entry for word, entry in reversed(words) if not _common(word)}
        rows: dict[str, list[int]] = {word: [] for word in own}
        for at, some in enumerate(needed):
            for word in sorted(some):
                rows.setdefault(word, []).append(at)
        return {
            self._number(word): (len(word) if word in own else 0, own.get(word, -1), tuple(users))
            for word, users in rows.items()
        }

    def _row(self, source: str, entry: int) -> tuple[Row, Collection[str]]:
        """A compiled pattern, and words for the common pass: each match holds one of them, or one of the row's characters."""
        needed, width, before = needs(source)
        words = [word for word in needed or () if not _common(word)]
        characters = "".join(sorted(word for word in needed or () if _common(word)))
        if width is None and before is None and len(words) > _MANY:  # some of them will stand there, and tell no place
            words, characters = [], ""
        if width is not None and before is not None and len(characters) <= _FEW:  # worth while to look only near them
            words, characters = [*words, *characters], ""
        return Row(_pattern(source), entry, characters, width, before), words
