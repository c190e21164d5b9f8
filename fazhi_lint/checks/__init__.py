"""The check kinds: mechanisms that know no rule. One table; a rule names a kind and gives its parameters.

Checks can be combined in a rule with `all`, `any` and `not`; `evaluate` is that little logic.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, NamedTuple

from ..node import Node
from . import counts, days, likeness, marks, names, numbers, order, repeats, words
from .base import Context, Failure, Kind, Params, Verdict, failed

CHECKS: dict[str, Kind] = {
    **words.KINDS,
    **counts.KINDS,
    **order.KINDS,
    **numbers.KINDS,
    **days.KINDS,
    **marks.KINDS,
    **repeats.KINDS,
    **names.KINDS,
    **likeness.KINDS,
}
COMBINED = ("all", "any", "not")


class Step(NamedTuple):
    """One node of a rule's check: a kind with its parameters, or `all`/`any`/`not` with the steps below it."""

    kind: str
    params: Params = MappingProxyType({})
    below: tuple[Step, ...] = ()


def evaluate(step: Step, node: Node, context: Context) -> Verdict:
    """Apply a rule's check to one selected node."""
    kind = CHECKS.get(step.kind)
    if kind is not None:
        return kind.run(node, step.params, context)
    verdicts = []
    for below in step.below:
        verdict = evaluate(below, node, context)
        if step.kind == "any" and not verdict.failures:
            return verdict
        verdicts.append(verdict)
    if step.kind == "not":
        verdict = verdicts[0]
        return Verdict((), ((node.start, node.end),)) if verdict.failures else failed(node)
    if step.kind == "any":
        return verdicts[0]
    return Verdict(
        tuple(failure for verdict in verdicts for failure in verdict.failures),
        tuple(place for verdict in verdicts for place in verdict.evidence),
    )


__all__: list[Any] = ["CHECKS", "COMBINED", "Context", "Failure", "Step", "Verdict", "evaluate"]
