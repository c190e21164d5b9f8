"""A round at the county's desk, from folder and roster to ledger and files: the whole flow.

In: what the command line asks. Out: an `Account` of the round; the ledger and all files are up to date.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from .. import __version__
from ..copies import Comparison, load_wording
from ..copies.wording import OWN
from ..errors import ConfigError
from ..finding import RuleInfo
from ..project import Project
from ..readers import DEFAULT_LIMITS, Limits
from ..workers import unhurried
from . import roster as rosters
from .comparing import NOTHING, ByUnit, Comparing
from .desk import Desk
from .executors import Far, Local
from .filing import Filing
from .intake import Entry, Source, source
from .ledger import Ledger, Run
from .ledger.standing import standings, unmatched
from .manners import Manner, gather
from .outputs import Folder
from .outputs.briefing import Briefing, of_left_out, of_no_unit, of_passed, of_unit, order
from .outputs.letters import Writer, write_letters
from .outputs.page import Page
from .outputs.totals import Totals
from .outputs.workbook import Workbook
from .roster import Unit
from .run import Course
from .scoring import load as load_scoring

LEDGER, WORKBOOK, OVERVIEW = "ledger.sqlite", "ledger.xlsx", "overview.html"


class Asked(NamedTuple):
    """What is asked of the desk; the names are those of the command's options."""

    folder: str
    output: str
    roster: str | None = None
    ledger: str | None = None
    round: int | None = None
    deadline: datetime.datetime | None = None
    until: datetime.datetime | None = None
    sender: str = ""
    scoring: str | None = None
    letters: bool = True
    jobs: int | None = None
    scheduler: str | None = None
    limits: Limits = DEFAULT_LIMITS
    copies: bool = True
    last_year: str | None = None
    wording: tuple[str, ...] = ()


def existing_ledger(ledger: str | None, output: str) -> str:
    """The ledger that is meant: a named one, else that of the folder of results.

    Raises:
        ConfigError: there is no such file.
    """
    name = ledger or os.path.join(output, LEDGER)
    if "://" not in name and not os.path.isfile(name):
        raise ConfigError("没有这个台账；请先用 fazhi-lint county 检查一轮，或用 --ledger 写明它在哪里。", name)
    return name


class Bar(Protocol):
    """A progress bar."""

    def update(self, n_steps: int) -> None:
        """So many more are done."""


Inform = Callable[[Sequence[Manner]], Sequence[RuleInfo]]
Bars = Callable[[int, str], AbstractContextManager[Bar]]  # a bar for so many steps of some work


class Account(NamedTuple):
    """What a round came to.

    Attributes:
        briefing: what is known of the round.
        totals: what all units come to together.
        found: copies and what was carried over.
        after: what is to be looked after: what it is, whom or which file it is about, more.
        files: how many files were looked at.
        known: how many of them the ledger knew.
        resumed: whether the run before had been stopped.
    """

    briefing: Briefing
    totals: Totals
    found: Comparison
    after: tuple[tuple[str, str, str], ...]
    files: int
    known: int
    resumed: bool


