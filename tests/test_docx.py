"""Word documents as text: what counts, in which order, and what is reported apart."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import make_docx
import pytest
import wordfile as w

from fazhi_lint.errors import ReadError
from fazhi_lint.pipeline import Options, check_source
from fazhi_lint.readers import read
from fazhi_lint.ruleset import Ruleset, load
from fazhi_lint.text import SourceText

ROOT = Path(__file__).resolve().parent.parent
RULESET: Ruleset = load()[0]
TEXTS = sorted([*(ROOT / "samples").glob("*.txt"), *(ROOT / "tests" / "corpus").glob("*.txt")])
APART = "［以下是"


def source(*blocks: str, section: str = "", **parts: str) -> SourceText:
    """The text of a document of these paragraphs and tables."""
    return read(w.build(w.body(*blocks, section=section), parts), "a.docx", ".docx")


def lines(*blocks: str, **parts: str) -> list[str]:
    """Its lines."""
    found = source(*blocks, **parts)
    return [found.line_text(n) for n in range(1, len(found) + 1)]


def p(*inside: str, **more: Any) -> str:
    """A paragraph; plain words become a run."""
    return w.paragraph(*(x if x.startswith("<") else w.run(x) for x in inside), **more)


def findings(found: SourceText) -> list[tuple[str, str]]:
    """What is found in a text, without the places."""
    result = check_source(found, RULESET, Options(force=True))
    return sorted((f.rule, f.excerpt.replace("\v", "\n").strip()) for f in result.findings)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_the_same_report_in_word_gives_the_same_findings(path: Path) -> None:
    text = path.read_text("utf-8").removeprefix("\ufeff")
    expected = findings(SourceText(text))
    typed, numbered = (read(make(text), "a.docx", ".docx") for make in (make_docx.typed, make_docx.numbered))
    assert typed.text == numbered.text
    assert findings(typed) == findings(numbered) == expected
    assert findings(SourceText(text.replace("\n", "\v"))) == expected  # one paragraph, pasted from the web


def test_what_one_paragraph_holds() -> None:
    link = f'<w:hyperlink r:id="x">{w.run("链接")}</w:hyperlink>'
    simple = f'<w:fldSimple w:instr=" AUTHOR ">{w.run("域")}</w:fldSimple>'
    sdt = f'<w:sdt><w:sdtPr><w:alias w:val="单位"/></w:sdtPr><w:sdtContent>{w.run("控件")}</w:sdtContent></w:sdt>'
    maths = "<m:oMath><m:r><m:t>98.5%</m:t></m:r></m:oMath>"
    ruby = f"<w:r><w:ruby><w:rt>{w.run('pin')}</w:rt><w:rubyBase>{w.run('拼')}</w:rubyBase></w:ruby></w:r>"
    signs = '<w:r><w:noBreakHyphen/><w:softHyphen/><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:char="2460"/></w:r>'
    field = w.field('REF 甲 \\* MERGEFORMAT "不显示"', w.run("结果"))
    assert lines(p("甲\t乙\v丙", link, simple, sdt, maths, ruby, signs, field)) == ["甲\t乙\v丙链接域控件98.5%拼-√①结果"]


def test_white_space_of_the_file_is_no_line_break() -> None:
    assert lines("<w:p><w:r><w:t>甲\n乙&#13;丙</w:t></w:r></w:p>") == ["甲 乙 丙"]


def test_tracked_changes_count_as_accepted() -> None:
    moved = f'<w:moveFrom w:id="1">{w.run("旧处")}</w:moveFrom><w:moveTo w:id="2">{w.run("新处")}</w:moveTo>'
    assert lines(p("甲", w.changed("del", "删"), w.changed("ins", "增"), moved)) == ["甲增新处"]
    gone = '<w:rPr><w:del w:id="3" w:author="乙"/></w:rPr>'
    assert lines(p("上", more=gone), p("下"), p("末")) == ["上下", "末"]
    assert lines(p("上"), p("下", more=gone)) == ["上", "下"]
    row = w.table([[p("甲"), p("乙")]]).replace("<w:tr>", '<w:tr><w:trPr><w:del w:id="4"/></w:trPr>')
    assert lines(row, w.table([[p("丙"), p("丁")]])) == ["丙", "丁"]
    assert lines(p(w.changed("del", w.run("全删"))), p("在")) == ["", "在"]


def test_tables_are_read_row_by_row_with_what_is_in_them() -> None:
    inner = w.table([[p("内一"), p("内二")]])
    found = source(p("前"), w.table([[p("一"), p("二") + p("二续")], [inner + p("三"), p("四")]]), p("后"))
    assert found.text.split("\n") == ["前", "一", "二", "二续", "内一", "内二", "三", "四", "后"]
    assert [location.paragraph for location in found.locations] == list(range(1, 10))
    assert [[found.text[slice(*cell)] for cell in row] for row in found.rows] == [
        ["一", "二\n二续"],
        ["内一", "内二"],
        ["内一\n内二\n三", "四"],
    ]


def as_tables(text: str) -> bytes:
    """A report whose lines with tabs are the rows of tables."""
    blocks: list[str] = []
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if "\t" in line:
            rows.append([p(cell) if cell else p() for cell in line.split("\t")])
            continue
        blocks += [w.table(rows)] if rows else []
        rows = []
        blocks.append(p(line) if line else p())
    return w.build(w.body(*blocks))


@pytest.mark.parametrize("name", ["b12-city-county-level-2021-table", "d03-duty-first-table"])
def test_a_table_of_shortcomings_is_read_by_its_rows(name: str) -> None:
    text = (ROOT / "tests" / "corpus" / f"{name}.txt").read_text("utf-8")
    found = findings(read(as_tables(text), "a.docx", ".docx"))
    assert "shortcoming-cause" in {rule for rule, _ in found}
    assert found == findings(SourceText(text))


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    box = w.text_box(p("框一"), w.table([[p("框二")]]))
    found = source(p("甲", box, "乙"), p("丙"))
    assert found.text.split("\n") == ["甲乙", "框一", "框二", "丙"]
    assert [location.paragraph for location in found.locations] == [1, 1, 1, 2]
    assert lines(p("外", w.text_box(p("中", w.text_box(p("内")))))) == ["外", "中", "内"]
    old = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>" + p("旧") + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    assert lines(p("甲", old)) == ["甲", "旧"]


def test_what_only_a_later_word_knows_is_read_as_older_ones_do() -> None:
    sign = '<mc:Choice Requires="w16se"><w16se:x xmlns:w16se="urn:x"/></mc:Choice><mc:Fallback><w:t>☺</w:t></mc:Fallback>'
    assert lines(p(f"<w:r><mc:AlternateContent>{sign}</mc:AlternateContent></w:r>")) == ["☺"]


def test_notes_stand_behind_their_paragraph() -> None:
    first, second = (f'<w:r><w:{kind}Reference w:id="1"/></w:r>' for kind in ("footnote", "endnote"))
    parts = {"footnotes": w.notes("footnote", ["见附件。"]), "endnotes": w.notes("endnote", ["据统计局。", "无人引用"])}
    assert lines(p("甲", first, "乙", second), p("丙", first), **parts) == [
        "甲乙",
        "［脚注1］见附件。",
        "［尾注1］据统计局。",
        "丙",
    ]
    assert lines(p("甲", first)) == ["甲"]


def test_hidden_words_are_reported_apart() -> None:
    hidden = w.run("看不见", "<w:vanish/>")
    shown = w.run("看得见", '<w:vanish w:val="0"/>')
    styled = w.run("也看不见", '<w:rStyle w:val="Hidden"/>')
    found = source(p("甲", hidden, shown, styled), p("乙"))
    assert found.text.split("\n")[:2] == ["甲看得见", "乙"]
    assert found.text.split("\n")[2].startswith(APART)
    assert found.text.split("\n")[3:] == ["看不见也看不见"]
    assert found.own_lines == 2
    assert found.locations[3].paragraph == 1


def test_headers_and_footers_are_reported_apart_without_page_numbers() -> None:
    parts = {
        "header1": w.margin("hdr", p("梭椤乡人民政府")),
        "header2": w.margin("hdr", p("梭椤乡人民政府"), p("电话 13987650123")),
        "footer1": w.margin("ftr", p("— ", w.field("PAGE", w.run("3")), " —"), p("共", w.field("NUMPAGES", w.run("9")), "页")),
    }
    names = {"header1": "header", "header2": "header", "footer1": "footer"}
    used = "".join(f'<w:{kind}Reference w:type="default" r:id="rId{name}"/>' for name, kind in names.items())
    found = source(p("正文"), section=used, **parts)
    assert found.text.split("\n")[0] == "正文"
    assert found.text.split("\n")[2:] == ["梭椤乡人民政府", "电话 13987650123", "共页"]
    assert found.own_lines == 1
    assert lines(p("正文"), **parts) == ["正文"]  # no section uses them


def test_a_table_of_contents_is_reported_apart() -> None:
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    code = '<w:r><w:instrText> TOC \\o "1-2" </w:instrText></w:r>'
    found = lines(p("标题"), p(begin, code, middle, "一、举措1"), p("二、安排9"), p(end), p("一、举措"))
    assert found[:5] == ["标题", "", "", "", "一、举措"]
    assert found[6:] == ["一、举措1", "二、安排9"]


def test_a_field_that_never_ends_hides_nothing() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF </w:instrText></w:r>'
    assert lines(p("甲", begin, "乙"), p("丙")) == ["甲乙", "丙"]


def test_what_stands_apart_is_no_part_of_the_report() -> None:
    text = (ROOT / "samples" / "town-exemplary.txt").read_text("utf-8")
    blocks = [p(line) if line else p() for line in text.splitlines()]
    hidden = p(w.run("全乡13987650123法制政府2019年", "<w:vanish/>"))
    header = w.margin("hdr", p("联系人电话13800138000，现将2019年情况报告如下。"))
    used = '<w:headerReference w:type="default" r:id="rIdheader1"/>'
    found = findings(source(*blocks, hidden, section=used, header1=header))
    assert found == [("personal-information", "13800138000"), ("personal-information", "13987650123")]


def test_strict_documents_are_read_too() -> None:
    data = w.build(w.body(p("甲")).replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                                           "http://purl.oclc.org/ooxml/wordprocessingml/main"))  # fmt: skip
    assert read(data, "a.docx", ".docx").text == "甲"


def test_utf_16_parts_are_read_too() -> None:
    data = w.zipped(
        {
            name: text.encode("utf-16") if name == "word/document.xml" else text.encode()
            for name, text in unzipped(w.build(w.body(p("甲")))).items()
        }
    )
    assert read(data, "a.docx", ".docx").text == "甲"


def unzipped(data: bytes) -> dict[str, str]:
    """The parts of a docx as text."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def test_the_text_command_shows_the_numbered_headings(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "报告.docx").write_bytes((ROOT / "samples" / "town-fair-numbered.docx").read_bytes())
    shown = fazhi("text", tmp_path / "报告.docx").out.splitlines()
    assert shown[4] == " 5 │ 一、2024年推进法治政府建设的主要举措和成效"
    assert shown[5].startswith(" 6 │ （一）强化学习教育，提升法治素养。")
    (tmp_path / "标题.docx").write_bytes(w.build(w.body(p("上\v下"))))
    assert fazhi("text", tmp_path / "标题.docx").out == "1 │ 上↵下\n"


