"""A county for tests: a roster, and reports of its units made from the samples."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAIR = (ROOT / "samples" / "town-fair.txt").read_text("utf-8")
NAME = "梭椤乡"  # of the town in that sample
UNITS = ("白石乡", "松溪乡", "云坪乡", "柳湾乡", "桐岭乡")
OLD = 1_700_000_000  # seconds: a day in November 2023


def report(unit: str, *changes: tuple[str, str]) -> str:
    """A report of a town, with some words changed; it has four faults that must be mended."""
    text = FAIR.replace(NAME, unit)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


MENDED = ("法制政府", "法治政府")  # mends one of them


def put(file: Path, text: str, seconds: float = OLD) -> Path:
    """Write a file that was last changed at some time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    os.utime(file, (seconds, seconds))
    return file


def make(folder: Path, units: Sequence[str] = UNITS) -> tuple[Path, Path]:
    """A folder with a report of each unit, and the roster beside it."""
    for unit in units:
        put(folder / "in" / f"{unit}报告.txt", report(unit))
    return folder / "in", roster(folder, units)


def roster(folder: Path, units: Iterable[str]) -> Path:
    """A roster of towns."""
    file = folder / "名册.csv"
    file.write_text("\n".join(["单位,层级", *(f"{unit},乡镇" for unit in units)]), "utf-8")
    return file
