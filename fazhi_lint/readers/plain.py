"""Plain text: .txt, .md and the like.

In: bytes. Out: a `SourceText` whose lines are the file's own, with the notes to this program told apart.
"""

from __future__ import annotations

from ..notes import with_notes
from ..text import SourceText
from .base import Limits, decode, require_kind, require_text


def read(data: bytes, path: str, limits: Limits) -> SourceText:
    """The text of a plain text file.

    Raises:
        ReadError: it is empty, binary or in an unknown encoding.
    """
    require_kind(data, path, "")
    return with_notes(SourceText(require_text(decode(data, path), path), path))
