"""How well copied passages are found, and how fast all reports are compared with all.

    python benchmarks/copies.py [--verbose] [--seeds 8] [--reports 1000] [--only found|discounts|limits|speed]

Two labelled sets that share no author and no word table: thresholds were tuned on the first, they are judged on the second.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import regex
import yaml
from copyset import WAYS, Labelled, Place, Planted, build, many, noise
from speed import reports as alike

from fazhi_lint.copies import BETWEEN, LAST_YEAR, Copy, Options, Passage, Report, compare, digest, load_wording
from fazhi_lint.copies.wording import OWN, PRESCRIBED
from fazhi_lint.document import parse
from fazhi_lint.lexbuild import build as build_lexicons
from fazhi_lint.lexicon import Lexicons
from fazhi_lint.ruleset import Ruleset, load
from fazhi_lint.text import SourceText

CORPUS = Path(__file__).resolve().parent.parent / "tests" / "corpus"
SETS = {"tuned on": ("abd", 0), "judged on": ("efghij", 1)}  # authors (a file's first letter), which half of the tables
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5)  # of the letters replaced


class Score(NamedTuple):
    """What was found of a set, by kind and by way."""

    planted: Counter[str]
    found: Counter[str]
    told: Counter[str]
    false: Counter[str]


def overlaps(passage: Passage, place: Place) -> bool:
    """Whether a passage that was told overlaps a place where something was planted."""
    if passage.unit != place.unit or not passage.line <= place.line <= passage.end_line:
        return False
    start = passage.column - 1 if passage.line == place.line else 0
    end = passage.end_column - 1 if passage.end_line == place.line else place.end
    return start < place.end and place.start < end


def agrees(copy: Copy, planted: Planted) -> bool:
    """Whether a copy that was told is the planted one."""
    sides = (planted.source, planted.target)
    if copy.kind == LAST_YEAR:
        return overlaps(copy.one, sides[0]) and overlaps(copy.other, sides[1])
    return any(overlaps(copy.one, a) and overlaps(copy.other, b) for a, b in (sides, sides[::-1]))


def small(texts: dict[str, str], ruleset: Ruleset, folder: str, wording: Lexicons | None = None) -> list[Report]:
    """The reports as the comparison takes them."""
    wording = wording or load_wording()
    documents = ((name, parse(SourceText(text, f"{folder}/{name}.txt"), ruleset.genre)) for name, text in texts.items())
    return [digest(document, name, wording) for name, document in documents]


def score(
    labelled: Labelled, ruleset: Ruleset, options: Options, verbose: bool = False, wording: Lexicons | None = None
) -> Score:
    """Compare one set and count what was found, what was missed, what was told in vain."""
    last = {report.unit: report for report in small(labelled.last, ruleset, "last", wording)}
    found = compare(small(labelled.texts, ruleset, "this", wording), last, options).copies
    result = Score(Counter(), Counter(), Counter(), Counter())
    for kind, planted in ((BETWEEN, labelled.between), (LAST_YEAR, labelled.carried)):
        told = [copy for copy in found if copy.kind == kind]
        for item in planted:
            hits = [copy for copy in told if agrees(copy, item)]
            for name in (kind, f"{kind} {item.way}"):
                result.planted[name] += 1
                result.found[name] += bool(hits)
            if verbose and not hits:
                print(f"missed {item}")
        for copy in told:
            right = any(agrees(copy, item) for item in planted)
            result.told[kind] += 1
            result.false[kind] += not right
            if verbose and not right:
                print(f"false {copy.similarity} {copy.size}\n  {copy.one}\n  {copy.other}")
    return result


def total(scores: Sequence[Score]) -> Score:
    """The sums of several sets."""
    return Score(*(sum(column, Counter()) for column in zip(*scores, strict=True)))


def show(name: str, result: Score, ways: Iterable[str] = WAYS) -> None:
    """One set's figures."""
    print(f"{name}:")
    for kind in (BETWEEN, LAST_YEAR):
        recall = result.found[kind] / result.planted[kind]
        precision = 1 - result.false[kind] / max(1, result.told[kind])
        print(f"  {kind:14s} recall {recall:.3f} of {result.planted[kind]}, precision {precision:.3f} of {result.told[kind]}")
        for way in ways:
            key = f"{kind} {way}"
            print(f"    {way:12s} {result.found[key]} of {result.planted[key]}")


