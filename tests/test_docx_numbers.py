"""Automatic numbers of Word documents: what stands in front of a paragraph though it is not in its text."""

from __future__ import annotations

from typing import Any

import pytest
import wordfile as w

from fazhi_lint.readers import read
from fazhi_lint.readers.docx.numerals import write

THREE = [w.level(0, "chineseCounting", "%1、"), w.level(1, "chineseCounting", "（%2）"), w.level(2, "decimal", "%3.")]


def shown(
    *paragraphs: tuple[int, int] | str | None, levels: list[str] | None = None, nums: dict[int, tuple[int, str]] | None = None
) -> list[str]:
    """The lines of paragraphs `甲` at these places (list, level) or in these styles."""
    blocks = [
        w.paragraph(w.run("甲"), style=place) if isinstance(place, str) else w.paragraph(w.run("甲"), numbered=place)
        for place in paragraphs
    ]
    parts = {"numbering": w.numbering({0: levels or THREE}, nums or {1: (0, ""), 2: (0, "")})}
    return read(w.build(w.body(*blocks), parts), "a.docx", ".docx").text.split("\n")


FORMS: list[tuple[str, int, str]] = [
    *[("chineseCounting", n, said) for n, said in {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九"}.items()],
    *[("chineseCountingThousand", n, said) for n, said in {105: "一百零五", 110: "一百一十", 1005: "一千零五"}.items()],
    ("japaneseCounting", 21, "二十一"),
    ("taiwaneseCountingThousand", 12, "十二"),
    ("ideographDigital", 10, "一〇"),
    ("taiwaneseDigital", 23, "二三"),
    ("chineseLegalSimplified", 12, "壹拾贰"),
    ("ideographLegalTraditional", 3, "參"),
    ("decimal", 12, "12"),
    ("decimalZero", 7, "07"),
    ("decimalFullWidth", 12, "１２"),
    ("decimalEnclosedCircle", 3, "③"),
    ("decimalEnclosedCircleChinese", 21, "㉑"),
    ("decimalEnclosedCircle", 50, "㊿"),
    ("decimalEnclosedCircle", 51, "51"),
    ("decimalEnclosedParen", 2, "⑵"),
    ("decimalEnclosedFullstop", 20, "⒛"),
    ("ideographEnclosedCircle", 10, "㊉"),
    ("upperRoman", 1949, "MCMXLIX"),
    ("lowerRoman", 4, "iv"),
    ("upperLetter", 26, "Z"),
    ("upperLetter", 28, "BB"),
    ("lowerLetter", 3, "c"),
    ("lowerLetter", 10**8, "100000000"),
    ("ideographTraditional", 10, "癸"),
    ("ideographZodiac", 12, "亥"),
    ("ideographZodiacTraditional", 60, "癸亥"),
    ("ordinal", 12, "12th"),
    ("ordinal", 22, "22nd"),
    ("numberInDash", 5, "- 5 -"),
    ("hex", 255, "FF"),
    ("aiueo", 4, "4"),
    ("chineseCounting", 10**8, "100000000"),
    ("chineseCounting", 0, "零"),
    ("upperRoman", 0, "0"),
    ("bullet", 1, ""),
    ("none", 1, ""),
]


@pytest.mark.parametrize(("form", "number", "said"), FORMS)
def test_number_formats(form: str, number: int, said: str) -> None:
    assert write(number, form) == said


def test_levels_begin_anew_below_a_higher_one() -> None:
    places = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1)]
    said = ["一、", "（一）", "（二）", "1.", "2.", "（三）", "1.", "二、", "（一）"]
    assert shown(*places) == [f"{number}甲" for number in said]


def test_paragraphs_without_a_number_do_not_count() -> None:
    assert shown((1, 0), None, (0, 0), (7, 0), (1, 5), (1, 0)) == ["一、甲", "甲", "甲", "甲", "甲", "二、甲"]


def test_lists_of_one_definition_count_on_unless_they_start_over() -> None:
    assert shown((1, 0), (2, 0), (1, 0)) == ["一、甲", "二、甲", "三、甲"]
    over = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    assert shown((1, 0), (1, 0), (2, 0), (2, 0), (1, 0), nums={1: (0, ""), 2: (0, over)}) == [
        f"{number}、甲" for number in "一二一二三"
    ]


