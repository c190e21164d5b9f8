"""Candidates for copied passages from MinHash LSH (datasketch) beside those of the index of shingles that is used.

    pip install datasketch; python benchmarks/minhash.py [--seeds 4] [--reports 1000] [--only sets|index|minhash]

Recall: of the planted passages whose two paragraphs become a candidate pair; what comes after is the same for both. MinHash
looks at windows of a paragraph, for half a paragraph too must be found.
"""

from __future__ import annotations

import argparse
import importlib
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from copies import SETS, chosen, small
from copyset import Labelled, Place, build, many

from fazhi_lint.copies import Report
from fazhi_lint.copies.shingles import LENGTH, Letters, Wording
from fazhi_lint.ruleset import load

WINDOW, STEP, LEAST, PERMUTATIONS = 60, 30, 20, 128
Line = tuple[str, int]  # unit, line
Pairs = set[tuple[Line, Line]]


def rows(reports: Sequence[Report]) -> list[tuple[Line, str]]:
    """All paragraphs in the order of units."""
    ordered = sorted(reports, key=lambda report: report.unit)
    return [((report.unit, p.line), p.masked) for report in ordered for p in report.paragraphs]


def by_index(reports: Sequence[Report]) -> Pairs:
    """The pairs that the index of shingles gives."""
    lines = rows(reports)
    numbers = {unit: i for i, unit in enumerate(sorted({line[0] for line, _ in lines}))}
    units = [numbers[line[0]] for line, _ in lines]
    letters = Letters()
    for (_, text), unit in zip(lines, units, strict=True):
        letters.add([text], unit, False)
    wording = Wording(letters, max(5, len(numbers) / 4))
    return {(lines[a][0], lines[b][0]) for a, b in wording.pairs()}


def by_minhash(threshold: float) -> Callable[[Sequence[Report]], Pairs]:
    """The pairs that MinHash LSH gives from a Jaccard similarity of windows on."""
    datasketch: Any = importlib.import_module("datasketch")

    def pairs(reports: Sequence[Report]) -> Pairs:
        windows: list[tuple[Line, str]] = []
        for line, text in rows(reports):
            pieces = (text[at : at + WINDOW] for at in range(0, max(1, len(text) - STEP), STEP))
            windows += [(line, piece) for piece in pieces if len(piece) >= LEAST]
        shingles = [
            [w[i : i + LENGTH].encode() for i in range(len(w) - LENGTH + 1) if "\0" not in w[i : i + LENGTH]]
            for _, w in windows
        ]
        sketches = datasketch.MinHash.bulk(shingles, num_perm=PERMUTATIONS)
        lsh = datasketch.MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
        for i, sketch in enumerate(sketches):
            if shingles[i]:
                lsh.insert(i, sketch, check_duplication=False)
        found: Pairs = set()
        for i, sketch in enumerate(sketches):
            for other in lsh.query(sketch):
                if windows[other][0][0] < windows[i][0][0]:
                    found.add((windows[other][0], windows[i][0]))
        return found

    return pairs


def recall(labelled: Labelled, pairs: Pairs) -> int:
    """How many of the planted passages are among the pairs."""

    def line(place: Place) -> Line:
        return place.unit, place.line

    both = ((line(item.source), line(item.target)) for item in labelled.between)
    return sum((a, b) in pairs or (b, a) in pairs for a, b in both)


def on_sets(seeds: int, ways: Iterable[tuple[str, Callable[[Sequence[Report]], Pairs]]]) -> None:
    """Recall of the candidates on the labelled sets."""
    ruleset, _ = load()
    for name, (authors, half) in SETS.items():
        sets = [build(chosen(authors), seed, half, ruleset) for seed in range(seeds)]
        made = [small(labelled.texts, ruleset, "this") for labelled in sets]
        for way, pairs in ways:
            found = [pairs(reports) for reports in made]
            hits = sum(recall(labelled, some) for labelled, some in zip(sets, found, strict=True))
            planted = sum(len(labelled.between) for labelled in sets)
            print(f"{name}, {way}: {hits / planted:.3f} of {planted}, {sum(map(len, found))} candidates")


def one_run(way: str, pairs: Callable[[Sequence[Report]], Pairs], count: int) -> None:
    """CPU seconds and memory for so many reports."""
    ruleset, _ = load()
    made = small({f"{i:05d}": text for i, text in enumerate(many(chosen("abdefghij"), count, 1))}, ruleset, "this")
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    found = pairs(made)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{count} reports, {way}: CPU {time.process_time() - start:.1f} s, {len(found)} candidates,", end=" ")
    print(f"memory {memory / 1024:.0f} MB ({before / 1024:.0f} MB before)")


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--only", choices=["sets", "index", "minhash"])
    options = parser.parse_args()
    if options.only == "index":
        one_run("index", by_index, options.reports)
    elif options.only == "minhash":
        one_run("MinHash 0.3", by_minhash(0.3), options.reports)
    else:
        on_sets(options.seeds, [("index", by_index), *((f"MinHash {t}", by_minhash(t)) for t in (0.3, 0.4, 0.5))])
    if options.only is None:
        for way in ("index", "minhash"):  # each in a process of its own, for its memory
            subprocess.run([sys.executable, __file__, "--only", way, "--reports", str(options.reports)], check=True)


if __name__ == "__main__":
    main()
