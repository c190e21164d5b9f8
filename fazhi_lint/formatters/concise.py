"""One line a finding, for editors and grep: path:line:column: severity rule message.

In: a `Run`. Out: the lines of each file, then the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import FileResult, Run
from .base import PLAIN, SEVERITY_WORDS, Style, statistics, verdict, visible


def render(run: Run, style: Style = PLAIN) -> Iterator[str]:
    """The run, one line a finding; the verdict stands on the last line."""
    for file in run.files:
        yield "".join(f"{line}\n" for line in _file(file, style))
    if style.statistics:
        for count, rule, title in statistics(run):
            yield f"{count:5d} {rule} {title}\n"
    yield f"{verdict(run)}\n"


def _file(file: FileResult, style: Style) -> Iterator[str]:
    path = visible(file.path)
    if file.error:
        yield f"{path}: 无法检查 {visible(file.error['message'])}"
    for finding in () if style.quiet else file.findings:
        place = f"{path}:{finding.line}:{finding.column}"
        yield f"{place}: {SEVERITY_WORDS[finding.severity]} {finding.rule} {visible(finding.message)}"
