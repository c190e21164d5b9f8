"""The JSON output, schema version 1 (docs/output.md).

In: a `Run`. Out: one JSON document, piece by piece: the head, each file, the summary.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..finding import FileResult, Finding, Run
from .base import PLAIN, Style

SCHEMA_VERSION = 1


def render(run: Run, style: Style = PLAIN) -> Iterator[str]:
    """The run as JSON, Chinese unescaped, with a final line break: what one `json.dumps` of the whole would give."""
    head = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "fazhi-lint", "version": run.tool_version},
        "ruleset": {"name": run.ruleset, "rules": len(run.rules), "digest": run.digest},
    }
    yield _dump(head, 0).removesuffix("\n}") + ',\n "files": ['
    between = "\n  "
    for file in run.files:
        yield between + _dump(_file(file), 2)
        between = ",\n  "
    end = "]" if between == "\n  " else "\n ]"
    yield f'{end},\n "summary": {_dump(run.tally.counts, 1)}\n}}\n'


def _dump(value: dict[str, Any], depth: int) -> str:
    """A value as it stands at a depth of the document; a line break is never inside a string, where it is written \\n."""
    text = json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode()
    return text.replace("\n", "\n" + " " * depth)


def _file(file: FileResult) -> dict[str, Any]:
    return {
        "path": file.path,
        "status": file.status,
        "error": file.error,
        "report": file.report,
        "findings": [_finding(finding) for finding in file.findings],
        "outcomes": [
            {
                "rule": outcome.rule,
                "outcome": outcome.outcome,
                "evidence": [{"line": e.line, "excerpt": e.excerpt} for e in outcome.evidence],
            }
            for outcome in file.outcomes
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "location": {"paragraph": finding.location.paragraph, "page": finding.location.page},
        "message": finding.message,
        "excerpt": finding.excerpt,
        "basis": [{"document": b.document, "article": b.article} for b in finding.basis],
        "suggestion": finding.suggestion,
        "fix": finding.fix,
        "fingerprint": finding.fingerprint,
    }
