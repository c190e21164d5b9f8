"""Formatters: a run to text. One table; a new format is one file and one row.

In: a `Run` (values of the lowest floor only) and a `Style`. Out: pieces of text, each as soon as its file has been checked, so
that nobody has to hold all files or all text; put together they are the whole output. The tally is complete after the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..finding import Run
from .base import Style
from .text import render as _text


def _json(run: Run, style: Style) -> Iterator[str]:
    from .json import render

    return render(run, style)


FORMATTERS: dict[str, Callable[[Run, Style], Iterator[str]]] = {"text": _text, "json": _json}

__all__ = ["FORMATTERS", "Style"]
