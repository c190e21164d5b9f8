"""Word drafts as they come: a report's words in runs cut anywhere, with changes, links, fields, comments and notes in between.

In: a report's text and a source of chance. Out: the bytes of a docx; and, from any docx, what a reader of the file that shares
no code with the program sees in it.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

import make_docx
import wordfile as w
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LOOKS = ("", "<w:b/>", '<w:color w:val="FF0000"/>', '<w:rFonts w:eastAsia="黑体"/><w:sz w:val="30"/>')
_ODD = ("法制政府", "我乡XX村", "13987650123", "，,", "（", "坚持坚持")  # words that are found fault with
_SIGNS = {W + "tab": "\t", W + "br": "\v", W + "noBreakHyphen": "-", W + "sym": "√"}


def make(text: str, rng: random.Random) -> bytes:
    """A docx of a report's lines."""
    draft = _Draft(rng)
    place = make_docx.counter()
    blocks = []
    for words, style in make_docx.lines(text):
        if rng.random() < 0.04:
            words = _with(words, rng.choice(_ODD), rng)
        found = place(words) if rng.random() < 0.8 else None
        if found is None:
            blocks.append(w.paragraph(draft.inside(words), style=style))
        elif found[0] == 0:
            blocks.append(w.paragraph(draft.inside(found[1]), style="First"))
        else:
            blocks.append(w.paragraph(draft.inside(found[1]), style=style, numbered=(1, found[0])))
        if rng.random() < 0.03:
            blocks.append(w.table([[w.paragraph(draft.inside(rng.choice(_ODD))) for _ in range(2)] for _ in range(2)]))
    return w.build(w.body(*blocks), draft.parts())


def _with(words: str, odd: str, rng: random.Random) -> str:
    at = rng.randint(0, len(words))
    return words[:at] + odd + words[at:]


class _Draft:
    """The odds and ends of one draft, and the parts beside it that they need."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._notes: list[str] = []
        self._comments: list[tuple[int, str, str]] = []
        self._count = 100

    def parts(self) -> dict[str, str]:
        """What stands beside the document."""
        parts = {"numbering": w.OFFICIAL}
        if self._notes:
            parts["footnotes"] = w.notes("footnote", self._notes)
        if self._comments:
            parts["comments"] = w.comments(*self._comments)
        return parts

    def inside(self, words: str) -> str:
        """Words as the inside of a paragraph."""
        rng, out = self._rng, []
        while words:
            size = min(len(words), rng.choice((1, 2, 5, 9, 30, 200)))
            out.append(self._piece(words[:size]))
            words = words[size:]
            if rng.random() < 0.08:
                out.append(self._between())
        return "".join(out)

    def _id(self) -> int:
        self._count += 1
        return self._count

    def _piece(self, words: str) -> str:
        rng = self._rng
        run = self._run(words)
        form = rng.random()
        if form < 0.8:
            return run
        if form < 0.84:
            return f'<w:ins w:id="{self._id()}" w:author="乙">{run}</w:ins>'
        if form < 0.87:
            return f'<w:hyperlink w:anchor="x">{run}</w:hyperlink>'
        if form < 0.9:
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{run}</w:sdtContent></w:sdt>"
        if form < 0.93:
            return w.field("REF x", run)
        if form < 0.95:
            return f'<w:fldSimple w:instr="REF x">{run}</w:fldSimple>'
        if form < 0.97:
            return f'<w:smartTag w:element="x">{run}</w:smartTag>'
        number = self._id()
        self._comments.append((number, "王审核", "请核对。"))
        return w.commented(number, run)

    def _run(self, words: str) -> str:
        """A run, its words in one text element or several."""
        rng = self._rng
        cut = rng.randint(0, len(words)) if rng.random() < 0.3 else 0
        inside = "".join(w.text(part) for part in (words[:cut], words[cut:]) if part)
        look = rng.choice(_LOOKS)
        return f'<w:r w:rsidR="00A1">{f"<w:rPr>{look}</w:rPr>" if look else ""}{inside}</w:r>'

    def _between(self) -> str:
        rng, number = self._rng, self._id()
        choices = [
            w.changed("del", "删去的话", number),
            f'<w:bookmarkStart w:id="{number}" w:name="b{number}"/><w:bookmarkEnd w:id="{number}"/>',
            '<w:proofErr w:type="spellStart"/>',
            "<w:r><w:lastRenderedPageBreak/></w:r>",
            w.run("\t"),
            w.run("隐", "<w:vanish/>"),
            "<w:r><w:br/></w:r>",
            '<w:r><w:noBreakHyphen/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
        ]
        if rng.random() < 0.15:
            return w.text_box(w.paragraph(w.run(f"框里的{rng.choice(_ODD)}")))
        if rng.random() < 0.15:
            self._notes.append(f"注里的{rng.choice(_ODD)}")
            return f'<w:r><w:footnoteReference w:id="{len(self._notes)}"/></w:r>'
        return rng.choice(choices)


class Said(NamedTuple):
    """A comment as a reader of the file sees it: who, what, and the words between its marks."""

    author: str
    text: str
    words: str


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a docx."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def tree(data: bytes, name: str = "word/document.xml") -> Any:
    """The tree of a part."""
    return etree.fromstring(parts(data)[name])


def walk(element: Any) -> Iterator[Any]:
    """What counts in a document, in order: no deletions, no second copies, no instructions."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag in (W + "del", W + "moveFrom", W + "pPr", W + "rPr", MC + "Fallback"):
            continue
        yield child
        yield from walk(child)


