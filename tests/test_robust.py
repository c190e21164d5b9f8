"""Files as they come, and a system that refuses: something is said, the rest is done, no traceback is shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fazhi_lint import pipeline

ROOT = Path(__file__).resolve().parent.parent
ONE = ("--select", "shortcoming-cause")
Run = Callable[..., Any]
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32")


def results(done: Any) -> dict[str, dict[str, Any]]:
    return {Path(file["path"]).name: file for file in json.loads(done.out)["files"]}


def places(done: Any) -> list[tuple[Any, ...]]:
    return [
        (f["rule"], f["line"], f["column"], f["end_line"], f["end_column"], f["excerpt"])
        for file in json.loads(done.out)["files"]
        for f in file["findings"]
    ]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_give_the_same_findings(fazhi: Run, report: Path, encoding: str) -> None:
    expected = places(fazhi("check", report, "--format", "json"))
    assert expected
    report.write_bytes(report.read_text("utf-8").encode(encoding))
    assert places(fazhi("check", report, "--format", "json")) == expected
    assert places(fazhi("check", "-", "--format", "json", stdin=report.read_bytes())) == expected


@pytest.mark.parametrize("end", ["\r\n", "\r", "mixed"])
def test_line_ends_give_the_same_findings(fazhi: Run, report: Path, end: str) -> None:
    expected = places(fazhi("check", report, "--format", "json"))
    lines = report.read_text("utf-8").splitlines()
    ends = ["\r\n", "\n", "\r"] if end == "mixed" else [end]
    report.write_bytes("".join(line + ends[i % len(ends)] for i, line in enumerate(lines)).encode())
    assert places(fazhi("check", report, "--format", "json")) == expected


UNREADABLE = {
    "空.txt": (b"", "empty"),
    "空白.txt": ("\ufeff \r\n\u3000\n".encode(), "empty"),
    "报告.docx.txt": (b"PK\x03\x04....", "binary"),
    "旧.txt": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "binary"),
    "扫描.txt": (b"%PDF-1.7\n...", "binary"),
    "程序.txt": (bytes(range(256)) * 4, "binary"),
    "空字符.txt": ("一、存在的不足\n二、下一步\0打算\n".encode(), "binary"),
    "空字符宽.txt": "一、存在的\0不足".encode("utf-16"),
    "乱码.txt": (b"\xff\xff\x81" * 50, "encoding"),
    "半截.txt": ("\ufeff一、存在的不足".encode("utf-16-le")[:-1], "encoding"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_bad_file_is_named_and_the_others_are_checked(fazhi: Run, report: Path, name: str) -> None:
    case = UNREADABLE[name]
    data, code = case if isinstance(case, tuple) else (case, "binary")
    report.with_name(name).write_bytes(data)
    done = fazhi("check", report.parent, *ONE, "--format", "json")
    assert done.status == 2
    assert results(done)[name]["status"] == "unreadable"
    assert results(done)[name]["error"]["code"] == code
    assert results(done)["报告.txt"]["findings"]
    shown = fazhi("check", report.parent, *ONE)
    assert shown.status == 2
    assert "无法检查" in shown.out
    assert "另有 1 个无法检查" in shown.out
    assert fazhi("check", report.parent, *ONE, "--fail-on", "never").status == 2
    assert fazhi("text", report.with_name(name)).status == 2


def test_a_huge_file_is_not_read(fazhi: Run, report: Path) -> None:
    with report.with_name("大.txt").open("wb") as stream:
        stream.truncate(60_000_000)
    done = fazhi("check", report.parent, *ONE, "--format", "json")
    assert results(done)["大.txt"]["error"]["code"] == "too-large"
    done = fazhi("check", "-", "--format", "json", "--max-size", "1", stdin=b"x" * 1_000_001)
    assert (done.status, results(done)["-"]["error"]["code"]) == (2, "too-large")


def test_what_is_missing_or_no_file(fazhi: Run, report: Path) -> None:
    done = fazhi("check", report, report.with_name("没有.txt"), *ONE, "--format", "json")
    assert done.status == 2
    assert results(done)["没有.txt"]["error"]["code"] == "missing"
    assert results(done)["报告.txt"]["findings"]
    assert fazhi("check", "a\0b").status == 2
    assert fazhi("check", "x" * 5000).status == 2
    empty = report.parent / "空文件夹"
    empty.mkdir()
    done = fazhi("check", empty)
    assert done.status == 2
    assert "没有可以检查的文件" in done.err
    assert fazhi("text", empty).status == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_does_not_hang(fazhi: Run, report: Path) -> None:
    os.mkfifo(report.with_name("管道.txt"))
    done = fazhi("check", report.parent, *ONE, "--format", "json")
    assert results(done)["管道.txt"]["error"]["code"] == "not-a-file"


def test_no_permission(fazhi: Run, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = report.with_name("机密.txt")
    secret.write_text("一", "utf-8")

    def guarded(path: str, mode: str, buffering: int) -> Any:
        if path == str(secret):
            raise PermissionError(13, "Permission denied", path)
        return open(path, mode, buffering)

    monkeypatch.setattr("fazhi_lint.readers.open", guarded, raising=False)
    done = fazhi("check", report.parent, *ONE, "--format", "json")
    assert done.status == 2
    assert results(done)["机密.txt"]["error"]["code"] == "permission"
    assert results(done)["报告.txt"]["findings"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_entered(fazhi: Run, report: Path) -> None:
    closed = report.parent / "关闭"
    closed.mkdir(mode=0)
    try:
        done = fazhi("check", report.parent, *ONE, "--format", "json")
    finally:
        closed.chmod(0o700)
    assert results(done)["关闭"]["error"]["code"] == "permission"
    assert results(done)["报告.txt"]["findings"]


def test_a_refused_folder_is_reported(fazhi: Run, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.walk

    def walk(path: str, onerror: Callable[[OSError], None] | None = None) -> Any:
        if onerror is None:  # other folders than those of the reports
            return real(path)
        onerror(PermissionError(13, "Permission denied", "关闭"))
        return iter([(path, [], ["报告.txt"])])

    monkeypatch.setattr(os, "walk", walk)
    done = fazhi("check", report.parent, *ONE, "--format", "json")
    assert done.status == 2
    assert results(done)["关闭"]["error"]["code"] == "permission"
    assert results(done)["报告.txt"]["findings"]


def test_a_loop_of_links_ends(fazhi: Run, report: Path) -> None:
    below = report.parent / "下级"
    below.mkdir()
    (below / "回来").symlink_to(report.parent, target_is_directory=True)
    (below / "自己.txt").symlink_to(below / "自己.txt")
    done = fazhi("check", report.parent, *ONE, "--format", "json")
    assert sorted(results(done)) == ["报告.txt", "自己.txt"]
    assert results(done)["自己.txt"]["status"] == "unreadable"


def test_folders_are_walked_in_order_without_hidden_and_temporary_files(fazhi: Run, report: Path) -> None:
    folder = report.parent
    for name in ("b/二.md", "a/一.txt", "a/一.xlsx", ".git/x.txt", ".隐藏.txt", "~$报告.txt", "b/c/三.TXT"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(report.read_bytes())
    done = fazhi("check", folder, *ONE, "--format", "json")
    shown = [Path(file["path"]).relative_to(folder).as_posix() for file in json.loads(done.out)["files"]]
    assert shown == ["报告.txt", "a/一.txt", "b/二.md", "b/c/三.TXT"]


def test_a_fault_of_the_program_stops_no_other_file(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fazhi_lint.ruleset import load

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(pipeline, "parse", broken)
    result = pipeline.check_file(str(report), load()[0], pipeline.Options())
    assert result.status == "unreadable"
    assert result.error is not None
    assert result.error["code"] == "internal"
    assert "RuntimeError" in result.error["message"]


def test_signs_that_steer_a_terminal_are_made_visible(fazhi: Run, report: Path) -> None:
    report.write_text(report.read_text("utf-8").replace("二是普法形式", "二是\x1b[2J普法形式"), "utf-8")
    shown = fazhi("check", report, *ONE)
    assert "普法形式" in shown.out
    assert "\x1b" not in shown.out + fazhi("text", report).out + fazhi("check", report, "--show-passes").out


def program(*args: str, shell: str = "", **more: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a process of its own; `shell` stands behind the command."""
    more.setdefault("env", {**os.environ, **more.pop("environ", {})})
    command = [sys.executable, "-m", "fazhi_lint", *args]
    if shell:
        words = " ".join(f"'{word}'" for word in command)
        return subprocess.run(f"{words} {shell}", shell=True, capture_output=True, check=False, cwd=ROOT, timeout=60, **more)
    return subprocess.run(command, capture_output=True, check=False, cwd=ROOT, timeout=60, **more)


