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


@pytest.mark.parametrize(
    ("sentence", "sum_"),
    [
        ("没收0.3万元、罚款1.1万元，合计1.7万元", "1.4万"),
        ("甲社96.3万元、乙社41.8万元、丙社22.5万元，合计218.6万元", "160.6万"),
        ("办理民事案件12件、行政案件34件，共办理案件47件", "46"),
        ("发放资料12000份、手册1300份，合计14300份", "13300"),
    ],
)
def test_a_sum_is_told_as_its_total_is_printed(sentence: str, sum_: str) -> None:
    document = parse(SourceText(f"一、2025年主要举措和成效\n（一）{sentence}。"), RULESET.genre)
    (finding,) = lint(document, RULESET.rules, "submission", {"sum-mismatch"}).findings
    assert finding.message.endswith(f"加起来是 {sum_}。")


def test_a_number_beyond_measure_is_no_crash() -> None:
    text = f"一、2025年主要举措和成效\n（一）办理民事案件{'9' * 400}万件、行政案件34件，共办理案件{'8' * 400}万件。"
    lint(parse(SourceText(text), RULESET.genre), RULESET.rules, "submission")
