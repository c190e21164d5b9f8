"""The ledger in a real PostgreSQL server, which the test starts and stops; skipped where there is none on this machine."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import counties
import pytest
from ledgers import begin, examined, fill_by_two
from sqlalchemy import text

from fazhi_lint.county.errors import LedgerError
from fazhi_lint.county.ledger import Ledger, Verdict
from fazhi_lint.county.ledger.standing import standings
from fazhi_lint.county.values import DISMISSED, FIXED, NEW, OPEN

USERS = ("postgres", "nobody")  # as whom root starts a server, which refuses to run as root


def program(name: str) -> str | None:
    """A program of PostgreSQL: where Debian puts them, else on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


def user() -> str | None:
    """As whom the server is to run; None where there is nobody."""
    if os.name != "posix" or os.geteuid() != 0:
        return getpass.getuser()
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in USERS if name in names and shutil.which("setpriv")), None)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of its own on a socket of its own; the URL of one of its databases, without the name."""
    initdb, postgres, owner = program("initdb"), program("postgres"), user()
    if initdb is None or postgres is None:
        pytest.skip("这台机器没有装 PostgreSQL（initdb、postgres），没有测（Debian：apt-get install postgresql）")
    if owner is None:
        pytest.skip("PostgreSQL 不能以 root 运行，又没有 postgres 或 nobody 用户和 setpriv，没有测")
    folder = Path(tempfile.mkdtemp(prefix="fazhi-pg-"))
    before: list[str] = []
    if os.name == "posix" and os.geteuid() == 0:
        shutil.chown(folder, owner)
        before = ["setpriv", f"--reuid={owner}", "--clear-groups"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    made = subprocess.run(
        [*before, initdb, "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        capture_output=True, text=True, check=False, cwd=folder,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    command = [*before, postgres, "-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1", "-F"]
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        running = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    url = f"postgresql://tester@127.0.0.1:{port}"
    try:
        _wait(running, port)
        yield url
    finally:
        running.terminate()
        running.wait(60)
        shutil.rmtree(folder, ignore_errors=True)
        Path(log.name).unlink()


def _wait(running: subprocess.Popen[bytes], port: int) -> None:
    import time

    import psycopg

    for _ in range(300):
        assert running.poll() is None, "the server has ended"
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="tester", dbname="postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")


@pytest.fixture
def url(server: str, request: pytest.FixtureRequest) -> str:
    """An empty database."""
    import psycopg

    name = request.node.name
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
    return f"{server}/{name}"


def test_rounds_verdicts_and_texts(url: str) -> None:
    with Ledger(url) as ledger:
        ledger.add(begin(ledger, 1, "甲乡", "乙乡"), examined("甲乡", "一", "二\0\udcff"))
        ledger.flush()
        ledger.add(begin(ledger, 2), examined("甲乡", "一", "三"))
        ledger.flush()
        noted = {one.finding.excerpt: one for one in next(standings(ledger, 2)).noted}
        assert {words: one.change for words, one in noted.items()} == {"一": OPEN, "二\ufffd?": FIXED, "三": NEW}
        for _ in range(2):
            ledger.judge([Verdict("甲乡", noted["一"].finding.fingerprint, DISMISSED, "表里有")])
        ledger.note_written({"/a": ("k", "s")})
        ledger.note_written({"/a": ("k2", "s2")})
        assert ledger.written(["/a"]) == {"/a": ("k2", "s2")}
    with Ledger(url) as ledger:
        assert next(standings(ledger, 2)).noted[0].reason == "表里有"


def test_two_processes_at_once(url: str) -> None:
    code = "import sys; from fazhi_lint.county.ledger import Ledger; Ledger(sys.argv[1]).latest_round()"
    made = [subprocess.Popen([sys.executable, "-c", code, url]) for _ in range(4)]
    assert [one.wait(60) for one in made] == [0] * 4
    fill_by_two(url)
    with Ledger(url) as ledger:
        assert [len(standing.noted) for standing in standings(ledger, 1)] == [2] * 200


def test_a_newer_ledger_and_other_tables_are_left_alone(url: str) -> None:
    with Ledger(url) as ledger, ledger.database.writing() as connection:
        connection.execute(text("update meta set value = '99' where key = 'version'"))
    with pytest.raises(LedgerError, match="更新版本"):
        Ledger(url)
    with pytest.raises(LedgerError, match="数据库不存在"):
        Ledger(url + "x")


def test_a_whole_round_twice(fazhi: Callable[..., Any], url: str, tmp_path: Path) -> None:
    folder, roster = counties.make(tmp_path)
    command = ["county", folder, "--roster", roster, "--output", tmp_path / "out", "--ledger", url, "--jobs", "1"]
    done = fazhi(*command)
    assert (done.status, done.err) == (1, "")
    assert "按时 5" in done.out
    assert "其中 5 个台账里已有" in fazhi(*command).out
    assert not list((tmp_path / "out").glob("*.sqlite"))
    assert "共 7 处" in fazhi("county", "verdict", "白石乡", "--ledger", url).out
