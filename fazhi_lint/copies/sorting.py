"""More numbers than memory should hold, put in order on the disk.

In: numbers, some at a time. Out: all of them in order, some at a time. They are sorted in runs, which wait in a file and are
merged a little at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import IO

import numpy as np
from numpy.typing import NDArray

_RUN = 200_000  # numbers that are sorted at a time
_AT_HAND = 60_000  # numbers of all runs together that are in memory while they are merged

Numbers = NDArray[np.uint64]


class Sorter:
    """Numbers that are being put in order. Any method raises `OSError` where the disk is full.

    Args:
        file: an empty file that they may wait in.
        low: so many bits of a number do not tell of what kind it is; numbers of one kind are never parted.
    """

    def __init__(self, file: IO[bytes], low: int = 0) -> None:
        self._file, self._low = file, np.uint64(low)
        self._ends = [0]  # where each run ends in the file, counted in numbers
        self._waiting: list[Numbers] = []

    def add(self, numbers: Numbers) -> None:
        """Take in some numbers."""
        self._waiting.append(numbers)
        if sum(map(len, self._waiting)) >= _RUN:
            self._write()

    def _write(self) -> None:
        run = np.concatenate(self._waiting) if self._waiting else np.zeros(0, np.uint64)
        self._waiting = []
        run.sort()
        self._file.write(run.data)
        self._ends.append(self._ends[-1] + len(run))

    def parts(self) -> Iterator[Numbers]:
        """All numbers in order, in parts of which none is empty."""
        self._write()
        runs = [_Run(self._file, start, end) for start, end in pairwise(self._ends)]
        more = share = max(1, _AT_HAND // len(runs))
        while runs:
            for run in runs:
                run.fill(more)
            # What is still on the disk is not less than the last number at hand of its run, but may be of its kind.
            last = min((run.head[-1] for run in runs if run.start < run.end), default=None)
            some = [run.take(None if last is None else last >> self._low << self._low) for run in runs]
            runs = [run for run in runs if len(run.head) or run.start < run.end]
            part = np.concatenate(some)
            part.sort()
            if len(part):
                yield part
            more = share if len(part) else 2 * more  # of one kind there may be more than are at hand


class _Run:
    """A sorted run that is being merged: what of it is at hand (`head`), and where what is not lies in the file."""

    def __init__(self, file: IO[bytes], start: int, end: int) -> None:
        self._file, self.start, self.end = file, start, end
        self.head = np.zeros(0, np.uint64)

    def fill(self, count: int) -> None:
        """Have so many numbers at hand, or all that there are."""
        count = min(count - len(self.head), self.end - self.start)
        if count > 0:
            self._file.seek(self.start * self.head.itemsize)
            self.head = np.concatenate((self.head, np.frombuffer(self._file.read(count * self.head.itemsize), np.uint64)))
            self.start += count

    def take(self, below: np.uint64 | None) -> Numbers:
        """The numbers at hand that are less than one (or all), which are at hand no more."""
        at = len(self.head) if below is None else int(np.searchsorted(self.head, below))
        taken, self.head = self.head[:at], self.head[at:]
        return taken
