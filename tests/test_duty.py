"""Who acts in the duty part, what is evidence, and where the part is hidden (docs/definitions.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from test_passages import DUTIES as NAMES
from test_passages import RULESET, report

from fazhi_lint.document import parse
from fazhi_lint.pipeline import Options, check_source
from fazhi_lint.text import SourceText

DUTIES = ("deploy", "study", "decide", "urge")
CLAUSES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("duties.yaml").read_text("utf-8"))
HIDDEN: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("hidden.yaml").read_text("utf-8"))
GENRE = RULESET.genre


@pytest.mark.parametrize(
    ("text", "evident"),
    [
        ("镇党委书记、镇长切实履行第一责任人职责，全年主持召开法治专题会议4次。", True),
        ("党政主要负责人带头学法，3月12日主持召开党委会专题研究。", True),
        ("3月12日，镇党委书记主持召开党委会专题研究法治工作。", True),
        ("全镇干部学法12次，各股室报送材料30份。", False),
        ("我镇高度重视法治建设，开展培训5次。", False),
        ("党政主要负责人高度重视法治建设，始终把法治摆在突出位置，做到重要工作亲自部署、重大问题亲自过问。", False),
        ("党政主要负责人高度重视法治建设。全镇干部参加学法考试2次。", False),
        ("镇长督促综合行政执法大队规范执法。大队全年办理案件30件。", False),
        ("党委书记认真履行第一责任人职责。全年听取法治工作汇报3次，研究解决重点问题6个。", True),
        ("一是加强组织领导。全年召开党委会专题研究法治工作4次。二是带头学法。", True),
        ("一是强化学习。组织全镇干部学法6次。二是规范执法。全镇办理案件20件。", False),
        ("（一）党委书记履职情况。全年主持中心组学法6次。", True),
        ("（一）强化领导。局党组书记、局长4月主持召开党组会研究普法工作。", True),
        ("司法所向镇长汇报工作4次。", False),
        ("在主要负责人的领导下，全镇开展普法宣传20场。", False),
        ("副镇长带队检查3次，分管领导督办案件2件。", False),
        ("村党支部书记讲法治课14场。", False),
        ("镇党委书记张某多次听取汇报，10月中旬到司法所调研。", True),
        ("书记、镇长每季度听取汇报。", False),
        ("2025年，党政主要负责人认真落实职责要求。", False),
        ("党政主要负责人带头讲法治课，受训干部120人次。", True),
        ("镇主要领导多次研究法治工作。镇司法所开展法治宣传15场，镇综合执法大队开展检查20次。", False),
    ],
)
def test_evidence(text: str, evident: bool) -> None:
    head = "一、主要举措和成效\n（一）学法。开展宣传3次。\n二、党政主要负责人履行推进法治建设第一责任人职责情况\n"
    document = parse(SourceText(f"{head}{text}\n三、存在的不足和原因\n"), GENRE)
    assert bool(document.evidence) == evident


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("（一）加强领导\n党委书记主持召开法治专题会2次。\n（二）普法宣传。开展宣传3次。", 4),
        ("（一）压实第一责任人职责\n党委书记主持召开法治专题会2次。\n（二）普法宣传。开展宣传3次。", 3),
        ("（一）压实责任。严格落实党政主要负责人履行推进法治建设第一责任人职责规定。\n（二）普法宣传。开展宣传3次。", None),
        ("（一）加强领导。一是夯实第一责任人职责。定期听取汇报，研究法治工作。二是抓学习。\n（二）普法。开展宣传3次。", 3),
        ("（一）学习贯彻。中心组学法3次。\n（二）普法。村支部书记开展宣传3次，镇长热线办理20件。", None),
        ("（一）学习贯彻。中心组学法3次。\n（二）普法。全镇干部学法3次。", None),
        ("（一）学习贯彻。落实第一责任人职责，主要领导亲自抓法治政府建设，听取汇报2次。\n（二）普法。全镇干部学法3次。", 3),
        # the second sentence goes on with the subject of the first
        ("（一）领导有力。镇主要领导认真履行推进法治建设第一责任人职责，把法治当作头等大事。多次在党委会上部署法治工作。", 3),
        ("（一）领导有力。镇主要领导认真履行推进法治建设第一责任人职责，把法治当作头等大事。各村开展法治宣传。", None),
        ("（一）扛牢第一责任，压实主体责任\n镇党委书记主持召开法治专题会2次。", 3),
        ("（一）加强学习。园区主要领导为职工讲法治课1次。", 3),
        (
            "（一）加强领导，统筹推进，镇党委、镇政府高度重视法治建设，围绕全年的各项工作任务，全面压紧压实党政主要负责人履行推进法治建设第一责任人职责。",
            None,
        ),
        ("（一）加强领导。紧扣党政主要负责人履行推进法治建设第一责任人职责，积极组织协调，解决有关问题。", None),
        ("（一）加强领导。法治政府建设领导小组由镇党委书记王金川、镇长文柏担任双组长，细化职责分工。", None),
        ("（一）加强领导。成立依法行政领导小组，由镇长亲自挂帅担任组长，推动法治工作。", None),
        ("（一）加强领导。建立由主要负责人牵头的法治政府建设协调机制。", None),
        ("（一）加强领导。形成“主要领导牵头抓、分管领导具体抓、部门协同抓”的法治工作格局。", None),
        ("（一）加强学习。举办霁溪书记论坛4次，推动法治思想融入决策部署。", None),
    ],
)
def test_hidden_part(text: str, line: int | None) -> None:
    tail = "二、存在的不足和原因\n（一）普法不够，由于人少。\n三、2026年安排\n加强。\n"
    document = parse(SourceText(f"关于2025年法治政府建设情况的报告\n一、主要举措和成效\n{text}\n{tail}"), GENRE)
    found = document.hidden
    assert (document.source.line_of(found.head[0]) if found else None) == line


def lexicons_of(duty: str) -> list[str]:
    return [f"core-duty-{duty}", f"core-duty-{duty}-plain"]


@pytest.mark.parametrize("case", CLAUSES, ids=[str(i) for i in range(len(CLAUSES))])
def test_traces_of_the_core_duties(case: dict[str, Any]) -> None:
    document = parse(SourceText(f"{case['text']}。"), GENRE)
    found = [duty for duty in DUTIES if any(document.matcher.some(name, 0, len(document.plain)) for name in lexicons_of(duty))]
    assert found == case.get("found", case["duties"])


def expected(case: dict[str, Any]) -> dict[str, str]:
    """What is to be reported of a report without a part of its own for the duty: the rules, each with the words of its place or
    with the duties that it names.
    """
    if case["duty"] == "none":
        return {"missing-duty": ""}
    found = {"duty-not-separate": case["at"]}
    if not case["evidence"]:
        found["duty-evidence"] = case["at"]
    if case["lacking"]:
        found["duty-coverage"] = "、".join(case["lacking"])
    return found


@pytest.mark.parametrize("case", HIDDEN, ids=[str(i) for i in range(len(HIDDEN))])
def test_where_the_duty_is_told_that_has_no_part_of_its_own(case: dict[str, Any]) -> None:
    text = report({"part": "achievements", "how": "whole", **case})
    start, end = text.index("二、党政主要"), text.index("三、存在")
    text = text[:start] + text[end:].replace("三、存", "二、存").replace("四、2026", "三、2026")
    lines = text.split("\n")
    found = {}
    for finding in check_source(SourceText(text), RULESET, Options()).findings:
        if finding.severity == "info":
            continue
        here = case.get("at", "") and case["at"] in lines[finding.line - 1]
        said = [duty for duty in NAMES if duty in finding.message.rpartition("：")[2]]
        found[finding.rule] = "、".join(said) if finding.rule == "duty-coverage" else case["at"] if here else ""
    assert found == case.get("found", expected(case))
