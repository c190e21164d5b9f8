"""GitHub Actions: one workflow command a finding, which GitHub shows beside the line of the changed file.

In: a `Run`. Out: `::error file=…,line=…,col=…,title=…::message` lines. Escaped as GitHub asks: %, line breaks, in a property
also `:` and `,`. GitHub shows ten errors, ten warnings and ten notices of a step; the log holds all.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import FileResult, Finding, Run
from .base import PLAIN, SEVERITY_WORDS, Style, slashed, visible

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(run: Run, style: Style = PLAIN) -> Iterator[str]:
    """The run as workflow commands, a piece for each file."""
    for file in run.files:
        yield "".join(_file(file))


def _file(file: FileResult) -> Iterator[str]:
    if file.error:
        yield _command("error", {"file": slashed(file.path), "title": "无法检查"}, visible(file.error["message"]))
    for finding in file.findings:
        yield _finding(file, finding)


def _finding(file: FileResult, finding: Finding) -> str:
    place: dict[str, str | int] = {"file": slashed(file.path), "line": finding.line, "endLine": finding.end_line}
    if finding.line == finding.end_line:  # columns across lines are refused
        place |= {"col": finding.column, "endColumn": finding.end_column}
    place["title"] = f"{SEVERITY_WORDS[finding.severity]} {finding.rule}"
    message = visible(finding.message)
    if finding.suggestion:
        message += f"\n改法：{visible(finding.suggestion)}"
    return _command(_COMMANDS[finding.severity], place, message)


def _command(name: str, properties: dict[str, str | int], message: str) -> str:
    shown = ",".join(f"{key}={visible(str(value)).translate(_PROPERTY)}" for key, value in properties.items())
    return f"::{name} {shown}::{message.translate(_DATA)}\n"
