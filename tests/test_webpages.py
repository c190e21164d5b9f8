"""Web pages: the report comes out of pages of many styles, whole and without their chrome."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import make_web
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint import pipeline
from fazhi_lint.errors import ReadError
from fazhi_lint.readers import read
from fazhi_lint.ruleset import Ruleset, load

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
TABLE = """关于青柚镇2025年度法治政府建设情况的报告
县委、县政府：
2025年，我镇认真落实各项部署，坚持依法决策、依法办事、依法解决群众身边的问题，各项工作取得新进展，现将有关情况报告如下。
梳理形成问题清单，逐条分析原因，列明责任单位和完成时限，由镇党委书记、镇长牵头督办，情况见下表。
三、存在的不足和原因
序号	存在的不足	原因分析
1	执法力量薄弱	主要原因是编制少
2	普法形式单一	主要原因是经费不足
特此报告。
"""


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return load()[0]


def lines(body: str, head: str = "") -> list[str]:
    """The lines read from a page with this body."""
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    return read(page.encode(), "a.html", ".html").text.splitlines()


def outcome(data: bytes) -> str:
    """The code of what hinders reading, "" where a page is read."""
    try:
        read(data, "a.html", ".html")
    except ReadError as error:
        return error.code
    return ""


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("style", make_web.STYLES)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_page_gives_the_findings_of_its_text(ruleset: Ruleset, sample: Path, style: str) -> None:
    text = sample.read_text("utf-8")

    def found(data: bytes, suffix: str) -> list[tuple[str, str]]:
        source = read(data, f"a{suffix}", suffix)
        findings = pipeline.check_source(source, ruleset, pipeline.Options()).findings
        return sorted((finding.rule, bare(finding.excerpt)) for finding in findings)

    assert found(make_web.page(text, style), ".html") == found(text.encode(), ".txt")


@pytest.mark.parametrize("style", make_web.STYLES)
@pytest.mark.parametrize("text", [*(path.read_text("utf-8") for path in SAMPLES if path.stem != "town-pasted"), TABLE])
def test_nothing_of_a_report_is_lost_and_little_of_the_chrome_is_kept(text: str, style: str) -> None:
    report = make_web.parse(text)
    found = read(make_web.page(text, style), "a.html", ".html").text.splitlines()
    own = [*report.body, *report.end]
    assert [line for line in found if line in own][-len(own) :] == own
    assert bare("".join(report.title)) in bare("".join(found))
    assert len(found) - len(own) - len(report.title) <= 5


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>甲，乙</p><p>丙。</p>", ["甲，乙", "丙。"]),
        ("<p>甲<br>乙<br/>丙，</p>", ["甲", "乙", "丙，"]),
        ("<p>全年<b>12</b>次，<span>共<i>3</i>件</span></p>", ["全年12次，共3件"]),
        ("<p>\n  一、主要\n  举措，\n and more\n words 2025\n年 </p>", ["一、主要举措，and more words 2025年"]),
        ("<p>&nbsp;&nbsp;&#12288;（一）学法，&nbsp;用法</p>", ["（一）学法，\u00a0用法"]),
        ("<div>甲，<div>乙</div>丙</div>", ["甲，", "乙", "丙"]),
        ("<div>甲，<span style='display: block'>乙</span></div>", ["甲，", "乙"]),
        ("<pre>甲，\n  乙</pre>", ["甲，", "乙"]),
        ("<ol><li>甲，</li><li>乙</li></ol><ol start=5><li>丙</li><li value=9>丁</li><li>戊</li></ol>",
         ["1. 甲，", "2. 乙", "5. 丙", "9. 丁", "10. 戊"]),
        ("<ol style='list-style:none'><li>一、甲，</li></ol><ul><li>乙</li></ul>", ["一、甲，", "乙"]),
        ("<p>甲，</p><script>x='乙'</script><style>p{}</style><!-- 丙 --><noscript>丁</noscript>", ["甲，"]),
        ("<p>甲，<span style='display:none'>菠菜网</span>乙</p><p hidden>丙</p>", ["甲，乙"]),
        ("<div style='display:none'><p>甲，乙，丙。</p></div>", ["甲，乙，丙。"]),  # shown by a script: it is all there is
        ("<p>甲&lt;乙，&bogus; &#x1F600;&#0;</p>", ["甲<乙，&bogus; 😀\ufffd"]),
        ("<ruby>甲<rt>jiǎ</rt></ruby>，", ["甲，"]),
        ("<table><tr><td>甲</td><td>乙，</td></tr><tr><th>丙</th><td></td><td>丁</td></tr></table>", ["甲\t乙，", "丙\t\t丁"]),
        ("<table><tr><td><p>甲</p><p>乙，</p></td><td>丙</td></tr></table>", ["甲 乙，\t丙"]),
        ("<table><tr><td><p>甲</p><p>乙，</p></td></tr><tr><td>丙</td></tr></table>", ["甲", "乙，", "丙"]),
        ("<table><tr><td>甲<table><tr><td>乙，<td>丙</table><td>丁</table>", ["甲", "乙，\t丙", "丁"]),
        ("甲，<table><tr><td>乙</td>丙<td>丁</table>", ["甲，", "乙 丙\t丁"]),
    ],
)  # fmt: skip
def test_lines_are_what_a_browser_shows(body: str, expected: list[str]) -> None:
    assert lines(body) == expected


def test_a_title_that_only_the_frame_shows_is_kept() -> None:
    text = "<div><p>2025年，我镇认真落实各项部署，取得成效。</p></div>"
    links = "<ul><li><a>首页</a></li></ul>"
    head = '<meta name="ArticleTitle" content="关于青柚镇情况的报告"><title>关于青柚镇情况的报告_青柚镇人民政府</title>'
    above = "<span>青柚镇人民政府</span><h1>关于青柚镇情况的报告</h1><i>发布时间：2026-01-02</i>"
    body = f"{links}<div>{above}{text}<p>（公章）</p></div>{links}"
    assert lines(body, head)[0] == "关于青柚镇情况的报告"
    assert lines(body, head)[-2:] == ["2025年，我镇认真落实各项部署，取得成效。", "（公章）"]
    repeated = body.replace("<p>2025", "<p>关于青柚镇<br>情况的报告</p><p>2025")
    assert lines(repeated, head)[:2] == ["关于青柚镇", "情况的报告"]
    assert "青柚镇人民政府" in lines(body)  # no name is known: all that is no link is kept


def test_a_table_of_shortcomings_is_understood(ruleset: Ruleset) -> None:
    for style in make_web.STYLES:
        source = read(make_web.page(TABLE, style), "a.html", ".html")
        report = pipeline.check_source(source, ruleset, pipeline.Options()).report
        assert report is not None
        assert [(row["text"], row["has_cause"]) for row in report["shortcomings"]] == [
            ("执法力量薄弱", True),
            ("普法形式单一", True),
        ]


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "utf-8", "big5", "x-unknown"])
@pytest.mark.parametrize("true", ["gb18030", "utf-8", "utf-16"])
def test_a_wrong_charset_does_no_harm(charset: str, true: str) -> None:
    page = f'<html><meta charset="{charset}"><body><p>关于青柚镇法治政府建设情况的报告，内容如下。</p></body></html>'
    assert read(page.encode(true), "a.html", ".html").text == "关于青柚镇法治政府建设情况的报告，内容如下。\n"


@pytest.mark.parametrize(
    "page", ["<html></html>", "<!-- -->", "<html><frameset><frame src=a></frameset></html>", "<script>1</script>"]
)
def test_a_page_without_text_says_so(page: str) -> None:
    with pytest.raises(ReadError, match="网页里没有正文") as caught:
        read(page.encode(), "a.html", ".html")
    assert caught.value.code == "empty"


@pytest.mark.parametrize("tags", ["<div>", "<table><tr><td>", "<b><i>", "<ul><li>"])
def test_deep_nesting_is_said(tags: str) -> None:
    with pytest.raises(ReadError, match="嵌套太深") as caught:
        read((tags * 100_000 + "甲").encode(), "a.html", ".html")
    assert caught.value.code == "too-deep"


@pytest.mark.parametrize("style", make_web.STYLES)
def test_truncated_and_damaged_pages_are_read_or_refused(style: str) -> None:
    rng = random.Random(style)
    page = make_web.page(SAMPLES[0].read_text("utf-8"), style)
    for _ in range(40):
        data = bytearray(page[: rng.randrange(len(page))])
        for _ in range(rng.randrange(20)):
            data[rng.randrange(len(data) or 1) : rng.randrange(len(data) or 1)] = rng.choice(
                [b"<", b">", b"</td>", b"<table>", b"\xff", b"&#"]
            )
        assert outcome(bytes(data)) in ("", "empty", "encoding", "binary", "too-deep")


PARTS = (
    *(
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<td>",
        "<tr>",
        "<table>",
        "</table>",
        "<li>",
        "<ol>",
        "<br>",
        "<a>",
        "</a>",
        "<pre>",
        "</pre>",
    ),
    *("<h1>", "<form>", "甲，", "乙", " ", "\n", "12", "<li value=x>", "<b hidden>", "</b>"),
)


@given(st.lists(st.sampled_from(PARTS)))
def test_no_mark_up_makes_it_stumble(parts: list[str]) -> None:
    body = "".join(parts)
    if code := outcome(f"<html><body>{body}</body></html>".encode()):
        assert code == "empty"
        assert "甲，" not in body or "<a>" in body or "hidden" in body
    elif "<a>" not in body and "hidden" not in body:  # lists of links and hidden parts may go
        assert "".join(lines(body)).count("甲，") == body.count("甲，")


def test_a_page_of_results_is_no_report(fazhi: Callable[..., Any], report: Path) -> None:
    results = report.with_name("结果.html")
    fazhi("check", report, "--format", f"html={results}")
    done = fazhi("text", results)
    assert (done.status, "检查结果，不是报告" in done.err) == (2, True)
