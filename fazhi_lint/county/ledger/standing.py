"""How each unit stands in a round: worked out from what the ledger has, some units at a time, so that memory stays flat.

In: a ledger and the number of a round. Out: a `Standing` for each unit of the roster, in its order; the submissions that are of
no known unit.
"""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, and_, select

from ...finding import Finding
from ...text import Location
from ..matching import Match
from ..roster import Unit
from ..values import EARLIER, FIXED, IN_TIME, LATE, MISSING, NEW, OPEN, UNUSABLE, Noted, Standing, Submission
from . import Ledger
from . import tables as t

_TOGETHER = 200  # units that are looked up at once
_CHECKED = "checked"
Verdicts = dict[tuple[str, str], tuple[str, str | None]]


def standings(ledger: Ledger, number: int, names: Sequence[str] | None = None) -> Iterator[Standing]:
    """How the units stand in a round.

    Args:
        ledger: the ledger.
        number: of the round.
        names: the units that are wanted; None for all of the roster.
    """
    deadline = ledger.deadline(number)
    wanted = None if names is None else set(names)
    units = iter([unit for unit in ledger.units() if wanted is None or unit.name in wanted])
    while some := list(islice(units, _TOGETHER)):
        with ledger.database.reading() as connection:
            made = list(_some(connection, some, number, deadline))
        yield from made


def _some(connection: Connection, units: Sequence[Unit], number: int, deadline: datetime.datetime | None) -> Iterator[Standing]:
    names = [unit.name for unit in units]
    seen: dict[str, list[tuple[Submission, str]]] = defaultdict(list)
    for name, submission, digest in _submissions(connection, t.submissions.c.unit.in_(names), number):
        seen[name].append((submission, digest))
    chosen = {name: _choose(found, number) for name, found in seen.items()}
    results = {one[0].result for now, last, _ in chosen.values() for one in (now, last) if one}
    findings = _findings(connection, results)
    verdicts = _verdicts(connection, names)
    for unit in units:
        now, last, doubles = chosen.get(unit.name, (None, None, ()))
        counting = now or last
        noted = _noted(unit.name, now, last, findings, verdicts)
        comparable = now is None or last is None or now[1] == last[1]
        state = _state(now, last, unit.deadline or deadline)
        yield Standing(unit, state, counting[0] if counting else None, doubles, noted, comparable)


def _submissions(connection: Connection, which: Any, number: int) -> Iterator[tuple[str, Submission, str]]:
    """Unit, submission and the digest of the rules, of all rounds up to one."""
    of, made = t.submissions.c, t.results.c
    query = (
        select(
            of.round, of.folder, of.path, of.result, of.received, of.unit, of.how, of.claims, of.stranger,
            made.status, made.error, made.report, made.outcomes, made.digest,
        )
        .join(t.results, made.key == of.result)
        .where(which, of.round <= number, of.present)
        .order_by(of.round, of.received, of.path)
    )  # fmt: skip
    for row in connection.execute(query):
        match = Match(row.unit, row.how, tuple(json.loads(row.claims)), row.stranger)
        error, report = (json.loads(text) if text else None for text in (row.error, row.report))
        outcomes = json.loads(row.outcomes)
        values = (row.round, row.folder, row.path, row.result, row.received, match, row.status, error, report, outcomes)
        yield row.unit, Submission(*values), row.digest


Found = tuple[Submission, str]


def _choose(found: Sequence[Found], number: int) -> tuple[Found | None, Found | None, tuple[str, ...]]:
    """This round's submission that counts, the last one before, and the paths of this round's further reports.

    What is a report goes before what is none or cannot be read; of several the latest counts.
    """

    def rank(one: Found) -> tuple[bool, datetime.datetime, str]:
        return one[0].status == _CHECKED, one[0].received, one[0].path

    now = sorted((one for one in found if one[0].round == number), key=rank)
    before = [one for one in found if one[0].round < number]
    last = max(before, key=lambda one: (one[0].status == _CHECKED, one[0].round, *rank(one)), default=None)
    counting = now[-1][0].result if now else None
    further = tuple(one.path for one, _ in now[:-1] if one.status == _CHECKED and one.result != counting)
    return (now[-1] if now else None), last, further


def _state(now: Found | None, last: Found | None, until: datetime.datetime | None) -> str:
    if now is None:
        return MISSING if last is None or last[0].status != _CHECKED else EARLIER
    if now[0].status != _CHECKED:
        return UNUSABLE
    return LATE if until and now[0].received > until else IN_TIME


def _noted(
    unit: str, now: Found | None, last: Found | None, findings: dict[str, list[Finding]], verdicts: Verdicts
) -> tuple[Noted, ...]:
    """A unit's findings against those of the last round; without anything new they are all still open."""

    def noted(finding: Finding, change: str) -> Noted:
        return Noted(finding, change, *verdicts.get((unit, finding.fingerprint), (None, None)))

    before = findings.get(last[0].result, []) if last and last[0].status == _CHECKED else []
    if now is None or now[0].status != _CHECKED:
        return tuple(noted(finding, OPEN) for finding in before)
    present = findings.get(now[0].result, [])
    known, left = {finding.fingerprint for finding in before}, {finding.fingerprint for finding in present}
    mended = [noted(finding, FIXED) for finding in before if finding.fingerprint not in left]
    return (*(noted(f, OPEN if f.fingerprint in known else NEW) for f in present), *mended)


def _findings(connection: Connection, results: Iterable[str]) -> dict[str, list[Finding]]:
    of = t.findings.c
    found: dict[str, list[Finding]] = defaultdict(list)
    for row in connection.execute(select(t.findings).where(of.result.in_(list(results))).order_by(of.result, of.number)):
        found[row.result].append(
            Finding(
                row.rule, row.severity, row.line, row.column, row.end_line, row.end_column, row.message, row.excerpt,
                (), row.suggestion, None, row.fingerprint, Location(row.paragraph, row.page),
            )
        )  # fmt: skip
    return found


def _verdicts(connection: Connection, names: Sequence[str]) -> Verdicts:
    rows = connection.execute(select(t.verdicts).where(t.verdicts.c.unit.in_(names)))
    return {(row.unit, row.fingerprint): (row.verdict, row.reason) for row in rows}


def unmatched(ledger: Ledger, number: int) -> list[Submission]:
    """The submissions of a round that are of no known unit, in the order of their paths."""
    roster = select(t.units.c.name).where(t.units.c.active)
    of = t.submissions.c
    which = and_(of.round == number, of.unit.is_(None) | of.unit.not_in(roster))
    with ledger.database.reading() as connection:
        return sorted((one for _, one, _ in _submissions(connection, which, number)), key=lambda one: one.path)
