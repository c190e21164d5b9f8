"""The reply to a unit: a Word letter that says what to correct, where, on which clause, and by when.

In: how the unit stands, what is known of the round. Out: the bytes of a docx. Findings that the
reviewer dismissed are not in it, nor is any other unit's name.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from functools import cache
from html import escape
from typing import Any

from ...errors import ConfigError
from ...finding import SEVERITIES
from ...formatters.base import clause, legal
from ..values import EARLIER, FIXED, LATE, MISSING, OPEN, QUESTION, UNUSABLE, Found, Noted, Standing
from .briefing import Briefing, day, trouble
from .passages import to_verify

_BODY, _HEAD, _TITLE = (
    "仿宋_GB2312",
    "黑体",
    "方正小标宋简体",
)  # what official letters are set in; Word has others in their place
_FIELDS = (1814, 7371)  # widths in twentieths of a point
_COLUMNS = (("序号", 737), ("位置", 1304), ("问题", 3800), ("怎样改", 3344))
_VERIFIED = (("序号", 737), ("位置", 1304), ("原文", 4200), ("要核实的", 2944))
_PARTS = {"error": "必须修改", "warning": "请核对，多半要改", "info": "建议"}
DRAFTED = (".docx", ".docm")  # what a draft with comments goes with
NOTHING = Found()
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def reply(standing: Standing, briefing: Briefing, found: Found = NOTHING) -> bytes:
    """The letter to a unit.

    Args:
        standing: how it stands.
        briefing: what is known of the round.
        found: what it copied and carried over.

    Raises:
        ConfigError: python-docx is not installed.
    """
    letter = _Letter(briefing)
    letter.head(standing, bool(found))
    counted = [noted for noted in standing.noted if noted.counts]
    for severity in SEVERITIES:
        if some := [noted for noted in counted if noted.finding.severity == severity]:
            letter.part(_PARTS[severity], some)
    parts = list(to_verify(found, _unit_of_place(standing)))
    for title, rows in parts:
        letter.verify(title, rows)
    letter.foot(standing, bool(counted or parts))
    return letter.bytes()


def opening(standing: Standing, briefing: Briefing, more: bool = False) -> str:
    """What the letter says first; `more` where there is something to be verified beside the findings."""
    counted = [noted for noted in standing.noted if noted.counts]
    errors = sum(noted.finding.severity == "error" for noted in counted)
    report = f"《{title}》" if (title := _title(standing)) else f"{briefing.kind}"
    due = f"（截止 {day(limit)}）" if (limit := standing.unit.deadline or briefing.deadline) else ""
    if standing.state == MISSING:
        return f"至 {day(briefing.today)}，没有收到你单位的{briefing.kind}{due}。请尽快报送。"
    if standing.state == UNUSABLE and standing.submission:
        name = standing.submission.path.rpartition("/")[2]
        why = trouble(standing.submission).rstrip("。")
        return f"你单位报来的文件“{name}”不能作为{briefing.kind}审核：{why}。请核对后重新报送。"
    said = f"你单位报来的{report}已经审核（第 {briefing.round} 轮）。"
    if standing.state == EARLIER:
        said = f"第 {briefing.round} 轮没有收到你单位修改后的{report}，"
        said += "上一轮指出的问题仍然有效。" if counted else "以上一轮的为准。"
    if standing.state == LATE and standing.submission:
        said += f"收到时间是 {day(standing.submission.received)}，超过了期限{due}。"
    mended = sum(noted.change == FIXED for noted in standing.noted)
    said += f"上一轮指出的问题已改 {mended} 处。" if mended else ""
    if not counted:
        return said + ("没有发现需要修改的问题，但有几处要核实，列在下面。" if more else "没有发现需要修改的问题。")
    left = sum(noted.change == OPEN for noted in counted)
    still = f"，其中 {left} 处上一轮已经指出" if left and standing.state != EARLIER else ""
    must = f"，{errors} 处必须修改" if errors else ""
    return said + f"共有 {len(counted)} 处问题{must}{still}，列在下面。"


def _unit_of_place(standing: Standing) -> str:
    """What a line of the report is for people: a paragraph of a Word document."""
    path = standing.submission.path.lower() if standing.submission else ""
    return "段" if path.endswith(DRAFTED) else "行"


def _title(standing: Standing) -> str | None:
    report = standing.submission.report if standing.submission else None
    return report.get("title") if report else None


class _Letter:
    """A letter that is being written."""

    def __init__(self, briefing: Briefing) -> None:
        try:
            from docx import Document
        except ImportError as error:
            raise ConfigError(
                '写回复要用 python-docx，还没有安装；请执行：python -m pip install "fazhi-lint[county]"'
            ) from error
        self._document: Any = Document(io.BytesIO(_paper()))
        self._briefing = briefing
        about = self._document.core_properties
        about.title, about.author = legal(f"{briefing.kind}审核意见"), legal(briefing.sender)
        about.created = about.modified = datetime.combine(briefing.today, time())

    def head(self, standing: Standing, more: bool) -> None:
        """Title, fields, and what is said first."""
        briefing = self._briefing
        self._say(f"{briefing.kind}审核意见", "Letter Title")
        fields = [("单位", standing.unit.name), ("轮次", f"第 {briefing.round} 轮")]
        if briefing.until:
            fields.append(("修改期限" if standing.state != MISSING else "报送期限", day(briefing.until)))
        self._table(_FIELDS, [_row(field, _FIELDS, ("CellHead", "Cell")) for field in fields])
        self._say("")
        self._say(f"{standing.unit.name}：")
        self._say(opening(standing, briefing, more), "Letter")

    def part(self, title: str, noted: Sequence[Noted]) -> None:
        """The findings of one severity, in the order of the report."""
        self._say(f"{title}（{len(noted)} 处）", "Letter Part")
        widths = [width for _, width in _COLUMNS]
        rows = [_row([name for name, _ in _COLUMNS], widths, ("CellHead",) * len(widths), repeat=True)]
        bases = {rule.id: "；".join(map(clause, rule.basis)) for rule in self._briefing.rules}
        for number, one in enumerate(noted, 1):
            basis = bases.get(one.finding.rule)
            problem = one.finding.message + (f"\n依据：{basis}" if basis else "")
            problem += "\n上一轮已经指出，仍未改。" if one.change == OPEN else ""
            problem += f"\n审核人要问：{one.reason}" if one.verdict == QUESTION and one.reason else ""
            cells = (str(number), _place(one), problem, one.finding.suggestion or "")
            rows.append(_row(cells, widths, ("Cell",) * len(widths)))
        self._table(widths, rows)

    def verify(self, title: str, rows: Sequence[tuple[str, str, str]]) -> None:
        """What the unit is to verify: place, words, why."""
        self._say(f"{title}（{len(rows)} 处）", "Letter Part")
        widths = [width for _, width in _VERIFIED]
        made = [_row([name for name, _ in _VERIFIED], widths, ("CellHead",) * len(widths), repeat=True)]
        for number, cells in enumerate(rows, 1):
            made.append(_row((str(number), *cells), widths, ("Cell",) * len(widths)))
        self._table(widths, made)

    def foot(self, standing: Standing, anything: bool) -> None:
        """What is to be done, who says so, when."""
        briefing = self._briefing
        until = f"在 {day(briefing.until)} 前" if briefing.until else ""
        if standing.state == MISSING:
            asked = f"请{until}报送。" if until else ""
        elif standing.state == UNUSABLE:
            asked = f"请{until}重新报送。" if until else ""
        else:
            asked = f"请逐处核对、修改，{until}重新报送；认为不是问题的，请说明理由。" if anything else ""
        self._say("")
        if asked:
            self._say(asked, "Letter")
        if anything and standing.submission and standing.submission.path.lower().endswith(DRAFTED):
            self._say("随文附有加了批注的原稿，问题就标在原处。", "Letter")
        self._say("")
        if briefing.sender:
            self._say(briefing.sender, "Letter Sign")
        self._say(day(briefing.today), "Letter Sign")

    def bytes(self) -> bytes:
        """The letter as a file."""
        made = io.BytesIO()
        self._document.save(made)
        return made.getvalue()

    def _say(self, words: str, style: str | None = None) -> None:
        self._document.add_paragraph(legal(words), style)

    def _table(self, widths: Sequence[int], rows: Sequence[str]) -> None:
        """A table, as XML in one piece: cell by cell the library takes ten times as long."""
        from docx.oxml import parse_xml

        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        table = parse_xml(
            f'<w:tbl xmlns:w="{_NAMESPACE}"><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )
        self._document.element.body.insert_element_before(table, "w:sectPr")


def _row(cells: Sequence[str], widths: Sequence[int], styles: Sequence[str], repeat: bool = False) -> str:
    """A row's XML; `repeat` where it is to stand on each page."""
    made = []
    for words, width, style in zip(cells, widths, styles, strict=True):
        lines = (f'<w:t xml:space="preserve">{escape(legal(line))}</w:t>' for line in words.split("\n"))
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
            f"<w:r>{'<w:br/>'.join(lines)}</w:r></w:p></w:tc>"
        )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if repeat else ''}</w:trPr>{''.join(made)}</w:tr>"


