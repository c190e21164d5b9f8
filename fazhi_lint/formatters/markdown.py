"""Markdown (GFM), to be pasted into a comment, a ticket or a letter: a table for each file, then the verdict.

In: a `Run`. Out: pieces of Markdown. Every word of a report is escaped: nothing in it becomes a mark, a link or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..finding import FileResult, Finding, Run
from .base import PLAIN, SEVERITY_WORDS, Style, clause, excuse, heading, legal, native, statistics, verdict

_MARKS = re.compile(r"[\\`*_\[\]<>#|~&!$:@]|(?<=www)\.")  # a mark behind a backslash means nothing


def render(run: Run, style: Style = PLAIN) -> Iterator[str]:
    """The run as Markdown: a heading and a table for each file about which there is something to say, then the verdict."""
    yield f"# {_plain(heading(run))}\n"
    titles = {rule.id: rule.title for rule in run.rules}
    for file in run.files:
        yield "".join(_file(file, titles, style))
    if style.statistics:
        rows = "".join(f"| {count} | {_plain(rule)} | {_plain(title)} |\n" for count, rule, title in statistics(run))
        yield f"\n## 按规则统计\n\n| 处数 | 规则 | 说明 |\n| ---: | --- | --- |\n{rows}"
    yield f"\n**结论**：{_plain(str(verdict(run)))}\n"


def _file(file: FileResult, titles: dict[str, str], style: Style) -> Iterator[str]:
    heading = f"\n## {_plain(file.path)}\n"
    if file.error:
        yield f"{heading}\n无法检查：{_plain(file.error['message'])}\n"
    if style.quiet:
        return
    passes = [outcome.rule for outcome in file.outcomes if outcome.outcome == "pass"] if style.passes else []
    if file.findings or file.suppressed or passes:
        yield heading
    if file.findings:
        yield "\n| 位置 | 级别 | 问题 | 依据和改法 | 规则 |\n| --- | --- | --- | --- | --- |\n"
        yield from map(_row, file.findings)
    if file.suppressed:
        yield "\n已接受的：\n\n"
        for one in file.suppressed:
            why = f"{excuse(one)}；{one.finding.rule}"
            yield f"- {_place(one.finding)} {_plain(one.finding.message)}（{_plain(why)}）\n"
    if passes:
        yield "\n通过的：\n\n"
        for rule in passes:
            yield f"- 没有发现“{_plain(titles.get(rule, rule))}”（{_plain(rule)}）\n"


def _row(finding: Finding) -> str:
    why = [f"依据：{'；'.join(map(clause, finding.basis))}"] if finding.basis else []
    why += [f"改法：{finding.suggestion}"] if finding.suggestion else []
    cells = (
        _place(finding),
        SEVERITY_WORDS[finding.severity],
        _plain(finding.message),
        "<br>".join(map(_plain, why)),
        _plain(finding.rule),
    )
    return f"| {' | '.join(cells)} |\n"


def _place(finding: Finding) -> str:
    return f"第 {finding.line} 行第 {finding.column} 字{native(finding)}"


def _plain(words: str) -> str:
    """Words that mean nothing to Markdown."""
    return _MARKS.sub(r"\\\g<0>", legal(words).replace("\t", " ").strip())
