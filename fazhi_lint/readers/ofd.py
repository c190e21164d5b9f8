"""OFD files (GB/T 33190), the paged format of Chinese offices: paragraphs put together from the texts on the pages.

In: bytes. Out: a `SourceText`, each line with its page. An OFD file is a zip of XML; what it draws as text carries its
characters and their places. Nothing is unpacked to disk, and how much is unpacked at all is limited.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from xml.etree import ElementTree

from ..errors import ReadError
from ..paragraphs import Row, Rule, paragraphs
from ..text import Location, SourceText
from .base import MAX_TEXT, Limits, require_kind, require_text

_POINTS = 72 / 25.4  # in a millimetre
_FAR = 1e6  # no length on a page is as long
_A4 = (0.0, 0.0, 210.0, 297.0)
_WIDE = re.compile(r"[\u2014-\u2026\u3000-\u303f\u4e00-\u9fff\uff01-\uff60]")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, NotImplementedError, RuntimeError,
    ElementTree.ParseError,
)  # fmt: skip


class _Run(NamedTuple):
    """Characters that one object draws on a base line; lengths in points, y upwards."""

    text: str
    left: float
    base: float
    right: float
    size: float


def read(data: bytes, path: str, limits: Limits) -> SourceText:
    """The text of an OFD file.

    Raises:
        ReadError: it is none, damaged, too large, has too many pages, or no text.
    """
    require_kind(data, path, ".ofd")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            rows, rules = _pages(_Package(archive, path, limits), path, limits)
    except _BROKEN as error:
        raise ReadError("damaged", "OFD 文件已损坏或不完整，打不开；请重新导出为 .pdf 或 .docx。", path) from error
    if not rows:
        raise ReadError("scanned", "OFD 文件里没有文字，多半是扫描的图片；请找 Word 原稿，或者先做文字识别（OCR）。", path)
    found = paragraphs(rows, rules)
    text = "".join(f"{paragraph.text}\n" for paragraph in found)
    return SourceText(require_text(text, path), path, [Location(page=paragraph.page) for paragraph in found])


class _Package:
    """The parts of the file, by name; it gives up when more is unpacked than the limits say."""

    def __init__(self, archive: zipfile.ZipFile, path: str, limits: Limits) -> None:
        self.archive = archive
        self.path = path
        self.left = limits.expanded

    def xml(self, name: str) -> ElementTree.Element:
        """A part's XML, without document type and entities."""
        with self.archive.open(name) as part:
            data = part.read(self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            raise ReadError("too-large", "OFD 文件展开后太大，不像一份报告，没有读取。", self.path)
        if b"<!DOCTYPE" in data or b"\0" in data:
            raise ValueError(name)
        return ElementTree.fromstring(data)  # noqa: S314  no document type: no entities


def _pages(package: _Package, path: str, limits: Limits) -> tuple[list[Row], list[Rule]]:
    """The rows of text and ruled lines of all pages."""
    start = package.xml("OFD.xml").findtext(".//{*}DocRoot", "").strip().lstrip("/")
    document = package.xml(start)
    folder = posixpath.dirname(start)
    box = _numbers(document.findtext("{*}CommonData/{*}PageArea/{*}PhysicalBox", "")) or _A4
    places = [page.get("BaseLoc") or page.findtext("{*}BaseLoc") or "" for page in document.findall("{*}Pages/{*}Page")]
    if len(places) > limits.pages:
        words = f"OFD 有 {len(places)} 页，超过上限 {limits.pages} 页，没有读取；确要检查，用 --max-pages 放宽。"
        raise ReadError("too-long", words, path)
    rows: list[Row] = []
    rules: list[Rule] = []
    size = 0
    for number, place in enumerate(places, 1):
        name = place.strip().lstrip("/") if place.startswith("/") else posixpath.normpath(posixpath.join(folder, place.strip()))
        page = package.xml(name)
        height = (_numbers(page.findtext("{*}Area/{*}PhysicalBox", "")) or box)[3]
        found = _rows(list(_runs(page, height)), number)
        size += sum(len(row.text) for row in found)
        if size > MAX_TEXT:
            raise ReadError("too-large", "OFD 的文字太多，不像一份报告，没有检查。", path)
        rows += found
        rules += _rules(page, height, number)
    return rows, rules


def _numbers(words: str | None) -> tuple[float, ...]:
    """The numbers of an attribute.

    Raises:
        ValueError: one is none, or is larger than any page.
    """
    found = tuple(map(float, (words or "").split()))
    if not all(abs(number) < _FAR for number in found):  # nor is what is not a number
        raise ValueError(words)
    return found


def _number(words: str | None) -> float:
    return sum(_numbers(words)[:1])


def _runs(page: ElementTree.Element, height: float) -> Iterator[_Run]:
    """What the page's text objects draw, in their order."""
    for shape in page.iter():
        if not shape.tag.endswith("}TextObject"):
            continue
        x, y = _numbers(shape.get("Boundary"))[:2]
        a, b, c, d, e, f = _numbers(shape.get("CTM")) or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        size = _number(shape.get("Size")) * (abs(d) or abs(c) or 1.0)
        at_x = at_y = 0.0
        for code in shape.findall("{*}TextCode"):
            text = code.text or ""
            at_x, at_y = (_number(code.get(name)) if code.get(name) else at for name, at in (("X", at_x), ("Y", at_y)))
            if not text.strip():
                continue
            width = _advance(code, text, _number(shape.get("Size"))) * (abs(a) or abs(b) or 1.0)
            left, base = x + a * at_x + c * at_y + e, y + b * at_x + d * at_y + f
            yield _Run(text, left * _POINTS, (height - base) * _POINTS, (left + width) * _POINTS, (size or 5.0) * _POINTS)


def _advance(code: ElementTree.Element, text: str, size: float) -> float:
    """How far the characters reach: the given steps, and the last character's own width."""
    steps: list[float] = []
    given = iter((code.get("DeltaX") or "").split())
    for word in given:
        if word == "g":  # so many steps of one length
            count, step = min(int(next(given, "0")), len(text)), _number(next(given, "0"))
            steps += [step] * count
        else:
            steps.append(_number(word))
    steps = steps[: len(text) - 1]
    rest = text[len(steps) :]  # those without a step stand side by side
    return sum(steps) + sum(size if _WIDE.match(char) else size / 2 for char in rest)


def _rows(runs: list[_Run], number: int) -> list[Row]:
    """Runs that follow one another on a base line as one row."""
    rows: list[Row] = []
    base = 0.0
    for run in runs:
        last = rows[-1] if rows else None
        if last is not None and abs(run.base - base) < run.size / 3 and -run.size / 2 < run.left - last.right < 3 * run.size:
            space = " " if run.left - last.right > 0.9 * run.size else ""
            rows[-1] = last._replace(text=last.text + space + run.text, right=run.right, size=max(last.size, run.size))
        else:
            rows.append(
                Row(run.text, number, run.left, run.base - run.size / 5, run.right, run.base + run.size * 0.8, run.size)
            )
            base = run.base
    return [row._replace(text=row.text.strip()) for row in rows if row.text.strip()]


def _rules(page: ElementTree.Element, height: float, number: int) -> list[Rule]:
    """The ruled lines and boxes on a page."""
    rules = []
    for shape in page.iter():
        if shape.tag.endswith("}PathObject") and len(box := _numbers(shape.get("Boundary"))) == 4:
            x, y, width, depth = box
            left, top = x * _POINTS, (height - y) * _POINTS
            rules.append(Rule(number, left, top - depth * _POINTS, left + width * _POINTS, top))
    return rules
