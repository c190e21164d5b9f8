"""Readers: bytes of a file to a `SourceText`. One table: suffix -> reader.

In: a path, or bytes from standard input. Out: a `SourceText`, or a `ReadError`. A reader and its libraries are imported when a
file of its kind comes.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from typing import BinaryIO

from ..errors import ReadError
from ..text import SourceText
from . import plain
from .base import DEFAULT_LIMITS, WEB_PAGE, Limits, kind_of

Reader = Callable[[bytes, str, Limits], SourceText]


def _docx(data: bytes, path: str, limits: Limits) -> SourceText:
    from . import docx

    return docx.read(data, path, limits)


def _html(data: bytes, path: str, limits: Limits) -> SourceText:
    from . import html

    return html.read(data, path, limits)


def _pdf(data: bytes, path: str, limits: Limits) -> SourceText:
    from . import pdf

    return pdf.read(data, path, limits)


def _ofd(data: bytes, path: str, limits: Limits) -> SourceText:
    from . import ofd

    return ofd.read(data, path, limits)


def _office(data: bytes, path: str, limits: Limits) -> SourceText:
    kind = kind_of(data)
    if kind == WEB_PAGE:  # so offices' systems export what they call .doc
        return _html(data, path, limits)
    if kind is None and b"\0" not in data:
        return plain.read(data, path, limits)
    from . import office

    return _docx(office.convert(data, path, limits), path, limits)


READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": plain.read,
    ".markdown": plain.read,
    ".docx": _docx,
    ".docm": _docx,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
    ".ofd": _ofd,
    ".doc": _office,
    ".wps": _office,
    ".odt": _office,
    ".rtf": _office,
}


def suffix(path: str) -> str:
    """The suffix of a file's name, as `READERS` knows it."""
    return os.path.splitext(path)[1].lower()


def read_bytes(path: str | os.PathLike[str], limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes of a regular file that is not too large.

    Raises:
        ReadError: `missing`, `permission`, `not-a-file`, `too-large` or `io`.
    """
    name = str(path)
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise ReadError("not-a-file", "这不是普通文件，没有检查。", name)
        if status.st_size > limits.size:
            raise too_large(f"文件有 {status.st_size / 1_000_000:.1f} MB", name, limits)
        with open(path, "rb", buffering=0) as stream:
            data = stream.read(status.st_size + 1)
            return data if len(data) == status.st_size else data + stream.readall()
    except FileNotFoundError as error:
        raise ReadError("missing", "找不到这个文件，请核对路径。", name) from error
    except PermissionError as error:
        raise ReadError("permission", "没有读取这个文件的权限。", name) from error
    except (OSError, ValueError) as error:
        raise ReadError("io", "文件读取失败，请确认磁盘或网络位置可用、文件名无误。", name) from error


def read_stream(stream: BinaryIO | None, name: str, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """All the bytes of a stream that is not too long; None is a stream that was closed.

    Raises:
        ReadError: `missing`, `too-large` or `io`.
    """
    if stream is None:
        raise ReadError("missing", "标准输入已关闭，没有可以检查的文字。", name)
    try:
        data = stream.read(limits.size + 1)
    except (OSError, ValueError) as error:
        raise ReadError("io", "标准输入读取失败。", name) from error
    if len(data) > limits.size:
        raise too_large("输入太长", name, limits)
    return data


def too_large(what: str, name: str, limits: Limits) -> ReadError:
    """What is said of a file that is larger than the limits allow."""
    words = f"{what}，超过上限 {limits.size / 1_000_000:g} MB，不像一份报告，没有读取；确要检查，用 --max-size 放宽。"
    return ReadError("too-large", words, name)


def read(data: bytes, path: str, suffix: str, limits: Limits = DEFAULT_LIMITS) -> SourceText:
    """Read a file's bytes with the reader for its suffix.

    Without a suffix (standard input, say) the first bytes tell the kind; an unknown suffix is read as plain text.

    Raises:
        ReadError: the bytes cannot be read, or the file is of a kind that holds no report.
    """
    suffix = suffix.lower()
    if not suffix and (kind := kind_of(data)) is not None and kind.suffix:
        suffix = kind.suffix
    reader = READERS.get(suffix)
    if reader is None:
        from . import foreign

        reader = foreign.read if suffix in foreign.SENTENCES else plain.read
    return reader(data, path, limits)


__all__ = ["DEFAULT_LIMITS", "READERS", "Limits", "read", "read_bytes", "read_stream", "suffix", "too_large"]
