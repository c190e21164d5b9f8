"""The page of a round: who has handed in, what most reports lack, units against rules, scores, what is to be looked after.

In: how each unit stands, one by one. Out: `overview.html`, one page that loads nothing and runs nothing. Of very many units it
shows those that have most to mend; all are in the workbook.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from ... import formatters
from ...copies import Comparison
from ...finding import SEVERITIES, RuleInfo
from ...formatters.base import LEVEL_WORDS, SEVERITY_WORDS
from ..scoring import Score, Scoring, plain
from ..values import (
    CHANGE_WORDS,
    EARLIER,
    FIXED,
    IN_TIME,
    LATE,
    MISSING,
    NEW,
    OPEN,
    STATE_WORDS,
    UNUSABLE,
    Standing,
)
from . import Folder, page_name, safe
from .after import to_look_after
from .briefing import Briefing, day
from .sidebyside import section
from .totals import Totals

MOST_UNITS = 1000  # that the page shows
_MOST_RULES = 15  # in the list of the most frequent faults
_HOTTEST = 4  # findings from which on a cell is as red as can be
_SECTIONS = {
    "completion": "完成情况", "faults": "最常见的问题", "after": "待办", "copies": "雷同，同去年比", "units": "各单位",
    "heat": "单位和规则", "scores": "评分",
}  # fmt: skip
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_TONES = {IN_TIME: "pass", LATE: "warning", UNUSABLE: "error", EARLIER: "info", MISSING: "error"}


class _Row(NamedTuple):
    """The rows of one unit: in the table of units, and against the rules; what sorts it."""

    need: tuple[float, int]
    place: int
    table: str
    heat: str


class Page:
    """A page that is being put together.

    Args:
        briefing: what is known of the round and the rules.
        scoring: how reports are scored.
        found: copies and what was carried over.
        folder: where the pages about reports are: to none that is not there a link leads.
    """

    def __init__(self, briefing: Briefing, scoring: Scoring, found: Comparison, folder: Folder) -> None:
        self._briefing, self._scoring, self._found, self._folder = briefing, scoring, found, folder
        self._links = dict.fromkeys({side.unit for copy in found.copies for side in copy[:2]}, "")
        self._links |= dict.fromkeys({one.this.unit for one in found.carried}, "")
        self._rows: list[_Row] = []
        self.totals = Totals()

    def add(self, standing: Standing, score: Score | None) -> None:
        """Take in one unit."""
        self.totals.add(standing, score)
        address = self._address(standing)
        if standing.unit.name in self._links:
            self._links[standing.unit.name] = address
        place = self.totals.units
        points = score.points if score else -1.0
        row = _Row((-points, -place), place, _unit(standing, score, address), self._heat(standing, address))
        if len(self._rows) < MOST_UNITS:
            heapq.heappush(self._rows, row)
        else:
            heapq.heappushpop(self._rows, row)

    def _address(self, standing: Standing) -> str:
        """Where the page about a unit's report is; empty where there is none."""
        submission = standing.submission
        name = page_name(standing.unit.name, submission.path, submission.result) if submission else ""
        return quote(name) if name and (self._folder / name).exists() else ""

    def render(self, after: Sequence[Sequence[str]]) -> Iterator[str]:
        """The page.

        Args:
            after: what is to be looked after: what it is, whom or which file it is about, more.
        """
        rows = sorted(self._rows, key=lambda row: row.place)
        yield from self._head()
        yield self._contents(bool(after))
        yield self._completion()
        yield self._faults()
        yield from to_look_after(after, _SECTIONS["after"])
        yield from section(self._found, self._links)
        yield from self._units(rows)
        yield from self._heat_map(rows)
        yield self._scores()
        yield self._foot()

    def _head(self) -> Iterator[str]:
        totals, briefing = self.totals, self._briefing
        css = "".join(
            Path(file).read_text("utf-8")
            for file in (Path(formatters.__file__).with_name("page.css"), Path(__file__).with_name("overview.css"))
        )
        handed = totals.states[IN_TIME] + totals.states[LATE]
        open_ = sum(totals.severities.values())
        tone = "pass" if handed == totals.units and not open_ else "warning" if handed == totals.units else "error"
        until = f"，截止 {day(briefing.deadline)}" if briefing.deadline else ""
        found = "、".join(f"{SEVERITY_WORDS[s]} {totals.severities[s]} 处" for s in SEVERITIES if totals.severities[s])
        yield f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="color-scheme" content="light dark">
