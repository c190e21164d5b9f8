"""Many machines at once, through Dask: the same results in the same order as on one.

In: the address of a Dask scheduler, paths, what is done with each. Out: what came of each file. A worker that is lost loses no
file: Dask has others do its work, and what it gives up is done here. Every machine must have this program, in the same version,
and must be able to read the files: from a URL, or from a folder that all see under the same name.
"""

from __future__ import annotations

import pickle
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import Any, TypeVar

from distributed import CancelledError, Client, KilledWorker, WorkerPlugin, get_worker
from distributed import TimeoutError as Overdue  # Python's own since 3.11

from .. import __version__
from ..errors import ConfigError
from ..workers import unhurried

Made = TypeVar("Made")
_TOGETHER = 8  # files that are sent together: each sending costs as much as checking a file
_AHEAD = 3  # such sendings on their way for each thread of a worker
_PATIENCE = 15  # seconds to wait for the scheduler, and for its first worker


class Cluster:
    """Works on files on the workers of a Dask scheduler.

    Args:
        scheduler: its address, `tcp://host:8786`.
    """

    def __init__(self, scheduler: str) -> None:
        self._scheduler = scheduler

    def execute(self, paths: Iterable[str], work: Callable[[str], Made]) -> Iterator[Made]:
        """Do some work on files; only a few for each worker are on their way at any time.

        Args:
            paths: the files.
            work: what is done with each; it can be sent to other machines.

        Raises:
            ConfigError: the scheduler does not answer or has gone, or its workers cannot do this work.
        """
        with ExitStack() as stack:
            client = stack.enter_context(self._client())
            threads = self._ready(client)
            name = f"fazhi-lint-{uuid.uuid4().hex}"
            self._install(client, name, work)
            waiting = iter(paths)
            stack.callback(client.unregister_worker_plugin, name)
            flying: deque[tuple[list[str], Any]] = deque()
            stack.callback(lambda: client.cancel([future for _, future in flying]))
            while True:
                while len(flying) < threads * _AHEAD and (some := list(islice(waiting, _TOGETHER))):
                    flying.append((some, client.submit(_work, name, some, pure=False)))
                if not flying:
                    return
                yield from self._results(*flying[0], work)
                flying.popleft()

    def _client(self) -> Any:
        try:
            client: Any = Client  # without types
            return client(self._scheduler, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ConfigError(
                "连不上 Dask 调度器；请核对地址（tcp://主机:8786），并确认它已经启动。", self._scheduler
            ) from error

    def _ready(self, client: Any) -> int:
        """How many threads the workers have together; each must have this program in this version."""
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except Overdue as error:
            raise ConfigError("Dask 调度器还没有一个工作进程；请先启动 dask worker。", self._scheduler) from error
        try:
            versions = client.run(_version)
        except Exception as error:  # whatever a machine without this program says
            what = f'集群里有机器没有装 fazhi-lint；请都执行：python -m pip install "fazhi-lint[county,cluster]=={__version__}"'
            raise ConfigError(what, self._scheduler) from error
        if other := set(versions.values()) - {__version__}:
            what = f"集群里有机器装的是 fazhi-lint {'、'.join(sorted(other))}，这里是 {__version__}；请装成一样。"
            raise ConfigError(what, self._scheduler)
        return sum(client.nthreads().values())

    def _install(self, client: Any, name: str, work: Callable[[str], object]) -> None:
        try:
            client.register_plugin(_Plugin(pickle.dumps(work, pickle.HIGHEST_PROTOCOL)), name)
        except Exception as error:
            raise ConfigError(f"集群里的机器用不了这些规则或这个文件夹：{error}", self._scheduler) from error

    def _results(self, paths: Sequence[str], future: Any, work: Callable[[str], Made]) -> Iterable[Made]:
        try:
            made: list[Made] = future.result()
        except KilledWorker:  # several died of it
            return map(work, paths)
        except (OSError, Overdue, CancelledError) as error:
            what = "同 Dask 调度器的连接断了。已记下的都在；恢复之后重跑同一条命令，会接着做。"
            raise ConfigError(what, self._scheduler) from error
        return made


class _Plugin(WorkerPlugin):
    """Gives every worker, also one that comes later, what does the work."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self.work: Callable[[str], object] | None = None

    def setup(self, worker: Any) -> None:
        """Unpack it."""
        self.work = pickle.loads(self._packed)  # noqa: S301  from the client
        unhurried()


def _work(name: str, paths: Sequence[str]) -> list[Any]:
    plugin: Any = get_worker().plugins[name]
    return [plugin.work(path) for path in paths]


def _version() -> str:
    return __version__
