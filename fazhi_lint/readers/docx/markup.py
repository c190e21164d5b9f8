"""Bytes of a part -> XML that can do no harm: no DTD, no entities, no more elements than a report can have.

In: bytes. Out: bytes that any parser may be given, or the root of the tree; `ReadError` where they are no such thing.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import ParseError, XMLParser

from ...errors import ReadError
from .names import STRICT

MAX_TAGS = 400_000  # beginnings and ends, and as many attributes; a report of a hundred pages has a quarter of them


def safe(data: bytes) -> bytes:
    """The bytes as UTF-8 without byte order mark.

    Raises:
        ReadError: `unsafe` with a DTD, `too-large` with too many elements, `damaged` in an encoding that is none.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
        try:
            data = data.decode("utf-16" if data[0] > 0x7F else "utf-16-be" if data[0] == 0 else "utf-16-le").encode()
        except UnicodeError as error:
            raise ReadError("damaged", "文件已损坏（编码读不出来）；请用 Word 或 WPS 打开，另存一份再检查。") from error
    if b"!" in data and (b"<!DOCTYPE" in data or b"<!ENTITY" in data):  # one byte is looked for much faster
        raise ReadError("unsafe", "文件里有 Word 不会写的实体定义（DTD），可能是恶意文件，没有读取。")
    if len(data) > MAX_TAGS and (data.count(b"<") > MAX_TAGS or data.count(b"=") > MAX_TAGS):
        raise ReadError("too-large", "文件的内容多得不像一份报告，没有读取。")
    return data.removeprefix(b"\xef\xbb\xbf")


def parse(data: bytes) -> Any:
    """The root of the tree, in the names of the usual (transitional) dialect.

    Raises:
        ReadError: `unsafe`, `too-large`, or `damaged`.
    """
    data = safe(data)
    if b"http://purl.oclc.org/ooxml/" in data:
        for strict, usual in STRICT:
            data = data.replace(strict, usual)
    # The encoding is what `safe` made, whatever the declaration says; no DTD, and so no entity, has got through it.
    parser = XMLParser(encoding="utf-8")  # noqa: S314
    try:
        parser.feed(data)
        return parser.close()
    except ParseError as error:
        raise broken() from error


def too_deep() -> ReadError:
    """What is said of elements in elements in elements."""
    return ReadError("too-large", "表格、文本框一层套一层，套得太深，不像一份报告，没有读取。")


def broken() -> ReadError:
    """What is said of a part that is no well-formed XML."""
    return ReadError("damaged", "文件已损坏（内容读不出来）；请用 Word 或 WPS 打开，另存一份再检查。")
