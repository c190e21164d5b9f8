"""JSON Lines: one object a line, told apart by its `type`: the run, each file, each finding, the summary.

In: a `Run`. Out: the lines. A finding stands on a line of its own with the path of its file, behind the line of its file, so
that a table of findings is one filter away; the objects are those of the JSON output (docs/output.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .. import record
from ..finding import FileResult, Run
from .base import PLAIN, Style, statistics


def render(run: Run, style: Style = PLAIN) -> Iterator[str]:
    """The run as JSON Lines, Chinese unescaped; a piece holds the lines of one file."""
    yield _line("run", record.head(run))
    for file in run.files:
        yield "".join(_file(file))
    if style.statistics:
        for count, rule, title in statistics(run):
            yield _line("statistics", {"rule": rule, "title": title, "findings": count})
    yield _line("summary", run.tally.counts)


def _file(file: FileResult) -> Iterator[str]:
    whole = record.of_file(file)
    findings, suppressed = whole.pop("findings"), whole.pop("suppressed")
    yield _line("file", whole)
    for kind, group in (("finding", findings), ("suppressed", suppressed)):
        for finding in group:
            yield _line(kind, {"path": file.path, **finding})


def _line(kind: str, value: dict[str, Any]) -> str:
    return json.dumps({"type": kind, **value}, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n"
