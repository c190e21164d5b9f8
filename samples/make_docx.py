"""Makes the samples that are Word documents from those that are text: python samples/make_docx.py

`town-fair.docx` has its numbers typed, `town-fair-numbered.docx` has the same numbers from Word's automatic numbering (they are
not in its text), `street-revised.docx` holds what drafts gather on their way: a table, a footnote, tracked changes, somebody's
comment, a text box, a header, a footer with page numbers, hidden words.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import wordfile as w

HERE = Path(__file__).parent
_FORMS = (r"([一二三四五六七八九十]+)、", r"（([一二三四五六七八九十]+)）", r"(\d+)\.")
_COUNT = ["", *"一二三四五六七八九十", *(f"十{n}" for n in "一二三四五六七八九")]


def lines(text: str) -> Iterator[tuple[str, str]]:
    """Each line without the white space around, and its style: title, heading, signature or body."""
    above = True
    for line in text.splitlines():
        words = line.strip(" \u3000")
        if above and (words.endswith(("：", ":")) or "。" in words):
            above = False
        if re.match(_FORMS[0], words):
            yield words, "FirstTyped"
        elif re.match(_FORMS[1], words):
            yield words, "Second"
        elif words and line.startswith("\u3000" * 6):
            yield words, "Signature"
        else:
            yield words, "Title" if above else "Normal" if words.endswith("：") and len(words) < 20 else "Body"


def typed(text: str) -> bytes:
    """A report whose numbers are typed."""
    return w.build(w.body(*(w.paragraph(w.run(words) if words else "", style=style) for words, style in lines(text))))


def counter() -> Callable[[str], tuple[int, str] | None]:
    """What tells whether the number that a line begins with is the one that automatic numbering would give it.

    Returns:
        A function from a line to its level and the words behind its number; None where the number must be typed.
    """
    counts = [0, 0, 0]

    def next_level(words: str) -> tuple[int, str] | None:
        for level, form in enumerate(_FORMS):
            match = re.match(form, words)
            said = None if match is None else int(match[1]) if match[1].isdecimal() else _COUNT.index(match[1])
            if match and said == counts[level] + 1:
                counts[level] = said
                counts[level + 1 :] = [0] * (2 - level)
                return level, words[match.end() :]
        return None

    return next_level


def numbered(text: str) -> bytes:
    """A report whose numbers are automatic, wherever they go on from those before: the first level by a style."""
    blocks = []
    place = counter()
    for words, style in lines(text):
        found = place(words)
        if found is None:
            blocks.append(w.paragraph(w.run(words) if words else "", style=style))
            continue
        level, rest = found
        how = {"style": "First"} if level == 0 else {"style": style, "numbered": (1, level)}
        blocks.append(w.paragraph(w.run(rest) if rest else "", **how))  # type: ignore[arg-type]
    return w.build(w.body(*blocks), {"numbering": w.OFFICIAL})


def revised(text: str) -> bytes:
    """A draft that has been through several hands."""
    blocks = []
    for words, style in lines(text):
        inside = w.run(words) if words else ""
        if words.startswith("关于2025年度"):
            inside = w.text_box(w.paragraph(w.run("汀桥街道办事处（送审稿）"))) + w.run("关于2025年度法治政府建设情况的\v报告")
        elif "全年专题学习5次" in words:
            before, after = words.split("全年专题学习5次")
            inside = w.run(before) + w.changed("del", "全年学习") + w.changed("ins", "全年专题学习", 901) + w.run(f"5次{after}")
        elif "代表视察执法工作2次" in words:
            before, after = words.split("执法工作2次")
            inside = w.run(before) + w.commented(7, w.run("执法工作2次")) + w.run(after)
        elif "案卷经区级评查抽取40件" in words:
            before, after = words.split("案卷经区级评查抽取40件")
            note = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="1"/></w:r>'
            inside = w.run(f"{before}案卷经区级评查抽取40件") + note + w.run(after)
        elif words == "特此报告。":
            inside += w.run("（内部电话13987650123，定稿前删去）", '<w:rStyle w:val="Hidden"/>')
        blocks.append(w.paragraph(inside, style=style))
        if words.startswith("综合行政执法队现有执法人员31名"):
            rows = [["案件类别", "处罚（件）"], ["占道经营", "206"], ["违规装修", "118"], ["油烟扰民", "88"], ["合计", "412"]]
            blocks.append(w.table([[w.paragraph(w.run(cell)) for cell in row] for row in rows]))
    page = w.paragraph(w.run("— "), w.field("PAGE", w.run("1")), w.run(" —"), more='<w:jc w:val="center"/>')
    parts = {
        "footnotes": w.notes("footnote", ["抽取的案卷由区司法局随机确定。"]),
        "comments": w.comments((7, "王审核", "视察的日期请补上。")),
        "header1": w.margin("hdr", w.paragraph(w.run("汀桥街道2025年度法治政府建设情况"))),
        "footer1": w.margin("ftr", page),
    }
    used = '<w:headerReference w:type="default" r:id="rIdheader1"/><w:footerReference w:type="default" r:id="rIdfooter1"/>'
    return w.build(w.body(*blocks, section=used), parts)


SAMPLES = {
    "town-fair.docx": ("town-fair.txt", typed),
    "town-fair-numbered.docx": ("town-fair.txt", numbered),
    "street-revised.docx": ("street-good.txt", revised),
}


def make(name: str) -> bytes:
    """The bytes of a sample."""
    source, how = SAMPLES[name]
    return how((HERE / source).read_text("utf-8"))


if __name__ == "__main__":
    for sample in SAMPLES:
        (HERE / sample).write_bytes(make(sample))
