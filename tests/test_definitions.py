"""The definitions on language that the rules were not written from (tests/definitions.yaml).

`causes`: the own text of one shortcoming, and whether it gives a cause. `figures`: a sentence and its figures (compared is only
whether there are any). `evidence`: the text of a duty part, and whether it holds evidence. `parts`: a part with shortcomings,
and (line, has a cause) of each.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from fazhi_lint.document import Document, parse
from fazhi_lint.ruleset import load
from fazhi_lint.text import SourceText

CASES: dict[str, list[Any]] = yaml.safe_load(Path(__file__).with_name("definitions.yaml").read_text("utf-8"))
GENRE = load()[0].genre


def document(text: str) -> Document:
    """The document of a text."""
    return parse(SourceText(text), GENRE)


@pytest.mark.parametrize(("sentence", "caused"), CASES["causes"])
def test_cause(sentence: str, caused: bool) -> None:
    text = f"三、存在的不足和原因\n（一）执法水平不高。{sentence}\n（二）普法力度不够。"
    assert (document(text).shortcomings[0].cause is not None) == caused


@pytest.mark.parametrize(("sentence", "figures"), CASES["figures"])
def test_figure(sentence: str, figures: list[str]) -> None:
    assert bool(document(sentence).figures) == bool(figures)


@pytest.mark.parametrize(("text", "evident"), CASES["evidence"])
def test_evidence(text: str, evident: bool) -> None:
    head = "二、党政主要负责人履行推进法治建设第一责任人职责情况\n"
    assert bool(document(f"{head}{text}\n三、存在的不足和原因\n").evidence) == evident


@pytest.mark.parametrize(("text", "shortcomings"), CASES["parts"])
def test_part(text: str, shortcomings: list[list[Any]]) -> None:
    found = document(text)
    assert [[found.source.line_of(s.start), s.cause is not None] for s in found.shortcomings] == shortcomings
