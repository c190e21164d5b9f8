"""The text that a clerk reads: file by file, each finding with its place, the marked line, the clause, what to write.

In: a `Run` and how to show it. Out: the text, a piece for each file and the verdict, with colours where asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import FileResult, Finding, Run
from .base import PLAIN, SEVERITY_WORDS, Style, clause, clip, native, statistics, verdict, visible, width

_COLOURS = {"error": "31", "warning": "33", "info": "36"}
_ROOM = 76  # cells for a shown line


def render(run: Run, style: Style = PLAIN) -> Iterator[str]:
    """The run as text with a final verdict; a file about which there is nothing to say gives an empty piece."""
    for file in run.files:
        blocks = list(_file(run, file, style))
        yield "\n".join(blocks) + "\n" if blocks else ""
    if style.statistics:
        yield _statistics(run) + "\n"
    yield _verdict(run, style) + "\n"


def _paint(words: str, code: str, style: Style) -> str:
    return f"\x1b[{code}m{words}\x1b[0m" if style.colour else words


def _file(run: Run, file: FileResult, style: Style) -> Iterator[str]:
    if file.status == "unreadable" and file.error:
        yield _paint(visible(file.path), "1", style)
        yield f"  {_paint('无法检查', '31', style)}  {visible(file.error['message'])}\n"
        return
    if style.quiet or not (file.findings or style.passes):
        return
    yield _paint(visible(file.path), "1", style)
    for finding in file.findings:
        yield _finding(file, finding, style)
    if style.passes:
        yield from _passes(run, file, style)


def _finding(file: FileResult, finding: Finding, style: Style) -> str:
    place = f"{finding.line}:{finding.column}{native(finding)}"
    label = _paint(SEVERITY_WORDS[finding.severity], _COLOURS[finding.severity], style)
    lines = [f"  {place}  {label}  {visible(finding.message)}  [{finding.rule}]"]
    if file.source is not None:
        lines += _quoted(file, finding, style)
    if finding.basis:
        lines.append(f"      依据：{'；'.join(map(clause, finding.basis))}")
    if finding.suggestion:
        lines.append(f"      改法：{visible(finding.suggestion)}")
    return "\n".join(lines) + "\n"


def _quoted(file: FileResult, finding: Finding, style: Style) -> list[str]:
    """The source line with the place marked below it."""
    assert file.source is not None  # noqa: S101  the caller looked
    text = file.source.line_text(finding.line)
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
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
    return "按规则统计：\n" + "\n".join(f"  {n:5d}  {rule}  {title}" for n, rule, title in statistics(run)) + "\n"


def _verdict(run: Run, style: Style) -> str:
    judged = verdict(run)
    colour = {"pass": "32", "error": "31"}.get(judged.tone, "33")
    told = (_paint(judged.head, colour, style) if judged.head else "") + judged.rest
    if fixable := run.tally.fixable:
        told += f"\n其中 {fixable} 处可以自动改（文本和 Word 文件）：加 --diff 先看怎样改，加 --fix 改好。"
    return told
