"""One self-contained web page: the verdict, what was looked at and found, and each report's text with the places marked.

In: a `Run`. Out: HTML that loads nothing and runs nothing, for a phone, a wide screen and paper (page.css). The verdict and the
table of files stand at the top but are known last: the files' sections wait in a temporary file until then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from itertools import groupby, pairwise
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from ..finding import SEVERITIES, Evidence, FileResult, Finding, Outcome, RuleInfo, Run
from .base import (
    LEVEL_WORDS,
    PLAIN,
    SEVERITY_WORDS,
    STATUS_WORDS,
    Style,
    Verdict,
    clause,
    excuse,
    heading,
    judge,
    legal,
    native,
)  # fmt: skip
from .base import statistics as counts_by_rule
from .base import verdict as whole_verdict

_IN_MEMORY = 1 << 20  # bytes of sections that wait in memory; more wait on the disk
_PIECE = 1 << 16
_SHORT = 30  # characters of evidence
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # whatever a report holds, the page loads and runs nothing


def render(run: Run, style: Style = PLAIN) -> Iterator[str]:
    """The run as one page; all but empty pieces come when the last file has passed."""
    rows: list[str] = []
    with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="\n") as sections:
        for number, file in enumerate(run.files, 1):
            sections.write(_File(run, file, f"f{number}").section())
            rows.append(_row(file, f"f{number}"))
            yield ""
        yield _head(heading(run), whole_verdict(run))
        if len(rows) > 1:
            yield from _overview(rows)
        if style.statistics:
            yield _statistics(run)
        sections.seek(0)
        yield from iter(lambda: sections.read(_PIECE), "")
    yield _foot(run)


def _plain(words: object) -> str:
    """Words that mean nothing to HTML."""
    return escape(legal(str(words)))


def _head(title: str, judged: Verdict) -> str:
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="generator" content="fazhi-lint">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="color-scheme" content="light dark">
<title>{_plain(title)}</title>
<style>
{_css()}</style>
</head>
<body>
<header class="verdict {judged.tone}">
<h1>{_plain(title)}</h1>
<p class="head">{_plain(judged.head)}</p>
<p>{_plain(judged.rest.lstrip("；"))}</p>
</header>
<main>
"""


@cache  # a county's run makes a page for each of many reports
def _css() -> str:
    return Path(__file__).with_name("page.css").read_text("utf-8")


def _foot(run: Run) -> str:
    rules = f"规则集 {_plain(run.ruleset)}，{len(run.rules)} 条，{_plain(run.digest[:19])}"
    return f"""</main>
<footer>
<p>fazhi-lint {_plain(run.tool_version)}；{rules}。</p>
<p>检查的是文字，不是事实：数据是否属实、原因是否真实，要由人判断。页面里有报告全文，转发前请留意。</p>
</footer>
</body>
</html>
"""


def _overview(rows: Sequence[str]) -> Iterator[str]:
    heads = "".join(f'<th scope="col" class="count">{SEVERITY_WORDS[severity]}</th>' for severity in SEVERITIES)
    yield '<section class="overview">\n<h2>全部文件</h2>\n<table>\n<thead><tr><th scope="col">文件</th>'
    yield f'<th scope="col">结论</th>{heads}</tr></thead>\n<tbody>\n'
    yield from rows
    yield "</tbody>\n</table>\n</section>\n"


def _counts(file: FileResult) -> dict[str, int]:
    return {severity: sum(finding.severity == severity for finding in file.findings) for severity in SEVERITIES}


def _judged(file: FileResult) -> Verdict:
    """What one file comes to."""
    if file.status == "checked":
        return judge(_counts(file))
    return Verdict("error" if file.error else "none", STATUS_WORDS[file.status], "")


def _row(file: FileResult, key: str) -> str:
    judged = _judged(file)
    title = (file.report or {}).get("title")
    below = f"<br><small>{_plain(title)}</small>" if title else ""
    counts = "".join(f'<td class="count">{count or ""}</td>' for count in _counts(file).values())
    name = f'<a href="#{key}">{_plain(file.path)}</a>'
    words = judged.rest.lstrip("；") or judged.head
    return f'<tr><th scope="row">{name}{below}</th><td class="tone {judged.tone}">{_plain(words)}</td>{counts}</tr>\n'


