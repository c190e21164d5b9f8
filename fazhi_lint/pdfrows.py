"""The rows of text and the ruled lines on the pages of a PDF: the part that runs in a process of its own.

In: messages with the bytes of a file. Out: messages in JSON. The library (pypdfium2) is imported when a file comes.
"""

from __future__ import annotations

import base64
import ctypes
import json
import math
import os
import re
import struct
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from .paragraphs import Row, Rule

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_LENGTH = struct.Struct("<Q")
_MEMORY = 2_000_000_000  # bytes the process may use, beyond that the file is given up
_RULES, _ROWS = 4000, 2000  # a page with more ruled lines is a drawing, one with more rows of text no table of a report
_FAR = 1e6  # no length on a page is as long
_SCANNED = 0.5  # a picture that covers this share of a page without text is a scan
_WIDE = re.compile(r"[\u2014-\u2026\u3001-\u303f\u4e00-\u9fff\uff01-\uff60]")
# A font in which every character is the same box (tools/make_box_font.py). A PDF without its fonts gets it in the place of
# those of the machine: reading them takes most of the time, and where there are none for Chinese the library loses characters.
_BOXES = zlib.decompress(
    base64.b64decode(
        "eNqVUbFKA0EUnL2NFxVjEkQQsUjQIp0gkkoQIoqdkKSy0TWeSXHnHWcCZ2cZrAR/ww8wnZ/hB4gEQbTQTljn7jaIEQUfvGXm7dvdebMQAKZxAYnS"
        "XmN1bRs7y4CosHrY8lSAMprkV+SVtnt+MngZPJPfka93HHV8pLfuiW+Y1Q4L2X0ZEj8wVzpeN5JDIog+F9v1WwqLyJHfxtxTUYAMbPJJ8tKp8pzX"
        "/Nwl+Rt5M/DPutTFsHbjfcRamU/Xj42D/MY7ZHr799B9OZQBgYRlSjwjA00NaT9XMXZIJBWLatId68e1fIsuTLDjn7HJiNVrbTQEiMZaSiNlRovk"
        "jwAzsVOMpa8p2FnQ2uAcvUyQmZhOzRfLRTmk6R8Lf+2AU1TNpCJxeDR1lkxCZKZYsakixRZmUaj5Ud1p91wVogafM9ThoI0eXCiE6T/9Hp92P0+J"
    )
)


def send(stream: IO[bytes], data: bytes) -> None:
    """Write one message."""
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """The next message, None at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    size = _LENGTH.unpack(head)[0]
    data = stream.read(size)
    return data if len(data) == size else None


def serve() -> None:
    """Answer for one file after another, until standard input ends; what the library prints goes nowhere."""
    stdin, stdout = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    fonts = None
    with suppress(ImportError):  # said for each file
        fonts = _use_boxes()
    while (options := receive(stdin)) is not None and (data := receive(stdin)) is not None:
        try:
            answer = extract(data, **json.loads(options))
        except ImportError:
            answer = {"error": "missing-extra"}
        send(stdout, json.dumps(answer).encode())
    del fonts


def _use_boxes() -> object:
    """Give the library the font of boxes for all that a PDF does not bring; the result must live as long as the library."""
    from pypdfium2 import raw

    def size_or_bytes(_info: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        if table:
            return 0
        if buffer and size >= len(_BOXES):
            ctypes.memmove(buffer, _BOXES, len(_BOXES))
        return len(_BOXES)

    kinds = dict(raw.FPDF_SYSFONTINFO._fields_)
    fonts = raw.FPDF_SYSFONTINFO(
        version=1, MapFont=kinds["MapFont"](lambda *_: 1), GetFontData=kinds["GetFontData"](size_or_bytes)
    )
    raw.FPDF_SetSystemFontInfo(fonts)
    return fonts


def extract(data: bytes, pages: int, limit: int) -> dict[str, Any]:
    """The rows and ruled lines of a PDF, or what hinders: `{"rows", "rules"}` or `{"error", …}`.

    Args:
        data: the file.
        pages: the most that it may have.
        limit: the most characters of text.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
        number = len(document)
    except PdfiumError as error:
        return {"error": "encrypted" if "password" in str(error).lower() else "damaged"}
    if number > pages:
        return {"error": "too-long", "pages": number}
    rows: list[Row] = []
    rules: list[Rule] = []
    silent: list[int] = []
    size = 0
    for i in range(number):
        try:
            page = document[i]
            ruled = _rules(page, i + 1)
            found = _rows(page, i + 1, ruled)
            if not found and _is_picture(page):
                silent.append(i + 1)
        except PdfiumError:
            return {"error": "damaged"}
        rows += found
        rules += ruled if len(found) <= _ROWS else ()
        size += sum(len(row.text) for row in found)
        if size > limit:
            return {"error": "too-large"}
        page.close()
    if silent and (not rows or 2 * len(silent) >= number):
        return {"error": "scanned", "pages": "PDF 的各页" if not rows else f"PDF 的第 {'、'.join(map(str, silent))} 页"}
    return {"rows": rows, "rules": rules}


