"""Where results go: to the screen and into files, several formats in one run, never half written, never over a report.

In: what `--format` and `--output` say, a `Run`. Out: files and shown text; `ConfigError` where an option cannot be followed or
a file cannot be written. The formats go in step: each gives the pieces of one file before any asks for the next, so that memory
does not grow with the number of files.
"""

from __future__ import annotations

import contextlib
import copy
import os
import stat
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from .errors import ConfigError
from .finding import FileResult, Run
from .formatters import FORMATTERS
from .formatters.base import Style

Sink = Callable[[Any], object]
_MANY = 10  # fewer files take no time that would have to be passed


class Target(NamedTuple):
    """One format and the file that it goes into; None for the screen."""

    form: str
    path: str | None


def targets(forms: Sequence[str], output: str | None) -> list[Target]:
    """What `--format` (names, or name=file) and `--output` (the file of the bare name) ask for.

    Raises:
        ConfigError: an unknown format, two for one place, a binary one for the screen, `--output` without a bare name.
    """
    asked = [_target(form, output) for form in forms]
    if output is not None and all("=" in form for form in forms):
        raise ConfigError("每个 --format 都已写明文件，--output 没有东西可写，请去掉它。", output)
    taken: dict[str | None, str] = {}
    for form, path in asked:
        place = path and _real(path)
        if place in taken:
            where = "屏幕" if path is None else f"文件 {path}"
            raise ConfigError(f"{taken[place]} 和 {form} 不能都写到{where}；请写明另一个文件：--format {form}=文件名。")
        taken[place] = form
        if path is None and FORMATTERS[form].binary:
            raise ConfigError(f"{form} 不能显示在屏幕上，请写明文件，例如 --format {form}=结果.{form}。")
    return asked


def _target(form: str, output: str | None) -> Target:
    name, given, path = form.partition("=")
    if name not in FORMATTERS:
        raise ConfigError(f"没有输出格式“{name}”；可用的有 {'、'.join(FORMATTERS)}。")
    if given and not path:
        raise ConfigError(f"“--format {form}”的等号后面没有写文件名。")
    return Target(name, path if given else output)


def _real(path: str) -> str:
    try:
        return os.path.normcase(os.path.realpath(path))
    except ValueError:  # no path at all, as opening it will tell
        return path


def deliver(run: Run, style: Style, asked: Sequence[Target], show: Sink) -> None:
    """Let the formats render a run, and put every file in its place when all are complete.

    Args:
        run: what is checked; its files are checked as the formats ask for them.
        style: how to show it; colours are for the screen alone.
        asked: the formats and their files.
        show: prints a piece of text on the screen.

    Raises:
        ConfigError: a file cannot be written, or is one of those that are checked.
    """
    files: Iterable[FileResult] = run.files
    for path in (target.path for target in asked):
        files = files if path is None else _apart(files, path)
    with contextlib.ExitStack() as stack:
        written = []
        lines = []
        for target, branch in zip(asked, _branches(iter(files), len(asked)), strict=True):
            sink, own = show, style
            if target.path is not None:
                written.append(file := _File(target.path))
                stack.callback(file.drop)
                sink, own = file.write, style._replace(colour=False)
            part = copy.copy(run)
            part.files = branch
            lines.append((FORMATTERS[target.form].render(part, own), branch, sink))
        _in_step(lines)
        for file in written:
            file.close()
        for file in written:
            file.keep()


class _Branch:
    """One format's way through the files that all formats share; `taken` counts those that it has had."""

    def __init__(self, files: Iterator[FileResult], waiting: Sequence[deque[FileResult]], mine: deque[FileResult]) -> None:
        self._files, self._waiting, self._mine = files, waiting, mine
        self.taken = 0

    def __iter__(self) -> Iterator[FileResult]:
        return self

    def __next__(self) -> FileResult:
        if not self._mine:
            file = next(self._files)
            for queue in self._waiting:
                queue.append(file)
        self.taken += 1
        return self._mine.popleft()


