"""A bar shows how far a long run has come: on a terminal alone, never among the results."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="needs a terminal")


def run(folder: Path, *more: str, terminal_too: bool = False) -> tuple[str, str]:
    """Standard output, and what came on the terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "fazhi_lint", "check", str(folder), *more]
    done = subprocess.Popen(
        command, stdout=theirs if terminal_too else subprocess.PIPE, stderr=theirs, stdin=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # Linux says so when the other side has closed it
        pass
    os.close(ours)
    out = b"" if done.stdout is None else done.stdout.read()
    done.communicate(timeout=60)
    return out.decode(), shown.decode(errors="replace")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(12):
        (tmp_path / f"{number}.txt").write_text("好。\n", "utf-8")
    return tmp_path


def test_a_bar_is_shown_where_results_go_elsewhere(folder: Path) -> None:
    out, shown = run(folder)
    assert "12/12" in shown
    assert "检查" in shown
    assert "不像" in out
    assert "12/12" not in out
    assert "12/12" in run(folder, "--output", str(folder / "结果.json"), "--format", "json", terminal_too=True)[1]


def test_no_bar_where_nobody_wants_one(folder: Path) -> None:
    assert "12/12" not in run(folder, terminal_too=True)[1]  # the results come one by one
    assert run(folder, "--quiet")[1] == ""
    for number in range(3, 12):
        (folder / f"{number}.txt").unlink()
    assert run(folder)[1] == ""
