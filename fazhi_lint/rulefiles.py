"""The files that rules and word lists stand in: found and read, not yet understood.

In: the folder of the core rules and the user's extra files. Out: their bytes; `RuleError` where they cannot be read.
"""

import os
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .errors import RuleError
from .storage import read_whole

_HERE = os.path.dirname(os.path.realpath(__file__))
_LEXICONS = rb"(?m)^(?:\xef\xbb\xbf)?[\"']?lexicons[\"']?\s*:"  # in a file of word lists
_SUFFIXES = (".yaml", ".yml")


class File(NamedTuple):
    """One file; `extra` where it is the user's own."""

    path: str
    data: bytes
    extra: bool

    def error(self, message: str, keys: Sequence[str | int] = ()) -> RuleError:
        """A mistake at the place that the keys lead to."""
        from .yamlfile import line_of

        return RuleError(message, self.path, line_of(self.data, keys))


def core_folder() -> str:
    """The core rules: inside the installed package, else beside it in a checkout."""
    for folder in (os.path.join(_HERE, "rules"), os.path.join(os.path.dirname(_HERE), "rules")):
        if os.path.isfile(os.path.join(folder, "core.yaml")):
            return folder
    raise RuleError("找不到自带的规则文件夹，安装不完整，请重新安装 fazhi-lint。")


def read_all(extra: Sequence[str]) -> list[File]:
    """The core rules' files, and the user's that are not among them, each once.

    Args:
        extra: further rule files or folders.

    Raises:
        RuleError: one is missing or cannot be read.
    """
    files = _read(core_folder(), False)
    taken: set[str] = set()
    core = os.path.join(os.path.realpath(core_folder()), "")
    for name in extra:
        if not os.path.join(os.path.realpath(name), "").startswith(core):  # those are loaded already
            for file in _read(name, True):
                if (place := os.path.realpath(file.path)) not in taken:
                    taken.add(place)
                    files.append(file)
    return files


def _read(path: str, extra: bool) -> list[File]:
    try:
        alone = not os.path.isdir(path)
        files = [File(name, read_whole(name), extra) for name in ([path] if alone else sorted(_below(path)))]
        if extra and alone and not re.search(_LEXICONS, files[0].data):
            files += _lexicons_beside(path)
    except OSError as error:
        raise RuleError("规则文件或文件夹不存在，或没有读取权限。", str(error.filename or path)) from error
    if not files:
        raise RuleError("文件夹里没有规则文件（.yaml）。", path)
    return files


def _below(folder: str) -> Iterator[str]:
    """The YAML files in a folder and in all below it."""
    for place, _, names in os.walk(folder):
        yield from (os.path.join(place, name) for name in names if name.endswith(_SUFFIXES))


def _lexicons_beside(rule: str) -> Iterator[File]:
    """The word lists that lie in the folder of a rule that was named alone."""
    folder = os.path.dirname(rule)
    for name in sorted(os.listdir(folder or ".")):
        path = os.path.join(folder, name)
        if name.endswith(_SUFFIXES) and os.path.isfile(path) and not os.path.samefile(path, rule):
            file = File(path, read_whole(path), True)
            if re.search(_LEXICONS, file.data):
                yield file
