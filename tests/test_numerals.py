"""Numerals: what people write gives the number that they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint.document.numerals import chinese, value

DIGITS = "零一二三四五六七八九"


def below_10000(number: int) -> str:
    """A number from 1 to 9999 in Chinese."""
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return words


def in_chinese(number: int) -> str:
    """A number from 1 to 9999 9999 9999 in Chinese."""
    words = ""
    for unit, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, number = divmod(number, unit)
        if part:
            words += ("零" if words and part < 1000 else "") + below_10000(part) + name
    return words


@given(st.integers(1, 99_999_999))
def test_chinese_round_trip(number: int) -> None:
    assert chinese(in_chinese(number)) == number


@given(st.integers(10**8, 10**12 - 1))
def test_chinese_round_trip_above_a_hundred_million(number: int) -> None:
    assert chinese(in_chinese(number)) == number


@given(st.integers(1, 9999))
def test_years_digit_by_digit(number: int) -> None:
    assert chinese("".join(DIGITS[int(d)] for d in str(number))) == number


@given(st.integers(0, 10**9))
def test_arabic_with_and_without_separators(number: int) -> None:
    assert value(str(number)) == number
    assert value(f"{number:,}") == number
    assert value(f"{number:,}".replace(",", "，")) == number


@given(st.integers(1, 99_999))
def test_hundredths_of_ten_thousand_are_whole(number: int) -> None:
    assert value(f"{number / 100:.2f}万") == number * 100


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("二〇二五", 2025), ("二○二五", 2025), ("十", 10), ("十二", 12), ("二十", 20), ("两百", 200), ("两万", 20_000),
        ("一千零五十", 1050), ("一万零三", 10_003), ("十万", 100_000), ("一百二十万", 1_200_000), ("三", 3), ("零", 0),
    ],
)  # fmt: skip
def test_known_numerals(numeral: str, number: int) -> None:
    assert chinese(numeral) == number
    assert value(numeral) == number


@pytest.mark.parametrize(("numeral", "number"), [("1.3万", 13_000), ("2亿", 2 * 10**8), ("0.5", 0.5), ("3万亿", 3 * 10**12)])
def test_known_values(numeral: str, number: float) -> None:
    assert value(numeral) == number


@pytest.mark.parametrize("text", ["", "几", "若干", "三x", "1.2.3", "一次"])
def test_no_numerals(text: str) -> None:
    assert value(text) is None
