"""The wording of all reports as numbers: which runs of letters recur, how common each is, which paragraphs share rare ones.

In: the paragraphs of all reports, in the order of units. Out: `Wording`: the weight of every shingle (a run of a few letters),
and the pairs of paragraphs worth a closer look. It is an index of all shingles, the same in every run. Letters, shingles and
pairs lie on the disk; in memory are only the shingles that several units have, and the pairs that are worth a look.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .sorting import Numbers, Sorter

LENGTH = 4  # characters of a shingle
SEEDS = 8  # so many shingles at least two paragraphs must share to be looked at
_ALL = 8  # paragraphs that share a shingle are paired all with all up to so many, else each with the first and the next
_BLOCK = 60_000  # characters that are hashed at a time
_OWNER = 24  # bits at least that tell the paragraph of a shingle; the others of 64 tell the shingle
_CACHED = 1024  # paragraphs whose shingles are kept at hand
_FACTOR, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)

_Numbers = NDArray[np.int64]
_Floats = NDArray[np.float64]
_Codes = NDArray[np.uint16]


class Shingles(NamedTuple):
    """A paragraph's shingles: `hashes` (0 for one that holds a gap) and `weights` in order, `known` the hashes sorted."""

    hashes: Numbers
    weights: _Floats
    known: Numbers


