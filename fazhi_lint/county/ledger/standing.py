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
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, select

from ...finding import Finding
from ...text import Location
from ..matching import Match
from ..roster import Unit, is_day
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
    seen: dict[str, list[_Seen]] = defaultdict(list)
    for one in _submissions(connection, t.submissions.c.unit.in_(names), number):
        seen[one.submission.match.unit or ""].append(one)
    chosen = {name: _choose(found, number) for name, found in seen.items()}
    results = {one.submission.result for choice in chosen.values() for one in (choice.now, choice.last) if one}
    findings = _findings(connection, results)
    verdicts = _verdicts(connection, names)
    of = t.receipts.c
    rows = connection.execute(select(of.unit, of.received).where(of.round == number, of.unit.in_(names)))
    receipts = {row.unit: row.received for row in rows}
    for unit in units:
        receipt = receipts.get(unit.name)
        choice = _registered(chosen.get(unit.name, _Choice()), receipt)
        counting = choice.now or choice.last
        noted = _noted(unit.name, choice, findings, verdicts)
        comparable = choice.now is None or choice.last is None or choice.now.digest == choice.last.digest
        state = _state(choice, unit.deadline or deadline)
        yield Standing(unit, state, counting.submission if counting else None, choice.doubles, noted, comparable, receipt)


class _Seen(NamedTuple):
    """A submission with the digest of the rules, and what identifies the file's content."""

    submission: Submission
    digest: str
    content: str

    @property
    def is_report(self) -> bool:
        return self.submission.status == _CHECKED

    @property
    def file(self) -> tuple[str, str, str]:
        """What is the same as long as nobody touches the file."""
        return self.submission.folder, self.submission.path, self.content


class _Choice(NamedTuple):
    """This round's submission that counts, the last one before, the paths of this round's further reports.

    `fresh` is whether this round's is not merely the file that has lain there since an earlier round.
    """

    now: _Seen | None = None
    last: _Seen | None = None
    doubles: tuple[str, ...] = ()
    fresh: bool = False


def _submissions(connection: Connection, which: Any, number: int) -> Iterator[_Seen]:
    """The submissions of all rounds up to one."""
    of, made = t.submissions.c, t.results.c
    query = (
        select(
            of.round, of.folder, of.path, of.result, of.received, of.unit, of.how, of.claims, of.stranger,
            made.status, made.error, made.report, made.outcomes, made.digest, made.sha256,
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
        yield _Seen(Submission(*values), row.digest, row.sha256)


def _choose(found: Sequence[_Seen], number: int) -> _Choice:
    """What counts of a unit's submissions.

    What is a report goes before what is none or cannot be read; of several the latest counts. Files that have lain there since
    an earlier round count only where there is nothing else.
    """

    def rank(one: _Seen) -> tuple[bool, datetime.datetime, str]:
        return one.is_report, one.submission.received, one.submission.path

    before = [one for one in found if one.submission.round < number]
    last = max(before, key=lambda one: (one.is_report, one.submission.round, *rank(one)), default=None)
    known = {one.file for one in before}
    here = sorted((one for one in found if one.submission.round == number), key=rank)
    fresh = [one for one in here if one.file not in known]
    if not here:
        return _Choice(None, last)
    *others, now = fresh or here
    further = [one for one in others if one.is_report and one.submission.result != now.submission.result]
    return _Choice(now, last, tuple(one.submission.path for one in further), bool(fresh))


def _state(choice: _Choice, until: datetime.datetime | None) -> str:
    now, last = choice.now, choice.last
    if now is None:
        return MISSING if last is None or not last.is_report else EARLIER
    if not now.is_report:
        return UNUSABLE
    if not choice.fresh:
        return EARLIER
    received = now.submission.received
    if until and is_day(received):  # of which no time was said
        return LATE if received.date() > until.date() else IN_TIME
    return LATE if until and received > until else IN_TIME


def _registered(choice: _Choice, receipt: datetime.datetime | None) -> _Choice:
    """What counts of a unit's submissions, received when the roster says."""
    if choice.now is None or receipt is None:
        return choice
    submission = choice.now.submission._replace(received=receipt)
    return choice._replace(now=choice.now._replace(submission=submission), fresh=True)


def _noted(unit: str, choice: _Choice, findings: dict[str, list[Finding]], verdicts: Verdicts) -> tuple[Noted, ...]:
    """A unit's findings against those of the last round; without anything new they are all still open."""

    def noted(finding: Finding, change: str) -> Noted:
        return Noted(finding, change, *verdicts.get((unit, finding.fingerprint), (None, None)))

    now, last = choice.now, choice.last
    before = findings.get(last.submission.result, []) if last and last.is_report else []
    if now is None or not now.is_report:
        return tuple(noted(finding, OPEN) for finding in before)
    present = findings.get(now.submission.result, [])
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
        return sorted((one.submission for one in _submissions(connection, which, number)), key=lambda one: one.path)
