"""What a run says: findings, outcomes, facts of a report. Frozen values and one tally, no engine.

In: nothing. Out: the value types that checks fill and formatters read.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from .digest import sha256
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


class Edit(NamedTuple):
    """One replacement: what stands at (line, column)–(end_line, end_column), end exclusive, becomes `text`."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Fix(NamedTuple):
    """A way to mend a finding; `safe` where the meaning cannot change."""

    safe: bool
    edits: tuple[Edit, ...]
    title: str


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
    fix: Fix | None = None
    fingerprint: str = ""
    location: Location = NOWHERE


def fails(finding: Finding, fail_on: str) -> bool:
    """Whether a finding fails a run that fails from a severity on (or `never`): what decides the exit status."""
    return fail_on != "never" and SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on)


class Suppressed(NamedTuple):
    """A finding that was accepted: by a `waiver` with its reason (and its last day), or because it is in the `baseline`."""

    finding: Finding
    kind: str
    reason: str | None
    until: str | None = None


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
    suppressed: tuple[Suppressed, ...] = ()


class RuleInfo(NamedTuple):
    """What a formatter may say of a rule, without knowing the engine; the severity is that of the profile in use."""

    id: str
    title: str
    group: str
    why: str
    group_title: str = ""
    severity: str = "warning"
    suggestion: str = ""
    basis: tuple[Basis, ...] = ()
    limits: str = ""


class Tally:
    """What is kept of the files that have passed, however many.

    Attributes:
        counts: files, unreadable files and findings by severity: the `summary` of the JSON output.
        rules: findings by rule.
        strangers: files that are no such report and were not checked.
        suppressed: findings that were accepted, which no other count holds.
        fixable: findings that have a safe fix.
    """

    def __init__(self) -> None:
        self.counts = {"files": 0, "unreadable": 0, **dict.fromkeys(SEVERITIES, 0)}
        self.rules: dict[str, int] = {}
        self.strangers = 0
        self.suppressed = 0
        self.fixable = 0

    def passing(self, files: Iterable[FileResult]) -> Iterator[FileResult]:
        """Hand the files on one by one, each counted before it is handed on; none is kept."""
        for file in files:
            self.counts["files"] += 1
            self.counts["unreadable"] += file.status == "unreadable"
            self.strangers += file.status == "not-a-report"
            self.suppressed += len(file.suppressed)
            for finding in file.findings:
                self.counts[finding.severity] += 1
                self.rules[finding.rule] = self.rules.get(finding.rule, 0) + 1
                self.fixable += finding.fix is not None and finding.fix.safe
            yield file


class Run:
    """A whole run: the files in the order given, with what the heads of the output formats need.

    Args:
        tool_version: the version of this program.
        ruleset: the name of the ruleset.
        rules: the rules in use; those of a file whose configuration adds some come before the file.
        digest: what identifies the rules.
        files: the files; each is made when it is asked for and can be had once.
        title: what the ruleset calls the reports that it is for.
    """

    def __init__(
        self,
        tool_version: str,
        ruleset: str,
        rules: Iterable[RuleInfo],
        digest: str,
        files: Iterable[FileResult],
        title: str = "",
    ) -> None:
        self.tool_version = tool_version
        self.ruleset = ruleset
        self.rules = list(rules)
        self.digest = digest
        self.title = title
        self.tally = Tally()
        self.files = self.tally.passing(files)


def fingerprint(rule: str, words: str, nth: int) -> str:
    """A finding's identity across edits elsewhere: rule, its words without white space, which of equal ones.

    Holds no line number and no message.
    """
    key = f"{rule}\0{''.join(words.split())}\0{nth}"
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
