"""What the county's desk writes: a workbook, a page, and for each unit a reply and its annotated draft.

In: how the units stand, the folder that everything goes into. Out: files, each written whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path

from ...errors import ConfigError
from ...formatters.base import legal
from ...storage import replace

REPORTS, REPLIES, DRAFTS = "reports", "replies", "drafts"
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_LONGEST = 60  # characters of a name; some file systems allow 255 bytes, and a Chinese character takes three


class Folder:
    """The folder that everything is written into; it and the folders in it are made when they are needed.

    Args:
        path: where it is.
    """

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def __truediv__(self, name: str) -> Path:
        return self.path / name

    def make(self) -> None:
        """Make the folder.

        Raises:
            ConfigError: it cannot be made.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except (OSError, ValueError) as error:
            raise ConfigError("结果的文件夹建不起来，请检查名称、权限、磁盘是否已满。", str(self.path)) from error

    def write(self, name: str, data: bytes | Iterable[bytes]) -> Path:
        """Put a file in its place (`replies/round-1/青溪镇.docx`), complete or not at all; its bytes may come in pieces.

        Raises:
            ConfigError: it cannot be written.
        """
        file = self.path / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            replace(file, data, 0o644)
        except (OSError, ValueError) as error:
            what = (
                "结果写不进去，请检查有无权限、磁盘是否已满、文件是否正开着。已记入台账的都在，腾出空间后重跑同一条命令即可。"
            )
            raise ConfigError(what, str(file)) from error
        return file


def file_name(words: str) -> str:
    """Words as the name of a file on every system."""
    return _UNSAFE.sub("_", words).strip(" .")[:_LONGEST] or "_"


def safe(words: object) -> str:
    """Words that mean nothing to HTML."""
    return escape(legal(str(words)))


def page_name(unit: str | None, path: str, key: str) -> str:
    """The name of the page about a report, below the folder: by its unit (else its file) and the key of its result."""
    return f"{REPORTS}/{file_name(unit or Path(path).stem)}-{key[:8]}.html"