@cache
def _paper() -> bytes:
    """An empty letter: page and styles."""
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Cm(3), Cm(2.6), Cm(2.4), Cm(2.4)
    normal = document.styles["Normal"]
    _font(normal, _BODY, Pt(15))
    normal.paragraph_format.line_spacing, normal.paragraph_format.space_after = Pt(27), Pt(0)
    made = {}
    for name, font, size in (
        ("Letter", _BODY, 15), ("Letter Title", _TITLE, 20), ("Letter Part", _HEAD, 15), ("Letter Sign", _BODY, 15),
        ("Cell", _BODY, 12), ("Cell Head", _HEAD, 12),
    ):  # fmt: skip
        made[name] = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made[name].base_style = normal
        _font(made[name], font, Pt(size))
    made["Letter"].paragraph_format.first_line_indent = Pt(30)
    made["Letter Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    made["Letter Title"].paragraph_format.space_after = Pt(14)
    made["Letter Part"].paragraph_format.keep_with_next = True
    made["Letter Part"].paragraph_format.space_before = Pt(8)
    made["Letter Sign"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made["Cell"].paragraph_format.line_spacing = made["Cell Head"].paragraph_format.line_spacing = Pt(18)
    kept = {"Normal", "TableNormal", "TableGrid", "DefaultParagraphFont", *(style.style_id for style in made.values())}
    for part in (document.part, document.part.package):
        for name, relation in list(part.rels.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail", "/customXml")):
                del part.rels[name]
    for element in list(document.styles.element):  # some hundred that no letter uses; each save would write them
        if element.tag.endswith("}latentStyles") or (element.tag.endswith("}style") and element.styleId not in kept):
            document.styles.element.remove(element)
    empty = io.BytesIO()
    document.save(empty)
    return empty.getvalue()


def _font(style: Any, name: str, size: Any) -> None:
    """Set the font of a style, for Chinese too."""
    from docx.oxml.ns import qn

    style.font.name, style.font.size = name, size
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _place(noted: Noted) -> str:
    """Where a finding is, for people: the paragraph of a Word document, the page of a pdf, else the line."""
    finding = noted.finding
    if finding.location.paragraph:
        return f"第 {finding.location.paragraph} 段"
    page = f"第 {finding.location.page} 页\n" if finding.location.page else ""
    return f"{page}第 {finding.line} 行"
