"""Numbers as Word's automatic numbering writes them: 一、 （二） 3. ④ 五 Ⅵ.

In: a number and the name of a format (`ST_NumberFormat`). Out: its signs. A format that is not known here, or a number that it
has no signs for, gives decimal digits: something that counts is better than nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_OLD = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = {1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x"}
_ROMAN |= {9: "ix", 5: "v", 4: "iv", 1: "i"}
_LETTERS = 26 * 20  # twenty times the same letter; Word itself goes on to thirty
_MOST = 9999


@lru_cache(maxsize=1000)
def write(number: int, form: str) -> str:
    """A number in a format; bullets and `none` give nothing."""
    if form in ("none", "bullet"):
        return ""
    writer = _FORMS.get(form)
    return (writer(number) if writer and number >= 0 else "") or str(number)


def _counting(number: int, digits: str = "零一二三四五六七八九", units: str = "十百千") -> str:
    """十二, 一百零五, 二千零一十."""
    if number > _MOST:
        return ""
    if number == 0:
        return digits[0]
    said = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += digits[digit] + (units[place - 1] if place else "")
        elif said and number % 10**place and not said.endswith(digits[0]):
            said += digits[0]
    return said.removeprefix("一") if 10 <= number < 20 and digits[1] == "一" else said


def _spelled(number: int) -> str:
    """一〇二."""
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return ""
    said = ""
    for value, sign in _ROMAN.items():
        said += sign * (number // value)
        number %= value
    return said


def _letter(number: int) -> str:
    """A … z, then aa, bb, as Word counts on."""
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= _LETTERS else ""


def _sign(first: str, count: int) -> Callable[[int], str]:
    """Signs that stand in a row in Unicode."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= count else ""


def _circled(number: int) -> str:
    for first, start, count in (("①", 1, 20), ("㉑", 21, 15), ("㊱", 36, 15)):
        if start <= number < start + count:
            return chr(ord(first) + number - start)
    return ""


def _cycle(number: int) -> str:
    """甲子, 乙丑 …"""
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12] if 0 < number <= 60 else ""


def _member(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else ""


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_COUNTING = ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting")
_COUNTING_TOO = ("taiwaneseCountingThousand", "koreanCounting")
_FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys((*_COUNTING, *_COUNTING_TOO), _counting),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _spelled),
    "chineseLegalSimplified": lambda number: _counting(number, _LEGAL, "拾佰仟"),
    "ideographLegalTraditional": lambda number: _counting(number, _LEGAL_OLD, "拾佰仟"),
    **dict.fromkeys(
        ("decimalFullWidth", "decimalFullWidth2"), lambda number: "".join(chr(0xFEE0 + ord(digit)) for digit in str(number))
    ),
    "decimalZero": lambda number: f"{number:02d}",
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "decimalEnclosedParen": _sign("⑴", 20),
    "decimalEnclosedFullstop": _sign("⒈", 20),
    "ideographEnclosedCircle": _sign("㊀", 10),
    "ideographTraditional": _member(_STEMS),
    "ideographZodiac": _member(_BRANCHES),
    "ideographZodiacTraditional": _cycle,
    "ordinal": _ordinal,
    "hex": lambda number: f"{number:X}",
    "numberInDash": lambda number: f"- {number} -",
}
