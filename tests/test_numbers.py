"""Numbers that contradict each other in one sentence: a table of sentences, right ones and wrong ones (`numbers.txt`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from fazhi_lint.document import parse
from fazhi_lint.linter import lint
from fazhi_lint.ruleset import load
from fazhi_lint.text import SourceText

RULES = {"percentage-mismatch": "R", "part-exceeds-whole": "P", "sum-mismatch": "S"}
TABLE = Path(__file__).with_name("numbers.txt").read_text("utf-8").splitlines()
CASES = [line.partition("|")[::2] for line in TABLE if line and not line.startswith("#")]
RULESET, _ = load()


@pytest.mark.parametrize(("expected", "sentence"), CASES)
def test_one_sentence(expected: str, sentence: str) -> None:
    document = parse(SourceText(f"一、2025年主要举措和成效\n（一）加强工作。{sentence}"), RULESET.genre)
    findings = lint(document, RULESET.rules, "submission", set(RULES)).findings
    assert sorted(f"{RULES[f.rule]}:{f.excerpt}" for f in findings) == sorted(expected.split())


def test_a_correct_number_is_evidence() -> None:
    text = "一、2025年主要举措和成效\n（一）排查矛盾纠纷216件，化解213件，化解率98.6%。"
    outcomes = lint(parse(SourceText(text), RULESET.genre), RULESET.rules, "submission", {"percentage-mismatch"}).outcomes
    assert [(o.outcome, [e.excerpt for e in o.evidence]) for o in outcomes] == [("pass", ["98.6%"])]
