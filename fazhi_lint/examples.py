"""A rule's own examples, run: every bad one must be found (at its lines), no good one may be.

In: a `Rule` and its `Ruleset`. Out: what went wrong, in words. Used by `rules test`, by the test suite, and for a user's own
rules before they are used: a rule that silently never fires, or always does, is the worst fault a linter has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .document import Document, parse
from .errors import FazhiError
from .linter import lint
from .ruleset import Addition, Example, Rule, Ruleset, keep, load
from .text import SourceText


def load_tried(extra: Sequence[str] = (), additions: Sequence[Addition] = ()) -> Ruleset:
    """The ruleset; the user's own rules must fire on their own examples before they are used, and kept.

    Raises:
        FazhiError: a rule file that is wrong, or a rule that its own examples contradict.
    """
    ruleset, compiled = load(extra, additions)
    if compiled:
        keep_tried(ruleset)
    return ruleset


def keep_tried(ruleset: Ruleset) -> None:
    """Keep a ruleset that was just compiled, once its rules were tried on their examples.

    The user's own must pass. What the others do shows which lexicons are searched: the words of the rest are not looked for.

    Raises:
        FazhiError: one of the user's rules has not passed.
    """
    for rule in ruleset.rules:
        what = silent(rule, ruleset)
        if rule.extra and what:
            raise FazhiError(what, rule.path)
    _document("", ruleset).is_report  # noqa: B018  this is asked of each report too
    ruleset.genre.lexicons.settle()
    keep(ruleset)


def _document(text: str, ruleset: Ruleset, path: str = "-", level: str | None = None) -> Document:
    return parse(SourceText(text, path), ruleset.genre, level)


def fired(rule: Rule, example: Example, ruleset: Ruleset) -> list[int]:
    """The lines at which a rule fires on an example's text."""
    document = _document(example.text, ruleset, rule.path, example.level)
    needed = {rule.id, *rule.unless, *rule.yields_to}
    profile = next((p for p in ("submission", *ruleset.profiles) if rule.severity_in(p) != "off"), "submission")
    rules = [other for other in ruleset.rules if other.id in needed]
    return [finding.line for finding in lint(document, rules, profile, {rule.id}).findings]


def failures(rule: Rule, ruleset: Ruleset) -> Iterator[str]:
    """What is wrong with a rule's examples, one sentence each."""
    for i, example in enumerate(rule.bad, 1):
        lines = fired(rule, example, ruleset)
        if not lines:
            yield f"反例 {i} 没有被发现：{_short(example)}"
        elif example.lines and lines != list(example.lines):
            yield f"反例 {i} 应在第 {_list(example.lines)} 行，却在第 {_list(lines)} 行：{_short(example)}"
    for i, example in enumerate(rule.good, 1):
        lines = fired(rule, example, ruleset)
        if lines:
            yield f"正例 {i} 被误报（第 {_list(lines)} 行）：{_short(example)}"


def silent(rule: Rule, ruleset: Ruleset) -> str | None:
    """Why a rule may not be used (the first of its examples that it fails), or None."""
    faults = list(failures(rule, ruleset))
    if not faults:
        return None
    return f"规则“{rule.id}”没有通过自己的正反例，不能使用：{faults[0]}。请核对 select、check 和 examples。"


def _short(example: Example) -> str:
    return " ".join(example.text.split())[:40]


def _list(lines: tuple[int, ...] | list[int]) -> str:
    return "、".join(map(str, lines))
