"""The ledger: what was recorded stays; two programs may use it; one that is no ledger, or a newer one, is left alone."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import counties
import ledgers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import begin, examined, fill_by_two
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import Engine

from fazhi_lint.county.errors import LedgerError
from fazhi_lint.county.ledger import Ledger, Verdict, migrations, tables
from fazhi_lint.county.ledger.standing import standings
from fazhi_lint.county.values import DISMISSED, FIXED, NEW, OPEN, QUESTION


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(str(tmp_path / "台账.sqlite")) as opened:
        yield opened


def changes(ledger: Ledger, number: int, unit: str = "甲乡") -> dict[str, str]:
    [standing] = standings(ledger, number, [unit])
    return {noted.finding.excerpt: noted.change for noted in standing.noted}


def test_findings_against_the_last_round_that_had_a_report(ledger: Ledger) -> None:
    ledger.add(begin(ledger, 1, "甲乡", "乙乡"), examined("甲乡", "一", "二"))
    ledger.flush()
    ledger.finish(begin(ledger, 2))
    ledger.add(begin(ledger, 3), examined("甲乡", "二", "三"))
    ledger.flush()
    assert changes(ledger, 1) == {"一": NEW, "二": NEW}
    assert changes(ledger, 2) == {"一": OPEN, "二": OPEN}
    assert changes(ledger, 3) == {"一": FIXED, "二": OPEN, "三": NEW}
    assert changes(ledger, 3, "乙乡") == {}


def test_a_finding_comes_back_as_it_was(ledger: Ledger) -> None:
    given_ = examined("甲乡", "一", "二")
    ledger.add(begin(ledger, 1, "甲乡"), given_)
    ledger.flush()
    [standing] = standings(ledger, 1)
    assert tuple(noted.finding for noted in standing.noted) == given_.file.findings
    assert standing.submission is not None
    assert standing.submission.report == {"title": "甲乡"}
    assert standing.submission.outcomes == {"placeholder": "fail"}
    assert standing.submission.received == ledgers.WHEN


@given(st.text(max_size=30))
def test_any_text_can_be_recorded(words: str) -> None:
    with Ledger("sqlite://") as opened:
        opened.add(begin(opened, 1, "甲乡"), examined("甲乡", words))
        opened.flush()
        [standing] = standings(opened, 1)
        shown = standing.noted[0].finding.excerpt
        assert len(shown) == len(words)
        assert shown == words.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def test_verdicts_survive_every_run(ledger: Ledger) -> None:
    ledger.add(begin(ledger, 1, "甲乡"), examined("甲乡", "一", "二"))
    ledger.flush()
    marks = [noted.finding.fingerprint for noted in next(standings(ledger, 1)).noted]
    ledger.judge([Verdict("甲乡", marks[0], DISMISSED, "表里有"), Verdict("甲乡", marks[1], QUESTION, "几次？")])
    ledger.add(begin(ledger, 2, "甲乡"), examined("甲乡", "一", "二", "三"))
    ledger.flush()
    [standing] = standings(ledger, 2)
    assert [(n.verdict, n.reason, n.counts) for n in standing.noted] == [
        (DISMISSED, "表里有", False),
        (QUESTION, "几次？", True),
        (None, None, True),
    ]
    ledger.judge([Verdict("甲乡", marks[0], None)])
    assert next(standings(ledger, 2)).noted[0].verdict is None


def test_the_roster_may_change_and_nothing_is_forgotten(ledger: Ledger) -> None:
    ledger.add(begin(ledger, 1, "甲乡", "乙乡"), examined("甲乡", "一"))
    ledger.flush()
    begin(ledger, 1, "丙乡", "乙乡")
    assert [standing.unit.name for standing in standings(ledger, 1)] == ["丙乡", "乙乡"]
    begin(ledger, 1, "甲乡")
    assert changes(ledger, 1) == {"一": NEW}


def test_equal_files_are_one_submission_and_others_are_told(ledger: Ledger) -> None:
    run = begin(ledger, 1, "甲乡")
    for path in ("一.txt", "二.txt"):
        ledger.add(run, examined("甲乡", "一", path=path))
    ledger.finish(run)
    assert next(standings(ledger, 1)).doubles == ()
    later = ledgers.WHEN.replace(hour=8)
    ledger.add(run, examined("甲乡", "二", path="三.txt", received=later))
    ledger.flush()
    [standing] = standings(ledger, 1)
    assert standing.submission is not None
    assert (standing.submission.path, standing.doubles) == ("二.txt", ("三.txt",))


def test_a_run_over_one_folder_leaves_another_alone(ledger: Ledger) -> None:
    first = begin(ledger, 1, "甲乡", "乙乡", folder="/一")
    ledger.add(first, examined("甲乡", "一"))
    ledger.finish(first)
    ledger.finish(begin(ledger, 1, folder="/二"))
    assert next(standings(ledger, 1)).state == "in-time"
    ledger.finish(begin(ledger, 1, folder="/一"))
    assert next(standings(ledger, 1)).state == "missing"


def test_two_processes_at_once(tmp_path: Path) -> None:
    name = str(tmp_path / "台账.sqlite")
    fill_by_two(name)
    with Ledger(name) as opened:
        found = list(standings(opened, 1))
    assert [len(standing.noted) for standing in found] == [2] * 200


def test_two_processes_make_one_ledger(tmp_path: Path) -> None:
    code = "import sys; from fazhi_lint.county.ledger import Ledger; Ledger(sys.argv[1]).latest_round()"
    made = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "台账.sqlite")]) for _ in range(4)]
    assert [one.wait(60) for one in made] == [0] * 4


def test_a_newer_ledger_is_left_alone(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    folder, roster = counties.make(tmp_path, ["白石乡"])
    name = tmp_path / "台账.sqlite"
    with Ledger(str(name)) as opened, opened.database.writing() as connection:
        connection.execute(text("update meta set value = '99' where key = 'version'"))
    before = name.read_bytes()
    done = fazhi("county", folder, "--roster", roster, "--ledger", name, "--output", tmp_path / "out")
    assert (done.status, done.out) == (2, "")
    said = f"台账是更新版本的 fazhi-lint 建的（表的版本 99，这个程序只认得到 {tables.VERSION}），没有动它；请升级 fazhi-lint。"
    assert done.err.strip() == f"错误：{name}: {said}"
    assert name.read_bytes() == before


def test_what_is_no_ledger_is_left_alone(tmp_path: Path) -> None:
    words = tmp_path / "报告.txt"
    words.write_text("法治政府" * 1000, "utf-8")
    with pytest.raises(LedgerError, match="不是台账文件"):
        Ledger(str(words))
    assert words.read_text("utf-8") == "法治政府" * 1000
    other = tmp_path / "别的.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("create table meta (a)")
    connection.close()
    with pytest.raises(LedgerError, match="里有别的表，不是台账"):
        Ledger(str(other))
    with pytest.raises(LedgerError, match="打不开"):
        Ledger(str(tmp_path / "没有" / "台账.sqlite"))
    with pytest.raises(LedgerError, match="打不开"):
        Ledger(str(tmp_path))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://u:geheim@h/x", "不认识这种数据库"),
        ("postgresql://u:geheim@h:x/y", "地址写得不对"),
        ("postgresql://u:geheim@127.0.0.1:1/x", "连不上"),
    ],
)
def test_urls_that_lead_nowhere(url: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said) as error:
        Ledger(url)
    assert "geheim" not in str(error.value)


def test_old_ledgers_are_migrated_once_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = str(tmp_path / "台账.sqlite")
    with Ledger(name) as opened:
        opened.add(begin(opened, 1, "甲乡"), examined("甲乡", "一"))
        opened.flush()
    done: list[int] = []

    def second(connection: Connection) -> None:
        connection.execute(text("alter table units add column phone text"))
        done.append(2)

    def third(connection: Connection) -> None:
        done.append(3)
        if len(done) == 2:
            connection.execute(text("select nothing"))

    now = tables.VERSION
    monkeypatch.setattr(tables, "VERSION", now + 2)
    monkeypatch.setattr(migrations, "STEPS", {now + 1: second, now + 2: third})
    with pytest.raises(LedgerError):
        Ledger(name)
    with sqlite3.connect(name) as connection:
        assert connection.execute("select value from meta").fetchall() == [(str(now),)], "nothing of a failed migration stays"
        assert "phone" not in {row[1] for row in connection.execute("pragma table_info(units)")}
    connection.close()
    for _ in range(2):
        with Ledger(name) as opened:
            assert changes(opened, 1) == {"一": NEW}
    assert done == [2, 3, 2, 3]


def test_a_ledger_of_the_first_version_goes_on(tmp_path: Path) -> None:
    name = str(tmp_path / "台账.sqlite")
    with Ledger(name) as opened, opened.database.writing() as connection:
        connection.execute(text("drop table digests"))
        connection.execute(text("drop table receipts"))
        connection.execute(text("update meta set value = '1' where key = 'version'"))
    with Ledger(name) as opened:
        opened.keep_digests({"k": b"x"})
        assert opened.digests(["k", "l"]) == {"k": b"x"}


def test_every_version_has_its_step() -> None:
    assert set(migrations.STEPS) == set(range(2, tables.VERSION + 1))


@pytest.fixture
def small_disk() -> Iterator[Callable[[int | None], None]]:
    """Lets SQLite have no more pages than so many, as if the disk were full; None lets it go on."""
    most: list[int | None] = [None]

    def limit(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count={most[0] or 1_000_000_000}")

    event.listen(Engine, "connect", limit)
    yield lambda pages: most.__setitem__(0, pages)
    event.remove(Engine, "connect", limit)


def test_a_full_disk_loses_nothing(
    fazhi: Callable[..., Any],
    tmp_path: Path,
    small_disk: Callable[[int | None], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fazhi_lint.county.ledger._BATCH", 4)
    units = [f"{first}{second}乡" for first in "白松云柳" for second in "石溪坪湾岭"]
    folder, roster = counties.make(tmp_path, units)
    command = ["county", folder, "--roster", roster, "--output", tmp_path / "out", "--jobs", "1", "--no-letters"]
    (tmp_path / "out").mkdir()
    with Ledger(str(tmp_path / "out" / "ledger.sqlite")) as opened, opened.database.reading() as connection:
        pages = connection.execute(text("pragma page_count")).scalar_one()
    small_disk(pages + 12)
    done = fazhi(*command)
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "磁盘满了。已记下的都在；腾出空间后重跑同一条命令，会接着做。" in done.err
    small_disk(None)
    done = fazhi(*command)
    assert done.status == 1
    assert "收到 20 个文件，其中 " in done.out
    assert "接着做完了" in done.out
    with Ledger(str(tmp_path / "out" / "ledger.sqlite")) as opened:
        assert [standing.state for standing in standings(opened, 1)] == ["in-time"] * 20
