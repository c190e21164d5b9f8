"""Places are exact: the text at a finding's span is its excerpt, whatever the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_lint.pipeline import Options, check_source
from fazhi_lint.ruleset import Ruleset, load
from fazhi_lint.text import SourceText

ROOT = Path(__file__).resolve().parent.parent
REPORTS = [p.read_text("utf-8") for p in sorted((ROOT / "samples").glob("*.txt"))]
RULESET: Ruleset = load()[0]
ODD = "\n\t\u3000\u200b\ufffd，,（)《”😀"
WORDS = "2024年 ２０２５年 乡政府 XX 一、 （三） 2月30日 [bookmark:x] 法制政府 坚持坚持 率达96%"
PIECES = st.sampled_from(["\r\n", *ODD, *WORDS.split(" ")])


def places_hold(text: str) -> None:
    """Check every finding's and evidence's place in one text."""
    source = SourceText(text)
    result = check_source(source, RULESET, Options(force=True))
    lines = [source.line_text(n) for n in range(1, len(source) + 1)]
    for f in result.findings:
        start = source.line_starts[f.line - 1] + f.column - 1
        end = source.line_starts[f.end_line - 1] + f.end_column - 1
        assert text[start:end] == f.excerpt
        assert 1 <= f.column <= len(lines[f.line - 1]) + 1
    for outcome in result.outcomes:
        for evidence in outcome.evidence:
            assert evidence.excerpt in lines[evidence.line - 1]


@pytest.mark.parametrize("text", REPORTS)
def test_samples(text: str) -> None:
    places_hold(text)
    places_hold(text.replace("\n", "\r\n"))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_reports_with_odd_pieces_put_in(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(REPORTS))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(PIECES) + text[at + data.draw(st.integers(0, 3)) :]
    places_hold(text)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    if text.strip():
        places_hold(text)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.sampled_from(REPORTS), st.integers(0, 3))
def test_findings_do_not_depend_on_line_breaks_or_blank_lines(text: str, blank: int) -> None:
    def rules(changed: str) -> list[tuple[str, str]]:
        return [
            (f.rule, f.excerpt.split("\n")[0].strip()) for f in check_source(SourceText(changed), RULESET, Options()).findings
        ]

    assert rules(text) == rules(text.replace("\n", "\r\n")) == rules("\n" * blank + text)
