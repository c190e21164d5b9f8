"""How a rule mends what it finds: its plan, and what the plan makes of one violation.

In: a rule's `fix`, the places of a violation, the values of its message. Out: a `Fix` whose edits are in the file's own places,
or None where the plan does not say what to write there.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .finding import Edit, Fix
from .text import SourceText


class FixPlan(NamedTuple):
    """What a rule's YAML says of mending: other words (for a part of what was found), or other signs one by one."""

    title: str
    safe: bool = False
    replace: str | None = None
    part: str | None = None
    signs: Mapping[str, str] = {}

    def fix(self, source: SourceText, places: Sequence[tuple[int, int]], values: Mapping[str, Any]) -> Fix | None:
        """The fix of one violation.

        Args:
            source: the text.
            places: the stretches that are to be mended.
            values: what the plan's words may name; where one that they name is missing, there is no fix.
        """
        try:
            title = self.title.format_map(values)
            new = None if self.replace is None else self.replace.format_map(values)
            part = None if self.part is None else self.part.format_map(values)
        except KeyError:
            return None
        edits: list[Edit] = []
        for start, end in places:
            found = self._signs(source, start, end) if new is None else _words(source, start, end, part, new)
            edits += [Edit(*source.position(a), *source.position(b), words) for a, b, words in found]
        hidden = any(a < end and start < b for a, b in source.hidden for start, end in places)
        return Fix(self.safe, tuple(edits), title) if edits and not hidden else None

    def _signs(self, source: SourceText, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Signs that become others; one that is not listed as it is may be as its uniform twin."""
        for at in range(start, end):
            sign = source.text[at]
            new = self.signs.get(sign, self.signs.get(source.plain[at], sign))
            if new != sign:
                yield at, at + 1, new


def _words(source: SourceText, start: int, end: int, part: str | None, new: str) -> Iterator[tuple[int, int, str]]:
    """The words, or the one part of them that is meant, become others."""
    if part is not None:
        if not part or source.text.count(part, start, end) != 1:
            return
        start = source.text.index(part, start, end)
        end = start + len(part)
    if source.text[start:end] != new:
        yield start, end, new
