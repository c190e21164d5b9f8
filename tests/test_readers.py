"""Readers: any bytes become exact text, or one error with a stable code."""

from __future__ import annotations

import codecs
import io
from pathlib import Path

import fuzz_readers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint.errors import ReadError
from fazhi_lint.readers import READERS, read, read_bytes, read_stream
from fazhi_lint.readers.base import DEFAULT_LIMITS, Limits
from fazhi_lint.text import SourceText

REPORT = "关于青柚镇2025年度法治政府建设工作情况的报告\r\n一、主要举措和成效\n全年开展普法宣传12次。\n"
CODES = {"missing", "permission", "not-a-file", "too-large", "io", "empty", "binary", "encoding", "internal"}


@pytest.mark.parametrize("suffix", [".txt", ".text", ".md", ".markdown", ".TXT", ".log", ""])
def test_text_files_come_as_they_are(suffix: str) -> None:
    assert read(REPORT.encode(), "a", suffix).text == REPORT


def test_the_formats_that_are_read() -> None:
    known = {
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".docx",
        ".docm",
        ".html",
        ".htm",
        ".pdf",
        ".ofd",
        ".doc",
        ".wps",
        ".odt",
        ".rtf",
    }
    assert set(READERS) == known


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mark", [True, False])
def test_encodings(encoding: str, mark: bool) -> None:
    bom = {
        "utf-8": codecs.BOM_UTF8,
        "utf-16-le": codecs.BOM_UTF16_LE,
        "utf-16-be": codecs.BOM_UTF16_BE,
        "utf-32-le": codecs.BOM_UTF32_LE,
        "utf-32-be": codecs.BOM_UTF32_BE,
    }.get(encoding, b"")
    if encoding.startswith("utf-32") and not mark:
        pytest.skip("nobody writes UTF-32 without its mark")
    assert read((bom if mark else b"") + REPORT.encode(encoding), "a", ".txt").text == REPORT


def outcome(data: bytes) -> SourceText | ReadError:
    try:
        return read(data, "a.txt", ".txt")
    except ReadError as error:
        return error


@given(st.binary(max_size=200))
def test_no_bytes_make_it_stumble(data: bytes) -> None:
    found = outcome(data)
    if isinstance(found, ReadError):
        assert found.code in CODES
        assert found.path == "a.txt"
        assert found.message.endswith("。")
    else:
        assert "\0" not in found.text
        assert any(c.isprintable() for c in found.text)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_utf_8_is_never_mistaken(text: str) -> None:
    found = outcome(text.encode())
    if isinstance(found, ReadError):
        assert found.code in ("empty", "binary")
    else:
        assert found.text == text.removeprefix("\ufeff")


def test_what_can_not_be_read(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    with big.open("wb") as stream:
        stream.truncate(DEFAULT_LIMITS.size + 1)
    for path, code in ((big, "too-large"), (tmp_path, "not-a-file"), (tmp_path / "x", "missing"), (Path("a\0b"), None)):
        with pytest.raises(ReadError) as caught:
            read_bytes(path)
        assert caught.value.code in (CODES if code is None else {code})


def test_streams() -> None:
    assert read_stream(io.BytesIO(b"abc"), "-") == b"abc"
    with pytest.raises(ReadError, match="关闭"):
        read_stream(None, "-")
    with pytest.raises(ReadError, match="上限"):
        read_stream(io.BytesIO(b"x" * 1001), "-", Limits(size=1000))
    closed = io.BytesIO()
    closed.close()
    with pytest.raises(ReadError, match="失败"):
        read_stream(closed, "-")


@pytest.mark.parametrize("kind", fuzz_readers.KINDS)
def test_damaged_files_are_read_or_refused(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcomes, _ = fuzz_readers.run(kind, 150)
    assert outcomes["read"] > 20
    assert sum(outcomes.values()) == 150