def chosen(authors: str) -> list[Path]:
    """The files of some authors."""
    return [file for file in sorted(CORPUS.glob("*.txt")) if file.name[0] in authors]


def found(ruleset: Ruleset, seeds: int, verbose: bool) -> None:
    """Recall and precision on both sets, and what is told of reports into which nothing was planted."""
    for name, (authors, half) in SETS.items():
        sets = [build(chosen(authors), seed, half, ruleset) for seed in range(seeds)]
        show(name, total([score(labelled, ruleset, Options(), verbose) for labelled in sets]))
    texts = {file.stem: file.read_text("utf-8-sig") for file in sorted(CORPUS.glob("*.txt"))}
    copies = compare(small(texts, ruleset, "this")).copies
    print(f"{len(texts)} reports with nothing planted: {len(copies)} copies told")


def discounts(ruleset: Ruleset, seeds: int) -> None:
    """What the two ways to discount what everybody writes are worth: the set that was tuned on without one and the other."""
    authors, half = SETS["tuned on"]
    sets = [build(chosen(authors), seed, half, ruleset) for seed in range(seeds)]
    lists = yaml.safe_load(OWN.read_bytes())["lexicons"]
    bare = build_lexicons({name: lexicon for name, lexicon in lists.items() if not name.startswith(PRESCRIBED)})
    for name, common, wording in (
        ("both", Options().common, None), ("without commonness", 1.0, None),
        ("without the lists", Options().common, bare), ("without both", 1.0, bare),
    ):  # fmt: skip
        options = Options(common=common)
        show(name, total([score(labelled, ruleset, options, wording=wording) for labelled in sets]), ())


def limits(ruleset: Ruleset, seeds: int) -> None:
    """How much may be replaced until a taken paragraph is no longer found."""
    files = chosen(SETS["judged on"][0])
    words = [word for file in files for word in regex.findall(r"\p{Han}{2}", file.read_text("utf-8-sig"))]
    for share in SHARES:
        hits = planted = 0
        for seed in range(seeds):
            rng = random.Random(seed)
            labelled = build(files, seed, 1, ruleset)
            items = [item for item in labelled.between if item.way == "renamed"]
            for item in items:
                lines = labelled.texts[item.target.unit].split("\n")
                line = lines[item.target.line - 1]
                lines[item.target.line - 1] = noise(line, share, rng, words)
                labelled.texts[item.target.unit] = "\n".join(lines)
            result = score(labelled._replace(between=items, carried=[], last={}), ruleset, Options())
            hits, planted = hits + result.found[BETWEEN], planted + result.planted[BETWEEN]
        print(f"{share:.0%} of the letters replaced: {hits / planted:.3f} of {planted} found")


def one_run(kind: str, count: int, ruleset: Ruleset) -> None:
    """Compare so many reports, in this process, and print CPU seconds and memory."""
    if kind == "alike":
        with tempfile.TemporaryDirectory() as folder:
            alike(Path(folder), count)
            texts = {file.stem: file.read_text("utf-8") for file in sorted(Path(folder).glob("*.txt"))}
    else:
        texts = {f"{i:05d}": text for i, text in enumerate(many(chosen("abdefghij"), count, 1))}
    made = small(texts, ruleset, "this")
    before, start, wall = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time(), time.perf_counter()
    copies = compare(made).copies
    cpu, wall = time.process_time() - start, time.perf_counter() - wall
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = sum(map(len, texts.values())) / 1e6
    print(f"{count} reports ({kind}, {size:.1f} M characters): {wall:.1f} s, CPU {cpu:.1f} s, {len(copies)} copies,", end=" ")
    print(f"memory {memory / 1024:.0f} MB ({before / 1024:.0f} MB before)")


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--only", choices=["found", "discounts", "limits", "speed", "own", "alike"])
    options = parser.parse_args()
    ruleset, _ = load()
    if options.only in ("own", "alike"):
        one_run(options.only, options.reports, ruleset)
    if options.only in (None, "found"):
        found(ruleset, options.seeds, options.verbose)
    if options.only in (None, "discounts"):
        discounts(ruleset, options.seeds)
    if options.only in (None, "limits"):
        limits(ruleset, options.seeds)
    if options.only in (None, "speed"):
        for kind in ("own", "alike"):  # each in a process of its own, for its memory
            subprocess.run([sys.executable, __file__, "--only", kind, "--reports", str(options.reports)], check=True)


if __name__ == "__main__":
    main()
