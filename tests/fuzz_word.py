"""Chance against the Word reader and the comments, for longer than tests may take.

    python tests/fuzz_word.py [--drafts 300] [--mutations 100000] [--seed 1]

Drafts are Word documents made by chance from the samples: each is checked, annotated, read back by code that shares nothing
with the program, and annotated again. Mutations are the sample documents with bytes, elements or parts changed: each is
read and, where it can be read, annotated. A fault is anything but a result or a `ReadError`, or more than five seconds of
CPU; the slowest input and the peak of the memory are told. Exit status 1 if there was a fault; its input is then kept as a
temporary file.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import resource
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "samples")]

import drafts  # noqa: E402  found through the path above
import test_annotate  # noqa: E402
import test_docx_hostile  # noqa: E402
import wordfile  # noqa: E402

TEXTS = [file.read_text("utf-8") for file in sorted((ROOT / "samples").glob("*.txt"))]
WORDS = [file.read_bytes() for file in sorted((ROOT / "samples").glob("*.docx"))]
SLOW = 5.0  # seconds for one input
ELEMENT = re.compile(rb"<[^<>]+>[^<>]*")


def flipped(data: bytes, rng: random.Random) -> bytes:
    """Some bytes changed."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 50))):
        out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def cut(data: bytes, rng: random.Random) -> bytes:
    """A stretch taken out, put in twice, or put elsewhere."""
    a, b = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    at = rng.randrange(len(data) + 1)
    return rng.choice((data[:a] + data[b:], data[:b] + data[a:], data[:at] + data[a:b] + data[at:]))


def reshaped(data: bytes, rng: random.Random) -> bytes:
    """Elements of one part dropped, doubled or exchanged: the zip stays whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = rng.choice([name for name in parts for _ in range(8 if name == "word/document.xml" else 1)])
    pieces = ELEMENT.findall(parts[name])
    for _ in range(rng.choice((1, 1, 2, 5, 30))):
        i, j = rng.randrange(len(pieces)), rng.randrange(len(pieces))
        change = rng.randrange(4)
        if change == 0:
            pieces[i] = b""
        elif change == 1:
            pieces[i] *= 2
        elif change == 2:
            pieces[i], pieces[j] = pieces[j], pieces[i]
        else:
            pieces[i] = flipped(pieces[i], rng) if pieces[i] else b"<w:p/>"
    return wordfile.zipped({**parts, name: b"".join(pieces)})


def mutated(seed: int) -> tuple[bytes, Callable[[], object]]:
    """One mutation and what is to be done with it."""
    rng = random.Random(seed)
    data = rng.choice((flipped, cut, reshaped, reshaped, reshaped))(rng.choice(WORDS), rng)
    return data, lambda: test_docx_hostile.stumbles(data)


def drafted(seed: int) -> tuple[bytes, Callable[[], object]]:
    """One draft and what is to be done with it."""
    rng = random.Random(seed)
    data = drafts.make(rng.choice(TEXTS), rng)
    return data, lambda: test_annotate.holds(data)


def campaign(name: str, count: int, seed: int, make: Callable[[int], tuple[bytes, Callable[[], object]]]) -> int:
    """Run one kind of inputs; the number of faults."""
    faults, slowest, worst, begun = 0, 0.0, seed, time.process_time()
    for number in range(seed, seed + count):
        data, run = make(number)
        start = time.process_time()
        try:
            run()
            fault = time.process_time() - start > SLOW
        except Exception:  # whatever it is, it is a fault
            traceback.print_exc()
            fault = True
        if (took := time.process_time() - start) > slowest:
            slowest, worst = took, number
        if fault:
            faults += 1
            kept = Path(tempfile.gettempdir()) / f"{name}-{number}.docx"
            kept.write_bytes(data)
            print(f"{name} {number}: a fault, kept as {kept}", flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"{name}: {count} in {time.process_time() - begun:.0f} s of CPU, {faults} faults; slowest {slowest * 1000:.0f} ms "
        f"(number {worst}), peak memory {memory:.0f} MB",
        flush=True,
    )
    return faults


def main() -> int:
    """Read the options and run both kinds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--drafts", type=int, default=300)
    parser.add_argument("--mutations", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    faults = campaign("draft", options.drafts, options.seed, drafted)
    faults += campaign("mutation", options.mutations, options.seed, mutated)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
