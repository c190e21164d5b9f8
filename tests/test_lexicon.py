"""Lexicons: what is found, what is excused, and that a list which can never match is refused."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from fazhi_lint.errors import RuleError
from fazhi_lint.lexbuild import build, check_pattern
from fazhi_lint.lexicon import Match
from fazhi_lint.matcher import Matcher


def matcher(text: str, regions: dict[str, list[tuple[int, int]]] | None = None, **lexicons: dict[str, Any]) -> Matcher:
    return Matcher(build({name.replace("_", "-"): data for name, data in lexicons.items()}), text, regions or {})


def words(found: Matcher, text: str, name: str = "a") -> list[str]:
    return [text[match.start : match.end] for match in found.find(name)]


def test_the_longest_word_wins_and_none_overlap() -> None:
    text = "行政执法监督与行政执法"
    assert words(matcher(text, a={"words": ["行政", "行政执法", "执法监督", "行政执法监督"]}), text) == [
        "行政执法监督",
        "行政执法",
    ]


def test_words_and_patterns_are_found_together_in_order() -> None:
    text = "三次会议、12次会议"
    found = matcher(text, a={"words": ["会议"], "patterns": [r"\d+次"]})
    assert words(found, text) == ["会议", "12次", "会议"]


def test_words_are_taken_literally() -> None:
    text = "“1+N”和“11N”"
    assert words(matcher(text, a={"words": ["1+N"]}), text) == ["1+N"]


def test_a_word_of_two_lexicons_is_found_for_both() -> None:
    text = "不足"
    found = matcher(text, a={"words": ["不足"]}, b={"words": ["不足", "问题"]})
    assert words(found, text) == words(found, text, "b") == ["不足"]


def test_exceptions_excuse_what_lies_inside_them() -> None:
    text = "法制审核和法制政府"
    found = matcher(text, a={"words": ["法制"], "except": ["法制(?:审核|办)"]})
    assert found.find("a") == [Match(5, 7)]


def test_regions_excuse_what_lies_inside_them() -> None:
    text = "《法制日报》和法制"
    found = matcher(text, {"titles": [(0, 6)]}, a={"words": ["法制"], "not-in": ["titles"]})
    assert found.find("a") == [Match(7, 9)]
    assert found.inside("titles", 1, 3)
    assert not found.inside("titles", 5, 8)
    assert not found.inside("quotes", 1, 3)


def test_entries_are_named() -> None:
    text = "甲乙丙"
    found = matcher(text, a={"entries": [{"words": ["甲"]}, {"patterns": ["丙"], "words": ["乙"]}]})
    assert [match.entry for match in found.find("a")] == [0, 1, 1]


def test_lexicons_are_used_inside_patterns() -> None:
    text = "12次3件5天"
    found = matcher(text, unit={"words": ["次", "件"]}, a={"patterns": [r"\d+{unit}"]})
    assert words(found, text) == ["12次", "3件"]


def test_stretches() -> None:
    text = "问题一、问题二、问题三"
    found = matcher(text, a={"words": ["问题"]})
    assert found.within("a", 3, 8) == [Match(4, 6)]
    assert found.within("a", 1, 2) == []
    assert found.first("a", 5, 11) == Match(8, 10)
    assert found.first("a", 9, 11) is None
    assert found.opens("a", 4, 8)
    assert not found.opens("a", 3, 8)
    assert found.whole("a", 4, 6)
    assert not found.whole("a", 4, 7)


@pytest.mark.parametrize("pattern", [r"\b不足", "不足,", "（一)".replace("（", r"\("), "１次", "不足\u3000"])
def test_a_pattern_that_can_never_match_is_refused(pattern: str) -> None:
    assert check_pattern(pattern) is not None
    with pytest.raises(RuleError, match="不能使用"):
        build({"a": {"patterns": [pattern]}})


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"a": {"patterns": ["("]}}, "不能使用"),
        ({"a": {"patterns": ["{missing}次"]}}, "missing"),
        ({"a": {"patterns": ["{bbb}"]}, "bbb": {"patterns": ["{ccc}"]}, "ccc": {"patterns": ["{bbb}"]}}, "互相引用"),
    ],
)
def test_a_broken_lexicon_is_named_with_its_file(raw: dict[str, Any], said: str) -> None:
    with pytest.raises(RuleError, match=said) as caught:
        build(raw, {"a": "words.yaml:3", "bbb": "b.yaml:2", "ccc": "c.yaml:1"})
    assert caught.value.path in ("words.yaml:3", "b.yaml:2", "c.yaml:1")


def test_lexicons_can_be_kept() -> None:
    lexicons = pickle.loads(pickle.dumps(build({"a": {"words": ["不足"], "patterns": [r"\d+次"]}})))
    assert Matcher(lexicons, "不足3次", {}).find("a") == [Match(0, 2), Match(2, 4)]
