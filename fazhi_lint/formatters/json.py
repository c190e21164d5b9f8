"""The JSON output, schema version 1 (docs/output.md).

In: a `Run`. Out: one JSON document, piece by piece: the head, each file, the summary.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .. import record
from ..finding import Run
from .base import PLAIN, Style, statistics


def render(run: Run, style: Style = PLAIN) -> Iterator[str]:
    """The run as JSON, Chinese unescaped, with a final line break: what one `json.dumps` of the whole would give."""
    yield _dump(record.head(run), 0).removesuffix("\n}") + ',\n "files": ['
    between = "\n  "
    for file in run.files:
        yield between + _dump(record.of_file(file), 2)
        between = ",\n  "
    end = "]" if between == "\n  " else "\n ]"
    yield f'{end},\n "summary": {_dump(run.tally.counts, 1)}'
    if style.statistics:
        rows = [{"rule": rule, "title": title, "findings": count} for count, rule, title in statistics(run)]
        yield f',\n "statistics": {_dump(rows, 1)}'
    yield "\n}\n"


def _dump(value: Any, depth: int) -> str:
    """A value as it stands at a depth of the document; a line break is never inside a string, where it is written \\n."""
    text = json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode()
    return text.replace("\n", "\n" + " " * depth)
