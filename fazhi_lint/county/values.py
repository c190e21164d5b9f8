"""What the county's desk hands around: frozen values.

In: nothing. Out: what is known of a file that was examined, of a submission, of a unit in a round.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..copies import Carried, Copy, Unmet
from ..finding import FileResult, Finding
from ..readers import suffix
from .matching import Match
from .roster import Unit

UNREADABLE = "unreadable"  # the status of a file's result
# How a unit stands in a round; `earlier`: nothing new, but a report of an earlier round.
IN_TIME, LATE, UNUSABLE, EARLIER, MISSING = "in-time", "late", "unusable", "earlier", "missing"
STATE_WORDS = {IN_TIME: "按时", LATE: "迟交", UNUSABLE: "无法用", EARLIER: "本轮未再交", MISSING: "未交"}
# What has become of a finding since the last round.
NEW, OPEN, FIXED = "new", "open", "fixed"
CHANGE_WORDS = {NEW: "新", OPEN: "仍未改", FIXED: "已改"}
# What the reviewer says of a finding.
CONFIRMED, DISMISSED, QUESTION = "confirmed", "dismissed", "question"
VERDICT_WORDS = {CONFIRMED: "属实", DISMISSED: "不算", QUESTION: "待问"}


class Examined(NamedTuple):
    """What came of one file.

    Attributes:
        path: its path below the folder, with `/`.
        sha256: of its content and suffix (`content_of`); empty where it could not be read.
        token: what tells, without reading it, that it has not changed.
        received: when it was last changed.
        level: that the roster says of its unit; empty where the report told it.
        match: whose it is.
        organs: who it names as its issuers.
        rules: what identifies the rules with which it was examined.
        file: what was found, without its text.
        page: the web page about it.
        passages: the report made ready to be compared (`copies.pack`); None where it is not to be.
    """

    path: str
    sha256: str
    token: str
    received: datetime.datetime | None
    level: str
    match: Match
    organs: tuple[str, ...]
    rules: str
    file: FileResult
    page: str | None = None
    passages: bytes | None = None

    @property
    def key(self) -> str:
        """What identifies the result: content, rules, level; for what could not be read also the file and why.

        What hinders may go away (a library that was missing, a disk that was slow), and the result must not stay for it.
        """
        hindered = f"\0{self.path}\0{self.file.error}" if self.file.status == UNREADABLE else ""
        return result_key(f"{self.sha256}{hindered}", self.rules, self.level)


def content_of(path: str, data: bytes) -> str:
    """The SHA-256 of a file's bytes and its suffix, by which it is read."""
    return hashlib.sha256(f"{suffix(path)}\0".encode("utf-8", "surrogatepass") + data).hexdigest()


def result_key(sha256: str, digest: str, level: str) -> str:
    """What identifies the result of checking a content with rules for a level."""
    return hashlib.sha256(f"{sha256}\0{digest}\0{level}".encode("utf-8", "surrogatepass")).hexdigest()[:40]


def digest_key(result: str, unit: str, wording: str) -> str:
    """What identifies a report made ready to be compared: its result, whose it is, the word lists."""
    return hashlib.sha256(f"{result}\0{unit}\0{wording}".encode("utf-8", "surrogatepass")).hexdigest()[:40]


class Found(NamedTuple):
    """What was found about one unit; in each copy, `one` is its own passage."""

    copies: tuple[Copy, ...] = ()
    carried: tuple[Carried, ...] = ()
    unmet: tuple[Unmet, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.copies or self.carried or self.unmet)


class Submission(NamedTuple):
    """A file that was seen in a round, with its result."""

    round: int
    folder: str
    path: str
    result: str
    received: datetime.datetime
    match: Match
    status: str
    error: Mapping[str, str] | None
    report: Mapping[str, Any] | None
    outcomes: Mapping[str, str]


class Noted(NamedTuple):
    """A finding with what has become of it since the last round, and what the reviewer says of it."""

    finding: Finding
    change: str
    verdict: str | None = None
    reason: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it is still to be mended."""
        return self.change != FIXED and self.verdict != DISMISSED


class Standing(NamedTuple):
    """How a unit stands in a round.

    Attributes:
        unit: as the roster says.
        state: a key of `STATE_WORDS`.
        submission: the file that counts: this round's, else the last one before.
        doubles: the paths of its further reports in this round.
        noted: its findings, those mended since the last round behind the others.
        comparable: whether the last round was checked with the same rules.
        receipt: when the roster says that the report of this round was received; None where it says nothing.
    """

    unit: Unit
    state: str
    submission: Submission | None
    doubles: tuple[str, ...]
    noted: tuple[Noted, ...]
    comparable: bool
    receipt: datetime.datetime | None = None
