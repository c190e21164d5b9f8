"""Several processes: the same output as with one, in the same order; nothing is left running, and interrupting is clean."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fazhi_lint import workers
from fazhi_lint.finding import FileResult
from fazhi_lint.project import Asked, Project

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., Any]
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals as POSIX knows them")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Reports of many kinds, with configurations, waivers and files that cannot be read."""
    monkeypatch.chdir(tmp_path)
    for name in ("甲", "乙", "丙"):
        shutil.copytree(ROOT / "samples", tmp_path / name)
    (tmp_path / "乙" / "fazhi-lint.yaml").write_text("select: [wording]\n", "utf-8")
    (tmp_path / "丙" / "fazhi-lint.yaml").write_text("selct: [wording]\n", "utf-8")
    (tmp_path / "甲" / "a.txt").write_bytes(b"\x00\x01")
    (tmp_path / "甲" / "菜谱.md").write_text("红烧肉\n", "utf-8")
    waivers = "waivers:\n  - {rule: confused-term, reason: 原名}\n  - {rule: late-report, file: 甲/town-fair.txt, reason: 有}\n"
    (tmp_path / "fazhi-lint-waivers.yaml").write_text(waivers, "utf-8")
    return tmp_path


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_same_output_as_with_one(fazhi: Run, folder: Path, form: str) -> None:
    args = ("check", "甲", "乙", "-", "丙", "--format", form, "--show-passes", "--statistics", "--no-cache")
    data = (ROOT / "samples" / "town-poor.txt").read_bytes()
    one = fazhi(*args, "--jobs", "1", stdin=data)
    assert one.status == 2
    assert "late-report" not in one.err
    for jobs in (("--jobs", "2"), ("--jobs", "5"), ()):
        assert fazhi(*args, *jobs, stdin=data) == one
    assert fazhi(*args[:-1], "--jobs", "2", stdin=data) == one
    assert fazhi(*args[:-1], "--jobs", "2", stdin=data) == one


def test_workers_are_asked_for(folder: Path) -> None:
    """The files are checked elsewhere, and only a few are on their way at a time."""
    project = Project(Asked(no_cache=True))
    project.start(["甲"])
    asked: list[str] = []

    def paths() -> Iterator[str]:
        for number in range(60):
            asked.append(str(number))
            yield str(folder / "甲" / "town-fair.txt")

    here: list[str] = []

    class Sent:
        """What checks a file where it was sent to; here it only notes that it was asked."""

        def __call__(self, paths: list[str]) -> Any:
            here.extend(paths)

        def __reduce__(self) -> Any:
            return getattr, (project, "check_together")

    results = workers.check_many(paths(), Sent(), {}, 2)
    first = next(results)
    assert first.status == "checked"
    assert len(asked) <= 2 * workers._AHEAD + 2
    assert [result.status for result in results] == ["checked"] * 59
    assert here == []


def test_standard_input_is_read_here_in_its_turn(folder: Path) -> None:
    project = Project(Asked(no_cache=True))
    project.start(["甲"])
    names = [str(folder / "甲" / "town-fair.txt")] * 3
    special = {"-": lambda path: FileResult("标准输入", "checked")}
    shown = [file.path for file in workers.check_many([*names, "-", *names], project.check_together, special, 2)]
    assert shown == [*names, "标准输入", *names]


