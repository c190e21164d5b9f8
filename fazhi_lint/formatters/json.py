"""The JSON output, schema version 1 (docs/output.md).

In: a `Run`. Out: one JSON document.
"""

from __future__ import annotations

import json
from typing import Any

from ..finding import FileResult, Finding, Run

SCHEMA_VERSION = 1


def render(run: Run) -> str:
    """The run as JSON, Chinese unescaped, with a final line break."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "fazhi-lint", "version": run.tool_version},
        "ruleset": {"name": run.ruleset, "rules": len(run.rules), "digest": run.digest},
        "files": [_file(file) for file in run.files],
        "summary": run.counts(),
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode() + "\n"


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
        "basis": [{"document": b.document, "article": b.article} for b in finding.basis if b.confidence == "verified"],
        "suggestion": finding.suggestion,
        "fix": finding.fix,
        "fingerprint": finding.fingerprint,
    }
