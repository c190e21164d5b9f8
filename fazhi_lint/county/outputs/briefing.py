"""What all outputs of a round say alike: round, deadlines, rules, what is to be looked after.

In: the run's options and what it came to. Out: `Briefing`; dates and states in words.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...finding import RuleInfo
from ..intake import WHY
from ..values import LATE, MISSING, UNUSABLE, Standing, Submission


class Briefing(NamedTuple):
    """What is known of a round.

    Attributes:
        kind: what the reports are called.
        round: its number.
        deadline: of the round; None where there is none.
        until: by when what is sent back must be mended; None where nothing is said of it.
        sender: who sends it back; empty where nothing is said of it.
        today: the date of what is written.
        rules: the rules in use.
        digest: what identifies them.
        version: of the program.
    """

    kind: str
    round: int
    deadline: datetime.datetime | None
    until: datetime.datetime | None
    sender: str
    today: datetime.date
    rules: tuple[RuleInfo, ...]
    digest: str
    version: str

    @property
    def title(self) -> str:
        """What the overview is called."""
        return f"{self.kind}审核台账（第 {self.round} 轮）"


# What is to be looked after, in the order in which it is told.
NOT_OPENED = "打不开"
_ORDER = (
    "未交",
    "迟交",
    NOT_OPENED,
    "不是报告",
    "交了几份",
    "几个单位都像",
    "对不上单位",
    "归属待核",
    "没有比对",
    "没有覆盖",
    "没有写成",
    "没有读",
)


def order(row: tuple[str, str, str]) -> int:
    """Where a row of what is to be looked after belongs."""
    return _ORDER.index(row[0])


def day(moment: datetime.datetime | datetime.date) -> str:
    """A date in words; the time of a deadline where it does not end with the day."""
    words = f"{moment.year} 年 {moment.month} 月 {moment.day} 日"
    if isinstance(moment, datetime.datetime) and (moment.hour, moment.minute) != (23, 59):
        words += f" {moment.hour}:{moment.minute:02d}"
    return words


def of_unit(standing: Standing) -> Iterator[tuple[str, str, str]]:
    """What is to be looked after about a unit: what it is, the unit, more."""
    name, submission = standing.unit.name, standing.submission
    if standing.state == MISSING:
        registered = f"名册上写着 {day(standing.receipt)} 收到，但没有找到它的文件" if standing.receipt else ""
        yield "未交", name, registered
    if standing.state == LATE and submission:
        yield "迟交", name, f"{submission.path}，{day(submission.received)} 收到"
    if standing.state == UNUSABLE and submission:
        yield _unusable(submission), name, f"{submission.path}：{trouble(submission)}"
    if standing.doubles and submission:
        yield "交了几份", name, f"算 {submission.path}；另有 {'、'.join(standing.doubles)}"
    if submission and submission.match.claims:
        yield "归属待核", name, f"{submission.path}：也可能是{'、'.join(submission.match.claims)}的"
    if submission and submission.match.stranger and submission.match.unit:
        yield "归属待核", name, f"{submission.path}：按文件名归到这个单位，文中写的是“{submission.match.stranger}”"


def _unusable(submission: Submission) -> str:
    return NOT_OPENED if submission.error else "不是报告"


def trouble(submission: Submission) -> str:
    """Why a file cannot be used."""
    return submission.error["message"] if submission.error else "不像年度报告"


def of_no_unit(submissions: Iterable[Submission]) -> Iterator[tuple[str, str, str]]:
    """What is to be looked after about files of no known unit."""
    for one in submissions:
        if one.match.claims:
            yield "几个单位都像", one.path, "、".join(one.match.claims)
        elif one.status != "checked":
            yield _unusable(one), one.path, trouble(one)
        elif one.match.stranger:
            yield "对不上单位", one.path, f"文中写的是“{one.match.stranger}”，名册里没有"
        else:
            yield "对不上单位", one.path, "文中和文件名里都没有名册上的单位"


def of_left_out(units: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """What is to be told of units whose reports could not be compared with the others."""
    for unit in units:
        yield "没有比对", unit, "报告在别的文件夹里，检查它时用了 --no-copies 或另一份词表；请对那个文件夹照这里的选项再跑一遍"


def of_passed(passed: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """What is to be told of the files that were passed over."""
    for path, why in passed:
        yield "没有读", path, WHY[why]
