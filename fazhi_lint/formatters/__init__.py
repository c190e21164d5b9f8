"""Formatters: a run to text or bytes. One table; a new format is one file and one row.

In: a `Run` (values of the lowest floor only) and a `Style`. Out: pieces, at least one for each file (empty where there is
nothing to say) and that one before the next file is asked for, so that several formatters can go in step and nobody has to hold
all files; put together they are the whole output. The tally is complete after the last file. `html` and `xlsx` begin with what
is known only at the end: meanwhile they put down outside of memory what they have made.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:  # the table is read for every --help: it costs no import
    from ..finding import Run
    from .base import Style


class Formatter(NamedTuple):
    """One row: the module beside this one, and what the format is for."""

    module: str
    purpose: str
    binary: bool = False  # bytes that no screen can show
    statistics: bool = True  # whether it has a place for the counts by rule
    facts: bool = False  # whether it shows the facts of the reports, and what made rules pass

    def render(self, run: Run, style: Style) -> Iterator[Any]:
        """The run in this format, piece by piece: text, or bytes where it is binary.

        Raises:
            ConfigError: a library that the format needs is not installed.
        """
        pieces: Iterator[Any] = import_module(f"{__name__}.{self.module}").render(run, style)
        return pieces


FORMATTERS: dict[str, Formatter] = {
    "text": Formatter("text", "给人看：原文、依据、改法"),
    "concise": Formatter("concise", "一处一行"),
    "markdown": Formatter("markdown", "贴进评论、工单"),
    "html": Formatter("html", "网页：结论、逐项清单、标出问题的全文", facts=True),
    "xlsx": Formatter("xlsx", "表格：问题、清单、文件各一张", binary=True, facts=True),
    "json": Formatter("json", "给程序用", facts=True),
    "jsonl": Formatter("jsonl", "给程序用，一行一个对象", facts=True),
    "sarif": Formatter("sarif", "SARIF 2.1.0", statistics=False),
    "github": Formatter("github", "GitHub Actions 的标注", statistics=False),
    "gitlab": Formatter("gitlab", "GitLab 的 Code Quality", statistics=False),
    "junit": Formatter("junit", "JUnit XML", statistics=False),
    "checkstyle": Formatter("checkstyle", "Checkstyle XML", statistics=False),
}
