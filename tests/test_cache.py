"""The kept rules: used again, never trusted when broken, never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from fazhi_lint import cache
from fazhi_lint.ruleset import keep, load


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAZHI_LINT_CACHE", str(tmp_path / "缓存"))
    return tmp_path / "缓存"


def test_what_is_kept_comes_back(folder: Path) -> None:
    assert cache.read("a") is None
    cache.write("a", {"x": 1})
    assert cache.read("a") == {"x": 1}
    assert cache.read("b") is None
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("data", [b"", b"no pickle", b"\x80\x05."])
def test_a_broken_file_counts_as_none(folder: Path, data: bytes) -> None:
    cache.write("a", {"x": 1})
    (file,) = folder.iterdir()
    file.write_bytes(data)
    assert cache.read("a") is None
    cache.write("a", {"x": 2})
    assert cache.read("a") == {"x": 2}


def test_few_are_kept_and_nothing_is_left_over(folder: Path) -> None:
    for i in range(30):
        cache.write(str(i), i)
    assert cache.read("29") == 29
    assert len(list(folder.iterdir())) <= 24
    cache.write("x", lambda: None)  # cannot be pickled
    assert not [file for file in folder.iterdir() if file.suffix != ".rules"]


def test_a_folder_that_cannot_be_made_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("FAZHI_LINT_CACHE", str(tmp_path / "file" / "below"))
    cache.write("a", 1)
    assert cache.read("a") is None


def test_compiled_rules_are_taken_from_the_cache(folder: Path) -> None:
    ruleset, compiled = load()
    assert compiled
    keep(ruleset)
    again, compiled = load()
    assert not compiled
    assert again.digest == ruleset.digest
    assert [rule.id for rule in again.rules] == [rule.id for rule in ruleset.rules]
