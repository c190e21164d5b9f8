"""What the desk writes: a workbook, a page and letters, true to the ledger, harmless, never over a person's work."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import counties
import docx
import html5lib
import openpyxl
import pytest
from counties import MENDED, put, report
from openpyxl.utils.escape import unescape

from fazhi_lint.county.outputs import after
from fazhi_lint.county.outputs import page as pages

Desk = Callable[..., Any]
HOSTILE = '=1+1<script>alert("x")</script>&\x07镇'


@pytest.fixture
def desk(fazhi: Callable[..., Any], tmp_path: Path) -> Desk:
    """Runs `county` over five towns, one of which has handed in nothing."""
    folder, roster = counties.make(tmp_path)
    (folder / "桐岭乡报告.txt").unlink()
    command = ["county", folder, "--roster", roster, "--output", tmp_path / "out", "--jobs", "1"]

    def run(*args: str | Path) -> Any:
        return fazhi(*command, "--deadline", "2026-1-20", "--until", "2026-2-5", "--sender", "岚坳县司法局", *args)

    return run


def sheet(folder: Path, name: str) -> list[list[Any]]:
    book = openpyxl.load_workbook(folder / "out" / "ledger.xlsx")
    return [[cell.value for cell in row] for row in book[name]]


def page(folder: Path) -> Any:
    """The page, by a parser that refuses what is no HTML."""
    text = (folder / "out" / "overview.html").read_text("utf-8")
    assert not re.search(r"(?:src|href)=.?(?:https?:)?//|<script|@import|url\(", text)
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def table(made: Any, name: str) -> dict[str, list[str]]:
    """The rows of a section's table, by their heads."""
    rows = made.findall(f".//*[@id='{name}']//tbody/tr")
    return {words(row.find("th")): [words(cell) for cell in row.findall("td")] for row in rows}