def comments(data: bytes) -> dict[str, Said]:
    """The comments of a document by id."""
    if "word/comments.xml" not in parts(data):
        return {}
    said = {c.get(W + "id"): c for c in tree(data, "word/comments.xml")}
    assert len(said) == len(tree(data, "word/comments.xml"))
    open_, words, closed = set(), dict.fromkeys(said, ""), set()
    for element in walk(tree(data)):
        name = element.get(W + "id")
        if element.tag == W + "commentRangeStart":
            assert name not in open_ | closed
            open_.add(name)
        elif element.tag == W + "commentRangeEnd":
            open_.remove(name)
            closed.add(name)
        sign = element.text or "" if element.tag == W + "t" else _SIGNS.get(element.tag, "")
        sign = "\n" if element.tag == W + "p" else sign
        if not _boxed(element) and not _hidden(element):
            for one in open_:
                words[one] += sign
    assert not open_
    assert sorted(e.get(W + "id") for e in walk(tree(data)) if e.tag == W + "commentReference") == sorted(said)
    return {
        name: Said(c.get(W + "author"), "\n".join("".join(p.itertext()) for p in c), words[name].strip("\n"))
        for name, c in said.items()
    }


def _hidden(element: Any) -> bool:
    return element.getparent().find(f"{W}rPr/{W}vanish") is not None


def _boxed(element: Any) -> bool:
    return any(parent.tag == W + "txbxContent" for parent in element.iterancestors())


def characters(data: bytes, own: bool = True) -> list[tuple[str, ...]]:
    """Each character and each other thing of a document with how it looks, without where runs are cut.

    Args:
        data: the docx.
        own: whether the marks of comments that this program wrote count.
    """
    mine = {name for name, said in comments(data).items() if said.author == "fazhi-lint"}
    found: list[tuple[str, ...]] = []
    for element in tree(data).iter():
        name = str(element.tag)
        if name in (W + "t", W + "delText"):
            look = element.getparent().find(W + "rPr")
            shown = "" if look is None else etree.tostring(look, method="c14n").decode()
            found += [(character, shown) for character in element.text or ""]
        elif name in (W + "r", W + "rPr") or _looks(element):
            continue
        elif own or not (name.startswith(W + "comment") and element.get(W + "id") in mine):
            found.append((name, *(f"{key}={value}" for key, value in element.attrib.items())))
    return found


def _looks(element: Any) -> bool:
    return any(parent.tag == W + "rPr" for parent in element.iterancestors())
