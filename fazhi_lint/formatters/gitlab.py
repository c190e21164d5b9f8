"""GitLab Code Quality: the JSON array that a job hands over as `artifacts:reports:codequality`.

In: a `Run`. Out: one JSON array, piece by piece. GitLab tells findings apart by fingerprint alone: it holds the path too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from ..finding import FileResult, Run
from .base import PLAIN, Style, slashed, visible

_SEVERITIES = {"error": "critical", "warning": "major", "info": "info"}


def render(run: Run, style: Style = PLAIN) -> Iterator[str]:
    """The run as Code Quality JSON, a piece for each file."""
    yield "["
    between = "\n "
    for file in run.files:
        issues = [json.dumps(issue, ensure_ascii=False).encode("utf-8", "replace").decode() for issue in _file(file)]
        yield between + ",\n ".join(issues) if issues else ""
        between = ",\n " if issues else between
    yield "\n]\n" if between != "\n " else "]\n"


def _file(file: FileResult) -> Iterator[dict[str, Any]]:
    if file.error:
        yield _issue(file, file.error["message"], "unreadable", "blocker", file.error["code"], 1, 1)
    for finding in file.findings:
        words = visible(finding.message)
        if finding.suggestion:
            words += f"改法：{visible(finding.suggestion)}"
        severity = _SEVERITIES[finding.severity]
        yield _issue(file, words, finding.rule, severity, finding.fingerprint, finding.line, finding.end_line)


def _issue(file: FileResult, words: str, name: str, severity: str, mark: str, begin: int, end: int) -> dict[str, Any]:
    path = slashed(file.path)
    identity = hashlib.sha256(f"{path}\0{name}\0{mark}".encode("utf-8", "surrogatepass")).hexdigest()
    lines = {"begin": begin, "end": end}
    location = {"path": path, "lines": lines}
    return {"description": words, "check_name": name, "fingerprint": identity, "severity": severity, "location": location}
