"""What is a shortcoming, what gives its cause, and which passages give causes for all (docs/definitions.md)."""

from __future__ import annotations

import pytest

from fazhi_lint.document import Document, parse
from fazhi_lint.ruleset import load
from fazhi_lint.text import SourceText

GENRE = load()[0].genre

CAUSES = """
原因是培训少。
原因在于培训少。
主要原因：培训少。
究其原因，培训少。
根源在于认识不足。
症结在于机制不活。
这主要是因为培训少。
由于培训少，水平不高。
这归因于培训少。
归结于重视不够。
这源于培训少。
缘于培训较少。
问题在于培训少。
主要在于培训不足。
囿于编制，人手少。
限于财力，设备落后。
因人员编制不足，一人多岗。
因经费有限，培训开展少。
因工作任务繁重等原因，学习少。
因专业人员短缺，案卷质量不高。
受编制限制，人员偏少。
受经费影响，培训不多。
受地理条件制约，宣传覆盖不广。
受传统观念的影响，群众遇事不找法。
受专业水平所限，文书质量不高。
随着市场主体增多，监管力量不足。
编制不足导致一人多岗，案件办理不规范。
执法人员少，导致巡查不到位。
经费有限，致使宣传形式单一。
培训机会少，造成执法文书不规范。
群众居住分散，导致宣传覆盖不全。
人口外流，使得调解工作难以开展。
工作任务重，以致学法时间没有保证，学习不深入。
由于人员更替，导致执法衔接不畅。
人员流动性大，造成工作衔接不够。
基层事务繁杂，使得学法用法不够深入。
主要是受经费制约，设备更新慢。
主观上重视不够，客观上人员紧张，这是主要原因。
之所以出现这种情况，是培训没有跟上。
主要原因还是执法人员法律素养不高。
由于缺少专业法律人才，审查质量不高。
专业人员缺乏，导致审核把关不严。
缺乏专业人才，致使执法质量不高。
其原因一是培训少，二是考核松。
""".strip().splitlines()

NO_CAUSES = """
缺少骨干，一人多岗。
缺乏专家论证，导致决策流于形式。
无原因拖延办理。
对不明原因的投诉处理不及时。
因此需要改进。
因地制宜不够。
重点在于提升能力。
目的在于规范执法。
推进工作受到限制。
执法不规范，导致群众投诉较多。
宣传方式单一，造成群众参与度不高。
法治观念淡薄，导致违法行为时有发生。
对法律理解不深，执法程序不规范。
工作责任心不强，致使案卷质量不高。
因病致贫群众法律援助不够。
群众受教育程度不一，宣传效果不强。
因材施教不够。
受理案件不及时。
查找问题原因不深入。
随着工作推进，需进一步加强。
存在应付现象，导致普法效果不佳。
不同程度存在因循守旧的现象。
执法人员素质参差不齐，执法能力有待提高。
""".strip().splitlines()


def report(sentence: str) -> Document:
    """A part with two shortcomings, the first of which holds the sentence."""
    text = f"三、存在的不足和原因\n（一）执法水平不高。{sentence}\n（二）普法力度不够。"
    return parse(SourceText(text), GENRE)


@pytest.mark.parametrize("sentence", CAUSES)
def test_a_cause(sentence: str) -> None:
    first, second = report(sentence).shortcomings
    assert first.cause is not None
    assert second.cause is None


@pytest.mark.parametrize("sentence", NO_CAUSES)
def test_no_cause(sentence: str) -> None:
    assert [s.cause for s in report(sentence).shortcomings] == [None, None]


