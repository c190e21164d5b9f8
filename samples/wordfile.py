"""A small writer of docx files, for the samples and the tests: as much of WordprocessingML as reports use.

In: paragraphs, tables and notes as XML made by the functions below. Out: the bytes of a docx, the same every time.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
        "v": "urn:schemas-microsoft-com:vml",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }.items()
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1588" w:header="851" '
    'w:footer="1588" w:gutter="0"/>'
)
_FONT = '<w:rFonts w:ascii="{0}" w:eastAsia="{0}" w:hAnsi="{0}"/>'


def _style(name: str, title: str, font: str, size: int, paragraph: str = "", more: str = "", based: str = "Normal") -> str:
    based_on = f'<w:basedOn w:val="{based}"/>' if based else ""
    default = "" if based else ' w:default="1"'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{title}"/>{based_on}<w:qFormat/>'
        f'<w:pPr>{paragraph}</w:pPr><w:rPr>{_FONT.format(font)}{more}<w:sz w:val="{size}"/></w:rPr></w:style>'
    )


_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_HEADED = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
STYLES = f"<w:styles {NAMESPACES}>" + "".join(
    [
        _style("Normal", "Normal", "仿宋", 32, '<w:spacing w:line="560" w:lineRule="exact"/>', based=""),
        _style("Body", "正文缩进", "仿宋", 32, _INDENT),
        _style("Title", "Title", "宋体", 44, '<w:jc w:val="center"/>', "<w:b/>"),
        _style("Signature", "落款", "仿宋", 32, '<w:jc w:val="right"/>'),
        _style("First", "一级标题", "黑体", 32, _HEADED.format(0) + _INDENT),
        _style("FirstTyped", "一级标题（手写序号）", "黑体", 32, _INDENT),
        _style("Second", "二级标题", "楷体", 32, _INDENT, based="Body"),
        '<w:style w:type="character" w:styleId="Hidden"><w:name w:val="隐藏"/><w:rPr><w:vanish/></w:rPr></w:style>',
        "</w:styles>",
    ]
)


def level(at: int, form: str, text: str, more: str = "", suffix: str = "nothing") -> str:
    """One level of a list: its number format, its pattern, what Word puts behind it (`tab`, `space`, `nothing`)."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="{suffix}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def numbering(lists: Mapping[int, Sequence[str]], nums: Mapping[int, tuple[int, str]]) -> str:
    """`numbering.xml`: lists by id with their levels, and what paragraphs refer to: (list, overrides) by id."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{i}"><w:multiLevelType w:val="multilevel"/>{"".join(levels)}</w:abstractNum>'
        for i, levels in lists.items()
    )
    concrete = "".join(f'<w:num w:numId="{i}"><w:abstractNumId w:val="{of}"/>{more}</w:num>' for i, (of, more) in nums.items())
    return f"<w:numbering {NAMESPACES}>{abstract}{concrete}</w:numbering>"


OFFICIAL = numbering(  # 一、 （一） 1. （1）
    {
        0: [
            level(0, "chineseCounting", "%1、"),
            level(1, "chineseCounting", "（%2）"),
            level(2, "decimal", "%3."),
            level(3, "decimal", "（%4）"),
        ]
    },
    {1: (0, "")},
)


def text(words: str) -> str:
    """A text element."""
    return f'<w:t xml:space="preserve">{escape(words)}</w:t>'


def run(words: str, properties: str = "") -> str:
    """A run; tabs and line breaks become what Word has for them."""
    inside = "".join(
        {"\t": "<w:tab/>", "\v": "<w:br/>"}.get(piece) or text(piece) for piece in re.split("([\t\v])", words) if piece
    )
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inside}</w:r>"


def paragraph(*inside: str, style: str = "", numbered: tuple[int, int] | None = None, more: str = "") -> str:
    """A paragraph of runs and the like, with a style and with a place (list, level) in automatic numbering."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbered:
        properties += f'<w:numPr><w:ilvl w:val="{numbered[1]}"/><w:numId w:val="{numbered[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}{more}</w:pPr>{''.join(inside)}</w:p>"


def table(rows: Iterable[Iterable[str]]) -> str:
    """A table; a cell is one or more paragraphs."""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    cells = ("".join(f"<w:tc><w:tcPr/>{cell}</w:tc>" for cell in row) for row in rows)
    body = "".join(f"<w:tr>{row}</w:tr>" for row in cells)
    return f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>{body}</w:tbl>'


