"""What units copied from each other and from their own reports of last year.

In: each report, made small by `digest` (file by file, where it is checked: in a worker). Out: `compare` puts all side by side:
copied passages, shortcomings that were stated last year already, measures of last year's plan that nothing came of.
What counts as copied: docs/copies.md. It needs numpy, which comes with the extra `county`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.util import find_spec

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
from .wording import load_wording

__all__ = [
    "BETWEEN", "BY_LAST_YEAR", "BY_NAME", "LAST_YEAR", "ONE", "OTHER", "Carried", "Comparison", "Copy", "Options", "Passage",
    "Report", "Unmet", "compare", "digest", "load_wording",
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
    if find_spec("numpy") is None:
        raise ConfigError('比对各单位的报告要用 numpy，还没有安装；请执行：python -m pip install "fazhi-lint[county]"')
    from .between import Corpus  # numpy only where it is used

    options = options or Options()
    new = sorted(reports, key=lambda report: (report.unit, report.path))
    old = dict(last_year or {})
    copies = trace(Corpus(new, old, options).copies(), new)
    both = [(report, old[report.unit]) for report in new if report.unit in old]
    return Comparison(
        tuple(copies),
        tuple(found for this, last in both for found in carried(this, last, options)),
        tuple(found for this, last in both for found in unmet(this, last)),
    )
