"""What goes back to each unit: the reply, and its draft with the findings as comments where it came as a Word document.

In: how each unit stands, what is known of the round, where everything goes. Out: files in `replies/` and `drafts/`, written
anew only where something that they are made from has changed, and never over what somebody has worked on; what is to be told of
them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import count, islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from ...errors import FazhiError, ReadError
from ..intake import Source
from ..values import MISSING, Found, Standing
from . import DRAFTS, REPLIES, Folder, file_name
from .briefing import Briefing
from .reply import DRAFTED, reply

if TYPE_CHECKING:  # the processes that only make letters need no database
    from ..ledger import Ledger

_TOGETHER = 100  # files that are looked up and written at once
_KEPT = 8  # states of a file that are taken for ours: each run that is killed may leave another one


class Wanted(NamedTuple):
    """A file that is to be written.

    Attributes:
        name: where, below the folder.
        kind: `replies` or `drafts`.
        standing: how the unit stands that it is for.
        found: what it copied and carried over.
        key: what identifies all that it is made from.
        last: the SHA-256 of what was last written for it, and of what may have been (`Ledger.written`); empty before the
            first time.
    """

    name: str
    kind: str
    standing: Standing
    found: Found
    key: str
    last: str = ""


class Made(NamedTuple):
    """The bytes of a file that was wanted; None where it could not be made, and why."""

    wanted: Wanted
    data: bytes | None
    error: str = ""


Execute = Callable[[Iterable[Wanted], Callable[[Wanted], Made]], Iterator[Made]]  # makes many, in order


class Writer:
    """Makes what goes back to units; it can be sent to other processes.

    Args:
        briefing: what is known of the round.
        source: where the drafts lie.
    """

    def __init__(self, briefing: Briefing, source: Source) -> None:
        self.briefing, self.source = briefing, source

    def wanted(self, standing: Standing, found: Found) -> Iterator[Wanted]:
        """What is to be written for a unit."""
        briefing = self.briefing
        name = file_name(standing.unit.name)
        dated = briefing.today if standing.state == MISSING else None  # a reminder says until when nothing had come
        key = _key(briefing._replace(today=briefing.today.min, rules=()), dated, standing, found)
        yield Wanted(f"{REPLIES}/round-{briefing.round}/{name}.docx", REPLIES, standing, found, key)
        submission = standing.submission
        if submission is None or (submission.round, submission.folder) != (briefing.round, self.source.name):
            return
        suffix = PurePosixPath(submission.path).suffix.lower()
        if suffix in DRAFTED and any(noted.counts for noted in standing.noted):
            yield Wanted(f"{DRAFTS}/round-{briefing.round}/{name}{suffix}", DRAFTS, standing, found, key)

    def make(self, wanted: Wanted) -> Made:
        """Make one file."""
        try:
            if wanted.kind == REPLIES:
                return Made(wanted, reply(wanted.standing, self.briefing, wanted.found))
            return Made(wanted, self._draft(wanted.standing))
        except FazhiError as error:
            return Made(wanted, None, error.message)

    def _draft(self, standing: Standing) -> bytes:
        from ...annotate import Draft, annotate

        submission = standing.submission
        if submission is None:
            raise ReadError("missing", "没有原稿。")
        draft = Draft(self.source.read(submission.path), submission.path)
        bases = {rule.id: rule.basis for rule in self.briefing.rules}
        counted = (noted.finding for noted in standing.noted if noted.counts)
        return annotate(draft, [finding._replace(basis=bases.get(finding.rule, ())) for finding in counted])


def _key(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def write_letters(
    ledger: Ledger,
    folder: Folder,
    writer: Writer,
    units: Iterable[tuple[Standing, Found]],
    execute: Execute,
    step: Callable[[], object],
) -> Iterator[tuple[str, str, str]]:
    """Write what goes back to the units.

    Args:
        ledger: knows what was written before.
        folder: where everything goes.
        writer: makes the files.
        units: how the units stand, and what they copied and carried over.
        execute: makes many files.
        step: is called for each unit that is done.

    Yields:
        What is to be looked after: what it is, the file, more.

    Raises:
        ConfigError: a file cannot be written.
    """

    def fresh() -> Iterator[Wanted]:
        left = iter(units)
        while some := list(islice(left, _TOGETHER)):
            wanted = [one for standing, found in some for one in writer.wanted(standing, found)]
            before = ledger.written(str(folder / one.name) for one in wanted)
            for one in wanted:
                key, last = before.get(str(folder / one.name), ("", ""))
                if key != one.key or not (folder / one.name).exists():
                    yield one._replace(last=last)
            for _ in some:
                step()

    made = execute(fresh(), writer.make)
    while some := list(islice(made, _TOGETHER)):
        yield from _put(ledger, folder, some)


def _put(ledger: Ledger, folder: Folder, some: Iterable[Made]) -> Iterator[tuple[str, str, str]]:
    """Put files in their places; what is to be told of them.

    The ledger learns beforehand what will be written, or a run that is killed here would leave files that it takes for
    somebody's work.
    """
    before: dict[str, tuple[str, str]] = {}
    done: dict[str, tuple[str, str]] = {}
    for wanted, data, error in some:
        if data is None:
            yield "没有写成", wanted.name, error
            continue
        sha256 = hashlib.sha256(data).hexdigest()
        before[str(folder / wanted.name)] = "", " ".join([*wanted.last.split(), sha256][-_KEPT:])
        done[str(folder / wanted.name)] = wanted.key, sha256
    ledger.note_written(before)
    for wanted, data, _ in some:
        if data is not None:
            name = _free(folder, wanted)
            if name != wanted.name:
                yield "没有覆盖", wanted.name, f"有人改过这个文件，新的写在旁边：{PurePosixPath(name).name}"
            folder.write(name, data)
    ledger.note_written(done)


def _free(folder: Folder, wanted: Wanted) -> str:
    """The name to write under: another one where what is there is not what was written there."""
    path = PurePosixPath(wanted.name)
    names = (f"{path.stem}.新{number}{path.suffix}" if number else path.name for number in count())
    return next(str(path.with_name(name)) for name in names if _ours(folder / str(path.with_name(name)), wanted.last))


def _ours(file: Path, last: str) -> bool:
    """Whether a file is not there, or as it was written."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest() in last.split()
    except FileNotFoundError:
        return True
    except OSError:
        return False
