"""The parts that the document itself points to: by the word for their kind (styles, numbering, footnotes), or by their id.

In: a package and a parser. Out: bytes and trees, read when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .package import Package


class Parts:
    """What stands beside the document in its package.

    Args:
        package: the package.
        parse: makes a tree of a part's bytes.
    """

    def __init__(self, package: Package, parse: Callable[[bytes], Any]) -> None:
        self._package = package
        self._parse = parse
        self._names: dict[str, list[str]] = {}
        self._targets: dict[str, str] = {}
        for relation in package.relations(package.main):
            self._names.setdefault(relation.type, []).append(relation.target)
            self._targets[relation.id] = relation.target

    def __contains__(self, kind: str) -> bool:
        return kind in self._names

    def data(self, kind: str) -> bytes:
        """The bytes of the first part of a kind; none where there is no such part."""
        name = next((name for name in self._names.get(kind, ()) if name in self._package), None)
        return b"" if name is None else self._package.read(name)

    def tree(self, kind: str) -> Any:
        """The tree of that part, or None."""
        data = self.data(kind)
        return self._parse(data) if data else None

    def trees(self, ids: Iterable[str | None]) -> Iterator[Any]:
        """The trees of the parts with these ids, each once."""
        for name in dict.fromkeys(self._targets.get(i or "", "") for i in ids):
            if name in self._package:
                yield self._parse(self._package.read(name))
