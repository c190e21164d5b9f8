"""The ledger: every unit, round, submission, finding and verdict, kept from run to run.

In: the roster, rounds, what came of each file as it comes. Out: what is known already (so that a stopped run goes on), and how
each unit stands. What was recorded stays, whatever happens to the program: results are written in small batches, each a
transaction.
"""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, insert, select, update

from ..roster import Unit
from ..values import UNREADABLE, Examined
from . import rows
from . import tables as t
from .database import Database
from .rows import Run, moment

__all__ = ["Known", "Ledger", "Run", "Verdict"]

_BATCH = 64  # results that are written together,
_LOOKED_UP = 500  # keys that are looked up at once
_HURRY = 0.5  # or those of so many seconds: what a killed run loses at most


class Known(NamedTuple):
    """A result that the ledger has."""

    key: str
    digest: str
    level: str
    organs: tuple[str, ...]


class Ledger:
    """An open ledger; close it, or use it as a context manager.

    Args:
        name: a file, or the URL of a database.

    Raises:
        LedgerError: it cannot be opened, is no ledger, or a newer program made it.
    """

    def __init__(self, name: str) -> None:
        self.database = Database(name)
        self._units: tuple[Unit, ...] | None = None
        self._waiting: list[tuple[Run, Examined, bool]] = []
        self._written = time.monotonic()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the ledger."""
        self.database.close()

    def enrol(self, units: Sequence[Unit]) -> None:
        """Take over a roster; units that it no longer has are kept with all that is known of them."""
        rows = [
            {
                "name": unit.name, "place": place, "level": unit.level, "aliases": json.dumps(unit.aliases, ensure_ascii=False),
                "files": json.dumps(unit.files, ensure_ascii=False), "deadline": unit.deadline, "active": True,
            }
            for place, unit in enumerate(units)
        ]  # fmt: skip
        query = self.database.insert(t.units)
        given = {name: query.excluded[name] for name in ("place", "level", "aliases", "files", "deadline", "active")}
        with self.database.writing() as connection:
            connection.execute(update(t.units).values(active=False))
            connection.execute(query.on_conflict_do_update(index_elements=["name"], set_=given), rows)
        self._units = None

    def units(self) -> tuple[Unit, ...]:
        """The units of the last roster, in its order; the same as long as this ledger is open and takes over no other."""
        if self._units is None:
            with self.database.reading() as connection:
                rows = connection.execute(select(t.units).where(t.units.c.active).order_by(t.units.c.place))
                self._units = tuple(_unit(dict(row._mapping)) for row in rows)
        return self._units

    def latest_round(self) -> int | None:
        """The number of the last round; None before the first."""
        with self.database.reading() as connection:
            return connection.execute(select(func.max(t.rounds.c.number))).scalar()

    def deadline(self, number: int) -> datetime.datetime | None:
        """The deadline of a round."""
        with self.database.reading() as connection:
            return connection.execute(select(t.rounds.c.deadline).where(t.rounds.c.number == number)).scalar()

    def begin(
        self, number: int, folder: str, version: str, digest: str, deadline: datetime.datetime | None = None, wording: str = ""
    ) -> Run:
        """Begin a run over a folder; the round is opened where it is new, and given the deadline where one is given."""
        query = self.database.insert(t.rounds).values(number=number, deadline=deadline, opened=moment())
        if deadline is None:
            query = query.on_conflict_do_nothing()
        else:
            query = query.on_conflict_do_update(index_elements=["number"], set_={"deadline": deadline})
        values = {"round": number, "folder": folder, "version": version, "digest": digest, "started": moment()}
        with self.database.writing() as connection:
            connection.execute(query)
            made = connection.execute(insert(t.runs).values(values).returning(t.runs.c.id)).scalar_one()
        return Run(made, number, folder, digest, wording)

    def register(self, number: int, units: Iterable[Unit]) -> None:
        """Take over when the reports of a round were received, as far as a roster says it.

        What it said in an earlier round already, word for word, is about the report of that round.
        """
        of = t.receipts.c
        query = self.database.insert(t.receipts)
        query = query.on_conflict_do_update(index_elements=["round", "unit"], set_={"received": query.excluded.received})
        with self.database.writing() as connection:
            before = connection.execute(select(of.unit, of.received).where(of.round < number))
            old = {(name, received) for name, received in before}
            said = {unit.name: unit.received for unit in units if (unit.name, unit.received) not in old}
            rows = [{"round": number, "unit": name, "received": when} for name, when in said.items() if when]
            connection.execute(t.receipts.delete().where(of.round == number))
            if rows:
                connection.execute(query, rows)

    def interrupted(self, run: Run) -> bool:
        """Whether the run before over the same folder and round did not come to its end."""
        of_same = and_(t.runs.c.folder == run.folder, t.runs.c.round == run.round, t.runs.c.id < run.id)
        query = select(t.runs.c.finished).where(of_same).order_by(t.runs.c.id.desc()).limit(1)
        with self.database.reading() as connection:
            row = connection.execute(query).first()
        return row is not None and row[0] is None

    def known(self, digests: Iterable[str], contents: Iterable[str]) -> dict[str, list[Known]]:
        """The results that there are for contents (SHA-256) with some rules; what was unreadable is tried again."""
        of = t.results.c
        query = select(of.sha256, of.key, of.digest, of.level, of.organs).where(
            of.digest.in_(list(digests)), of.sha256.in_(list(contents)), of.status != UNREADABLE
        )
        found: dict[str, list[Known]] = {}
        with self.database.reading() as connection:
            for sha256, key, digest, level, organs in connection.execute(query):
                found.setdefault(sha256, []).append(Known(key, digest, level, tuple(json.loads(organs))))
        return found

    def unchanged(self, folder: str, tokens: Mapping[str, str]) -> dict[str, str]:
        """What identifies the content of those files (path -> token) that were seen before just as they are."""
        of = t.submissions.c
        query = select(of.path, of.token, t.results.c.sha256).join(t.results, t.results.c.key == of.result)
        query = query.where(of.folder == folder, of.path.in_(list(tokens)), of.token != "", t.results.c.sha256 != "")
        with self.database.reading() as connection:
            return {path: sha256 for path, token, sha256 in connection.execute(query) if tokens[path] == token}

    def add(self, run: Run, examined: Examined, fresh: bool = True) -> None:
        """Record what came of a file: its result where it is `fresh`, and that it was seen.

        It is written soon, at the latest by `flush`.

        Raises:
            LedgerError: what waited could not be written.
        """
        self._waiting.append((run, examined, fresh))
        if len(self._waiting) >= _BATCH or time.monotonic() - self._written > _HURRY:
            self.flush()

    def flush(self) -> None:
        """Write what waits, all of it or nothing."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            with self.database.writing() as connection:
                fresh = [(run, examined) for run, examined, fresh in waiting if fresh]
                results = [rows.result(examined) for _, examined in fresh]
                findings = [row for _, examined in fresh for row in rows.findings(examined)]
                digests = [row for run, examined in fresh for row in rows.digests(run, examined)]
                for table, new in ((t.results, results), (t.findings, findings), (t.digests, digests)):
                    if new:
                        connection.execute(self.database.insert(table).on_conflict_do_nothing(), new)
                self._see(connection, [rows.submission(run, examined) for run, examined, _ in waiting])
        self._written = time.monotonic()

    def _see(self, connection: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """Record that files were seen; a file that was something else before is now this."""
        of = t.submissions.c
        first = rows[0]
        here = and_(of.round == first["round"], of.folder == first["folder"])
        connection.execute(
            update(t.submissions).where(here, of.path.in_([row["path"] for row in rows]), of.present).values(present=False)
        )
        query = self.database.insert(t.submissions)
        again = {name: query.excluded[name] for name in ("token", "unit", "how", "claims", "stranger", "present")}
        # A later run may have come to the file before this one: at its end it must find its own number there.
        again["run"] = case((of.run > query.excluded.run, of.run), else_=query.excluded.run)
        keys = ["round", "folder", "path", "result"]
        connection.execute(query.on_conflict_do_update(index_elements=keys, set_=again), rows)

    def finish(self, run: Run) -> None:
        """End a run: files of its folder that neither it nor a later one saw are there no more."""
        self.flush()
        of = t.submissions.c
        gone = and_(of.round == run.round, of.folder == run.folder, of.run < run.id, of.present)
        with self.database.writing() as connection:
            connection.execute(update(t.submissions).where(gone).values(present=False))
            connection.execute(update(t.runs).where(t.runs.c.id == run.id).values(finished=moment()))

    def judge(self, verdicts: Iterable[Verdict]) -> None:
        """Record the reviewer's verdicts, all or none; one without words takes back what was said before."""
        of = t.verdicts.c
        with self.database.writing() as connection:
            for unit, fingerprint, verdict, reason in verdicts:
                if verdict is None:
                    connection.execute(t.verdicts.delete().where(of.unit == unit, of.fingerprint == fingerprint))
                    continue
                said = {"verdict": verdict, "reason": reason, "at": moment()}
                query = self.database.insert(t.verdicts).values(unit=unit, fingerprint=fingerprint, **said)
                connection.execute(query.on_conflict_do_update(index_elements=["unit", "fingerprint"], set_=said))

    def digests(self, keys: Iterable[str]) -> dict[str, bytes]:
        """The reports made ready to be compared that there are, by their keys; empty where a file was no report."""
        query = select(t.digests).where(t.digests.c.key.in_(list(keys)))
        with self.database.reading() as connection:
            return {row.key: row.data for row in connection.execute(query)}

    def has_digests(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys whose reports are ready to be compared."""
        there: set[str] = set()
        with self.database.reading() as connection:
            for start in range(0, len(keys), _LOOKED_UP):
                of = t.digests.c.key
                there.update(connection.execute(select(of).where(of.in_(keys[start : start + _LOOKED_UP]))).scalars())
        return there

    def keep_digests(self, made: Mapping[str, bytes]) -> None:
        """Keep reports that were made ready to be compared, by their keys."""
        if made:
            with self.database.writing() as connection:
                rows = [{"key": key, "data": data} for key, data in made.items()]
                connection.execute(self.database.insert(t.digests).on_conflict_do_nothing(), rows)

    def comparison(self, number: int, key: str) -> bytes | None:
        """What was kept of the comparison of a round; None where something else was compared."""
        of = t.comparisons.c
        with self.database.reading() as connection:
            return connection.execute(select(of.found).where(of.round == number, of.key == key)).scalar()

    def keep_comparison(self, number: int, key: str, found: bytes) -> None:
        """Keep what was found when the reports of a round were compared."""
        query = self.database.insert(t.comparisons).values(round=number, key=key, found=found)
        query = query.on_conflict_do_update(index_elements=["round"], set_={"key": key, "found": found})
        with self.database.writing() as connection:
            connection.execute(query)

    def written(self, paths: Iterable[str]) -> dict[str, tuple[str, str]]:
        """What is known of files that were written, by their paths: the key of what each was made from, its SHA-256."""
        query = select(t.written).where(t.written.c.path.in_(list(paths)))
        with self.database.reading() as connection:
            return {row.path: (row.key, row.sha256) for row in connection.execute(query)}

    def note_written(self, files: Mapping[str, tuple[str, str]]) -> None:
        """Remember of files (by their paths) the key of what they were made from, and their SHA-256."""
        if files:
            query = self.database.insert(t.written)
            again = {"key": query.excluded.key, "sha256": query.excluded.sha256}
            query = query.on_conflict_do_update(index_elements=["path"], set_=again)
            rows = [{"path": path, "key": key, "sha256": sha256} for path, (key, sha256) in files.items()]
            with self.database.writing() as connection:
                connection.execute(query, rows)


class Verdict(NamedTuple):
    """What the reviewer says of a finding of a unit; None takes it back."""

    unit: str
    fingerprint: str
    verdict: str | None
    reason: str | None = None


def _unit(row: Mapping[str, Any]) -> Unit:
    """A unit as the ledger has it."""
    aliases, files = (tuple(json.loads(row[name])) for name in ("aliases", "files"))
    return Unit(row["name"], row["level"], aliases, files, row["deadline"])