def test_a_worker_that_dies_is_done_without(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project(Asked(no_cache=True))
    project.start(["甲"])
    names = [str(path) for path in sorted((folder / "甲").glob("town-*.txt"))]
    real = workers._Pool.submit

    def killing(pool: Any, path: str) -> Any:
        result = real(pool, path)
        for process in list(pool._executor._processes.values()):
            process.kill()
        return result

    monkeypatch.setattr(workers._Pool, "submit", killing)
    assert [file.path for file in workers.check_many(names * 3, project.check_together, {}, 2)] == names * 3


def test_a_worker_that_dies_while_another_is_started_is_done_without(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from concurrent.futures import ProcessPoolExecutor

    def closed(*_: object) -> None:
        raise ValueError("bad value(s) in fds_to_keep")

    monkeypatch.setattr(ProcessPoolExecutor, "submit", closed)
    project = Project(Asked(no_cache=True))
    project.start(["甲"])
    names = [str(folder / "甲" / "town-fair.txt")] * 3
    assert [file.status for file in workers.check_many(names, project.check_together, {}, 2)] == ["checked"] * 3


def test_where_no_process_can_be_started_it_is_done_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import concurrent.futures

    def none(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", none)
    project = Project(Asked(no_cache=True))
    names = [str(folder / "甲" / "town-fair.txt")] * 3
    assert [file.status for file in workers.check_many(names, project.check_together, {}, 2)] == ["checked"] * 3


class Clock:
    """Lets each file take some time."""

    def __init__(self, each: float) -> None:
        self.now, self.each = 0.0, each

    def check(self, paths: list[str]) -> list[FileResult]:
        self.now += self.each * len(paths)
        return [FileResult(path, "checked") for path in paths]


@pytest.mark.parametrize(
    ("cores", "each", "count", "helped"),
    [
        (2, 0.005, 100, False),
        (2, 0.005, 2000, True),
        (2, 0.0003, 2000, False),
        (8, 0.005, 2000, True),
        (2, 1.0, 2, False),
        (2, 1.0, 12, True),
        (1, 1.0, 500, False),
    ],
)
def test_help_is_called_for_when_it_pays_off(
    monkeypatch: pytest.MonkeyPatch, cores: int, each: float, count: int, helped: bool
) -> None:
    clock = Clock(each)
    calls: list[int] = []

    def shared(waiting: Iterator[str], project: Any, here: Any, special: Any, jobs: int) -> Iterator[FileResult]:
        calls.append(jobs)
        for name in waiting:
            yield from here([name])

    monkeypatch.setattr(workers, "available", lambda: cores)
    monkeypatch.setattr(workers, "_shared", shared)
    monkeypatch.setattr(workers.time, "perf_counter", lambda: clock.now)
    names = [str(number) for number in range(count)]
    assert [file.path for file in workers.check_many(names, clock.check, {}, None)] == names
    assert bool(calls) == helped
    assert all(2 <= jobs <= cores for jobs in calls)


def test_a_busy_machine_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 4)
    monkeypatch.setattr(workers.os, "sched_getaffinity", lambda _: set(range(4)), raising=False)
    monkeypatch.setattr(workers, "open", absent, raising=False)  # no container
    for load, free in ((0.0, 4), (1.0, 3), (2.0, 2), (3.9, 1), (9.0, 1)):
        monkeypatch.setattr(workers.os, "getloadavg", lambda load=load: (load, 0, 0), raising=False)
        assert workers.available() == free


def absent(*_: object, **__: object) -> None:
    raise FileNotFoundError


def test_a_container_is_granted_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 64)
    monkeypatch.setattr(workers.os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    monkeypatch.setattr(workers.os, "getloadavg", lambda: (0.0, 0, 0), raising=False)
    for words, count in (("200000 100000\n", 2), ("50000 100000\n", 1), ("max 100000\n", 64)):
        monkeypatch.setattr(workers, "open", lambda *_, words=words, **__: io.StringIO(words), raising=False)
        assert workers.available() == count


def start(folder: Path, *args: str) -> subprocess.Popen[bytes]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "fazhi_lint", "check", *args]
    return subprocess.Popen(
        command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def group(leader: int) -> list[str]:
    """The processes that are left of a session."""
    shown = subprocess.run(["ps", "-A", "-o", "sess=,pid=,stat="], capture_output=True, check=True, text=True).stdout
    rows = [line.split() for line in shown.splitlines()]
    return [row[1] for row in rows if row[0] == str(leader) and not row[2].startswith("Z")]


def many(folder: Path, count: int) -> None:
    text = (ROOT / "samples" / "town-poor.txt").read_text("utf-8")
    (folder / "多").mkdir()
    for number in range(count):
        (folder / "多" / f"{number:04d}.txt").write_text(text + f"第{number}份\n", "utf-8")


@POSIX
@pytest.mark.skipif(shutil.which("ps") is None, reason="no ps here to look for processes")
@pytest.mark.parametrize("size", [1, 100_000])
def test_interrupting_is_clean(tmp_path: Path, size: int) -> None:
    many(tmp_path, 600)
    process = start(tmp_path, "多", "--jobs", "2", "--no-cache", "--format", "json")
    assert process.stdout is not None
    process.stdout.read(size)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err.decode().strip()) == (2, "已中断。")
    deadline = time.monotonic() + 10
    while group(process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert group(process.pid) == []


@POSIX
@pytest.mark.skipif(shutil.which("ps") is None, reason="no ps here to look for processes")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    many(tmp_path, 600)
    process = start(tmp_path, "多", "--jobs", "2", "--no-cache", "--format", "json")
    assert process.stdout is not None
    process.stdout.read(100_000)  # the workers are at it
    assert len(group(process.pid)) >= 3
    process.kill()
    process.communicate(timeout=30)
    deadline = time.monotonic() + 10
    while group(process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert group(process.pid) == []


def test_the_result_does_not_depend_on_how_many(fazhi: Run, folder: Path) -> None:
    out = [json.loads(fazhi("check", "甲", "--format", "json", "--jobs", n, "--no-cache").out)["summary"] for n in ("1", "2")]
    assert out[0] == out[1]
    assert fazhi("check", "甲", "--jobs", "0").status == 2
