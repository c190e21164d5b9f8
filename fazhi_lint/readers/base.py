"""What readers share: limits, and how bytes become text.

In: a file's bytes. Out: decoded text, or a `ReadError` with a stable code and one Chinese sentence.
"""

from __future__ import annotations

import codecs

from ..errors import ReadError

MAX_BYTES = 10_000_000  # a report has about 10 KB; a thousand times that is none
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The first bytes of files that are no text, with what they are.
_MAGIC = (
    (b"PK\x03\x04", "Word（docx）或压缩文件"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word（doc）或 WPS 文件"),
    (b"%PDF", "PDF 文件"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"\x1f\x8b", "压缩文件"),
    (b"Rar!", "压缩文件"),
    (b"7z\xbc\xaf", "压缩文件"),
    (b"\x7fELF", "程序"),
    (b"MZ\x90", "程序"),
)
_COMMON = frozenset("的一是在不和有年法治政府建设行工作人民党镇乡县区街道会委实施开展加强推进")


def decode(data: bytes, path: str) -> str:
    """The text of a file: UTF-8, UTF-16, GB18030 (GBK), told by mark or by trying.

    Raises:
        ReadError: `empty`, `binary` or `encoding`.
    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise ReadError("binary", f"这不是文本文件，而是{what}；请另存为纯文本（.txt）再检查。", path)
    text = _decode(data, path)
    if "\0" in text:
        raise ReadError("binary", "文件里有空字符（NUL），不是文本文件；请另存为纯文本（.txt）再检查。", path)
    if not any(c.isprintable() and c != " " for c in text):
        raise ReadError("empty", "文件是空的，没有可以检查的文字。", path)
    return text


def _decode(data: bytes, path: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise _unknown(path) from error
    if b"\0" in data:
        for encoding in ("utf-16-le", "utf-16-be"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if sum(c in _COMMON for c in text[:2000]) * 20 > len(text[:2000]):
                return text
        raise ReadError("binary", "这不是文本文件（含有二进制内容）；请另存为纯文本（.txt）再检查。", path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unknown(path)


def _unknown(path: str) -> ReadError:
    return ReadError("encoding", "认不出文件的编码（不是 UTF-8、UTF-16 或 GBK）；请用记事本另存为 UTF-8 再检查。", path)
