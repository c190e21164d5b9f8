"""A run over a folder: what is known is taken from the ledger, the rest is examined, everything is recorded as it comes.

In: a ledger, a desk, what examines many files at once. Out: the ledger, up to date. A run that was stopped, in whatever way, is
gone on with by the next one: only what it had not recorded is examined again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from ..errors import ReadError
from ..finding import FileResult
from .desk import Desk
from .filing import Filing
from .intake import Entry
from .ledger import Known, Ledger, Run
from .values import Examined, content_of

_TOGETHER = 256  # files that are looked up in the ledger at once

Check = Callable[[str], Examined]
Executor = Callable[[Iterator[str], Check], Iterator[Examined]]  # examines paths, and gives the results in their order


class Course:
    """One run over the files of a folder.

    Args:
        ledger: where everything is recorded.
        run: as the ledger knows it.
        desk: tells whose a file is.
        check: examines a file.
        execute: does so with many.
        filing: puts pages in their places, where that has not been done; a file whose page is not there is examined again.

    Attributes:
        files: how many files were looked at.
        known: how many of them the ledger knew.
    """

    def __init__(self, ledger: Ledger, run: Run, desk: Desk, check: Check, execute: Executor, filing: Filing) -> None:
        self.ledger, self.run, self.desk = ledger, run, desk
        self._check, self._execute, self._filing = check, execute, filing
        self._waiting: dict[str, Entry] = {}
        self.files = 0
        self.known = 0

    def go(self, entries: Sequence[Entry], step: Callable[[], object]) -> None:
        """Examine and record the files; `step` is called for each that is done.

        Raises:
            LedgerError: the ledger cannot be written; what was recorded stays.
        """
        self._step = step
        try:
            for examined in self._execute(self._unknown(iter(entries)), self._check):
                entry = self._waiting.pop(examined.path)
                filed = self._filing.put(examined)
                self._record(filed._replace(token=entry.token, received=entry.changed), fresh=True)
        finally:
            self.ledger.flush()
        self.ledger.finish(self.run)

    def _record(self, examined: Examined, fresh: bool) -> None:
        self.ledger.add(self.run, examined, fresh)
        self.files += 1
        self.known += not fresh
        self._step()

    def _unknown(self, entries: Iterator[Entry]) -> Iterator[str]:
        """The paths of what must be examined; what is known is recorded at once."""
        while some := list(islice(entries, _TOGETHER)):
            contents = self._contents(some)
            known = self.ledger.known(self.desk.manners.digests, set(contents.values()))
            for entry in some:
                sha256 = contents.get(entry.path, "")
                if (examined := self._again(entry, sha256, known.get(sha256, []))) is not None:
                    self._record(examined, fresh=False)
                else:
                    self._waiting[entry.path] = entry
                    yield entry.path

    def _contents(self, entries: Sequence[Entry]) -> dict[str, str]:
        """What identifies the content of each file, as far as it can be told without fetching it from afar."""
        if not self.desk.source.near:
            return self.ledger.unchanged(self.run.folder, {entry.path: entry.token for entry in entries})
        found = {}
        for entry in entries:
            try:
                found[entry.path] = content_of(entry.path, self.desk.source.read(entry.path))
            except ReadError:  # examining it will tell
                continue
        return found

    def _again(self, entry: Entry, sha256: str, known: Sequence[Known]) -> Examined | None:
        """What is known of a file, where all of it is."""
        rules = self.desk.manners.of(entry.path).digest
        for result in known:
            match, level = self.desk.whose(entry.path, result.organs)
            if (rules, level) == (result.digest, result.level):
                file = FileResult(entry.path, "known")
                again = Examined(entry.path, sha256, entry.token, entry.changed, level, match, result.organs, rules, file)
                return again if self._filing.there(again) else None
        return None
