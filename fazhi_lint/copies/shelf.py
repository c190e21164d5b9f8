"""Where the reports lie that are compared: in memory, or wherever the caller keeps them.

In: reports. Out: a `Shelf`: labels of all reports, and any report when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from .model import Report


class Label(NamedTuple):
    """Whose a report is, whether it is of last year, its file."""

    unit: str
    earlier: bool
    path: str


class Shelf(Protocol):
    """Reports in the order of their labels; for each unit there is at most one of last year."""

    @property
    def labels(self) -> Sequence[Label]:
        """Those of all reports, sorted."""

    def __iter__(self) -> Iterator[Report]:
        """All reports, in the order of their labels."""

    def __getitem__(self, place: int) -> Report:
        """The report of a label."""


class OnHand:
    """Reports in memory.

    Args:
        reports: those of this year.
        last_year: by unit, those of last year.
    """

    def __init__(self, reports: Iterable[Report], last_year: Mapping[str, Report]) -> None:
        rows = [(Label(report.unit, False, report.path), report) for report in reports]
        rows += [(Label(unit, True, report.path), report) for unit, report in last_year.items()]
        rows.sort(key=lambda row: row[0])
        self.labels = [label for label, _ in rows]
        self._reports = [report for _, report in rows]

    def __iter__(self) -> Iterator[Report]:
        return iter(self._reports)

    def __getitem__(self, place: int) -> Report:
        return self._reports[place]
