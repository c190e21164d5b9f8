"""Chinese and Arabic numerals to numbers.

In: a numeral as written (uniform text: half-width digits). Out: its value, or None where it is none.
"""

from __future__ import annotations

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "O": 0,
    "o": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}


def chinese(numeral: str) -> int | None:
    """The value of a Chinese numeral (二十一 -> 21, 二〇二五 -> 2025, 两万 -> 20000), or None."""
    if not numeral:
        return None
    if numeral in DIGITS:  # most have one
        return DIGITS[numeral]
    if all(c in DIGITS for c in numeral):
        return int("".join(str(DIGITS[c]) for c in numeral))
    total = section = digit = 0
    for c in numeral:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c in _UNITS:
            section += (digit or 1) * _UNITS[c]
            digit = 0
        elif c in _BIG:
            part, unit = section + digit, _BIG[c]
            total = total + part * unit if total >= unit else (total + part or 1) * unit
            section = digit = 0
        else:
            return None
    return total + section + digit


def value(numeral: str) -> float | None:
    """The value of any numeral: 1,046 -> 1046.0, 1.3万 -> 13000.0, 二十 -> 20.0; None where it is none."""
    if numeral.isdecimal():
        return float(numeral)
    if numeral in DIGITS:
        return float(DIGITS[numeral])
    text = numeral.replace(",", "").replace("，", "").replace(" ", "")
    factor = 1
    while text and text[-1] in _BIG and text[0].isascii():
        factor *= _BIG[text[-1]]
        text = text[:-1]
    try:
        return round(float(text) * factor, 6)
    except ValueError:
        head, _, tail = text.partition("点")
        whole, part = chinese(head), "".join(str(DIGITS[c]) for c in tail if c in DIGITS)
        return None if whole is None or len(part) != len(tail) else float(f"{whole}.{part or 0}")