def _branches(files: Iterator[FileResult], count: int) -> list[_Branch]:
    waiting: list[deque[FileResult]] = [deque() for _ in range(count)]
    return [_Branch(files, waiting, mine) for mine in waiting]


def _in_step(lines: Sequence[tuple[Iterator[Any], _Branch, Sink]]) -> None:
    """Fetch the pieces of each file from every format in turn, and write them."""
    running, step = list(lines), 0
    while running:
        step += 1
        for line in tuple(running):
            pieces, branch, sink = line
            while branch.taken < step:
                piece = next(pieces, None)
                if piece is None:
                    running.remove(line)
                    break
                sink(piece)


def put(path: str, data: bytes) -> None:
    """Write one file, complete or not at all.

    Raises:
        ConfigError: it cannot be written.
    """
    file = _File(path)
    try:
        file.write(data)
        file.close()
        file.keep()
    finally:
        file.drop()


@contextlib.contextmanager
def progress(run: Run, count: Callable[[], int], asked: Sequence[Target], quiet: bool) -> Iterator[None]:
    """Show how far a run has come while its results go elsewhere: a bar on standard error, where that is a terminal.

    Args:
        run: its files are watched.
        count: counts the files that there will be; asked only where a bar is shown.
        asked: where the results go; on a terminal they are all the progress that one wants to see.
        quiet: whether nothing but the verdict is wanted.
    """
    seen = sys.stderr is not None and sys.stderr.isatty() and not quiet
    if seen and sys.stdout is not None and sys.stdout.isatty():
        seen = all(target.path is not None for target in asked)
    total = count() if seen else 0
    if total < _MANY:
        yield
        return
    import click

    with click.progressbar(run.files, total, "检查", file=sys.stderr, show_pos=True) as files:
        run.files = iter(files)
        yield


def _apart(files: Iterable[FileResult], path: str) -> Iterator[FileResult]:
    """Hand the files on, up to one that is the output file itself: no report is ever written over."""
    for file in files:
        if _same(file.path, path):
            raise ConfigError("结果文件也在被检查的文件之中；为免覆盖报告，没有写，请换一个名称或位置。", path)
        yield file


def _same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):  # one of them does not exist
        return False


class _File:
    """A file that is written beside its name and takes it when it is complete; a device or pipe is written to as it is."""

    def __init__(self, path: str) -> None:
        from tempfile import mkstemp  # slow to import, and needed only here

        self.path = path
        with _blaming(path):
            self.aside = _is_file(path)
            folder = os.path.dirname(os.path.abspath(path))
            handle, self.name = mkstemp(dir=folder, prefix=".fazhi-lint-") if self.aside else (os.open(path, os.O_WRONLY), path)
            self.stream = os.fdopen(handle, "wb")

    def write(self, piece: str | bytes) -> None:
        with _blaming(self.path):
            self.stream.write(piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace"))

    def close(self) -> None:
        with _blaming(self.path):
            self.stream.close()

    def keep(self) -> None:
        if self.aside:
            with _blaming(self.path):
                os.chmod(self.name, 0o644)
                os.replace(self.name, self.path)
            self.aside = False

    def drop(self) -> None:
        """Leave nothing behind, unless the file was kept."""
        with contextlib.suppress(OSError):
            self.stream.close()
        with contextlib.suppress(OSError):
            if self.aside:
                os.unlink(self.name)


def _is_file(path: str) -> bool:
    """Whether a path is a file or can become one. An impossible name raises: better now than when others are in place."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except FileNotFoundError:
        return True


@contextlib.contextmanager
def _blaming(path: str) -> Iterator[None]:
    """Say of a failure that the output file cannot be written."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise ConfigError("结果写不进这个文件，请检查文件夹是否存在、有无权限、磁盘是否已满。", path) from error