def letter(folder: Path, unit: str, number: int = 1) -> str:
    document = docx.Document(str(folder / "out" / "replies" / f"round-{number}" / f"{unit}.docx"))
    said = [paragraph.text for paragraph in document.paragraphs]
    said += [" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return "\n".join(said)


def test_the_workbook(desk: Desk, tmp_path: Path) -> None:
    desk()
    book = openpyxl.load_workbook(tmp_path / "out" / "ledger.xlsx")
    assert book.sheetnames == ["总览", "问题", "雷同", "去年和今年", "待办", "评分办法"]
    head, first, *_, last = sheet(tmp_path, "总览")
    assert head[:12] == ["单位", "层级", "状态", "收到时间", "得分", "等次", "必改", "应改", "建议", "新", "仍未改", "已改"]
    assert len(head) > 12 + 40
    assert first[:3] == ["白石乡", "乡镇", "按时"]
    assert first[6:12] == [4, 2, 1, 7, None, None]
    assert first[head.index("不足没有说明原因")] == 2
    assert first[head.index("没有标题")] is None
    assert last[:3] == ["桐岭乡", "乡镇", "未交"]
    assert not any(last[3:])
    rules = [rule for _, rules in book["总览"].conditional_formatting._cf_rules.items() for rule in rules]
    assert [rule.type for rule in rules] == ["colorScale", "colorScale"]
    assert [str(found.sqref) for found in book["总览"].conditional_formatting] == [
        f"M2:{openpyxl.utils.get_column_letter(len(head))}6",
        "E2:E6",
    ]
    head, *rows = sheet(tmp_path, "问题")
    assert len(rows) == 4 * 7
    assert {row[head.index("变化")] for row in rows} == {"新"}
    assert sheet(tmp_path, "待办")[1] == ["未交", "桐岭乡", None]
    assert "每份报告从 100 分起" in sheet(tmp_path, "评分办法")[1][0]


def test_the_page(desk: Desk, tmp_path: Path) -> None:
    desk()
    put(tmp_path / "in" / "白石乡报告.txt", report("白石乡", MENDED))
    desk("--round", "2")
    made = page(tmp_path)
    assert words(made.find(".//header")).startswith(
        "法治政府建设年度报告审核台账（第 2 轮） 5 个单位，已交 1 个，截止 2026 年 1 月 20 日"
    )
    tiles = [words(tile) for tile in made.findall(".//section[@id='completion']//li")]
    assert tiles == ["1 按时", "3 本轮未再交", "1 未交", "0 新", "27 仍未改", "1 已改"]
    assert table(made, "faults")["不足没有说明原因"] == ["", "4", "8"]
    units = table(made, "units")
    assert list(units) == ["白石乡 乡镇", "松溪乡 乡镇", "云坪乡 乡镇", "柳湾乡 乡镇", "桐岭乡 乡镇"]
    state, _, *rest = units["白石乡 乡镇"]
    assert [state, *rest] == ["按时", "81", "较好", "3", "2", "1", "", "6", "1"]
    assert units["桐岭乡 乡镇"] == ["未交", *[""] * 9]
    heat = table(made, "heat")
    heads = [head.get("title") for head in made.findall(".//*[@id='heat']//th[@scope='col']")]
    assert len(heads) == len(heat["白石乡"]) > 40
    assert heat["松溪乡"][heads.index("shortcoming-cause")] == "2"
    assert heat["白石乡"][heads.index("confused-term")] == ""
    assert heat["松溪乡"][heads.index("confused-term")] == "1"
    assert "从 100 分起" in words(made.find(".//section[@id='scores']"))
    ids = {element.get("id") for element in made.iter()}
    assert {link.get("href") for link in made.findall(".//nav/a")} <= {f"#{key}" for key in ids}
    links = {link.get("href").partition("#")[0] for link in made.findall(".//main/section//a")}
    assert len(links) == 4
    for link in links:
        target = tmp_path / "out" / unquote(link)
        assert "逐项清单" in target.read_text("utf-8")


def test_of_very_many_units_the_page_shows_the_worst(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_UNITS", 2)
    monkeypatch.setattr(after, "MOST", 1)
    (tmp_path / "in" / "柳湾乡报告.txt").unlink()
    put(tmp_path / "in" / "云坪乡报告.txt", report("云坪乡", ("2024年法治政府建设工作计划", "XX年计划，法制政府")))
    desk()
    made = page(tmp_path)
    assert list(table(made, "heat")) == ["柳湾乡", "桐岭乡"]
    assert "只列没有交的和得分最低的 2 个；全部 5 个在 ledger.xlsx 里" in words(made)
    assert "未交（2） 柳湾乡 这里只列 1 个" in words(made.find(".//section[@id='after']"))
    assert len(sheet(tmp_path, "总览")) == 6
    assert len(sheet(tmp_path, "待办")) == 3


def test_nothing_that_a_name_holds_does_harm(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    folder, roster = counties.make(tmp_path, ["白石乡"])
    roster.write_text(f'单位\n白石乡\n"{HOSTILE.replace(chr(34), chr(34) * 2)}"\n"../../乙/丙:乡"\n', "utf-8")
    put(folder / "<img src=x onerror=alert(1)>.txt", report("丁乡"))
    done = fazhi("county", folder, "--roster", roster, "--output", tmp_path / "out", "--jobs", "1")
    assert done.status == 1
    assert "\x07" not in done.out
    made = page(tmp_path)
    assert made.find(".//img") is None
    assert made.find(".//script") is None
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "out" / "ledger.xlsx")["总览"] for cell in row[:1]]
    assert {cell.data_type for cell in cells} == {"s"}
    assert unescape(str(cells[2].value)).startswith("=1+1<script>")
    names = sorted(file.name for file in (tmp_path / "out" / "replies" / "round-1").iterdir())
    assert names == sorted(["白石乡.docx", "=1+1_script_alert(_x_)_script_&_镇.docx", "_.._乙_丙_乡.docx"])
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["in", "out", roster.name])


def test_letters(desk: Desk, tmp_path: Path) -> None:
    desk()
    said = letter(tmp_path, "白石乡")
    for part in (
        "法治政府建设年度报告审核意见",
        "单位 | 白石乡\n轮次 | 第 1 轮\n修改期限 | 2026 年 2 月 5 日",
        "已经审核（第 1 轮）。共有 7 处问题，4 处必须修改，列在下面。",
        "必须修改（4 处）",
        "1 | 第 4 行 | “法制政府”用词有误，应当用“法治”",
        "“法治”是依法治理。\n依据：审核中的通常要求（没有条文） | 改用“法治”",
        "第 2 项不足“普法形式较为单一”只讲了表现，没有讲原因。\n依据：《法治政府建设与责任落实督察工作规定》",
        "请逐处核对、修改，在 2026 年 2 月 5 日 前重新报送",
        "岚坳县司法局",
    ):
        assert part in said
    assert "松溪乡" not in said
    reminder = letter(tmp_path, "桐岭乡")
    assert "没有收到你单位的法治政府建设年度报告（截止 2026 年 1 月 20 日）。请尽快报送。" in reminder
    assert "报送期限 | 2026 年 2 月 5 日" in reminder


