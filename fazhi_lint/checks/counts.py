"""How many, and which value: `count` and `value`.

In: a node, and other nodes inside it. Out: a verdict; what was counted is the evidence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from ..node import Node
from ..selector import SELECTORS
from .base import HOLDS, NAME, ROLES, Context, Kind, Params, Verdict, failed, schema, selection

_SHOWN = 5  # of what was counted, so many are the evidence


def _count(node: Node, params: Params, context: Context) -> Verdict:
    """At least `min` of the selected nodes exist; with `inside`, in the node's own text."""
    found, least = context.select(selection(params)), params.get("min", 1)
    if params.get("inside"):
        found = _inside(node, found, max(least, _SHOWN))
    if len(found) < least:
        return failed(node, count=len(found), least=least)
    return Verdict((), tuple([(other.start, other.end) for other in found[:_SHOWN]]))


def _inside(node: Node, others: Sequence[Node], most: int) -> list[Node]:
    """The first of the nodes, which are in the order of the text, that lie in the text of one; no more than are needed."""
    if len(node.scopes) != 1:
        return [other for other in others if node.holds(other.start, other.end)]
    start, end = node.scopes[0]  # nearly always, and there are many to look at
    found: list[Node] = []
    for other in others[bisect_left(others, (start,)) :]:
        if other.start >= end or len(found) == most:
            break
        if other.end <= end:
            found.append(other)
    return found


def _expected(params: Params, node: Node, context: Context) -> Any:
    """The value that is asked for: a constant, a value of the node, or the report year plus something."""
    if "is" in params:
        return params["is"]
    name = str(params.get("equals") or params.get("at-least"))
    base = context.document.year if name == "report-year" else node.values.get(name)
    return None if base is None else base + params.get("plus", 0)


def _value(node: Node, params: Params, context: Context) -> Verdict:
    """A value of the node is, equals or reaches the expected one; what is unknown violates nothing."""
    found, expected = node.values.get(params["of"]), _expected(params, node, context)
    if found is None or expected is None:
        return HOLDS
    holds = found >= expected if "at-least" in params else found == expected
    if holds:
        return Verdict((), ((node.start, node.end),))
    return failed(node, found=found, expected=expected)


KINDS = {
    "count": Kind(
        _count,
        schema(
            ("node",),
            node={"enum": sorted(SELECTORS), "description": "数什么"},
            roles=ROLES,
            inside={"type": "boolean", "description": "只数所选部分之内的"},
            min={"type": "integer", "minimum": 1, "description": "至少几个（默认 1）"},
        ),
        ("count", "least"),
    ),
    "value": Kind(
        _value,
        {
            **schema(
                ("of",),
                of={**NAME, "description": "所选部分的哪个值"},
                equals={**NAME, "description": "应等于哪个值（report-year 是报告年）"},
                plus={"type": "integer", "description": "再加多少"},
                **{
                    "is": {"description": "应是这个值"},
                    "at-least": {**NAME, "description": "不小于哪个值"},
                },
            ),
            "oneOf": [{"required": ["equals"]}, {"required": ["is"]}, {"required": ["at-least"]}],
        },
        ("found", "expected"),
    ),
}
