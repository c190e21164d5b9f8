"""Scores that the county can set: points lost for each finding, by rule, group or severity; bands.

In: a YAML file (scoring.yaml beside this module is the default), and how a unit stands. Out: a `Score` that says what was lost
for what; `ConfigError` with file and line where the file is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from ..checks.base import schema
from ..errors import ConfigError
from ..finding import SEVERITIES
from ..formatters.base import SEVERITY_WORDS
from ..plainly import near
from ..ruleset import Ruleset
from ..yamlfile import line_of, parse
from .values import IN_TIME, LATE, Standing

DEFAULT = Path(__file__).with_name("scoring.yaml")
_POINTS: dict[str, Any] = {"type": "number", "minimum": 0}
SCHEMA = schema(
    ("full", "severity", "bands"),
    full={"type": "number", "exclusiveMinimum": 0},
    severity=schema(SEVERITIES, **dict.fromkeys(SEVERITIES, _POINTS)),
    rules={"type": "object", "additionalProperties": _POINTS},
    most=_POINTS,
    late=_POINTS,
    bands={
        "type": "array",
        "minItems": 1,
        "items": schema(("name", "from"), **{"name": {"type": "string", "minLength": 1}, "from": {"type": "number"}}),
    },
)


class Lost(NamedTuple):
    """Points lost for one rule (`late`: for being late): how many times, how many."""

    rule: str
    times: int
    points: float


class Score(NamedTuple):
    """What a report scores, its band, and what was lost for what, the most first."""

    points: float
    band: str
    lost: tuple[Lost, ...]


class Scoring:
    """How reports are scored.

    Args:
        data: what the file says.
        ruleset: whose rules and groups it names.
        path: the file, for people.
    """

    def __init__(self, data: Mapping[str, Any], ruleset: Ruleset, path: str) -> None:
        self.path = path
        self.full: float = data["full"]
        self.severity: Mapping[str, float] = data["severity"]
        self.most: float | None = data.get("most")
        self.late: float = data.get("late", 0)
        self.bands: tuple[tuple[str, float], ...] = tuple((band["name"], band["from"]) for band in data["bands"])
        self.named: Mapping[str, float] = data.get("rules", {})
        self._of_rule: dict[str, float] = {}
        for rule in ruleset.rules:
            for name in (rule.id, *rule.aliases, rule.group):
                if name in self.named:
                    self._of_rule[rule.id] = self.named[name]
                    break
        self._titles = {rule.id: rule.title for rule in ruleset.rules} | dict(ruleset.groups)

    def score(self, standing: Standing) -> Score | None:
        """What a unit's report of this round scores; None where there is none to score."""
        if standing.state not in (IN_TIME, LATE):
            return None
        times: Counter[str] = Counter()
        points: dict[str, float] = {}
        for finding in (noted.finding for noted in standing.noted if noted.counts):
            costs = self._of_rule.get(finding.rule, self.severity[finding.severity])
            times[finding.rule] += costs > 0
            points[finding.rule] = points.get(finding.rule, 0) + costs
        most = self.full if self.most is None else self.most
        lost = [Lost(rule, times[rule], min(sum_, most)) for rule, sum_ in points.items() if sum_]
        if standing.state == LATE and self.late:
            lost.append(Lost(LATE, 1, self.late))
        lost.sort(key=lambda one: (-one.points, one.rule))
        left = max(0.0, round(self.full - sum(one.points for one in lost), 2))
        band = next(name for name, floor in self.bands if left >= floor)
        return Score(left, band, tuple(lost))

    def explained(self) -> Iterator[str]:
        """How scores come about, in sentences for people."""
        by = "、".join(f"{SEVERITY_WORDS[severity]} {plain(self.severity[severity])} 分" for severity in SEVERITIES)
        yield f"每份报告从 {plain(self.full)} 分起，每处问题扣分：{by}。"
        if self.named:
            named = "；".join(f"{self._titles[name]}（{name}）{plain(points)} 分" for name, points in self.named.items())
            yield f"另定分值的，每处扣：{named}。"
        if self.most is not None:
            yield f"同一条规则最多共扣 {plain(self.most)} 分。"
        if self.late:
            yield f"迟交扣 {plain(self.late)} 分。"
        yield f"等次：{'，'.join(f'{plain(floor)} 分起为“{name}”' for name, floor in self.bands)}。"
        yield "已改的问题和审核人裁定“不算”的问题不扣分；没有交、打不开、不是报告的不评分。"
        yield f"评分办法写在 {self.path}。"


def plain(points: float) -> str:
    """A number without needless decimals."""
    return f"{points:g}"


def load(path: str | None, ruleset: Ruleset) -> Scoring:
    """Read how to score; None for the default.

    Raises:
        ConfigError: the file cannot be read or is wrong, or names a rule that there is not.
    """
    file = DEFAULT if path is None else Path(path)
    name = "自带的 scoring.yaml" if path is None else path
    try:
        raw = file.read_bytes()
    except (OSError, ValueError) as error:
        raise ConfigError("评分办法的文件不存在，或没有读取权限。", name) from error
    data = parse(raw, name, ConfigError)
    for keys, what in _problems(data, ruleset):
        raise ConfigError(f"评分办法不对：{what}。", name, line_of(raw, keys))
    return Scoring(data, ruleset, name)


def _problems(data: Any, ruleset: Ruleset) -> Iterable[tuple[list[str | int], str]]:
    import jsonschema

    from ..schemafault import explain

    if not isinstance(data, dict):
        yield [], "应写成“键: 值”，例如 full: 100"
        return
    for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(data):
        yield explain(error)
    known = {name for rule in ruleset.rules for name in (rule.id, rule.group, *rule.aliases)}
    for name in data.get("rules", {}):
        if name not in known:
            yield ["rules", name], f"没有规则或分组“{name}”{near(name, known)}；用 fazhi-lint rules list 查看全部"
    floors = [band["from"] for band in data["bands"]]
    for i, (higher, lower) in enumerate(pairwise(floors)):
        if lower >= higher:
            yield ["bands", i + 1], "等次要从高到低写，每个的 from 比上一个小"
    if floors[-1] > 0:
        yield ["bands", len(floors) - 1], "最后一个等次要从 0 分起，否则有的报告没有等次"
    if floors[0] > data["full"]:
        yield ["bands", 0], f"第一个等次的 from 比满分 {plain(data['full'])} 还高"