def test_letters_of_later_rounds(desk: Desk, tmp_path: Path) -> None:
    desk()
    put(tmp_path / "in" / "白石乡报告.txt", report("白石乡", MENDED))
    put(tmp_path / "in" / "松溪乡报告.txt", "\0")
    (tmp_path / "in" / "云坪乡报告.txt").unlink()
    put(tmp_path / "in" / "柳湾乡报告.txt", report("柳湾乡", MENDED), 1_800_000_000)
    os.utime(tmp_path / "in" / "柳湾乡报告.txt")
    desk("--round", "2")
    said = letter(tmp_path, "白石乡", 2)
    assert "上一轮指出的问题已改 1 处。共有 6 处问题，3 处必须修改，其中 6 处上一轮已经指出，列在下面。" in said
    assert "上一轮已经指出，仍未改。" in said
    assert "不能作为法治政府建设年度报告审核：" in letter(tmp_path, "松溪乡", 2)
    assert re.search("[^。]。请核对后重新报送。", letter(tmp_path, "松溪乡", 2))
    assert "第 2 轮没有收到你单位修改后的" in letter(tmp_path, "云坪乡", 2)
    assert "超过了期限（截止 2026 年 1 月 20 日）" in letter(tmp_path, "柳湾乡", 2)
    assert "共有 7 处问题" in letter(tmp_path, "白石乡", 1), "the letter of the first round stays"


def test_a_report_without_faults(desk: Desk, tmp_path: Path) -> None:
    text = (counties.ROOT / "samples" / "town-exemplary.txt").read_text("utf-8").replace("霁溪镇", "白石镇")
    (tmp_path / "名册.csv").write_text("单位\n白石镇\n", "utf-8")
    put(tmp_path / "in" / "白石.txt", text)
    for file in (tmp_path / "in").glob("*乡*"):
        file.unlink()
    assert desk().status == 0
    assert "没有发现需要修改的问题。" in letter(tmp_path, "白石镇")
    assert "请逐处核对" not in letter(tmp_path, "白石镇")
    desk("--round", "2")
    assert "第 2 轮没有收到你单位修改后的" in letter(tmp_path, "白石镇", 2)
    assert "以上一轮的为准。没有发现需要修改的问题。" in letter(tmp_path, "白石镇", 2)


def test_what_has_not_changed_is_not_written_again(desk: Desk, tmp_path: Path) -> None:
    desk()
    files = list((tmp_path / "out" / "replies").rglob("*.docx")) + list((tmp_path / "out" / "reports").iterdir())
    assert len(files) == 5 + 4
    for file in files:
        os.utime(file, (1, 1))
    put(tmp_path / "in" / "白石乡报告.txt", report("白石乡", MENDED))
    (tmp_path / "out" / "replies" / "round-1" / "松溪乡.docx").unlink()
    desk()
    again = {file.name for file in files if file.exists() and file.stat().st_mtime > 1}
    assert again == {"白石乡.docx", "松溪乡.docx"}


def test_what_somebody_has_worked_on_is_not_written_over(desk: Desk, tmp_path: Path) -> None:
    desk()
    file = tmp_path / "out" / "replies" / "round-1" / "白石乡.docx"
    file.write_bytes(b"mine")
    assert "没有覆盖" not in desk().out, "nothing new is to be said"
    for number in (1, 2):
        put(tmp_path / "in" / "白石乡报告.txt", report("白石乡", MENDED) + f"\n附件{number}")
        done = desk()
        assert "没有覆盖（1）：\n  replies/round-1/白石乡.docx：有人改过这个文件，新的写在旁边：白石乡.新" in done.out
        assert file.read_bytes() == b"mine"
    assert (file.with_name("白石乡.新1.docx")).exists()


def test_verdicts(fazhi: Callable[..., Any], desk: Desk, tmp_path: Path) -> None:
    desk()
    at = ("--output", tmp_path / "out")
    listed = fazhi("county", "verdict", "白石乡", *at).out.splitlines()
    assert listed[-1] == "共 7 处。"
    mark = next(line[:16] for line in listed if "法制政府" in line)
    asked = next(line[:16] for line in listed if "普法形式" in line)
    assert fazhi("county", "verdict", "白石乡", mark[:6], "--dismiss", "引用的原名", *at).out == "白石乡：记下 1 处。\n"
    assert fazhi("county", "verdict", "白石乡", asked, "--question", "原因是什么？", *at).status == 0
    done = desk()
    assert "必改 15 处" in done.out
    said = letter(tmp_path, "白石乡")
    assert "法制政府" not in said
    assert "审核人要问：原因是什么？" in said
    head, *rows = sheet(tmp_path, "问题")
    judged = {row[head.index("指纹")]: (row[head.index("裁定")], row[head.index("理由")]) for row in rows if row[0] == "白石乡"}
    assert judged[mark] == ("不算", "引用的原名")
    assert "〔不算：引用的原名〕" in fazhi("county", "verdict", "白石乡", *at).out
    fazhi("county", "verdict", "白石乡", mark, "--clear", *at)
    assert "必改 16 处" in desk().out


