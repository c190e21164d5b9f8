"""Passages in a report that is in order otherwise: `right-*` are right, though a hasty pattern could take them for a fault of
`rule`; `wrong-*` have that fault (or faults), at the words `excerpt`; `lacks` names the duties without a trace.

Who wrote them had seen no rule (docs/accuracy.md). `how: add` puts a passage behind the first paragraph of its part, `whole` in
the place of that part; `reported` is what is reported of it until now, where that is not what should be.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from fazhi_lint.pipeline import Options, check_source
from fazhi_lint.ruleset import load
from fazhi_lint.text import SourceText

RULESET = load()[0]
DUTIES = ("部署推动", "学法述法", "依法决策", "督促落实")
UNDECIDED = "shortcoming-remedy"  # the other part of a pair is the report's, not the passage's
CASES: list[tuple[str, dict[str, Any]]] = [
    (f"{path.stem}-{i}", case)
    for path in sorted(Path(__file__).with_name("passages").glob("*.yaml"))
    for i, case in enumerate(yaml.safe_load(path.read_text("utf-8")))
]

REPORTS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("reports.yaml").read_text("utf-8"))


class Unit(NamedTuple):
    """Who reports: the name in the title, that in the signature, what it calls itself, its heads, to whom."""

    name: str
    signed: str
    we: str
    heads: tuple[str, str]
    to: str = "县委、县政府"


UNITS = {
    "town": Unit("石塘镇", "石塘镇人民政府", "我镇", ("镇党委书记", "镇长")),
    "street": Unit("临江街道", "临江街道办事处", "街道", ("党工委书记", "办事处主任")),
    "department": Unit("云川县水利局", "云川县水利局", "我局", ("局党组书记", "局长")),
    "county": Unit("云川县", "云川县人民政府", "我县", ("县委书记", "县长"), "市委、市政府"),
}
REPORT = """{name}2025年法治政府建设年度报告

{to}：
2025年，{we}深入学习贯彻习近平法治思想，全面推进法治政府建设，现将有关情况报告如下。
一、推进法治政府建设的主要举措和成效
{achievements}
二、党政主要负责人履行推进法治建设第一责任人职责情况
{duty}
三、存在的不足和原因
{shortcomings}
四、2026年工作安排
{plan}

{signed}
2026年1月12日
"""
PARTS = {
    "achievements": "（一）推进依法行政。全年开展法制审核32件，办理行政处罚案件18件，开展法治培训6场480人次。",
    "duty": "{0}、{1}认真履行推进法治建设第一责任人职责。{0}主持召开法治建设专题会议4次，听取工作汇报3次，带头学法6次；"
    "{1}主持会议研究重大行政决策合法性审查8件，督办执法问题5个，出庭应诉2次。",
    "shortcomings": "（一）执法力量不足。主要原因是编制数量少、专业人员引进难。\n"
    "（二）普法针对性不强。由于对群众需求调研不够，宣传内容较为单一。",
    "plan": "（一）充实执法力量。2026年6月底前增配执法人员2名，开展业务培训4次。\n"
    "（二）提升普法实效。针对群众需求开展普法活动12场。",
}


def unit_of(case: dict[str, Any]) -> Unit:
    """The unit that reports in a passage's report."""
    unit = UNITS[case["level"]]
    name = case.get("unit", unit.name)
    if case["level"] != "town" or name == unit.name:
        return unit._replace(name=name, signed=name if case["level"] == "department" else unit.signed)
    kind = name[-1]
    return Unit(name, f"{name}人民政府", f"我{kind}", (f"{kind}党委书记", f"{kind}长"))


def report(case: dict[str, Any]) -> str:
    """The report that holds a passage."""
    unit, text = unit_of(case), case["text"].strip("\n")
    parts = {name: words.format(*unit.heads) for name, words in PARTS.items()}
    first, *more = parts[case["part"]].split("\n")
    parts[case["part"]] = text if case["how"] == "whole" else "\n".join([first, text, *more])
    return REPORT.format(name=unit.name, to=unit.to, we=unit.we, signed=unit.signed, **parts)


@pytest.mark.parametrize("level", UNITS)
def test_the_report_around_is_in_order(level: str) -> None:
    case = {"level": level, "part": "plan", "how": "whole", "text": PARTS["plan"]}
    assert check_source(SourceText(report(case)), RULESET, Options()).findings == ()


@pytest.mark.parametrize(("name", "case"), CASES, ids=[name for name, _ in CASES])
def test_what_is_reported_of_a_passage(name: str, case: dict[str, Any]) -> None:
    text = report(case)
    found = [f for f in check_source(SourceText(text), RULESET, Options()).findings if f.rule != UNDECIDED]
    expected = [] if name.startswith("right-") else [case["rule"]] if isinstance(case["rule"], str) else case["rule"]
    assert sorted(f.rule for f in found) == case.get("reported", expected)
    for finding in found:
        if finding.rule == "duty-coverage" and "lacks" in case:
            assert [duty for duty in DUTIES if duty in finding.message] == case["lacks"]
    if case.get("excerpt") and found:
        assert case["excerpt"].split("\n")[0].strip() in text.split("\n")[found[0].line - 1]


@pytest.mark.parametrize("case", REPORTS, ids=[str(i) for i in range(len(REPORTS))])
def test_nothing_is_reported_of_a_report_in_order(case: dict[str, Any]) -> None:
    result = check_source(SourceText(case["text"]), RULESET, Options())
    assert sorted({f.rule for f in result.findings if f.severity != "info"}) == case.get("reported", case.get("faults", []))
    facts = {name: case[name] for name in ("title", "addressee", "signed_on") if name in case}
    assert result.report
    assert {name: result.report[name] for name in facts} == facts
