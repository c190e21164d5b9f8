"""Completion in a shell, by click's own scripts: commands, options, rules, profiles; names of files are the shell's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BASH = shutil.which("bash")


def program(**environ: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; sys.argv[0] = 'fazhi-lint'; from fazhi_lint.cli import main; main()"
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environ}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=False, encoding="utf-8")


def completed(line: str) -> list[str]:
    """What bash is told for a line whose last word is to be completed."""
    words = line.split(" ")
    done = program(_FAZHI_LINT_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("fazhi-lint ch", ["plain,check"]),
        ("fazhi-lint con", ["plain,config"]),
        ("fazhi-lint rules te", ["plain,test"]),
        ("fazhi-lint check --no-w", ["plain,--no-waivers"]),
        ("fazhi-lint check --level to", ["plain,township"]),
        ("fazhi-lint check --profile pub", ["plain,publication"]),
        ("fazhi-lint check --select dates,conf", ["plain,dates,confused-term"]),
        ("fazhi-lint check --mandatory wor", ["plain,wording"]),
        ("fazhi-lint rules show late", ["plain,late-report"]),
        ("fazhi-lint check 报", ["file,报"]),
        ("fazhi-lint check --config faz", ["file,faz"]),
    ],
)
def test_what_is_offered(line: str, offered: list[str]) -> None:
    assert completed(line) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell(shell: str) -> None:
    if shell == "bash" and BASH is None:
        pytest.skip("click asks bash for its version")
    done = program(_FAZHI_LINT_COMPLETE=f"{shell}_source")
    assert done.returncode == 0
    assert f"_FAZHI_LINT_COMPLETE={shell}_complete" in done.stdout
