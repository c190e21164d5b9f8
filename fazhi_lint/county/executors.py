"""Who does the work on many files: processes of this machine, or the machines of a cluster.

In: what the command line asks. Out: a function that does some work on many items and gives what comes of each, in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeVar

from ..errors import ConfigError
from ..workers import check_many, each

Item = TypeVar("Item")
Made = TypeVar("Made")


class Local:
    """Processes of this machine; only a few items are on their way at any time.

    Args:
        jobs: how many; None to choose.
    """

    def __init__(self, jobs: int | None) -> None:
        self._jobs = jobs

    def execute(self, items: Iterable[Item], work: Callable[[Item], Made]) -> Iterator[Made]:
        """Do some work on many items."""
        return check_many(items, partial(each, work), {}, self._jobs)


class Far:
    """The workers of a Dask scheduler.

    Args:
        scheduler: its address.
    """

    def __init__(self, scheduler: str) -> None:
        self._scheduler = scheduler

    def execute(self, items: Iterable[str], work: Callable[[str], Made]) -> Iterator[Made]:
        """Do some work on many files.

        Raises:
            ConfigError: Dask is not installed, or the cluster cannot do this work.
        """
        try:
            from .cluster import Cluster
        except ImportError as error:
            what = '用集群要有 dask.distributed，还没有安装；请执行：python -m pip install "fazhi-lint[county,cluster]"'
            raise ConfigError(what) from error
        return Cluster(self._scheduler).execute(items, work)
