"""Precision and recall of each rule on labelled reports.

    python benchmarks/accuracy.py [--verbose] [--rules ID,ID] [FOLDER]

A label (`name.yaml` beside `name.txt`) lists the findings that a careful reader expects and the facts of the report. A finding
counts as found when rule and line agree; `line exact` is the share of those found (by rule and excerpt, or by rule
and the nearest line) that stand at the labelled line. What a label calls `unsure` is left out.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from fazhi_lint.pipeline import Options, check_file
from fazhi_lint.ruleset import Ruleset, load

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "corpus"
UNDECIDED = {"shortcoming-remedy"}  # info; the labels leave it open


def compare(text: Path, label: dict[str, Any], ruleset: Ruleset) -> dict[str, list[tuple[str, int, str]]]:
    """Found, missed and false findings of one report, each as (rule, line, words)."""
    level = None
    result = check_file(str(text), ruleset, Options("submission", level, None, False))
    unsure = {(u["rule"], u.get("line")) for u in label.get("unsure") or ()} | {(r, None) for r in UNDECIDED}
    expected = Counter((f["rule"], f["line"]) for f in label.get("findings") or ())
    words = {(f["rule"], f["line"]): f.get("excerpt") or "" for f in label.get("findings") or ()}
    known = {rule.id for rule in ruleset.rules}
    got: Counter[tuple[str, int]] = Counter()
    for f in result.findings:
        if (f.rule, f.line) not in unsure and (f.rule, None) not in unsure:
            got[(f.rule, f.line)] += 1
            words.setdefault((f.rule, f.line), f.excerpt)
    table: dict[str, list[tuple[str, int, str]]] = {"found": [], "missed": [], "false": [], "unwritten": []}
    for key, count in expected.items():
        if key[0] not in known:
            table["unwritten"] += [(*key, words[key])] * count
            continue
        both = min(count, got[key])
        table["found"] += [(*key, words[key])] * both
        table["missed"] += [(*key, words[key])] * (count - both)
    for key, count in got.items():
        table["false"] += [(*key, words[key])] * (count - min(count, expected[key]))
    table["facts"] = facts(result.report or {}, label.get("facts") or {}, result.status)
    return table


def facts(report: dict[str, Any], expected: dict[str, Any], status: str) -> list[tuple[str, int, str]]:
    """The facts that differ from the label."""
    wrong = [] if status == "checked" else [("status", 0, status)]
    for name in ("title", "report_year", "level", "addressee", "signed_on"):
        want = expected.get(name)
        if str(report.get(name)) != str(want):
            wrong.append((name, 0, f"{report.get(name)} != {want}"))
    for name, keys in (("sections", ("role", "line")), ("shortcomings", ("line", "has_cause"))):
        have = [tuple(x[k] for k in keys) for x in report.get(name, ())]
        want_list = [tuple(x[k] for k in keys) for x in expected.get(name) or ()]
        if sorted(have) != sorted(want_list):
            wrong.append((name, 0, f"{have} != {want_list}"))
    return wrong


def ratio(part: int, whole: int) -> str:
    """A share as text; nothing to share counts as whole."""
    return f"{part / whole:.3f}" if whole else "  -  "


def report(rows: dict[str, Counter[str]], severities: dict[str, str]) -> None:
    """Print the table: each rule, then errors, and all together."""
    print(f"{'rule':28s} {'found':>5s} {'missed':>6s} {'false':>5s} {'prec.':>6s} {'recall':>6s}")
    groups: dict[str, Counter[str]] = {"errors": Counter(), "all": Counter()}
    for rule in sorted(rows):
        row = rows[rule]
        groups["all"] += row
        if severities.get(rule) == "error":
            groups["errors"] += row
        line(rule, row)
    for name, row in groups.items():
        line(f"= {name}", row)
        total = 2 * row["found"] + row["missed"] + row["false"]
        print(f"{'':28s} F1 {2 * row['found'] / total if total else 1:.3f}")


def line(name: str, row: Counter[str]) -> None:
    """One row of the table."""
    found, missed, false = row["found"], row["missed"], row["false"]
    print(f"{name:28s} {found:5d} {missed:6d} {false:5d} {ratio(found, found + false):>6s} {ratio(found, found + missed):>6s}")


def main() -> None:
    """Compare all labelled reports of a folder and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--verbose", action="store_true", help="print each miss and each false finding")
    parser.add_argument("--rules", default="", help="only these rules")
    options = parser.parse_args()
    ruleset, _ = load()
    only = {name for name in options.rules.split(",") if name}
    rows: dict[str, Counter[str]] = {}
    labels = sorted(options.folder.glob("*.yaml"))
    exact = shifted = 0
    for file in labels:
        table = compare(file.with_suffix(".txt"), yaml.safe_load(file.read_text("utf-8")), ruleset)
        for kind, entries in table.items():
            for rule, at, words in entries:
                if only and rule not in only and kind != "facts":
                    continue
                if kind != "facts":
                    rows.setdefault(rule, Counter())[kind] += 1
                if options.verbose and kind != "found" and not (only and kind == "facts"):
                    print(f"{file.stem}:{at}: {kind:9s} {rule}: {words[:300]}")
        exact += len(table["found"])
        missed = Counter(rule for rule, _, _ in table["missed"])
        shifted += sum((missed & Counter(rule for rule, _, _ in table["false"])).values())
    report(rows, {rule.id: rule.severity for rule in ruleset.rules})
    print(f"{len(labels)} reports; line exact {ratio(exact, exact + shifted)}")


if __name__ == "__main__":
    sys.exit(main())
