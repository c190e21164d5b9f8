"""What units copied from each other and from their own reports of last year.

In: each report, made small by `digest` (file by file, where it is checked: in a worker); very many are packed (`pack`) and laid
on a `Shelf`. Out: `compare` (for a shelf `compare_shelf`) puts all side by side: copied passages, shortcomings that were stated
last year already, measures of last year's plan that nothing came of.
What counts as copied: docs/copies.md. It needs numpy, which comes with the extra `county`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from tempfile import TemporaryFile, gettempdir

from ..errors import ConfigError
from .carried import carried, unmet
from .digest import digest
from .model import (
    BETWEEN,
    BY_LAST_YEAR,
    BY_NAME,
    LAST_YEAR,
    ONE,
    OTHER,
    Carried,
    Comparison,
    Copy,
    Options,
    Passage,
    Report,
    Unmet,
)
from .origins import trace
from .packing import pack, pack_found, unpack, unpack_found
from .shelf import Label, OnHand, Shelf
from .wording import load_wording

__all__ = [
    "BETWEEN", "BY_LAST_YEAR", "BY_NAME", "LAST_YEAR", "ONE", "OTHER", "Carried", "Comparison", "Copy", "Label", "Options",
    "Passage", "Report", "Shelf", "Unmet", "compare", "compare_shelf", "digest", "load_wording", "pack", "pack_found",
    "unpack", "unpack_found",
]  # fmt: skip


def compare(
    reports: Iterable[Report], last_year: Mapping[str, Report] | None = None, options: Options | None = None
) -> Comparison:
    """Compare all reports with all, and each with its unit's own of last year.

    The result does not depend on the order of the reports.

    Args:
        reports: those of this year; those of one unit are not compared with each other.
        last_year: by unit, those of last year, as far as there are any.
        options: what counts as copied.

    Raises:
        ConfigError: numpy is not installed.
    """
    return compare_shelf(OnHand(reports, last_year or {}), options)


def compare_shelf(shelf: Shelf, options: Options | None = None) -> Comparison:
    """Compare all reports that lie on a shelf; only some of them are held at any time.

    Args:
        shelf: the reports.
        options: what counts as copied.

    Raises:
        ConfigError: numpy is not installed, or the folder for temporary files cannot take what it has to.
    """
    if find_spec("numpy") is None:
        raise ConfigError('比对各单位的报告要用 numpy，还没有安装；请执行：python -m pip install "fazhi-lint[county]"')
    from .between import Corpus  # numpy only where it is used

    options = options or Options()

    def report(passage: Passage) -> Report:
        return shelf[bisect_left(shelf.labels, Label(passage.unit, passage.earlier, passage.path))]

    try:
        with TemporaryFile(prefix="fazhi-lint-") as file:
            copies = trace(Corpus(shelf, options, file).copies(), report)
    except OSError as error:
        raise ConfigError("没有比对成：临时文件夹的磁盘满了，或没有权限；腾出空间后重跑。", gettempdir()) from error
    still: list[Carried] = []
    missed: list[Unmet] = []
    for this, last in _both_years(shelf):
        still += carried(this, last, options)
        missed += unmet(this, last, options)
    return Comparison(tuple(copies), tuple(still), tuple(missed))


def _both_years(shelf: Shelf) -> Iterator[tuple[Report, Report]]:
    """Each report of this year with its unit's own of last year, where there is one."""
    earlier = {label.unit: i for i, label in enumerate(shelf.labels) if label.earlier}
    for i, label in enumerate(shelf.labels):
        if not label.earlier and label.unit in earlier:
            yield shelf[i], shelf[earlier[label.unit]]
