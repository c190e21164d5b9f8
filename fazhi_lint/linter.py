"""Documents and rules in, findings and outcomes out. Pure: no files, no printing.

For each rule: is it on for this profile and level, what does it select, what does the check say of each node. One fault is
reported by one rule: `unless` and `yields-to` in the rules say which. Several documents go through the rules side by side: what
a rule needs is then still in the processor's cache when the next document comes to it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .checks import HOLDS, Context, Failure, Kind, kind_of
from .document import Document
from .finding import Evidence, Finding, Fix, Outcome, fingerprint
from .node import Node
from .ruleset import Rule
from .text import SourceText

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
    fix: Fix | None = None


class _Result(NamedTuple):
    """What came of one rule: violations, evidence for what held, and whether it had anything to look at."""

    hits: list[Hit]
    evidence: list[tuple[int, int]]
    seen: bool


_NOTHING, _HELD = _Result([], [], False), _Result([], [], True)


class Linted(NamedTuple):
    """What a document's linting gives."""

    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]


class _Values(dict[str, object]):
    """Message values; one that a check did not give stays empty."""

    def __missing__(self, key: str) -> str:
        return ""


class _Work(NamedTuple):
    """A document under way: what its checks share, and what came of the rules so far."""

    document: Document
    context: Context
    results: dict[str, _Result]


def lint(
    document: Document, rules: Sequence[Rule], profile: str, chosen: Collection[str] | None = None, evidence: bool = True
) -> Linted:
    """Apply rules to a document.

    Args:
        document: the parsed report.
        rules: all loaded rules (those that others refer to by `unless` and `yields-to` too).
        profile: the name of the profile that decides severities.
        chosen: the ids whose findings are wanted; None means all.
        evidence: whether it is wanted what made rules pass.
    """
    return lint_together([document], rules, profile, chosen, evidence)[0]


def lint_together(
    documents: Iterable[Document],
    rules: Sequence[Rule],
    profile: str,
    chosen: Collection[str] | None = None,
    evidence: bool = True,
) -> list[Linted]:
    """Apply rules to some documents, as `lint` does to each; more than a handful are no longer quicker together."""
    works = [_Work(document, Context(document, {}, {}), {}) for document in documents]
    for rule in _ordered(rules, chosen):
        _apply(rule, rule.severity_in(profile), works)
    kept = [rule for rule in rules if chosen is None or rule.id in chosen]
    return [_linted(work, kept, evidence) for work in works]


def _linted(work: _Work, rules: Iterable[Rule], evidence: bool) -> Linted:
    hits: list[Hit] = []
    outcomes = []
    for rule in rules:
        failed, shown, seen = work.results[rule.id]
        hits += failed
        if shown and evidence and not failed:
            outcomes.append(_evident(work.document.source, rule.id, shown))
        else:
            outcomes.append(_plain(rule.id, "fail" if failed else "pass" if seen else "not-applicable"))
    return Linted(_findings(work.document, hits), tuple(outcomes))


def _ordered(rules: Sequence[Rule], chosen: Collection[str] | None) -> list[Rule]:
    """The chosen rules (None: all), each behind those that it refers to."""
    known = {rule.id: rule for rule in rules}
    done: dict[str, Rule] = {}
    begun: set[str] = set()
    for first in rules:
        if chosen is not None and first.id not in chosen:
            continue
        if not (first.unless or first.yields_to):
            done.setdefault(first.id, first)
            continue
        waiting = [first]
        while waiting:
            rule = waiting.pop()
            others = [known[o] for o in rule.unless + rule.yields_to if o in known and o not in done and o not in begun]
            if others and rule.id not in begun:
                begun.add(rule.id)
                waiting += [rule, *others]
            else:
                done.setdefault(rule.id, rule)
    return list(done.values())


def _apply(rule: Rule, severity: str, works: Iterable[_Work]) -> None:
    """Apply one rule to some documents, whose results for those that it refers to are there."""
    kind = kind_of(rule.step)
    for work in works:
        meant = _is_meant(rule, severity, work.document, work.results)
        work.results[rule.id] = _result(rule, severity, kind, work) if meant else _NOTHING


def _result(rule: Rule, severity: str, kind: Kind, work: _Work) -> _Result:
    """What comes of one rule, whose check is of a kind, for one document."""
    run, sift, params, context = kind.run, kind.sift, rule.step.params, work.context
    failures: dict[tuple[int, int], tuple[Node, Failure]] = {}
    evidence: list[tuple[int, int]] = []
    seen = False
    for selection in rule.select:
        nodes = context.select(selection)
        seen = seen or bool(nodes)
        for node in sift(selection, params, context) if sift and nodes else nodes:
            verdict = run(node, params, context)
            if verdict is not HOLDS:
                failed, shown = verdict
                evidence += shown
                for failure in failed:
                    failures.setdefault((failure.start, failure.end), (node, failure))
    if failures:
        return _Result(_hits(rule, severity, failures.values(), work), evidence, seen)
    return _Result([], evidence, True) if evidence else _HELD if seen else _NOTHING


def _is_meant(rule: Rule, severity: str, document: Document, results: Mapping[str, _Result]) -> bool:
    """Whether a rule has anything to say of a document at all."""
    if severity == "off" or (rule.levels and document.level not in rule.levels):
        return False
    return not (rule.unless and any(results[other].hits for other in rule.unless if other in results))


def _hits(rule: Rule, severity: str, failures: Iterable[tuple[Node, Failure]], work: _Work) -> list[Hit]:
    """The violations of a rule, without those that another rule reports."""
    hits = [_hit(rule, severity, node, failure, work.document.source) for node, failure in failures]
    return [hit for hit in hits if not _taken(hit, rule.yields_to, work.results)] if rule.yields_to else hits


def _hit(rule: Rule, severity: str, node: Node, failure: Failure, source: SourceText) -> Hit:
    """A violation with the words of its message, and its fix."""
    given = {**node.values, **failure.values, "excerpt": source.text[failure.start : failure.end]}
    values = _Values(given)
    message, suggestion = rule.message.format_map(values), rule.suggestion.format_map(values)
    places = failure.places or ((failure.start, failure.end),)
    fix = rule.fix.fix(source, places, given) if rule.fix else None
    return Hit(rule, severity, failure.start, failure.end, message, suggestion, fix)


def _taken(hit: Hit, names: Sequence[str], results: Mapping[str, _Result]) -> bool:
    """Whether another rule already reports this place."""
    others = [other for name in names if name in results for other in results[name].hits]
    return any(other.start < hit.end and hit.start < other.end for other in others)


def _evident(source: SourceText, rule: str, shown: Iterable[tuple[int, int]]) -> Outcome:
    """The outcome of a rule that held, with the first places that made it hold."""
    evidence = []
    for start, end in sorted(set(shown))[:_EVIDENCE]:
        line = source.line_of(start)
        last = min(end, start + _EXCERPT, source.line_ends[line - 1])
        evidence.append(Evidence(line, source.text[start:last].strip()))
    return Outcome(rule, "pass", tuple(evidence))


_plain = lru_cache(maxsize=1024)(Outcome)  # for most rules of most reports there is nothing more to tell


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
            hit.rule.basis, hit.suggestion, hit.fix, fingerprint(hit.rule.id, words, nth), source.location(line),
        )  # fmt: skip
        findings.append(finding)
    return tuple(findings)
