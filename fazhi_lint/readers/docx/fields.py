"""Fields: of an instruction and its result (PAGE and 3, HYPERLINK and its words) only the result is text.

In: the marks of fields (begin, separate, end) and the words of their instructions, in order. Out: whether text at this place
counts, and whether it is a table of contents.
"""

from __future__ import annotations

PAGES = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})  # of a header or footer, they say nothing
CONTENTS = "TOC"


class Fields:
    """The fields that are open at one place of a story.

    Attributes:
        muted: text here is an instruction or a page number.
        listing: text here is a table of contents.
    """

    def __init__(self, dropped: frozenset[str] = frozenset()) -> None:
        self._open: list[tuple[bool, str]] = []  # (in the result, the instruction so far)
        self._dropped = dropped
        self.muted = False
        self.listing = False

    def __bool__(self) -> bool:
        return bool(self._open)

    def mark(self, kind: str) -> None:
        """A mark: `begin`, `separate` or `end`."""
        if kind == "begin":
            self._open.append((False, ""))
        elif self._open:
            _, code = self._open.pop()
            if kind == "separate":
                self._open.append((True, code))
        names = [(result, code.split(None, 1)[0].upper() if code.strip() else "") for result, code in self._open]
        self.muted = any(not result or name in self._dropped for result, name in names)
        self.listing = any(name == CONTENTS for _, name in names)

    def code(self, words: str) -> None:
        """Words of the innermost open field's instruction."""
        if self._open and not self._open[-1][0]:
            self._open[-1] = (False, (self._open[-1][1] + words)[:200])