<title>{safe(briefing.title)}</title>
<style>
{css}</style>
</head>
<body class="county">
<header class="verdict {tone}">
<h1>{safe(briefing.title)}</h1>
<p class="head">{totals.units} 个单位，已交 {handed} 个{until}</p>
<p>{found or "没有待改的问题"}。做于 {day(briefing.today)}。</p>
</header>
<main>
"""

    def _contents(self, after: bool) -> str:
        """The way to each section that there is."""
        there = {"faults": bool(self.totals.rules), "after": after, "copies": any(self._found)}
        links = (f'<a href="#{key}">{title}</a>' for key, title in _SECTIONS.items() if there.get(key, True))
        return f'<nav class="contents" aria-label="目录">\n{" ".join(links)}\n</nav>\n'

    def _completion(self) -> str:
        """How many units stand how: a bar, and its parts in words."""
        states = [(state, count) for state, count in self.totals.states.items() if count]
        bars = "".join(f'<span class="{_TONES[state]} {state}" style="flex-grow:{count}"></span>' for state, count in states)
        parts = "".join(
            f'<li class="{_TONES[state]} {state}"><b>{count}</b> {STATE_WORDS[state]}</li>\n' for state, count in states
        )
        changes = "".join(
            f'<li class="{tone}"><b>{self.totals.changes[change]}</b> {CHANGE_WORDS[change]}</li>\n'
            for change, tone in ((NEW, "warning"), (OPEN, "error"), (FIXED, "pass"))
        )
        note = ""
        if self.totals.incomparable:
            words = f"有 {self.totals.incomparable} 个单位的上一轮是用另一版规则检查的，“新”和“已改”里会有规则变动的影响。"
            note = f'<p class="small">{words}</p>\n'
        return (
            f'<section class="block" id="completion">\n<h2>完成情况</h2>\n<div class="bar">{bars}</div>\n'
            f'<ul class="tiles">\n{parts}</ul>\n<h3>问题同上一轮比</h3>\n<ul class="tiles">\n{changes}</ul>\n{note}</section>\n'
        )

    def _faults(self) -> str:
        """The faults that most units have."""
        totals = self.totals
        titles = {rule.id: rule for rule in self._briefing.rules}
        often = sorted(totals.units_by_rule.items(), key=lambda row: (-row[1], -totals.rules[row[0]], row[0]))[:_MOST_RULES]
        if not often:
            return ""
        most = often[0][1]
        rows = "".join(
            f'<tr><th scope="row">{safe(_title(titles.get(rule), rule))}</th>'
            f'<td class="share {_severity(titles.get(rule))}"><span style="width:{100 * units / most:.0f}%"></span></td>'
            f'<td class="count">{units}</td><td class="count">{totals.rules[rule]}</td></tr>\n'
            for rule, units in often
        )
        head = (
            '<tr><th scope="col">问题</th><th scope="col"></th><th scope="col" class="count">单位</th>'
            '<th scope="col" class="count">处数</th></tr>'
        )
        return (
            '<section class="block" id="faults">\n<h2>最常见的问题</h2>\n<table class="faults">\n'
            f"<thead>{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n</section>\n"
        )

    def _units(self, rows: Sequence[_Row]) -> Iterator[str]:
        counts = "".join(f'<th scope="col" class="count">{word}</th>' for word in SEVERITY_WORDS.values())
        changes = "".join(f'<th scope="col" class="count">{word}</th>' for word in CHANGE_WORDS.values())
        yield f'<section class="block" id="units">\n<h2>各单位</h2>\n{self._left_out(rows)}'
        yield '<div class="wide"><table class="units">\n'
        yield '<thead><tr><th scope="col">单位</th><th scope="col">状态</th><th scope="col">收到</th>'
        yield f'<th scope="col" class="count">得分</th><th scope="col">等次</th>{counts}{changes}</tr></thead>\n<tbody>\n'
        yield from (row.table for row in rows)
        yield "</tbody>\n</table></div>\n</section>\n"

    def _left_out(self, rows: Sequence[_Row]) -> str:
        if len(rows) == self.totals.units:
            return ""
        words = f"单位太多，这里只列没有交的和得分最低的 {len(rows)} 个；全部 {self.totals.units} 个在 ledger.xlsx 里。"
        return f'<p class="small">{words}</p>\n'

    def _heat_map(self, rows: Sequence[_Row]) -> Iterator[str]:
        rules = self._briefing.rules
        groups = "".join(
            f'<th scope="colgroup" colspan="{len(list(some))}">{safe(title)}</th>'
            for title, some in groupby(rules, lambda rule: rule.group_title or rule.group)
        )
        heads = "".join(f'<th scope="col" title="{safe(rule.id)}"><span>{safe(rule.title)}</span></th>' for rule in rules)
        yield '<section class="block" id="heat">\n<h2>单位和规则</h2>\n'
        yield '<p class="small">格里是处数，颜色越深越多；空白是没有这个问题，– 是不适用，灰的是没有报告。</p>\n'
        yield f'{self._left_out(rows)}<div class="wide"><table class="heat">\n<thead><tr><td></td>{groups}</tr>\n'
        yield f"<tr><td></td>{heads}</tr></thead>\n<tbody>\n"
        yield from (row.heat for row in rows)
        yield "</tbody>\n</table></div>\n</section>\n"

    def _heat(self, standing: Standing, address: str) -> str:
        counts = Counter(noted.finding.rule for noted in standing.noted if noted.counts)
        outcomes = standing.submission.outcomes if standing.submission else {}
        cells = []
        for rule in self._briefing.rules:
            if count := counts[rule.id]:
                cells.append(f'<td class="{rule.severity} h{min(count, _HOTTEST)}">{count}</td>')
            elif outcome := outcomes.get(rule.id):
                cells.append("<td>–</td>" if outcome == "not-applicable" else "<td></td>")
            else:
                cells.append('<td class="no"></td>')
        return f'<tr><th scope="row">{_link(standing, address)}</th>{"".join(cells)}</tr>\n'

    def _scores(self) -> str:
        totals = self.totals
        mean = f"<p>评分的 {totals.scored} 份，平均 {totals.points / totals.scored:.1f} 分。</p>\n" if totals.scored else ""
        bands = "".join(
            f'<li><b>{totals.bands[name]}</b> {safe(name)}<span class="small">（{plain(floor)} 分起）</span></li>\n'
            for name, floor in self._scoring.bands
        )
        sentences = "".join(f"<li>{safe(sentence)}</li>\n" for sentence in self._scoring.explained())
        return (
            f'<section class="block" id="scores">\n<h2>评分</h2>\n{mean}<ul class="tiles">\n{bands}</ul>\n'
            f"<h3>怎样评</h3>\n<ul>\n{sentences}</ul>\n</section>\n"
        )

    def _foot(self) -> str:
        briefing = self._briefing
        rules = f"规则 {len(briefing.rules)} 条，{safe(briefing.digest[:19])}"
        return f"""</main>
