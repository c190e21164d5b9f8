"""What can be wrong at the county's desk beside reports and rules.

In: what a database library raises. Out: `LedgerError`, one Chinese sentence with what to do.
"""

from __future__ import annotations

from ..errors import FazhiError

# A part of what a database says -> what to say instead; the first that fits.
_DATABASE = {
    "database or disk is full": "台账写不进去：磁盘满了。已记下的都在；腾出空间后重跑同一条命令，会接着做",
    "no space left": "台账写不进去：磁盘满了。已记下的都在；腾出空间后重跑同一条命令，会接着做",
    "disk i/o error": "台账读写失败：磁盘满了、断开了或有坏处。已记下的都在；排除之后重跑同一条命令，会接着做",
    "file is not a database": "这不是台账文件（不是 SQLite 数据库），没有动它；请换一个文件名",
    "malformed": "台账文件损坏了；请用备份恢复，或换一个文件名从头建",
    "unable to open database file": "台账打不开：文件夹不存在，或没有权限",
    "readonly database": "台账写不进去：没有写的权限",
    "database is locked": "台账一直被另一个程序占用；请等它结束，或关掉打开着台账的软件，再重跑",
    "connection refused": "连不上台账的数据库服务器：没有开，或地址、端口不对",
    "could not translate host name": "连不上台账的数据库服务器：找不到这个主机名",
    "failed to resolve host": "连不上台账的数据库服务器：找不到这个主机名",
    "password authentication failed": "台账的数据库服务器不认用户名或密码",
    "no password supplied": "台账的数据库服务器要密码；请写在 PGPASSWORD 环境变量或 ~/.pgpass 里",
    "permission denied": "台账的数据库里没有建表或读写的权限",
    "server closed the connection": "台账的数据库服务器断开了。已记下的都在；恢复之后重跑同一条命令，会接着做",
    "terminating connection": "台账的数据库服务器断开了。已记下的都在；恢复之后重跑同一条命令，会接着做",
    'role "': "台账的数据库服务器没有这个用户；请核对地址里的用户名",
    "does not exist": "台账的数据库不存在，或者不是台账；请先建好空的数据库",
}


class LedgerError(FazhiError):
    """A ledger that cannot be opened, read or written."""


def database_problem(error: BaseException) -> str:
    """What is wrong with the ledger's database, in one Chinese sentence."""
    said = str(getattr(error, "orig", None) or error).lower()
    words = next((words for part, words in _DATABASE.items() if part in said), None)
    return f"{words or '台账读写失败：' + said.partition(chr(10))[0]}。"
