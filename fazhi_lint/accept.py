"""Accepted findings: told apart from the others, and never lost.

In: results as the rules give them. Out: the same results, with what a note in the report, a file of waivers or the baseline
accepts in `suppressed`; at the end, what is to be said of those. A finding of a mandatory rule is never accepted.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .config import Notice
from .finding import FileResult, Finding, Suppressed

if TYPE_CHECKING:
    from .baseline import Baseline
    from .waivers import Waiver, WaiverFile


class Accepting(NamedTuple):
    """What may accept findings of one file.

    `known` are the names of rules and the ids that they mean; `complete` says that all rules are in use.
    """

    known: Mapping[str, str]
    waivers: tuple[WaiverFile, ...] = ()
    baseline: Baseline | None = None
    notes: bool = True
    mandatory: Collection[str] = ()
    complete: bool = True


class Acceptance:
    """Tells accepted findings from the others, file by file.

    Args:
        today: the date; None is the day of the run.
    """

    def __init__(self, today: datetime.date | None = None) -> None:
        self._today = today or datetime.date.today()
        self._files: list[WaiverFile] = []
        self._baselines: list[Baseline] = []
        self._notices: list[Notice] = []

    def apply(self, file: FileResult, path: str, by: Accepting) -> FileResult:
        """The result with its accepted findings told apart.

        Args:
            file: the result.
            path: the absolute path of the file.
            by: what may accept its findings.
        """
        if file.status != "checked":
            return file
        judged = frozenset([outcome.rule for outcome in file.outcomes if outcome.outcome != "not-applicable"])
        noted = self._noted(file, by) if by.notes else []
        listed = self._listed(path, judged, by)
        left: list[Finding] = []
        suppressed: list[Suppressed] = []
        used: set[int] = set()
        for finding in file.findings:
            waiver = self._first(noted, finding)
            if waiver:
                used.add(waiver.number)
            for kept, waivers in listed if waiver is None else ():
                if waiver := self._first(waivers, finding):
                    kept.use(waiver)
                    break
            if waiver and finding.rule not in by.mandatory:
                suppressed.append(Suppressed(finding, "waiver", waiver.reason, waiver.until))
            else:
                left.append(finding)
        self._idle(file.path, [w for w in noted if w.number not in used and w.rules <= judged])
        old = self._held(path, left, judged, by)
        suppressed += [Suppressed(finding, "baseline", None) for finding in left if id(finding) in old]
        left = [finding for finding in left if id(finding) not in old]
        return file._replace(findings=tuple(left), suppressed=tuple(suppressed)) if suppressed else file

    def notices(self, readable: Collection[str]) -> Iterator[Notice]:
        """What is to be said when all files have been looked at; `readable` are the suffixes of files that can be checked."""
        yield from self._notices
        for file in self._files:
            yield from file.notices(self._today, readable)
        for baseline in self._baselines:
            if baseline.gone:
                words = f"基线里有 {baseline.gone} 处已经没有了，可以用 fazhi-lint baseline prune 清理。"
                yield Notice(baseline.path, None, words)

    def _first(self, waivers: Sequence[Waiver], finding: Finding) -> Waiver | None:
        return next((w for w in waivers if w.accepts(finding) and not w.expired(self._today)), None)

    def _noted(self, file: FileResult, by: Accepting) -> list[Waiver]:
        """The waivers that stand in the report; faulty ones are told of."""
        if file.source is None or not file.source.notes:
            return []
        from .waivers import Faulty, from_note

        found = []
        for number, note in enumerate(file.source.notes):
            waiver = from_note(note, number, by.known)
            if isinstance(waiver, Faulty):
                self._notices.append(Notice(file.path, note.line or None, waiver.words, waiver.wrong))
            else:
                found.append(waiver)
        return found

    def _listed(self, path: str, judged: frozenset[str], by: Accepting) -> list[tuple[WaiverFile, list[Waiver]]]:
        """The files of waivers, each with those that are about this file."""
        self._files += [file for file in by.waivers if file not in self._files]
        return [(file, file.about(path, judged, by.complete)) for file in by.waivers]

    def _held(self, path: str, findings: Sequence[Finding], judged: frozenset[str], by: Accepting) -> set[int]:
        """Those of the findings, by identity, that the baseline holds."""
        if by.baseline is None:
            return set()
        if by.baseline not in self._baselines:
            self._baselines.append(by.baseline)
        may = [finding for finding in findings if finding.rule not in by.mandatory]
        return {id(finding) for finding in by.baseline.held(path, may, judged)}

    def _idle(self, path: str, waivers: Sequence[Waiver]) -> None:
        for waiver in waivers:
            it = "这条忽略" if waiver.on is None else "批注答复里的忽略"
            expired = waiver.expired(self._today)
            said = f"{it}到 {waiver.until} 为止，已经过期，不再起作用" if expired else f"{it}没有用到"
            self._notices.append(Notice(path, waiver.written, f"{said}；请删去。"))
