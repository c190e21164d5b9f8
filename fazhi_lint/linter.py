"""A document and rules in, findings and outcomes out. Pure: no files, no printing.

For each rule: is it on for this profile and level, what does it select, what does the check say of each node. One fault is
reported by one rule: `unless` and `yields-to` in the rules say which.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from .checks import Context, evaluate
from .document import Document
from .finding import Evidence, Finding, Outcome, fingerprint
from .ruleset import Rule

_EVIDENCE = 3  # places shown for a pass; more say no more
_EXCERPT = 80  # characters of evidence shown


class Hit(NamedTuple):
    """One violation with its place, before it becomes a finding."""

    rule: Rule
    severity: str
    start: int
    end: int
    message: str
    suggestion: str


class Linted(NamedTuple):
    """What a document's linting gives."""

    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]


class _Values(dict[str, object]):
    """Message values; one that a check did not give stays empty."""

    def __missing__(self, key: str) -> str:
        return ""


def lint(document: Document, rules: Sequence[Rule], profile: str, chosen: Collection[str] | None = None) -> Linted:
    """Apply rules to a document.

    Args:
        document: the parsed report.
        rules: all loaded rules (those that others refer to by `unless` and `yields-to` too).
        profile: the name of the profile that decides severities.
        chosen: the ids whose findings are wanted; None means all.
    """
    context = Context(document, {}, {})
    hits: dict[str, list[Hit]] = {}
    evidence: dict[str, list[tuple[int, int]]] = {}
    applied: set[str] = set()
    for rule in _ordered(rules, chosen):
        severity = rule.severity_in(profile)
        hits[rule.id], evidence[rule.id] = [], []
        if severity == "off" or (rule.levels and document.level not in rule.levels):
            continue
        if any(hits[other] for other in rule.unless if other in hits):
            continue
        found, places, seen = _apply(rule, severity, context)
        if seen:
            applied.add(rule.id)
        hits[rule.id] = [hit for hit in found if not _taken(hit, rule.yields_to, hits)]
        evidence[rule.id] = places
    kept = [rule for rule in rules if chosen is None or rule.id in chosen]
    outcomes = tuple(_outcome(document, rule, hits[rule.id], evidence[rule.id], rule.id in applied) for rule in kept)
    return Linted(_findings(document, [hit for rule in kept for hit in hits[rule.id]]), outcomes)


def _ordered(rules: Sequence[Rule], chosen: Collection[str] | None) -> list[Rule]:
    """The chosen rules (None: all), each behind those that it refers to."""
    known = {rule.id: rule for rule in rules}
    done: dict[str, Rule] = {}
    waiting = [rule for rule in reversed(rules) if chosen is None or rule.id in chosen]
    begun: set[str] = set()
    while waiting:
        rule = waiting.pop()
        others = [known[o] for o in (*rule.unless, *rule.yields_to) if o in known and o not in done and o not in begun]
        if others and rule.id not in begun:
            begun.add(rule.id)
            waiting += [rule, *others]
        else:
            done.setdefault(rule.id, rule)
    return list(done.values())


def _apply(rule: Rule, severity: str, context: Context) -> tuple[list[Hit], list[tuple[int, int]], bool]:
    """A rule's violations, the evidence for what held, and whether it had anything to look at."""
    text = context.document.source.text
    hits: dict[tuple[int, int], Hit] = {}
    evidence: list[tuple[int, int]] = []
    seen = False
    for selection in rule.select:
        for node in context.select(selection):
            seen = True
            verdict = evaluate(rule.step, node, context)
            evidence += verdict.evidence
            for failure in verdict.failures:
                place = (failure.start, failure.end)
                if place in hits:
                    continue
                values = _Values({**node.values, **failure.values, "excerpt": text[failure.start : failure.end]})
                message, suggestion = (part.format_map(values) for part in (rule.message, rule.suggestion))
                hits[place] = Hit(rule, severity, *place, message, suggestion)
    return list(hits.values()), evidence, seen


def _taken(hit: Hit, others: Sequence[str], hits: dict[str, list[Hit]]) -> bool:
    """Whether another rule already reports this place."""
    return any(other.start < hit.end and hit.start < other.end for name in others for other in hits.get(name, ()))


def _outcome(document: Document, rule: Rule, hits: Sequence[Hit], places: Sequence[tuple[int, int]], seen: bool) -> Outcome:
    if hits:
        return Outcome(rule.id, "fail")
    if not seen:
        return Outcome(rule.id, "not-applicable")
    source = document.source
    shown = sorted(set(places))[:_EVIDENCE]
    evidence = []
    for start, end in shown:
        line = source.line_of(start)
        evidence.append(Evidence(line, source.text[start : min(end, start + _EXCERPT, source.line_span(line).end)].strip()))
    return Outcome(rule.id, "pass", tuple(evidence))


def _findings(document: Document, hits: Sequence[Hit]) -> tuple[Finding, ...]:
    source = document.source
    counts: dict[tuple[str, str], int] = {}
    findings = []
    for hit in sorted(hits, key=lambda hit: (hit.start, hit.end, hit.rule.id)):
        line, column = source.position(hit.start)
        end_line, end_column = source.position(hit.end)
        excerpt = source.text[hit.start : hit.end]
        words = "" if (hit.start, hit.end) == document.place else "".join(excerpt.split())
        nth = counts[hit.rule.id, words] = counts.get((hit.rule.id, words), -1) + 1
        finding = Finding(
            hit.rule.id, hit.severity, line, column, end_line, end_column, hit.message, excerpt,
            hit.rule.basis, hit.suggestion, None, fingerprint(hit.rule.id, words, nth), source.location(line),
        )  # fmt: skip
        findings.append(finding)
    return tuple(findings)
