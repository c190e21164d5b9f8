"""The errors a user can cause. Each is one Chinese sentence with its place; none is ever shown as a traceback.

In: nothing. Out: exception classes that every floor raises and only the command line prints.
"""

from __future__ import annotations


class FazhiError(Exception):
    """Something that the user can mend.

    Args:
        message: one plain Chinese sentence.
        path: the file it is about, if any.
        line: the 1-based line in that file, if known.
    """

    def __init__(self, message: str, path: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line

    def __str__(self) -> str:
        if self.path is None:
            return self.message
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}"


class ReadError(FazhiError):
    """A report file that cannot be read; `code` is the stable word for it in the JSON output."""

    def __init__(self, code: str, message: str, path: str | None = None) -> None:
        super().__init__(message, path)
        self.code = code


class RuleError(FazhiError):
    """A rule, lexicon or ruleset file that is wrong; always with file and, where known, line."""


class ConfigError(FazhiError):
    """Options that cannot be followed: an unknown rule, group, level or output place."""


def internal(error: BaseException) -> str:
    """What is said of a fault of the program itself: what it was and where in the code, never a traceback."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"
    return f"程序内部出错（{type(error).__name__}，{place}），请连同文件反馈给维护者。"