<footer>
<p>fazhi-lint {safe(briefing.version)}；{rules}。</p>
<p>检查的是文字，不是事实：数据是否属实、原因是否真实，要由人判断。链接指向旁边文件夹里的各份报告，里面有报告全文，转发前请留意。</p>
</footer>
</body>
</html>
"""


def _title(rule: RuleInfo | None, name: str) -> str:
    return rule.title if rule else name


def _severity(rule: RuleInfo | None) -> str:
    return rule.severity if rule else "info"


def _link(standing: Standing, address: str) -> str:
    """A unit's name, which leads to the page about its report where there is one."""
    name = safe(standing.unit.name)
    return f'<a href="{address}">{name}</a>' if address else name


def _unit(standing: Standing, score: Score | None, address: str) -> str:
    counted = [noted for noted in standing.noted if noted.counts]
    severities = Counter(noted.finding.severity for noted in counted)
    changes = Counter(noted.change for noted in (*counted, *(n for n in standing.noted if n.change == FIXED)))
    lost = "；".join(f"{one.rule} {one.times} 处扣 {plain(one.points)} 分" for one in score.lost) if score else ""
    level = LEVEL_WORDS.get(standing.unit.level or "", "")
    when = standing.submission.received.strftime("%m-%d %H:%M") if standing.submission else ""
    numbers = [severities[severity] for severity in SEVERITIES] + [changes[change] for change in CHANGE_WORDS]
    cells = "".join(f'<td class="count">{number or ""}</td>' for number in numbers)
    points = plain(score.points) if score else ""
    return (
        f'<tr><th scope="row">{_link(standing, address)}<small> {level}</small></th>'
        f'<td class="tone {_TONES[standing.state]}">{STATE_WORDS[standing.state]}</td><td class="when">{when}</td>'
        f'<td class="count" title="{safe(lost)}">{points}</td><td>{safe(score.band if score else "")}</td>{cells}</tr>\n'
    )
