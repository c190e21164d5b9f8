"""Two years of a unit's reports: the labelled pairs, found as well as they are found today."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import benchmark_module


@pytest.fixture(scope="module")
def years() -> Any:
    return benchmark_module("years")


def test_the_labels_are_at_their_places(years: Any) -> None:
    for pair in years.labelled().values():
        lines = {year: (years.FOLDER / pair[year]).read_text("utf-8").split("\n") for year in ("last", "this")}
        for key, year in (("carried", "this"), ("not_carried", "this"), ("unmet", "last"), ("met", "last")):
            for label in pair[key]:
                assert lines[year][label["line"] - 1][label["column"] - 1 :].startswith(label["text"])


def test_what_is_carried_over_and_what_came_to_nothing(years: Any) -> None:
    found = years.score()
    assert (found["carried", "all"], found["unmet", "all"]) == (59, 70)
    assert found["carried", "right"] >= 35
    assert found["carried", "wrong"] == 0
    assert found["unmet", "right"] >= 22
    assert found["unmet", "wrong"] <= 4
