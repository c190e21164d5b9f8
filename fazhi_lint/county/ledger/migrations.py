"""Old ledgers brought to the tables of today, forward only, each in one transaction.

In: a connection in a transaction. Out: a ledger of the present version; `LedgerError` where a newer program made it, or it is
no ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, insert, inspect, select, text, update

from ..errors import LedgerError
from . import tables

Step = Callable[[Connection], None]


def _second(connection: Connection) -> None:
    """Reports made ready to be compared are kept, and when reports were received; of a written file more than one SHA-256."""
    tables.digests.create(connection)
    tables.receipts.create(connection)
    if connection.dialect.name == "postgresql":  # SQLite never minded how long a text is
        connection.execute(text("alter table written alter column sha256 type text"))


def _third(connection: Connection) -> None:
    """What was found in comparing is kept packed; what was kept before is found again."""
    tables.comparisons.drop(connection)
    tables.comparisons.create(connection)


# version -> what makes a ledger of that version of one of the version before
STEPS: Mapping[int, Step] = {2: _second, 3: _third}
_LOCK = 0x66617A6869  # PostgreSQL: two programs never build or migrate at once


def bring_up_to_date(connection: Connection, name: str) -> None:
    """Build the tables in an empty database, or migrate those that there are.

    Args:
        connection: in a transaction that excludes others.
        name: what the ledger is called, for messages.

    Raises:
        LedgerError: a newer program made it, or it is no ledger.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    there = set(inspect(connection).get_table_names())
    if tables.meta.name not in there or "submissions" not in there:
        if there:
            raise LedgerError("这个数据库里有别的表，不是台账，没有动它；请换一个文件名或数据库。", name)
        tables.METADATA.create_all(connection)
        connection.execute(insert(tables.meta).values(key="version", value=str(tables.VERSION)))
        return
    found = int(connection.execute(select(tables.meta.c.value).where(tables.meta.c.key == "version")).scalar_one())
    if found > tables.VERSION:
        known = f"表的版本 {found}，这个程序只认得到 {tables.VERSION}"
        what = f"台账是更新版本的 fazhi-lint 建的（{known}），没有动它；请升级 fazhi-lint。"
        raise LedgerError(what, name)
    for version in range(found + 1, tables.VERSION + 1):
        STEPS[version](connection)
    if found < tables.VERSION:
        connection.execute(update(tables.meta).where(tables.meta.c.key == "version").values(value=str(tables.VERSION)))
