"""Parts back into a package: what has changed anew, all else as it was, the same bytes every time.

In: the package as it was read, and the bytes of the parts that are new or changed. Out: the bytes of a docx.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Callable, Mapping
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml import etree

from ..errors import ReadError
from ..readers.docx import OFFICE, RELATIONS, Package
from .comments import Comments

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_TYPES_PART = "[Content_Types].xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a zip knows nothing earlier; the day of the run would make other bytes
MAX_UNPACKED = 1_000_000_000  # bytes of all parts, pictures too


def write(tree: Any) -> bytes:
    """A tree as the bytes of a part."""
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def links(package: Package, comments: Comments, parse: Callable[[bytes], Any]) -> dict[str, bytes]:
    """The parts that must name a new part of comments: the relations of the document, the types of contents."""
    changed: dict[str, bytes] = {}
    if not comments.linked:
        folder, base = posixpath.split(package.main)
        name = posixpath.join(folder, "_rels", f"{base}.rels")
        tree = parse(package.read(name)) if name in package else etree.Element(f"{{{RELATIONS}}}Relationships")
        used = {relation.get("Id") for relation in tree}
        free = next(f"rId{number}" for number in range(1, len(used) + 2) if f"rId{number}" not in used)
        target = posixpath.relpath("/" + comments.name, "/" + folder)
        attributes = {"Id": free, "Type": f"{OFFICE}/comments", "Target": target}
        etree.SubElement(tree, f"{{{RELATIONS}}}Relationship", attributes)
        changed[name] = write(tree)
    if comments.new:
        tree = parse(package.read(_TYPES_PART))
        named = {override.get("PartName", "").lower() for override in tree}
        if f"/{comments.name}".lower() not in named:
            attributes = {"PartName": f"/{comments.name}", "ContentType": _COMMENTS}
            etree.SubElement(tree, f"{{{_TYPES}}}Override", attributes)
        changed[_TYPES_PART] = write(tree)
    return changed


def pack(package: Package, changed: Mapping[str, bytes]) -> bytes:
    """The package with some parts changed or added.

    Raises:
        ReadError: `damaged` or `too-large`, where a part that nobody had to look at before cannot be copied.
    """
    out = io.BytesIO()
    left = {name.lower(): (name, data) for name, data in changed.items()}
    room = MAX_UNPACKED
    with ZipFile(out, "w") as target:
        for key, part in package.parts.items():
            if part.is_dir():
                continue
            entry = _entry(part.filename, part.compress_type)
            if key in left:
                target.writestr(entry, left.pop(key)[1])
                continue
            with target.open(entry, "w", force_zip64=part.file_size > 1 << 30) as stream:
                for piece in package.pieces(part):
                    room -= len(piece)
                    if room < 0:
                        raise ReadError("too-large", f"解压后超过 {MAX_UNPACKED // 1_000_000} MB，没有加批注。")
                    stream.write(piece)
        for name, data in left.values():
            target.writestr(_entry(name, ZIP_DEFLATED), data)
    return out.getvalue()


def _entry(name: str, method: int) -> ZipInfo:
    entry = ZipInfo(name, _EPOCH)
    entry.compress_type = ZIP_STORED if method == ZIP_STORED else ZIP_DEFLATED
    entry.create_system = 0  # the same on every system
    return entry
