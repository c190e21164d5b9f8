"""Fixes of Word documents: words change inside their runs, everything else stays, and what cannot be changed safely is left."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import drafts
import pytest
import wordfile as w
from drafts import W, parts, tree
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_lint.annotate import Draft, annotate
from fazhi_lint.errors import ReadError
from fazhi_lint.finding import Finding
from fazhi_lint.fixer import changes
from fazhi_lint.fixfiles import mend
from fazhi_lint.pipeline import Options, check_source, read_source
from fazhi_lint.readers import Limits
from fazhi_lint.ruleset import load
from fazhi_lint.text import SourceText

ROOT = Path(__file__).resolve().parent.parent
RULESET = load()[0]
TEXTS = [path.read_text("utf-8") for path in sorted((ROOT / "samples").glob("*.txt"))]
TRACKED = {W + name for name in ("ins", "del", "moveFrom", "moveTo")}


def find(source: SourceText) -> tuple[Finding, ...]:
    return check_source(source, RULESET, Options(force=True)).findings


def fixed(*inside: str, more: dict[str, str] | None = None, unsafe: bool = False) -> tuple[str, Any]:
    """The text and the tree of a paragraph that was mended."""
    data = w.build(w.body(w.paragraph(*inside)), more or {})
    mended = mend(data, "a.docx", find, unsafe)
    return mended.after, tree(mended.data)


def runs(root: Any) -> list[tuple[str, bytes]]:
    """The text of each run with its looks."""
    from lxml import etree

    looks = ((r, r.find(W + "rPr")) for r in root.iter(W + "r"))
    return [("".join(t.text or "" for t in r.iter(W + "t")), b"" if p is None else etree.tostring(p)) for r, p in looks]


def bones(root: Any) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """All elements with their attributes, but for the sign that spaces count."""
    return [(str(e.tag), tuple((k, v) for k, v in e.attrib.items() if not k.endswith("}space"))) for e in root.iter()]


@given(st.sampled_from(TEXTS), st.integers(0, 10**6))
@settings(max_examples=60)
def test_only_words_change(text: str, seed: int) -> None:
    data = drafts.make(text, random.Random(seed))
    draft = Draft(data, "a.docx")
    found = find(draft.source)
    from fazhi_lint.annotate.rewrite import able

    made = changes(draft.source, found, True, lambda start, end: able(draft, start, end))
    mended = mend(data, "a.docx", find, True)
    assert bool(mended.counts) == bool(made)
    before, after = tree(data), tree(mended.data)
    assert bones(before) == bones(after)
    touched = {id(piece.node) for change in made for piece in draft.between(change.start, change.end)}
    places = {draft.root.getroottree().getpath(e) for e in draft.root.iter(W + "t") if id(e) in touched}
    for one, other in zip(before.iter(W + "t", W + "delText"), after.iter(W + "t", W + "delText"), strict=True):
        if one.text != other.text:
            assert not any(parent.tag in TRACKED for parent in other.iterancestors())
            if mended.counts.total() == len(made):  # nothing came to light later
                assert before.getroottree().getpath(one) in places
    others = {name: part for name, part in parts(data).items() if name != "word/document.xml"}
    assert {name: part for name, part in parts(mended.data).items() if name != "word/document.xml"} == others
    docx.Document(io.BytesIO(mended.data))
    again = mend(mended.data, "a.docx", find, True)
    assert not again.counts
    assert again.data == mended.data


def test_looks_are_kept() -> None:
    after, root = fixed(
        w.run("培训8次", "<w:b/>"), w.run(",办案", "<w:i/>"), w.run("5件坚持坚", "<w:b/>"), w.run("持依法", "<w:u/>")
    )
    assert after == "培训8次，办案5件坚持依法"
    assert [words for words, _ in runs(root)] == ["培训8次", "，办案", "5件坚持", "依法"]
    assert [b"<w:b" in look for _, look in runs(root)] == [True, False, True, False]


def test_a_number_in_three_runs() -> None:
    after, root = fixed(w.run("对照云府办发["), w.run("2025"), w.run("]26号文件，现报告如下"))
    assert after == "对照云府办发〔2025〕26号文件，现报告如下"
    assert [words for words, _ in runs(root)] == ["对照云府办发〔", "2025", "〕26号文件，现报告如下"]


def test_spaces_at_the_edge_of_a_run_stay_spaces() -> None:
    data = w.build(w.body(w.paragraph("<w:r><w:t>坚持坚持 推进</w:t></w:r>", "<w:r><w:t>[bookmark: _GoBack] 依法</w:t></w:r>")))
    root = tree(mend(data, "a.docx", find, False).data)
    assert [t.text for t in root.iter(W + "t")] == ["坚持 推进", " 依法"]
    assert list(root.iter(W + "t"))[1].get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"


@pytest.mark.parametrize(
    "inside",
    [
        (w.run("培训8次"), w.changed("ins", ","), w.run("办案5件，好")),  # the comma was put in by somebody whose change waits
        (w.run("坚持"), w.changed("del", "不"), w.changed("ins", "坚持"), w.run("依法")),
        (w.run("坚持坚"), w.changed("del", "不"), w.run("持依法")),  # the word is parted by a deletion
        (w.run("培训8次,办案", '<w:rPrChange w:id="7" w:author="乙"><w:rPr><w:b/></w:rPr></w:rPrChange>'), w.run("5件，好")),
        (w.run("培训8次，见附图"), w.text_box(w.paragraph(w.run("框里,的字，好，好")))),
        (w.run("甲云府办发(2025"), w.changed("ins", ")"), w.run("26号，好")),  # one bracket alone would be worse than none
    ],
)
def test_what_touches_a_tracked_change_or_a_box_is_left(inside: tuple[str, ...]) -> None:
    data = w.build(w.body(w.paragraph(*inside)))
    assert any(finding.fix for finding in find(read_source(data, "a.docx")))
    mended = mend(data, "a.docx", find, True)
    assert mended.data is data
    assert not mended.counts


def test_beside_a_tracked_change_is_mended() -> None:
    after, root = fixed(w.run("培训8次,办案5件"), w.changed("ins", "多，"), w.changed("del", "少"), w.run("好，好，好，好"))
    assert after == "培训8次，办案5件多，好，好，好，好"
    assert [e.tag for e in root.iter() if e.tag in TRACKED] == [W + "ins", W + "del"]


def test_notes_and_headers_are_left() -> None:
    data = w.build(
        w.body(w.paragraph(w.run("好，好，好，好"), '<w:r><w:footnoteReference w:id="1"/></w:r>')),
        {"footnotes": w.notes("footnote", ["注里,的字"])},
    )
    assert mend(data, "a.docx", find, True).data is data


def test_comments_stay_also_our_own() -> None:
    said = w.comments((3, "王审核", "好"))
    data = w.build(
        w.body(w.paragraph(w.run("培训8次"), w.commented(3, w.run(",办案")), w.run("5件，好，好，好"))), {"comments": said}
    )
    draft = Draft(data, "a.docx")
    data = annotate(draft, find(draft.source))
    mended = mend(data, "a.docx", find, False)
    assert mended.counts == {"half-width-punctuation": 1}
    assert drafts.comments(mended.data).keys() == drafts.comments(data).keys()
    assert drafts.comments(mended.data)["3"].words == "，办案"


def test_a_document_may_cost_no_more_than_is_said() -> None:
    data = (Path(__file__).parent.parent / "samples" / "town-fair.docx").read_bytes()
    with pytest.raises(ReadError) as caught:
        mend(data, "a.docx", find, False, Limits(expanded=1000))
    assert caught.value.code == "too-large"


def test_a_signed_document_is_left() -> None:
    data = w.zipped({**parts(w.build(w.body(w.paragraph(w.run("培训8次,办案5件"))))), "_xmlsignatures/sig1.xml": b"<x/>"})
    with pytest.raises(ReadError, match="数字签名"):
        mend(data, "a.docx", find, False)


@pytest.mark.parametrize("sample", sorted((ROOT / "samples").glob("*.docx")), ids=lambda path: path.stem)
def test_samples(sample: Path, tmp_path: Path, fazhi: Callable[..., Any]) -> None:
    file = tmp_path / sample.name
    file.write_bytes(sample.read_bytes())
    fazhi("check", file, "--fix", "--unsafe-fixes")
    docx.Document(str(file))
    left = [f for f in find(read_source(file.read_bytes(), file.name)) if f.fix]
    assert not left
