"""PDF files: paragraphs put together from the rows of the pages, each line with its page.

In: bytes. Out: a `SourceText`. The library that opens the file is native code and a hostile file can keep it busy for years, so it
runs in a process of its own, with limits of time and memory; the process serves one file after another.
"""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any, NoReturn

from ..errors import ReadError
from ..paragraphs import Row, Rule, paragraphs
from ..text import Location, SourceText
from .base import MAX_TEXT, Limits, missing_extra, require_kind, require_text

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

# Isolated, so that nothing in the current folder is imported that the parent would not import.
_PROGRAM = "import sys, importlib; sys.path[:] = sys.argv[2:]; importlib.import_module(sys.argv[1]).serve()"
_WIDE = re.compile(r"[\u2014-\u2026\u3001-\u303f\u4e00-\u9fff\uff01-\uff60]")
_LENGTH = struct.Struct("<Q")
_MEMORY = 2_000_000_000  # bytes the process may use, beyond that the file is given up
_RULES, _ROWS = 4000, 2000  # a page with more ruled lines is a drawing, one with more rows of text no table of a report
_SCANNED = 0.5  # a picture that covers this share of a page without text is a scan


def read(data: bytes, path: str, limits: Limits) -> SourceText:
    """The text of a PDF file.

    Raises:
        ReadError: pypdfium2 is not installed; the file is no PDF, damaged, encrypted, scanned, too long, or takes too much time.
    """
    require_kind(data, path, ".pdf")
    if not data.lstrip()[:5].startswith(b"%PDF"):
        raise ReadError("binary", "这不是 PDF 文件，只是扩展名为 .pdf；请核对文件，或者用它原来的扩展名。", path)
    answer = _ask(data, path, limits)
    if "error" in answer:
        _refuse(answer, path, limits)
    found = paragraphs([Row(*row) for row in answer["rows"]], [Rule(*rule) for rule in answer["rules"]])
    text = "".join(f"{paragraph.text}\n" for paragraph in found)
    return SourceText(require_text(text, path), path, [Location(page=paragraph.page) for paragraph in found])


def _refuse(answer: dict[str, Any], path: str, limits: Limits) -> NoReturn:
    """Say what the process found."""
    code = answer["error"]
    if code == "missing-extra":
        raise missing_extra(" PDF", "pdf", path)
    sentences = {
        "encrypted": "PDF 加了密码，打不开；请用去掉密码的文件，或者 Word 原稿。",
        "scanned": f"{answer.get('pages')}没有文字，是扫描的图片；请找 Word 原稿，或者先做文字识别（OCR）。",
        "too-long": f"PDF 有 {answer.get('pages')} 页，超过上限 {limits.pages} 页，没有读取；确要检查，用 --max-pages 放宽。",
        "damaged": "PDF 已损坏或不完整，打不开；请重新导出或重新下载。",
        "crashed": "PDF 读到一半中断了：文件损坏，或者内容展开后太大；请重新导出，或者改用 Word 原稿。",
        "too-large": "PDF 的文字太多，不像一份报告，没有检查。",
        "timeout": f"读取 PDF 超过 {limits.seconds:g} 秒，没有读完；确要检查，用 --timeout 放宽。",
    }
    raise ReadError(code, sentences[code], path)


def _ask(data: bytes, path: str, limits: Limits) -> dict[str, Any]:
    """What the process answers about a file; one that does not answer in time is ended, and the next file gets a new one."""
    process = _process(os.getpid())
    timer = threading.Timer(limits.seconds, process.kill)
    timer.start()
    try:
        assert process.stdin is not None  # noqa: S101  both are pipes
        assert process.stdout is not None  # noqa: S101
        _send(process.stdin, json.dumps({"pages": limits.pages}).encode())
        _send(process.stdin, data)
        answer = _receive(process.stdout)
    except OSError:
        answer = None
    late = not timer.is_alive()
    timer.cancel()
    if answer is not None:
        found: dict[str, Any] = json.loads(answer)
        return found
    process.kill()
    process.wait()
    _process.cache_clear()
    return {"error": "timeout" if late else "crashed"}


@lru_cache(maxsize=1)
def _process(parent: int) -> subprocess.Popen[bytes]:  # noqa: ARG001  a forked program needs a process of its own
    """The process that opens files; it ends when its standard input does."""
    command = [sys.executable, "-I", "-c", _PROGRAM, __name__, *sys.path]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
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
    fonts = _no_fonts()  # must live as long as the library
    while (options := _receive(stdin)) is not None and (data := _receive(stdin)) is not None:
        try:
            answer = extract(data, **json.loads(options))
        except ImportError:
            answer = {"error": "missing-extra"}
        _send(stdout, json.dumps(answer).encode())
    del fonts


def _no_fonts() -> object:
    """Keep the library from reading this machine's fonts: it needs none to tell the text, and they take most of its time."""
    try:
        from pypdfium2 import raw
    except ImportError:  # said for each file
        return None
    fonts = raw.FPDF_SYSFONTINFO(version=1)
    raw.FPDF_SetSystemFontInfo(fonts)
    return fonts


def extract(data: bytes, pages: int) -> dict[str, Any]:
    """The rows and ruled lines of a PDF, or what hinders: `{"rows", "rules"}` or `{"error", …}`.

    Args:
        data: the file.
        pages: the most that it may have.
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
        if size > MAX_TEXT:
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
        rows.append(Row(words, number, left, bottom, max(left, right), top, size if size > 1 else (top - bottom) or 1.0))
    textpage.close()
    return rows


def _split(textpage: PdfTextPage, text: str) -> Iterator[list[int]]:
    """The places of the characters of each row, without white space around.

    Where two characters stand apart the library puts a space: between rows, which are parted there, and inside a row, where beside
    a Chinese character it is only letter spacing, unless it is as wide as one. Signs that it cannot name are left out.
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
    for shape in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2):
        left, bottom, right, top = shape.get_bounds()
        rules.append(Rule(number, left, bottom, right, top))
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
