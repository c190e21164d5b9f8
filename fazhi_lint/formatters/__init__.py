"""Formatters: a run to text. One table; a new format is one file and one row.

In: a `Run` (values of the lowest floor only) and a `Style`. Out: a string.
"""

from __future__ import annotations

from collections.abc import Callable

from ..finding import Run
from .text import Style
from .text import render as _text


def _json(run: Run, style: Style) -> str:
    from .json import render

    return render(run)


FORMATTERS: dict[str, Callable[[Run, Style], str]] = {"text": _text, "json": _json}

__all__ = ["FORMATTERS", "Style"]
