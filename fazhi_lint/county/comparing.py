"""Copies, carried-over shortcomings and plans that nothing came of, for all units of a round.

In: how the units stand, the digests that were made while checking, the folder of last year's reports. Out: a `Comparison`, from
the ledger where nothing that it is made of has changed; what of it concerns one unit.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from .. import __version__
from ..copies import Carried, Comparison, Copy, Options, Passage, Report, Unmet, compare
from .desk import Desk, Digested
from .ledger import Ledger
from .ledger.standing import standings
from .values import IN_TIME, LATE

Execute = Callable[[Iterable[str], Callable[[str], Digested]], Iterator[Digested]]  # does some work on paths, in their order
NOTHING = Comparison((), (), ())


class Found(NamedTuple):
    """What was found about one unit; in each copy, `one` is its own passage."""

    copies: tuple[Copy, ...] = ()
    carried: tuple[Carried, ...] = ()
    unmet: tuple[Unmet, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.copies or self.carried or self.unmet)


class Comparing:
    """Compares the reports of a round.

    Args:
        ledger: where the result is kept.
        number: of the round.
        desk: examines the reports of the round.
        last_year: examines those of last year; None where there are none.
        execute: does work on many files.
    """

    def __init__(self, ledger: Ledger, number: int, desk: Desk, last_year: Desk | None, execute: Execute) -> None:
        self._ledger, self._number, self._execute = ledger, number, execute
        self._desk, self._last_year = desk, last_year

    def compare(self, wording: str, digests: dict[str, Report]) -> Comparison:
        """Compare the reports.

        Args:
            wording: what identifies the word lists of the comparison.
            digests: those that there are already, by the keys of their results; they are used up.

        Raises:
            FazhiError: last year's folder, or the ledger, cannot be read.
        """
        counting = list(self._counting())
        earlier = self._last_year.source.entries([]) if self._last_year else ()
        files = [(entry.path, entry.token) for entry in earlier]
        parts = (__version__, wording, Options(), counting, self._last_year and self._last_year.source.name, files)
        key = hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()
        kept = self._ledger.comparison(self._number, key)
        if kept is not None:
            return _read(kept)
        reports = {unit: digests.pop(result) for unit, result, _ in counting if result in digests}
        digests.clear()
        missing = {path: unit for unit, _, path in counting if unit not in reports}
        for done in self._execute(list(missing), self._desk.digest):
            if done.report is not None:
                reports[missing[done.path]] = done.report
        found = compare(reports.values(), self._of_last_year([path for path, _ in files]), Options())
        self._ledger.keep_comparison(self._number, key, json.dumps(found))
        return found

    def _counting(self) -> Iterator[tuple[str, str, str]]:
        """Unit, result and path of the reports of this round that count."""
        for standing in standings(self._ledger, self._number):
            one = standing.submission
            if standing.state in (IN_TIME, LATE) and one is not None and one.folder == self._desk.source.name:
                yield standing.unit.name, one.result, one.path

    def _of_last_year(self, paths: Sequence[str]) -> dict[str, Report]:
        """Last year's reports by unit; of several the one of the latest year."""
        found: dict[str, Report] = {}
        if self._last_year is None:
            return found
        for done in self._execute(paths, self._last_year.digest):
            report = done.report
            if report is not None and (report.unit not in found or (report.year or 0) >= (found[report.unit].year or 0)):
                found[report.unit] = report
        return found


def _read(kept: str) -> Comparison:
    data: Any = json.loads(kept)
    copies, carried, unmet = data
    return Comparison(
        tuple(Copy(Passage(*one), Passage(*other), *rest) for one, other, *rest in copies),
        tuple(Carried(Passage(*this), Passage(*last), rest) for this, last, rest in carried),
        tuple(Unmet(Passage(*measure), path) for measure, path in unmet),
    )


def by_unit(found: Comparison) -> dict[str, Found]:
    """What was found, by unit."""
    copies: dict[str, list[Copy]] = defaultdict(list)
    carried: dict[str, list[Carried]] = defaultdict(list)
    unmet: dict[str, list[Unmet]] = defaultdict(list)
    for copy in found.copies:
        copies[copy.one.unit].append(copy)
        if copy.other.unit != copy.one.unit:
            copies[copy.other.unit].append(_turned(copy))
    for one in found.carried:
        carried[one.this.unit].append(one)
    for measure in found.unmet:
        unmet[measure.measure.unit].append(measure)
    units = {*copies, *carried, *unmet}
    return {unit: Found(tuple(copies[unit]), tuple(carried[unit]), tuple(unmet[unit])) for unit in units}


def _turned(copy: Copy) -> Copy:
    """The same copy seen from the other side."""
    source = {"one": "other", "other": "one"}.get(copy.source or "")
    return copy._replace(one=copy.other, other=copy.one, source=source)
