"""A selected part of a document, and how a selection is written down. Values only.

In: nothing. Out: `Node` and `Selection`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

Roles = tuple[str, ...]


class Node(NamedTuple):
    """One selected part: its place (start, end), its stretches of text, and what messages may say of it."""

    start: int
    end: int
    scopes: tuple[tuple[int, int], ...]
    values: Mapping[str, Any]

    def holds(self, start: int, end: int) -> bool:
        """Whether a place lies in the node's text."""
        for first, stop in self.scopes:  # noqa: SIM110  asked of every line and mark: any() takes thrice the time
            if first <= start and end <= stop:
                return True
        return False


class Selection(NamedTuple):
    """One selection: a selector's name and the roles it is limited to."""

    node: str
    roles: Roles = ()
