"""What a run says: findings, outcomes, facts of a report. Frozen values, no engine.

In: nothing. Out: the value types that checks fill and formatters read.
"""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

from .text import NOWHERE, Location, SourceText

SEVERITIES = ("error", "warning", "info")  # the worst first; 必改, 待核或应改, 建议


class Basis(NamedTuple):
    """One clause that a rule rests on. `confidence` is `verified` (read in a source) or `recalled`."""

    document: str
    article: str | None = None
    number: str | None = None
    since: str | None = None
    until: str | None = None
    confidence: str = "recalled"


class Finding(NamedTuple):
    """One violation. The text at (line, column)–(end_line, end_column), end exclusive, is `excerpt`."""

    rule: str
    severity: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    excerpt: str
    basis: tuple[Basis, ...] = ()
    suggestion: str | None = None
    fix: None = None
    fingerprint: str = ""
    location: Location = NOWHERE

    @property
    def order(self) -> tuple[int, int, str]:
        """The order in which findings are shown."""
        return self.line, self.column, self.rule


class Evidence(NamedTuple):
    """A place that made a rule pass."""

    line: int
    excerpt: str


class Outcome(NamedTuple):
    """What became of one rule: `pass` with its evidence, `fail` or `not-applicable`."""

    rule: str
    outcome: str
    evidence: tuple[Evidence, ...] = ()


class FileResult(NamedTuple):
    """All that is said about one file. `report` holds the facts of the `report` object of the JSON output."""

    path: str
    status: str
    error: dict[str, str] | None = None
    report: dict[str, Any] | None = None
    findings: tuple[Finding, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    source: SourceText | None = None


class RuleInfo(NamedTuple):
    """What a formatter may say of a rule, without knowing the engine."""

    id: str
    title: str
    group: str
    why: str


class Run(NamedTuple):
    """A whole run: the files in the order given, with what the heads of the output formats need."""

    tool_version: str
    ruleset: str
    rules: tuple[RuleInfo, ...]
    digest: str
    files: tuple[FileResult, ...]

    def counts(self) -> dict[str, int]:
        """Files, unreadable files and findings by severity: the `summary` of the JSON output."""
        counts = {"files": len(self.files), "unreadable": 0, **dict.fromkeys(SEVERITIES, 0)}
        for file in self.files:
            counts["unreadable"] += file.status == "unreadable"
            for finding in file.findings:
                counts[finding.severity] += 1
        return counts


def fingerprint(rule: str, words: str, nth: int) -> str:
    """A finding's identity across edits elsewhere: rule, its words without white space, which of equal ones.

    Holds no line number and no message.
    """
    key = f"{rule}\0{''.join(words.split())}\0{nth}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
