"""How fast Word documents are read: each figure is a ratio of medians of CPU time, taken in turn in one process.

    python benchmarks/word.py [--rounds 30] [--row 10] [--characters 4000]

A document is read some times in a row by one, then as often by the other, so that each clears away itself what it leaves for
the garbage collector: python-docx leaves all of a document. With `--row 1` it is never charged for that.
The measure is what python-docx takes for the text of the paragraphs alone, `[p.text for p in Document(file).paragraphs]`.
Documents: two as python-docx itself writes them (with all its styles; one with many runs) and one as the samples are made
(numbered), all of the length that is asked for; and the samples.
"""

from __future__ import annotations

import argparse
import gc
import io
import signal
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import docx

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "samples")]

import make_docx  # noqa: E402  found through the path above

from fazhi_lint.readers import read  # noqa: E402


def report(length: int) -> str:
    """The lines of the longest samples, up to a length."""
    texts = [file.read_text("utf-8") for file in sorted((ROOT / "samples").glob("*.txt"))]
    lines, size = [], 0
    for line in "\n".join(texts).splitlines():
        if size + len(line) > length:
            break
        lines.append(line)
        size += len(line)
    return "\n".join(lines)


def written(text: str) -> bytes:
    """A document as python-docx writes it."""
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def dressed(text: str) -> bytes:
    """A document as Word writes it after some editing: runs of a few words, each with its font and size."""
    document = docx.Document()
    for line in text.splitlines():
        paragraph = document.add_paragraph()
        for start in range(0, len(line), 17):
            run = paragraph.add_run(line[start : start + 17])
            run.font.name, run.font.size, run.bold = "仿宋_GB2312", docx.shared.Pt(16), False
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def measure(name: str, data: bytes, rounds: int, row: int) -> float:
    """Print the medians for one document; their ratio."""

    def ours() -> object:
        return read(data, "a.docx", ".docx").text

    def theirs() -> object:
        return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]

    def once(call: Callable[[], object]) -> float:
        gc.collect()  # what the other has left
        start = time.process_time()
        for _ in range(row):
            call()
        return (time.process_time() - start) / row

    once(ours), once(theirs)
    rows = [(once(ours), once(theirs)) for _ in range(rounds)]
    a, b = (statistics.median(column) * 1000 for column in zip(*rows, strict=True))
    size = len(read(data, "a.docx", ".docx").text)
    print(f"{name:28s} {size:5d} characters  {a:6.2f} ms  against {b:6.2f} ms  ratio {a / b:.2f}")
    return a / b


def main() -> int:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--row", type=int, default=10)
    parser.add_argument("--characters", type=int, default=4000)
    options = parser.parse_args()
    text = report(options.characters)
    measure("written by python-docx", written(text), options.rounds, options.row)
    measure("runs with looks", dressed(text), options.rounds, options.row)
    measure("numbered automatically", make_docx.numbered(text), options.rounds, options.row)
    for file in sorted((ROOT / "samples").glob("*.docx")):
        measure(file.name, file.read_bytes(), options.rounds, options.row)
    return 0


if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):  # who reads the output may stop early, as `head` does
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
