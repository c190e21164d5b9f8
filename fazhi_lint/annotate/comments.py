"""The comments of a document: other people's are kept, those of this program are taken out and written anew.

In: the package of a docx and the tree of its main part. Out: the trees of the parts that hold comments; in the main part the
places of this program's own comments are gone. One that somebody answered stays with its thread: without it the answer would
hang in the air.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from lxml import etree

from ..readers.docx import AUTHOR, EXTENDED, PARAGRAPH, W15, Package, W, heads, ids

INITIALS = "FZ"
MOST = 30_000  # Word opens no file with more than 32,767 ranges of comments
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_IGNORABLE = f"{{{_COMPATIBILITY}}}Ignorable"
_IDS = PARAGRAPH[1:].partition("}")[0]  # the namespace of a paragraph's id
_FIRST_ID = 0x465A_0001  # of our paragraphs: any from 1 to 0x7FFFFFFF will do that the part does not know
_MARKS = (W + "commentRangeStart", W + "commentRangeEnd")
REFERENCE = W + "commentReference"
_DONE = W15 + "done"
# Parts that say more of comments: the entries in them name a comment's last paragraph, or what another entry calls it.
_BESIDE = (EXTENDED, "commentsIds", "commentsExtensible")


class Comments:
    """The comments of one document.

    Args:
        package: its package.
        parse: makes a tree of a part's bytes.
        root: the tree of the main part; the places of own comments are taken out of it.

    Attributes:
        name: the name of the part that holds the comments.
        new: whether that part is not yet in the package.
        trees: the trees that may have changed, by the names of their parts.
    """

    def __init__(self, package: Package, parse: Callable[[bytes], Any], root: Any) -> None:
        parts = {relation.type: relation.target for relation in package.relations(package.main)}
        self.name = parts.get("comments") or _free(package)
        self.linked = "comments" in parts
        self.new = self.name not in package
        self.trees: dict[str, Any] = {}
        namespaces = {"w": W.strip("{}")}
        self._tree = etree.Element(W + "comments", nsmap=namespaces) if self.new else parse(package.read(self.name))
        self._names = {kind: parts[kind] for kind in _BESIDE if parts.get(kind, "") in package}
        beside = {kind: package.read(name) for kind, name in self._names.items()}
        own = [comment for comment in self._tree if comment.get(W + "author") == AUTHOR]
        self._beside = {kind: parse(data) for kind, data in beside.items()} if own else {}
        heading = heads(self._tree, self._beside.get(EXTENDED, ()))
        self._threads = {head: {*ids(head)} for head in heading.values()}
        for answer, head in heading.items():
            self._threads[head].update(ids(answer))
        self._take_out([comment for comment in own if comment not in heading and comment not in self._threads], root)
        used = {element.get(W + "id") for tag in (*_MARKS, REFERENCE) for element in root.iter(tag)}
        used |= {comment.get(W + "id") for comment in self._tree}
        self._ids = (str(number) for number in count() if str(number) not in used)
        known = {name for comment in self._tree for name in ids(comment)}
        beside |= {kind: etree.tostring(tree) for kind, tree in self._beside.items()}
        for data in beside.values():  # they may name comments that others took out
            known |= {word.decode().upper() for word in re.findall(rb"\b[0-9A-Fa-f]{8}\b", data)}
        self._paragraph_ids = (name for number in count(_FIRST_ID) if (name := f"{number:08X}") not in known)

    def _take_out(self, gone: Sequence[Any], root: Any) -> None:
        """Take comments out, with their marks in the text and with what is said of them beside."""
        if not gone:
            return
        for comment in gone:
            self._tree.remove(comment)
        self.trees[self.name] = self._tree
        _clear(root, {comment.get(W + "id") for comment in gone})
        paragraphs = {name for comment in gone for name in ids(comment)}
        paragraphs.difference_update(name for comment in self._tree for name in ids(comment))
        if paragraphs:
            self._forget(paragraphs)

    def _forget(self, paragraphs: set[str]) -> None:
        """Take what is said of own comments out of the parts beside."""
        durable: set[str] = set()
        for kind, tree in self._beside.items():
            for entry in list(tree):
                said = {_local(name): value.upper() for name, value in entry.attrib.items()}
                if said.get("paraId") in paragraphs or said.get("durableId") in durable:
                    durable |= {said["durableId"]} if "durableId" in said else set()
                    tree.remove(entry)
                elif said.get("paraIdParent") in paragraphs:
                    entry.attrib.pop(W15 + "paraIdParent", None)
            self.trees[self._names[kind]] = tree

    def settle(self, done: Mapping[str, bool]) -> None:
        """Say of threads, by the ids of the comments that begin them, whether what they are about has been done."""
        said = {name: done[i] for head, names in self._threads.items() if (i := head.get(W + "id")) in done for name in names}
        for entry in self._beside.get(EXTENDED, ()):
            now = said.get((entry.get(W15 + "paraId") or "").upper())
            if now is not None and now != (entry.get(_DONE) in ("1", "true", "on")):
                entry.set(_DONE, "1" if now else "0")
                self.trees[self._names[EXTENDED]] = self._beside[EXTENDED]

    def add(self, paragraphs: Sequence[str]) -> str:
        """Write a comment; the id that its place in the text must bear."""
        self._tree = self.trees[self.name] = _with_ids(self._tree)
        name = next(self._ids)
        comment = etree.SubElement(self._tree, W + "comment")
        for key, value in (("id", name), ("author", AUTHOR), ("initials", INITIALS)):
            comment.set(W + key, value)
        for number, words in enumerate(paragraphs):
            _paragraph(comment, words, number == 0)
        comment[-1].set(PARAGRAPH, next(self._paragraph_ids))  # by this an answer names what it answers
        return name


def _free(package: Package) -> str:
    """A name beside the main part that no part bears."""
    folder = package.main.rpartition("/")[0]
    names = (f"{folder}/comments{number or ''}.xml".lstrip("/") for number in count())
    return next(name for name in names if name not in package)


def _with_ids(tree: Any) -> Any:
    """The comments with ids of paragraphs declared, and said to be ignorable: Word 2007 does not know them."""
    prefix = next((prefix for prefix, uri in tree.nsmap.items() if prefix and uri == _IDS), "w14")
    ignorable = tree.get(_IGNORABLE, "").split()
    if tree.nsmap.get(prefix) == _IDS and prefix in ignorable:
        return tree
    root = etree.Element(tree.tag, tree.attrib, nsmap={"mc": _COMPATIBILITY, **tree.nsmap, prefix: _IDS})
    root.set(_IGNORABLE, " ".join([*ignorable, prefix]))
    root.extend(list(tree))
    return root


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _clear(root: Any, own: set[str | None]) -> None:
    """Take the places of these comments out of the text, and the runs that only point at them."""
    for element in [element for tag in (*_MARKS, REFERENCE) for element in root.iter(tag)]:
        if element.get(W + "id") not in own:
            continue
        run = element.getparent()
        run.remove(element)
        if element.tag == REFERENCE and run.tag == W + "r" and all(child.tag == W + "rPr" for child in run):
            run.getparent().remove(run)


def _paragraph(comment: Any, words: str, first: bool) -> None:
    """A paragraph of a comment, small and flush left whatever the document's own text looks like."""
    paragraph = etree.SubElement(comment, W + "p")
    properties = etree.SubElement(paragraph, W + "pPr")
    spacing = etree.SubElement(properties, W + "spacing")
    for key, value in (("before", "0"), ("after", "0"), ("line", "240"), ("lineRule", "auto")):
        spacing.set(W + key, value)
    indent = etree.SubElement(properties, W + "ind")
    for key in ("left", "right", "firstLineChars", "firstLine"):
        indent.set(W + key, "0")
    etree.SubElement(properties, W + "jc").set(W + "val", "left")
    if first:
        etree.SubElement(etree.SubElement(paragraph, W + "r"), W + "annotationRef")
    run = etree.SubElement(paragraph, W + "r")
    size = etree.SubElement(run, W + "rPr")
    for key in ("sz", "szCs"):
        etree.SubElement(size, W + key).set(W + "val", "18")
    text = etree.SubElement(run, W + "t")
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.text = words