POSIX = pytest.mark.skipif(os.name != "posix", reason="a POSIX shell is needed")


@POSIX
@pytest.mark.parametrize("args", [("check", "samples"), ("rules", "list"), ("text", "samples/town-fair.txt")])
def test_a_closed_pipe_is_no_fault(args: tuple[str, ...]) -> None:
    done = program(*args, shell="| true")
    assert done.stderr == b""


@POSIX
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize("args", [("check", "samples"), ("rules", "list"), ("--version",), ("check", "-h")])
def test_a_full_disk_is_said(args: tuple[str, ...]) -> None:
    done = program(*args, shell="> /dev/full")
    assert done.returncode == 2
    assert "结果显示不出来".encode() in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@POSIX
@pytest.mark.parametrize(
    ("shell", "args"),
    [
        ("<&-", ("check", "-")),
        ("<&-", ("text", "-")),
        (">&-", ("check", "nothing")),
        ("2>&-", ("check", "nothing", "--format", "x")),
        (">&- 2>&-", ("check", "nothing")),
        ("2>/dev/full", ("check", "nothing", "--format", "x")),
    ],
)
def test_closed_streams(shell: str, args: tuple[str, ...]) -> None:
    done = program(*args, shell=shell)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert "程序内部出错".encode() not in done.stderr


@POSIX
def test_a_pipe_or_device_is_written_to_and_not_replaced(fazhi: Run, report: Path) -> None:
    pipe = report.with_name("pipe")
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    done = fazhi("check", report, *ONE, "--output", pipe)
    said = os.read(reader, 100_000).decode()
    os.close(reader)
    assert (done.status, done.out) == (1, "")
    assert "检查了 1 个文件" in said
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    "environ",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "gbk"},
        {"HOME": os.devnull, "XDG_CACHE_HOME": "", "FAZHI_LINT_CACHE": ""},
        {"FAZHI_LINT_CACHE": os.devnull},
    ],
    ids=["C", "gbk", "no-home", "no-cache"],
)
def test_output_is_utf_8_in_any_surroundings(environ: dict[str, str]) -> None:
    done = program("check", "samples/town-fair.txt", "--fail-on", "never", environ=environ)
    assert done.returncode == 0
    assert done.stderr == b""
    assert "检查了 1 个文件" in done.stdout.decode("utf-8")