def test_an_override_can_bring_a_level_of_its_own() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{w.level(0, "decimal", "第%1章")}</w:lvlOverride>'
    assert shown((1, 0), (2, 0), nums={1: (0, ""), 2: (0, own)}) == ["一、甲", "第2章甲"]


def test_numbers_of_several_levels() -> None:
    levels = [
        w.level(0, "chineseCounting", "第%1章"),
        w.level(1, "decimal", "%1.%2"),
        w.level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"),
    ]
    assert shown((1, 0), (1, 0), (1, 1), (1, 2), levels=levels) == ["第一章甲", "第二章甲", "二.1甲", "2.1.1甲"]
    assert shown((1, 1), (1, 1), (1, 0), (1, 1), levels=levels) == ["一.1甲", "一.2甲", "第二章甲", "二.1甲"]


def test_levels_that_are_left_out_count_as_there_once() -> None:
    assert shown((1, 1), (1, 0), (1, 1)) == ["（一）甲", "二、甲", "（一）甲"]
    assert shown((1, 0), (1, 2), (1, 1)) == ["一、甲", "1.甲", "（二）甲"]


def test_text_boxes_notes_and_margins_count_for_themselves() -> None:
    def p(inside: str = "") -> str:
        return w.paragraph(w.run("甲") + inside, numbered=(1, 0))

    note = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    notes = w.notes("footnote", ["x"]).replace("<w:p><w:pPr>", '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>')
    blocks = [p(), p(w.text_box(p(), p()) + note), p(w.text_box(p()))]
    found = read(w.build(w.body(*blocks), {"numbering": w.OFFICIAL, "footnotes": notes}), "a.docx", ".docx")
    lines = ["一、甲", "二、甲", "一、甲", "二、甲", "［脚注1］一、x", "三、甲", "三、甲"]
    assert found.text.split("\n") == lines


