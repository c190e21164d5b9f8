"""The wording of all reports as numbers: which runs of letters recur, how common each is, which paragraphs share rare ones.

In: the paragraphs of all reports, in the order of units. Out: `Wording`: the weight of every shingle (a run of a few letters),
and the pairs of paragraphs worth a closer look. It is an index of all shingles, the same in every run, and made in parts so
that all of them are never held at once: only those that several paragraphs have, and that not everybody has, are kept, and they
wait on the disk.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from tempfile import TemporaryFile, gettempdir
from typing import IO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import ConfigError

LENGTH = 4  # characters of a shingle
SEEDS = 8  # so many shingles at least two paragraphs must share to be looked at
_ALL = 8  # paragraphs that share a shingle are paired all with all up to so many, else each with the first and the next
_PART = 500_000  # shingles that are sorted at a time
_SLICE = 25_000  # of those that are kept, so many are paired at a time
_BINS = 24  # pairs are counted in two to the power of this many bins at most
_BLOCK = 250_000  # characters that are hashed at a time
_OWNER = 24  # bits at least that tell the paragraph of a shingle; the others of 64 tell the shingle
_WAITING = 250_000  # pairs that wait to be put together with those before
_CACHED = 1024  # paragraphs whose shingles are kept at hand
_FACTOR, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)

_Hashes = NDArray[np.uint64]
_Numbers = NDArray[np.int64]
_Floats = NDArray[np.float64]
_Weights = NDArray[np.float32]
_Codes = NDArray[np.uint16]


class Shingles(NamedTuple):
    """A paragraph's shingles: `hashes` (0 for one that holds a gap) and `weights` in order, `known` the hashes sorted."""

    hashes: _Hashes
    weights: _Floats
    known: _Hashes


class Letters:
    """The masked paragraphs of all reports, a gap behind each: two bytes a letter.

    Letters beyond the basic plane, which are rare, share the numbers of others: they are only ever compared in runs.

    Attributes:
        starts: where each paragraph begins, and where the last one ends.
        units: the number of each paragraph's unit.
        last_year: 1 for each paragraph of last year, else 0.
    """

    def __init__(self) -> None:
        self._codes = bytearray()
        self.starts = array("q", [0])
        self.units = array("i")
        self.last_year = array("b")

    def add(self, paragraphs: Sequence[str], unit: int, last_year: bool) -> None:
        """Take in the paragraphs of one report; the number of its unit is never less than that of the report before."""
        raw = "".join(f"{text}\0" for text in paragraphs).encode("utf-32-le", "surrogatepass")
        wide = np.frombuffer(raw, np.uint32)
        self._codes += (wide ^ (wide >> np.uint32(16))).astype(np.uint16).tobytes()
        for text in paragraphs:
            self.starts.append(self.starts[-1] + len(text) + 1)
        self.units.extend([unit] * len(paragraphs))
        self.last_year.extend([last_year] * len(paragraphs))

    @property
    def codes(self) -> _Codes:
        """All letters."""
        return np.frombuffer(self._codes, np.uint16)


def _hashes(codes: _Codes) -> _Hashes:
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


class _Counts(NamedTuple):
    """Pairs, and how often each was met, in pieces."""

    pairs: list[_Numbers]
    times: list[_Numbers]


