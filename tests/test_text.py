"""`SourceText`: places are exact, and the uniform twin keeps every offset."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint.text import Location, SourceText

SIGNS = "一二（）()，,：:；;。？?！!％%０1２3Ａa．.－–—\t\u00a0\u2003\u3000\u200b\ufeff\x0b\x0c\x85\u2028 \r\n𠮷字"
TEXTS = st.text(st.sampled_from(SIGNS), max_size=60) | st.text(max_size=60)


@given(TEXTS)
def test_the_twin_has_the_same_length_and_the_same_line_breaks(text: str) -> None:
    plain = SourceText(text).plain
    assert len(plain) == len(text)
    assert [i for i, c in enumerate(plain) if c in "\r\n"] == [i for i, c in enumerate(text) if c in "\r\n\v"]
    assert SourceText(plain).plain == plain


@given(TEXTS)
def test_a_place_and_its_line_and_column_are_the_same_thing(text: str) -> None:
    source = SourceText(text)
    for offset in range(len(text)):
        line, column = source.position(offset)
        assert 1 <= line <= len(source)
        assert source.line_of(offset) == line
        assert source.line_starts[line - 1] + column - 1 == offset
        if column <= len(source.line_text(line)):
            assert source.line_text(line)[column - 1] == text[offset]
        else:
            assert text[offset] in "\r\n"


@given(TEXTS)
def test_lines_are_those_of_an_editor(text: str) -> None:
    source = SourceText(text)
    lines = re.split(r"\r\n|\r|\n", text)
    if len(lines) > 1 and not lines[-1]:
        lines.pop()
    assert [source.line_text(i) for i in range(1, len(source) + 1)] == lines
    assert [text[slice(*source.line_span(i))] for i in range(1, len(source) + 1)] == lines


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("２０２５年,(一)", "2025年，（一）"),
        ("1,046件;9:00", "1,046件；9:00"),
        ("５，０００", "5，000"),
        ("一\u3000二\t三\u00a0四", "一 二 三 四"),
        ("2021－2025–是否?", "2021—2025—是否？"),
        ("９５．５％", "95.5%"),
    ],
)
def test_the_twin_is_uniform(text: str, plain: str) -> None:
    assert SourceText(text).plain == plain


def test_columns_count_code_points() -> None:
    assert SourceText("甲\n𠮷镇").position(3) == (2, 2)


def test_native_places_are_given_where_a_reader_knows_them() -> None:
    source = SourceText("一\n二", "a.docx", [Location(paragraph=3)])
    assert source.location(1) == Location(3, None)
    assert source.location(2) == Location(None, None)
