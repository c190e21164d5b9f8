"""How well it is found what two years' reports of a unit say of each other: shortcomings carried over, plans without result.

    python benchmarks/years.py [--verbose]

The labelled pairs in tests/years were measured once before anything was changed for their sake; since then they are a
development set. Both figures: docs/copies.md.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from fazhi_lint.copies import Passage, compare, digest, load_wording
from fazhi_lint.document import parse
from fazhi_lint.ruleset import load
from fazhi_lint.text import SourceText

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "years"
MARKER = 4  # characters at most of a marker, which stand before the labelled column
KINDS = {"carried": ("carried", "not_carried"), "unmet": ("unmet", "met")}  # those that are to be told, and not
Label = dict[str, Any]


def labelled() -> Mapping[str, Any]:
    """The labels of all pairs."""
    pairs: Mapping[str, Any] = yaml.safe_load((FOLDER / "labels.yaml").read_text("utf-8"))["pairs"]
    return pairs


def meant(passage: Passage, labels: Iterable[Label]) -> Label | None:
    """The label that a passage means: the last one of its line that begins no later than its words."""
    found = [label for label in labels if label["line"] == passage.line and label["column"] <= passage.column + MARKER]
    return max(found, key=lambda label: int(label["column"]), default=None)


def score(verbose: bool = False) -> Counter[tuple[str, str]]:
    """How many are to be told (`all`), were told rightly (`right`), and wrongly (`wrong`), of each kind."""
    ruleset, _ = load()
    wording = load_wording()
    counts: Counter[tuple[str, str]] = Counter()
    for name, pair in labelled().items():
        last, this = (
            digest(parse(SourceText((FOLDER / pair[year]).read_text("utf-8"), pair[year]), ruleset.genre), name, wording)
            for year in ("last", "this")
        )
        found = compare([this], {name: last})
        told = {"carried": [one.this for one in found.carried], "unmet": [one.measure for one in found.unmet]}
        for kind, (yes, no) in KINDS.items():
            counts[kind, "all"] += len(pair[yes])
            for passage in told[kind]:
                label = meant(passage, [*pair[yes], *pair[no], *pair["unsure"]])
                if label is None or label not in pair["unsure"]:
                    right = label in pair[yes]
                    counts[kind, "right" if right else "wrong"] += 1
                    if verbose and not right:
                        print(f"wrong: {name} {kind} {passage}")
    return counts


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--verbose", action="store_true")
    counts = score(parser.parse_args().verbose)
    for kind in KINDS:
        right, told, all_ = counts[kind, "right"], counts[kind, "right"] + counts[kind, "wrong"], counts[kind, "all"]
        print(f"{kind:8s} recall {right / all_:.2f} of {all_}, precision {right / told:.2f} of {told}")


if __name__ == "__main__":
    main()
