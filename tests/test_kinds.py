"""Kinds of files: the right reader by suffix or by the first bytes; for the others one sentence that says what to do."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import make_paged
import make_web
import pytest

from fazhi_lint.errors import ReadError
from fazhi_lint.readers import READERS, office, pdf, read
from fazhi_lint.readers.base import Limits
from fazhi_lint.readers.foreign import SENTENCES

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "samples" / "town-fair.txt").read_text("utf-8")
FILES: dict[str, bytes] = {
    ".txt": TEXT.encode(),
    ".html": make_web.page(TEXT, "trs"),
    ".pdf": make_paged.pdf(TEXT),
    ".ofd": make_paged.ofd(TEXT),
}
STRANGE = {
    "word.docx": b"PK\x03\x04....word/document.xml",
    "table.xlsx": b"PK\x03\x04....xl/workbook.xml",
    "locked.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "rich.rtf": b"{\\rtf1\\ansi}",
    "photo.jpg": b"\xff\xd8\xff\xe0....",
    "program.exe": b"MZ\x90\x00....",
}
RENAMED = [
    (name, suffix)
    for name in (*STRANGE, "a.html", "a.pdf", "a.ofd")
    for suffix in (".txt", ".md", ".html", ".pdf", ".ofd")
    if Path(name).suffix != suffix
]
Run = Callable[..., Any]


@pytest.mark.parametrize("suffix", FILES)
def test_without_a_suffix_the_first_bytes_tell(fazhi: Run, tmp_path: Path, suffix: str) -> None:
    named = tmp_path / f"a{suffix}"
    named.write_bytes(FILES[suffix])
    expected = fazhi("text", named)
    assert (expected.status, "梭椤乡" in expected.out) == (0, True)
    assert fazhi("text", "-", stdin=FILES[suffix]).out == expected.out
    assert fazhi("text", "-", "--stdin-filename", f"x{suffix.upper()}", stdin=FILES[suffix]).out == expected.out


@pytest.mark.parametrize(("name", "suffix"), RENAMED)
def test_a_renamed_file_is_called_by_its_name(name: str, suffix: str) -> None:
    data = STRANGE.get(name) or FILES[Path(name).suffix]
    with pytest.raises(ReadError) as caught:
        read(data, f"报告{suffix}", suffix)
    assert caught.value.code == "binary"
    assert caught.value.message.endswith("再检查。")
    if name in ("word.docx", "old.doc", "rich.rtf") or Path(name).suffix in FILES:
        assert f"把扩展名改为 {Path(name).suffix}" in caught.value.message
    else:
        assert "另存为" in caught.value.message


@pytest.mark.parametrize("suffix", sorted(SENTENCES))
def test_kinds_that_hold_no_report_say_what_to_do(suffix: str) -> None:
    assert suffix not in READERS
    with pytest.raises(ReadError, match=r"请") as caught:
        read(b"....", f"a{suffix.upper()}", suffix.upper())
    assert caught.value.code == "unsupported"


def test_a_folder_gives_all_kinds_of_reports_and_nothing_else(fazhi: Run, tmp_path: Path) -> None:
    for suffix, data in FILES.items():
        (tmp_path / f"a{suffix}").write_bytes(data)
    (tmp_path / "b.htm").write_bytes(FILES[".html"])
    for name in ("photo.png", "all.zip", "table.xlsx", "notes.docx.bak", "~$a.pdf"):
        (tmp_path / name).write_bytes(b"....")
    done = fazhi("check", tmp_path, "--format", "json")
    files = {Path(file["path"]).name: file for file in json.loads(done.out)["files"]}
    assert sorted(files) == ["a.html", "a.ofd", "a.pdf", "a.txt", "b.htm"]
    assert done.status == 1
    found = [[(finding["rule"], finding["excerpt"]) for finding in file["findings"]] for file in files.values()]
    assert found[0]
    assert all(sorted(each) == sorted(found[0]) for each in found)
    assert all(finding["location"]["page"] for finding in files["a.pdf"]["findings"])


def test_a_kind_whose_library_is_missing_is_reported(fazhi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for suffix in (".html", ".pdf", ".txt"):
        (tmp_path / f"a{suffix}").write_bytes(FILES[suffix])
    (tmp_path / "a.doc").write_bytes(STRANGE["old.doc"])
    monkeypatch.setitem(sys.modules, "lxml", None)
    monkeypatch.setattr(sys, "path", [str(ROOT), *(place for place in sys.path if "-packages" not in place)])
    monkeypatch.setattr(office, "find", lambda: None)
    pdf._process.cache_clear()
    try:
        done = fazhi("check", tmp_path, "--format", "json", "--no-cache")
    finally:
        pdf._process.cache_clear()
    files = {Path(file["path"]).name: file for file in json.loads(done.out)["files"]}
    assert done.status == 2
    assert {name: file["error"] and file["error"]["code"] for name, file in files.items()} == {
        "a.doc": "missing-program",
        "a.html": "missing-extra",
        "a.pdf": "missing-extra",
        "a.txt": None,
    }
    assert 'pip install "fazhi-lint[html]"' in files["a.html"]["error"]["message"]
    assert 'pip install "fazhi-lint[pdf]"' in files["a.pdf"]["error"]["message"]
    assert "LibreOffice" in files["a.doc"]["error"]["message"]
    assert ".docx" in files["a.doc"]["error"]["message"]


def test_limits_are_options(fazhi: Run, tmp_path: Path) -> None:
    paged, plain = tmp_path / "a.pdf", tmp_path / "b.txt"
    paged.write_bytes(FILES[".pdf"])
    plain.write_bytes(FILES[".txt"] * 200)
    assert fazhi("text", paged, "--max-pages", "4").status == 0
    done = fazhi("text", paged, "--max-pages", "3")
    assert (done.status, "--max-pages" in done.err) == (2, True)
    done = fazhi("text", plain, "--max-size", "1")
    assert (done.status, "--max-size" in done.err) == (2, True)
    assert fazhi("text", plain, "--max-size", "2").status == 0
    for name in ("--max-size", "--max-pages", "--max-expanded", "--timeout"):
        for wrong in ("0", "-1", "x", "1.5", "inf"):
            assert fazhi("text", plain, name, wrong).status == 2
        assert name in fazhi("check", "-h").out


def test_a_text_that_is_far_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fazhi_lint.readers.base.MAX_TEXT", 1000)
    for suffix, data in FILES.items():
        with pytest.raises(ReadError) as caught:
            read(data, f"a{suffix}", suffix, Limits())
        assert caught.value.code == "too-large"
