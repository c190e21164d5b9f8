"""The county's desk: seconds, CPU and memory for whole rounds, with one and two processes, and whether it slows down.

    python benchmarks/county.py [--python PYTHON] [--reports 1000] [--many 10000] [--pairs 3]

Each figure is of a whole run of the program as a user starts it: roster, reports, ledger, overview, and with letters a reply
for each unit. Wall time depends on what else the machine does; CPU is that of all processes of the run together.
"""

from __future__ import annotations

import argparse
import io
import itertools
import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
NUMBER = re.compile(r"(?<![\d〔])\d{2,3}(?=[余次场件份人名条起])")
BARE = ("--no-letters", "--no-copies")  # reports are checked and recorded, overview and workbook written
TOWN = "梭椤乡"  # in the samples that the reports are made of


class Used(NamedTuple):
    """What a run took: wall seconds, CPU seconds, the largest process in MB."""

    wall: float
    cpu: float
    memory: float


def names(count: int) -> Iterator[str]:
    """Names of fictional towns, each in one of eight counties."""
    first, second = "青白石云溪沙榆桥松柏槐梅兰竹菊荷枫桐杏桃李柳", "溪石坪桥塘湾岭坝河沟垭坡口堰洲"
    parts = itertools.product("甲乙丙丁戊己庚辛", first, second, second)
    return (f"{county}县{a}{b}{c}乡" for county, a, b, c in itertools.islice(parts, count))


def texts(folder: Path, count: int) -> None:
    """Write text reports, each of another town and with other numbers, and the roster beside the folder."""
    rng = random.Random(1)
    sample = (ROOT / "samples" / "town-fair.txt").read_text("utf-8")
    folder.mkdir()
    for name in names(count):
        (folder / f"{name}.txt").write_text(varied(sample, name, rng), "utf-8")
    roster(folder, count)


def documents(folder: Path, count: int) -> None:
    """The same as Word documents."""
    rng = random.Random(1)
    with zipfile.ZipFile(ROOT / "samples" / "town-fair.docx") as sample:
        parts = {name: sample.read(name) for name in sample.namelist()}
    text = parts["word/document.xml"].decode()
    assert TOWN in text
    folder.mkdir()
    for name in names(count):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
            for part, data in parts.items():
                package.writestr(part, varied(text, name, rng).encode() if part == "word/document.xml" else data)
        (folder / f"{name}.docx").write_bytes(made.getvalue())
    roster(folder, count)


def varied(text: str, name: str, rng: random.Random) -> str:
    """The sample as another town's report."""
    return NUMBER.sub(lambda _: str(rng.randint(10, 999)), text.replace(f"岚坳县{TOWN}", name).replace(TOWN, name))


def roster(folder: Path, count: int) -> None:
    """The roster of all units."""
    lines = ["单位,层级", *(f"{name},乡镇" for name in names(count))]
    folder.with_suffix(".csv").write_text("\n".join(lines), "utf-8")


def run(python: str, folder: Path, out: Path, *options: str) -> Used:
    """One run of the program in a new output folder.

    What the runs before wrote is set aside, not deleted: for some seconds after many files were deleted, Linux's ext4 makes
    new ones more slowly, which no user would meet and which hits two processes harder than one.
    """
    if out.exists():
        out.rename(out.with_name(f"{out.name}-{time.monotonic_ns()}"))
    command = [python, "-m", "fazhi_lint", "county", str(folder), "--roster", str(folder.with_suffix(".csv"))]
    start = time.perf_counter()
    process = subprocess.Popen([*command, "--output", str(out), *options], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 1), "the run failed"
    return Used(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000)


def show(what: str, used: Used, count: int) -> None:
    """One line of the table."""
    rate = f"{count / used.wall:7.0f} reports/s, {used.cpu / count * 1000:6.2f} ms CPU each"
    print(f"{what:44s} {used.wall:7.2f} s wall {used.cpu:7.2f} s CPU {used.memory:6.0f} MB  {rate}", flush=True)


def typical(runs: list[Used]) -> Used:
    """The medians of several runs."""
    return Used(*(statistics.median(column) for column in zip(*runs, strict=True)))


def rounds(python: str, folder: Path, out: Path, count: int, pairs: int) -> None:
    """Rounds over the same reports, in turn: one process, two, as many as it chooses; with all that there is."""
    kinds = {
        "checked, one process": ("--jobs", "1", *BARE),
        "checked, two processes": ("--jobs", "2", *BARE),
        "checked, chosen by itself": BARE,
        "checked and compared, two processes": ("--jobs", "2", "--no-letters"),
        "all with letters, two processes": ("--jobs", "2"),
    }
    found: dict[str, list[Used]] = {kind: [] for kind in kinds}
    for _ in range(pairs):
        for kind, options in kinds.items():
            found[kind].append(run(python, folder, out, *options))
    for kind, runs in found.items():
        show(f"{count} {folder.name}: {kind}", typical(runs), count)
    one, two = (typical(found[kind]).wall for kind in list(kinds)[:2])
    print(f"two processes take {two / one:.2f} of the time of one")


def cluster(python: str, folder: Path, out: Path, count: int, pairs: int) -> None:
    """The same round on a Dask cluster of two worker processes on this machine; CPU is that of the main process alone."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as made:
        options = ("--executor", "dask", "--scheduler", made.scheduler_address, *BARE)
        run(python, folder, out, *options)
        runs = [run(python, folder, out, *options) for _ in range(pairs)]
    show(f"{count} {folder.name}: checked, local cluster of two", typical(runs), count)


def growth(python: str, folder: Path, out: Path, count: int) -> None:
    """Whether the ledger slows down: how long each tenth of many reports took, by the times of their pages."""
    used = run(python, folder, out, "--jobs", "2", *BARE)
    show(f"{count} {folder.name}: checked, two processes", used, count)
    times = sorted(path.stat().st_mtime for path in (out / "reports").iterdir())
    tenths = [times[min(len(times), (i + 1) * len(times) // 10) - 1] - times[i * len(times) // 10] for i in range(10)]
    print("each tenth of them, seconds:", " ".join(f"{tenth:.2f}" for tenth in tenths))
    with sqlite3.connect(out / "ledger.sqlite") as connection:
        rows = {table: connection.execute(f"select count(*) from {table}").fetchone()[0] for table in ("results", "findings")}
    size = (out / "ledger.sqlite").stat().st_size / 1e6
    print(f"ledger: {rows['results']} results, {rows['findings']} findings, {size:.0f} MB")
    start = time.perf_counter()
    command = [python, "-m", "fazhi_lint", "county", str(folder), "--output", str(out), *BARE]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    print(f"the same round again, nothing to be checked: {time.perf_counter() - start:.2f} s")


def main() -> int:
    """Read the options and measure in a folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--many", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name), Path(name, "out")
        texts(folder / "txt", options.reports)
        run(options.python, folder / "txt", out, *BARE)  # compiles the rules
        rounds(options.python, folder / "txt", out, options.reports, options.pairs)
        cluster(options.python, folder / "txt", out, options.reports, options.pairs)
        documents(folder / "docx", options.reports)
        rounds(options.python, folder / "docx", out, options.reports, options.pairs)
        if options.many:
            texts(folder / "many", options.many)
            growth(options.python, folder / "many", out, options.many)
    return 0


if __name__ == "__main__":
    sys.exit(main())