class Wording:
    """The shingles of a corpus.

    Args:
        letters: of all paragraphs.
        limit: a shingle that more units than this have is common.
    """

    def __init__(self, letters: Letters, limit: float) -> None:
        self._codes = letters.codes
        self._starts = np.frombuffer(letters.starts, np.int64)
        self._units = np.frombuffer(letters.units, np.int32) if letters.units else np.zeros(0, np.int32)
        self._last_year = np.frombuffer(letters.last_year, np.bool_) if letters.units else np.zeros(0, np.bool_)
        self._limit = limit
        self._bits = np.uint64(max(_OWNER, len(self._units).bit_length()))
        self._mask = np.uint64((1 << int(self._bits)) - 1)
        self.shingles = lru_cache(maxsize=_CACHED)(self._shingles)
        try:
            with TemporaryFile(prefix="fazhi-lint-") as entries:
                self._shared, self._weights = self._weigh(entries)
                self._pairs = self._survey(entries)
        except OSError as error:
            raise ConfigError("没有比对成：临时文件夹的磁盘满了，或没有权限；腾出空间后重跑。", gettempdir()) from error

    def length(self, number: int) -> int:
        """How many letters a paragraph has."""
        return int(self._starts[number + 1] - self._starts[number] - 1)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """The pairs of paragraphs that share wording, in order."""
        for pair in self._pairs:
            one, other = divmod(int(pair), len(self._units))
            yield one, other

    def _shingles(self, number: int) -> Shingles:
        """The shingles of a paragraph; one that several units have weighs less, the more they are, a common one nothing."""
        hashes = _hashes(self._codes[self._starts[number] : self._starts[number + 1] - 1]) >> self._bits
        weights = np.ones(len(hashes))
        if len(self._shared):
            at = np.searchsorted(self._shared, hashes).clip(max=len(self._shared) - 1)
            weights = np.where(self._shared[at] == hashes, self._weights[at], 1.0)
        weights[hashes == 0] = 0.0
        return Shingles(hashes, weights, np.sort(hashes))

    def _weigh(self, entries: IO[bytes]) -> tuple[_Hashes, _Weights]:
        """The shingles that several units have, in order; what each weighs; those that make pairs are written to `entries`, in
        order, each with a paragraph that has it, in one number.
        """
        shared, weights = [np.zeros(0, np.uint64)], [np.zeros(0, np.float32)]
        parts = len(self._codes) // _PART + 1
        for part in range(parts):
            packed = self._collect(part, parts)
            lists = self._lists(packed)
            units = self._units[lists.owners]
            fresh = np.ones(len(packed), np.int32)
            fresh[1:] = units[1:] != units[:-1]
            fresh[lists.starts] = 1
            held = np.add.reduceat(fresh, lists.starts) if len(lists.starts) else fresh
            several = held > 1
            shared.append(packed[lists.starts[several]] >> self._bits)
            weights.append(((self._limit + 1 - held[several]) / (self._limit - 1)).clip(0, 1).astype(np.float32))
            packed[np.repeat((lists.sizes > 1) & (held <= self._limit), lists.sizes)].tofile(entries)
        return np.concatenate(shared), np.concatenate(weights)

    def _collect(self, part: int, parts: int) -> _Hashes:
        """One part of all shingles, in order: each with a paragraph that has it, in one number; each paragraph counts once."""
        found = [np.zeros(0, np.uint64)]
        for start in range(0, len(self._codes), _BLOCK):
            hashes = _hashes(self._codes[start : start + _BLOCK + LENGTH - 1]) >> self._bits
            places = np.nonzero((hashes != 0) & ((hashes * np.uint64(parts)) >> (np.uint64(64) - self._bits) == part))[0]
            owners = np.searchsorted(self._starts, places + start, "right") - 1
            found.append((hashes[places] << self._bits) | owners.astype(np.uint64))
        packed = np.concatenate(found)
        packed.sort()
        once = np.ones(len(packed), np.bool_)
        once[1:] = packed[1:] != packed[:-1]
        return packed[once]

    def _lists(self, packed: _Hashes) -> _Lists:
        """Shingles with their paragraphs, taken apart."""
        hashes = packed >> self._bits
        first = np.ones(len(packed), np.bool_)
        first[1:] = hashes[1:] != hashes[:-1]
        starts = np.nonzero(first)[0]
        owners = (packed & self._mask).astype(np.int64)
        return _Lists(owners, starts, np.diff(np.append(starts, len(packed))))

    def _survey(self, entries: IO[bytes]) -> _Numbers:
        """The pairs of paragraphs that share enough shingles, each as one number, in order.

        Most pairs share one shingle or two. They are counted first, some in one bin, and only those kept whose bin has enough.
        """
        bins = np.zeros(1 << min(_BINS, len(self._codes).bit_length()), np.uint8)
        for pairs in self._paired(entries):
            places, counts = np.unique(_bin(pairs, len(bins)), return_counts=True)
            bins[places] = np.minimum(bins[places] + counts, SEEDS)
        kept, waiting = _Counts([], []), _Counts([], [])
        for pairs in self._paired(entries):
            found, times = np.unique(pairs[bins[_bin(pairs, len(bins))] >= SEEDS], return_counts=True)
            waiting.pairs.append(found)
            waiting.times.append(times)
            if sum(map(len, waiting.pairs)) >= _WAITING:
                kept, waiting = _merged(kept, waiting), _Counts([], [])
        [found], [times] = _merged(kept, waiting)
        return found[times >= SEEDS]

    def _paired(self, entries: IO[bytes]) -> Iterator[_Numbers]:
        """All pairs of paragraphs that share a shingle, each as one number, some at a time."""
        entries.seek(0)
        rest = np.zeros(0, np.uint64)
        while len(some := np.fromfile(entries, np.uint64, _SLICE)):
            rest = np.concatenate((rest, some))
            whole = int(np.searchsorted(rest, rest[-1] & ~self._mask))  # of the last shingle more paragraphs may follow
            yield self._pair(self._lists(rest[:whole]))
            rest = rest[whole:]
        yield self._pair(self._lists(rest))

    def _pair(self, lists: _Lists) -> _Numbers:
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
        return np.concatenate(found)

    def _allowed(self, one: _Numbers, other: _Numbers) -> _Numbers:
        """Pairs between units, not both of last year, and of one unit's report with its own of last year."""
        old, older = self._last_year[one], self._last_year[other]
        fit = np.where(self._units[one] == self._units[other], old != older, ~(old & older))
        return one[fit] * len(self._units) + other[fit]


def _merged(one: _Counts, other: _Counts) -> _Counts:
    """All pairs of both in one piece, in order, each once."""
    none = [np.zeros(0, np.int64)]
    pairs, where = np.unique(np.concatenate([*none, *one.pairs, *other.pairs]), return_inverse=True)
    times = np.bincount(where, np.concatenate([*none, *one.times, *other.times]), len(pairs))
    return _Counts([pairs], [times.astype(np.int64)])


def _spread(starts: _Numbers, counts: _Numbers) -> _Numbers:
    """For each start the numbers from it on, so many as its count says, all in one array."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - counts), counts) + np.arange(total)


def _bin(pairs: _Numbers, size: int) -> _Numbers:
    """The bin of each pair, of a power of two of bins."""
    return ((pairs.astype(np.uint64) * _FACTOR) >> np.uint64(65 - size.bit_length())).astype(np.int64)