def _rows(page: PdfPage, number: int, rules: list[Rule]) -> list[Row]:
    """The rows of text on a page, parted where an upright line stands between two characters."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    count = textpage.count_chars()
    text = textpage.get_text_range() if count else ""
    if len(text) != count:  # the text leaves out some signs: take each by itself
        text = "".join(map(chr, (raw.FPDFText_GetUnicode(textpage, i) for i in range(count))))
    rows = []
    for places in (part for row in _split(textpage, text) for part in _cut(textpage, text, row, rules)):
        left, bottom, _, top = textpage.get_charbox(places[0], loose=True)
        right = textpage.get_charbox(places[-1], loose=True)[2]
        size = raw.FPDFText_GetFontSize(textpage, places[0])
        words = "".join(text[i] for i in places)
        size = size if size > 1 else (top - bottom) or 1.0
        rows.append(Row(words, number, *map(_bounded, (left, bottom, max(left, right), top, size))))
    textpage.close()
    return rows


def _bounded(length: float) -> float:
    """A length that can be reckoned with, whatever a damaged file says."""
    return max(-_FAR, min(length, _FAR)) if math.isfinite(length) else 0.0


def _split(textpage: PdfTextPage, text: str) -> Iterator[list[int]]:
    """The places of the characters of each row, without white space around.

    Where two characters stand apart the library puts a space: between rows, which are parted there, and inside a row, where it
    is only letter spacing beside a Chinese character, unless it is as wide as one. Signs that it cannot name are left out.
    """
    from pypdfium2 import raw

    row: list[int] = []
    for i, char in enumerate(text):
        if char in "\r\n":
            kind = "break"
        elif char in "\ufffe\x02\0":
            kind = "nothing"
        elif char == " " and row and i + 1 < len(text) and raw.FPDFText_IsGenerated(textpage, i) == 1:
            kind = _gap(textpage, text, row[-1], i + 1)
        else:
            kind = "sign"
        if kind == "sign":
            row.append(i)
        elif kind == "break":
            if stripped := _strip(row, text):
                yield stripped
            row = []
    if stripped := _strip(row, text):
        yield stripped


def _cut(textpage: PdfTextPage, text: str, row: list[int], rules: list[Rule]) -> Iterator[list[int]]:
    """The parts of a row in the cells of a table: the library takes cells side by side for one row."""
    start, bottom, _, top = textpage.get_charbox(row[0], loose=True)
    end, middle = textpage.get_charbox(row[-1], loose=True)[2], (bottom + top) / 2
    edges = sorted({x for rule in rules if rule.bottom < middle < rule.top for x in (rule.left, rule.right) if start < x < end})
    part: list[int] = []
    for i in row if edges else ():
        left, _, right, _ = textpage.get_charbox(i, loose=True)
        if edges and (left + right) / 2 > edges[0]:
            edges = [x for x in edges if x >= (left + right) / 2]
            if stripped := _strip(part, text):
                yield stripped
            part = []
        part.append(i)
    if stripped := _strip(part or row, text):
        yield stripped


def _gap(textpage: PdfTextPage, text: str, before: int, behind: int) -> str:
    """What a space of the library between two characters is: a `break` between rows, a `sign`, or `nothing`."""
    start, low, end, high = textpage.get_charbox(before, loose=True)
    left, bottom, _, top = textpage.get_charbox(behind, loose=True)
    size = max(high - low, top - bottom)
    if left < start or abs(low - bottom) > size / 2:
        return "break"
    beside = _WIDE.match(text[before]) or _WIDE.match(text[behind])
    return "nothing" if beside and left - end < size else "sign"


def _strip(row: list[int], text: str) -> list[int]:
    """A row without the white space around it."""
    first = next((n for n, i in enumerate(row) if not text[i].isspace()), len(row))
    last = next((n for n in range(len(row), first, -1) if not text[row[n - 1]].isspace()), first)
    return row[first:last]


def _rules(page: PdfPage, number: int) -> list[Rule]:
    """The ruled lines and boxes on a page."""
    from pypdfium2 import raw

    rules = []
    box = [ctypes.c_float() for _ in range(4)]
    for i in range(raw.FPDFPage_CountObjects(page)):
        shape = raw.FPDFPage_GetObject(page, i)
        if raw.FPDFPageObj_GetType(shape) == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPageObj_GetBounds(shape, *box):
            rules.append(Rule(number, *(_bounded(side.value) for side in box)))
            if len(rules) > _RULES:
                return []
    return rules


def _is_picture(page: PdfPage) -> bool:
    """Whether a picture covers the page."""
    from pypdfium2 import raw

    width, height = page.get_size()
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > _SCANNED * width * height:
            return True
    return False
