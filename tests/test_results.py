"""Results kept between runs: asked for again when nothing has changed, and never when anything has."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fazhi_lint import cache, pipeline

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., Any]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, in a folder of its own."""
    monkeypatch.setenv("FAZHI_LINT_CACHE", str(tmp_path / "缓存"))
    (tmp_path / "稿").mkdir()
    monkeypatch.chdir(tmp_path / "稿")
    return tmp_path / "缓存"


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the texts that are really checked, as they are."""
    done: list[str] = []
    real = pipeline.parse

    def noted(source: Any, *rest: Any) -> Any:
        done.append(source.path)
        return real(source, *rest)

    monkeypatch.setattr(pipeline, "parse", noted)
    return done


def sample(name: str = "a.txt", sample: str = "town-poor") -> Path:
    return Path(shutil.copy(ROOT / "samples" / f"{sample}.txt", name))


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_same_is_not_checked_again(fazhi: Run, kept: Path, checks: list[str], form: str) -> None:
    sample()
    args = ("check", "a.txt", "--format", form, "--show-passes", "--jobs", "1")
    first = fazhi(*args)
    assert checks == ["a.txt"]
    assert fazhi(*args) == first
    assert checks == ["a.txt"]
    assert fazhi(*args, "--no-cache") == first
    assert checks == ["a.txt", "a.txt"]
    os.utime("a.txt", (1, 1))
    assert fazhi(*args) == first
    assert len(checks) == 2


def test_the_same_text_under_another_name(fazhi: Run, kept: Path, checks: list[str]) -> None:
    sample("a.txt")
    fazhi("check", "a.txt")
    Path("b.txt").write_bytes(Path("a.txt").read_bytes())
    done = fazhi("check", "b.txt", "--format", "json")
    assert checks == ["a.txt"]
    assert json.loads(done.out)["files"][0]["path"] == "b.txt"
    assert fazhi("check", "b.txt").out.startswith("b.txt\n")


def test_whatever_matters_makes_it_new(fazhi: Run, kept: Path, checks: list[str]) -> None:
    file = sample()

    def anew(*args: str | Path) -> bool:
        before = len(checks)
        shown = fazhi("check", "a.txt", "--format", "json", "--jobs", "1", *args)
        true = fazhi("check", "a.txt", "--format", "json", "--jobs", "1", "--no-cache", *args)
        assert shown == true
        return len(checks) - before > 1

    assert anew()
    assert not anew()
    for args in (
        ("--select", "dates"),
        ("--ignore", "dates"),
        ("--profile", "draft"),
        ("--level", "county"),
        ("--force",),
        ("--mandatory", "dates", "--select", "wording"),
    ):
        assert anew(*args), args
        assert not anew(*args), args
    for text in (
        "severity: {wording: info}\n",
        "parameters: {quantified-results: {min: 2}}\n",
        "lexicons: {confused-terms: {except: [法制政府]}}\n",
        "files: [{paths: ['*'], profile: draft, level: street}]\n",
    ):
        Path("fazhi-lint.yaml").write_text(text, "utf-8")
        assert anew(), text
        assert not anew(), text
    assert not anew("--no-config")
    Path("fazhi-lint.yaml").unlink()
    file.write_text(file.read_text("utf-8") + "。", "utf-8")
    assert anew()


def test_rules_and_code_that_change_make_it_new(
    fazhi: Run, kept: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from conftest import write_rule

    sample()
    write_rule(Path(), word="没有这个词")
    fazhi("check", "a.txt", "--rules", "rules")
    fazhi("check", "a.txt", "--rules", "rules")
    assert len(checks) == 1
    write_rule(Path(), word="法治")
    assert "own-rule" in fazhi("check", "a.txt", "--rules", "rules").out
    assert len(checks) == 2
    monkeypatch.setattr(cache, "_code", lambda: "another version")
    fazhi("check", "a.txt", "--rules", "rules")
    assert len(checks) == 3


def test_acceptance_is_never_remembered(fazhi: Run, kept: Path, checks: list[str]) -> None:
    sample("a.txt", "town-fair")
    assert fazhi("check", "a.txt", "--select", "confused-term").status == 1
    Path("fazhi-lint-waivers.yaml").write_text("waivers:\n  - {rule: confused-term, reason: 有}\n", "utf-8")
    assert fazhi("check", "a.txt", "--select", "confused-term").status == 0
    Path("fazhi-lint-waivers.yaml").unlink()
    assert fazhi("check", "a.txt", "--select", "confused-term").status == 1
    assert len(checks) == 1


def test_what_could_not_be_read_is_tried_again(fazhi: Run, kept: Path) -> None:
    Path("a.txt").write_bytes(b"\x00\x01")
    assert fazhi("check", "a.txt").status == 2
    assert not list(kept.glob("*.result"))


def test_broken_and_foreign_files_count_as_none(fazhi: Run, kept: Path, checks: list[str]) -> None:
    sample()
    true = fazhi("check", "a.txt")
    (file,) = kept.glob("*.result")
    for data in (b"", b"no pickle", file.read_bytes()[:-20], b"\x80\x05K\x03.", b"\x80\x05N."):
        file.write_bytes(data)
        assert fazhi("check", "a.txt") == true
    assert len(checks) == 6
    assert file.stat().st_mode & 0o077 == 0 or os.name == "nt"


def test_nothing_is_kept_where_nothing_can_be(
    fazhi: Run, kept: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sample()
    true = fazhi("check", "a.txt")
    (kept.parent / "file").write_text("", "utf-8")
    monkeypatch.setenv("FAZHI_LINT_CACHE", str(kept.parent / "file" / "below"))
    assert fazhi("check", "a.txt") == true
    assert fazhi("check", "a.txt") == true
    assert len(checks) == 3


def test_no_cache_leaves_no_result(fazhi: Run, kept: Path) -> None:
    sample()
    fazhi("check", "a.txt", "--no-cache")
    assert not list(kept.glob("*.result"))


def test_there_are_never_too_many_nor_too_old_ones(fazhi: Run, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cache._KEPT, cache.RESULT, 3)
    for number in range(6):
        Path(f"{number}.txt").write_text(f"报告{number}\n", "utf-8")
    fazhi("check", ".", "--jobs", "1")
    left = sorted(kept.glob("*.result"))
    assert len(left) == 3
    long_ago = time.time() - 40 * 86400
    os.utime(left[0], (long_ago, long_ago))
    Path("new.txt").write_text("又一份\n", "utf-8")
    fazhi("check", "new.txt")
    assert left[0] not in list(kept.glob("*.result"))


def test_use_keeps_a_result_young(kept: Path) -> None:
    cache.write("a", 1, cache.RESULT)
    (file,) = kept.glob("*.result")
    days_ago = time.time() - 3 * 86400
    os.utime(file, (days_ago, days_ago))
    assert cache.read("a", cache.RESULT) == 1
    assert time.time() - file.stat().st_mtime < 60


def test_kinds_do_not_push_each_other_out(kept: Path) -> None:
    cache.write("rules", 1)
    for number in range(120):
        cache.write(f"config {number}", number, cache.CONFIG)
    assert cache.read("rules") == 1
    assert cache.read("config 119", cache.CONFIG) == 119
    assert len(list(kept.glob("*.config"))) <= 100
