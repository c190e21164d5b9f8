"""Copies, carried-over shortcomings and plans that nothing came of, for all units of a round.

In: how the units stand, the ledger with the reports made ready to be compared, the folder of last year's reports. Out: a
`Comparison`, from the ledger where nothing that it is made of has changed; what of it concerns one unit. Of the reports only
some are in memory at any time.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from .. import __version__
from ..copies import Comparison, Copy, Label, Options, Report, compare_shelf, pack_found, unpack, unpack_found
from .desk import Desk, Digested
from .ledger import Ledger, Run
from .ledger.standing import standings
from .values import EARLIER, IN_TIME, LATE, Found, digest_key

Execute = Callable[[Iterable[str], Callable[[str], Digested]], Iterator[Digested]]  # does some work on paths, in their order
NOTHING = Comparison((), (), ())
_TOGETHER = 64  # reports that are fetched, or kept, at once
_CACHED = 64  # reports that are at hand


class _Filed(NamedTuple):
    """A report that counts: its label, under which key it is kept, whether its file is one of this desk."""

    label: Label
    key: str
    here: bool


class _Shelf:
    """Reports that the ledger keeps."""

    def __init__(self, ledger: Ledger, filed: Iterable[_Filed]) -> None:
        rows = sorted(filed)
        self.labels = [row.label for row in rows]
        self._keys = [row.key for row in rows]
        self._ledger = ledger
        self._get = lru_cache(maxsize=_CACHED)(self._fetched)

    def __iter__(self) -> Iterator[Report]:
        for start in range(0, len(self._keys), _TOGETHER):
            keys = self._keys[start : start + _TOGETHER]
            kept = self._ledger.digests(keys)
            yield from (unpack(kept[key]) for key in keys)

    def __getitem__(self, place: int) -> Report:
        return self._get(place)

    def _fetched(self, place: int) -> Report:
        key = self._keys[place]
        return unpack(self._ledger.digests([key])[key])


class Comparing:
    """Compares the reports of a round: all that count, also those of other folders and of rounds before.

    Args:
        ledger: where reports and result are kept.
        run: with its round and what identifies the word lists of the comparison.
        desk: examines the reports of the round.
        last_year: examines those of last year; None where there are none.
        execute: does work on many files.

    Attributes:
        left_out: units whose report could not be compared: it was checked by another desk, which did not compare.
    """

    def __init__(self, ledger: Ledger, run: Run, desk: Desk, last_year: Desk | None, execute: Execute) -> None:
        self._ledger, self._run, self._execute = ledger, run, execute
        self._desk, self._last_year = desk, last_year
        self.left_out: list[str] = []

    def compare(self) -> Comparison:
        """Compare the reports.

        Raises:
            FazhiError: last year's folder, or the ledger, cannot be read.
        """
        counting = list(self._counting())
        self._make(self._desk, {one.label.path: one.key for one in counting if one.here})
        ready = self._ledger.has_digests([one.key for one in counting])
        self.left_out = [one.label.unit for one in counting if one.key not in ready]
        counting = [one for one in counting if one.key in ready]
        files = self._files()
        parts = (__version__, Options(), [one.key for one in counting], list(files.values()))
        key = hashlib.sha256(repr(parts).encode()).hexdigest()
        kept = self._ledger.comparison(self._run.round, key)
        if kept is not None:
            return unpack_found(kept)
        if self._last_year is not None:
            self._make(self._last_year, files)
        found = compare_shelf(_Shelf(self._ledger, [*counting, *self._of_last_year(files)]), Options())
        self._ledger.keep_comparison(self._run.round, key, pack_found(found))
        return found

    def _counting(self) -> Iterator[_Filed]:
        """The reports that count."""
        for standing in standings(self._ledger, self._run.round):
            one = standing.submission
            if standing.state in (IN_TIME, LATE, EARLIER) and one is not None:
                label = Label(standing.unit.name, False, one.path)
                here = (one.round, one.folder) == (self._run.round, self._run.folder)
                yield _Filed(label, digest_key(one.result, label.unit, self._run.wording), here)

    def _files(self) -> dict[str, str]:
        """Last year's files, each with the key under which it is kept."""
        desk = self._last_year
        if desk is None:
            return {}
        how = repr((self._run.digest, self._run.wording, desk.source.name, desk.units))
        return {
            entry.path: digest_key(how, entry.path, entry.token or str(self._run.id))  # what may have changed is read anew
            for entry in desk.source.entries([])
        }

    def _make(self, desk: Desk, keys: dict[str, str]) -> None:
        """Make those of some files (by path, with their keys) ready to be compared that are not yet."""
        ready = self._ledger.has_digests(list(keys.values()))
        done = self._execute([path for path, key in keys.items() if key not in ready], desk.digest)
        while some := list(islice(done, _TOGETHER)):
            self._ledger.keep_digests({keys[one.path]: one.data for one in some})

    def _of_last_year(self, files: dict[str, str]) -> Iterable[_Filed]:
        """Last year's reports; of several of a unit the one of the latest year."""
        found: dict[str, tuple[int, _Filed]] = {}
        paths, keys = list(files), list(files.values())
        for start in range(0, len(keys), _TOGETHER):
            kept = self._ledger.digests(keys[start : start + _TOGETHER])
            for path, key in zip(paths[start : start + _TOGETHER], keys[start : start + _TOGETHER], strict=True):
                if kept[key]:
                    report = unpack(kept[key])
                    row = report.year or 0, _Filed(Label(report.unit, True, path), key, True)
                    found[report.unit] = max(found.get(report.unit, row), row, key=lambda one: one[0])
        return [filed for _, filed in found.values()]


class ByUnit:
    """What was found, by unit.

    Args:
        found: all of it.
    """

    def __init__(self, found: Comparison) -> None:
        self._found = found
        units = ({copy.one.unit, copy.other.unit} for copy in found.copies)
        self._copies = _places(units)
        self._carried = _places({one.this.unit} for one in found.carried)
        self._unmet = _places({one.measure.unit} for one in found.unmet)

    def __getitem__(self, unit: str) -> Found:
        """What was found for a unit; of each copy its own side first."""
        copies, carried, unmet = self._found
        return Found(
            tuple(copies[i] if copies[i].one.unit == unit else _turned(copies[i]) for i in self._copies.get(unit, ())),
            tuple(carried[i] for i in self._carried.get(unit, ())),
            tuple(unmet[i] for i in self._unmet.get(unit, ())),
        )


def _places(rows: Iterable[set[str]]) -> dict[str, array[int]]:
    """In which rows each unit is."""
    places: dict[str, array[int]] = {}
    for i, units in enumerate(rows):
        for unit in units:
            places.setdefault(unit, array("I")).append(i)
    return places


def _turned(copy: Copy) -> Copy:
    """The same copy seen from the other side."""
    source = {"one": "other", "other": "one"}.get(copy.source or "")
    return copy._replace(one=copy.other, other=copy.one, source=source)
