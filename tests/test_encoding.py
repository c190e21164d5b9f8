"""Encodings: told from the bytes alone, also of short texts; a text that was garbled before is said to be so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint.encoding import decode, likelihood
from fazhi_lint.errors import ReadError
from fazhi_lint.legibility import require_legible

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = [path.read_text("utf-8") for path in sorted((ROOT / "samples").glob("*.txt"))]
CORPUS = [path.read_text("utf-8") for path in sorted((ROOT / "tests" / "corpus").glob("*.txt"))]
TRADITIONAL = """關於青柚鎮2025年度法治政府建設情況的報告
縣委、縣政府：
一年來，我鎮認真學習貫徹習近平法治思想，黨政主要負責人切實履行推進法治建設第一責任人職責，將有關情況報告如下：
一、主要舉措和成效。開展領導幹部學法十二次，對行政執法人員進行業務培訓，調解矛盾糾紛一百二十件，群眾滿意度持續提升。
二、存在的問題及原因。執法隊伍專業力量不足，主要原因是編制總量緊張，業務骨幹經常調整。
"""


def slices(length: int) -> Iterator[str]:
    for text in SAMPLES + CORPUS:
        for start in range(0, max(1, len(text) - length), 997):
            yield text[start : start + length]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("length", [20, 60, 400, 10_000])
def test_parts_of_reports_are_told_without_a_mark(encoding: str, length: int) -> None:
    wrong = [part for part in slices(length) if (found := decode(part.encode(encoding))) is None or found.text != part]
    shortest = [part for part in wrong if any("\u4e00" <= char <= "\u9fff" for char in part)]
    assert len(shortest) <= (2 if length == 20 else 0), shortest[:3]


@pytest.mark.parametrize("encoding", ["big5", "big5hkscs", "gb18030", "utf-8", "utf-16-le"])
def test_traditional_script_is_told(encoding: str) -> None:
    for start in range(0, len(TRADITIONAL) - 20, 7):
        part = TRADITIONAL[start : start + 20]
        found = decode(part.encode(encoding))
        assert found is not None
        assert found.text == part


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_utf_8_is_never_mistaken(text: str) -> None:
    found = decode(text.encode())
    assert found is not None
    assert found.text == text or text.startswith("\ufeff")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_broken_place_does_not_spoil_the_rest(encoding: str) -> None:
    text = SAMPLES[0]
    data = text.encode(encoding)
    middle = len(text[:500].encode(encoding))
    found = decode(data[:middle] + b"\xff" + data[middle:])
    assert found is not None
    assert found.text.startswith(text[:500] + "\ufffd")
    assert found.text.endswith(text[600:])


def test_a_declared_encoding_is_believed_only_if_it_fits() -> None:
    text = SAMPLES[0]
    for declared in ("gb2312", "GBK", "utf-8", "big5", "no-such-encoding", "base64", "utf-16", "hz"):
        for true in ("utf-8", "gb18030"):
            found = decode(text.encode(true), declared)
            assert found is not None
            assert found.text == text, (declared, true)


def test_what_is_no_text_has_no_encoding() -> None:
    assert decode(b"\xff\xff\x81" * 50) is None
    assert decode(bytes(range(256)) * 4) is None
    assert likelihood("\0\1\ufffd") < 0


@pytest.mark.parametrize("text", SAMPLES + CORPUS)
def test_reports_are_legible(text: str) -> None:
    require_legible(text, "a.txt")
    for start in range(0, len(text), 500):
        require_legible(text[start : start + 100], "a.txt")


GARBLED: dict[str, Callable[[str], str]] = {
    "UTF-8 as GBK": lambda text: text.encode().decode("gb18030", "replace"),
    "UTF-8 as Latin 1": lambda text: text.encode().decode("latin-1"),
    "UTF-8 as Windows 1252": lambda text: text.encode().decode("cp1252", "replace"),
    "UTF-8 as Big5": lambda text: text.encode().decode("big5", "replace"),
    "GBK as UTF-8": lambda text: text.encode("gb18030").decode("utf-8", "replace"),
    "GBK as Latin 1": lambda text: text.encode("gb18030").decode("latin-1"),
    "GBK as UTF-8 and back": lambda text: text.encode("gb18030").decode("utf-8", "replace").encode().decode("gbk", "replace"),
    "unset memory": lambda text: "烫" * len(text),
}


@pytest.mark.parametrize("way", GARBLED)
def test_a_garbled_text_is_refused(way: str) -> None:
    for text in SAMPLES:
        with pytest.raises(ReadError) as caught:
            require_legible(GARBLED[way](text), "a.txt")
        assert caught.value.code == "mojibake"


def test_a_few_garbled_places_are_left_to_the_rules() -> None:
    text = SAMPLES[0]
    for way in GARBLED.values():
        require_legible(text[:1000] + way(text[1000:1040]) + text[1040:], "a.txt")


def test_traditional_script_is_refused() -> None:
    with pytest.raises(ReadError) as caught:
        require_legible(TRADITIONAL, "a.txt")
    assert caught.value.code == "traditional"


@pytest.mark.parametrize(
    "text", ["", "ok", "Dear Sir or Madam, " * 50, "é" * 5, "№ 5 — café, naïve " * 3, "😀" * 100, "１２３" * 50]
)
def test_other_texts_are_no_matter_of_legibility(text: str) -> None:
    require_legible(text, "a.txt")


@pytest.mark.parametrize(("text", "code"), [(GARBLED["UTF-8 as GBK"](SAMPLES[0]), "mojibake"), (TRADITIONAL, "traditional")])
def test_they_are_named_and_the_others_are_checked(fazhi: Callable[..., Any], report: Path, text: str, code: str) -> None:
    import json

    bad = report.with_name("乱.txt")
    bad.write_text(text, "utf-8")
    done = fazhi("check", report.parent, "--format", "json")
    assert done.status == 2
    files = {Path(file["path"]).name: file for file in json.loads(done.out)["files"]}
    assert files["乱.txt"]["error"]["code"] == code
    assert files[report.name]["findings"]
    assert fazhi("text", bad).status == 0  # what was read can be looked at
