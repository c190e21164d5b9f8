"""Makes web pages of the sample reports, as offices publish them.

    python samples/make_web.py    # writes town-fair.html beside this file

In: the text of a report. Out: the same report as a page in one of the styles that content systems of government sites have, with
all their chrome. Places and organs are fictional, as in the texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
TITLE_LENGTH = 45  # a longer line is no title
MENU = ("首页", "走进我县", "新闻中心", "政务公开", "办事服务", "互动交流", "数据开放", "专题专栏", "营商环境", "县长信箱")
TOPICS = (
    "机构职能",
    "政策文件",
    "规划计划",
    "财政信息",
    "行政许可",
    "行政处罚",
    "重大项目",
    "建议提案办理",
    "法治政府建设年度报告",
)
OTHERS = (
    "梅川县2025年城乡居民医保缴费工作提示", "关于开展全县森林防火督查的通知", "梅川县新增两处口袋公园",
    "县政府召开第六十三次常务会议", "梅川县冬春季农田水利建设全面铺开", "2025年度公益性岗位招聘公告",
    "县市场监管局开展节前食品安全检查", "全县安全生产电视电话会议召开",
)  # fmt: skip


class Report(NamedTuple):
    """A report's lines: those of the title, those of the text, those of signature, date and notes."""

    title: list[str]
    body: list[str]
    end: list[str]


def parse(text: str) -> Report:
    """The lines of a sample text, without white space around and without blank lines."""
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line]
    first = next(i for i, line in enumerate(lines) if line.endswith(("：", ":")) or len(line) > TITLE_LENGTH)
    last = max(i for i, line in enumerate(lines) if line.startswith("特此报告") or (len(line) > 20 and line.endswith("。")))
    return Report(lines[:first], lines[first : last + 1], lines[last + 1 :])


