"""How fast PDF files are read, against pdfplumber's `extract_text` of the same file: the ratio of medians, taken in turn.

    python -m pip install pdfplumber
    python benchmarks/pdf_speed.py [FILE.pdf ...] [--pairs 9]

Without files: the samples as PDF in three sizes of type, made by samples/make_paged.py (it needs reportlab).
"""

from __future__ import annotations

import argparse
import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "samples")]

from fazhi_lint.readers import read  # noqa: E402

GOAL = 0.15


def plumb(data: bytes) -> str:
    """The text as pdfplumber gives it."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def took(job: Callable[[], object]) -> float:
    """How many seconds it takes."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def compare(name: str, data: bytes, pairs: int) -> tuple[float, float]:
    """The medians of both, in seconds, after one run each that is not counted."""
    rows = [(took(lambda: read(data, name, ".pdf")), took(lambda: plumb(data))) for _ in range(pairs + 1)]
    ours, theirs = (statistics.median(column) for column in zip(*rows[1:], strict=True))
    return ours, theirs


def files(paths: list[str]) -> dict[str, bytes]:
    """The files named, or the samples as PDF."""
    if paths:
        return {path: Path(path).read_bytes() for path in paths}
    import make_paged

    samples = sorted((ROOT / "samples").glob("*.txt"))
    return {
        f"{path.stem}, {size} pt": make_paged.pdf(path.read_text("utf-8"), size) for path in samples for size in (10.5, 16, 22)
    }


def main() -> int:
    """Print a line for each file and the ratio over all; 1 if it misses the goal."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="*", metavar="FILE")
    parser.add_argument("--pairs", type=int, default=9)
    options = parser.parse_args()
    ours_all = theirs_all = 0.0
    for name, data in files(options.paths).items():
        ours, theirs = compare(name, data, options.pairs)
        ours_all, theirs_all = ours_all + ours, theirs_all + theirs
        print(f"{name:40s} {1000 * ours:7.1f} ms  against {1000 * theirs:8.1f} ms  ratio {ours / theirs:.3f}", flush=True)
    ratio = ours_all / theirs_all
    print(f"{'all':40s} ratio {ratio:.3f}, the goal is {GOAL}")
    return int(ratio > GOAL)


if __name__ == "__main__":
    sys.exit(main())
