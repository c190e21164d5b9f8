"""Whether one text takes up another: `taken-up`.

In: a node (a shortcoming) and other nodes (the plan's measures). Out: a violation only where nothing takes it up for sure;
the measure that does is the evidence. How: a lexicon of topics says which words speak of one thing; a measure takes a node up
if it shares a topic with the node's heading, or enough of its character pairs. Without a topic the check stays silent.
"""

from __future__ import annotations

from ..node import Node
from .base import NAME, ROLES, Context, Kind, Params, Verdict, failed, schema, selection

_SHARE = 0.5  # of the character pairs of a heading must stand in a measure without a topic in common
_HEAD = 60  # the words of a node that say what it is about


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1) if text[i : i + 2].isalpha()}


def _taken_up(node: Node, params: Params, context: Context) -> Verdict:
    """Some selected node shares a topic or half of the character pairs with this one."""
    document = context.document
    others = context.select(selection(params))
    start, end = node.scopes[0]
    head_end = min(max(node.end, start), end)
    own = {hit.entry for hit in document.matcher.within(params["topics"], start, min(head_end, start + _HEAD))}
    if not others or not own:
        return Verdict()
    best: tuple[int, Node] | None = None
    for other in others:
        shared = len(own.intersection(hit.entry for hit in document.matcher.within(params["topics"], *other.scopes[0])))
        if shared and (best is None or shared > best[0]):
            best = shared, other
    if best is None:  # no topic in common: perhaps the same words
        words = _pairs(document.plain[start:head_end])
        texts = [(len(words & _pairs(document.plain[slice(*other.scopes[0])])), other) for other in others]
        best = max(texts, key=lambda text: text[0])
        if best[0] < _SHARE * len(words):
            return failed(node)
    return Verdict((), ((best[1].start, best[1].end),))


KINDS = {
    "taken-up": Kind(
        _taken_up,
        schema(
            ("node", "topics"),
            node={"enum": ["measures"], "description": "在哪些部分里找"},
            roles=ROLES,
            topics={**NAME, "description": "话题的词表，每一条是一个话题"},
        ),
        (),
        ("topics",),
    )
}
