"""Rosters: as spreadsheets write them; every mistake told with its line, in one sentence."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint.county.roster import RosterError, Unit, load, moment

ROOT = Path(__file__).resolve().parent.parent
CHINESE = "单位,层级,别名,文件名,截止日期\n青溪镇,乡镇,青溪、青溪镇人民政府,*青溪*,2026-01-20\n县司法局,部门,,,\n"


def read(folder: Path, text: str, encoding: str = "utf-8", name: str = "名册.csv") -> tuple[Unit, ...]:
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return load(str(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "，"])
def test_chinese_columns_in_any_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    first, second = read(tmp_path, CHINESE.replace(",", separator), encoding)
    assert first.name == "青溪镇"
    assert first.level == "township"
    assert first.aliases == ("青溪", "青溪镇人民政府")
    assert first.files == ("*青溪*",)
    assert first.deadline == datetime.datetime(2026, 1, 20, 23, 59, 59)
    assert first.line == 2
    assert second == Unit("县司法局", "department", line=3)


def test_english_columns_in_any_order(tmp_path: Path) -> None:
    [unit] = read(tmp_path, "Deadline,Level,Note,Unit,Alias\n2026/1/5 17:30,street,x,汀桥街道,汀桥;汀桥办事处\n")
    assert unit == Unit("汀桥街道", "street", ("汀桥", "汀桥办事处"), (), datetime.datetime(2026, 1, 5, 17, 30), 2)


def test_workbooks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("单位（全称）", "层级", "截止日期"),
        (None, None, None),
        ("青溪镇", "镇", datetime.date(2026, 1, 20)),
        ("县局", None, None),
    ):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "名册.xlsx")
    assert load(str(tmp_path / "名册.xlsx")) == (
        Unit("青溪镇", "township", deadline=datetime.datetime(2026, 1, 20, 23, 59, 59), line=3),
        Unit("县局", line=4),
    )


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    units = read(tmp_path, '单位,别名\n\n青溪镇,"青溪\n小溪"\n\n白石乡,\n')
    assert [(unit.name, unit.aliases, unit.line) for unit in units] == [("青溪镇", ("青溪", "小溪"), 3), ("白石乡", (), 6)]


def test_the_rosters_that_are_shown(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "county.md").read_text("utf-8")
    [shown] = re.findall(r"```text\n(单位,.*?)```", page, re.DOTALL)
    assert [unit.name for unit in read(tmp_path, shown)] == ["霁溪镇", "汀桥街道办事处", "栎山县水利局", "白石镇"]
    assert len(load(str(ROOT / "samples" / "roster.csv"))) == 8


WRONG = {
    "": ("名册是空的", None),
    "单位,层级\n": ("没有一个单位", 1),
    "名字,层级\n青溪镇,乡镇\n": ("缺少“单位”这一列", 1),
    "单位,层级\n青溪镇,乡镇\n青溪镇,乡镇\n": ("“青溪镇”在名册里有两个单位：第 2 行和这一行", 3),
    "单位,别名\n青溪镇,青溪\n青溪乡,青溪\n": ("一个是“青溪镇”，一个是“青溪乡”", 3),
    "单位,别名\n青溪镇,白石乡\n白石乡,\n": ("“白石乡”在名册里有两个单位", 3),
    "单位,层级\n青溪镇,乡真\n": ("不认识层级“乡真”；可用的有 乡镇、街道", 2),
    "单位,截止\n青溪镇,1月20日\n": ("截止日期“1月20日”不是日期", 2),
    "单位,截止\n青溪镇,2026-02-30\n": ("不是日期", 2),
    "单位,单位名称\n青溪镇,青溪镇\n": ("有两列都像“单位”", 1),
    "单位,层级\n,乡镇\n": ("没有写单位", 2),
    '单位,别名\n青溪镇,"青溪\n白石乡,\n': ("引号没有配对", 2),
}


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=[what for what, _ in WRONG.values()])
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str, said: tuple[str, int | None]) -> None:
    with pytest.raises(RosterError) as error:
        read(tmp_path, text)
    assert said[0] in error.value.message
    assert error.value.line == said[1]
    assert error.value.path == str(tmp_path / "名册.csv")


def test_a_roster_of_bytes_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "名册.csv"
    file.write_bytes("单位\n青溪镇\n".encode("gb18030") + b"\xff\xff\x81")
    with pytest.raises(RosterError, match="编码"):
        load(str(file))
    with pytest.raises(RosterError, match="找不到这个文件"):
        load(str(tmp_path / "没有.csv"))


def test_workbooks_that_are_none(tmp_path: Path) -> None:
    file = tmp_path / "名册.xlsx"
    file.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(RosterError, match="不是正确的 xlsx"):
        load(str(file))


def test_without_the_library_the_command_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(RosterError, match=r"fazhi-lint\[county\]"):
        load(str(tmp_path / "名册.xlsx"))


@given(st.datetimes(datetime.datetime(2000, 1, 1), datetime.datetime(2100, 1, 1)))
def test_days_are_read_as_they_are_written(when: datetime.datetime) -> None:
    minute = when.replace(second=0, microsecond=0)
    for form in ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y年%m月%d日 %H:%M"):
        assert moment(minute.strftime(form)) == minute
    last = moment(when.strftime("%Y.%m.%d"))
    assert last is not None
    assert (last.date(), last.time()) == (when.date(), datetime.time(23, 59, 59))


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_dates(words: str) -> None:
    assert moment(words) is None or isinstance(moment(words), datetime.datetime)


def test_the_command_tells_it_in_one_line(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    file = tmp_path / "名册.csv"
    file.write_text("单位\n青溪镇\n青溪镇\n", "utf-8")
    done = fazhi("county", tmp_path / "in", "--roster", file, "--output", tmp_path / "out")
    assert (done.status, done.out) == (2, "")
    assert done.err.strip() == f"错误：{file}:3: “青溪镇”在名册里有两个单位：第 2 行和这一行；请只留一个。"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", ["2026年1月5日17:30", "2026年1月5日 17：30", "2026-1-5 17:30", "2026/01/05T17:30:00"])
def test_a_deadline_as_people_write_it(words: str) -> None:
    assert moment(words) == datetime.datetime(2026, 1, 5, 17, 30)


@pytest.mark.parametrize("words", ["2026-1-517:30", "2026年1月32日", "明天", "2026-1-5 25:00"])
def test_what_is_no_deadline(words: str) -> None:
    assert moment(words) is None
