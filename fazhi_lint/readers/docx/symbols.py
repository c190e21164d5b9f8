"""Signs that Word takes from a symbol font by number (`w:sym`): ticks, boxes, bullets.

In: the element. Out: one character; a sign that is not known here is a bullet, so that places stay exact.
"""

from __future__ import annotations

from typing import Any

from .names import W

_UNKNOWN = "•"
_PRIVATE = range(0xF000, 0xF100)
_SIGNS = {
    "Wingdings": {0x6C: "●", 0x6E: "■", 0x6F: "□", 0x75: "◆", 0xA8: "□", 0xD8: "➢", 0xFB: "×", 0xFC: "√", 0xFD: "☒", 0xFE: "☑"},
    "Wingdings 2": {0x4F: "×", 0x50: "√", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□"},
    "Symbol": {0x2D: "−", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠"},
}


def symbol(element: Any) -> str:
    """The character that a symbol shows."""
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return _UNKNOWN
    if code in _PRIVATE or code < 0x100:
        known = _SIGNS.get(element.get(W + "font", ""), {})
        return known.get(code & 0xFF, _UNKNOWN)
    sign = chr(code) if code < 0x110000 else _UNKNOWN
    return sign if sign.isprintable() else _UNKNOWN