class Office:
    """A desk with its ledger and its folder, for one round.

    Args:
        asked: what is asked.
        project: tells how reports are checked.
        inform: what the outputs say of the rules, for all the manners in which files are checked.
        own: further files that are no reports, wherever they lie.
        bars: shows how far the work has come.

    Raises:
        FazhiError: something that was asked cannot be followed.
    """

    def __init__(self, asked: Asked, project: Project, inform: Inform, own: Iterable[str], bars: Bars) -> None:
        self._asked, self._project, self._inform, self._bars = asked, project, inform, bars
        self._scoring = load_scoring(asked.scoring, project.settings("").ruleset)
        self._wording = load_wording(asked.wording) if asked.copies else None
        self._folder = Folder(asked.output)
        self._ledger_name = asked.ledger or str(self._folder / LEDGER)
        written = [self._ledger_name + suffix for suffix in ("", "-wal", "-shm")]
        named = [path for path in (asked.roster, asked.scoring, asked.last_year, *asked.wording) if path]
        self._source = source(asked.folder, [asked.output, *own, *named, *written], asked.limits)
        self._last_year = source(asked.last_year, (), asked.limits) if asked.last_year else None
        self._here = Local(asked.jobs)
        self._far = Far(asked.scheduler) if asked.scheduler else self._here

    def work(self) -> Account:
        """Do the round.

        Raises:
            FazhiError: something cannot be read or written; what was recorded stays.
        """
        roster = rosters.load(self._asked.roster) if self._asked.roster else None
        if self._asked.ledger is None:
            self._folder.make()
        with Ledger(self._ledger_name) as ledger:
            if roster is not None:
                ledger.enrol(roster)
            units = ledger.units()
            if not units:
                raise ConfigError("台账里还没有名册；第一次要写上名册：--roster 名册.csv。", self._ledger_name)
            number = self._number(ledger)
            passed: list[tuple[str, str]] = []
            entries = list(self._source.entries(passed))
            desk = self._desk(self._source, units, entries)
            words = _content(self._asked.wording) if self._wording else ""
            rules = desk.manners.usual.digest
            run = ledger.begin(number, self._source.name, __version__, rules, self._asked.deadline, words)
            if roster is not None:
                ledger.register(number, roster)
            resumed = ledger.interrupted(run)
            course = self._check(ledger, run, desk, entries)
            del roster, entries  # there may be very many
            found, left_out = self._compare(ledger, run, desk)
            briefing = self._briefing(ledger, run, desk)
            after = [
                *of_no_unit(unmatched(ledger, number)),
                *of_left_out(left_out),
                *self._letters(ledger, briefing, found, len(units)),
            ]
            totals, after = self._overview(ledger, briefing, found, [*after, *of_passed(passed)])
        return Account(briefing, totals, found, tuple(after), course.files, course.known, resumed)

    def _number(self, ledger: Ledger) -> int:
        """The number of the round; one that leaves others out is a slip, and could not be taken back."""
        latest, asked = ledger.latest_round(), self._asked.round
        if latest is not None and asked is not None and asked > latest + 1:
            what = f"台账里最近的是第 {latest} 轮，下一轮是第 {latest + 1} 轮，没有第 {asked} 轮；请核对 --round。"
            raise ConfigError(what, self._ledger_name)
        return asked or latest or 1

    def _desk(self, reports: Source, units: Sequence[Unit], entries: Sequence[Entry] = ()) -> Desk:
        manners = gather(self._project, reports, entries)
        return Desk(reports, units, manners, self._inform([manners.usual, *manners.others]), self._wording)

    def _check(self, ledger: Ledger, run: Run, desk: Desk, entries: Sequence[Entry]) -> Course:
        """Examine the files."""
        filing = Filing(desk, self._folder)
        check = filing.check if self._far is self._here else desk.check
        course = Course(ledger, run, desk, check, self._far.execute, filing)
        unhurried()
        with self._bars(len(entries), "检查") as bar:
            course.go(entries, partial(bar.update, 1))
        return course

    def _compare(self, ledger: Ledger, run: Run, desk: Desk) -> tuple[Comparison, list[str]]:
        """Compare the reports with each other, and with those of last year; the units whose reports could not be compared."""
        if self._wording is None:
            return NOTHING, []
        last_year = self._desk(self._last_year, desk.units) if self._last_year else None
        comparing = Comparing(ledger, run, desk, last_year, self._far.execute)
        return comparing.compare(), comparing.left_out

    def _briefing(self, ledger: Ledger, run: Run, desk: Desk) -> Briefing:
        asked = self._asked
        return Briefing(
            desk.manners.usual.ruleset.title, run.round, ledger.deadline(run.round), asked.until, asked.sender,
            datetime.date.today(), desk.rules, run.digest, __version__,
        )  # fmt: skip

    def _letters(self, ledger: Ledger, briefing: Briefing, found: Comparison, units: int) -> list[tuple[str, str, str]]:
        """Write what goes back; what is to be told of it."""
        if not self._asked.letters:
            return []
        writer = Writer(briefing, self._source)
        own = ByUnit(found)
        standing = ((one, own[one.unit.name]) for one in standings(ledger, briefing.round))
        with self._bars(units, "写回复") as bar:
            return list(write_letters(ledger, self._folder, writer, standing, self._here.execute, partial(bar.update, 1)))

    def _overview(
        self, ledger: Ledger, briefing: Briefing, found: Comparison, after: list[tuple[str, str, str]]
    ) -> tuple[Totals, list[tuple[str, str, str]]]:
        """Write workbook and page; what the units come to, and all that is to be looked after."""
        page = Page(briefing, self._scoring, found, self._folder)
        of_units: list[tuple[str, str, str]] = []
        with Workbook(briefing, self._scoring) as workbook:
            for standing in standings(ledger, briefing.round):
                score = self._scoring.score(standing)
                page.add(standing, score)
                workbook.add(standing, score)
                of_units += of_unit(standing)
            rows = sorted([*of_units, *after], key=order)
            workbook.compared(found)
            workbook.look_after(rows)
            self._folder.write(WORKBOOK, workbook.finish())
        self._folder.write(OVERVIEW, (piece.encode("utf-8", "replace") for piece in page.render(rows)))
        return page.totals, rows


def _content(paths: Iterable[str]) -> str:
    """What identifies the word lists of the comparison: the program's own and some files."""
    total = hashlib.sha256()
    for path in (OWN, *map(Path, paths)):
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
