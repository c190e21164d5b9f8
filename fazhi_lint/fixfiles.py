"""Files mended: a text file or Word document with the fixes of what is found in it, until nothing is left to do.

In: bytes, and what finds. Out: the new bytes, and what was changed. Nothing is written here.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

from . import encoding
from .errors import ReadError
from .finding import Finding
from .fixer import Change, changed, changes
from .pipeline import read_source
from .readers import DEFAULT_LIMITS, READERS, Limits, suffix
from .readers.base import decode, kind_of
from .readers.foreign import SENTENCES
from .readers.plain import read as read_plain
from .text import SourceText

ROUNDS = 10  # what one fix brings to light is mended in the next round
_WORD = (".docx", ".docm")
_SIGNATURES = "_xmlsignatures/"
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


class Medium(Protocol):
    """A file opened to be changed."""

    source: SourceText

    def able(self, start: int, end: int) -> bool:
        """Whether a stretch of the text can be changed."""

    def rewrite(self, made: Sequence[Change]) -> bytes:
        """The bytes of the file with changes made."""


class Mended(NamedTuple):
    """What mending gave: the bytes, the text before and after, how many changes each rule brought."""

    data: bytes
    before: str
    after: str
    counts: Counter[str]


class Text:
    """A text file: its encoding, mark and line ends are kept.

    Raises:
        ReadError: it cannot be read.
    """

    def __init__(self, data: bytes, path: str, limits: Limits) -> None:
        self.source = read_source(data, path, limits)
        self._data = data
        self._path = path
        self._mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
        found = encoding.decode(data)
        self._encoding = _MARKS[self._mark] if self._mark else found.encoding if found else "utf-8"

    def able(self, start: int, end: int) -> bool:
        """Every stretch can be changed."""
        return True

    def rewrite(self, made: Sequence[Change]) -> bytes:
        """The file with changes made.

        Raises:
            ReadError: `encoding`, where what is not changed would not stay as it is, or the whole would be read in another way.
        """
        text = changed(self.source.text, made)
        data = self._encoded(text)
        if data is None or self._encoded(self.source.text) != self._data or decode(data, self._path) != text:
            words = "文件里有不合编码的字节，或者要写的字它的编码里没有，改了就不能保持原样，没有改；请另存为 UTF-8 再改。"
            raise ReadError("encoding", words, self._path)
        return data

    def _encoded(self, text: str) -> bytes | None:
        try:
            return self._mark + text.encode(self._encoding)
        except UnicodeEncodeError:
            return None


class Word:
    """A Word document: words are changed inside their runs.

    Raises:
        ReadError: it cannot be read, or not be written.
    """

    def __init__(self, data: bytes, path: str, limits: Limits) -> None:
        from .annotate import Draft, rewrite

        self._draft = Draft(data, path, limits)
        if any(name.startswith(_SIGNATURES) for name in self._draft.package.parts):
            raise ReadError("unsupported", "文件有数字签名，改了签名就会失效，没有改；请在 Word 里改，再重新签名。", path)
        self._rewrite = rewrite
        self.source = self._draft.source

    def able(self, start: int, end: int) -> bool:
        """Whether they are words of runs that no tracked change touches."""
        return self._rewrite.able(self._draft, start, end)

    def rewrite(self, made: Sequence[Change]) -> bytes:
        """The document with changes made."""
        return self._rewrite.rewrite(self._draft, made)


def can_mend(data: bytes, path: str) -> bool:
    """Whether a file is of a kind that can be changed: a text file or a Word document (docx)."""
    return _is_word(data, path) or _is_text(data, path)


def _is_word(data: bytes, path: str) -> bool:
    named = suffix(path)
    kind = kind_of(data) if not named else None
    return named in _WORD or (kind is not None and kind.suffix in _WORD)


def _is_text(data: bytes, path: str) -> bool:
    named = suffix(path)
    known = named in READERS or named in SENTENCES
    return kind_of(data) is None and (READERS[named] is read_plain if named in READERS else not known)


def mend(
    data: bytes,
    path: str,
    find: Callable[[SourceText], Iterable[Finding]],
    unsafe: bool,
    limits: Limits = DEFAULT_LIMITS,
) -> Mended:
    """Mend a file's bytes until what is found in them leaves nothing to do.

    Args:
        data: the bytes.
        path: how the user named the file.
        find: finds in a text what may be mended.
        unsafe: whether fixes that may change the meaning are made too.
        limits: what one file may cost.

    Raises:
        ReadError: the file cannot be read, or not be written as it was.
    """
    medium = _open(data, path, limits)
    before = medium.source.text
    counts: Counter[str] = Counter()
    seen = {before}
    for _ in range(ROUNDS):
        made = changes(medium.source, find(medium.source), unsafe, medium.able)
        if not made or changed(medium.source.text, made) in seen:  # the latter where two rules undo each other's fixes
            break
        data = medium.rewrite(made)
        counts.update(change.rule for change in made)
        medium = _open(data, path, limits)
        seen.add(medium.source.text)
    return Mended(data, before, medium.source.text, counts)


def _open(data: bytes, path: str, limits: Limits) -> Medium:
    return (Word if _is_word(data, path) else Text)(data, path, limits)
