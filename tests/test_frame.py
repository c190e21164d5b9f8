"""Rows of a web page around a report: they are no title, no addressee, and nothing is found in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from fazhi_lint.pipeline import Options, check_source
from fazhi_lint.ruleset import load
from fazhi_lint.text import SourceText

RULESET = load()[0]
REPORT = (Path(__file__).resolve().parent.parent / "samples" / "town-exemplary.txt").read_text("utf-8")
BODY = REPORT[REPORT.index("县委、县政府：") :]
TITLE = "霁溪镇2025年法治政府建设情况报告"
HEADS = {
    "breadcrumb and source": (
        f"无障碍 长者助手 登录\n您当前的位置: > >其他文件\n\n{TITLE}\n\n信息来源:霁溪镇人民政府 发布日期:2026-01-27 分享:\n\n"
    ),
    "name of the site and day": (
        f"霁溪镇人民政府 2019年12月3日星期二\n\n无障碍 简体| 繁体\n\n{TITLE}\n来源:党政办公室 发布时间:2026-01-28 09:18\n\n"
    ),
    "rows with bullets": (
        "返回顶部\n\n"
        f"{TITLE}\n\n  • 索引号:\n\n    61072800/2026-001005\n  • 来源:\n\n  • 发布日期:\n\n    2026年01月06日 16:34\n\n"
    ),
    "labels glued to values": (
        f"-\n索引号jxxxgk/2026-00006\n-\n发布机构沅棠县霁溪镇人民政府\n-\n发布日期2026-02-08\n-\n时效性有效\n{TITLE}\n"
    ),
    "search box": f"沅棠县司法局\n\n搜索位置\n匹配度\n排序\n\n{TITLE}\n\n发布日期: 2026-02-11 发布机构: 县司法局\n\n",
    "rows of a list": f"- 索引号: yrxzfbgs/2026-00021\n- 成文日期:\n- 标题: [沅政发〔2026〕7号]{TITLE}\n{TITLE}\n",
    "rows of a table": f"| 索引号: | 4311000009/2026-00628 | 分类: | |\n| 文号 : | |||\n\n{TITLE}\n\n",
    "rows of unknown names": f"栏目归属: 部门文件\n所属乡镇: 霁溪镇\n\n{TITLE}\n\n",
    "bullets behind the title": f"您所在的位置 : 首页 > 专题\n{TITLE}\n  • 2026-01-29 09:57\n  • 【字体:    】\n\n",
    "title of the page": (
        f"{TITLE}_公开目录_沅棠县霁溪镇人民政府门户网站\n\n{TITLE}\n\n  • 所属类目: 公开目录\n  • 体   裁: 报告\n\n"
    ),
    "scripts": f'"; show(str); close(); }}\n{TITLE}\n$(document).ready(function(){{ $.get("/hits.jsp?id=9"); }});\n',
    "article of an account": f"{TITLE}\n原创 霁溪镇 霁溪发布 2026年1月28日 17:36 沅棠\n听全文\n",
    "title twice": f"{TITLE}\n政策法规股 2026-01-17\n阅读人数：加载中...\n\n{TITLE}\n\n",
}


@pytest.mark.parametrize("head", HEADS)
def test_the_head_of_a_page_is_no_part_of_the_report(head: str) -> None:
    result = check_source(SourceText(HEADS[head] + BODY), RULESET, Options())
    assert result.report
    assert (result.report["title"], result.report["addressee"]) == (TITLE, "县委、县政府")
    assert [(finding.rule, finding.line) for finding in result.findings] == []


TAILS = {
    "neighbours of the page": "上一篇：霁溪镇2025年政务公开工作总结\n下一篇：无\n",
    "an article of an account": "END\n\n来源：霁溪镇党政综合办\n编辑：小霁\n一审：左岚\n\n点亮“在看”和“赞”，让更多人知道\n",
    "other documents": "解读材料\n暂无解读\n这篇文件对您有帮助吗？ 有帮助(0) 没帮助(0)\n沅棠县法治政府建设工作要点（2024年）\n",
    "links to bureaus": "友情链接\n县发展改革委 县教育局 县公安局\n县司法局\n石塍镇\n松岙乡\n",
    "address": "地址：沅棠县霁溪镇新街1号\n电话：0749-0000000\n邮编：000000\n",
}


@pytest.mark.parametrize("tail", TAILS)
def test_what_stands_behind_the_signature_is_no_part_of_the_report(tail: str) -> None:
    result = check_source(SourceText(f"{TITLE}\n\n{BODY.rstrip()}\n\n{TAILS[tail]}"), RULESET, Options())
    assert result.report
    assert result.report["signed_on"] == "2026-01-16"
    assert result.report["issuers"] == ["中共沅棠县霁溪镇委员会", "沅棠县霁溪镇人民政府"]
    assert [(finding.rule, finding.line) for finding in result.findings] == []


@pytest.mark.parametrize(
    ("head", "title", "issuers"),
    [
        (
            "沅棠县人民政府\n关于2025年度法治政府建设情况的报告\n关于2025年度法治政府建设情况的报告\n",
            "沅棠县人民政府关于2025年度法治政府建设情况的报告",
            ["沅棠县人民政府"],
        ),
        (
            "中共沅棠县委 沅棠县人民政府\n关于2025年度法治政府建设情况的报告\n",
            "中共沅棠县委沅棠县人民政府关于2025年度法治政府建设情况的报告",
            ["中共沅棠县委", "沅棠县人民政府"],
        ),
    ],
)
def test_who_reports_stands_above_the_title(head: str, title: str, issuers: list[str]) -> None:
    body = BODY[: BODY.rindex("特此报告")]
    report = check_source(SourceText(f"{head}\n{body}2026年1月16日\n"), RULESET, Options()).report
    assert report
    assert (report["title"], report["issuers"], report["level"]) == (title, issuers, "county")


@pytest.mark.parametrize(
    ("opening", "issuer", "level"),
    [
        ("2025年，皇城镇人民政府依法履职，全县法治建设有了进展。", "皇城镇", "township"),
        ("2025年，黄石街党工委、办事处依法履职，全区法治建设有了进展。", "黄石街", "street"),
        (
            "2025年，沅棠县公安局在县委、县政府领导下依法履职，全县治安良好，全县法治建设有了进展。",
            "沅棠县公安局",
            "department",
        ),
        ("2025年，推进新型城镇建设，全镇法治建设有了进展。", None, "township"),
        ("2025年，沅门市水利局坚持依法行政，全市水利法治建设有了进展。", "沅门市水利局", "department"),
        ("现将沅东新区2025年度法治政府建设情况报告如下。", "沅东新区", "county"),
    ],
)
def test_who_reports_is_named_in_the_text_alone(opening: str, issuer: str | None, level: str) -> None:
    text = f"关于2025年法治政府建设情况的报告\n县委、县政府：\n{opening}\n一、主要举措和成效\n开展普法20场。\n"
    report = check_source(SourceText(text), RULESET, Options()).report
    assert report
    assert (report["issuers"], report["level"]) == ([issuer] if issuer else [], level)


@pytest.mark.parametrize(
    "opening",
    [
        "2025年，我镇在传承2024年法治建设成果的基础上，突出重点。",
        "2025年，我镇巩固2024年工作成效，延续2024年度良好态势。",
        "2025年，我镇荣获2024年度全县法治建设先进单位，2024年度报告获评全县优秀。",
        "2025年，我镇依法履职，现将2025年法治建设工作情况及2026年度工作思路总结如下：",
    ],
)
def test_years_that_are_looked_back_or_ahead_to_are_not_the_reports(opening: str) -> None:
    result = check_source(
        SourceText(f"{TITLE}\n县委、县政府：\n{opening}\n一、主要举措和成效\n普法20场。\n"), RULESET, Options()
    )
    assert "report-year-mismatch" not in {finding.rule for finding in result.findings}