def test_restart_can_be_held_back() -> None:
    never = [THREE[0], w.level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')]
    assert shown((1, 0), (1, 1), (1, 0), (1, 1), levels=never) == ["一、甲", "1.甲", "二、甲", "2.甲"]
    late = [*THREE[:2], w.level(2, "decimal", "%3.", '<w:lvlRestart w:val="1"/>')]
    places = [(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2)]
    assert [line for line in shown(*places, levels=late) if "." in line] == ["1.甲", "2.甲", "1.甲"]


def test_a_first_number_other_than_one() -> None:
    levels = [w.level(0, "decimal", "%1.").replace('<w:start w:val="1"/>', '<w:start w:val="5"/>')]
    assert shown((1, 0), (1, 0), levels=levels) == ["5.甲", "6.甲"]


def test_bullets_and_hidden_numbers_are_not_shown() -> None:
    assert shown((1, 0), levels=[w.level(0, "bullet", "\uf06c")]) == ["甲"]
    assert shown((1, 0), levels=[w.level(0, "decimal", "%1.", "<w:rPr><w:vanish/></w:rPr>")]) == ["甲"]
    assert shown((1, 0), levels=[w.level(0, "none", "附：%1")]) == ["附：甲"]


def test_a_number_runs_into_the_words_only_where_it_is_shown_so() -> None:
    def line(pattern: str, words: str, suffix: str = "tab") -> str:
        block = w.paragraph(w.run(words), numbered=(1, 0))
        parts = {"numbering": w.numbering({0: [w.level(0, "decimal", pattern, suffix=suffix)]}, {1: (0, "")})}
        return read(w.build(w.body(block), parts), "a.docx", ".docx").text

    assert line("%1", "优化") == "1 优化"
    assert line("%1", "优化", "space") == "1 优化"
    assert line("%1", "优化", "nothing") == "1优化"
    assert line("%1.", "12件") == "1. 12件"
    assert line("%1.", "优化") == "1.优化"
    assert line("（%1）", "12件") == "（1）12件"


def style(name: str, properties: str, based: str = "") -> str:
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{base}<w:pPr>{properties}</w:pPr></w:style>'


STYLES = [
    style("A", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'),
    '<w:style w:type="paragraph" w:styleId="Bare"/>',
    style("B", "", "A"),
    style("C", '<w:numPr><w:numId w:val="0"/></w:numPr>', "A"),
    style("D", '<w:numPr><w:ilvl w:val="2"/></w:numPr>', "A"),
    style("Loop", "", "Loop"),
    style("Tied", '<w:numPr><w:numId w:val="1"/></w:numPr>'),
]


def styled(names: list[str], styles: str, levels: list[str] = THREE) -> list[str]:
    blocks = [w.paragraph(w.run("甲"), style=name) for name in names]
    parts = {"numbering": w.numbering({0: levels}, {1: (0, "")})}
    return read(w.build(w.body(*blocks), parts, styles), "a.docx", ".docx").text.split("\n")


@pytest.mark.parametrize("comment", ["", "<!-- so that all styles are parsed together -->"])
def test_numbers_from_styles_and_what_they_are_based_on(comment: str) -> None:
    tied = [*THREE[:2], w.level(2, "decimal", "%3)", '<w:pStyle w:val="Tied"/>')]
    default = style("N", '<w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr>').replace(
        "<w:style ", '<w:style w:default="1" '
    )
    sheet = f"<w:styles {w.NAMESPACES}>{comment}{''.join(STYLES)}</w:styles>"
    assert styled(["A", "B", "C", "D", "Loop", "Unknown"], sheet) == ["（一）甲", "（二）甲", "甲", "1.甲", "甲", "甲"]
    assert styled(["Bare", "A"], sheet) == ["甲", "（一）甲"]
    assert styled(["Tied", "A"], sheet, tied) == ["1)甲", "（二）甲"]  # as if （一） were there
    assert styled(["", "C", ""], sheet.replace("</w:styles>", default + "</w:styles>")) == ["1.甲", "甲", "2.甲"]


def test_a_list_that_links_to_a_numbering_style() -> None:
    link = '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="L"/></w:abstractNum>'
    sheet = (
        f'<w:styles {w.NAMESPACES}><w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    )
    numbering = w.numbering({0: THREE}, {1: (0, ""), 3: (5, "")}).replace("<w:num ", link + "<w:num ", 1)
    blocks = [w.paragraph(w.run("甲"), numbered=(3, 0)), w.paragraph(w.run("甲"), numbered=(1, 0))]
    found = read(w.build(w.body(*blocks), {"numbering": numbering}, sheet), "a.docx", ".docx")
    assert found.text == "一、甲\n二、甲"


def test_deleted_and_hidden_headings_are_not_counted() -> None:
    def p(inside: str, more: str = "") -> str:
        return w.paragraph(inside, numbered=(1, 0), more=more)

    gone = '<w:rPr><w:del w:id="9"/></w:rPr>'
    blocks = [p(w.run("甲")), p(w.changed("del", "乙"), gone), p(w.run("丙", "<w:vanish/>")), p(w.run("丁"))]
    parts = {"numbering": w.OFFICIAL}
    found = read(w.build(w.body(*blocks), parts), "a.docx", ".docx")
    assert found.text.split("\n")[:3] == ["一、甲", "", "二、丁"]


BROKEN: list[Any] = [
    '<w:num w:numId="1"/>',
    '<w:num w:numId="1"><w:abstractNumId w:val="9"/></w:num>',
    '<w:num w:numId="x"/><w:abstractNum/><w:abstractNum w:abstractNumId="-1"/>',
    f'<w:abstractNum w:abstractNumId="0">{w.level(0, "decimal", "%1%9%").replace("ilvl=", "ilvl_=")}</w:abstractNum>',
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="99999999999"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride/><w:lvlOverride w:ilvl="77"/></w:num>',
]


@pytest.mark.parametrize("inside", BROKEN)
def test_broken_lists_leave_the_text(inside: str) -> None:
    parts = {"numbering": f"<w:numbering {w.NAMESPACES}>{inside}</w:numbering>"}
    found = read(w.build(w.body(w.paragraph(w.run("甲"), numbered=(1, 0))), parts), "a.docx", ".docx")
    assert found.text == "甲"
