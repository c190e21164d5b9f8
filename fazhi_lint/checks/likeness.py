"""Whether one text takes up another: `taken-up`.

In: a node (a shortcoming) and other nodes (the plan's measures). Out: a violation only where nothing takes it up for sure;
the measure that does is the evidence. How: a lexicon of topics says which words speak of one thing; a measure takes a node up
if it shares a topic with the node's heading, or enough of its character pairs. Without a topic the check stays silent.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence

from ..document import Document
from ..lexicon import Match
from ..node import Node
from .base import HOLDS, NAME, ROLES, Context, Kind, Params, Verdict, failed, schema, selection

_SHARE = 0.5  # of the character pairs of a heading must stand in a measure without a topic in common
_HEAD = 60  # the words of a node that say what it is about


def pairs_of(text: str) -> set[str]:
    """The pairs of neighbouring characters of a text."""
    return {text[i : i + 2] for i in range(len(text) - 1) if text[i : i + 2].isalpha()}


def taking_up(topics: Collection[int], words: str, others: Sequence[tuple[Collection[int], str]]) -> int | None:
    """Which of the others takes up a text: that with most topics in common, else with enough of its words; None if none does.

    Args:
        topics: what the text speaks of.
        words: its words.
        others: of each other text what it speaks of, and its words.
    """
    shared = [len(set(topics).intersection(other)) for other, _ in others]
    best = max(range(len(others)), key=lambda i: shared[i])
    if shared[best]:
        return best
    pairs = pairs_of(words)  # no topic in common: perhaps the same words
    shared = [sum([pair in text for pair in pairs]) for _, text in others]
    best = max(range(len(others)), key=lambda i: shared[i])
    return best if shared[best] >= _SHARE * len(pairs) else None


def _texts(nodes: Sequence[Node], topics: str, document: Document) -> list[tuple[set[int], str]]:
    """What each node speaks of, and its words."""
    spans = [node.scopes[0] for node in nodes]
    hits = document.matcher.spot(topics, min(spans)[0], max(spans)[1])
    starts = [hit.start for hit in hits]
    return [
        ({hit.entry for hit in hits[bisect_left(starts, start) : bisect_left(starts, end)]}, document.plain[start:end])
        for start, end in spans
    ]


def _taken_up(node: Node, params: Params, context: Context) -> Verdict:
    """Some selected node shares a topic or half of the character pairs with this one, or it names its remedy itself."""
    document = context.document
    others = context.select(selection(params))
    start, end = node.scopes[0]
    head_end = min(max(node.end, start), end)

    hits = document.matcher.spot(params["topics"], start, min(head_end, start + _HEAD))
    if not others or not hits:
        return HOLDS
    key = "taken-up", selection(params), params["topics"]
    texts = context.kept.get(key)
    if texts is None:
        texts = context.kept[key] = _texts(others, params["topics"], document)
    best = taking_up({hit.entry for hit in hits}, document.plain[start:head_end], texts)
    taken = others[best] if best is not None else _own_remedy(document, params["remedy"], start, end)
    return failed(node) if taken is None else Verdict((), ((taken.start, taken.end),))


def _own_remedy(document: Document, lexicon: str, start: int, end: int) -> Match | None:
    """The words of a text with which a sentence of it turns to what will be done."""
    return next(
        (hit for hit in document.matcher.within(lexicon, start, end) if document.plain[hit.start - 1] in "。；\n"), None
    )


KINDS = {
    "taken-up": Kind(
        _taken_up,
        schema(
            ("node", "topics", "remedy"),
            node={"enum": ["measures"], "description": "在哪些部分里找"},
            roles=ROLES,
            topics={**NAME, "description": "话题的词表，每一条是一个话题"},
            remedy={**NAME, "description": "词表：不足自己的文字里说怎么办的话"},
        ),
        (),
        ("topics", "remedy"),
    )
}
