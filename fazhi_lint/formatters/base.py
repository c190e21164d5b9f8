"""What formatters share: how a run is shown, its verdict, the words for places, clauses and severities, widths on a terminal.

In: findings, counts, strings. Out: strings. Formatters see findings and source text, never the engine.
"""

import os
import posixpath
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import NamedTuple
from unicodedata import combining, east_asian_width

from ..finding import SEVERITIES, Basis, Finding, Run, Suppressed
from ..patterns import re_pattern

SEVERITY_WORDS = {"error": "必改", "warning": "应改", "info": "建议"}
LEVEL_WORDS = {"township": "乡镇", "street": "街道", "department": "部门", "county": "县区"}
STATUS_WORDS = {"checked": "已检查", "unreadable": "无法检查", "not-a-report": "不像年度报告，没有检查"}
SUPPRESSION_WORDS = {"waiver": "已说明理由", "baseline": "在基线里"}

_VISIBLE = {i: 0x2400 + i for i in range(32)} | {127: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
_VISIBLE |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029], 0xFFFD)  # turn or break lines
del _VISIBLE[0x09]
_VISIBLE[0x0B] = 0x21B5  # a line break inside a paragraph of a Word document


_NOT_XML = re_pattern("[\ud800-\udfff\ufffe\uffff]")
_PLACEHOLDER = re_pattern(r"\{[^{}]*\}")


class Style(NamedTuple):
    """How to show a run.

    Attributes:
        colour: with colours, on a terminal.
        passes: with the rules that passed.
        statistics: with the counts by rule.
        quiet: without the findings, in the formats for people: the verdict and what could not be checked.
        fail_on: the severity from which a finding fails the run, or `never`.
    """

    colour: bool = False
    passes: bool = False
    statistics: bool = False
    quiet: bool = False
    fail_on: str = "error"


PLAIN = Style()


def visible(text: str) -> str:
    """The text with control characters shown as signs (one for one), so that no file can steer a terminal or a reader."""
    return text if text.isprintable() else text.translate(_VISIBLE)


def legal(text: str) -> str:
    """The text, of the same length, with signs in place of what XML, HTML and tables do not allow."""
    return text if text.isprintable() else _NOT_XML.sub("\ufffd", visible(text))


def slashed(path: str) -> str:
    """A path as programs on every system write it: with / and without a needless ./ before it."""
    return posixpath.normpath(path.replace(os.sep, "/")) if path and not path.isspace() else path


def heading(run: Run) -> str:
    """What a page about the run is called."""
    return f"{run.title}检查结果"


class Verdict(NamedTuple):
    """What a run or a file comes to: its `tone` (pass, error, warning, info, none), main words, the rest of the sentence."""

    tone: str
    head: str
    rest: str

    def __str__(self) -> str:
        return self.head + self.rest


def judge(counts: Mapping[str, int]) -> Verdict:
    """What findings, counted by severity, come to."""
    total = sum(counts[severity] for severity in SEVERITIES)
    if not total:
        return Verdict("pass", "没有发现问题", "")
    parts = "、".join(f"{SEVERITY_WORDS[s]} {counts[s]} 处" for s in SEVERITIES if counts[s])
    tone = next(severity for severity in SEVERITIES if counts[severity])
    advice = {"error": "须修改后再报送", "warning": "请逐条核对", "info": "可以参考"}[tone]
    return Verdict(tone, f"共 {total} 处：{parts}", f"；{advice}")


def verdict(run: Run) -> Verdict:
    """What the run came to, one sentence; true once all files have passed."""
    counts, tally = run.tally.counts, run.tally
    checked = counts["files"] - counts["unreadable"] - tally.strangers
    files = f"检查了 {checked} 个文件"
    if tally.strangers:
        files += f"，另有 {tally.strangers} 个不像年度报告、没有检查"
    if counts["unreadable"]:
        files += f"，另有 {counts['unreadable']} 个无法检查"
    if tally.suppressed:
        files += f"，另有 {tally.suppressed} 处已接受"
    if not checked:
        return Verdict("none", "", f"{files}。")
    judged = judge(counts)
    return judged._replace(rest=f"{judged.rest}（{files}）。")


def statistics(run: Run) -> list[tuple[int, str, str]]:
    """Count, id and title of each rule that found something, the most frequent first; true once all files have passed."""
    titles = {rule.id: rule.title for rule in run.rules}
    rows = sorted(run.tally.rules.items(), key=lambda row: (-row[1], row[0]))
    return [(count, rule, titles.get(rule, "")) for rule, count in rows]


def clause(basis: Basis) -> str:
    """A clause as cited; one that was not read in a source says so."""
    words = f"{basis.document}{basis.article or ''}"
    return words if basis.confidence == "verified" or not words.startswith("《") else f"{words}（条文未核）"


def native(finding: Finding) -> str:
    """The place in the native file, in brackets: a paragraph, a page, or nothing."""
    words = f"（第 {finding.location.paragraph} 段）" if finding.location.paragraph else ""
    return words + (f"（第 {finding.location.page} 页）" if finding.location.page else "")


def excuse(suppressed: Suppressed) -> str:
    """Why a finding was accepted, and until when."""
    words = SUPPRESSION_WORDS.get(suppressed.kind, suppressed.kind)
    words += f"：{suppressed.reason}" if suppressed.reason else ""
    return words + (f"（到 {suppressed.until} 为止）" if suppressed.until else "")


def general(advice: str) -> str:
    """A rule's advice without the gaps that a finding fills."""
    return _PLACEHOLDER.sub("……", advice)


class _Cells(dict[str, int]):
    """How many terminal cells a character takes: wide East Asian ones take two, marks over the one before them none."""

    def __missing__(self, character: str) -> int:
        cells = self[character] = 0 if combining(character) else 2 if east_asian_width(character) in "WFA" else 1
        return cells


_cells = _Cells().__getitem__


def width(text: str) -> int:
    """How many terminal cells a text takes."""
    return sum(map(_cells, text))


def clip(text: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """Cut a line to at most `room` cells around [start, end), with … where something is cut.

    Returns:
        The cut line, and the marked stretch in it, as character offsets.
    """
    if width(text[: room + 1]) <= room and width(text) <= room:  # of a long one, only the beginning is looked at
        return text, start, end
    budget = room - 2
    before = accumulate(map(_cells, reversed(text[max(0, start - room) : start])))
    left = start - bisect_right(list(before), budget // 3)
    shown = accumulate(map(_cells, text[left : left + room]))
    right = min(len(text), max(start + 1, left + bisect_right(list(shown), budget)))
    head, tail = ("…" if left else ""), ("…" if right < len(text) else "")
    return head + text[left:right] + tail, start - left + len(head), min(end, right) - left + len(head)
