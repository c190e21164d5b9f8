"""The comments of a document: other people's are kept, those of this program are taken out and written anew.

In: the package of a docx and the tree of its main part. Out: the trees of the parts that hold comments; in the main part the
places of this program's own comments are gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any

from lxml import etree

from ..readers.docx import Package, W

AUTHOR = "fazhi-lint"
INITIALS = "FZ"
MOST = 30_000  # Word opens no file with more than 32,767 ranges of comments
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_PARAGRAPH = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
_MARKS = (W + "commentRangeStart", W + "commentRangeEnd")
REFERENCE = W + "commentReference"
# Parts that say more of comments: the entries in them name a comment's last paragraph, or what another entry calls it.
_BESIDE = ("commentsExtended", "commentsIds", "commentsExtensible")


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
        gone = [comment for comment in self._tree if comment.get(W + "author") == AUTHOR]
        paragraphs = {value for comment in gone for value in _paragraphs(comment)}
        own = {comment.get(W + "id") for comment in gone}
        for comment in gone:
            self._tree.remove(comment)
        if gone:
            self.trees[self.name] = self._tree
            _clear(root, own)
        beside = {kind: parts[kind] for kind in _BESIDE if kind in parts and parts[kind] in package}
        if paragraphs and beside:
            self._forget({kind: parse(package.read(name)) for kind, name in beside.items()}, beside, paragraphs)
        used = {element.get(W + "id") for tag in (*_MARKS, REFERENCE) for element in root.iter(tag)}
        used |= {comment.get(W + "id") for comment in self._tree}
        self._ids = (str(number) for number in count() if str(number) not in used)

    def _forget(self, trees: dict[str, Any], names: dict[str, str], paragraphs: set[str]) -> None:
        """Take what is said of own comments out of the parts beside; a reply to one stands for itself from now on."""
        durable: set[str] = set()
        for kind, tree in trees.items():
            for entry in list(tree):
                said = {_local(name): value for name, value in entry.attrib.items()}
                if said.get("paraId") in paragraphs or said.get("durableId") in durable:
                    durable |= {said["durableId"]} if "durableId" in said else set()
                    tree.remove(entry)
                elif said.get("paraIdParent") in paragraphs:
                    entry.attrib.pop(_W15 + "paraIdParent", None)
            self.trees[names[kind]] = tree

    def add(self, paragraphs: Sequence[str]) -> str:
        """Write a comment; the id that its place in the text must bear."""
        self.trees[self.name] = self._tree
        name = next(self._ids)
        comment = etree.SubElement(self._tree, W + "comment")
        for key, value in (("id", name), ("author", AUTHOR), ("initials", INITIALS)):
            comment.set(W + key, value)
        for number, words in enumerate(paragraphs):
            _paragraph(comment, words, number == 0)
        return name


def _free(package: Package) -> str:
    """A name beside the main part that no part bears."""
    folder = package.main.rpartition("/")[0]
    names = (f"{folder}/comments{number or ''}.xml".lstrip("/") for number in count())
    return next(name for name in names if name not in package)


def _paragraphs(comment: Any) -> Iterator[str]:
    return (value for paragraph in comment.iter(W + "p") if (value := paragraph.get(_PARAGRAPH)))


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
