"""What every check kind shares: its call, its answer, and how it is listed in the table.

A check is given one selected node, its parameters from the rule and the document; it answers with the places that
violate it and the places that satisfy it.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..document import Document
from ..node import Node, Selection
from ..selector import nodes

Params = Mapping[str, Any]


class Failure(NamedTuple):
    """One violation: its place, the values that the rule's message may name, and all places that it speaks of, if several."""

    start: int
    end: int
    values: Mapping[str, Any] = {}
    places: tuple[tuple[int, int], ...] = ()


class Verdict(NamedTuple):
    """What a check says of one node: violations (none: it holds) and the places that made it hold."""

    failures: tuple[Failure, ...] = ()
    evidence: tuple[tuple[int, int], ...] = ()


HOLDS = Verdict()  # nothing is wrong, and nothing to be shown: so it is with most nodes


class Context(NamedTuple):
    """What a check may look at beside its node.

    `cache` keeps selections that several nodes ask for, `kept` what checks work out of them for each other.
    """

    document: Document
    cache: dict[Selection, list[Node]]
    kept: dict[Any, Any]

    def select(self, selection: Selection) -> list[Node]:
        """The nodes of a selection, found once for each document."""
        found = self.cache.get(selection)
        if found is None:
            found = self.cache[selection] = nodes(self.document, selection)
        return found


class Kind(NamedTuple):
    """A row of the table of checks.

    `schema` is the JSON Schema of the parameters, `values` the names that a message may use, `lexicons` the
    parameters that name lexicons, `entries` the keys of lexicon entries that the check reads, `keyed` the key that each word of
    such a lexicon must come with. `sift` picks the nodes of a selection that the check has anything to say of; all others hold.
    """

    run: Callable[[Node, Params, Context], Verdict]
    schema: Mapping[str, Any]
    values: tuple[str, ...] = ()
    lexicons: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    keyed: Mapping[str, str] = {}
    sift: Callable[[Selection, Params, Context], list[Node]] | None = None


def schema(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    """A closed JSON Schema object with these properties."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


NAME: dict[str, Any] = {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"}
ROLES: dict[str, Any] = {"type": "array", "items": NAME, "minItems": 1, "description": "限于哪些部分"}


def selection(params: Params) -> Selection:
    """The selection that `node` and `roles` of a check's parameters name."""
    return Selection(params["node"], tuple(params.get("roles", ())))


def failed(node: Node, **values: Any) -> Verdict:
    """The node itself violates the check."""
    return Verdict((Failure(node.start, node.end, values),))
