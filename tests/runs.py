"""One run that the tests of all formats share: every kind of file, and words that mean something to one format or another."""

from __future__ import annotations

from fazhi_lint.finding import (
    Basis,
    Edit,
    Evidence,
    FileResult,
    Finding,
    Fix,
    Outcome,
    RuleInfo,
    Run,
    Suppressed,
    fingerprint,
)
from fazhi_lint.text import Location, SourceText

PATH = "县区/青山 镇#1（终稿）.txt"
TEXT = """青山镇2025年法治政府建设年度报告
县委、县政府：
一、成效 <script>alert(1)</script> & "引号" | 竖线 *星* _下_ `码` [链](x)
=cmd|' /C calc'!A0 ::error file=x::伪造 %0A @某人 http://www.example.com
\x1b[31m控制\x07字符\u202e倒\t行
𠮷字😀后面法制政府
第七行开始
第八行结束
"""
LAW = Basis("《法治政府建设与责任落实督察工作规定》", "第二十四条", confidence="verified")
HABIT = Basis("《公文格式》", confidence="recalled")
RULES = (
    RuleInfo(
        "some-rule", "有毛病", "wording", "毛病会<闹>笑话。", "文字", "error", "把“{excerpt}”改掉。", (LAW,), "可能误报。"
    ),
    RuleInfo("other-rule", "有 | 别的毛病", "wording", "另有原因。", "文字", "warning", "改。", (HABIT, LAW)),
    RuleInfo("quiet-rule", "没有这一部分", "structure", "缺了不行。", "结构", "info"),
)


def finding(rule: str, severity: str, place: tuple[int, int, int, int], words: str, fix: Fix | None = None) -> Finding:
    """A finding whose message quotes its excerpt."""
    line, column, end_line, end_column = place
    lines = TEXT.splitlines()[line - 1 : end_line] if end_column > column or end_line > line else [""]
    if len(lines) > 1:
        excerpt = "\n".join([lines[0][column - 1 :], *lines[1:-1], lines[-1][: end_column - 1]])
    else:
        excerpt = lines[0][column - 1 : end_column - 1]
    basis = (HABIT, LAW) if rule == "other-rule" else (LAW,)
    advice = f"请改“{excerpt}”: 100%, 好。" if excerpt else None
    mark = fingerprint(rule, excerpt, line)
    return Finding(rule, severity, *place, f"{words}“{excerpt}”。", excerpt, basis, advice, fix, mark)


FIX = Fix(True, (Edit(6, 7, 6, 9, "法治"),), "把“法制”改为“法治”")
FINDINGS = (
    finding("quiet-rule", "info", (2, 8, 2, 8), "少了内容"),
    finding("some-rule", "error", (3, 6, 3, 31), "标记"),
    finding("other-rule", "warning", (3, 14, 3, 63), "标记和竖线"),
    finding("some-rule", "error", (4, 1, 4, 60), "公式"),
    finding("some-rule", "warning", (5, 1, 5, 14), "控制字符"),
    finding("some-rule", "error", (6, 6, 6, 10), "用词", FIX),
    finding("other-rule", "info", (7, 2, 8, 4), "两行"),
)
SUPPRESSED = (
    Suppressed(finding("some-rule", "error", (1, 1, 1, 4), "已核"), "waiver", "报过<县>里，同意这样写", "2026-12-31"),
    Suppressed(finding("other-rule", "warning", (7, 1, 7, 4), "旧账"), "baseline", None),
)
REPORT = {
    "title": "青山镇2025年法治政府建设年度报告",
    "report_year": 2025,
    "issuers": ["云川县青山镇人民政府"],
    "level": "township",
    "addressee": "县委、县政府",
    "signed_on": None,
    "sections": [{"role": "achievements", "heading": "一、成效", "line": 3, "end_line": 8}],
    "shortcomings": [{"line": 7, "column": 1, "text": "第七行开始", "has_cause": False, "cause_line": None}],
}
STRANGER = Finding(
    "not-a-report",
    "info",
    1,
    1,
    1,
    4,
    "这个文件不像年度报告，没有检查。",
    "红烧肉",
    (),
    "可以加 --force。",
    None,
    "0123456789abcdef",
)
PARAGRAPH = Finding(
    "some-rule", "error", 1, 1, 1, 9, "<r><t>富文本</t></r>", "<r>富</r>", (), None, None, "fedcba9876543210", Location(4, 2)
)


def files() -> list[FileResult]:
    """The files of the run, anew."""
    outcomes = (
        Outcome("some-rule", "fail"),
        Outcome("other-rule", "fail"),
        Outcome("quiet-rule", "pass", (Evidence(3, "一、成效 <script>"),)),
    )
    passing = (
        Outcome("some-rule", "pass"),
        Outcome("other-rule", "not-applicable"),
        Outcome("quiet-rule", "pass", (Evidence(1, "好"),)),
    )
    return [
        FileResult(PATH, "checked", None, REPORT, FINDINGS, outcomes, SourceText(TEXT, PATH), SUPPRESSED),
        FileResult("./菜谱.md", "not-a-report", None, None, (STRANGER,), (), SourceText("红烧肉\n")),
        FileResult("坏,文:件%.txt", "unreadable", {"code": "binary", "message": "这不是文本文件：含有 \x00 字符。"}),
        FileResult("d.docx", "checked", None, REPORT, (PARAGRAPH,), (passing[1], passing[2]), SourceText("<r>富</r>\n")),
        FileResult("好.txt", "checked", None, REPORT, (), passing, SourceText("好\n")),
    ]


def make_run() -> Run:
    """The run, anew: its files can be had once."""
    return Run("0.0.0", "core", RULES, "sha256:0123456789abcdef0123456789abcdef", files(), "年度报告")


def told() -> list[tuple[str, Finding]]:
    """All findings with the paths of their files."""
    return [(file.path, one) for file in files() for one in file.findings]
