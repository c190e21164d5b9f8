"""What lies in the folder of a round: the files that a reader knows, and those that are passed over, with why.

In: a folder, or a URL that fsspec understands (`s3://…`, `hdfs://…`). Out: files in the order of their names, with what tells
whether one has changed; the bytes of each. A source can be sent to other processes and machines.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple, Protocol

from ..errors import ConfigError, ReadError
from ..readers import DEFAULT_LIMITS, READERS, Limits, read_bytes, too_large

_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_SECRET = re.compile(r"(?<=//)[^/@]*@")
_MILLISECONDS = 100_000_000_000  # a moment that is larger is told in these
# When a file was changed, by the names that file systems give it; what else tells that it has been.
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "modificationTime", "modification_time", "created")
_SIGNS = (*_TIMES, "ETag", "etag", "md5Hash", "content_md5", "checksum", "generation")
TEMPORARY, FOREIGN, OWN, REFUSED = "temporary", "foreign", "own", "refused"
WHY = {TEMPORARY: "Word 临时文件", FOREIGN: "不是报告的格式", OWN: "本程序或台账的文件", REFUSED: "没有权限进入的文件夹"}


class Entry(NamedTuple):
    """One file: its path below the folder, with `/`; what tells that it has not changed (empty: nothing does); when it was
    last changed."""

    path: str
    token: str
    changed: datetime.datetime | None


class Source(Protocol):
    """A folder of reports.

    Attributes:
        name: what it is called, the same from run to run and without secrets.
        near: whether reading a file costs next to nothing.
        limits: what one file may cost.
    """

    name: str
    near: bool
    limits: Limits

    def entries(self, passed: list[tuple[str, str]]) -> Iterator[Entry]:
        """The files that a reader knows, in the order of their names; the others go into `passed`, each with a key of `WHY`."""

    def place(self, path: str) -> str:
        """The absolute path by which a configuration knows a file; one from afar as if it lay in the current folder."""

    def read(self, path: str) -> bytes:
        """The bytes of a file.

        Raises:
            ReadError: it cannot be read.
        """


def source(folder: str, own: Iterable[str] = (), limits: Limits = DEFAULT_LIMITS) -> Source:
    """What the user named.

    Args:
        folder: a folder or a URL.
        own: files and folders that are no reports wherever they lie: what is written, the ledger, the roster.
        limits: what one file may cost.

    Raises:
        ConfigError: there is no such folder, or what reads such a URL is not installed.
    """
    if _URL.match(folder):
        return Remote(folder, limits)
    if not os.path.isdir(folder):
        what = "这是一个文件，不是文件夹；请写收报告的文件夹。" if os.path.exists(folder) else "没有这个文件夹。"
        raise ConfigError(what, folder)
    found = Local(folder, own, limits)
    if found.is_own(os.path.dirname(found.folder), os.path.basename(found.folder)):
        raise ConfigError("结果不能写在收报告的文件夹里：那样结果会当成报告。请用 --output 写另一个文件夹。", folder)
    return found


def kind(path: str) -> str | None:
    """Why a file is passed over, by its name; None where it is to be read."""
    name = PurePosixPath(path).name
    if name.startswith("~$"):
        return TEMPORARY
    return None if PurePosixPath(name).suffix.lower() in READERS else FOREIGN


class Local:
    """A folder on this machine; links are not followed, hidden files are passed over without a word."""

    near = True

    def __init__(self, folder: str, own: Iterable[str] = (), limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self.folder = os.path.abspath(folder)
        self.name = self.folder
        self._own = {os.path.realpath(path) for path in own}

    def entries(self, passed: list[tuple[str, str]]) -> Iterator[Entry]:
        """See `Source`."""

        def refused(error: OSError) -> None:
            passed.append((self._below(str(error.filename)), REFUSED))

        for here, below, names in os.walk(self.folder, onerror=refused):
            below[:] = sorted(n for n in below if not n.startswith(".") and not self.is_own(here, n))
            for name in sorted(names):
                path = self._below(os.path.join(here, name))
                if name.startswith("."):
                    continue
                if why := OWN if self.is_own(here, name) else kind(path):
                    passed.append((path, why))
                else:
                    yield self._entry(path, os.path.join(here, name))

    def _below(self, path: str) -> str:
        return os.path.relpath(path, self.folder).replace(os.sep, "/")

    def is_own(self, here: str, name: str) -> bool:
        """Whether a file or folder in a folder is no report, wherever it lies."""
        return bool(self._own) and os.path.realpath(os.path.join(here, name)) in self._own

    def _entry(self, path: str, file: str) -> Entry:
        try:
            status = os.stat(file)
        except OSError:  # a link to nowhere: reading it will tell
            return Entry(path, "", None)
        return Entry(path, f"{status.st_size}-{status.st_mtime_ns}", _moment(status.st_mtime))

    def place(self, path: str) -> str:
        """See `Source`."""
        return os.path.join(self.folder, *path.split("/"))

    def read(self, path: str) -> bytes:
        """See `Source`."""
        return read_bytes(Path(self.folder, path), self.limits)


class Remote:
    """A folder that fsspec reads."""

    near = False

    def __init__(self, url: str, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self._url = url.rstrip("/")
        self.name = _SECRET.sub("", self._url)
        self._open()

    def __reduce__(self) -> tuple[Any, ...]:
        return Remote, (self._url, self.limits)

    def _open(self) -> None:
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            what = '读网址里的报告要用 fsspec，还没有安装；请执行：python -m pip install "fazhi-lint[county,cluster]"'
            raise ConfigError(what, self.name) from error
        try:
            self._files, self._root = url_to_fs(self._url)
        except ImportError as error:  # the library for this kind of place
            raise ConfigError(f"读这种网址还缺一个库：{error}", self.name) from error
        except Exception as error:  # whatever a file system finds wrong with a URL
            raise ConfigError(f"这个网址打不开：{error}", self.name) from error

    def entries(self, passed: list[tuple[str, str]]) -> Iterator[Entry]:
        """See `Source`."""
        try:
            found: dict[str, dict[str, Any]] = self._files.find(self._root, detail=True)
            there = bool(found) or self._is_folder()
        except Exception as error:
            raise ConfigError(f"这个网址里的文件列不出来：{error}", self.name) from error
        if not there:
            raise ConfigError("没有这个文件夹，或者里面没有文件。", self.name)
        root = self._root.rstrip("/") + "/"
        for full, facts in sorted(found.items()):
            path = full.removeprefix(root)
            if any(part.startswith(".") for part in path.split("/")):
                continue
            if why := kind(path):
                passed.append((path, why))
            else:
                yield Entry(path, _token(facts), _changed(facts))

    def _is_folder(self) -> bool:
        """Whether there is such a folder; fsspec's own `isdir` says no of a place that does not answer, too."""
        try:
            return bool(self._files.info(self._root)["type"] == "directory")
        except FileNotFoundError:
            return False

    def place(self, path: str) -> str:
        """See `Source`."""
        return os.path.abspath(path)

    def read(self, path: str) -> bytes:
        """See `Source`."""
        full = f"{self._root.rstrip('/')}/{path}"
        try:
            with self._files.open(full, "rb") as stream:
                data: bytes = stream.read(self.limits.size + 1)
        except FileNotFoundError as error:
            raise ReadError("missing", "找不到这个文件，请核对路径。", path) from error
        except PermissionError as error:
            raise ReadError("permission", "没有读取这个文件的权限。", path) from error
        except Exception as error:  # whatever a network does
            raise ReadError("io", f"文件读取失败：{error}", path) from error
        if len(data) > self.limits.size:
            raise too_large("文件太大", path, self.limits)
        return data


def _token(facts: dict[str, Any]) -> str:
    """What tells that a file has not changed; empty where its file system gives nothing that would (size alone does not)."""
    known = [(name, str(facts[name])) for name in _SIGNS if facts.get(name) is not None]
    return hashlib.sha256(repr((facts.get("size"), known)).encode()).hexdigest() if known else ""


def _changed(facts: dict[str, Any]) -> datetime.datetime | None:
    """When a file was last changed, as far as its file system tells."""
    for name in _TIMES:
        value = facts.get(name)
        if isinstance(value, int | float):
            return _moment(value / 1000 if value > _MILLISECONDS else value)
        if isinstance(value, datetime.datetime):
            return value.astimezone().replace(tzinfo=None, microsecond=0)
    return None


def _moment(seconds: float) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromtimestamp(int(seconds))
    except (OSError, OverflowError, ValueError):
        return None
