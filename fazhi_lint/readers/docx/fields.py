"""Fields: of an instruction and its result (PAGE and 3, HYPERLINK and its words) only the result is text.

In: the marks of fields (begin, separate, end) and the words of their instructions, in order. Out: whether text at this place
counts, and whether it is a table of contents.
"""

from __future__ import annotations

from .markup import too_deep

PAGES = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})  # of a header or footer, they say nothing
CONTENTS = "TOC"
MAX_DEPTH = 50  # fields in instructions of fields; Word itself stops at twenty


class Fields:
    """The fields that are open at one place of a story.

    Attributes:
        muted: text here is an instruction or a page number.
        listing: text here is a table of contents.
    """

    def __init__(self, dropped: frozenset[str] = frozenset()) -> None:
        self._stack: list[tuple[bool, str]] = []  # the open fields: (in the result, the instruction so far)
        self._dropped = dropped
        self.muted = False
        self.listing = False

    @property
    def open(self) -> bool:
        """Whether a field has begun and not ended."""
        return bool(self._stack)

    def mark(self, kind: str) -> None:
        """A mark: `begin`, `separate` or `end`.

        Raises:
            ReadError: fields are nested too deeply.
        """
        if kind == "begin":
            self._stack.append((False, ""))
            if len(self._stack) > MAX_DEPTH:
                raise too_deep()
        elif self._stack:
            _, code = self._stack.pop()
            if kind == "separate":
                self._stack.append((True, code))
        names = [(result, code.split(None, 1)[0].upper() if code.strip() else "") for result, code in self._stack]
        self.muted = any(not result or name in self._dropped for result, name in names)
        self.listing = any(name == CONTENTS for _, name in names)

    def code(self, words: str) -> None:
        """Words of the innermost open field's instruction."""
        if self._stack and not self._stack[-1][0]:
            self._stack[-1] = (False, (self._stack[-1][1] + words)[:200])
