"""The workbook of a round: units against requirements with a scale of colours, all findings, what is to be looked after.

In: how each unit stands, one by one. Out: `ledger.xlsx`, whose rows wait on the disk, so that memory does not grow with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from ...copies import (
    BETWEEN,
    BY_LAST_YEAR,
    BY_NAME,
    LAST_YEAR,
    ONE,
    OTHER,
    Comparison,
    Copy,
    Passage,
)  # fmt: skip
from ...errors import ConfigError
from ...finding import SEVERITIES
from ...formatters.base import LEVEL_WORDS, SEVERITY_WORDS, clause, legal, native
from ...formatters.xlsx import Cell, Look, Sheet
from ..scoring import Score, Scoring
from ..values import CHANGE_WORDS, STATE_WORDS, VERDICT_WORDS, Noted, Standing
from .briefing import Briefing

_HEADS = (
    ("单位", 24), ("层级", 8), ("状态", 10), ("收到时间", 17), ("得分", 7), ("等次", 7),
    *((SEVERITY_WORDS[severity], 6) for severity in SEVERITIES), *((word, 7) for word in CHANGE_WORDS.values()),
)  # fmt: skip
_FINDINGS = (
    ("单位", 22), ("变化", 8), ("级别", 6), ("行", 6), ("段或页", 10), ("规则", 20), ("查什么", 22), ("问题", 44), ("原文", 30),
    ("改法", 40), ("依据", 28), ("裁定", 8), ("理由", 24), ("指纹", 19), ("文件", 30),
)  # fmt: skip
_COPIES = (
    ("组", 5), ("单位", 20), ("行", 8), ("原文", 50), ("另一方", 20), ("另一方的行", 8), ("另一方的原文", 50), ("相同的占", 8),
    ("相同的字", 8), ("同谁雷同", 12), ("谁在先", 16), ("怎么知道的", 22), ("文件", 26), ("另一方的文件", 26),
)  # fmt: skip
_YEARS = (
    ("事项", 14),
    ("单位", 20),
    ("去年的行", 8),
    ("去年的原文", 50),
    ("去年的文件", 26),
    ("今年的行", 8),
    ("今年的原文", 50),
    ("今年的文件", 26),
)
_PIECE = 1 << 16  # bytes of the finished workbook that are in memory
_KINDS = {BETWEEN: "另一个单位", LAST_YEAR: "本单位去年"}
_BECAUSE = {BY_LAST_YEAR: "去年的报告里就有", BY_NAME: "抄的一方留着对方的名称"}
_AFTER = (("事项", 16), ("单位或文件", 36), ("说明", 70))
_TONES = {"in-time": "pass", "late": "warning", "unusable": "error", "earlier": "info", "missing": "error"}
_UNUSED = {"not-applicable": "–"}  # what stands for a rule without findings; nothing where it is met
_CHANGES = {"new": "warning", "open": "error", "fixed": "pass"}


class Workbook:
    """A workbook that is being written; use it as a context manager.

    Args:
        briefing: what is known of the round and the rules.
        scoring: how reports are scored.

    Raises:
        ConfigError: XlsxWriter is not installed.
    """

    def __init__(self, briefing: Briefing, scoring: Scoring) -> None:
        try:
            from xlsxwriter import Workbook as Book
            from xlsxwriter import exceptions
        except ImportError as error:
            raise ConfigError(
                '写 ledger.xlsx 要用 XlsxWriter，还没有安装；请执行：python -m pip install "fazhi-lint[county]"'
            ) from error
        self._fault = exceptions.XlsxWriterException
        self._briefing, self._scoring = briefing, scoring
        self._titles = {rule.id: rule.title for rule in briefing.rules}
        self._bases = {rule.id: "；".join(map(clause, rule.basis)) for rule in briefing.rules}
        self._folder = TemporaryDirectory(prefix="fazhi-lint-")
        self._made = Path(self._folder.name, "made.xlsx")
        self._book = Book(str(self._made), {"constant_memory": True, "tmpdir": self._folder.name})
        look = Look(self._book)
        self._look = look
        columns = [*_HEADS, *((rule.title, 5) for rule in briefing.rules)]
        self._overview = Sheet(self._book, look, "总览", columns, upright=True, standing=len(_HEADS))
        self._findings = Sheet(self._book, look, "问题", _FINDINGS)
        self._further: list[Sheet] = []

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def add(self, standing: Standing, score: Score | None) -> None:
        """Write the rows of one unit."""
        self._overview.add(self._row(standing, score))
        for noted in standing.noted:
            self._findings.add(self._finding(standing, noted))

    def compared(self, found: Comparison) -> None:
        """Write what was copied, and what of last year was carried over or came to nothing, both places side by side."""
        self._sheet("雷同", _COPIES, map(_copy, found.copies))
        carried = (["延续的不足", one.this.unit, *_side(one.last), *_side(one.this)] for one in found.carried)
        unmet = (["没有下文的安排", one.measure.unit, *_side(one.measure), "", "", one.path] for one in found.unmet)
        self._sheet("去年和今年", _YEARS, chain(carried, unmet))

    def look_after(self, rows: Iterable[Sequence[str]]) -> None:
        """Write what is to be looked after: what it is, whom or which file it is about, more."""
        self._sheet("待办", _AFTER, rows)

    def _sheet(self, name: str, columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[str | int | float]]) -> None:
        sheet = Sheet(self._book, self._look, name, columns)
        for row in rows:
            sheet.add([Cell(value) for value in row])
        self._further.append(sheet)

    def finish(self) -> Iterator[bytes]:
        """The workbook's bytes, in pieces.

        Raises:
            ConfigError: its rows cannot be put on the disk.
        """
        self._scale()
        self._sheet("评分办法", (("评分办法", 100),), ([sentence] for sentence in self._scoring.explained()))
        for sheet in (self._overview, self._findings, *self._further):
            sheet.close()
        self._book.set_properties({"title": legal(self._briefing.title)})
        try:
            self._book.close()
            with self._made.open("rb") as file:
                while piece := file.read(_PIECE):
                    yield piece
        except (OSError, self._fault) as error:
            what = (
                "台账表 ledger.xlsx 写不成：临时文件夹的磁盘满了，或没有权限。已记入台账的都在，腾出空间后重跑同一条命令即可。"
            )
            raise ConfigError(what, self._folder.name) from error

    def _scale(self) -> None:
        """The colours: the more findings the redder, the higher the score the greener."""
        last = max(1, self._overview.row - 1)
        first = len(_HEADS)
        red = {"type": "2_color_scale", "min_type": "num", "min_value": 0, "min_color": "#FFFFFF", "max_type": "num"}
        if self._briefing.rules:
            where = (1, first, last, first + len(self._briefing.rules) - 1)
            self._overview.sheet.conditional_format(*where, {**red, "max_value": 4, "max_color": "#E06666"})
        full = self._scoring.full
        scale = {
            "type": "3_color_scale", "min_type": "num", "mid_type": "num", "max_type": "num", "min_value": 0.4 * full,
            "mid_value": 0.75 * full, "max_value": full, "min_color": "#F4A6A0", "mid_color": "#FFF2CC", "max_color": "#A9D8B8",
        }  # fmt: skip
        self._overview.sheet.conditional_format(1, 4, last, 4, scale)

    def _row(self, standing: Standing, score: Score | None) -> list[Cell]:
        counted = [noted.finding for noted in standing.noted if noted.counts]
        severities = Counter(finding.severity for finding in counted)
        changes = Counter(noted.change for noted in standing.noted if noted.counts or noted.change == "fixed")
        rules = Counter(finding.rule for finding in counted)
        submission = standing.submission
        outcomes = submission.outcomes if submission else {}
        return [
            Cell(standing.unit.name),
            Cell(LEVEL_WORDS.get(standing.unit.level or "", "")),
            Cell(STATE_WORDS[standing.state], _TONES[standing.state]),
            Cell(submission.received.strftime("%Y-%m-%d %H:%M") if submission else ""),
            Cell(score.points if score else ""),
            Cell(score.band if score else ""),
            *(Cell(severities[severity] or None) for severity in SEVERITIES),
            *(Cell(changes[change] or None) for change in CHANGE_WORDS),
            *(Cell(rules[rule.id] or _UNUSED.get(outcomes.get(rule.id, ""))) for rule in self._briefing.rules),
        ]

    def _finding(self, standing: Standing, noted: Noted) -> list[Cell]:
        one = noted.finding
        tone = one.severity if noted.counts else "none"
        return [
            Cell(standing.unit.name),
            Cell(CHANGE_WORDS[noted.change], _CHANGES[noted.change]),
            Cell(SEVERITY_WORDS[one.severity], tone),
            Cell(one.line),
            Cell(native(one).strip("（）").replace("）（", " ")),
            Cell(one.rule),
            Cell(self._titles.get(one.rule)),
            Cell(one.message),
            Cell(one.excerpt),
            Cell(one.suggestion),
            Cell(self._bases.get(one.rule)),
            Cell(VERDICT_WORDS.get(noted.verdict or "", "")),
            Cell(noted.reason),
            Cell(one.fingerprint),
            Cell(standing.submission.path if standing.submission else ""),
        ]


def _copy(copy: Copy) -> list[str | int | float]:
    """The row of a copy, its two passages side by side."""
    one, other = copy.one, copy.other
    first = {ONE: one.unit, OTHER: other.unit}.get(copy.source or "", "")
    return [
        copy.group, one.unit, _lines(one), _words(one), other.unit, _lines(other), _words(other),
        f"{copy.similarity:.0%}", copy.size, _KINDS[copy.kind], first, _BECAUSE.get(copy.because or "", ""),
        one.path, other.path,
    ]  # fmt: skip


def _side(passage: Passage) -> list[str]:
    return [_lines(passage), _words(passage), passage.path]


def _words(passage: Passage) -> str:
    return " ⏎ ".join(passage.text.splitlines())


def _lines(passage: Passage) -> str:
    return str(passage.line) if passage.line == passage.end_line else f"{passage.line}—{passage.end_line}"
