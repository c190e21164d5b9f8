"""Plain text: .txt, .md and the like.

In: bytes. Out: a `SourceText` whose lines are the file's own, with the notes to this program told apart.
"""

from __future__ import annotations

from ..notes import with_notes
from ..text import SourceText
from .base import decode


def read(data: bytes, path: str) -> SourceText:
    """The text of a plain text file.

    Raises:
        ReadError: it is empty, binary or in an unknown encoding.
    """
    text = decode(data, path)
    return with_notes(SourceText(text[1:] if text.startswith("\ufeff") else text, path))
