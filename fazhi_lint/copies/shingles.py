"""The wording of all reports as numbers: which runs of letters recur, how common each is, which paragraphs share rare ones.

In: the paragraphs of all reports, in the order of units. Out: `Wording`: the weight of every shingle (a run of a few letters),
and the pairs of paragraphs worth a closer look. It is an index of all shingles: exact, the same in every run, and made in parts
so that never all of them are held at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LENGTH = 4  # characters of a shingle
SEEDS = 8  # so many shingles at least two paragraphs must share to be looked at
_ALL = 8  # paragraphs that share a shingle are paired all with all up to so many, else each with the first and the next
_PART = 2_000_000  # shingles that are sorted at a time
_BINS = 24  # pairs are counted in two to the power of this many bins at most
_BLOCK = 1_000_000  # characters that are hashed at a time
_FACTOR, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)

_Hashes = NDArray[np.uint64]
_Numbers = NDArray[np.int64]
_Floats = NDArray[np.float64]


class Shingles(NamedTuple):
    """A paragraph's shingles: `hashes` (0 for one that holds a gap) and `weights` in order, `known` the hashes sorted."""

    hashes: _Hashes
    weights: _Floats
    known: _Hashes


def _hashes(codes: NDArray[np.uint32]) -> _Hashes:
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
    total[gap] = 0
    return total


class _Lists(NamedTuple):
    """Shingles in order: how many units have each (`held`), and its paragraphs: `sizes` of `owners` from `starts` on."""

    hashes: _Hashes
    held: _Numbers
    owners: _Numbers
    starts: _Numbers
    sizes: _Numbers


