"""How fast and how large: each figure is a ratio of medians, taken in turn in one run.

    python benchmarks/speed.py [--python PYTHON] [--pairs 9] [--reports 1000] [--yardstick "COMMAND"]

PYTHON should be that of an environment with the wheel installed and compiled. A yardstick is a command that is given the folder
of the same reports; its CPU time is compared with ours.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BARE = "import click, yaml, regex"


def timed(command: list[str], cwd: Path) -> tuple[float, float, int]:
    """Wall seconds, CPU seconds and peak memory (KB) of one whole process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def paired(ours: list[str], other: list[str], pairs: int, cwd: Path, pick: int = 0) -> tuple[float, float, float]:
    """The medians of both commands, run in turn, and their ratio; `pick` 0 wall, 1 CPU, 2 memory."""
    timed(ours, cwd), timed(other, cwd)
    rows = [(timed(ours, cwd)[pick], timed(other, cwd)[pick]) for _ in range(pairs)]
    a, b = (statistics.median(column) for column in zip(*rows, strict=True))
    return a, b, a / b


def reports(folder: Path, count: int, seed: int = 1) -> None:
    """Write reports of about 10 KB: the samples with other numbers and other villages."""
    rng = random.Random(seed)
    samples = [path.read_text("utf-8") for path in sorted((ROOT / "samples").glob("*.txt"))]
    for i in range(count):
        text = re.sub(
            r"(?<![\d〔])\d{2,3}(?=[余次场件份人名条起])", lambda _: str(rng.randint(10, 999)), samples[i % len(samples)]
        )
        (folder / f"{i:05d}.txt").write_text(text, "utf-8")


def show(name: str, row: tuple[float, float, float], unit: str) -> None:
    """One line of the table."""
    print(f"{name:52s} {row[0]:9.3f} {unit}  against {row[1]:9.3f} {unit}  ratio {row[2]:.2f}")


def growth(python: str, folder: Path, cwd: Path) -> None:
    """Time with the length of one report: 1, 2 and 4 times the text."""
    text = (folder / "00000.txt").read_text("utf-8")
    code = (
        "import sys,time\nfrom fazhi_lint.ruleset import load\nfrom fazhi_lint.pipeline import check_source,Options\n"
        "from fazhi_lint.text import SourceText\nr,_=load()\nt=open(sys.argv[1],encoding='utf-8').read()\n"
        "check_source(SourceText(t),r,Options())\na=time.process_time()\n"
        "for _ in range(20): check_source(SourceText(t),r,Options())\nprint((time.process_time()-a)/20)"
    )
    base = None
    for times in (1, 2, 4, 8):
        file = cwd / "long.txt"
        file.write_text(text * times, "utf-8")
        seconds = float(subprocess.run([python, "-c", code, str(file)], capture_output=True, text=True, check=True).stdout)
        base = base or seconds
        print(f"one report, {times} x the length: {seconds * 1000:8.2f} ms, {seconds / base:.2f} x the time")


def measure(options: argparse.Namespace, cwd: Path, run: Callable[..., list[str]]) -> None:
    """Print all figures."""
    bare = [options.python, "-c", BARE]
    one = cwd / "one"
    one.mkdir()
    reports(one, 1)
    many = cwd / "many"
    many.mkdir()
    reports(many, options.reports)
    size = statistics.mean(path.stat().st_size for path in many.iterdir()) / 1000
    print(f"{options.reports} reports of {size:.1f} KB on average; {options.pairs} pairs; reference: python -c '{BARE}'")
    first, all_ = (run("check", "--no-cache", "--jobs", "1", str(folder)) for folder in (one, many))  # nothing remembered
    show("cold check of one report, wall", paired(first, bare, options.pairs, cwd), "s ")
    show("--version, wall", paired(run("--version"), bare, options.pairs, cwd), "s ")
    show("memory, all reports in one process", paired(all_, bare, 3, cwd, 2), "KB")
    show("memory, all reports / one report", paired(all_, first, 3, cwd, 2), "KB")
    if options.yardstick:
        other = [*shlex.split(options.yardstick), str(many)]
        show("all reports, CPU, against the yardstick", paired(all_, other, options.pairs, cwd, 1), "s ")
    else:
        _, cpu, _ = timed(all_, cwd)
        print(f"all reports, CPU: {cpu:.2f} s, {cpu / options.reports * 1000:.2f} ms each")
    show("all reports, processes as chosen / one, wall", paired(run("check", "--no-cache", str(many)), all_, 3, cwd), "s ")
    show("all reports, results kept / anew, wall", paired(run("check", "--jobs", "1", str(many)), all_, 3, cwd), "s ")
    growth(options.python, one, cwd)


def main() -> int:
    """Read the options and measure in a folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--yardstick")
    options = parser.parse_args()
    options.python = os.path.abspath(options.python)
    if options.yardstick:
        options.yardstick = " ".join(os.path.abspath(w) if os.path.exists(w) else w for w in shlex.split(options.yardstick))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as name:
        measure(options, Path(name), lambda *args: [options.python, "-m", "fazhi_lint", *args])
    return 0


if __name__ == "__main__":
    sys.exit(main())
