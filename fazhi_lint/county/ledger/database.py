"""The ledger's database: SQLite in a file, or any that a URL names (PostgreSQL is tested).

In: a file name or a URL. Out: connections in transactions; every failure of the database is a `LedgerError`. Two programs may
work on one ledger: SQLite runs with a write-ahead log, waits for the other one, and takes its write lock when a transaction
begins, so that no transaction fails half way.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from ..errors import LedgerError, database_problem
from .migrations import bring_up_to_date

_WAIT = 60_000  # milliseconds that one program waits for the other
_URL = re.compile(r"[a-z][a-z0-9+]*://")
_READS = "fazhi_reads"


class Database:
    """An open ledger.

    Args:
        name: a file, or a URL such as `postgresql://user@host/name`.

    Raises:
        LedgerError: it cannot be opened, is no ledger, or a newer program made it.
    """

    def __init__(self, name: str) -> None:
        self._engine, self.name = _engine(name)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _prepare)
            event.listen(self._engine, "begin", _begin)
        with self.writing() as connection:
            bring_up_to_date(connection, self.name)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write: all of it, or nothing."""
        with self._telling(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, and sees one moment."""
        with self._telling(), self._engine.connect().execution_options(**{_READS: True}) as connection:
            yield connection

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def insert(self, table: Any) -> Any:
        """An insert that can say what to do on conflict, in the database's own words."""
        if self._engine.dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import insert as of_postgresql

            return of_postgresql(table)
        from sqlalchemy.dialects.sqlite import insert as of_sqlite

        return of_sqlite(table)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise LedgerError(database_problem(error), self.name) from error


def _engine(name: str) -> tuple[Engine, str]:
    """The engine, and what the ledger is called in messages: never with a password."""
    if not _URL.match(name):
        return create_engine(URL.create("sqlite", database=os.path.abspath(name))), name
    try:
        url = make_url(name)
        if url.drivername in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
        if url.get_backend_name() not in ("sqlite", "postgresql"):
            raise LedgerError(
                "台账可以放在 SQLite 文件里或 PostgreSQL 里；不认识这种数据库。", url.render_as_string(hide_password=True)
            )
        return create_engine(url, pool_pre_ping=True), url.render_as_string(hide_password=True)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise LedgerError("台账的地址写得不对；文件写路径，PostgreSQL 写 postgresql://用户@主机/库名。") from error
    except ImportError as error:
        what = '台账放在 PostgreSQL 里要用 psycopg，还没有安装；请执行：python -m pip install "fazhi-lint[county,postgres]"'
        raise LedgerError(what) from error


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin where this program says so
    cursor = connection.cursor()
    for words in (
        f"PRAGMA busy_timeout={_WAIT}",
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=NORMAL",
        "PRAGMA foreign_keys=ON",
    ):
        cursor.execute(words)
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get(_READS) else "BEGIN IMMEDIATE")
