"""The desk on a Dask cluster of real processes: the same results in the same order, also when one of them is killed."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import counties
import pytest
from counties import MENDED, put, report
from distributed import Client, LocalCluster

from fazhi_lint.county.cluster import Cluster
from fazhi_lint.county.desk import Desk
from fazhi_lint.county.intake import source
from fazhi_lint.county.ledger import Ledger
from fazhi_lint.county.ledger.standing import standings
from fazhi_lint.county.manners import Manner, Manners
from fazhi_lint.county.roster import Unit
from fazhi_lint.errors import ConfigError
from fazhi_lint.pipeline import Options
from fazhi_lint.readers import DEFAULT_LIMITS
from fazhi_lint.ruleset import load

UNITS = [f"{first}{second}乡" for first in "白松云柳桐" for second in "石溪坪湾岭坡垭口坝沟"]
POISON = "毒"


class Poisoned:
    """A folder with a file that kills whoever reads it, unless it is this process."""

    near = True
    limits = DEFAULT_LIMITS

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder, self._pid = folder, os.getpid()

    def read(self, path: str) -> bytes:
        if path.startswith(POISON) and os.getpid() != self._pid:
            os._exit(1)
        return (self._folder / path).read_bytes()


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The scheduler of two worker processes."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(Path(__file__).parent), before]))
    options: dict[str, Any] = {"dashboard_address": ":0", "silence_logs": 50}
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **options) as made:
        yield made.scheduler_address
    os.environ.pop("PYTHONPATH") if before is None else os.environ.__setitem__("PYTHONPATH", before)


def desk(reports: Any) -> Desk:
    ruleset, _ = load()
    return Desk(reports, [Unit(unit, "township") for unit in UNITS], Manners(Manner(ruleset, Options(), "rules")), ())


def test_the_same_results_in_the_same_order(cluster: str, fazhi: Callable[..., Any], tmp_path: Path) -> None:
    folder, roster = counties.make(tmp_path, UNITS)
    put(folder / "坏.txt", "\0")
    put(folder / f"{UNITS[0]}报告.txt", report(UNITS[0], MENDED))
    found = []
    for name, options in (("one", ("--jobs", "1")), ("many", ("--executor", "dask", "--scheduler", cluster))):
        done = fazhi("county", folder, "--roster", roster, "--output", tmp_path / name, "--no-letters", *options)
        assert done.status == 2
        with Ledger(str(tmp_path / name / "ledger.sqlite")) as ledger:
            found.append((done.out.replace(str(tmp_path / name), ""), list(standings(ledger, 1))))
    assert found[0] == found[1]
    again = fazhi("county", folder, "--output", tmp_path / "many", "--no-letters", *options)
    assert "收到 51 个文件，其中 50 个台账里已有" in again.out


def test_a_killed_worker_loses_no_file(cluster: str, tmp_path: Path) -> None:
    folder, _ = counties.make(tmp_path, UNITS)
    with Client(cluster, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())
    assert os.getpid() not in pids
    reports = source(str(folder))
    paths = [entry.path for entry in reports.entries([])]
    found = []
    for examined in Cluster(cluster).execute(iter(paths), desk(reports).check):
        if not found:
            os.kill(pids[0], getattr(signal, "SIGKILL", signal.SIGTERM))
        found.append(examined)
    alone = desk(reports)
    assert found == [alone.check(path) for path in paths]
    with Client(cluster, set_as_default=False) as client:
        assert pids[0] not in client.run(os.getpid).values()


def test_a_file_that_kills_every_worker_is_examined_here(cluster: str, tmp_path: Path) -> None:
    for name in (POISON, *UNITS[:4]):
        put(tmp_path / f"{name}.txt", report(name))
    paths = [f"{name}.txt" for name in (*UNITS[:2], POISON, *UNITS[2:4])]
    found = list(Cluster(cluster).execute(iter(paths), desk(Poisoned(tmp_path)).check))
    assert [examined.path for examined in found] == paths
    assert [examined.file.status for examined in found] == ["checked"] * 5


def test_what_a_cluster_cannot_do_is_told(fazhi: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, roster = counties.make(tmp_path, UNITS[:1])
    monkeypatch.setattr("fazhi_lint.county.cluster._PATIENCE", 1)
    command = ["county", folder, "--roster", roster, "--output", tmp_path / "out"]
    for options, said in (
        (("--executor", "dask"), "要一起写"),
        (("--scheduler", "tcp://127.0.0.1:1"), "要一起写"),
        (("--executor", "dask", "--scheduler", "tcp://127.0.0.1:1"), "连不上 Dask 调度器"),
        (("--executor", "dask", "--scheduler", "nirgendwo"), "连不上 Dask 调度器"),
    ):
        done = fazhi(*command, *options)
        assert (done.status, done.out) == (2, "")
        assert said in done.err
        assert done.err.count("\n") == 1
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "fazhi_lint.county.cluster")
    done = fazhi(*command, "--executor", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert 'python -m pip install "fazhi-lint[county,cluster]"' in done.err


def test_reports_from_a_url(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    import fsspec

    folder, roster = counties.make(tmp_path)
    far = fsspec.filesystem("memory")
    far.put(str(folder), "/county", recursive=True)
    far.pipe("/county/~$x.docx", b"")
    command = ["county", "memory://county", "--roster", roster, "--output", tmp_path / "out", "--jobs", "1"]
    done = fazhi(*command)
    assert (done.status, done.err) == (1, "")
    assert "按时 5" in done.out
    assert "~$x.docx：Word 临时文件" in done.out
    far.pipe("/county/白石乡报告.txt", report("白石乡", MENDED).encode())
    assert "收到 5 个文件，其中 4 个台账里已有" in fazhi(*command).out
    done = fazhi("county", "nirgends://x", "--roster", roster, "--output", tmp_path / "out2")
    assert done.status == 2
    assert "这个网址打不开" in done.err
    assert "按时 5" in fazhi("county", folder.as_uri(), "--roster", roster, "--output", tmp_path / "out3").out
    shutil.rmtree(folder)
    done = fazhi("county", folder.as_uri(), "--roster", roster, "--output", tmp_path / "out4")
    assert (done.status, done.out) == (2, "")
    assert "没有这个文件夹" in done.err


def test_urls_keep_their_secrets(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        source("nirgends://user:geheim@host/x")
    assert "geheim" not in str(error.value)
