"""The labelled reports: each gives the findings and the facts that its label lists, as benchmarks/accuracy.py compares them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, benchmark_module

from fazhi_lint.examples import load_tried

LABELS = sorted((ROOT / "tests" / "corpus").glob("*.yaml"))
RULES = load_tried()


@pytest.fixture(scope="module")
def benchmark() -> Any:
    return benchmark_module("accuracy")


@pytest.mark.parametrize("label", LABELS, ids=lambda file: file.stem)
def test_a_labelled_report_gives_what_its_label_lists(label: Path, benchmark: Any) -> None:
    table = benchmark.compare(label.with_suffix(".txt"), yaml.safe_load(label.read_text("utf-8")), RULES)
    assert {kind: table[kind] for kind in ("missed", "false", "unwritten", "facts")} == {
        "missed": [], "false": [], "unwritten": [], "facts": []
    }  # fmt: skip
