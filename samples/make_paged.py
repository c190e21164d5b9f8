"""Makes PDF and OFD files of the sample reports.

    python samples/make_paged.py    # writes town-fair.pdf and town-fair.ofd beside this file

In: the text of a report. Out: the same report on pages with page numbers, as the rules for official documents lay it out.
"""

from __future__ import annotations

import io
import zipfile
from html import escape
from itertools import groupby
from typing import Any

from make_web import HERE, parse


def pdf(text: str, size: float = 16, header: str = "") -> bytes:
    """The report as a PDF on A4 with the margins of an official document and page numbers; a header where one is given.

    The same bytes each time. Needs reportlab.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    plain = ParagraphStyle("plain", fontName="STSong-Light", fontSize=size, leading=size * 1.8, wordWrap="CJK")
    body = ParagraphStyle("body", plain, firstLineIndent=2 * size)
    title = ParagraphStyle("title", plain, fontSize=size * 1.3, leading=size * 2.2, alignment=1)
    end = ParagraphStyle("end", plain, alignment=2, rightIndent=2 * size)
    report = parse(text)

    def frame(canvas: Any, document: Any) -> None:
        canvas.setFont("STSong-Light", 12)
        canvas.drawCentredString(A4[0] / 2, 50, f"— {document.page} —")
        if header:
            canvas.drawString(80, A4[1] - 60, header)

    story: list[Any] = [Paragraph(escape(line), title) for line in report.title]
    story.append(Spacer(1, size))
    cell = ParagraphStyle("cell", plain, fontSize=size * 0.75, leading=size)
    for tabbed, members in groupby(report.body, key=lambda line: "\t" in line):
        if tabbed:
            rows = [[Paragraph(escape(words), cell) for words in line.split("\t")] for line in members]
            width = max(map(len, rows))
            rows = [row + [Paragraph("", cell)] * (width - len(row)) for row in rows]
            story.append(Table(rows, style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")])))
        else:
            story += [Paragraph(escape(line), plain if line == report.body[0] and len(line) < 40 else body) for line in members]
    story.append(Spacer(1, 2 * size))
    story += [Paragraph(escape(organ), end) for line in report.end for organ in line.split("　　")]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, leftMargin=80, rightMargin=74, topMargin=105, bottomMargin=99, invariant=1).build(
        story, onFirstPage=frame, onLaterPages=frame
    )
    return out.getvalue()


def ofd(text: str, one_by_one: bool = False) -> bytes:
    """The report as an OFD file (GB/T 33190) of a few pages; `one_by_one` draws each character by itself, as some programs do."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    size, large, step, left, columns, lines = 5.6, 7.8, 10.0, 28.0, 27, 22
    report = parse(text)
    rows: list[tuple[float, float, str]] = []  # left, size, words
    for line in report.title:
        for words in (line[i : i + 19] for i in range(0, len(line), 19)):
            rows.append((left + (columns * size - len(words) * large) / 2, large, words))
    for i, line in enumerate(report.body):
        rest = line if i == 0 and len(line) < 30 else "　　" + line
        while rest:
            rows.append((left, size, rest[:columns]))
            rest = rest[columns:]
    rows += [(left + (columns - len(line) - 2) * size, size, line) for line in report.end]
    pages = [rows[i : i + lines] for i in range(0, len(rows), lines)]

    def draw(x: float, y: float, size: float, words: str) -> str:
        if one_by_one:
            return "".join(draw_run(x + i * size, y, size, char) for i, char in enumerate(words) if not char.isspace())
        indent = len(words) - len(words.lstrip())
        return draw_run(x + indent * size, y, size, words.strip())

    def draw_run(x: float, y: float, size: float, words: str) -> str:
        steps = f' DeltaX="g {len(words) - 1} {size}"' if len(words) > 1 else ""
        box = f"{x:.3f} {y - size:.3f} {len(words) * size:.3f} {size * 1.2:.3f}"
        code = f'<ofd:TextCode X="0" Y="{size}"{steps}>{escape(words)}</ofd:TextCode>'
        return f'<ofd:TextObject ID="9" Boundary="{box}" Font="3" Size="{size}">{code}</ofd:TextObject>'

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, words: str) -> None:
            archive.writestr(zipfile.ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8"?>\n{words}', zipfile.ZIP_DEFLATED)

        put("OFD.xml", f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>")
        names = [f'<ofd:Page ID="{i + 20}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages))]
        area = "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
        put("Doc_0/Document.xml", f"<ofd:Document {space}>{area}<ofd:Pages>{''.join(names)}</ofd:Pages></ofd:Document>")
        for i, page_rows in enumerate(pages):
            drawn = "".join(draw(x, 40 + n * step, high, words) for n, (x, high, words) in enumerate(page_rows))
            drawn += draw(95, 285, 4.2, f"— {i + 1} —")
            layer = f'<ofd:Content><ofd:Layer ID="4">{drawn}</ofd:Layer></ofd:Content>'
            put(f"Doc_0/Pages/Page_{i}/Content.xml", f"<ofd:Page {space}>{layer}</ofd:Page>")
    return out.getvalue()


def main() -> None:
    """Write the sample PDF and the sample OFD file."""
    text = (HERE / "town-fair.txt").read_text("utf-8")
    (HERE / "town-fair.pdf").write_bytes(pdf(text))
    (HERE / "town-fair.ofd").write_bytes(ofd(text))


if __name__ == "__main__":
    main()
