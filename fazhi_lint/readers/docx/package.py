"""The package of a docx: a zip of named parts that point at each other.

In: the bytes of a file. Out: its parts by name, never more of them than the limits allow; `ReadError` where the file is no
docx, is locked, broken or hostile. Nothing is ever unpacked to a disk.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ...errors import ReadError
from . import markup
from .names import RELATIONS

MAX_PARTS = 5_000
MAX_PART = 20_000_000  # bytes of one part, unpacked
MAX_READ = 60_000_000  # bytes of all parts that are looked at, unpacked
# Whatever goes wrong in unpacking a file that is damaged.
_FAULTS = (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_AGAIN = "请用 Word 或 WPS 打开，另存为 docx 再检查。"


class Relation(NamedTuple):
    """One part pointing at another: its id, the last word of its type, the name of the part that it leads to."""

    id: str
    type: str
    target: str


class Package:
    """The parts of one docx.

    Args:
        data: the file's bytes.
        expanded: how many bytes may come out of it in all; never more than `MAX_READ`.

    Raises:
        ReadError: `empty`, `binary` (something else), `encrypted`, `damaged`, `unsafe` or `too-large`.
    """

    def __init__(self, data: bytes, expanded: int = MAX_READ) -> None:
        if not data.startswith(b"PK"):
            raise _stranger(data)
        if data.count(b"PK\x01\x02") > MAX_PARTS:
            raise ReadError("too-large", f"压缩包里的文件超过 {MAX_PARTS} 个，不像一份报告，没有读取。")
        try:
            self._zip = ZipFile(io.BytesIO(data))
        except _FAULTS as error:
            raise _broken() from error
        self.parts: dict[str, ZipInfo] = {}
        for part in self._zip.infolist():
            self._enter(part)
        self._most = self._left = min(expanded, MAX_READ)
        self.main = self._main()

    def _enter(self, part: ZipInfo) -> None:
        name = part.filename
        path = name.replace("\\", "/")
        if path.startswith("/") or path[1:2] == ":" or ".." in path.split("/"):
            raise ReadError("unsafe", "压缩包里有指向包外的文件名，可能是恶意文件，没有读取。")
        if name.lower() in self.parts:
            raise ReadError("unsafe", "压缩包里有重名的文件，看到的可能不是真正的内容，没有读取。")
        if part.flag_bits & 1:
            raise ReadError("encrypted", "文件加了密码，读不了；请取消密码后另存一份再检查。")
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise ReadError("damaged", f"文件的压缩方式不是 Word 用的；{_AGAIN}")
        self.parts[name.lower()] = part

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.parts

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            ReadError: `damaged` where it is missing or broken; `too-large` where more comes out than a report can hold,
                whatever the package says of its size.
        """
        part = self.parts.get(name.lower())
        if part is None:
            raise ReadError("damaged", f"文件不完整（缺少 {posixpath.basename(name)}）；{_AGAIN}")
        try:
            with self._zip.open(part) as stream:
                data = stream.read(min(MAX_PART, self._left) + 1)
        except _FAULTS as error:
            raise _broken() from error
        self._left -= len(data)
        if len(data) > MAX_PART or self._left < 0:
            most = min(MAX_PART, self._most) / 1_000_000
            raise ReadError("too-large", f"解压后超过 {most:g} MB，不像一份报告，没有读取。")
        return data

    def pieces(self, part: ZipInfo) -> Iterator[bytes]:
        """The bytes of any part, a stretch at a time, to be copied.

        Raises:
            ReadError: `damaged`.
        """
        try:
            with self._zip.open(part) as stream:
                while data := stream.read(1 << 20):
                    yield data
        except _FAULTS as error:
            raise _broken() from error

    def relations(self, name: str) -> list[Relation]:
        """Where a part (the package itself: an empty name) points to inside the package."""
        folder, base = posixpath.split(name)
        source = posixpath.join(folder, "_rels", f"{base}.rels")
        if source not in self:
            return []
        found = []
        for relation in markup.parse(self.read(source)).iter(f"{{{RELATIONS}}}Relationship"):
            kind, target = relation.get("Type", ""), relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                plain = "/" not in target and ".." not in target  # nearly all are
                path = f"{folder}/{target}" if plain else posixpath.normpath(posixpath.join("/", folder, target))
                found.append(Relation(relation.get("Id", ""), kind.rpartition("/")[2], path.lstrip("/")))
        return found

    def _main(self) -> str:
        """The name of the part that holds the document itself."""
        if "[Content_Types].xml" in self:
            for relation in self.relations(""):
                folder = relation.target.partition("/")[0]
                if relation.type == "officeDocument" and relation.target in self and folder not in ("xl", "ppt"):
                    return relation.target
        raise ReadError("damaged", f"文件不完整（找不到正文）；{_AGAIN}")


def _broken() -> ReadError:
    """What is said of a zip that cannot be unpacked."""
    return ReadError("damaged", f"文件不完整或已损坏（压缩包读不出来）；{_AGAIN}")


def _stranger(data: bytes) -> ReadError:
    """What is said of a file that is no zip and no other kind that is known by its first bytes."""
    if not data.strip(b"\0 \t\r\n"):
        return ReadError("empty", "文件是空的，没有可以检查的文字。")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return ReadError("binary", f"这不是 docx，而是 XML 文件；{_AGAIN}")
    if b"\0" not in data[:1000]:
        return ReadError("binary", "这不是 docx，而像是纯文本改了扩展名；请把扩展名改为 .txt 再检查。")
    return ReadError("binary", f"这不是 docx 文件；{_AGAIN}")