# Each: the text, (line, has a cause) of each shortcoming, (line, causes listed) of each passage for all.
PARTS = [
    pytest.param(
        "三、存在的不足和原因\n（一）普法不够。\n（二）执法不强。\n上述问题的原因：一是培训少；二是人手少。\n四、2026年工作安排\n（一）加强普法。",
        [(2, True), (3, True)],
        [(4, 2)],
        id="sep para",
    ),
    pytest.param(
        "三、存在的不足和原因\n（一）普法不够。\n（二）执法不强。\n产生这些问题的主要原因是培训少、人手少。",
        [(2, True), (3, True)],
        [(4, 2)],
        id="within last scope para",
    ),
    pytest.param(
        "三、存在的不足和原因\n（一）普法不够。\n（二）执法不强。\n主要原因是培训少。",
        [(2, False), (3, True)],
        [],
        id="single yuanyin para belongs to last",
    ),
    pytest.param(
        "三、存在的不足和原因\n（一）普法不够。\n（二）执法不强。\n主要原因：一是培训少；二是人手少。",
        [(2, True), (3, True)],
        [(4, 2)],
        id="lists several",
    ),
    pytest.param(
        "三、存在的不足和原因\n（一）存在的不足\n1.普法不够。\n2.执法不强。\n（二）原因分析\n1.培训少。\n2.人手少。",
        [(3, True), (4, True)],
        [(5, 2)],
        id="own heading part",
    ),
    pytest.param(
        "三、存在的不足和原因\n（一）普法不够\n形式单一。\n（二）执法不强\n程序不规范。\n（三）原因分析\n培训少，人手少。",
        [(2, True), (4, True)],
        [(6, 2)],
        id="own heading as third item",
    ),
    pytest.param(
        "三、存在的不足和原因\n存在的不足：一是普法不够；二是执法不强；三是公开不及时。上述问题的主要原因是培训少。",
        [(2, True), (2, True), (2, True)],
        [(2, 1)],
        id="one paragraph, end said",
    ),
    pytest.param(
        "三、存在的不足和原因\n存在的不足：一是普法不够；二是执法不强；三是公开不及时。主要原因是培训少。",
        [(2, False), (2, False), (2, True)],
        [],
        id="one paragraph, end not said",
    ),
    pytest.param(
        "三、存在的不足和原因\n（一）普法不够。\n主要原因：一是人少；二是钱少。\n（二）执法不强。\n主要原因：一是人少；二是钱少。",
        [(2, True), (4, True)],
        [],
        id="each own list",
    ),
    pytest.param(
        "三、存在的不足和原因\n（一）普法不够。\n（二）执法不强。\n原因分析：\n1.培训少。\n2.人手少。",
        [(2, True), (3, True)],
        [(4, 2)],
        id="own-line 原因分析",
    ),
    pytest.param(
        "三、存在的不足和原因\n1.普法不够。\n2.执法不强。\n主要原因：\n（1）培训少。\n（2）人手少。",
        [(2, True), (3, True)],
        [(4, 2)],
        id="own-line 1. items",
    ),
    pytest.param(
        "三、存在的不足和原因\n一是普法不够。\n二是执法不强。\n以上问题的原因，一是培训少，二是人手少。",
        [(2, True), (3, True)],
        [(4, 2)],
        id="shi lines",
    ),
    pytest.param(
        "三、存在的不足和原因\n我镇执法力量还比较薄弱，案卷质量不高。\n普法形式单一，群众参与度低。",
        [(2, False), (3, False)],
        [],
        id="no enumeration",
    ),
    pytest.param(
        "三、存在问题及下一步打算\n（一）存在问题\n1.普法不够。\n2.执法不强。由于人少。\n（二）下一步打算\n1.加强普法。\n2.加强执法。",
        [(3, False), (4, True)],
        [],
        id="merged",
    ),
    pytest.param(
        "三、存在问题及下一步打算\n一是普法不够。二是执法不强，主要是因为人少。\n下一步，我镇将：一是加强普法；二是加强执法。",
        [(2, False), (2, True)],
        [],
        id="merged paras",
    ),
    pytest.param(
        "三、存在问题和改进措施\n（一）普法不够。形式单一。改进措施：创新形式。\n（二）执法不强。由于人少。下一步将加强培训。",
        [(2, False), (3, True)],
        [],
        id="merged each with remedy",
    ),
    pytest.param(
        "三、存在的不足和原因\n（一）主要问题\n1.普法不够。\n2.执法不强。\n（二）产生问题的原因\n一是培训少。二是人手少。",
        [(3, True), (4, True)],
        [(5, 2)],
        id="cause own heading 造成问题的原因",
    ),
    pytest.param(
        "三、存在的不足和原因\n序号\t存在的不足\t原因\n1\t普法形式单一\t经费有限\n2\t执法力量薄弱\t编制偏少",
        [(3, True), (4, True)],
        [],
        id="table",
    ),
    pytest.param(
        "三、存在的不足和原因\n首先，普法不够。其次，执法不强，由于人少。再次，公开不及时。",
        [(2, False), (2, True), (2, False)],
        [],
        id="首先其次",
    ),
    pytest.param(
        "三、存在的不足和原因\n（一）普法不够。\n（二）执法不强。\n以上不足，主要源于培训少。",
        [(2, True), (3, True)],
        [(4, 1)],
        id="para collective no list",
    ),
    pytest.param(
        "三、存在的不足和原因\n我镇普法还不够深入，主要是由于力量不足。",
        [(2, True)],
        [],
        id="inline all",
    ),
    pytest.param(
        "三、存在的不足和原因\n一是普法不够。原因：一是人少，二是钱少。\n二是执法不强。",
        [(2, True), (3, False)],
        [],
        id="list cause nested",
    ),
]


@pytest.mark.parametrize(("text", "shortcomings", "passages"), PARTS)
def test_part(text: str, shortcomings: list[tuple[int, bool]], passages: list[tuple[int, int]]) -> None:
    document = parse(SourceText(text), GENRE)
    line = document.source.line_of
    assert [(line(s.start), s.cause is not None) for s in document.shortcomings] == shortcomings
    assert [(line(p.start), p.listed) for p in document.passages] == passages
