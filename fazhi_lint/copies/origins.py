"""Who had a copied passage first, and which passages are copies of the same one.

In: the copies that were found, and what gives the report of a passage. Out: the same copies with `source`, `because` and
`group`, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from .model import BETWEEN, BY_LAST_YEAR, BY_NAME, LAST_YEAR, ONE, OTHER, Copy, Passage, Report

Find = Callable[[Passage], Report]  # the report that a passage stands in
_NAME = 3  # characters of a name at least that tells whose a passage is


def trace(copies: Iterable[Copy], find: Find) -> list[Copy]:
    """The copies in order, each with whose passage was there first, as far as that can be told.

    Args:
        copies: what was found; a passage that stands in a unit's reports of both years is told once for each taker.
        find: gives the report of a passage of this year.
    """
    found = sorted(copies, key=lambda copy: (copy.one, copy.other))
    kept = _Places(copy.one for copy in found if copy.kind == LAST_YEAR)
    now = _Places()
    for copy in found:
        if copy.kind == BETWEEN and not copy.other.earlier:
            now.add(copy.one, copy.other.unit)
            now.add(copy.other, copy.one.unit)
    told = [copy for copy in found if not (_from_last_year(copy) and now.hold(copy.one, copy.other.unit))]
    return _grouped([_sourced(copy, kept, find) if copy.kind == BETWEEN else copy for copy in told])


def _from_last_year(copy: Copy) -> bool:
    return copy.kind == BETWEEN and copy.other.earlier


class _Places:
    """Passages, asked whether another overlaps one of them; with a unit: one that was put in for that unit."""

    def __init__(self, passages: Iterable[Passage] = ()) -> None:
        self._table: dict[tuple[_File, str], list[Passage]] = {}
        for passage in passages:
            self.add(passage, "")

    def add(self, passage: Passage, unit: str) -> None:
        self._table.setdefault((_file(passage), unit), []).append(passage)

    def hold(self, passage: Passage, unit: str = "") -> bool:
        return any(_overlap(passage, other) for other in self._table.get((_file(passage), unit), ()))


_File = tuple[str, bool, str]


def _file(passage: Passage) -> _File:
    """What tells the file that a passage stands in from all others; those of two years may have one name."""
    return passage.unit, passage.earlier, passage.path


def _start(passage: Passage) -> tuple[int, int]:
    return passage.line, passage.column


def _end(passage: Passage) -> tuple[int, int]:
    return passage.end_line, passage.end_column


def _overlap(one: Passage, other: Passage) -> bool:
    return _start(one) < _end(other) and _start(other) < _end(one)


def _sourced(copy: Copy, kept: _Places, find: Find) -> Copy:
    """A copy between units with whose passage was first: by the reports of last year, else by a name that was left in."""
    one_kept, other_kept = kept.hold(copy.one), copy.other.earlier or kept.hold(copy.other)
    if one_kept != other_kept:
        return copy._replace(source=ONE if one_kept else OTHER, because=BY_LAST_YEAR)
    if not copy.other.earlier:
        one, other = find(copy.one), find(copy.other)
        named = _named(one, copy.one, other, copy.other), _named(other, copy.other, one, copy.one)
        if named[0] != named[1]:
            return copy._replace(source=ONE if named[0] else OTHER, because=BY_NAME)
    return copy


def _named(giver: Report, given: Passage, taker: Report, taken: Passage) -> bool:
    """Whether the taken passage, and nothing else in the taker's report, bears a name of the giver."""
    return any(
        name in given.text
        and name in taken.text
        and name not in taker.names
        and taker.text.count(name) == taken.text.count(name)
        for name in giver.names
        if len(name) >= _NAME
    )


def _grouped(copies: Sequence[Copy]) -> list[Copy]:
    """The copies with the numbers of their groups, counted from 1."""
    root: dict[Passage, Passage] = {}

    def find(passage: Passage) -> Passage:
        while root.setdefault(passage, passage) is not passage:
            root[passage] = root[root[passage]]
            passage = root[passage]
        return passage

    for copy in copies:
        root[find(copy.other)] = find(copy.one)
    for before, passage in pairwise(sorted(root, key=lambda passage: (_file(passage), _start(passage)))):
        if _file(before) == _file(passage) and _overlap(before, passage):
            root[find(passage)] = find(before)
    numbers: dict[Passage, int] = {}
    return [copy._replace(group=numbers.setdefault(find(copy.one), len(numbers) + 1)) for copy in copies]
