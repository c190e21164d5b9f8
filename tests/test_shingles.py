"""The index of shingles beside the plain definition of what it gives."""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint.copies import shingles, sorting
from fazhi_lint.copies.shingles import LENGTH, SEEDS, Letters, Wording

WORDS = st.sampled_from(["普法宣传", "执法检查", "调解纠纷", "船老大", "采石场", "\0", "过磅单据", "甲", "\U00020000"])
TEXT = st.lists(WORDS, max_size=12).map("".join)
CORPUS = st.lists(st.tuples(st.integers(0, 4), st.booleans(), TEXT), max_size=12).map(sorted)


def pieces(text: str) -> list[str]:
    found = (text[i : i + LENGTH] for i in range(len(text) - LENGTH + 1))
    return ["" if "\0" in piece else piece for piece in found]


def index(corpus: list[tuple[int, bool, str]], limit: float = 3) -> Wording:
    letters = Letters(BytesIO())
    for unit, last_year, text in corpus:
        letters.add([text], unit, last_year)
    return Wording(letters, limit)


@given(CORPUS)
def test_pairs_and_weights_are_those_of_the_definition(corpus: list[tuple[int, bool, str]]) -> None:
    holders: dict[str, set[int]] = defaultdict(set)
    for unit, _, text in corpus:
        for piece in pieces(text):
            holders[piece].add(unit)
    pairs = []
    for (a, one), (b, other) in combinations(enumerate(corpus), 2):
        if (one[0] == other[0] and one[1] == other[1]) or (one[1] and other[1]):
            continue
        common = {piece for piece in set(pieces(one[2])) & set(pieces(other[2])) if piece and len(holders[piece]) <= 3}
        lists = [sum(piece in pieces(row[2]) for row in corpus) for piece in common]
        if len(common) >= SEEDS and max(lists) <= 8:
            pairs.append((a, b))
    made = index(corpus)
    assert set(pairs) <= set(made.pairs())
    for a, b in made.pairs():
        assert len({p for p in set(pieces(corpus[a][2])) & set(pieces(corpus[b][2])) if p}) >= SEEDS
    for number, (_, _, text) in enumerate(corpus):
        weights = made.shingles(number).weights.tolist()
        assert len(weights) == len(pieces(text))
        for piece, weight in zip(pieces(text), weights, strict=True):
            expected = 0 if not piece else min(1, max(0, (4 - len(holders[piece])) / 2))
            assert weight == pytest.approx(expected)


@given(CORPUS)
def test_the_size_of_the_parts_does_not_matter(corpus: list[tuple[int, bool, str]]) -> None:
    whole = index(corpus)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shingles, "_BLOCK", 5)
        patch.setattr(sorting, "_RUN", 7)
        patch.setattr(sorting, "_AT_HAND", 3)
        parted = index(corpus)
    assert list(parted.pairs()) == list(whole.pairs())
    for number, (_, _, text) in enumerate(corpus):
        assert whole.length(number) == len(text)
        assert parted.shingles(number).weights.tolist() == whole.shingles(number).weights.tolist()


def test_of_many_paragraphs_that_are_alike_each_is_paired() -> None:
    corpus = [(unit, False, "采石场门口每周三坐班听牢骚话") for unit in range(50)]
    pairs = list(index(corpus, limit=100).pairs())
    assert {number for pair in pairs for number in pair} == set(range(50))
    assert len(pairs) < 2 * 50
