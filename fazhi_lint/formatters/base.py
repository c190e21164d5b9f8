"""What formatters share: how a run is shown, widths of Chinese text on a terminal, severity words.

In: strings. Out: strings. Formatters see findings and source text, never the engine.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining, east_asian_width

SEVERITY_WORDS = {"error": "必改", "warning": "应改", "info": "建议"}

_VISIBLE = {i: 0x2400 + i for i in range(32)} | {127: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
del _VISIBLE[0x09]


class Style(NamedTuple):
    """How to show a run."""

    colour: bool = False
    passes: bool = False
    statistics: bool = False


PLAIN = Style()


def visible(text: str) -> str:
    """The text with control characters shown as signs (one for one), so that no file can steer a terminal."""
    return text.translate(_VISIBLE)


@lru_cache(maxsize=8192)
def _cells(character: str) -> int:
    return 0 if combining(character) else 2 if east_asian_width(character) in "WFA" else 1


def width(text: str) -> int:
    """How many terminal cells a text takes: wide East Asian characters take two."""
    return sum(map(_cells, text))


def clip(text: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """Cut a line to at most `room` cells around [start, end), with … where something is cut.

    Returns:
        The cut line, and the marked stretch in it, as character offsets.
    """
    if width(text) <= room:
        return text, start, end
    left = start
    budget = room - 2
    used = 0
    while left > 0 and used + _cells(text[left - 1]) <= budget // 3:
        left -= 1
        used += _cells(text[left])
    right = left
    used = 0
    while right < len(text) and (right <= start or used + _cells(text[right]) <= budget):
        used += _cells(text[right])
        right += 1
    head, tail = ("…" if left else ""), ("…" if right < len(text) else "")
    return head + text[left:right] + tail, start - left + len(head), min(end, right) - left + len(head)
