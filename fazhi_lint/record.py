"""Results as plain data: the objects of the JSON output, schema version 1 (docs/output.schema.json).

In: a `Run`, a `FileResult`, a `Finding`. Out: dicts, lists, strings and numbers in the order in which they are written.
"""

from __future__ import annotations

from typing import Any

from .finding import FileResult, Finding, Fix, Run, Suppressed

SCHEMA_VERSION = 1


def head(run: Run) -> dict[str, Any]:
    """What made the results: the version of the schema, the program, the rules."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "fazhi-lint", "version": run.tool_version},
        "ruleset": {"name": run.ruleset, "rules": len(run.rules), "digest": run.digest},
    }


def of_file(file: FileResult) -> dict[str, Any]:
    """All that is said about one file."""
    return {
        "path": file.path,
        "status": file.status,
        "error": file.error,
        "report": file.report,
        "findings": [of_finding(finding) for finding in file.findings],
        "suppressed": [of_suppressed(suppressed) for suppressed in file.suppressed],
        "outcomes": [
            {
                "rule": outcome.rule,
                "outcome": outcome.outcome,
                "evidence": [{"line": e.line, "excerpt": e.excerpt} for e in outcome.evidence],
            }
            for outcome in file.outcomes
        ],
    }


def of_finding(finding: Finding) -> dict[str, Any]:
    """One finding."""
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
        "fix": _fix(finding.fix) if finding.fix else None,
        "fingerprint": finding.fingerprint,
    }


def of_suppressed(suppressed: Suppressed) -> dict[str, Any]:
    """One accepted finding, with what accepted it."""
    why = {"kind": suppressed.kind, "reason": suppressed.reason, "until": suppressed.until}
    return {**of_finding(suppressed.finding), "suppression": why}


def _fix(fix: Fix) -> dict[str, Any]:
    return {"safe": fix.safe, "title": fix.title, "edits": [edit._asdict() for edit in fix.edits]}
