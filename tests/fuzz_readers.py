"""Feeds the readers damaged files: none may raise anything but a ReadError, none may take long.

    python tests/fuzz_readers.py [--count 100000] [--seed 1] [--kinds txt,html,pdf,ofd] [--seconds 10]

Prints how many were read, how many refused with which code, and the slowest; exits with 1 at the first fault, which it writes
to a file in the current folder. A few hundred run with the tests.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "samples")]

import make_paged  # noqa: E402
import make_web  # noqa: E402

from fazhi_lint.errors import ReadError  # noqa: E402
from fazhi_lint.readers import read  # noqa: E402
from fazhi_lint.readers.base import Limits  # noqa: E402

KINDS = ("txt", "html", "pdf", "ofd")
CODES = {
    *(
        "empty",
        "binary",
        "encoding",
        "too-large",
        "too-long",
        "too-deep",
        "damaged",
        "crashed",
        "encrypted",
        "scanned",
        "timeout",
    ),
}
_PIECES = {
    "txt": [b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", "錕".encode("big5"), "一、".encode("utf-16-le"), b"\r", b"\x1b"],
    "html": [
        b"<table>",
        b"</td>",
        b"<tr><td>",
        b"<!--",
        b"<script>",
        b"</div>",
        b"&#x",
        b"<p style='display:none'>",
        b"<ol>",
        b"<![CDATA[",
    ],
    "pdf": [b"endobj", b"stream\n", b"<<", b">>", b" 0 R", b"/Kids [3 0 R]", b"/Type /Page", b"99999999999", b"BT ", b"-1"],
    "ofd": [b"PK\x03\x04", b"PK\x01\x02", b"\0\0\0\0", b"\xff\xff\xff\xff", b"<ofd:TextCode>", b"DeltaX", b"g 999999 1"],
}


def seeds(kind: str) -> list[bytes]:
    """Files in order, of which damaged ones are made."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "samples").glob("*.txt"))][:3]
    if kind == "html":
        return [make_web.page(text, style) for text in texts for style in make_web.STYLES]
    if kind == "pdf":
        return [make_paged.pdf(text) for text in texts]
    if kind == "ofd":
        return [make_paged.ofd(text, one_by_one=flag) for text in texts for flag in (False, True)]
    return [text.encode(encoding) for text in texts for encoding in ("utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be")]


def damaged(kind: str, count: int, seed: int) -> Iterator[bytes]:
    """Damaged files, the same for the same seed."""
    rng = random.Random(f"{kind}{seed}")
    whole = seeds(kind)
    for _ in range(count):
        data = rng.choice(whole)
        if kind == "ofd" and rng.random() < 0.8:  # what is packed, not the package
            yield _repacked(data, rng)
        else:
            yield _damage(data, rng, _PIECES[kind])


def _repacked(data: bytes, rng: random.Random) -> bytes:
    """A zip file, one part of which is damaged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        chosen = rng.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _change_words(part, rng) if name == chosen else part)
    return out.getvalue()


def _change_words(xml: bytes, rng: random.Random) -> bytes:
    """XML with some values of its attributes replaced; it stays well formed, and seldom makes sense."""
    values = re.split(rb'(?<==")([^"]*)', xml)
    for _ in range(int(rng.expovariate(0.2)) + 1):
        at = rng.randrange(1, len(values), 2)
        values[at] = rng.choice(
            (b"", b"-1", b"1e999", b"nan", b"g", b"g 3 2", b"99999999", b"x", b"0 0 0 0 0 0", b"/", b"7", b"50")
        )
    return b"".join(values)


def _damage(whole: bytes, rng: random.Random, pieces: list[bytes]) -> bytes:
    """Bytes changed, pieces put in, taken out, doubled, the end cut off."""
    data = bytearray(whole)
    for _ in range(int(rng.expovariate(0.2)) + 1):
        at = rng.randrange(len(data) + 1)
        way = rng.randrange(5)
        if way == 0 and data:
            data[at % len(data)] = rng.randrange(256)
        elif way == 1:
            data[at:at] = rng.choice(pieces)
        elif way == 2:
            del data[at : at + rng.randrange(1, 200)]
        elif way == 3:
            data[at:at] = data[at : at + rng.randrange(1, 2000)]
        elif rng.random() < 0.2:
            del data[at:]
    return bytes(data)


def run(kind: str, count: int, seed: int = 1, seconds: float = 10) -> tuple[Counter[str], float]:
    """Read damaged files of a kind.

    Returns:
        How many were read or refused, by code, and the longest time in seconds.

    Raises:
        AssertionError: one of them raised something else, or took longer than `seconds`.
    """
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    for i, data in enumerate(damaged(kind, count, seed)):
        start = time.perf_counter()
        try:
            source = read(data, f"a.{kind}", f".{kind}", Limits(seconds=seconds))
            code = "read"
            fault = "" if all(source.location(n) is not None for n in (1, len(source))) else "a line without place"
        except ReadError as error:
            code = error.code
            fault = "" if code in CODES and error.message.endswith("。") else f"{code}: {error.message}"
        except Exception as error:
            code, fault = "fault", repr(error)
        took = time.perf_counter() - start
        slowest = max(slowest, took)
        if fault or took > seconds + 5:
            file = Path(f"fault-{seed}-{i}.{kind}")
            file.write_bytes(data)
            raise AssertionError(f"{file}: {fault or f'{took:.1f} s'}")
        outcomes[code] += 1
    return outcomes, slowest


def main() -> int:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000, help="files, of all kinds together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--seconds", type=float, default=10, help="what one file may take")
    options = parser.parse_args()
    kinds = options.kinds.split(",")
    for kind in kinds:
        start = time.perf_counter()
        try:
            outcomes, slowest = run(kind, options.count // len(kinds), options.seed, options.seconds)
        except AssertionError as error:
            print(error)
            return 1
        took = time.perf_counter() - start
        counts = ", ".join(f"{code} {number}" for code, number in outcomes.most_common())
        print(f"{kind:5s} {sum(outcomes.values()):7d} files in {took:.0f} s, slowest {slowest:.2f} s: {counts}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
