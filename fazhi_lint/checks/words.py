"""Words that must stand in a node's text, or must not: `contains`, `forbid`, `covers`, `conflict`.

In: a node and lexicon names. Out: a verdict with the matches themselves as places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..lexicon import Match
from ..node import Node
from .base import HOLDS, NAME, Context, Failure, Kind, Params, Verdict, failed, schema

_SAID = ("right", "wrong", "note")  # what an entry says of its words, for messages and fixes
_OFTEN = 2  # how many times as often as all others the words of one kind stand where they alone tell the kind
_CHECKSUM_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _valid_identity(number: str) -> bool:
    """Whether the last character of an 18-character ID number is its check digit (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _CHECKSUM_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


VALIDATORS: dict[str, Callable[[str], bool]] = {"identity-number": _valid_identity}


def _contains(node: Node, params: Params, context: Context) -> Verdict:
    """The node's text holds a word of the lexicon."""
    for start, end in node.scopes:
        match = context.document.matcher.first(params["lexicon"], start, end)
        if match is not None:
            return Verdict((), ((match.start, match.end),))
    return failed(node)


def _applies(entry: Mapping[str, Any], context: Context) -> bool:
    """Whether a lexicon entry is meant for the document's level."""
    levels = entry.get("levels")
    return levels is None or context.document.level in levels


def _forbid(node: Node, params: Params, context: Context) -> Verdict:
    """The node's text holds no word of the lexicon; each match is a violation."""
    document, lexicon = context.document, params["lexicon"]
    matches = [match for start, end in node.scopes for match in document.matcher.within(lexicon, start, end)]
    if not matches:
        return HOLDS
    if params.get("joined"):
        matches = _joined(matches)
    entries = document.matcher.lexicons[lexicon].entries
    failures = []
    for match in matches:
        entry = entries[match.entry] if match.entry >= 0 else {}
        words = document.plain[match.start : match.end]
        if not _applies(entry, context):
            continue
        if "valid" in entry and not VALIDATORS[entry["valid"]](words):
            continue
        values = {name: entry[name] for name in _SAID if name in entry}
        failures.append(Failure(match.start, match.end, values))
    return Verdict(tuple(failures))


def _joined(matches: Sequence[Match]) -> list[Match]:
    """Matches, those that touch as one: it belongs to the entry of the first."""
    joined: list[Match] = []
    for match in matches:
        if joined and joined[-1].end == match.start:
            joined[-1] = joined[-1]._replace(end=match.end)
        else:
            joined.append(match)
    return joined


def _covers(node: Node, params: Params, context: Context) -> Verdict:
    """Each of the lexicons has a match in the node's text; one violation names those that have none. Several in a row stand for
    one: the next is asked only where those before it have none.
    """
    matcher, evidence, missing = context.document.matcher, [], []
    for named in params["lexicons"]:
        names = [named] if isinstance(named, str) else named
        first = next((hit for name in names for scope in node.scopes if (hit := matcher.some(name, *scope))), None)
        if first is None:
            missing.append(matcher.lexicons[names[0]].title)
        else:
            evidence.append((first.start, first.end))
    if missing:
        return failed(node, missing="、".join(missing), count=len(missing))
    return Verdict((), tuple(evidence))


def _conflict(node: Node, params: Params, context: Context) -> Verdict:
    """Words of a lexicon whose entry means another kind of unit than the document's own."""
    document = context.document
    matcher = document.matcher
    own = _own_kind(params, context)
    if own is None:
        return HOLDS
    entries = matcher.lexicons[params["lexicon"]].entries
    other = frozenset(i for i, entry in enumerate(entries) if entry["kind"] != own["kind"])
    failures = []
    for start, end in node.scopes:
        for match in matcher.within(params["lexicon"], start, end, other):
            entry = entries[match.entry]
            word = document.plain[match.start : match.end]
            right = own.get(entry.get("organ", ""), word.replace(entry["kind"], own["kind"]))
            failures.append(Failure(match.start, match.end, {"own": own["kind"], "right": right}))
    return Verdict(tuple(failures))


def _own_kind(params: Params, context: Context) -> Mapping[str, Any] | None:
    """The entry of the lexicon of kinds that the issuer's name fills; without a name the kind that the words mostly mean."""
    document = context.document
    kinds = document.matcher.lexicons[params["kinds"]]
    names = [*(o.name for o in document.title_organs), *document.issuers]
    for name in names:
        for row in kinds.patterns:
            if row.pattern.compiled.fullmatch(name):
                return kinds.entries[row.entry]
    if names:
        return None
    entries = document.matcher.lexicons[params["lexicon"]].entries
    said = Counter(entries[hit.entry]["kind"] for hit in document.matcher.find(params["lexicon"]))
    best = max(said, key=lambda kind: said[kind], default=None)
    if best is None or said[best] < _OFTEN * max(1, said.total() - said[best]):
        return None
    return next((entry for entry in kinds.entries if entry["kind"] == best), None)


_WORDS: dict[str, Any] = {**NAME, "description": "词表的名称"}
_EITHER: dict[str, Any] = {
    "oneOf": [NAME, {"type": "array", "items": NAME, "minItems": 2, "description": "依次看，有一处即可"}]
}
KINDS = {
    "contains": Kind(_contains, schema(("lexicon",), lexicon=_WORDS), (), ("lexicon",)),
    "forbid": Kind(
        _forbid,
        schema(("lexicon",), lexicon=_WORDS, joined={"type": "boolean", "description": "紧挨着的几处算一处"}),
        _SAID,
        ("lexicon",),
        (*_SAID, "levels", "valid"),
    ),
    "covers": Kind(
        _covers,
        schema(("lexicons",), lexicons={"type": "array", "items": _EITHER, "minItems": 2, "description": "每个词表都须有一处"}),
        ("missing", "count"),
        ("lexicons",),
    ),
    "conflict": Kind(
        _conflict,
        schema(("lexicon", "kinds"), lexicon=_WORDS, kinds=_WORDS),
        ("own", "right"),
        ("lexicon", "kinds"),
        ("kind", "organ", "party", "government", "head"),
        {"lexicon": "kind", "kinds": "kind"},
    ),
}
