"""`check --fix` and `check --diff`: the files that the user named, mended before they are checked, or shown as they would be.

In: what the command line asks. Out: files written whole or not at all, only those that change; what was changed, in words.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from .accept import Acceptance
from .config import Notice
from .errors import ConfigError, FazhiError, internal
from .finding import Finding
from .fixfiles import Mended, can_mend, mend
from .formatters.base import visible
from .pipeline import find_files
from .project import Asked, Project
from .readers import READERS, read_bytes, read_stream
from .ruleset import Ruleset
from .storage import replace
from .text import SourceText

_OTHERS = "只有文本和 Word（docx）文件能自动修改，这一份没有改；请改它的 Word 稿。"


class Fixing:
    """Mends the files of one run.

    Args:
        asked: how they are checked: what is not found, or is accepted, is not mended.
        unsafe: whether fixes that may change the meaning are made too.
    """

    def __init__(self, asked: Asked, unsafe: bool) -> None:
        self._asked = asked
        self._unsafe = unsafe
        self._project = Project(asked)  # with waivers and a baseline of its own: the run itself counts what it needs of them
        self._faults: dict[str, Notice] = {}
        self._done: list[tuple[str, Counter[str]]] = []

    def use(self, rulesets: Mapping[str, Ruleset]) -> None:
        """Use rulesets that are loaded already."""
        self._project.loaded.update(rulesets)

    def passing(self, paths: Iterable[str]) -> Iterator[str]:
        """Hand the paths of files on, each when the file is mended."""
        for path in paths:
            if path != "-":
                self._mend_file(path)
            yield path

    def stream(self, get: Callable[[], bytes], name: str) -> bytes:
        """Mend standard input and print it; what cannot be mended is printed as it came."""
        data = get()
        mended = self._guarded(data, name)
        if mended is not None:
            self._note(name, mended.counts)
            data = mended.data
        if sys.stdout is not None:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        return data

    def mended(self, data: bytes, path: str) -> Mended:
        """What mending a file's bytes gives.

        Raises:
            FazhiError: they cannot be read, or not be changed.
        """
        return mend(data, path, partial(self._find, os.path.abspath(path)), self._unsafe, self._asked.limits)

    def _find(self, path: str, source: SourceText) -> tuple[Finding, ...]:
        """What is found in a text and not accepted."""
        result = self._project.check_source(source, path)
        return Acceptance().apply(result, path, self._project.accepting(path)).findings

    def _mend_file(self, path: str) -> None:
        try:
            data = read_bytes(Path(path), self._asked.limits)
        except FazhiError:  # checking it tells
            return
        mended = self._guarded(data, path)
        if mended is None or mended.data == data:
            return
        try:
            _write(path, data, mended.data)
        except FazhiError as error:
            self._faults[path] = Notice(path, None, error.message, True)
        else:
            self._note(path, mended.counts)

    def _guarded(self, data: bytes, path: str) -> Mended | None:
        """What mending gives; None where it cannot be done, which is told at the end."""
        try:
            if not can_mend(data, path):
                raise ConfigError(_OTHERS)
            return self.mended(data, path)
        except FazhiError as error:
            self._faults[path] = Notice(path, None, error.message)
        except Exception as error:
            self._faults[path] = Notice(path, None, internal(error), True)
        return None

    def _note(self, path: str, counts: Counter[str]) -> None:
        if counts:
            self._done.append((path, counts))

    def forget(self, path: str) -> None:
        """Say nothing of a file that could not be read at all: its result does."""
        self._faults.pop(path, None)

    def notices(self) -> Iterator[Notice]:
        """The files that could not be mended, with why."""
        yield from self._faults.values()

    def done(self) -> list[str]:
        """What was changed, file by file and rule by rule."""
        return [f"已改：{path}：{_counted(counts)}" for path, counts in self._done]


def _counted(counts: Counter[str]) -> str:
    rules = "、".join(f"{rule} {count}" for rule, count in sorted(counts.items()))
    return f"{counts.total()} 处（{rules}）"


def _write(path: str, old: bytes, new: bytes) -> None:
    """Put a mended file in the place of the old one.

    Raises:
        ConfigError: it cannot be written, or somebody else has changed it meanwhile.
    """
    file = Path(os.path.realpath(path))  # a link stays one
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        if not os.access(file, os.W_OK):
            raise PermissionError
        if file.read_bytes() != old:
            raise ConfigError("检查期间这个文件被别的程序改过，没有改它；请再运行一次。")
        replace(file, new, mode)
    except OSError as error:
        raise ConfigError("这个文件写不进去，没有改；请检查有无权限、是不是正在别的程序里打开。") from error


def show_diff(paths: Sequence[str], asked: Asked, unsafe: bool, stdin_filename: str) -> int:
    """Print what mending would change, and write nothing.

    Returns:
        The exit status: 1 where something would change, 2 where a file could not be looked at.

    Raises:
        FazhiError: an option or a configuration cannot be followed, or there is nothing to check.
    """
    fixing = Fixing(asked, unsafe)
    Project(asked).start(stdin_filename if path == "-" else path for path in paths)
    refused: list[str] = []
    counts: Counter[str] = Counter()
    seen, changed, failed = 0, 0, 0
    for path in find_files(paths, refused):
        seen += 1
        try:
            mended = _looked_at(fixing, path, asked, stdin_filename)
        except FazhiError as error:
            failed += 1
            click.echo(f"错误：{FazhiError(error.message, path)}", err=True)
            continue
        except Exception as error:
            failed += 1
            click.echo(f"错误：{FazhiError(internal(error), path)}", err=True)
            continue
        if mended is not None and mended.counts:
            changed += 1
            counts += mended.counts
            _show(path if path != "-" else stdin_filename, mended)
    for folder in refused:
        click.echo(f"错误：{folder}: 没有读取这个文件夹的权限。", err=True)
    if not seen and not refused:
        raise ConfigError(f"没有可以检查的文件：{'、'.join(paths)} 里没有 {'、'.join(READERS)} 文件。")
    words = f"会改 {changed} 个文件，{_counted(counts)}；没有写文件，要改请用 --fix。" if changed else "没有能自动改的。"
    click.echo(words, err=True)
    return 2 if failed or refused else int(changed > 0)


def _looked_at(fixing: Fixing, path: str, asked: Asked, stdin_filename: str) -> Mended | None:
    """What mending a file would give; None where it is of a kind that cannot be mended."""
    if path == "-":
        path = stdin_filename
        data = read_stream(sys.stdin.buffer if sys.stdin else None, path, asked.limits)
    else:
        data = read_bytes(Path(path), asked.limits)
    if can_mend(data, path):
        return fixing.mended(data, path)
    click.echo(f"提示：{path}: {_OTHERS}", err=True)
    return None


def _show(path: str, mended: Mended) -> None:
    """Print one file's difference, line by line as lines are counted here."""
    old, new = ([visible(line) for line in re.split(r"\r\n?|\n", text)] for text in (mended.before, mended.after))
    for line in difflib.unified_diff(old, new, path, path, lineterm=""):
        click.echo(line)
