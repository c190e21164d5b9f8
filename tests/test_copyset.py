"""The bar: planted copies are found, and little else, on labelled reports that the thresholds were not tuned on."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import benchmark_module

from fazhi_lint.copies import BETWEEN, LAST_YEAR, Options
from fazhi_lint.ruleset import load


@pytest.fixture(scope="module")
def benchmark() -> Any:
    return benchmark_module("copies")


def test_planted_copies_are_found(benchmark: Any) -> None:
    ruleset, _ = load()
    authors, half = benchmark.SETS["judged on"]
    sets = [benchmark.build(benchmark.chosen(authors), seed, half, ruleset) for seed in range(2)]
    score = benchmark.total([benchmark.score(labelled, ruleset, Options()) for labelled in sets])
    for kind in (BETWEEN, LAST_YEAR):
        assert score.planted[kind] >= 80
        assert score.found[kind] / score.planted[kind] >= 0.95
        assert score.false[kind] / score.told[kind] <= 0.05


def test_the_two_sets_share_nothing(benchmark: Any) -> None:
    (first, half), (second, other) = benchmark.SETS.values()
    assert not set(first) & set(second)
    assert half != other
    assert not set(benchmark.chosen(first)) & set(benchmark.chosen(second))


def test_what_was_planted_stands_where_the_labels_say(benchmark: Any) -> None:
    ruleset, _ = load()
    labelled = benchmark.build(benchmark.chosen("abd"), 3, 0, ruleset)
    seen = set()
    for planted, texts in ((labelled.between, labelled.texts), (labelled.carried, labelled.last)):
        for item in planted:
            source, target = item.source, item.target
            given = labelled.texts[source.unit].split("\n")[source.line - 1][source.start : source.end]
            taken = texts[target.unit].split("\n")[target.line - 1][target.start : target.end]
            assert len(given) == source.end - source.start
            assert len(taken) == target.end - target.start
            assert len(set(given) & set(taken)) > len(set(taken)) / 2, item
            seen.add(item.way)
    assert seen == set(benchmark.WAYS)
