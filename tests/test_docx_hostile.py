"""Word files that are none, are locked or broken, or mean harm: one sentence, bounded cost, the others go on."""

from __future__ import annotations

import io
import json
import random
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import wordfile as w
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_lint.annotate import Draft, annotate
from fazhi_lint.errors import ReadError
from fazhi_lint.finding import Finding
from fazhi_lint.readers import read

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = [file.read_bytes() for file in sorted((ROOT / "samples").glob("*.docx"))]
GOOD = w.build(w.body(w.paragraph(w.run("甲"))))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
ENTITIES = '<!DOCTYPE d [<!ENTITY a "法治">' + "".join(f'<!ENTITY a{i} "{"&a;" * 10}">' for i in range(9)) + "]>"


def parts(data: bytes = GOOD) -> dict[str, bytes]:
    """The parts of a docx."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def with_part(name: str, content: str | bytes) -> bytes:
    """A docx with one part put in or changed."""
    return w.zipped({**parts(), name: content.encode() if isinstance(content, str) else content})


def body(inside: str) -> bytes:
    """A docx with this in its body."""
    return w.build(w.body(inside))


def nested(count: int) -> str:
    """Tables in tables."""
    return "<w:tbl><w:tr><w:tc>" * count + w.paragraph(w.run("底")) + "</w:tc></w:tr></w:tbl>" * count


def bomb() -> bytes:
    """A part that unpacks to 100 MB and says that it has 100 bytes."""
    data = with_part("word/document.xml", w.body(w.paragraph(w.run("甲"))) + " " * 100_000_000)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        size = struct.pack("<L", package.getinfo("word/document.xml").file_size)
    assert data.count(size) == 2
    return data.replace(size, struct.pack("<L", 100))


def foreign(name: str) -> bytes:
    """A zip that some other program makes."""
    return w.zipped({"[Content_Types].xml": b"<Types/>", name: b"x"} if name.endswith(".xml") else {name: b"x"})


CASES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "空文件": (lambda: b"", "empty", "空"),
    "加密": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", "密码"),
    "旧版": (lambda: OLE, "binary", "doc"),
    "网页": (lambda: "<html><body>一、举措</body></html>".encode(), "binary", "网页"),
    "网页二": (lambda: '\ufeff\n<!DOCTYPE html><html xmlns="x">'.encode(), "binary", "网页"),
    "便携": (lambda: b"%PDF-1.7\n\x00", "binary", "PDF"),
    "富文本": (lambda: b"{\\rtf1 abc}", "binary", "RTF"),
    "平面": (lambda: b'<?xml version="1.0"?><pkg:package/>', "binary", "XML"),
    "文本": (lambda: "关于梭椤乡的报告".encode(), "binary", "纯文本"),
    "二进制": (lambda: bytes(range(256)), "binary", "不是 docx"),
    "半个": (lambda: GOOD[: len(GOOD) // 2], "damaged", "不完整"),
    "断尾": (lambda: GOOD[:-30], "damaged", "不完整"),
    "坏目录": (lambda: GOOD.replace(b"PK\x01\x02", b"PK\x01\x09"), "damaged", "不完整"),
    "坏数据": (lambda: GOOD.replace(parts_raw()[40:60], b"\xff" * 20), "damaged", "读不出来"),
    "坏标记": (lambda: with_part("word/document.xml", "<w:document"), "damaged", "读不出来"),
    "没有正文": (lambda: w.zipped({k: v for k, v in parts().items() if k != "word/document.xml"}), "damaged", "正文"),
    "表格": (lambda: foreign("xl/workbook.xml"), "binary", "Excel"),
    "压缩包": (lambda: foreign("报告.txt"), "binary", "压缩"),
    "炸弹": (bomb, "damaged", "读不出来"),
    "大炸弹": (lambda: with_part("word/document.xml", b" " * 30_000_000), "too-large", "MB"),
    "样式炸弹": (lambda: with_part("word/styles.xml", b" " * 30_000_000), "too-large", "MB"),
    "实体炸弹": (lambda: with_part("word/document.xml", ENTITIES + w.body(w.paragraph(w.run("&a8;")))), "unsafe", "DTD"),
    "外部实体": (lambda: with_part("word/document.xml", '<!DOCTYPE d SYSTEM "file:///etc/passwd"><d/>'), "unsafe", "DTD"),
    "宽字符实体": (lambda: with_part("word/document.xml", f"{ENTITIES}<d/>".encode("utf-16")), "unsafe", "DTD"),
    "出包": (lambda: with_part("../../etc/passwd", "x"), "unsafe", "包外"),
    "出包二": (lambda: with_part("..\\..\\x.xml", "x"), "unsafe", "包外"),
    "绝对": (lambda: with_part("/etc/passwd", "x"), "unsafe", "包外"),
    "重名": (lambda: with_part("WORD/DOCUMENT.XML", "x"), "unsafe", "重名"),
    "太多文件": (lambda: w.zipped({**parts(), **{f"x{i}": b"" for i in range(5001)}}), "too-large", "个"),
    "三万段": (lambda: body("<w:p><w:r><w:t>甲</w:t></w:r></w:p>" * 30_000), "too-large", "段"),
    "十万段": (lambda: body("<w:p><w:r><w:t>甲</w:t></w:r></w:p>" * 100_000), "too-large", "多"),
    "五十万标记": (lambda: body("<w:p/>" * 1_100_000), "too-large", "多"),
    "百万属性": (lambda: body("<w:p " + " ".join(f'a{i:x}="1"' for i in range(1_100_000)) + "/>"), "too-large", "多"),
    "深表": (lambda: body(nested(1000)), "too-large", "深"),
    "更深": (lambda: body(nested(50_000)), "too-large", "深"),
    "深域": (lambda: body(w.paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 100_000)), "too-large", "深"),
    "深链接": (lambda: body(f"<w:p>{'<w:ins>' * 5000}{w.run('甲')}{'</w:ins>' * 5000}</w:p>"), "too-large", "深"),
    "嵌入网页": (lambda: body(w.paragraph(w.run("甲")) + '<w:altChunk r:id="x"/>'), "unsupported", "另存"),
    "没有文字": (lambda: body(w.paragraph()), "empty", "没有文字"),
}


def parts_raw() -> bytes:
    """The bytes of a docx from its document on."""
    return GOOD[GOOD.index(b"word/document.xml") :]


@pytest.mark.parametrize("name", CASES)
def test_one_sentence(name: str) -> None:
    make, code, said = CASES[name]
    data = make()
    for opened in (lambda: read(data, "甲.docx", ".docx"), lambda: Draft(data, "甲.docx")):
        with pytest.raises(ReadError) as caught:
            opened()
        assert caught.value.code == code
        assert said in caught.value.message
        assert caught.value.message.endswith("。")
        assert caught.value.path == "甲.docx"


@pytest.mark.parametrize("name", ["炸弹", "大炸弹", "样式炸弹", "百万属性"])
def test_memory_is_bounded(name: str) -> None:
    data = CASES[name][0]()
    tracemalloc.start()
    with pytest.raises(ReadError):
        read(data, "甲.docx", ".docx")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000


def test_what_may_come_out_of_a_file_is_an_option(fazhi: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(body(w.paragraph(w.run("甲" * 500_000))))
    done = fazhi("text", file, "--max-expanded", "1")
    assert (done.status, "解压后超过 1 MB" in done.err) == (2, True)
    assert fazhi("text", file, "--max-expanded", "2").status == 0


def test_tables_as_deep_as_people_make_them_are_read() -> None:
    assert read(body(nested(20)), "a.docx", ".docx").text == "底"


def many_styles() -> bytes:
    """A style for each paragraph, none of them known, and a style sheet of 15 MB."""
    filler = "".join(
        f'<w:style w:type="table" w:styleId="T{i}" w:default="1"><w:name w:val="{"x" * 90}"/></w:style>' for i in range(90_000)
    )
    styles = f"<w:styles {w.NAMESPACES}>{filler}<w:numPr/></w:styles>"
    paragraphs = (w.paragraph(w.run("甲"), style=f"S{i}") for i in range(15_000))
    return w.build(w.body(*paragraphs), {"numbering": w.OFFICIAL}, styles)


def many_notes() -> bytes:
    """A hundred thousand references to notes that hold nothing."""
    notes = "".join(f'<w:footnote w:id="{i}"/>' for i in range(100_000))
    inside = "".join(f'<w:r><w:footnoteReference w:id="{i}"/></w:r>' for i in range(100_000))
    return w.build(
        w.body(w.paragraph(w.run("甲"), inside)), {"footnotes": f"<w:footnotes {w.NAMESPACES}>{notes}</w:footnotes>"}
    )


def deep_levels() -> bytes:
    """Levels in levels, a hundred thousand of them."""
    inside = '<w:lvl w:ilvl="1">' * 100_000 + "</w:lvl>" * 100_000
    numbering = w.numbering({0: [inside]}, {1: (0, "")})
    return w.build(w.body(w.paragraph(w.run("甲"), numbered=(1, 1))), {"numbering": numbering})


@pytest.mark.parametrize("make", [many_styles, many_notes, deep_levels], ids=lambda make: make.__name__)
def test_time_does_not_grow_with_the_square(make: Callable[[], bytes]) -> None:
    data = make()
    start = time.process_time()
    assert read(data, "甲.docx", ".docx").text.startswith("甲")
    assert time.process_time() - start < 10


def test_locked_entries() -> None:
    locked = GOOD.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00")
    locked = locked.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    assert locked != GOOD
    with pytest.raises(ReadError) as caught:
        read(locked, "a.docx", ".docx")
    assert caught.value.code == "encrypted"


def test_a_bad_file_is_named_and_the_others_are_checked(fazhi: Callable[..., Any], report: Path) -> None:
    for name in ("加密", "半个", "实体炸弹", "十万段", "网页"):
        report.with_name(f"{name}.docx").write_bytes(CASES[name][0]())
    done = fazhi("check", report.parent, "--select", "shortcoming-cause", "--format", "json")
    files = {Path(file["path"]).name: file for file in json.loads(done.out)["files"]}
    assert done.status == 2
    assert {name: file["error"]["code"] for name, file in files.items() if file["error"]} == {
        "加密.docx": "encrypted",
        "半个.docx": "damaged",
        "实体炸弹.docx": "unsafe",
        "十万段.docx": "too-large",
        "网页.docx": "binary",
    }
    assert files["报告.txt"]["findings"]
    done = fazhi("text", report.with_name("加密.docx"))
    assert (done.status, done.out) == (2, "")
    assert "密码" in done.err


def stumbles(data: bytes) -> str:
    """Read some bytes, and annotate them where they can be read; anything but a `ReadError` is a fault."""
    try:
        found = read(data, "a.docx", ".docx")
        draft = Draft(data, "a.docx")
        assert draft.source.text == found.text
        line = next(n for n in range(1, len(found) + 1) if found.line_text(n).strip())
        whole = found.line_text(line)
        annotate(draft, [Finding("rule", "error", line, 1, line, len(whole) + 1, "错", whole)])
    except ReadError as error:
        return error.message
    return "。"


@settings(max_examples=150)
@given(st.sampled_from(SAMPLES), st.randoms(use_true_random=False), st.integers(1, 6))
def test_changed_bytes(data: bytes, rng: random.Random, times: int) -> None:
    mutated = bytearray(data)
    for _ in range(times):
        mutated[rng.randrange(len(mutated))] = rng.randrange(256)
    assert stumbles(bytes(mutated)).endswith("。")


TAGS = ["p", "r", "t", "tbl", "tr", "tc", "ins", "del", "sdt", "sdtContent", "hyperlink", "pPr", "rPr", "numPr", "fldChar"]
TAGS += ["footnoteReference", "txbxContent", "pict", "drawing", "body", "sectPr", "vanish", "ruby", "rubyBase", "br", "tab"]


def trees() -> st.SearchStrategy[str]:
    """Any elements in any order."""
    leaf = st.one_of(st.sampled_from(["", "甲", "一、存在的不足\n", "&#13;"]), st.sampled_from([w.run("乙"), w.paragraph()]))

    def node(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        form = '<w:{0} w:id="1" w:val="1" w:fldCharType="begin">{1}</w:{0}>'
        return st.builds(form.format, st.sampled_from(TAGS), st.lists(inside, max_size=4).map("".join))

    return st.recursive(leaf, node, max_leaves=25)


@settings(max_examples=150)
@given(trees())
def test_any_elements_in_any_order(inside: str) -> None:
    parts = {"numbering": w.OFFICIAL, "footnotes": w.notes("footnote", ["注"])}
    assert stumbles(w.build(w.body(inside + w.paragraph(w.run("末"))), parts)).endswith("。")


def pieces(data: bytes) -> Iterator[bytes]:
    for size in (0, 1, 4, 30, 100, len(data) // 3, len(data) - 1):
        yield data[:size]
        yield data[size:]
        yield data[:size] + b"\0" * 50 + data[size:]


@pytest.mark.parametrize("data", SAMPLES, ids=len)
def test_cut_files(data: bytes) -> None:
    for piece in pieces(data):
        assert stumbles(piece).endswith("。")
