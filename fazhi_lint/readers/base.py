"""What readers share: limits, what kind of file some bytes are, and how bytes become text.

In: a file's bytes. Out: decoded text, or a `ReadError` with a stable code and one Chinese sentence.
"""

import os
from typing import NamedTuple

from .. import encoding
from ..errors import ReadError

MAX_TEXT = 10_000_000  # characters; a report has some thousands, and what is longer is none


class Limits(NamedTuple):
    """What one file may cost; a file that costs more is refused with a sentence.

    Args:
        size: bytes of the file.
        expanded: bytes of what is packed inside it.
        pages: pages of a paged file.
        seconds: time for reading it, where another program or library does that.
    """

    size: int = 50_000_000
    expanded: int = 200_000_000
    pages: int = 500
    seconds: float = 60.0


DEFAULT_LIMITS = Limits()


class Kind(NamedTuple):
    """What a file is by its first bytes: its name for people, and the suffix under which it can be read."""

    name: str
    suffix: str | None


_PDF, _RTF = Kind("PDF 文件", ".pdf"), Kind("RTF 文件", ".rtf")
WEB_PAGE = Kind("网页", ".html")
_PICTURE, _ARCHIVE, _PROGRAM = Kind("图片", None), Kind("压缩文件", None), Kind("程序", None)
_MAGIC = (
    (b"%PDF", _PDF),
    (b"{\\rtf", _RTF),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"\x7fELF", _PROGRAM),
    (b"MZ\x90", _PROGRAM),
)
# What stands inside a zip file of each kind; the first that is found tells.
_PACKED = (
    (b"word/", Kind("Word 文件（docx）", ".docx")),
    (b"xl/", Kind("Excel 表格", None)),
    (b"ppt/", Kind("幻灯片", None)),
    (b"OFD.xml", Kind("OFD 文件", ".ofd")),
    (b"opendocument.text", Kind("ODT 文件", ".odt")),
)
LOCKED = Kind("加了打开密码的 Office 文件", None)
_TEXT_SUFFIXES = (".txt", ".text", ".md", ".markdown")


def kind_of(data: bytes) -> Kind | None:
    """What the bytes are, None where they may be text."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(b"PK\x03\x04"):
        return next((kind for word, kind in _PACKED if word in data), _ARCHIVE)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return LOCKED if "EncryptedPackage".encode("utf-16-le") in data else Kind("旧版 Word（doc）或 WPS 文件", ".doc")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    return WEB_PAGE if head[:14].lower().startswith((b"<!doctype html", b"<html")) else None


def require_kind(data: bytes, path: str, *suffixes: str) -> None:
    """Refuse a file that is visibly of another kind than its reader can read.

    Args:
        data: the file's bytes.
        path: how the user named the file.
        suffixes: those of `Kind` that the reader takes; `""` stands for text.

    Raises:
        ReadError: `binary`.
    """
    kind = kind_of(data)
    if kind is None or kind.suffix in suffixes:
        return
    named, name = os.path.splitext(path)[1], f" {kind.name}" if kind.name[0].isascii() else kind.name
    if kind.suffix and named:
        raise ReadError("binary", f"这是{name}，扩展名却是 {named}；请把扩展名改为 {kind.suffix} 再检查。", path)
    raise ReadError("binary", f"这是{name}，读不出报告的文字；请把报告另存为 .docx 或 .txt 再检查。", path)


def decode(data: bytes, path: str, declared: str | None = None) -> str:
    """The text of bytes in UTF-8, UTF-16, GB18030 (GBK) or Big5.

    Args:
        data: the bytes.
        path: how the user named the file.
        declared: the encoding that the file itself names.

    Raises:
        ReadError: `empty`, `binary`, `encoding` or `too-large`.
    """
    found = encoding.decode(data, declared)
    if found is None and b"\0" in data and not encoding.marked_encoding(data):
        raise ReadError("binary", "这不是文本文件（含有二进制内容）；请另存为 .docx 或纯文本（.txt）再检查。", path)
    if found is None:
        words = "认不出文件的编码（不是 UTF-8、UTF-16、GBK 或 Big5）；请用记事本另存为 UTF-8 再检查。"
        raise ReadError("encoding", words, path)
    if "\0" in found.text:
        raise ReadError("binary", "文件里有空字符（NUL），不是文本文件；请另存为 .docx 或纯文本（.txt）再检查。", path)
    return found.text.removeprefix("\ufeff")


def require_text(text: str, path: str) -> str:
    """The text, if there is anything to be seen in it and it is not far longer than a report.

    Raises:
        ReadError: `empty` or `too-large`.
    """
    if len(text) > MAX_TEXT:
        raise ReadError("too-large", f"有 {len(text) // 10_000} 万字，不像一份报告，没有检查。", path)
    if not any(char.isprintable() and char != " " for char in text):
        raise ReadError("empty", "文件是空的，没有可以检查的文字。", path)
    return text


def missing_extra(what: str, extra: str, path: str) -> ReadError:
    """The error for a kind of file whose library is not installed."""
    words = f'读取{what}需要另装一个组件：在命令行运行 python -m pip install "fazhi-lint[{extra}]"，然后再检查。'
    return ReadError("missing-extra", words, path)
