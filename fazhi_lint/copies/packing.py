"""Reports made ready to be compared, packed small: to be sent to another process, and kept until they are needed.

In: a `Report`. Out: bytes; and the same `Report` again. They hold plain data (JSON) and nothing that could run.
"""

from __future__ import annotations

import json
import zlib
from array import array
from typing import Any

from .model import Paragraph, Passage, Report, Statement

_LEVEL = 1  # of compression: more costs more time than it saves


def pack(report: Report) -> bytes:
    """The report as bytes."""
    paragraphs = [(*paragraph[:-1], _steps(paragraph.places)) for paragraph in report.paragraphs]
    statements = [[(*one[:3], sorted(one.topics)) for one in some] for some in (report.shortcomings, report.measures)]
    data = (*report[:5], paragraphs, report.told, sorted(report.topics), *statements)
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), _LEVEL)


def unpack(data: bytes) -> Report:
    """The report that was packed."""
    raw: Any = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    unit, path, year, names, text, paragraphs, told, topics, shortcomings, measures = raw
    return Report(
        unit, path, year, tuple(names), text, tuple(map(_paragraph, paragraphs)), tuple(map(_statement, shortcomings)),
        tuple(told), frozenset(topics), tuple(map(_statement, measures)),
    )  # fmt: skip


def _statement(row: list[Any]) -> Statement:
    passage, head, body, topics = row
    return Statement(Passage(*passage), head, body, frozenset(topics))


def _paragraph(row: list[Any]) -> Paragraph:
    line, column, section, start, length, masked, steps = row
    return Paragraph(line, column, section, start, length, masked, _places(steps, len(masked)))


def _steps(places: array[int]) -> list[int]:
    """Places, of which each but few is the one after the last: where that is not so, the number and the place there."""
    steps: list[int] = []
    awaited = -1
    for number, place in enumerate(places):
        if place != awaited:
            steps += number, place
        awaited = place + 1
    return steps


def _places(steps: list[int], count: int) -> array[int]:
    """The places again."""
    places = array("I")
    for first, last, place in zip(
        steps[::2], [*steps[2::2], count], steps[1::2], strict=False
    ):  # the last only where there is one
        places.extend(range(place, place + last - first))
    return places
