"""Reports made ready to be compared, and what was found, packed small: to be sent to another process, and kept until needed.

In: a `Report` or a `Comparison`. Out: bytes; and the same again. They hold plain data (JSON) and nothing that could run.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Iterator
from typing import Any

from .model import Carried, Comparison, Copy, Paragraph, Passage, Report, Statement, Unmet

_LEVEL = 1  # of compression: more costs more time than it saves
_PIECE = 1 << 14  # bytes that are unpacked at once
_COPIES, _CARRIED = Comparison._fields.index("copies"), Comparison._fields.index("carried")


def pack(report: Report) -> bytes:
    """The report as bytes."""
    paragraphs = [(*paragraph[:-1], _steps(paragraph.places)) for paragraph in report.paragraphs]
    statements = [[(*one[:3], sorted(one.topics)) for one in some] for some in (report.shortcomings, report.measures)]
    data = (*report[:5], paragraphs, report.told, sorted(report.topics), *statements)
    return zlib.compress(_json(data).encode("utf-8", "surrogatepass"), _LEVEL)


def unpack(data: bytes) -> Report:
    """The report that was packed."""
    raw: Any = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    unit, path, year, names, text, paragraphs, told, topics, shortcomings, measures = raw
    return Report(
        unit, path, year, tuple(names), text, tuple(map(_paragraph, paragraphs)), tuple(map(_statement, shortcomings)),
        tuple(told), frozenset(topics), tuple(map(_statement, measures)),
    )  # fmt: skip


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def pack_found(found: Comparison) -> bytes:
    """What was found, a line of JSON for each thing, compressed as it is written: never all of it in plain.

    A passage is written where it comes first; from then on its number stands for it.
    """
    numbers: dict[Passage, int] = {}

    def named(field: Any) -> Any:
        if not isinstance(field, Passage):
            return field
        fresh = len(numbers)
        number = numbers.setdefault(field, fresh)
        return field if number == fresh else number

    packer = zlib.compressobj(_LEVEL)
    rows = ([kind, [named(field) for field in row]] for kind, some in enumerate(found) for row in some)
    pieces = [packer.compress(f"{_json(row)}\n".encode("utf-8", "surrogatepass")) for row in rows]
    return b"".join([*pieces, packer.flush()])


def unpack_found(kept: bytes) -> Comparison:
    """The same again; a passage that several copies have is one value."""
    passages: list[Passage] = []

    def named(field: Any) -> Passage:
        if isinstance(field, int):
            return passages[field]
        passages.append(Passage(*field))
        return passages[-1]

    found: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    for line in _lines(kept):
        kind, [first, *rest] = json.loads(line)
        if kind == _COPIES:
            made: Any = Copy(named(first), named(rest[0]), *rest[1:])
        elif kind == _CARRIED:
            made = Carried(named(first), named(rest[0]), *rest[1:])
        else:
            made = Unmet(named(first), *rest)
        found[kind].append(made)
    return Comparison(*map(tuple, found))


def _lines(packed: bytes) -> Iterator[bytes]:
    unpacker, rest = zlib.decompressobj(), b""
    for start in range(0, len(packed), _PIECE):
        *lines, rest = (rest + unpacker.decompress(packed[start : start + _PIECE])).split(b"\n")
        yield from lines


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
