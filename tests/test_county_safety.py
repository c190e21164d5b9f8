"""What must not be lost, mixed up or written over at the county's desk, whatever stops it and whoever else works there."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import counties
import docx
import openpyxl
import pytest
from counties import MENDED, OLD, UNITS, put, report
from ledgers import begin, examined

from fazhi_lint.county import desk as desks
from fazhi_lint.county.intake import Remote
from fazhi_lint.county.ledger import Ledger
from fazhi_lint.county.ledger.standing import standings
from fazhi_lint.county.outputs import Folder
from fazhi_lint.errors import ConfigError, ReadError

Desk = Callable[..., Any]


@pytest.fixture
def desk(fazhi: Callable[..., Any], tmp_path: Path) -> Desk:
    """Runs `county` over two towns."""
    folder, roster = counties.make(tmp_path, UNITS[:2])
    command = ["county", folder, "--roster", roster, "--output", tmp_path / "out", "--jobs", "1", "--no-copies"]
    return lambda *args: fazhi(*command, *args)


def states(folder: Path, number: int = 1) -> dict[str, str]:
    with Ledger(str(folder / "out" / "ledger.sqlite")) as ledger:
        return {standing.unit.name: standing.state for standing in standings(ledger, number)}


def letter(folder: Path, unit: str, number: int = 1) -> str:
    document = docx.Document(str(folder / "out" / "replies" / f"round-{number}" / f"{unit}.docx"))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_what_could_not_be_read_is_read_once_it_can_be(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any) -> Any:
        raise ReadError("missing-library", "读这种文件还缺一个库。")

    with monkeypatch.context() as patch:
        patch.setattr(desks, "read_source", missing)
        assert desk("--no-letters").status == 2
    assert set(states(tmp_path).values()) == {"unusable"}
    assert desk("--no-letters").status == 1
    assert set(states(tmp_path).values()) == {"in-time"}


def test_the_same_bytes_under_another_suffix_are_read_anew(desk: Desk, tmp_path: Path) -> None:
    lines = "".join(f"<p>{line}</p>\n" for line in report("白石乡").splitlines())
    file = put(tmp_path / "in" / "白石乡报告.txt", f"<html><body>\n{lines}</body></html>\n")
    desk("--no-letters")
    as_text = states(tmp_path)["白石乡"], found(tmp_path, "白石乡")
    file.rename(file.with_suffix(".html"))
    desk("--no-letters")
    as_page = states(tmp_path)["白石乡"], found(tmp_path, "白石乡")
    assert as_text != as_page
    assert not any("<p>" in excerpt for excerpt in as_page[1])


def found(folder: Path, unit: str) -> list[str]:
    with Ledger(str(folder / "out" / "ledger.sqlite")) as ledger:
        [standing] = standings(ledger, 1, [unit])
    return [noted.finding.excerpt for noted in standing.noted]


def test_two_runs_over_one_folder_lose_no_report(tmp_path: Path) -> None:
    name = str(tmp_path / "台账.sqlite")
    with Ledger(name) as one, Ledger(name) as other:
        first = begin(one, 1, "甲乡", "乙乡")
        second = begin(other, 1)
        for ledger, run in ((other, second), (one, first)):  # the one that began first comes to the files last
            for unit in ("甲乡", "乙乡"):
                ledger.add(run, examined(unit, "一"))
            ledger.flush()
        other.finish(second)
        one.finish(first)
        assert [standing.state for standing in standings(one, 1)] == ["in-time", "in-time"]


def test_a_run_killed_while_it_writes_letters_takes_none_for_somebody_elses(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk()
    for unit in UNITS[:2]:
        put(tmp_path / "in" / f"{unit}报告.txt", report(unit, MENDED))
    real = Folder.write
    written: list[str] = []

    def dying(self: Any, name: str, data: bytes) -> Any:
        file = real(self, name, data)
        if name.startswith("replies/"):
            written.append(name)
            raise SystemExit  # nothing more of it is done, nothing more is recorded
        return file

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "write", dying)
        patch.setattr(Ledger, "note_written", once(Ledger.note_written))
        desk()
    assert len(written) == 1
    done = desk()
    assert "没有覆盖" not in done.out
    assert not list((tmp_path / "out" / "replies").rglob("*.新*"))
    assert all("共有 6 处问题" in letter(tmp_path, unit) for unit in UNITS[:2])


def once(real: Callable[..., Any]) -> Callable[..., Any]:
    """Works the first time only, as in a process that is killed after that."""
    calls: list[object] = []

    def call(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 1:
            real(*args)

    return call


def test_the_folder_of_reports_is_not_that_of_results(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    folder, roster = counties.make(tmp_path, UNITS[:2])
    before = sorted(folder.iterdir())
    done = fazhi("county", folder, "--roster", roster, "--output", folder, "--jobs", "1")
    assert (done.status, done.out) == (2, "")
    assert "结果不能写在收报告的文件夹里" in done.err
    assert sorted(folder.iterdir()) == before


def test_a_round_that_leaves_others_out_is_a_slip(desk: Desk, tmp_path: Path) -> None:
    assert desk("--no-letters").status == 1
    done = desk("--round", "22")
    assert (done.status, done.out) == (2, "")
    assert "台账里最近的是第 1 轮，下一轮是第 2 轮" in done.err
    assert desk("--round", "2", "--no-letters").status == 1


def test_what_lies_there_since_the_last_round_was_not_handed_in_again(desk: Desk, tmp_path: Path) -> None:
    desk()
    put(tmp_path / "in" / "白石乡报告.txt", report("白石乡", MENDED), OLD + 60)
    done = desk("--round", "2")
    assert done.out.startswith("第 2 轮：名册上 2 个单位，按时 1、本轮未再交 1。")
    assert states(tmp_path, 2) == {"白石乡": "in-time", "松溪乡": "earlier"}
    assert "第 2 轮没有收到你单位修改后的" in letter(tmp_path, "松溪乡", 2)
    put(tmp_path / "in" / "松溪乡.txt", report("松溪乡"))
    (tmp_path / "in" / "松溪乡报告.txt").unlink()
    desk("--round", "2")
    assert states(tmp_path, 2)["松溪乡"] == "in-time", "handed in again, though nothing was mended"


def test_links_lead_only_to_pages_that_are_there(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    folders = [counties.make(tmp_path / str(i), [unit]) for i, unit in enumerate(UNITS[:2])]
    roster = counties.roster(tmp_path, UNITS[:2])
    for i, (folder, _) in enumerate(folders):
        out = tmp_path / f"out{i}"
        fazhi("county", folder, "--roster", roster, "--output", out, "--ledger", tmp_path / "台账.sqlite", "--jobs", "1")
        text = (out / "overview.html").read_text("utf-8")
        links = {unquote(link) for link in re.findall('href="(reports/[^"#]*)', text)}
        assert links == {f"reports/{file.name}" for file in (out / "reports").iterdir()}
        assert len(links) == 1


def test_a_size_alone_is_no_sign_that_nothing_changed(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    import fsspec

    folder, roster = counties.make(tmp_path, UNITS[:1])
    far = fsspec.filesystem("memory")
    far.put(str(folder), "/static", recursive=True)
    known = Remote("memory://static")
    entry = next(known.entries([]))
    assert entry.token
    listed = known._files.find(known._root, detail=True)
    for facts in listed.values():
        facts.pop("created", None)
    known._files = type("Static", (), {"find": lambda *_, **__: listed, "info": lambda *_: {"type": "directory"}})()
    assert next(known.entries([])).token == "", "size alone says nothing"
    for facts in listed.values():
        facts["modification_time"] = 1_769_932_800_000  # as Hadoop tells it: milliseconds
    told = next(known.entries([]))
    assert told.token
    assert told.changed is not None
    assert told.changed.year == 2026
    with Ledger("sqlite://") as ledger:
        ledger.add(begin(ledger, 1, "甲乡"), examined("甲乡", "一")._replace(token=""))
        ledger.flush()
        assert ledger.unchanged("/in", {"甲乡.txt": ""}) == {}
    assert roster.exists()


def test_a_workbook_that_cannot_be_written_is_told(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    def full(_: Any) -> None:
        raise FileCreateError(OSError(28, "No space left on device"))

    monkeypatch.setattr(xlsxwriter.Workbook, "close", full)
    done = desk("--no-letters")
    assert (done.status, done.out) == (2, "")
    assert "ledger.xlsx" in done.err
    assert "磁盘" in done.err
    assert not (tmp_path / "out" / "ledger.xlsx").exists()


def test_two_units_with_one_text_are_told_as_copies(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    text = "\n".join(line for line in report("白石乡").replace("岚坳县", "").replace("白石乡", "本地").splitlines())
    for unit in UNITS[:2]:
        put(tmp_path / "in" / f"{unit}.txt", text)
    roster = counties.roster(tmp_path, UNITS[:2])
    done = fazhi("county", tmp_path / "in", "--roster", roster, "--output", tmp_path / "out", "--jobs", "1", "--no-letters")
    assert "按时 2" in done.out
    book = openpyxl.load_workbook(tmp_path / "out" / "ledger.xlsx")
    rows = [[cell.value for cell in row] for row in book["雷同"]][1:]
    assert rows
    assert {row[1] for row in rows} | {row[4] for row in rows} == set(UNITS[:2])


def test_a_desk_of_two_folders_compares_all_reports(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    roster = counties.roster(tmp_path, UNITS[:2])
    command = ["--roster", roster, "--output", tmp_path / "out", "--jobs", "1"]
    for unit in UNITS[:2]:
        put(tmp_path / unit / f"{unit}.txt", report(unit))
        done = fazhi("county", tmp_path / unit, *command)
    assert "雷同 " in done.out
    letters = tmp_path / "out" / "replies" / "round-1"
    assert all("雷同的段落（" in letter(tmp_path, unit) for unit in UNITS[:2])
    times = {}
    for file in letters.iterdir():
        os.utime(file, (1, 1))
        times[file.name] = file.stat().st_mtime
    fazhi("county", tmp_path / UNITS[0], *command)
    assert {file.name: file.stat().st_mtime for file in letters.iterdir()} == times, "neither is written anew"


def test_a_report_that_cannot_be_compared_is_told(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    roster = counties.roster(tmp_path, UNITS[:2])
    command = ["--roster", roster, "--output", tmp_path / "out", "--jobs", "1", "--no-letters"]
    for unit, options in zip(UNITS, (("--no-copies",), ()), strict=False):
        put(tmp_path / unit / f"{unit}.txt", report(unit))
        done = fazhi("county", tmp_path / unit, *command, *options)
    assert f"没有比对（1）：\n  {UNITS[0]}：报告在别的文件夹里" in done.out
    done = fazhi("county", tmp_path / UNITS[0], *command)
    assert "没有比对" not in done.out
    assert "雷同 " in done.out


def test_reports_of_last_round_are_compared_too(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    roster = counties.roster(tmp_path, UNITS[:2])
    for unit in UNITS[:2]:
        put(tmp_path / "一" / f"{unit}.txt", report(unit))
    put(tmp_path / "二" / "白石乡.txt", report("白石乡", MENDED))
    command = ["--roster", roster, "--output", tmp_path / "out", "--jobs", "1", "--no-letters"]
    fazhi("county", tmp_path / "一", *command)
    assert "雷同 " in fazhi("county", tmp_path / "二", "--round", "2", *command).out


def test_a_bad_output_place_is_told_also_by_workers(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    folder, roster = counties.make(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "reports").write_text("", "utf-8")
    for jobs in ("1", "2"):
        done = fazhi("county", folder, "--roster", roster, "--output", tmp_path / "out", "--jobs", jobs, "--no-copies")
        assert (done.status, done.out) == (2, "")
        assert "结果写不进去" in done.err
        with pytest.raises(ConfigError):
            Folder(str(tmp_path / "out")).write("reports/x.html", b"")
