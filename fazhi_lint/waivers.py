"""Waivers: findings that somebody accepted, with a reason, in a file beside the reports or in the report itself.

In: a file of waivers, or the notes in a report's text. Out: which waiver, if any, accepts a finding; and what is to be said of
waivers that are faulty, expired or not needed.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from .config import Layer, Notice, seen_from
from .config import read as read_yaml
from .finding import Finding
from .globs import below, matches
from .plainly import near
from .text import Comment, Note, shortened

_UNTIL = r"(?:[\s，,（(]*至\s*(?P<until>[0-9]{4}[-年][0-9]{1,2}[-月][0-9]{1,2})日?[\s）)]*)?(?P<reason>.*)"
_NOTE = re.compile(r"忽略[ \t：:]*(?P<rules>[a-z][a-z0-9-]*(?:[ \t]*[,，、][ \t]*[a-z][a-z0-9-]*)*)" + _UNTIL)
_HOW = "写成 <!-- fazhi-lint: 忽略 规则名 理由 -->"
# Behind the word stands a sign: 忽略了这一处，已改 ("overlooked") waives nothing.
_ANSWER = re.compile(r"忽略(?=\W|$|至\s*[0-9])[\s：:，,；;。—-]*" + _UNTIL, re.DOTALL)
_ANSWER_HOW = "写成“忽略：理由”"


class Faulty(NamedTuple):
    """What is wrong with a note that does nothing; `wrong` where it was surely meant to do something."""

    words: str
    wrong: bool = True


class Waiver(NamedTuple):
    """One accepted finding, or several: those of a rule (with certain words, at a certain line), or that of a fingerprint."""

    number: int  # of the waivers that stand in the same place
    reason: str
    until: str | None = None
    rules: frozenset[str] = frozenset()
    words: str | None = None
    fingerprint: str | None = None
    file: str = "*"
    line: int | None = None  # that a finding must stand at
    written: int | None = None  # the line of a note
    on: Comment | None = None  # that a finding must be what this comment is on

    def accepts(self, finding: Finding) -> bool:
        """Whether it is about a finding (of a file that it is about)."""
        if self.fingerprint is not None:
            return finding.fingerprint == self.fingerprint
        if self.on is not None:
            return finding.rule in self.rules and is_on(self.on, finding)
        if finding.rule not in self.rules or (self.line is not None and finding.line != self.line):
            return False
        return self.words is None or self.words == squeezed(finding.excerpt)

    def expired(self, today: datetime.date) -> bool:
        """Whether its last day is over."""
        return self.until is not None and datetime.date.fromisoformat(self.until) < today


def squeezed(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


def is_on(comment: Comment, finding: Finding) -> bool:
    """Whether a comment's place is that of a finding: its words begin or end there, whatever has become of their other end."""
    if comment.quoted is not None:
        there = finding.location.paragraph in (comment.paragraph, None)  # None: in a header or footer
        return there and squeezed(shortened(finding.excerpt)) == squeezed(comment.quoted)
    begins = finding.line == comment.line and finding.column in comment.columns
    return begins or (finding.end_line, finding.end_column) == comment.end


def from_note(note: Note, number: int, known: Mapping[str, str]) -> Waiver | Faulty:
    """The waiver that a note in a report means, or what is wrong with it.

    Args:
        note: the note.
        number: which of the report's notes it is.
        known: the names of rules, former ones too, and the ids that they mean.
    """
    if note.on is not None:
        return _from_answer(note, note.on, number, known)
    match = _NOTE.fullmatch(note.words)
    if match is None:
        return Faulty(f"看不懂这条注释，没有起作用；要接受一个问题，{_HOW}。")
    names = re.split(r"[ \t]*[,，、][ \t]*", match["rules"])
    for name in names:
        if name not in known:
            return Faulty(f"没有规则“{name}”{near(name, known)}，这条忽略没有起作用。")
    rules = frozenset(known[name] for name in names)
    return _made(Waiver(number, "", rules=rules, line=note.about, written=note.line), match, _HOW)


