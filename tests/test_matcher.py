"""The matcher's short cuts find what a plain search finds; lexicons that are asked for often are looked for together."""

from __future__ import annotations

from typing import Any

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_lint.lexbuild import build
from fazhi_lint.matcher import Matcher
from fazhi_lint.storage import dumps, loads

# Patterns of each kind that the matcher looks for in a way of its own: with words, with one character, with either; with and
# without a bound; with much and with nothing before the word.
PATTERNS = [
    "甲乙丙",
    "甲(?=乙)",
    "讲|甲乙|乙丙丁",
    "讲(?!甲)[^，。]{0,4}?丁",
    "(?:甲乙)*丙丁",
    "丁{0,3}甲乙[^，]{0,2}",
    "甲乙(?:丙|丁)*",
    "[甲乙]{1,9}丙丁讲",
    "丁+讲甲",
    "(?<=丁)甲丙[甲乙丙丁]{0,5}讲?",
    "[甲乙丙丁讲，。]讲",
    r"\p{Han}{2}讲讲",
]
LETTERS = "甲乙丙丁讲，。\n"
DENSE = st.text(LETTERS, max_size=60)
# what a pattern needs stands so seldom that it is looked for only there
PIECES = st.lists(st.sampled_from(["甲", "甲甲乙", "乙丙丁", "丙丁", "丁", "讲"]), max_size=4).map("".join)
SPARSE = st.lists(PIECES, max_size=3).map(("，" * 500).join)
TEXTS = DENSE | SPARSE
# beside a hundred other words a word is looked for by the automaton, beside few by itself
OTHERS = st.sampled_from([{}, {"others": {"words": [f"号{n}" for n in range(100)]}}])


def plainly(source: str, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """What a plain search finds: matches that begin and end in the stretch."""
    found = []
    at = start
    while match := regex.compile(source).search(text, at, min(len(text), end + 24)):
        if match.start() >= end:
            break
        if match.end() <= end:
            found.append(match.span())
        at = max(match.end(), match.start() + 1)
    return found


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(PATTERNS), st.integers(0, 60) | st.just(2000), st.integers(0, 60) | st.just(2000))
def test_short_cuts_find_what_a_plain_search_finds(text: str, source: str, a: int, b: int) -> None:
    start, end = min(a, b, len(text)), min(max(a, b), len(text))
    found = Matcher(build({"a": {"patterns": [source]}}), text, {}).within("a", start, end)
    assert [hit[:2] for hit in found] == plainly(source, text, start, end)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3), st.sampled_from(PATTERNS), st.integers(0, 60))
def test_the_first_match_and_any_match_are_among_all(text: str, sources: list[str], excuse: str, end: int) -> None:
    lexicons = build({"a": {"patterns": sources, "words": ["甲丙", "讲"], "except": [excuse]}})
    found = Matcher(lexicons, text, {}).within("a", 0, end)
    first = Matcher(lexicons, text, {}).first("a", 0, end)
    assert first == (found[0] if found else None)
    assert (Matcher(lexicons, text, {}).some("a", 0, end) is None) == (not found)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(PATTERNS), st.sampled_from(PATTERNS))
def test_what_an_exception_covers_is_taken_back(text: str, source: str, excuse: str) -> None:
    found = Matcher(build({"a": {"patterns": [source], "except": [excuse]}}), text, {}).find("a")
    covers = [(at, match.end()) for at in range(len(text)) if (match := regex.compile(excuse).match(text, at))]
    for start, end in plainly(source, text, 0, len(text)):
        covered = any(first <= start and end <= last for first, last in covers)
        assert covered != any(hit[:2] == (start, end) for hit in found)


def test_a_lexicon_that_the_first_texts_do_not_need_is_soon_looked_for_with_the_others() -> None:
    lexicons = build({"early": {"words": ["甲乙"]}, "late": {"words": ["丙丁"]}})
    for _ in range(256):  # the last time that a run settles by itself
        assert Matcher(lexicons, "甲乙丙丁", {}).find("early")
    assert lexicons.scan("甲乙丙丁").names == {"early"}
    for _ in range(100):
        found = Matcher(lexicons, "甲乙丙丁", {})
        assert [hit[:2] for hit in found.find("early") + found.find("late")] == [(0, 2), (2, 4)]
    assert lexicons.scan("甲乙丙丁").names == {"early", "late"}


@settings(max_examples=300, deadline=None)
@given(
    st.text(LETTERS + "\ud800", max_size=60),
    st.lists(st.text("甲乙丙丁", min_size=2, max_size=4), min_size=1, unique=True),
    st.integers(0, 60),
    OTHERS,
)
def test_words_are_found_in_a_stretch_alone_as_in_the_whole_text(
    text: str, words: list[str], start: int, others: dict[str, Any]
) -> None:
    lexicons = build({"a": {"entries": [{"words": [word]} for word in words]}, **others})
    assert Matcher(lexicons, text, {}).spot("a", start, 50) == Matcher(lexicons, text, {}).within("a", start, 50)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["", "甲乙" + "，" * 1100 + "\n"]),
    st.lists(st.sampled_from(["甲乙", "乙甲\n", "\n", "\n乙", "，" * 600]), max_size=12),
    st.integers(1, 3),
    OTHERS,
    st.booleans(),
)
def test_words_are_found_however_a_text_is_taken_to_pieces(
    lead: str, parts: list[str], some: int, others: dict[str, Any], kept: bool
) -> None:
    """Also, where some lexicon has such, those that end with a line or go over its end; and by lexicons that were kept."""
    text = lead + "".join(parts)
    words = ["甲乙", "甲\n", "甲\n乙"][:some]
    lexicons = build({**{word: {"words": [word]} for word in words}, **others})
    if kept:
        lexicons = loads(dumps(lexicons))
    for word in words:
        found = Matcher(lexicons, text, {}).within(word, 0, len(text))
        assert [hit.start for hit in found] == [at for at in range(len(text)) if text.startswith(word, at)]