def test_a_document_from_standard_input(fazhi: Callable[..., Any]) -> None:
    data = (ROOT / "samples" / "town-fair.docx").read_bytes()
    done = fazhi("check", "-", "--stdin-filename", "报告.docx", "--select", "confused-term", stdin=data)
    assert "4:85（第 4 段）  必改" in done.out


@pytest.mark.parametrize("name", make_docx.SAMPLES)
def test_samples_are_what_the_script_makes(name: str) -> None:
    assert (ROOT / "samples" / name).read_bytes() == make_docx.make(name)


def test_a_document_without_words_is_empty() -> None:
    for blocks in ((), (p(),), (p(w.run(" ")),), (p(w.run("隐", "<w:vanish/>")),)):
        with pytest.raises(ReadError) as caught:
            source(*blocks)
        assert caught.value.code == "empty"


@pytest.mark.parametrize("name", make_docx.SAMPLES)
def test_nothing_that_was_read_waits_for_the_garbage_collector(name: str) -> None:
    data = (ROOT / "samples" / name).read_bytes()
    read(data, name, ".docx")  # what is kept for the next file
    gc.collect()
    gc.disable()
    try:
        read(data, name, ".docx")
        assert gc.collect() == 0
    finally:
        gc.enable()


COLD = """
import sys
from fazhi_lint.cli import main
try:
    main(["check", sys.argv[1], "--fail-on", "never", "--no-cache"])
except SystemExit as end:
    assert not end.code, end.code
print(sorted({"zipfile", "xml", "lxml", "docx", "fazhi_lint.readers.docx", "fazhi_lint.annotate"} & set(sys.modules)))
"""


@pytest.mark.parametrize(
    ("name", "loaded"), [("town-fair.txt", "[]"), ("town-fair.docx", "['fazhi_lint.readers.docx', 'xml', 'zipfile']")]
)
def test_only_what_a_file_needs_is_imported(name: str, loaded: str) -> None:
    command = [sys.executable, "-c", COLD, str(ROOT / "samples" / name)]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.splitlines()[-1] == loaded
