"""The hooks run by pre-commit itself in a repository: commits, deleted and renamed files, Chinese names.

Only the place of the program differs from what a user has: it is the one under test, not one that pre-commit installs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import write_rule

ROOT = Path(__file__).resolve().parent.parent
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
FAIR, GOOD = ((ROOT / "samples" / f"{name}.txt").read_text("utf-8") for name in ("town-fair", "town-exemplary"))

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


class Repository:
    """A git repository whose commits are checked."""

    def __init__(self, folder: Path, *hooks: str) -> None:
        self.folder = folder
        bin_ = folder.parent / "bin"
        bin_.mkdir()
        program = bin_ / "fazhi-lint"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m fazhi_lint "$@"\n', "utf-8")
        program.chmod(0o755)
        home = folder.parent / "home"
        home.mkdir()
        names = ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL")
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
        self.env |= dict.fromkeys(names, "a@example.com")
        self.env |= {"HOME": str(home), "PRE_COMMIT_HOME": str(home), "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"}
        self.env |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        folder.mkdir()
        own = [{**hook, "language": "system", "additional_dependencies": []} for hook in HOOKS if hook["id"] in hooks]
        assert len(own) == len(hooks)
        config = {"repos": [{"repo": "local", "hooks": own}]}
        self.write(".pre-commit-config.yaml", yaml.safe_dump(config, allow_unicode=True))
        self.git("init", "-q")
        self.git("config", "core.quotepath", "true")
        self.run(sys.executable, "-m", "pre_commit", "install")
        assert self.commit().returncode == 0

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, cwd=self.folder, env=self.env, capture_output=True, check=False, encoding="utf-8", timeout=60
        )

    def git(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run("git", *words)

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def commit(self) -> subprocess.CompletedProcess[str]:
        """Commit all that there is."""
        self.git("add", "-A")
        return self.git("commit", "-m", "x")


def test_reports_are_checked_when_they_are_committed(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "库", "fazhi-lint")
    repository.write("2025 年/青柚镇 报告.txt", FAIR)
    repository.write("2025 年/好报告.txt", GOOD)
    repository.write("README.md", "# 说明\n")
    shutil.copy(ROOT / "samples" / "town-fair.docx", repository.folder / "“稿”.docx")
    done = repository.commit()
    assert done.returncode == 1
    assert "2025 年/青柚镇 报告.txt\n" in done.stderr
    assert "“稿”.docx\n" in done.stderr
    assert "检查了 3 个文件，另有 1 个不像年度报告" in done.stderr
    (repository.folder / "“稿”.docx").unlink()
    repository.git("mv", "2025 年/青柚镇 报告.txt", "另名.txt")
    repository.write("另名.txt", GOOD)
    assert repository.commit().returncode == 0
    repository.git("mv", "另名.txt", "“新”名.txt")  # renamed, and nothing else
    (repository.folder / "2025 年" / "好报告.txt").unlink()  # deleted: nothing is left to check
    done = repository.commit()
    assert done.returncode == 0, done.stdout + done.stderr
    assert repository.git("-c", "core.quotepath=false", "ls-files").stdout.split("\n")[-2] == "“新”名.txt"
    repository.git("rm", "-q", "“新”名.txt")
    assert "no files to check" in repository.commit().stderr


def test_fixes_stop_the_commit_once(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "库", "fazhi-lint-fix")
    file = repository.write("报告.txt", FAIR.replace("，", ",", 1))
    done = repository.commit()
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stderr
    assert "half-width-punctuation 1" in done.stderr
    assert file.read_text("utf-8") == FAIR
    assert repository.commit().returncode == 0  # what a person must mend is for the other hook
    assert repository.git("status", "--short").stdout == ""


def test_own_rules_are_tested(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "库", "fazhi-rules-test")
    rules = write_rule(repository.folder)
    assert repository.commit().returncode == 0
    words = rules / "words.yaml"
    words.write_text(words.read_text("utf-8").replace("糟糕", "糟透"), "utf-8")
    done = repository.commit()
    assert done.returncode == 1
    assert "反例 1 没有被发现" in done.stderr
