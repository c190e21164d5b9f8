"""Readers: bytes of a file to a `SourceText`. One table: suffix -> reader.

In: a path, or bytes from standard input. Out: a `SourceText`, or a `ReadError`.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from ..errors import ReadError
from ..text import SourceText
from . import plain
from .base import MAX_BYTES


def _docx(data: bytes, path: str) -> SourceText:
    from .docx import read

    return read(data, path)


READERS: dict[str, Callable[[bytes, str], SourceText]] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": plain.read,
    ".markdown": plain.read,
    ".docx": _docx,
    ".docm": _docx,
}


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file that is not too large.

    Raises:
        ReadError: `missing`, `permission`, `not-a-file`, `too-large` or `io`.
    """
    name = str(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ReadError("not-a-file", "这不是普通文件，没有检查。", name)
        if status.st_size > MAX_BYTES:
            raise _too_large(f"文件有 {status.st_size / 1_000_000:.0f} MB", name)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError("missing", "找不到这个文件，请核对路径。", name) from error
    except PermissionError as error:
        raise ReadError("permission", "没有读取这个文件的权限。", name) from error
    except (OSError, ValueError) as error:
        raise ReadError("io", "文件读取失败，请确认磁盘或网络位置可用、文件名无误。", name) from error


def read_stream(stream: BinaryIO | None, name: str) -> bytes:
    """All the bytes of a stream that is not too long; None is a stream that was closed.

    Raises:
        ReadError: `missing`, `too-large` or `io`.
    """
    if stream is None:
        raise ReadError("missing", "标准输入已关闭，没有可以检查的文字。", name)
    try:
        data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise ReadError("io", "标准输入读取失败。", name) from error
    if len(data) > MAX_BYTES:
        raise _too_large("输入太长", name)
    return data


def _too_large(what: str, name: str) -> ReadError:
    return ReadError("too-large", f"{what}，超过上限 {MAX_BYTES // 1_000_000} MB，不像一份报告，没有读取。", name)


def read(data: bytes, path: str, suffix: str) -> SourceText:
    """Decode a file's bytes with the reader for its suffix; an unknown suffix is read as plain text."""
    return READERS.get(suffix.lower(), plain.read)(data, path)
