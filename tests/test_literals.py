"""What a pattern cannot do without: held against the matches that the pattern really has."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint.lexbuild import build
from fazhi_lint.lexicon import Match
from fazhi_lint.literals import Needs, needs
from fazhi_lint.matcher import Matcher

ELEMENTS = st.sampled_from(
    ["甲", "乙丙", "丁?", "[甲乙]", r"\d", ".", "(?:甲|乙乙)", "(?:丙{1,2}丁)?", "戊{2}", "(?<!甲)", "(?=乙)", "己*"]
)
PATTERNS = st.lists(ELEMENTS, min_size=1, max_size=5).map("".join)
TEXTS = st.text("甲乙丙丁戊己1\n", max_size=60)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("甲乙?丙丁", Needs(frozenset({"甲丙丁", "甲乙丙丁"}), 4, 0)),
        ("(?:甲甲|乙丙丁)戊", Needs(frozenset({"甲甲戊", "乙丙丁戊"}), 4, 0)),
        ("[甲乙]丙[丁戊]", Needs(frozenset(["甲丙丁", "甲丙戊", "乙丙丁", "乙丙戊"]), 3, 0)),
        ("甲乙[丙丁戊己庚]", Needs(frozenset({"甲乙"}), 3, 0)),  # many words say no more than one
        (r"\d?甲(?=乙)丙", Needs(frozenset({"甲丙"}), 3, 1)),
        (r"\d+次", Needs(frozenset({"次"}), None, None)),
        (r"\d{1,3}次", Needs(frozenset({"次"}), 4, 3)),
        ("(?<=不)甲(?!乙)", Needs(frozenset({"甲"}), 1, 0)),
        ("甲?", Needs(None, 1, 0)),
        ("甲{3,}乙*", Needs(frozenset({"甲"}), None, 0)),
        (r"(甲)\1", Needs(None, None, None)),
    ],
)
def test_needs(pattern: str, found: Needs) -> None:
    assert needs(pattern) == found


@given(PATTERNS, TEXTS)
def test_every_match_holds_what_its_pattern_needs(pattern: str, text: str) -> None:
    words, width, before = needs(pattern)
    for match in regex.finditer(pattern, text):
        if width is not None:
            assert len(match[0]) <= width
        if words is not None:
            at = min((match[0].find(word) for word in words if word in match[0]), default=None)
            assert at is not None
            assert before is None or at <= before


@given(PATTERNS, TEXTS, st.integers(0, 60), st.integers(0, 60))
def test_looking_near_the_words_finds_what_looking_everywhere_does(pattern: str, text: str, start: int, end: int) -> None:
    found = Matcher(build({"a": {"patterns": [pattern]}}), text, {}).within("a", start, end)
    everywhere = [Match(*m.span()) for m in regex.finditer(pattern, text, pos=start) if m.start() < m.end() <= end]
    assert found == everywhere