def field(code: str, result: str) -> str:
    """A field: its instruction and its result."""
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f'{marks[0]}<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>{marks[1]}{result}{marks[2]}'


def text_box(*paragraphs: str) -> str:
    """A run with a text box as Word writes it: once for itself, once for older programs."""
    inside = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    graphic = (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0" '
        'layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0'
        '</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>-1154000</wp:posOffset>'
        '</wp:positionV><wp:extent cx="5400000" cy="500000"/><wp:wrapNone/><wp:docPr id="1" name="文本框"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5400000" cy="500000"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{inside}</wps:txbx><wps:bodyPr/></wps:wsp>'
        "</a:graphicData></a:graphic></wp:anchor>"
    )
    old = f'<w:pict><v:shape id="文本框" style="width:425pt;height:40pt"><v:textbox>{inside}</v:textbox></v:shape></w:pict>'
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{graphic}</w:drawing></mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def notes(kind: str, words: Sequence[str]) -> str:
    """`footnotes.xml` or `endnotes.xml` (kind `footnote`, `endnote`): the separators that Word wants, then these from id 1."""
    separators = "".join(
        f'<w:{kind} w:type="{name}" w:id="{number}"><w:p><w:r><w:{name}/></w:r></w:p></w:{kind}>'
        for number, name in ((-1, "separator"), (0, "continuationSeparator"))
    )
    own = "".join(
        f'<w:{kind} w:id="{number}">{paragraph(f"<w:r><w:{kind}Ref/></w:r>", run(note))}</w:{kind}>'
        for number, note in enumerate(words, 1)
    )
    return f"<w:{kind}s {NAMESPACES}>{separators}{own}</w:{kind}s>"


def margin(kind: str, *paragraphs: str) -> str:
    """A header or footer (kind `hdr`, `ftr`)."""
    return f"<w:{kind} {NAMESPACES}>{''.join(paragraphs)}</w:{kind}>"


def comments(*said: tuple[int, str, str]) -> str:
    """`comments.xml`: (id, author, words) of each."""
    own = "".join(
        f'<w:comment w:id="{number}" w:author="{author}" w:date="2026-01-05T09:30:00Z" w:initials="{author[0]}">'
        f"{paragraph(run(words))}</w:comment>"
        for number, author, words in said
    )
    return f"<w:comments {NAMESPACES}>{own}</w:comments>"


def commented(number: int, *inside: str) -> str:
    """Runs with a comment on them."""
    return (
        f'<w:commentRangeStart w:id="{number}"/>{"".join(inside)}<w:commentRangeEnd w:id="{number}"/>'
        f'<w:r><w:commentReference w:id="{number}"/></w:r>'
    )


def changed(kind: str, words: str, number: int = 900) -> str:
    """A tracked insertion or deletion (kind `ins`, `del`)."""
    inside = run(words)
    if kind == "del":
        inside = inside.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
    return f'<w:{kind} w:id="{number}" w:author="审核人" w:date="2026-01-06T10:00:00Z">{inside}</w:{kind}>'


def body(*blocks: str, section: str = "") -> str:
    """`document.xml` of paragraphs and tables; `section` holds references to headers and footers."""
    return f"<w:document {NAMESPACES}><w:body>{''.join(blocks)}<w:sectPr>{section}{_PAGE}</w:sectPr></w:body></w:document>"


def build(document: str, parts: Mapping[str, str] | None = None, styles: str = STYLES) -> bytes:
    """A docx.

    Args:
        document: the XML of the document itself.
        parts: the XML of other parts by kind: `numbering`, `comments`, `footnotes`, `endnotes`, `header1`, `footer1` …
            The document refers to each by `rIdKIND`.
        styles: the XML of the styles.
    """
    parts = {"styles": styles, **(parts or {})}
    kinds = {name: re.sub(r"\d+$", "", name) for name in parts}
    types = "".join(f'<Override PartName="/word/{n}.xml" ContentType="{_KIND}.{k}+xml"/>' for n, k in kinds.items())
    relations = "".join(f'<Relationship Id="rId{n}" Type="{_OFFICE}/{k}" Target="{n}.xml"/>' for n, k in kinds.items())
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{_KIND}.document.main+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": document,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        **{f"word/{name}.xml": xml for name, xml in parts.items()},
    }
    return zipped({name: (_HEAD + xml).encode() for name, xml in files.items()})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, data in files.items():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            package.writestr(entry, data)
    return out.getvalue()
