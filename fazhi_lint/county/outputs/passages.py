"""Passages that were copied or carried over, in words for people.

In: what was found about a unit. Out: sentences; where a passage stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...copies import LAST_YEAR, ONE, Copy, Passage
from ..values import Found

_LONGEST = 120  # characters of a passage that are shown


def to_verify(found: Found, place: str) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """What a unit is to verify: its copies, but not those that others made of its own words; what it carried over.

    Args:
        found: what was found about it; no other unit is named.
        place: what a line of its report is called.

    Yields:
        What it is, and for each: where, the words, what is to be verified.
    """
    copies = [
        (lines(copy.one, place), short(copy.one.text), _of_whom(copy, place)) for copy in found.copies if copy.source != ONE
    ]
    carried = [
        (
            lines(one.this, place),
            short(one.this.text),
            f"去年的报告{lines(one.last, place)}已经写过；是没有改好，请写明为什么。",
        )
        for one in found.carried
    ]
    unmet = [
        (f"去年的报告{lines(one.measure, place)}", short(one.measure.text), "去年的安排，今年的报告里似乎没有写到做得怎样。")
        for one in found.unmet
    ]
    for title, rows in (("雷同的段落", copies), ("去年已经写过的不足", carried), ("去年安排、今年没有写到的", unmet)):
        if rows:
            yield title, rows


def _of_whom(copy: Copy, place: str) -> str:
    share = f"相同的占 {copy.similarity:.0%}"
    if copy.kind == LAST_YEAR:
        return f"和本单位去年的报告{lines(copy.other, place)}雷同，{share}；请写今年的情况。"
    return f"和另一个单位的报告雷同，{share}；不是自己的情况，请改写。"


def lines(passage: Passage, place: str) -> str:
    """Where a passage stands, for people."""
    if passage.end_line == passage.line:
        return f"第 {passage.line} {place}"
    return f"第 {passage.line}—{passage.end_line} {place}"


def short(text: str) -> str:
    """A text in one line that is not too long."""
    one = " ".join(text.split())
    return one if len(one) <= _LONGEST else one[: _LONGEST - 1] + "…"
