"""Which unit a report comes from: by the organs that it names, else by the name of its file.

In: the roster, and for each file its path and the organs in its title and signature. Out: a `Match`. A name is compared without
the words that only say party or government, and may be the tail of a longer one (青溪镇, 云岭县青溪镇人民政府).
"""

from __future__ import annotations

import fnmatch
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from ..document import Genre
from .roster import Unit

AFFIXES = "organ-affixes"  # the lexicon of words that are not compared
ISSUER, PATTERN, NAME = "issuer", "pattern", "name"  # what told the unit
_LONGEST = 60  # characters of an organ's name; what is longer is none

_Table = dict[str, list[str]]  # names, and the units that have them


class Match(NamedTuple):
    """Whose report a file is.

    Attributes:
        unit: the unit's name; None where it is not known.
        how: what told it: `issuer`, `pattern` or `name`; None where nothing did.
        claims: the other units that it could be of.
        stranger: the organ that the report names, where the roster does not have it.
    """

    unit: str | None = None
    how: str | None = None
    claims: tuple[str, ...] = ()
    stranger: str | None = None


class Matcher:
    """Finds the units of reports.

    Args:
        units: the roster.
        genre: the levels, whose patterns tell where a place's name ends, and the lexicons.
    """

    def __init__(self, units: Sequence[Unit], genre: Genre) -> None:
        self._affixes: Any = genre.lexicons[AFFIXES].joined.compiled if AFFIXES in genre.lexicons else None
        self._places: list[Any] = [genre.lexicons[level.organ].joined.compiled for level in genre.levels]
        self._whole: _Table = {}
        self._tails: _Table = {}
        self._files: _Table = {}
        self._patterns: list[tuple[str, str]] = []
        shown: _Table = {}
        for unit in units:
            for name in (unit.name, *unit.aliases):
                core = self._core(name)
                _add(self._whole, core, unit)
                for tail in self._tails_of(core):
                    _add(self._tails, tail, unit)
                for words in (core, _plain(name), *self._tails_of(core)):
                    _add(shown, words, unit)
            for pattern in unit.files:
                if any(sign in pattern for sign in "*?["):
                    self._patterns.append((_plain(pattern), unit.name))
                else:
                    _add(self._files, _plain(pattern), unit)
        self._shown = list(shown.items())
        self._names = CharwiseDoubleArrayAhoCorasick([name for name, _ in self._shown], MATCH_KIND_LEFTMOST_LONGEST)

    def match(self, path: str, organs: Iterable[str]) -> Match:
        """Whose report a file is.

        Args:
            path: its path below the folder, with `/`.
            organs: the names of the organs in title and signature, and what the text calls itself.
        """
        organs = [name for name in organs if len(name) <= _LONGEST]
        issuers = sorted({unit for name in organs for unit in self._of_organ(name)})
        if len(issuers) == 1:
            return Match(issuers[0], ISSUER)
        how, named = self._of_path(path)
        if issuers:  # two units claim it: the file's name may settle whose it is
            settled = [unit for unit in named if unit in issuers]
            if len(settled) != 1:
                return Match(None, None, tuple(issuers))
            return Match(settled[0], how, tuple(unit for unit in issuers if unit != settled[0]))
        stranger = next(iter(organs), None)
        named = [unit for unit in named if not any(self._other(name, unit) for name in organs)]
        if len(named) == 1:
            return Match(named[0], how, (), stranger)
        return Match(None, None, tuple(named), stranger)

    def _core(self, name: str) -> str:
        """A name without what is not compared."""
        plain = _plain(name)
        return (self._affixes.sub("", plain) if self._affixes else plain) or plain

    def _is_place(self, words: str) -> bool:
        return any(place.fullmatch(words) for place in self._places)

    def _tails_of(self, core: str) -> Iterator[str]:
        """What is left of a name when the place before it is left out, or all of that place but what it is (县司法局)."""
        for i in range(2, len(core) - 1):
            if self._is_place(core[:i]):
                yield core[i:]
                yield core[i - 1 :]

    def _of_organ(self, name: str) -> Sequence[str]:
        core = self._core(name)
        if core in self._whole:
            return self._whole[core]
        if core in self._tails:
            return self._tails[core]
        longest = sorted(self._tails_of(core), key=len, reverse=True)
        return next((self._whole[tail] for tail in longest if tail in self._whole), ())

    def _other(self, organ: str, unit: str) -> bool:
        """Whether an organ is not the unit although its name ends in that of the unit (东霁溪镇, 霁溪镇)."""
        return self._core(organ).endswith(self._core(unit))

    def _of_path(self, path: str) -> tuple[str | None, list[str]]:
        """The units that a file's name tells, else the folders that it lies in."""
        plain = _plain(path)
        name = plain.rpartition("/")[2]
        named = {*self._files.get(name, ()), *self._files.get(name.rpartition(".")[0], ())}
        named |= {unit for pattern, unit in self._patterns if _fits(pattern, name) or _fits(pattern, plain)}
        if named:
            return PATTERN, sorted(named)
        for words in (name, plain.replace("/", "")):
            hits = self._names.find(words)
            found = {unit for _, _, index in hits for unit in self._shown[index][1]}
            named = found or named
            if len(found) == 1:
                break
        return (NAME if named else None), sorted(named)


def _add(table: _Table, words: str, unit: Unit) -> None:
    named = table.setdefault(words, [])
    if unit.name not in named[-1:]:  # units come one after the other: where this one is named already, it is the last
        named.append(unit.name)


def _fits(pattern: str, words: str) -> bool:
    return fnmatch.fnmatchcase(words, pattern)


def _plain(name: str) -> str:
    """A name with full-width letters and digits made half-width, without white space."""
    return "".join(unicodedata.normalize("NFKC", name).split())
