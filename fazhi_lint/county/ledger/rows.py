"""What came of a file, as rows of the ledger's tables.

In: a run, an `Examined`. Out: values by column.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...finding import FileResult
from ..matching import Match
from ..values import Examined, digest_key


class Run(NamedTuple):
    """A run over the files of a folder, in a round, with rules and the word lists of the comparison."""

    id: int
    round: int
    folder: str
    digest: str
    wording: str = ""


def moment() -> datetime.datetime:
    """Now, to the second."""
    return datetime.datetime.now().replace(microsecond=0)


def result(examined: Examined) -> dict[str, Any]:
    """The row of a result."""
    file: FileResult = examined.file
    return {
        "key": examined.key, "sha256": examined.sha256, "digest": examined.rules, "level": examined.level,
        "status": file.status, "error": _json(file.error), "organs": _json(examined.organs), "report": _json(file.report),
        "outcomes": _json({outcome.rule: outcome.outcome for outcome in file.outcomes}),
    }  # fmt: skip


def _json(value: object) -> str | None:
    return None if value is None else _storable(json.dumps(value, ensure_ascii=False))


def _storable(text: str) -> str:
    """A text that a database takes: PostgreSQL has no NUL, and UTF-8 no lone surrogates."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8") if not text.isprintable() else text


def findings(examined: Examined) -> Iterator[dict[str, Any]]:
    """The rows of the findings of a result."""
    key = examined.key
    for number, one in enumerate(examined.file.findings):
        yield {
            "result": key, "number": number, "fingerprint": one.fingerprint, "rule": one.rule, "severity": one.severity,
            "line": one.line, "column": one.column, "end_line": one.end_line, "end_column": one.end_column,
            "paragraph": one.location.paragraph, "page": one.location.page, "message": _storable(one.message),
            "excerpt": _storable(one.excerpt), "suggestion": one.suggestion and _storable(one.suggestion),
        }  # fmt: skip


def digests(run: Run, examined: Examined) -> Iterator[dict[str, Any]]:
    """The row of a report made ready to be compared, where there is one."""
    if examined.passages is not None and examined.match.unit is not None:
        key = digest_key(examined.key, examined.match.unit, run.wording)
        yield {"key": key, "data": examined.passages}


def submission(run: Run, examined: Examined) -> dict[str, Any]:
    """The row of a file that was seen."""
    match: Match = examined.match
    now = moment()
    received = min(examined.received, now) if examined.received else now
    return {
        "round": run.round, "folder": run.folder, "path": examined.path, "result": examined.key,
        "token": examined.token, "unit": match.unit, "how": match.how, "claims": _json(match.claims),
        "stranger": match.stranger, "received": received, "present": True, "run": run.id,
    }  # fmt: skip