def _from_answer(note: Note, on: Comment, number: int, known: Mapping[str, str]) -> Waiver | Faulty:
    """The waiver that an answer to a comment means; the comment names the rule."""
    if not note.words:
        return Faulty("文件里的批注读不出来，答复里的“忽略”没有起作用；请用 Word 或 WPS 打开，另存一份再检查。", False)
    match = _ANSWER.fullmatch(note.words)
    if match is None:
        return Faulty(f"对批注的这条答复没有当作忽略；要接受这个问题，请{_ANSWER_HOW}。", False)
    if not on.rule:
        return Faulty("这条答复所在的批注里，“规则：”那一行没有了，看不出是哪个问题，忽略没有起作用。")
    rules = frozenset([known.get(on.rule, on.rule)])
    return _made(Waiver(number, "", rules=rules, written=note.line, on=on), match, _ANSWER_HOW)


def _made(waiver: Waiver, match: re.Match[str], how: str) -> Waiver | Faulty:
    """A waiver with the reason and the last day that its words give."""
    reason = match["reason"].lstrip(" \t，,：:；;—-").strip()
    if not any(map(str.isalnum, reason)):
        return Faulty(f"这条忽略没有写理由，没有起作用；请{how}。")
    until = match["until"]
    if until is not None:
        try:
            until = datetime.date(*map(int, re.split("[-年月]", until))).isoformat()
        except ValueError:
            return Faulty(f"日历上没有这一天：{until}，这条忽略没有起作用。")
    return waiver._replace(reason=reason, until=until)


class WaiverFile:
    """A file of waivers, and what became of each in a run.

    Args:
        path: the file.
        known: the names of rules, former ones too, and the ids that they mean.

    Raises:
        ConfigError: it cannot be read or is wrong, or names a rule that there is not.
    """

    def __init__(self, path: str, known: Mapping[str, str]) -> None:
        self._layer = read_yaml(path, "waivers")
        self._waivers = tuple(_waivers(self._layer, known))
        self._used: set[int] = set()
        self._seen: dict[int, int] = {}

    def about(self, path: str, judged: Collection[str], complete: bool) -> list[Waiver]:
        """The waivers that are about a file.

        Args:
            path: its absolute path.
            judged: the rules that said something of it.
            complete: whether all rules were asked.
        """
        name = seen_from(path, self._layer.folder).replace(os.sep, "/")
        about = [waiver for waiver in self._waivers if matches(waiver.file, name)]
        for waiver in about:
            if waiver.rules.issubset(judged) if waiver.rules else complete:
                self._seen[waiver.number] = self._seen.get(waiver.number, 0) + 1
        return about

    def use(self, waiver: Waiver) -> None:
        """Note that a waiver was needed."""
        self._used.add(waiver.number)

    def notices(self, today: datetime.date, readable: Collection[str]) -> Iterator[Notice]:
        """What is to be said of waivers whose day is over, or that were not needed although all their files were checked.

        Args:
            today: the date.
            readable: the suffixes of files that can be checked.
        """
        idle = [w for w in self._waivers if w.number in self._seen and w.number not in self._used]
        files = [name for name in below(self._layer.folder) if os.path.splitext(name)[1].lower() in readable] if idle else []
        for waiver in idle:
            line = self._layer.line(("waivers", waiver.number))
            if waiver.expired(today):
                yield Notice(self._layer.path, line, f"这条豁免到 {waiver.until} 为止，已经过期；请重新核定，或者删去。")
            elif self._seen[waiver.number] >= sum(matches(waiver.file, name) for name in files):
                yield Notice(self._layer.path, line, "这条豁免没有用到：所指的问题已经没有了；请删去。")


def _waivers(layer: Layer, known: Mapping[str, str]) -> Iterator[Waiver]:
    for i, data in enumerate(layer.data["waivers"]):
        rule = data.get("rule")
        if rule is not None and rule not in known:
            raise layer.error(f"没有规则“{rule}”{near(rule, known)}。", "waivers", i, "rule")
        words = squeezed(data["words"]) if "words" in data else None
        rules = frozenset((known[rule],) if rule else ())
        reason, file = data["reason"].strip(), data.get("file", "*")
        yield Waiver(i, reason, data.get("until"), rules, words, data.get("fingerprint"), file)
