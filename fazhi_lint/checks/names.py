"""Names: `known-name` (documents in 《》) and `same-organ` (who signs is who reports).

In: titles in the text and a lexicon of documents; the organs of title and signature. Out: violations at the name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..selector import Node, Selection
from .base import NAME, Context, Failure, Kind, Params, Verdict, failed, schema

_STRIP = "《》 “”"
_MIN = 5  # a shorter name is near too many others


def _distance(a: str, b: str, most: int) -> int:
    """The edit distance of two names, or `most` + 1 where it is larger (Levenshtein)."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y)))
        if min(row) > most:
            return most + 1
    return row[-1]


def _known_name(node: Node, params: Params, context: Context) -> Verdict:
    """No 《title》 is nearly, but not, the name of a known document, nor a listed name that is none."""
    document = context.document
    matcher = document.matcher
    entries = matcher.lexicons[params["lexicon"]].entries
    names = _names(entries, context)
    failures, evidence = [], []
    for start, end in document.regions["titles"]:
        if not node.holds(start, end):
            continue
        name = "".join(c for c in document.plain[start:end] if c not in _STRIP)
        if name in names:
            right = names[name]
            if right is None:
                evidence.append((start, end))
            else:
                failures.append(Failure(start, end, {"right": right}))
            continue
        right = _near(name, names, params["kinds"], context)
        if right:
            failures.append(Failure(start, end, {"right": right}))
    return Verdict(tuple(failures), tuple(evidence[:3]))


def _names(entries: tuple[Mapping[str, Any], ...], context: Context) -> dict[str, str | None]:
    """Each known name -> None where it is right, else what to write instead."""
    key = id(entries)
    kept = context.names.get(key)
    if kept is None:
        kept = context.names[key] = {
            "".join(c for c in word if c not in _STRIP): entry.get("right") for entry in entries for word in entry["words"]
        }
    return kept


def _near(name: str, names: Mapping[str, str | None], kinds: str, context: Context) -> str | None:
    """The known name that this one is a slip of: one character off, two in a long one, of the same kind."""
    if len(name) < _MIN:
        return None
    most = 1 if len(name) < 12 else 2
    words = context.document.matcher.lexicons[kinds].joined
    kind = words.search(name)
    for known, right in names.items():
        if right is not None or len(known) < _MIN:
            continue
        other = words.search(known)
        if (kind and kind[0]) != (other and other[0]):
            continue
        if _distance(name, known, most) <= most:
            return f"《{known}》"
    return None


def _same_organ(node: Node, params: Params, context: Context) -> Verdict:
    """The organ is one of those that `node` names: one name may be the tail of the other."""
    others = context.select(Selection(params["node"]))
    own = str(node.values["core"])
    if not others:
        return Verdict()
    for other in others:
        core = str(other.values["core"])
        if core.endswith(own) or own.endswith(core):
            return Verdict((), ((node.start, node.end),))
    return failed(node, other="、".join(str(o.values["name"]) for o in others))


_WORDS = {**NAME, "description": "词表的名称"}
KINDS = {
    "known-name": Kind(
        _known_name, schema(("lexicon", "kinds"), lexicon=_WORDS, kinds=_WORDS), ("right",), ("lexicon", "kinds"), ("right",)
    ),
    "same-organ": Kind(_same_organ, schema(("node",), node={"enum": ["title-organs", "signature-organs"]}), ("other",)),
}
