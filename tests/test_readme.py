"""The READMEs are true: their commands run, and the output that they show is what the commands print.

`FAZHI_LINT_GOLDEN=write pytest tests/test_readme.py` (or `make golden`) writes the shown output anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SHOWN = re.compile(r"(^<!-- output: (.+) -->\n```text\n)(.*?)(^```$)", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a reader of the README has in front of them."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("fazhi_lint", "rules", "samples"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line that begins with `fazhi-lint` in a folder."""
    words = command.removeprefix("fazhi-lint ")
    line = f'"{sys.executable}" -m fazhi_lint {words}'
    return subprocess.run(line, shell=True, cwd=folder, capture_output=True, check=False, encoding="utf-8", timeout=60)


def commands(name: str) -> list[str]:
    """The lines of a README's `sh` blocks that call the program."""
    blocks = COMMANDS.findall((ROOT / name).read_text("utf-8"))
    return [line for block in blocks for line in block.splitlines() if line.startswith("fazhi-lint ")]


@pytest.mark.parametrize(("name", "command"), [(name, command) for name in READMES for command in commands(name)])
def test_commands_run(name: str, command: str, checkout: Path) -> None:
    done = run(command, checkout)
    assert done.returncode in (0, 1), done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("name", READMES)
def test_output_is_as_shown(name: str, checkout: Path) -> None:
    file = ROOT / name
    text = file.read_text("utf-8")
    true = SHOWN.sub(lambda shown: shown[1] + run(shown[2], checkout).stdout + shown[4], text)
    if os.environ.get("FAZHI_LINT_GOLDEN") == "write":
        file.write_text(true, "utf-8", newline="\n")
    assert len(SHOWN.findall(text)) >= 1
    assert file.read_text("utf-8") == true


@pytest.mark.parametrize("name", READMES)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8")):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("name", READMES)
def test_make_targets_exist(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"\bmake ([a-z]+)\b", (ROOT / name).read_text("utf-8")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