def _tables(lines: list[str], paragraph: Callable[[str], str]) -> str:
    """The lines as mark-up: what has tabs as rows of a table, the others as paragraphs."""
    out = []
    for tabbed, members in groupby(lines, key=lambda line: "\t" in line):
        if tabbed:
            rows = ("".join(f"<td>{escape(cell)}</td>" for cell in line.split("\t")) for line in members)
            out.append(f"<table border=1>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
        else:
            out += map(paragraph, members)
    return "\n".join(out)


def _links(names: tuple[str, ...], tag: str = "li") -> str:
    return "".join(f'<{tag}><a href="/{i}.html" title="{name}">{name}</a></{tag}>' for i, name in enumerate(names))


def _head(title: str, charset: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="{charset}">\n<title>{title}_梅川县人民政府</title>\n'
        f'<meta name="SiteName" content="梅川县人民政府">\n<meta name="ArticleTitle" content="{title}">\n'
        '<meta name="PubDate" content="2025-01-24 10:16">\n<script>var _hmt = _hmt || []; document.write("<b>统计</b>");</script>\n'
        "<style>.TRS_Editor P{text-indent:2em;} #zoom{font-size:16px}</style>\n</head>\n"
    )


def trs(report: Report) -> str:
    """A page of a TRS site: `TRS_Editor`, a table of metadata, a share bar, neighbours, a wide footer."""
    title = escape("".join(report.title))

    def paragraph(words: str) -> str:
        return f'<p class="MsoNormal" style="text-indent:32pt"><span lang="EN-US"></span>{escape(words)}</p>'

    paragraphs = _tables(report.body, paragraph)
    end = "\n".join(f'<p align="right" style="text-align:right">{escape(p)}&nbsp;&nbsp;&nbsp;&nbsp;</p>' for p in report.end)
    head = "\n".join(f'<p align="center"><strong>{escape(p)}</strong></p>' for p in report.title)
    return f"""{_head(title, "utf-8")}<body>
<div class="header"><div class="logo"><a href="/">梅川县人民政府</a></div>
<div class="search"><input type="text" value="请输入关键字"><button>搜索</button><span>今天是2026年3月2日 星期一</span></div>
<ul class="nav">{_links(MENU)}</ul></div>
<div class="main w1200 clearfix">
<div class="BreadcrumbNav">您当前的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/fz/">法治政府建设年度报告</a></div>
<div class="left_menu"><h3>法定主动公开内容</h3><ul>{_links(TOPICS)}</ul></div>
<div class="article">
<h1 class="xl_title">{title}</h1>
<div class="xl_info"><span>发布时间：2025-01-24 10:16</span><span>来源：县司法局</span><span>浏览次数：<i id="hits">217</i></span>
<span>字体：【<a href="javascript:doZoom(18)">大</a> <a href="javascript:doZoom(16)">中</a> <a href="javascript:doZoom(14)">小</a>】</span></div>
<div class="view TRS_UEDITOR trs_paper_default trs_web" id="zoom"><div class="TRS_Editor">
{head}
<p>&nbsp;</p>
{paragraphs}
<p>&nbsp;</p>
{end}
</div></div>
<div class="share">分享到：<a href="#">微信</a><a href="#">微博</a> <a href="javascript:window.print()">【打印本页】</a><a href="#">【关闭窗口】</a></div>
<ul class="prevnext"><li>上一篇：<a href="/1.html">{OTHERS[0]}</a></li><li>下一篇：<a href="/2.html">{OTHERS[1]}</a></li></ul>
<div class="related"><h4>相关文档</h4><ul>{_links(OTHERS)}</ul></div>
</div></div>
<div class="footer"><p>主办：梅川县人民政府办公室　承办：梅川县大数据中心　联系电话：0999-5550123</p>
<p>网站标识码：9999990001　<a href="#">蜀ICP备99999999号</a>　蜀公网安备99999999999999号</p><p><a href="#">网站地图</a> | <a href="#">联系我们</a></p></div>
</body></html>
"""


def jcms(report: Report) -> str:
    """A page of a 大汉 jcms site: comment marks round the text, metadata as a table, the title above, spans everywhere."""
    title = escape("".join(report.title))

    def spans(words: str) -> str:
        return re.sub(r"(\d+)", r'<span lang="EN-US" style="font-family:仿宋_GB2312">\1</span>', escape(words))

    def paragraph(words: str) -> str:
        return f'<p style="line-height:28pt;text-indent:32pt;"><span style="font-family:仿宋">&#12288;&#12288;{spans(words)}</span></p>'

    paragraphs = _tables([*report.body, *report.end], paragraph)
    return f"""{_head(title, "UTF-8")}<body class="bg">
<div id="barrierfree_container"><div class="top"><a href="#">无障碍阅读</a> | <a href="#">长辈版</a> | <a href="#">繁體</a></div>
<table width="1000" align="center"><tr><td>{_links(MENU, "span")}</td></tr></table>
<div class="bt-position"><b>当前位置：</b><a href="/">首页</a> &gt;&gt; <a href="/col/col1/">信息公开目录</a> &gt;&gt; <a>法治建设</a></div>
<div class="bt-box">
<table class="xxgk_bmxl" width="100%" border="1"><tr><th>索&nbsp;引&nbsp;号</th><td>MC0061/2025-00007</td><th>主题分类</th><td>司法 / 法治政府</td></tr>
<tr><th>发布机构</th><td>梅川县司法局</td><th>成文日期</th><td>2025-01-20</td></tr>
<tr><th>信息名称</th><td colspan="3">{title}</td></tr><tr><th>文&nbsp;&nbsp;&nbsp;&nbsp;号</th><td></td><th>有&nbsp;效&nbsp;性</th><td>有效</td></tr></table>
<div class="bt-title"><!--<$[信息名称]>begin-->{title}<!--<$[信息名称]>end--></div>
<div class="bt-info">发布日期：2025-01-24　阅读次数：<script src="/hits.js"></script>　字号：[<a>大</a> <a>中</a> <a>小</a>] <a>打印</a></div>
<div id="zoom" class="bt-content"><!--<$[信息内容]>begin--><!--ZJEG_RSS.content.begin--><meta name="ContentStart">
{paragraphs}<meta name="ContentEnd"><!--ZJEG_RSS.content.end--><!--<$[信息内容]>end--></div>
<div class="bt-fj"></div><div class="bt-code"><img src="/qr.png" alt="二维码">扫一扫在手机打开当前页</div>
<div class="bt-share" style="display:none"><a>分享到微信朋友圈</a></div></div>
<div class="links"><select><option>友情链接</option><option>省政府网站</option></select></div>
<div class="copy"><p>版权所有：梅川县人民政府　技术支持：某软件公司</p><p>Copyright © 2019-2025 All Rights Reserved</p></div>
</div></body></html>
"""


def govcn(report: Report) -> str:
    """A page in HTML 5 with article, aside and footer; two paragraphs in one block, parted by line breaks."""
    title = escape("".join(report.title))
    halves = [n % 2 for n in range(len(report.body))]  # every second line shares a block with the one before it
    paragraphs = _tables(report.body, lambda words: "　　" + escape(words))
    paragraphs = "<p>" + re.sub(r"\n(?=　)", lambda _: "<br/>" if halves.pop() else "</p>\n<p>", paragraphs) + "</p>"
    return f"""{_head(title, "utf-8")}<body>
<header><nav><ul>{_links(MENU)}</ul></nav><form action="/s"><input name="q" placeholder="站内搜索"></form></header>
<main><div class="crumb"><a href="/">首页</a><i>&gt;</i><a href="/zc">政策</a><i>&gt;</i><span>正文</span></div>
<article><h1 id="ti">{title}</h1><div class="pages-date">2025-01-24 10:16 <span class="font">来源： 县政府办</span>
<div class="pages_print"><span>字号：</span><span>默认</span><span>大</span><span>超大</span>|<span>打印</span>|<span>收藏</span></div></div>
<div class="pages_content mhide" id="UCAP-CONTENT">{paragraphs}
<div style="text-align:right">{"<br>".join(map(escape, report.end))}</div></div>
<div class="editor"><span>责任编辑：王编</span></div></article>
<aside><h2>热点专题</h2><ul>{_links(OTHERS)}</ul><p>{OTHERS[2]}，县政府网站将持续关注，欢迎广大市民留言，提出宝贵的意见和建议。</p></aside></main>
<footer><p>主办单位：梅川县人民政府办公室</p><p>网站标识码 9999990001 蜀ICP备99999999号</p></footer></body></html>
"""


def tables(report: Report) -> str:
    """A page of the years when tables made the layout: the report in one cell, line breaks and no-break spaces for paragraphs."""
    title = escape("".join(report.title))
    text = _tables(report.body, lambda words: f"&nbsp;&nbsp;&nbsp;&nbsp;{escape(words)}<BR>")
    end = "<BR>".join("&nbsp;" * 40 + escape(p) for p in report.end)
    rows = "".join(f"<TR><TD height=24>·<A href='/{i}.asp'>{name}</A></TD></TR>" for i, name in enumerate(OTHERS))
    return f"""<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=gb2312"><TITLE>{title}</TITLE></HEAD>
<BODY bgColor=#ffffff topMargin=0><CENTER>
<TABLE width=980 border=0><TR>{"".join(f"<TD><A href=/>{name}</A></TD>" for name in MENU)}</TR></TABLE>
<TABLE width=980 border=0 cellSpacing=0><TR><TD width=200 vAlign=top><TABLE width="100%">{rows}</TABLE></TD>
<TD vAlign=top><TABLE width="100%"><TR><TD>您现在的位置：<A href="/">网站首页</A> &gt;&gt; <A href="/list.asp">法治建设</A> &gt;&gt; 浏览文章</TD></TR>
<TR><TD align=middle><FONT size=5><B>{title}</B></FONT></TD></TR>
<TR><TD align=middle>作者：佚名 来源：本站 点击数：217 更新时间：2025-1-24 <A href="#">【字体：大 中 小】</A></TD></TR>
<TR><TD class=content>{text}<BR><BR>{end}</TD></TR>
<TR><TD align=right>【<A href="javascript:window.print()">打印此文</A>】【<A href="javascript:window.close()">关闭窗口</A>】</TD></TR></TABLE></TD></TR></TABLE>
<TABLE width=980><TR><TD align=middle>版权所有 梅川县人民政府 技术支持 某网络公司</TD></TR></TABLE></CENTER></BODY></HTML>
"""


def word(report: Report) -> str:
    """What Word writes as a filtered web page: lines broken inside paragraphs, conditional comments, `o:p`, no chrome."""

    def broken(words: str) -> str:
        return re.sub(r"([^\n]{30,40}?[\u4e00-\u9fff，。])(?=[\u4e00-\u9fff])", r"\1\n", escape(words))

    def paragraph(words: str) -> str:
        return f"<p class=MsoNormal style='text-indent:32.0pt'><span\nstyle='font-size:16.0pt'>{broken(words)}<o:p></o:p></span></p>\n"

    paragraphs = _tables([*report.title, *report.body, *report.end], paragraph)
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><meta name=Generator content="Microsoft Word 15 (filtered)">
<title>关于梭椤乡</title><!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {{margin:0cm; text-align:justify}} --></style></head>
<body lang=ZH-CN style='text-justify-trim:punctuation'><div class=WordSection1 style='layout-grid:15.6pt'>
{paragraphs}
</div></body></html>
"""


def wordpress(report: Report) -> str:
    """A town's own page: everything loose in `div`s without names, comments below, no semantic mark-up at all."""
    lines = _tables([*report.title, *report.body, *report.end], lambda words: f"<div><div>{escape(words)}</div></div>")
    return f"""<!doctype html><html><head><title>年度报告 – 我们的小镇</title></head><body>
<div><div><a href="/">我们的小镇</a></div><div><a href="/a">动态</a> <a href="/b">公示</a> <a href="/c">便民</a></div></div>
<div><div>
{lines}
</div></div>
<div><a href="/p">« 上一条</a> <a href="/n">下一条 »</a></div><div>© 2025 我们的小镇</div></body></html>
"""


STYLES: dict[str, tuple[Callable[[Report], str], str]] = {
    "trs": (trs, "utf-8"),
    "jcms": (jcms, "utf-8"),
    "govcn": (govcn, "utf-8"),
    "tables": (tables, "gb18030"),
    "word": (word, "gb18030"),
    "wordpress": (wordpress, "utf-8"),
}


def page(text: str, style: str) -> bytes:
    """The report as a web page in one of the STYLES."""
    make, encoding = STYLES[style]
    return make(parse(text)).encode(encoding)


def main() -> None:
    """Write the sample page."""
    text = (HERE / "town-fair.txt").read_text("utf-8")
    (HERE / "town-fair.html").write_bytes(page(text, "trs"))


if __name__ == "__main__":
    main()
