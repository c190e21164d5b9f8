"""Copies and what of last year was carried over, as the reviewer and the units see them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import counties
import docx
import html5lib
import openpyxl
import pytest
from counties import ROOT, put

from fazhi_lint.copies import Comparison, pack_found, unpack_found
from fazhi_lint.county import comparing
from fazhi_lint.county.comparing import ByUnit
from fazhi_lint.county.desk import Desk as Desk_
from fazhi_lint.county.ledger import Ledger
from fazhi_lint.county.ledger import tables as t
from fazhi_lint.county.values import Found

COPIED = "针对沿江片区群众反映强烈的砂石料乱堆问题，抽调骨干逐户登记造册，一周之内清运完毕，并把堆场改成了晾晒坪。"
TOWNS = {"town-exemplary": "霁溪镇", "town-pasted": "鹭垭镇", "town-poor": "檀陂镇", "town-fair": "梭椤乡"}
Desk = Callable[..., Any]


def sample(name: str, line: int, *added: str) -> str:
    """A sample with some paragraphs put in before a line."""
    lines = (ROOT / "samples" / f"{name}.txt").read_text("utf-8").splitlines()
    return "\n".join([*lines[: line - 1], *added, *lines[line - 1 :]])


@pytest.fixture
def desk(fazhi: Callable[..., Any], tmp_path: Path) -> Desk:
    """Runs `county` over four towns, two of which have a passage in common; last year one of them wrote the same."""
    for name, town in TOWNS.items():
        put(tmp_path / "in" / f"{town}.txt", sample(name, 9, *([COPIED] if town in ("檀陂镇", "梭椤乡") else [])))
    last = sample("town-fair", 9).replace("2025", "2024").replace("2024年法治政府建设工作计划", "2025年法治政府建设工作计划")
    put(tmp_path / "去年" / "梭椤乡.txt", last)
    roster = counties.roster(tmp_path, TOWNS.values())
    command = ["county", tmp_path / "in", "--roster", roster, "--output", tmp_path / "out", "--jobs", "1"]
    return lambda *args: fazhi(*command, "--last-year", tmp_path / "去年", *args)


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    head, *found = [[cell.value for cell in row] for row in openpyxl.load_workbook(folder / "out" / "ledger.xlsx")[name]]
    return [dict(zip(head, row, strict=True)) for row in found]


def letter(folder: Path, unit: str) -> str:
    document = docx.Document(str(folder / "out" / "replies" / "round-1" / f"{unit}.docx"))
    said = [paragraph.text for paragraph in document.paragraphs]
    return "\n".join(said + [" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows])


def test_copies_stand_side_by_side(desk: Desk, tmp_path: Path) -> None:
    done = desk()
    assert done.err == ""
    assert "同别的单位和去年比：雷同 " in done.out
    between = [row for row in rows(tmp_path, "雷同") if row["同谁雷同"] == "另一个单位"]
    [copy] = [row for row in between if "砂石料" in row["原文"]]
    assert {copy["单位"], copy["另一方"]} == {"檀陂镇", "梭椤乡"}
    assert (copy["行"], copy["另一方的行"]) == ("9", "9")
    assert copy["原文"] in COPIED
    assert copy["另一方的原文"] in COPIED
    text = (tmp_path / "out" / "overview.html").read_text("utf-8")
    made = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    sides = ["".join(side.itertext()) for side in made.findall(".//section[@id='copies']//div[@class='side']")]
    assert sum("砂石料" in side for side in sides) == 2
    for link in made.findall(".//section[@id='copies']//a"):
        file, _, anchor = link.get("href").partition("#")
        assert f'id="{anchor}"' in (tmp_path / "out" / unquote(file)).read_text("utf-8")


def test_letters_name_no_other_unit(desk: Desk, tmp_path: Path) -> None:
    desk()
    for unit, other in (("檀陂镇", "梭椤乡"), ("梭椤乡", "檀陂镇")):
        said = letter(tmp_path, unit)
        assert "雷同的段落（" in said
        assert "第 9 行 | " in said
        assert "和另一个单位的报告雷同，相同的占 " in said
        assert other not in said
    assert "雷同的段落" not in letter(tmp_path, "霁溪镇")


def test_last_year(desk: Desk, tmp_path: Path) -> None:
    desk()
    years = rows(tmp_path, "去年和今年")
    carried = [row for row in years if row["事项"] == "延续的不足"]
    assert {row["单位"] for row in carried} == {"梭椤乡"}
    assert any("普法形式较为单一" in row["去年的原文"] and "普法形式较为单一" in row["今年的原文"] for row in carried)
    assert [row for row in rows(tmp_path, "雷同") if row["同谁雷同"] == "本单位去年"]
    said = letter(tmp_path, "梭椤乡")
    assert "去年已经写过的不足（" in said
    assert "和本单位去年的报告第 " in said


def test_what_was_compared_once_is_not_compared_again(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    made: list[str] = []
    real, digest = comparing.compare_shelf, Desk_.digest

    def counting(shelf: Any, options: Any) -> Comparison:
        calls.append(sum(not label.earlier for label in shelf.labels))
        return real(shelf, options)

    def noting(self: Any, path: str) -> Any:
        made.append(path)
        return digest(self, path)

    monkeypatch.setattr(comparing, "compare_shelf", counting)
    monkeypatch.setattr(Desk_, "digest", noting)
    first = desk().out
    same = [(tmp_path / "out" / name).read_bytes() for name in ("overview.html",)]
    again = desk().out
    assert calls == [4]
    assert first.splitlines()[-3:] == again.splitlines()[-3:]
    assert same == [(tmp_path / "out" / name).read_bytes() for name in ("overview.html",)]
    put(tmp_path / "in" / "霁溪镇.txt", sample("town-exemplary", 9, COPIED))
    assert "砂石料" in str(rows(tmp_path, "雷同"))
    desk()
    assert calls == [4, 4]
    assert made == ["梭椤乡.txt"], "last year's report, once; those of this year were made ready when they were checked"
    assert "雷同的段落" in letter(tmp_path, "霁溪镇")


def test_own_wording_is_no_copy(desk: Desk, tmp_path: Path) -> None:
    words = tmp_path / "本县.yaml"
    words.write_text(
        f"lexicons:\n  prescribed-county:\n    title: 模板\n    source: 本县\n    words: [{COPIED.rstrip('。')}]\n", "utf-8"
    )
    desk("--wording", words)
    between = [row for row in rows(tmp_path, "雷同") if row["同谁雷同"] == "另一个单位"]
    assert not [row for row in between if "砂石料" in row["原文"]]
    done = desk("--wording", tmp_path / "没有.yaml")
    assert (done.status, done.out) == (2, "")
    assert "词表文件不存在" in done.err


def test_nothing_is_compared_when_it_is_not_wanted(desk: Desk, tmp_path: Path) -> None:
    assert "雷同" not in desk("--no-copies").out
    assert rows(tmp_path, "雷同") == []
    assert desk("--last-year", tmp_path / "没有").status == 2


def test_a_disk_that_is_full_while_comparing_loses_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("fazhi_lint.copies.shingles.TemporaryFile", full)
        done = desk("--no-letters")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "磁盘满了" in done.err
    assert "收到 4 个文件，其中 4 个台账里已有" in desk("--no-letters").out


def test_a_copy_is_seen_from_both_sides_and_kept_whole(desk: Desk, tmp_path: Path) -> None:
    desk()
    with Ledger(str(tmp_path / "out" / "ledger.sqlite")) as ledger, ledger.database.reading() as connection:
        kept = connection.execute(t.comparisons.select()).one().found
    found = unpack_found(kept)
    assert pack_found(found) == kept
    units = ByUnit(found)
    for copy in found.copies:
        assert copy in units[copy.one.unit].copies
        if copy.one.unit != copy.other.unit:
            [turned] = [one for one in units[copy.other.unit].copies if (one.one, one.other) == (copy.other, copy.one)]
            assert comparing._turned(turned) == copy
    assert not Found()
    assert Found(found.copies)
