"""Each rule on short texts that it was not written from (tests/snippets.yaml): what it must find, and traps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from fazhi_lint.pipeline import Options, check_source
from fazhi_lint.ruleset import load
from fazhi_lint.text import SourceText

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("snippets.yaml").read_text("utf-8"))
RULESET = load()[0]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['rule']}-{i}" for i, case in enumerate(CASES)])
def test_lines(case: dict[str, Any]) -> None:
    options = Options(chosen=frozenset({case["rule"]}), force=True)
    findings = check_source(SourceText(case["text"]), RULESET, options).findings
    assert sorted(finding.line for finding in findings) == sorted(case["lines"])