def test_verdicts_that_cannot_be_followed(fazhi: Callable[..., Any], desk: Desk, tmp_path: Path) -> None:
    at = ("--output", tmp_path / "out")
    assert "没有这个台账" in fazhi("county", "verdict", "白石乡", *at).err
    assert not (tmp_path / "out").exists()
    desk()
    for words_, said in (
        (("白石镇",), "名册里没有单位“白石镇”（是不是“白石乡”？）"),
        (("白石乡", "ffffffff", "--confirm"), "没有这个指纹的问题"),
        (("白石乡", "ff", "--confirm"), "指纹至少写 4 位"),
        (("白石乡", "ffff"), "选一个"),
        (("白石乡", "ffff", "--confirm", "--clear"), "选一个"),
        (("白石乡", "--confirm"), "请写指纹"),
        (("白石乡", "ffff", "--dismiss", " "), "要写出理由"),
        ((), "请写单位和指纹"),
        (("--from", tmp_path / "没有.xlsx"), "打不开"),
    ):
        done = fazhi("county", "verdict", *words_, *at)
        assert (done.status, done.out) == (2, "")
        assert said in done.err


def test_verdicts_from_the_workbook(fazhi: Callable[..., Any], desk: Desk, tmp_path: Path) -> None:
    desk()
    file = tmp_path / "out" / "ledger.xlsx"
    at = ("--output", tmp_path / "out")

    def fill(row: int, verdict: str, reason: str | None) -> None:
        book = openpyxl.load_workbook(file)
        head = [cell.value for cell in book["问题"][1]]
        book["问题"].cell(row, head.index("裁定") + 1, verdict)
        book["问题"].cell(row, head.index("理由") + 1, reason)
        book.save(file)

    fill(2, "属实", None)
    fill(3, "不算", "表里有")
    assert fazhi("county", "verdict", "--from", file, *at).out == "记下 2 条新的裁定。\n"
    assert fazhi("county", "verdict", "--from", file, *at).out == "没有新的裁定。\n"
    for verdict, reason, said in (
        ("不算", None, "裁定“不算”要写理由"),
        ("好", None, "不认识裁定“好”；可用的有 属实、不算、待问"),
    ):
        fill(4, verdict, reason)
        done = fazhi("county", "verdict", "--from", file, *at)
        assert done.err.startswith(f"错误：{file}:4: {said}")
    desk()
    head, *rows = sheet(tmp_path, "问题")
    assert [row[head.index("裁定")] for row in rows[:3]] == ["属实", "不算", None]


def test_a_full_disk_under_the_results_is_one_sentence(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("fazhi_lint.county.outputs.replace", full)
        done = desk()
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "磁盘是否已满" in done.err
    assert desk().status == 1


def test_drafts_are_annotated_copies(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    folder, roster = counties.make(tmp_path, [])
    roster.write_text("单位\n梭椤乡\n", "utf-8")
    folder.mkdir()
    original = folder / "报告.docx"
    original.write_bytes((counties.ROOT / "samples" / "town-fair.docx").read_bytes())
    command = ["county", folder, "--roster", roster, "--output", tmp_path / "out", "--jobs", "1"]
    done = fazhi(*command)
    assert (done.status, done.err) == (1, "")
    draft = tmp_path / "out" / "drafts" / "round-1" / "梭椤乡.docx"
    comments = ["\n".join(p.text for p in comment.paragraphs) for comment in docx.Document(str(draft)).comments]
    assert len(comments) == 7
    assert any("“法制政府”用词有误" in comment and "依据：审核中的通常要求" in comment for comment in comments)
    assert "随文附有加了批注的原稿" in letter(tmp_path, "梭椤乡")
    assert "第 4 段" in letter(tmp_path, "梭椤乡")
    listed = fazhi("county", "verdict", "梭椤乡", "--output", tmp_path / "out").out.splitlines()
    mark = next(line[:16] for line in listed if "法制政府" in line)
    fazhi("county", "verdict", "梭椤乡", mark, "--dismiss", "原名", "--output", tmp_path / "out")
    fazhi(*command)
    assert len(list(docx.Document(str(draft)).comments)) == 6
    assert original.read_bytes() == (counties.ROOT / "samples" / "town-fair.docx").read_bytes()
