"""Old Word files through LibreOffice: what is said without it, no endless waiting, nothing left behind."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest

from fazhi_lint.errors import ReadError
from fazhi_lint.readers import office, read
from fazhi_lint.readers.base import Limits

RTF = "{\\rtf1\\ansi\\ansicpg936 " + "".join(f"\\u{ord(char)}?" for char in "关于青柚镇情况的报告") + "\\par ok}"
POSIX = pytest.mark.skipif(os.name != "posix", reason="the stand-in for LibreOffice is a shell script")
INSTALLED = pytest.mark.skipif(office.find() is None, reason="LibreOffice is not installed here")
STAND_IN = """#!/bin/sh
# called as: soffice -env:UserInstallation=… --headless … --convert-to FILTER --outdir FOLDER SOURCE
echo "$@" > {log}
{does}
"""


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, does: str) -> Path:
    """A program in the place of LibreOffice; the file in which it writes its arguments."""
    program, log = folder / "soffice", folder / "arguments"
    program.write_text(STAND_IN.format(log=log, does=does))
    program.chmod(0o755)
    monkeypatch.setattr(office, "find", lambda: str(program))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return log


def code_of(data: bytes, suffix: str, limits: Limits = Limits()) -> str:  # noqa: B008  a value that does not change
    with pytest.raises(ReadError) as caught:
        read(data, f"a{suffix}", suffix, limits)
    assert caught.value.message.endswith("。")
    return caught.value.code


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("fazhi-lint-"))


def test_without_libreoffice_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find", lambda: None)
    for suffix in (".doc", ".wps", ".odt", ".rtf"):
        assert code_of(RTF.encode(), suffix) == "missing-program"


def test_what_is_only_called_doc_is_read_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find", lambda: None)
    assert read("一、存在的不足\n".encode("gbk"), "a.doc", ".doc").text == "一、存在的不足\n"
    assert read("<html><p>一、存在的不足，如下。".encode("gbk"), "a.doc", ".doc").text == "一、存在的不足，如下。\n"
    assert code_of(b"%PDF-1.7", ".doc") == "binary"
    assert code_of(b"", ".doc") == "empty"


@POSIX
def test_it_runs_apart_and_cleans_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    does = 'for last; do :; done; mkdir "$(dirname "$last")/out"; cp "$last" "$(dirname "$last")/out/report.docx"'
    log = stand_in(tmp_path, monkeypatch, does)
    assert office.convert(RTF.encode(), "报告 1.rtf", Limits()) == RTF.encode()  # the stand-in gives back what it is given
    assert code_of(RTF.encode(), ".rtf", Limits(expanded=10)) == "too-large"
    assert "-env:UserInstallation=file://" in log.read_text()
    assert "report.rtf" in log.read_text()
    assert left_behind(tmp_path) == []


@POSIX
def test_it_is_ended_with_all_that_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, f"sleep 300 & echo $! > {tmp_path}/child; wait")
    start = time.monotonic()
    assert code_of(RTF.encode(), ".rtf", Limits(seconds=1)) == "timeout"
    assert time.monotonic() - start < 30
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            break
        if Path("/proc", str(child), "stat").exists() and Path("/proc", str(child), "stat").read_text().split()[2] == "Z":
            break  # dead, and waiting for its own parent to notice
        time.sleep(0.05)
    else:
        pytest.fail("a process goes on")
    assert left_behind(tmp_path) == []


@POSIX
def test_a_file_that_cannot_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "exit 0")
    assert code_of(RTF.encode(), ".rtf") == "damaged"
    assert left_behind(tmp_path) == []


@INSTALLED
def test_libreoffice_gives_the_text() -> None:
    assert read(RTF.encode(), "a.rtf", ".rtf").text == "关于青柚镇情况的报告\nok"
    assert office.convert(RTF.encode(), "a.rtf", Limits()).startswith(b"PK\x03\x04")
    assert code_of(b"PK\x03\x04 opendocument.text", ".odt") == "damaged"