class Wording:
    """The shingles of a corpus.

    Args:
        texts: the masked paragraphs, ordered by unit.
        units: the number of each paragraph's unit, never falling.
        last_year: for each paragraph whether it is of last year.
        limit: a shingle that more units than this have is common.
    """

    def __init__(self, texts: Sequence[str], units: Sequence[int], last_year: Sequence[bool], limit: float) -> None:
        lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
        self._starts = np.concatenate(([0], np.cumsum(lengths)))
        self._codes = np.frombuffer("".join(f"{text}\0" for text in texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        self._units = np.asarray(units, np.int64)
        self._last_year = np.asarray(last_year, np.bool_)
        self._limit = limit
        self.shingles = lru_cache(maxsize=4096)(self._shingles)
        self._shared: _Hashes = np.zeros(0, np.uint64)
        self._weights: _Floats = np.zeros(0)
        self._pairs = self._survey() if texts else np.zeros((0, 2), np.int64)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """The pairs of paragraphs that share wording, in order."""
        for one, other in self._pairs:
            yield int(one), int(other)

    def _shingles(self, number: int) -> Shingles:
        """The shingles of a paragraph; one that several units have weighs less, the more they are, a common one nothing."""
        hashes = _hashes(self._codes[self._starts[number] : self._starts[number + 1] - 1])
        weights = np.ones(len(hashes))
        if len(self._shared):
            at = np.searchsorted(self._shared, hashes).clip(max=len(self._shared) - 1)
            weights = np.where(self._shared[at] == hashes, self._weights[at], 1.0)
        weights[hashes == 0] = 0.0
        return Shingles(hashes, weights, np.sort(hashes))

    def _survey(self) -> _Numbers:
        """Weigh all shingles; returns the pairs of paragraphs that share enough of them.

        Most pairs share one shingle or two. They are counted first, some in one bin, and only those kept whose bin has enough.
        """
        parts = len(self._codes) // _PART + 1
        bins = self._count(parts, 1 << min(_BINS, len(self._codes).bit_length()))
        kept = []
        for part in range(parts):
            pairs = self._pair(self._lists(part, parts))
            kept.append(pairs[bins[_bin(pairs, len(bins))] >= SEEDS])
        found, counts = np.unique(np.concatenate(kept), return_counts=True)
        return np.stack(np.divmod(found[counts >= SEEDS], len(self._units)), axis=1)

    def _count(self, parts: int, size: int) -> NDArray[np.int32]:
        """Weigh all shingles, part by part; returns how many of the shingles that pairs share are in each of so many bins."""
        bins = np.zeros(size, np.int32)
        shared: list[_Hashes] = []
        weights: list[_Floats] = []
        for part in range(parts):
            lists = self._lists(part, parts)
            several = lists.held > 1
            shared.append(lists.hashes[several])
            weights.append(((self._limit + 1 - lists.held[several]) / (self._limit - 1)).clip(0, 1))
            bins += np.bincount(_bin(self._pair(lists), size), minlength=size).astype(np.int32)
        order = np.argsort(np.concatenate(shared))
        self._shared, self._weights = np.concatenate(shared)[order], np.concatenate(weights)[order]
        return bins

    def _lists(self, part: int, parts: int) -> _Lists:
        """One part of all shingles, each with the paragraphs and the number of units that have it."""
        hashes, owners = self._collect(part, parts)
        units = self._units[owners]
        first, fresh = np.ones(len(hashes), np.bool_), np.ones(len(hashes), np.int64)
        first[1:] = hashes[1:] != hashes[:-1]
        fresh[1:] = first[1:] | (units[1:] != units[:-1])
        starts = np.nonzero(first)[0]
        held = np.add.reduceat(fresh, starts) if len(starts) else fresh
        return _Lists(hashes[starts], held, owners, starts, np.diff(np.append(starts, len(hashes))))

    def _collect(self, part: int, parts: int) -> tuple[_Hashes, _Numbers]:
        """One part of all shingles, sorted: hashes, and the paragraphs that have them; each paragraph counts once."""
        found: list[_Hashes] = []
        places: list[_Numbers] = []
        for start in range(0, len(self._codes), _BLOCK):
            hashes = _hashes(self._codes[start : start + _BLOCK + LENGTH - 1])
            kept = np.nonzero((hashes != 0) & (hashes % np.uint64(parts) == part))[0]
            found.append(hashes[kept])
            places.append(kept + start)
        hashes = np.concatenate(found)
        owners = np.searchsorted(self._starts, np.concatenate(places), "right") - 1
        order = np.argsort(hashes, kind="stable")
        hashes, owners = hashes[order], owners[order]
        once = np.ones(len(hashes), np.bool_)
        once[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
        return hashes[once], owners[once]

    def _pair(self, lists: _Lists) -> _Numbers:
        """All pairs of paragraphs that share a shingle that is not common, each pair as one number."""
        rare = (lists.sizes > 1) & (lists.held <= self._limit)
        owners, starts, sizes = lists.owners, lists.starts[rare], lists.sizes[rare]
        found = [np.zeros(0, np.int64)]
        for step in range(1, _ALL):
            fit = (sizes > step) & ((sizes <= _ALL) | (step == 1))
            first = _spread(starts[fit], sizes[fit] - step)
            found.append(self._allowed(owners[first], owners[first + step]))
        long = sizes > _ALL
        counts = sizes[long] - 2
        behind = _spread(starts[long] + 2, counts)
        found.append(self._allowed(owners[np.repeat(starts[long], counts)], owners[behind]))
        return np.concatenate(found)

    def _allowed(self, one: _Numbers, other: _Numbers) -> _Numbers:
        """Pairs between units, not both of last year, and of one unit's report with its own of last year."""
        old, older = self._last_year[one], self._last_year[other]
        fit = np.where(self._units[one] == self._units[other], old != older, ~(old & older))
        return one[fit] * len(self._units) + other[fit]


def _spread(starts: _Numbers, counts: _Numbers) -> _Numbers:
    """For each start the numbers from it on, so many as its count says, all in one array."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - counts), counts) + np.arange(total)


def _bin(pairs: _Numbers, size: int) -> _Numbers:
    """The bin of each pair, of a power of two of bins."""
    return ((pairs.astype(np.uint64) * _FACTOR) >> np.uint64(65 - size.bit_length())).astype(np.int64)
