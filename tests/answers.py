"""Answers to the comments of a docx, as Word writes them: a comment of their own, with a word in the parts beside.

In: the bytes of a docx and what is answered. Out: the bytes of a docx.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import wordfile as w
from drafts import W, parts, tree
from lxml import etree

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_CID = "{http://schemas.microsoft.com/office/word/2016/wordml/cid}"
_MARKS = (W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference")
_KINDS = {
    "commentsExtended": (f"{W15}commentsEx", "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"),
    "commentsIds": (f"{_CID}commentsIds", "http://schemas.microsoft.com/office/2016/09/relationships/commentsIds"),
}


def answer(data: bytes, of: str, *paragraphs: str, author: str = "王镇") -> bytes:
    """The docx with an answer to a comment (by its id); each word of the answer is in a run of its own."""
    files = parts(data)
    comments, document = tree(data, "word/comments.xml"), tree(data)
    parent = next(comment for comment in comments if comment.get(W + "id") == of)
    name = str(max(int(comment.get(W + "id")) for comment in comments) + 1)
    said = etree.SubElement(comments, W + "comment", {W + "id": name, W + "author": author, W + "date": "2026-01-05T09:30:00Z"})
    for number, words in enumerate(paragraphs):
        paragraph = etree.SubElement(said, W + "p", {W14 + "paraId": f"7F{int(name):04X}{number:02X}"})
        for sign in words:
            etree.SubElement(etree.SubElement(paragraph, W + "r"), W + "t").text = sign
    _mark(document, of, name)
    beside = {kind: _beside(files, kind) for kind in _KINDS}
    for comment in comments:
        own = comment[-1].get(W14 + "paraId")
        if all(entry.get(W15 + "paraId") != own for entry in beside["commentsExtended"]):
            entry = etree.SubElement(beside["commentsExtended"], W15 + "commentEx", {W15 + "paraId": own, W15 + "done": "0"})
            if comment is said:
                entry.set(W15 + "paraIdParent", parent[-1].get(W14 + "paraId"))
            attributes = {_CID + "paraId": own, _CID + "durableId": f"2{own[1:]}"}
            etree.SubElement(beside["commentsIds"], _CID + "commentId", attributes)
    trees = {"document": document, "comments": comments, **beside}
    written = {f"word/{kind}.xml": etree.tostring(part, encoding="UTF-8") for kind, part in trees.items()}
    return w.zipped({**files, **written})


def _mark(document: Any, of: str, name: str) -> None:
    """Marks around the same words: Word sets those of an answer behind those of what it answers."""
    for element in [e for tag in _MARKS for e in document.iter(tag) if e.get(W + "id") == of]:
        behind = element.getparent() if element.tag == _MARKS[2] else element
        same = deepcopy(behind)
        same.tail = None
        for copied in (same, *same):
            if copied.tag in _MARKS:
                copied.set(W + "id", name)
        behind.addnext(same)


def _beside(files: dict[str, bytes], kind: str) -> Any:
    """The tree of a part beside the comments; a new one is made known to the package."""
    root, relation = _KINDS[kind]
    if f"word/{kind}.xml" in files:
        return etree.fromstring(files[f"word/{kind}.xml"])
    links = etree.fromstring(files["word/_rels/document.xml.rels"])
    space = links.tag.rpartition("}")[0] + "}"
    etree.SubElement(links, f"{space}Relationship", {"Id": f"rId{kind}", "Type": relation, "Target": f"{kind}.xml"})
    files["word/_rels/document.xml.rels"] = etree.tostring(links)
    types = etree.fromstring(files["[Content_Types].xml"])
    content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
    space = types.tag.rpartition("}")[0] + "}"
    etree.SubElement(types, f"{space}Override", {"PartName": f"/word/{kind}.xml", "ContentType": content})
    files["[Content_Types].xml"] = etree.tostring(types)
    return etree.Element(root, nsmap={"w15" if kind == "commentsExtended" else "w16cid": root[1:].partition("}")[0]})