def _statistics(run: Run) -> str:
    rows = "".join(
        f'<tr><td class="count">{count}</td><td>{_plain(title)}</td><td><code>{_plain(rule)}</code></td></tr>\n'
        for count, rule, title in counts_by_rule(run)
    )
    head = '<tr><th scope="col" class="count">处数</th><th scope="col">说明</th><th scope="col">规则</th></tr>'
    return (
        f'<section class="overview">\n<h2>按规则统计</h2>\n<table>\n<thead>{head}</thead>\n<tbody>\n{rows}</tbody>\n'
        "</table>\n</section>\n"
    )


class _Mark(NamedTuple):
    """The stretch of one line that a finding covers, in characters; `last` where the finding ends in it."""

    number: int
    severity: str
    start: int
    end: int
    last: bool


class _File:
    """The section of one file. `key` begins the ids in it; findings are numbered in their order."""

    def __init__(self, run: Run, file: FileResult, key: str) -> None:
        self.rules: Sequence[RuleInfo] = run.rules
        self.file, self.key = file, key
        self.numbered = list(enumerate(file.findings, 1))

    def section(self) -> str:
        """The whole section."""
        return "".join([f'<section class="file" id="{self.key}">\n', *self._parts(), "</section>\n"])

    def _parts(self) -> Iterator[str]:
        judged = _judged(self.file)
        yield f'<h2>{_plain(self.file.path)}</h2>\n<p class="tone {judged.tone}">{_plain(judged)}。</p>\n'
        if self.file.error:
            yield f"<p>{_plain(self.file.error['message'])}</p>\n"
        if self.file.report:
            yield self._facts(self.file.report)
        if self.numbered:
            yield self._jumps()
        if self.file.outcomes:
            yield from self._checklist()
        if self.file.suppressed:
            yield from self._suppressed()
        yield from self._text()

    def _facts(self, report: dict[str, object]) -> str:
        issuers = report.get("issuers")
        level = report.get("level")
        facts = (
            ("标题", report.get("title")),
            ("报告年度", report.get("report_year")),
            ("机关", "、".join(map(str, issuers)) if isinstance(issuers, list | tuple) else None),
            ("层级", LEVEL_WORDS.get(str(level), level)),
            ("主送", report.get("addressee")),
            ("成文日期", report.get("signed_on")),
        )
        rows = "".join(f"<div><dt>{name}</dt><dd>{_plain(value or '没有找到')}</dd></div>\n" for name, value in facts)
        return f'<dl class="facts">\n{rows}</dl>\n'

    def _jumps(self) -> str:
        """The way to each finding, for a thumb."""
        links = "\n".join(
            f'<a class="{one.severity}" href="#{self.key}-n{number}"><b>{number}</b>'
            f" {SEVERITY_WORDS[one.severity]} 第 {one.line} 行</a>"
            for number, one in self.numbered
        )
        return f'<nav class="jumps" aria-label="问题">\n{links}\n</nav>\n'

    def _checklist(self) -> Iterator[str]:
        """What was looked at, by group, with what was found or what shows that all is well."""
        outcomes = {outcome.rule: outcome for outcome in self.file.outcomes}
        yield '<h3>逐项清单</h3>\n<p class="small">每一项是一种毛病：✗ 有，✓ 没有，– 不适用。</p>\n<div class="checklist">\n'
        known = [rule for rule in self.rules if rule.id in outcomes]
        for title, rules in groupby(known, lambda rule: rule.group_title or rule.group):
            yield f"<section>\n<h4>{_plain(title)}</h4>\n<ul>\n"
            for rule in rules:
                yield self._item(rule, outcomes[rule.id])
            yield "</ul>\n</section>\n"
        yield "</div>\n"

    def _item(self, rule: RuleInfo, outcome: Outcome) -> str:
        links = [f'<a href="#{self.key}-n{number}">第 {f.line} 行</a>' for number, f in self.numbered if f.rule == rule.id]
        if outcome.outcome == "pass":
            result = "无此问题" + (f"，见{'、'.join(map(self._evidence, outcome.evidence))}" if outcome.evidence else "")
        elif outcome.outcome == "fail":
            result = f"有 {len(links)} 处：{'、'.join(links)}" if links else "有，已接受"
        else:
            result = "不适用"
        tone = outcome.outcome if outcome.outcome != "fail" else rule.severity if links else "pass"
        return f'<li class="{tone}" title="{_plain(rule.id)}">{_plain(rule.title)}<span class="result">{result}</span></li>\n'

    def _evidence(self, evidence: Evidence) -> str:
        words = evidence.excerpt if len(evidence.excerpt) <= _SHORT else evidence.excerpt[: _SHORT - 1] + "…"
        return f'<a href="#{self.key}-l{evidence.line}">第 {evidence.line} 行</a>“{_plain(words)}”'

    def _suppressed(self) -> Iterator[str]:
        yield f'<details class="suppressed">\n<summary>已接受 {len(self.file.suppressed)} 处</summary>\n<ul>\n'
        for one in self.file.suppressed:
            finding = one.finding
            place = f'<a href="#{self.key}-l{finding.line}">第 {finding.line} 行</a>{native(finding)}'
            what = f"{SEVERITY_WORDS[finding.severity]} {_plain(finding.message)} <code>{_plain(finding.rule)}</code>"
            yield f"<li>{place} {what}<br>{_plain(excuse(one))}</li>\n"
        yield "</ul>\n</details>\n"

    def _text(self) -> Iterator[str]:
        """The report's text, each line with its notes; notes alone where there is no text to show."""
        source = self.file.source if self.file.status == "checked" else None
        if source is None:
            yield "".join(self._note(number, finding) for number, finding in self.numbered)
            return
        yield '<h3>报告全文</h3>\n<div class="text">\n'
        for line in range(1, len(source) + 1):
            text = source.line_text(line)
            marks = [_mark(number, finding, line, len(text)) for number, finding in self.numbered if _on(finding, line)]
            notes = "".join(self._note(number, finding) for number, finding in self.numbered if finding.line == line)
            shown = f'<div class="words">{self._marked(text, marks)}</div>'
            beside = f'<div class="notes">\n{notes}</div>' if notes else ""
            anchor = f"{self.key}-l{line}"
            yield f'<div class="line" id="{anchor}"><a class="number" href="#{anchor}">{line}</a>{shown}{beside}</div>\n'
        yield "</div>\n"

    def _marked(self, text: str, marks: Sequence[_Mark]) -> str:
        """A line's text with its marks; where several overlap, each stretch is cut at every border."""
        pieces = []
        for start, end in pairwise(sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})):
            pieces += [self._cut([m], "") for m in marks if m.start == m.end == start]
            over = [m for m in marks if m.start <= start and end <= m.end]
            words = _plain(text[start:end])
            pieces.append(self._cut([m._replace(last=m.last and m.end == end) for m in over], words) if over else words)
        pieces += [self._cut([m], "") for m in marks if m.start == m.end == len(text)]
        return "".join(pieces)

    def _cut(self, over: Sequence[_Mark], words: str) -> str:
        worst = min((mark.severity for mark in over), key=SEVERITIES.index)
        ending = " ".join(str(mark.number) for mark in over if mark.last)
        number = f' data-n="{ending}"' if ending else ""
        return f'<a href="#{self.key}-n{over[-1].number}"><mark class="{worst}"{number}>{words}</mark></a>'

    def _note(self, number: int, finding: Finding) -> str:
        parts = [f"<p><b>{number} {SEVERITY_WORDS[finding.severity]}</b> {_plain(finding.message)}</p>"]
        if finding.suggestion:
            parts.append(f"<p>改法：{_plain(finding.suggestion)}</p>")
        place = f"第 {finding.line} 行第 {finding.column} 字{native(finding)}"
        why = f"依据：{_plain('；'.join(map(clause, finding.basis)))}；" if finding.basis else ""
        parts.append(f'<p class="small">{why}{place}；<code>{_plain(finding.rule)}</code></p>')
        return f'<aside class="note {finding.severity}" id="{self.key}-n{number}">{"".join(parts)}</aside>\n'


def _on(finding: Finding, line: int) -> bool:
    return finding.line <= line <= finding.end_line


def _mark(number: int, finding: Finding, line: int, length: int) -> _Mark:
    start = min(finding.column - 1, length) if line == finding.line else 0
    end = min(finding.end_column - 1, length) if line == finding.end_line else length
    return _Mark(number, finding.severity, start, max(start, end), line == finding.end_line)
