"""The file that `--output` names: written piece by piece, never half written, never one of the files that are checked.

In: the path and the pieces of the output. Out: the file; `ConfigError` where it cannot be written.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from .errors import ConfigError
from .finding import FileResult

_HOW: dict[str, Any] = {"encoding": "utf-8", "errors": "replace", "newline": "\n"}


def apart(files: Iterable[FileResult], path: str) -> Iterator[FileResult]:
    """Hand the files on, up to one that is the output file itself: no report is ever written over.

    Raises:
        ConfigError: there is such a file.
    """
    for file in files:
        if _same(file.path, path):
            raise ConfigError("结果文件也在被检查的文件之中；为免覆盖报告，没有写，请换一个名称或位置。", path)
        yield file


def _same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):  # one of them does not exist
        return False


def write(path: str, pieces: Iterable[str]) -> None:
    """Write beside and rename, so that nothing is ever half written; a device or pipe is written to as it is."""
    with _blaming(path):
        aside = not os.path.exists(path) or os.path.isfile(path)
        folder = os.path.dirname(os.path.abspath(path))
        handle, name = tempfile.mkstemp(dir=folder, prefix=".fazhi-lint-") if aside else (os.open(path, os.O_WRONLY), path)
        stream = os.fdopen(handle, "w", **_HOW)
    try:
        for piece in pieces:  # what goes wrong in here is no fault of the output file
            with _blaming(path):
                stream.write(piece)
        with _blaming(path):
            stream.close()
            if aside:
                os.chmod(name, 0o644)
                os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            stream.close()
        with contextlib.suppress(OSError):
            if aside:
                os.unlink(name)
        raise


@contextlib.contextmanager
def _blaming(path: str) -> Iterator[None]:
    """Say of a failure that the output file cannot be written."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise ConfigError("结果写不进这个文件，请检查文件夹是否存在、有无权限、磁盘是否已满。", path) from error
