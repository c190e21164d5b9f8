"""Several processes at once: the same results in the same order, sooner.

In: the paths of files (or other items), and what checks a few. Out: results in the order of the paths; only a few files are on
their way at any time, so that memory does not grow with their number. Left to itself, this process begins alone, sees how long
a file takes, and calls for help only when so much is left that it must pay off: a worker has to be started and load the rules
first.
"""

from __future__ import annotations

import contextlib
import gc
import os
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .storage import dumps, loads

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Item = TypeVar("Item")
Made = TypeVar("Made")
MOST = 8  # workers that are started unasked
_CIRCLES = 20_000  # values beyond those that are freed, after which memory is looked through for circles
_LIMIT = 61  # more than this Windows cannot wait for
_START = 0.4  # seconds that starting a worker and loading the rules takes, with room to spare
_WORTH = 2.0  # the time that is saved must be so many times that
_AHEAD = 8  # files on their way for each worker
# Files that are checked, or sent, together at most. Side by side they share what the rules keep in the processor's cache, until
# there are so many that they push it out themselves; and each sending takes about as long as a tenth of a small file.
_TOGETHER = 8
_SOON = 0.05  # but not more than a worker has done in so many seconds
_LOOKS = 16  # after so many files, and then ever so often, it is asked whether help would pay off


def check_many(
    items: Iterable[Item],
    check: Callable[[list[Item]], Iterable[Made]],
    special: Mapping[Item, Callable[[Item], Made]],
    jobs: int | None,
) -> Iterator[Made]:
    """Check files, one process or several.

    Args:
        items: their names, or whatever is to be worked on and can be sent to other processes.
        check: how a few of them are checked, all at once or one by one; it can be sent to other processes too.
        special: names that only this process can check (standard input), with how.
        jobs: how many processes; None to choose.
    """

    def here(some: list[Item]) -> Iterable[Made]:
        return [special[item](item) for item in some] if special and some[0] in special else check(some)

    waiting = iter(items)
    if jobs is not None and jobs > 1:
        ahead = list(islice(waiting, jobs))
        waiting, jobs = chain(ahead, waiting), min(jobs, len(ahead), _LIMIT)
    if jobs is None or jobs < 2:
        alone = _Alone(waiting, 1 if jobs is not None else min(available(), MOST))
        yield from alone.results(here, special)
        waiting, jobs = alone, alone.jobs
    if jobs > 1:
        yield from _shared(waiting, check, here, special, jobs)


class _Alone(Generic[Item]):
    """Checks files alone: all of them, or until it is sure that help pays off. Iterating gives what is left."""

    def __init__(self, waiting: Iterator[Item], cores: int) -> None:
        self._waiting, self._cores = waiting, cores
        self._ahead: deque[Item] = deque()
        self.jobs = 1

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        return self._ahead.popleft() if self._ahead else next(self._waiting)

    def results(self, check: Callable[[list[Item]], Iterable[Made]], special: Collection[Item]) -> Iterator[Made]:
        """Results, a few at a time, until help is called for."""
        done, spent, look = 0, 0.0, 1
        while some := _some(self, special, _together(spent, done, 1)):
            begun = time.perf_counter()
            for result in check(some):
                spent += time.perf_counter() - begun
                yield result
                begun = time.perf_counter()
            done += len(some)
            if done >= look:
                look = done + min(done, _LOOKS)
                if done >= _LOOKS or spent > _START / 2:
                    self.jobs = self._worth(spent / done)
                    if self.jobs > 1:
                        return

    def _worth(self, each: float) -> int:
        """How many processes are worth starting, when a file takes `each` seconds; 1 for none."""
        for jobs in range(self._cores, 1, -1):
            needed = _WORTH * _START / (1 - 1 / jobs) * (jobs / 2)  # seconds of work that must be left
            files = int(needed / each) + 1
            self._ahead += islice(self._waiting, files - len(self._ahead))
            if len(self._ahead) >= files:
                return jobs
        return 1


