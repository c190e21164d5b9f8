"""Rules that a configuration has no say in: checked as if there were none.

In: a text and its `Settings`. Out: one result, in which all that concerns the mandatory rules comes from a check of their own.
"""

from __future__ import annotations

from . import pipeline
from .finding import FileResult, Finding
from .settings import Settings
from .text import SourceText


def check_both(source: SourceText, settings: Settings, apart: Settings) -> FileResult:
    """Check a text as the settings say, but for the mandatory rules, which are checked apart."""
    firm = pipeline.check_source(source, apart.ruleset, apart.options)
    if firm.status == pipeline.NOT_A_REPORT:
        return firm
    options = settings.options._replace(force=True)  # whether it is a report was asked without the configuration
    own = pipeline.check_source(source, settings.ruleset, options)
    mandatory = settings.mandatory
    findings = [*firm.findings, *(finding for finding in own.findings if finding.rule not in mandatory)]
    outcomes = [*firm.outcomes, *(outcome for outcome in own.outcomes if outcome.rule not in mandatory)]
    order = {rule.id: number for number, rule in enumerate(settings.ruleset.rules)}
    outcomes.sort(key=lambda outcome: order[outcome.rule])
    return firm._replace(findings=tuple(sorted(findings, key=_place)), outcomes=tuple(outcomes))


def _place(finding: Finding) -> tuple[int, int, int, int, str]:
    return finding.line, finding.column, finding.end_line, finding.end_column, finding.rule
