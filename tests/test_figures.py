"""What counts as a quantified result, and what does not (docs/definitions.md)."""

from __future__ import annotations

import pytest

from fazhi_lint.document import parse
from fazhi_lint.ruleset import load
from fazhi_lint.text import SourceText

GENRE = load()[0].genre

FIGURES = """
开展普法宣传4次
化解纠纷20余件
受益1.3万人次
受众两万余人次
举办法治讲座三场
合格率100%
办结率百分之九十五
三分之二的村建成
满意率达九成
培养“法律明白人”84名
办理时限压减到7个工作日
办结时间由15日压缩至3天
召开专题会一次
主持召开会议一次
开展联合执法一次
调解纠纷一件
组织学习十余次
举办培训十二期
发放资料5,000份
发放资料1,046份
发放资料１２００余份
梳理事项 236 项
接待群众4.2万人次
排查１２起
打造法治公园2个
建成三个法治广场
立案查处违法案件12宗
罚没款3.5万元
审查合同二十三份
依申请公开8条
修改完善制度5项
覆盖14个村
调解成功率99.14%
较2024年增长23%
走访企业30家
培训调解员一百二十人次
数十场宣讲
开展宣传数百场次
新增法律顾问12人
评查案卷40卷
审核规范性文件6件
办理复议案件3起
出动执法人员300人次，车辆80台次
共7个村（社区）
新建普法长廊300米
抖音播放量12万
点击量达到3.2万次
满意度98.6分
12个村居法律顾问全部签约
化解纠纷20件
开展宣传300次
走访21个村
修订41条
新建1个点
建成五所学校
按照上级要求开展培训12次
满意率百分之九十八点五
百分之九十五化解在村
三分之二办结
办结一百零一个
审查1件
""".strip().splitlines()

NO_FIGURES = """
2025年全镇推进
3月12日召开
在4月
“12·4”国家宪法日
12·4国家宪法日
忠府办发〔2025〕26号
学习二十届四中全会精神
镇人大六届七次会议
镇人大20次会议
第19届4次会议
第二十四条规定
考核排名第四
一、加强领导
每季度研究法治工作
每周二坐班
每月开展普法2次
每季度召开1次会议
年满18周岁
60岁以上老人
60余岁以上老人
上午9:00至17:00
上午9:30分开会
拨打12345热线
落实八五普法
十四五规划
1+N普法
141基层治理体系
1365工作体系
三重一大
两个确立
一站式服务
一次办
“最多跑一次”改革
开展“百场宣讲”
《民法典》“十大案例”
无一起行政复议
零投诉
实现全覆盖
打造一支队伍
解决一批问题
召开会议不少于4次
每年要开展2次培训
力争达到98%以上
四个意识
三项制度
四个自信
党的二十大精神
“一件事”
24小时值班
7×24小时
首违不罚
第一责任人
一体推进
一村一法律顾问
三会一课
双随机、一公开
第3期
第一次会议
两个维护
五个方面
坚持三个结合
统筹三支队伍
建立三级网络
一张清单
一批典型
一名群众
“1名法律顾问”
一系列活动
法治政府建设的四项任务
形成一套机制
一次都不用跑
2025年1月至12月
三个一批
全年未发生1起
年均不少于40学时
0起
""".strip().splitlines()


def figures(text: str) -> list[str]:
    """The figures of a sentence."""
    return [text[f.start : f.end] for f in parse(SourceText(text), GENRE).figures]


@pytest.mark.parametrize("text", FIGURES)
def test_a_result(text: str) -> None:
    assert figures(text)


@pytest.mark.parametrize("text", NO_FIGURES)
def test_no_result(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "value", "unit", "vague"),
    [
        ("受理矛盾纠纷1,046件", 1046, "件", False),
        ("发放资料１２００余份", 1200, "份", True),
        ("参与1.3万人次", 13000, "人次", False),
        ("两万余人次参加", 20000, "人次", True),
        ("审查合同二十三份", 23, "份", False),
        ("成功率达99.14%", 99.14, "%", False),
        ("满意率百分之九十五", 95, "%", False),
        ("近300场", 300, "场", True),
        ("将近300余场", 300, "场", True),
        ("数百场宣讲", 100, "场", True),
    ],
)
def test_value_and_unit(text: str, value: float, unit: str, vague: bool) -> None:
    figure = parse(SourceText(text), GENRE).figures[0]
    assert (figure.value, figure.unit, figure.vague) == (value, unit, vague)


@pytest.mark.parametrize(
    ("text", "words"),
    [("走访将近 300场次", "将近 300场次"), ("走访 300场次", "300场次"), ("第5次约6人", "约6人"), ("数十场", "数十场")],
)
def test_the_words_with_what_makes_them_vague(text: str, words: str) -> None:
    assert figures(text) == [words]


def test_a_cell_of_a_table_told_in_lines_is_a_figure() -> None:
    text = "办理情况如下：\n领域\n立案（宗）\n城市管理\n246\n2024\n98\n办理的案件都已归档，没有一件超过时限。\n3\n下一页"
    assert figures(text) == ["246", "98"]
