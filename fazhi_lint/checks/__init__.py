"""The check kinds: mechanisms that know no rule. One table; a rule names a kind and gives its parameters.

Checks can be combined in a rule with `all`, `any` and `not`; `_combined` is that little logic.
"""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from ..node import Node
from . import counts, days, likeness, marks, names, numbers, order, repeats, words
from .base import HOLDS, Context, Failure, Kind, Params, Verdict, failed

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


def kind_of(step: Step) -> Kind:
    """The row of the table for a step; one that combines others is given a row of its own."""
    return CHECKS.get(step.kind) or Kind(partial(_combined, step), {})


def _combined(step: Step, node: Node, params: Params, context: Context) -> Verdict:
    """The verdict of a step that combines others; it has no parameters of its own."""
    verdicts = []
    for below in step.below:
        verdict = kind_of(below).run(node, below.params, context)
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


__all__: list[Any] = ["CHECKS", "COMBINED", "HOLDS", "Context", "Failure", "Kind", "Step", "Verdict", "kind_of"]
