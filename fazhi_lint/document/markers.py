"""List markers: 一、 （一） 1. （1） 一是 第一， 首先, at the start of a line or inside it.

In: the uniform text and the line spans. Out: `Marker` values in order. Indentation, odd spaces, Markdown signs
and conversion residue in front of a marker do not matter (docs/definitions.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from ..patterns import pattern, re_pattern
from .model import DI, DIGIT, FIRST, PAREN, PAREN_DIGIT, SHI, TOP, YAO, Marker
from .numerals import chinese

if TYPE_CHECKING:
    import re

    import regex

_N = "[一二三四五六七八九十]"
_LEADING = frozenset(" #*>•●□■◆\ufffd[")
_LEAD = pattern(r"(?:[ #*>•●□■◆\ufffd]|\[[A-Za-z][^\]\n]{0,40}\])*")
_LINE = pattern(
    rf"(?P<top>{_N}{{1,3}}) ?[、.，：](?! ?、)|第(?P<part>{_N}{{1,2}})部分(?= |[、.：])"
    rf"|（ ?(?P<paren>{_N}{{1,3}}) ?）(?P<extra> ?[、.，：])?"
    rf"|(?P<closed>{_N}{{1,3}}) ?）"
    rf"|（(?P<open>{_N}{{1,3}}) ?(?=[\p{{Han}}、])(?![届次个月日年是类级号份号条项])(?![^（）\n]{{0,30}}）)"
    r"|（ ?(?P<pdigit>\d{1,2}) ?）(?P<pextra> ?[、.])?|(?P<half>\d{1,2})）|(?P<circle>[①-⑳])"
    r"|(?P<digit>\d{1,2}) ?[.、，](?!\d(?!\d{3}年|\d{4}(?!\d)))"
    r"|(?P<bare>\d{1,2}) *(?=\p{Han})"
    rf"|第?(?P<shi>{_N}{{1,3}})(?P<verb>是|要)|第(?P<di>{_N}{{1,2}})(?:[，：]|、(?!{_N}[季批期年月]))"
    r"|(?P<first>首先|其次|再次|然后|最后)"
)
# The mark in front of a marker inside a line, where one may follow. It is looked for by `re`, which is by far the faster for
# classes of characters; what follows, by `regex`, which need not be compiled anew in each run.
_MARK = re_pattern(rf"[。；：，！、）” ](?=[{_N[1:-1]}第首其再最①-⑳]|（\d|\d\d?[.、])")
_INLINE = pattern(
    rf"(?P<shi>{_N}{{1,3}})(?P<verb>是|要)(?!否)|第(?P<di>{_N}{{1,2}})(?:，|、(?!{_N}[季批期年月]))(?!第)|(?P<first>首先|其次|再次|最后)(?=[，是])"
    r"|（(?P<pdigit>\d{1,2})）|(?P<circle>[①-⑳])|(?P<digit>\d{1,2})[.、](?=[\u3400-\u9fff“《])"
)
# What a line that begins with a marker begins with; most do not.
_BEGINNINGS = _LEADING | frozenset("一二三四五六七八九十（第首其再然最0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
# The markers that nearly all are, with form and number; the pattern is asked only where one of `_MORE` behind them could be
# part of them.
_USUAL = {
    written.format(sign): (form, number)
    for form, written in ((PAREN, "（{}）"), (TOP, "{}、"), (SHI, "{}是"), (YAO, "{}要"))
    for number, sign in enumerate("一二三四五六七八九十", 1)
}
_MORE = " 、.，："
_SAID = {SHI: "一是", YAO: "一要"}
_OTHERWISE = "唯第之统专单其万" + "一二三四五六七八九十"  # 唯一是 …: no marker
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "然后": 3, "最后": 9}
# What a number at the start of a line counts when it is no list number: 2025年, 3月, 5名, 12345热线 …
_COUNTED = pattern(
    r"[年月日号个名次件场起份人家户项条批万千百亿余多届位类级岁点时分辆栋亩吨]|台(?!账)|套(?!用)|周岁|小时|工作日|热线"
)


# What each group of the patterns means: the form, the group with the number, whether the marker is broken. The key is the
# last group that took part in the match.
_FORMS = {
    "top": (TOP, "top", False),
    "part": (TOP, "part", False),
    "paren": (PAREN, "paren", False),
    "extra": (PAREN, "paren", True),
    "closed": (PAREN, "closed", True),
    "open": (PAREN, "open", True),
    "pdigit": (PAREN_DIGIT, "pdigit", False),
    "pextra": (PAREN_DIGIT, "pdigit", True),
    "half": (PAREN_DIGIT, "half", False),
    "circle": (PAREN_DIGIT, "circle", False),
    "digit": (DIGIT, "digit", False),
    "bare": (DIGIT, "bare", False),
    "verb": (SHI, "shi", False),
    "di": (DI, "di", False),
    "first": (FIRST, "first", False),
}


def _marker(match: regex.Match[str] | re.Match[str], last: str) -> tuple[int, int, bool]:
    """(form, number, broken) of a match; `last` is its last group."""
    form, name, fault = _FORMS[last]
    words = match[name]
    if form == FIRST:
        return form, _ORDER[words], fault
    if name == "circle":
        return form, ord(words) - ord("①") + 1, fault
    if form == SHI and match["verb"] == "要":
        form = YAO
    return form, int(words) if words.isascii() else chinese(words) or 0, fault


def line_markers(plain: str, lines: Sequence[tuple[int, int, int]]) -> list[Marker]:
    """The markers at line starts.

    Args:
        plain: the uniform text.
        lines: (line number, start, end) of each line to look at.
    """
    markers: list[Marker] = []
    for number, start, end in lines:
        if plain[start] not in _BEGINNINGS:
            continue
        lead = _LEAD.match(plain, start, end) if plain[start] in _LEADING else None
        at = lead.end() if lead else start
        usual = _USUAL.get(plain[at : at + 3]) or _USUAL.get(plain[at : at + 2])
        stop = at + (3 if plain[at : at + 1] == "（" else 2)
        if usual and plain[stop : stop + 1] not in _MORE:
            markers.append(Marker(*usual, at, stop, number))
            continue
        match = _LINE.match(plain, at, end)
        if match is None:
            continue
        last, stop = match.lastgroup or "", match.end()
        form, value, fault = _marker(match, last)
        if last == "bare":
            if value == 0 or _COUNTED.match(plain, stop, end):
                continue
            fault = plain[stop - 1] != " "  # glued to its words
        markers.append(Marker(form, value, at, _words(plain, stop, end), number, False, fault))
    return _under_parts(plain, _drop_lone_numbers(markers))


def _under_parts(plain: str, markers: list[Marker]) -> list[Marker]:
    """Below 第一部分, 第二部分, what counts 一、二、 is the level of （一）（二）."""
    if not any(plain.startswith("第", m.start) for m in markers if m.form == TOP):
        return markers
    return [m._replace(form=PAREN) if m.form == TOP and not plain.startswith("第", m.start) else m for m in markers]


def _words(plain: str, start: int, end: int) -> int:
    """Where the words behind a marker begin: behind spaces, and the comma of 首先，"""
    while start < end and plain[start] in " ，、":
        start += 1
    return start


def _drop_lone_numbers(markers: list[Marker]) -> list[Marker]:
    """A number glued to its words (`2优化`) is a marker only beside its neighbours in the count."""
    if not any(map(attrgetter("fault"), markers)):
        return markers
    counts = {(m.form, m.number) for m in markers if not (m.form == DIGIT and m.fault)}
    return [
        m
        for m in markers
        if not (m.form == DIGIT and m.fault) or (DIGIT, m.number - 1) in counts or (DIGIT, m.number + 1) in counts
    ]


def inline_markers(plain: str, lines: Sequence[tuple[int, int, int]]) -> list[Marker]:
    """The markers inside lines: 一是 … 二是 …, （1） … （2）, behind a punctuation mark; a first one also behind a word."""
    markers: list[Marker] = []
    at = read = 0
    begun: set[tuple[int, int]] = set()  # forms with the lines on which a count of theirs has begun
    if not lines:
        return markers
    for mark in _MARK.finditer(plain, lines[0][1], lines[-1][2]):
        match = _INLINE.match(plain, mark.end(), lines[-1][2]) if mark.start() >= read else None
        if match is None:
            continue
        read = match.end()
        while at + 1 < len(lines) and lines[at][2] < match.start():
            at += 1
        number, start, end = lines[at]
        if not start < match.start() <= end:
            continue
        form, value, _ = _marker(match, match.lastgroup or "")
        said = "①" if match.lastgroup == "circle" else _SAID.get(form)
        if said and value == 2 and (form, number) not in begun:
            first = plain.rfind(said, start + 1, match.start())
            if first > 0 and "\u4e00" <= plain[first - 1] <= "\u9fff" and plain[first - 1] not in _OTHERWISE:
                markers.append(Marker(form, 1, first, _words(plain, first + len(said), end), number, True))
        begun.add((form, number))
        markers.append(Marker(form, value, match.start(), _words(plain, match.end(), end), number, True))
    return markers
