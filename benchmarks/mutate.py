"""Plant each kind of defect into clean reports: it must be found at its line, and nothing else must appear.

    python benchmarks/mutate.py [--verbose] [FILE ...]

Without files: the exemplary samples and the reports of the development corpus whose labels expect nothing. A planter changes
the text and says which rule must fire at which line; where a report offers no place for a defect, it is skipped.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import yaml
from planters import PLANTERS, NoPlaceError

from fazhi_lint.document import parse
from fazhi_lint.pipeline import Options, check_source
from fazhi_lint.ruleset import Ruleset, load
from fazhi_lint.text import SourceText

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {"shortcoming-remedy"}  # info; the labels leave it open


def clean_reports() -> list[Path]:
    """The exemplary samples, and the corpus reports whose labels expect nothing."""
    found = sorted((ROOT / "samples").glob("*exemplary.txt"))
    for label in sorted((ROOT / "tests" / "corpus").glob("*.yaml")):
        if not yaml.safe_load(label.read_text("utf-8")).get("findings"):
            found.append(label.with_suffix(".txt"))
    return found


def findings(text: str, ruleset: Ruleset) -> Counter[tuple[str, int]]:
    """(rule, line) of all findings of a text, without those that are left open."""
    result = check_source(SourceText(text), ruleset, Options())
    return Counter((f.rule, f.line) for f in result.findings if f.rule not in ALLOWED)


def plant_all(path: Path, ruleset: Ruleset, tally: dict[str, Counter[str]], verbose: bool) -> int:
    """Plant every defect into one report; returns how many results were wrong."""
    text = path.read_text("utf-8")
    wrong = 0
    if any(findings(text, ruleset).values()):
        print(f"{path.name}: not clean: {sorted(findings(text, ruleset))}")
        wrong += 1
    for rule, planter in PLANTERS:
        document = parse(SourceText(text), ruleset.genre)
        try:
            planted = planter(document)
        except NoPlaceError:
            tally.setdefault(rule, Counter())["no place"] += 1
            continue
        assert planted is not None
        found = findings(planted[0], ruleset)
        want = Counter({(rule, planted[1]): 1})
        good = found == want
        tally.setdefault(rule, Counter())["right" if good else "wrong"] += 1
        wrong += not good
        if not good:
            print(f"{path.name}: {rule} at {planted[1]}: missed {sorted(want - found)}, besides {sorted(found - want)}")
        elif verbose:
            print(f"{path.name}: {rule} at {planted[1]}: right")
    return wrong


def main() -> int:
    """Plant into all clean reports and print the tally."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    ruleset, _ = load()
    tally: dict[str, Counter[str]] = {}
    wrong = sum(plant_all(path, ruleset, tally, options.verbose) for path in options.files or clean_reports())
    for rule, row in tally.items():
        print(f"{rule:28s} right {row['right']:3d}  wrong {row['wrong']:3d}  no place {row['no place']:3d}")
    print(f"{sum(row['right'] for row in tally.values())} planted defects found as planned, {wrong} not")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
