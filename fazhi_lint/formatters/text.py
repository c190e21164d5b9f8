"""The text that a clerk reads: file by file, each finding with its place, the marked line, the clause, what to write.

In: a `Run` and how to show it. Out: the text, a piece for each file and the verdict, with colours where asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Basis, FileResult, Finding, Run
from .base import PLAIN, SEVERITY_WORDS, Style, clip, visible, width

_COLOURS = {"error": "31", "warning": "33", "info": "36"}
_ROOM = 76  # cells for a shown line


def render(run: Run, style: Style = PLAIN) -> Iterator[str]:
    """The run as text with a final verdict; a file about which there is nothing to say gives no piece."""
    for file in run.files:
        if blocks := list(_file(run, file, style)):
            yield "\n".join(blocks) + "\n"
    if style.statistics:
        yield _statistics(run) + "\n"
    yield _verdict(run, style) + "\n"


def _paint(words: str, code: str, style: Style) -> str:
    return f"\x1b[{code}m{words}\x1b[0m" if style.colour else words


def _file(run: Run, file: FileResult, style: Style) -> Iterator[str]:
    if file.status == "unreadable" and file.error:
        yield f"{_paint(visible(file.path), '1', style)}\n  {_paint('无法检查', '31', style)}  {file.error['message']}\n"
        return
    if not file.findings and not style.passes:
        return
    yield _paint(visible(file.path), "1", style)
    for finding in file.findings:
        yield _finding(file, finding, style)
    if style.passes:
        yield from _passes(run, file, style)


def _finding(file: FileResult, finding: Finding, style: Style) -> str:
    place = f"{finding.line}:{finding.column}"
    if finding.location.paragraph:
        place += f"（第 {finding.location.paragraph} 段）"
    if finding.location.page:
        place += f"（第 {finding.location.page} 页）"
    label = _paint(SEVERITY_WORDS[finding.severity], _COLOURS[finding.severity], style)
    lines = [f"  {place}  {label}  {visible(finding.message)}  [{finding.rule}]"]
    if file.source is not None:
        lines += _quoted(file, finding, style)
    if finding.basis:
        lines.append(f"      依据：{'；'.join(map(_clause, finding.basis))}")
    if finding.suggestion:
        lines.append(f"      改法：{visible(finding.suggestion)}")
    return "\n".join(lines) + "\n"


def _clause(basis: Basis) -> str:
    """A clause as cited; one that was not read in a source says so."""
    words = f"{basis.document}{basis.article or ''}"
    return words if basis.confidence == "verified" or not words.startswith("《") else f"{words}（条文未核）"


def _quoted(file: FileResult, finding: Finding, style: Style) -> list[str]:
    """The source line with the place marked below it."""
    assert file.source is not None  # noqa: S101  the caller looked
    text = "".join(c if c.isprintable() else " " for c in file.source.line_text(finding.line))
    start = finding.column - 1
    end = finding.end_column - 1 if finding.end_line == finding.line else len(text)
    lead = len(text) - len(text.lstrip())
    lead = min(lead, start)
    shown, start, end = clip(text[lead:].rstrip(), start - lead, max(end - lead, start - lead + 1), _ROOM)
    number = str(finding.line)
    mark = " " * width(shown[:start]) + "^" * max(1, width(shown[start:end]))
    colour = _COLOURS[finding.severity]
    return [f"      {number} │ {shown}", f"      {' ' * len(number)} │ {_paint(mark, colour, style)}"]


def _passes(run: Run, file: FileResult, style: Style) -> Iterator[str]:
    titles = {rule.id: rule.title for rule in run.rules}
    for outcome in file.outcomes:
        if outcome.outcome != "pass":
            continue
        where = "；".join(f"第 {e.line} 行“{_short(e.excerpt)}”" for e in outcome.evidence)
        line = f"  {_paint('通过', '32', style)}  没有发现“{titles[outcome.rule]}”  [{outcome.rule}]"
        yield line + (f"\n      见 {where}" if where else "")
    yield ""


def _short(words: str) -> str:
    return visible(words if len(words) <= 24 else words[:23] + "…")


def _statistics(run: Run) -> str:
    titles = {rule.id: rule.title for rule in run.rules}
    rows = sorted(run.tally.rules.items(), key=lambda row: (-row[1], row[0]))
    return "按规则统计：\n" + "\n".join(f"  {n:5d}  {rule}  {titles.get(rule, '')}" for rule, n in rows) + "\n"


def _verdict(run: Run, style: Style) -> str:
    counts = run.tally.counts
    total = counts["error"] + counts["warning"] + counts["info"]
    checked = counts["files"] - counts["unreadable"] - run.tally.strangers
    files = f"检查了 {checked} 个文件"
    if run.tally.strangers:
        files += f"，另有 {run.tally.strangers} 个不像年度报告、没有检查"
    if counts["unreadable"]:
        files += f"，另有 {counts['unreadable']} 个无法检查"
    if not total:
        return f"{_paint('没有发现问题', '32', style)}（{files}）。" if checked else f"{files}。"
    parts = "、".join(f"{SEVERITY_WORDS[s]} {counts[s]} 处" for s in ("error", "warning", "info") if counts[s])
    if not checked:
        return f"{files}。"
    word = "须修改后再报送" if counts["error"] else "请逐条核对" if counts["warning"] else "可以参考"
    colour = "31" if counts["error"] else "33"
    return f"{_paint(f'共 {total} 处：{parts}', colour, style)}；{word}（{files}）。"