class Letters:
    """The masked paragraphs of all reports, a gap behind each: two bytes a letter, on the disk.

    All are added before any is read. Letters beyond the basic plane, which are rare, share the numbers of others: they are only
    ever compared in runs.

    Args:
        file: an empty file that they may lie in.

    Attributes:
        starts: where each paragraph begins, and where the last one ends.
        units: the number of each paragraph's unit.
        last_year: 1 for each paragraph of last year, else 0.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.starts = array("q", [0])
        self.units = array("i")
        self.last_year = array("b")

    def add(self, paragraphs: Sequence[str], unit: int, last_year: bool) -> None:
        """Take in the paragraphs of one report; the number of its unit is never less than that of the report before."""
        raw = "".join(f"{text}\0" for text in paragraphs).encode("utf-32-le", "surrogatepass")
        wide = np.frombuffer(raw, np.uint32)
        self._file.write((wide ^ (wide >> np.uint32(16))).astype(np.uint16).data)
        for text in paragraphs:
            self.starts.append(self.starts[-1] + len(text) + 1)
        self.units.extend([unit] * len(paragraphs))
        self.last_year.extend([last_year] * len(paragraphs))

    def codes(self, start: int, end: int) -> _Codes:
        """The letters from one place to another, or to the end of all."""
        self._file.seek(2 * start)
        return np.frombuffer(self._file.read(2 * (end - start)), np.uint16)


def _hashes(codes: _Codes) -> Numbers:
    """The hash of the shingle at each place; 0 where it holds a gap (a NUL)."""
    size = max(0, len(codes) - LENGTH + 1)
    total = np.zeros(size, np.uint64)
    gap = np.zeros(size, np.bool_)
    for i in range(LENGTH):
        sign = codes[i : i + size]
        gap |= sign == 0
        total *= _FACTOR
        total += sign
        total ^= total >> _SHIFT
    total *= _FACTOR  # or the last letter would tell in the lowest bits alone, which are cut off
    total[gap] = 0
    return total


class _Lists(NamedTuple):
    """Shingles in order, each with its paragraphs: `sizes` of `owners` from `starts` on."""

    owners: _Numbers
    starts: _Numbers
    sizes: _Numbers


class Wording:
    """The shingles of a corpus.

    Args:
        letters: of all paragraphs.
        limit: a shingle that more units than this have is common.

    Raises:
        OSError: the folder for temporary files is full, or cannot be written; any method may raise it.
    """

    def __init__(self, letters: Letters, limit: float) -> None:
        self._letters, self._starts = letters, np.frombuffer(letters.starts, np.int64)
        self._units = np.frombuffer(letters.units, np.int32) if letters.units else np.zeros(0, np.int32)
        self._last_year = np.frombuffer(letters.last_year, np.bool_) if letters.units else np.zeros(0, np.bool_)
        self._limit = limit
        bits = max(_OWNER, len(self._units).bit_length())
        self._bits, self._mask = np.uint64(bits), np.uint64((1 << bits) - 1)
        self.shingles = lru_cache(maxsize=_CACHED)(self._shingles)
        with TemporaryFile(prefix="fazhi-lint-") as entries, TemporaryFile(prefix="fazhi-lint-") as pairs:
            found = Sorter(pairs)
            self._shared = self._survey(self._entries(Sorter(entries, low=bits)), found)
            self._pairs = _frequent(found)

    def length(self, number: int) -> int:
        """How many letters a paragraph has."""
        return int(self._starts[number + 1] - self._starts[number] - 1)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """The pairs of paragraphs that share wording, in order."""
        for pair in self._pairs:
            one, other = divmod(pair, len(self._units))
            yield one, other

    def _shingles(self, number: int) -> Shingles:
        """The shingles of a paragraph; one that several units have weighs less, the more they are, a common one nothing."""
        hashes = _hashes(self._letters.codes(self._starts[number], self._starts[number + 1] - 1)) >> self._bits
        weights = np.ones(len(hashes))
        if len(self._shared):
            entries = self._shared[np.searchsorted(self._shared, hashes << self._bits).clip(max=len(self._shared) - 1)]
            held = np.where(entries >> self._bits == hashes, entries & self._mask, np.uint64(1))
            weights = ((self._limit + 1 - held) / (self._limit - 1)).clip(0, 1)
        weights[hashes == 0] = 0.0
        return Shingles(hashes, weights, np.sort(hashes))

    def _entries(self, entries: Sorter) -> Iterator[Numbers]:
        """All shingles in order, some at a time, each with a paragraph that has it, once, in one number."""
        for start in range(0, int(self._starts[-1]), _BLOCK):
            hashes = _hashes(self._letters.codes(start, start + _BLOCK + LENGTH - 1)) >> self._bits
            places = np.nonzero(hashes)[0]
            owners = np.searchsorted(self._starts, places + start, "right") - 1
            entries.add(np.unique((hashes[places] << self._bits) | owners.astype(np.uint64)))
        return (some[_changes(some)] for some in entries.parts())

    def _survey(self, entries: Iterable[Numbers], found: Sorter) -> Numbers:
        """The shingles that several units have, in order, each with how many have it in one number.

        Args:
            entries: of all shingles.
            found: takes the pairs of paragraphs that share a shingle, each as one number, as often as they share one.
        """
        shared = array("Q")
        for some in entries:
            lists = self._lists(some)
            units = self._units[lists.owners]
            fresh = _changes(units)
            fresh[lists.starts] = True
            held = np.add.reduceat(fresh, lists.starts, dtype=np.int64)
            several = held > 1
            shared.frombytes(((some[lists.starts[several]] & ~self._mask) | held[several].astype(np.uint64)).tobytes())
            fit = (lists.sizes > 1) & (held <= self._limit)
            found.add(self._pair(_Lists(lists.owners, lists.starts[fit], lists.sizes[fit])))
        return np.frombuffer(shared, np.uint64) if shared else np.zeros(0, np.uint64)

    def _lists(self, entries: Numbers) -> _Lists:
        """Shingles with their paragraphs, taken apart."""
        starts = np.nonzero(_changes(entries >> self._bits))[0]
        owners = (entries & self._mask).astype(np.int64)
        return _Lists(owners, starts, np.diff(np.append(starts, len(entries))))

    def _pair(self, lists: _Lists) -> Numbers:
        """The pairs of paragraphs that share a shingle, each as one number."""
        owners, starts, sizes = lists
        found = [np.zeros(0, np.int64)]
        for step in range(1, _ALL):
            fit = (sizes > step) & ((sizes <= _ALL) | (step == 1))
            first = _spread(starts[fit], sizes[fit] - step)
            found.append(self._allowed(owners[first], owners[first + step]))
        long = sizes > _ALL
        counts = sizes[long] - 2
        behind = _spread(starts[long] + 2, counts)
        found.append(self._allowed(owners[np.repeat(starts[long], counts)], owners[behind]))
        return np.concatenate(found).astype(np.uint64)

    def _allowed(self, one: _Numbers, other: _Numbers) -> _Numbers:
        """Pairs between units, not both of last year, and of one unit's report with its own of last year."""
        old, older = self._last_year[one], self._last_year[other]
        fit = np.where(self._units[one] == self._units[other], old != older, ~(old & older))
        return one[fit] * len(self._units) + other[fit]


def _frequent(found: Sorter) -> array[int]:
    """The pairs that were found often enough, in order."""
    kept = array("Q")
    for some in found.parts():
        pairs, times = np.unique(some, return_counts=True)
        kept.frombytes(pairs[times >= SEEDS].tobytes())
    return kept


def _changes(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Where in ordered values another one begins."""
    changes = np.ones(len(values), np.bool_)
    changes[1:] = values[1:] != values[:-1]
    return changes


def _spread(starts: _Numbers, counts: _Numbers) -> _Numbers:
    """For each start the numbers from it on, so many as its count says, all in one array."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - counts), counts) + np.arange(total)