def _shared(
    waiting: Iterator[Item],
    check: Callable[[list[Item]], Iterable[Made]],
    here: Callable[[list[Item]], Iterable[Made]],
    special: Collection[Item],
    jobs: int,
) -> Iterator[Made]:
    """Results in order, from other processes; from this one where there can be none, or one of them has died."""
    from concurrent.futures.process import BrokenProcessPool

    pool = _Pool(check, jobs)
    flying: deque[tuple[list[Item], Callable[[], Iterable[Made]]]] = deque()
    begun, done, ahead = time.perf_counter(), 0, 0
    try:
        while pool.begin():
            size = _together(time.perf_counter() - begun, done, jobs)
            while ahead < jobs * _AHEAD and (some := _some(waiting, special, size)):
                flying.append((some, partial(here, some)))
                ahead += len(some)
                if not special or some[0] not in special:
                    flying[-1] = some, pool.submit(some)
            if not flying:
                return
            some, finished = flying[0]
            results = finished()
            flying.popleft()
            ahead -= len(some)
            done += len(some)
            yield from results
    except (BrokenProcessPool, OSError):  # the latter where a worker dies while it is being given work
        pass  # what is left is done here, beginning with what the worker was at
    finally:
        pool.close()
    left = chain((item for some, _ in flying for item in some), waiting)
    while some := _some(left, special, 1):
        yield from here(some)


def _together(spent: float, done: int, jobs: int) -> int:
    """How many files to send together, when so many were done in so many seconds."""
    return max(1, min(_TOGETHER, int(_SOON * done / (spent * jobs)))) if spent else 1


def _some(waiting: Iterator[Item], special: Collection[Item], most: int) -> list[Item]:
    """The next items that can be done together; each goes alone where only this process can check some of them."""
    some: list[Item] = []
    while len(some) < most and (item := next(waiting, None)) is not None:
        some.append(item)
        if special:
            break
    return some


def each(work: Callable[[Item], Made], some: list[Item]) -> Iterator[Made]:
    """What some work gives for each of a few items, as soon as it is done."""
    return map(work, some)


class _Pool:
    """Worker processes, each with its own copy of what checks; interrupting is for this process alone to hear."""

    def __init__(self, check: Callable[[Any], Any], jobs: int) -> None:
        self._check, self._jobs = check, jobs
        self._executor: ProcessPoolExecutor | None = None

    def begin(self) -> bool:
        """Whether there are workers; they are called for once, and where the system has none to give, never."""
        if self._executor is None and self._jobs:
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import get_context

            given = (dumps(self._check, protocol=-1),)
            with contextlib.suppress(OSError, ImportError, NotImplementedError):
                # A fresh Python on every system: what works on one works on the others.
                self._executor = ProcessPoolExecutor(self._jobs, get_context("spawn"), _begin, given)
            self._jobs = 0
        return self._executor is not None

    def submit(self, some: list[Any]) -> Callable[[], list[Any]]:
        """Have files checked; calling what is returned waits for the results.

        Raises:
            BrokenProcessPool: a worker has died.
        """
        from concurrent.futures.process import BrokenProcessPool

        assert self._executor is not None  # noqa: S101  begun
        try:
            with _deaf():
                return self._executor.submit(_work, some).result
        except ValueError as error:  # one died while another was being started: the pipes of the pool are closed
            raise BrokenProcessPool(str(error)) from error

    def close(self) -> None:
        """End the workers when they have finished what they are at."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Processes that are started meanwhile never hear an interrupt, from their first moment on."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):  # Windows: they learn it in `_begin`
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_check: Callable[[Any], Any]  # of this process, where it is a worker


def _begin(check: bytes) -> None:
    """Make a worker ready: what checks, no interrupts, and an end when its parent has gone."""
    import signal
    import threading
    from multiprocessing import parent_process

    global _check
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(2)

    threading.Thread(target=watch, daemon=True).start()
    _check = loads(check)
    unhurried()


def _work(some: list[Any]) -> list[Any]:
    return list(_check(some))


def unhurried() -> None:
    """Look for circles in memory less often.

    Looking every 5,000 values took 2 % of a run over 1000 reports and freed nothing: checking a text leaves no circles. The
    rules, which live to the end, are put where no collection looks.
    """
    gc.freeze()
    gc.set_threshold(_CIRCLES)


def available() -> int:
    """How many processors this process may use that are not busy with other work."""
    total = os.cpu_count() or 1
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else total
    with contextlib.suppress(OSError, ValueError), open("/sys/fs/cgroup/cpu.max", encoding="ascii") as stream:
        quota, period = stream.read().split()  # a container may be granted less; "max" is no number
        count = min(count, int(quota) // int(period))
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return 1 + int((count - 1) * max(0.0, 1 - load / total) + 0.25)
