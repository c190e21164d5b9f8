"""PDF files: paragraphs put together from the rows of the pages, each line with its page.

In: bytes. Out: a `SourceText`. The library that opens the file is native code, and a hostile file can keep it busy for years:
it runs in a process of its own, with limits of time and memory. The process serves one file after another.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from functools import lru_cache
from typing import Any, NoReturn

from ..errors import ReadError
from ..paragraphs import Row, Rule, paragraphs
from ..pdfrows import receive, send
from ..text import Location, SourceText
from .base import MAX_TEXT, Limits, missing_extra, require_kind, require_text

_ONE_AT_A_TIME = threading.Lock()
# Isolated, so that nothing in the current folder is imported that the parent would not import.
_PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; from fazhi_lint.pdfrows import serve; serve()"


def read(data: bytes, path: str, limits: Limits) -> SourceText:
    """The text of a PDF file.

    Raises:
        ReadError: pypdfium2 is not installed; the file is no PDF, damaged, encrypted, scanned, too long or takes too long.
    """
    require_kind(data, path, ".pdf")
    if not data.lstrip()[:5].startswith(b"%PDF"):
        raise ReadError("binary", "这不是 PDF 文件，只是扩展名为 .pdf；请核对文件，或者用它原来的扩展名。", path)
    answer = _ask(data, limits)
    if "error" in answer:
        _refuse(answer, path, limits)
    found = paragraphs([Row(*row) for row in answer["rows"]], [Rule(*rule) for rule in answer["rules"]])
    text = "".join(f"{paragraph.text}\n" for paragraph in found)
    return SourceText(require_text(text, path), path, [Location(page=paragraph.page) for paragraph in found])


def _refuse(answer: dict[str, Any], path: str, limits: Limits) -> NoReturn:
    """Say what the process found."""
    code = answer["error"]
    if code == "missing-extra":
        raise missing_extra(" PDF ", "pdf", path)
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


def _ask(data: bytes, limits: Limits) -> dict[str, Any]:
    """What the process answers about a file; one that does not answer in time is ended, and the next file gets a new one."""
    with _ONE_AT_A_TIME:
        process = _process(os.getpid())
        timer = threading.Timer(limits.seconds, process.kill)
        timer.start()
        answer = None
        try:
            answer = _exchange(process, json.dumps({"pages": limits.pages, "limit": MAX_TEXT}).encode(), data)
        finally:
            late = not timer.is_alive()
            timer.cancel()
            if answer is None:
                process.kill()
                process.wait()
                _process.cache_clear()
    if answer is None:
        return {"error": "timeout" if late else "crashed"}
    found: dict[str, Any] = json.loads(answer)
    return found


def _exchange(process: subprocess.Popen[bytes], *messages: bytes) -> bytes | None:
    """Send messages and wait for the answer; None if the process ends before."""
    assert process.stdin is not None  # noqa: S101  both are pipes
    assert process.stdout is not None  # noqa: S101
    try:
        for message in messages:
            send(process.stdin, message)
        return receive(process.stdout)
    except OSError:
        return None


@lru_cache(maxsize=1)
def _process(parent: int) -> subprocess.Popen[bytes]:
    """The process that opens files; it ends when its standard input does."""
    command = [sys.executable, "-I", "-c", _PROGRAM, *sys.path]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
