"""The county's desk: a roster, all the reports of a round, a ledger of all rounds, and what is written from it.

In: a folder of reports, a roster of the units that must hand in, a ledger. Out: who has handed in, what is wrong with each
report and what has changed since the last round: as a workbook, a page, and a reply for each unit. Everything here needs the
extra `county`; nothing outside imports it but the command line, when its commands are used.
"""

from __future__ import annotations

from importlib.util import find_spec

from ..errors import ConfigError

_NEEDED = ("numpy", "sqlalchemy", "xlsxwriter", "openpyxl", "docx")


def require() -> None:
    """Make sure that the libraries of the extra `county` are there.

    Raises:
        ConfigError: one of them is not installed.
    """
    if any(find_spec(name) is None for name in _NEEDED):
        raise ConfigError('县里的审核台还缺几个库；请执行：python -m pip install "fazhi-lint[county]"')
