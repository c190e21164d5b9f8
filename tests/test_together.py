"""Files that are checked side by side: the same results as alone, and one that spoils it spoils it for none of the others."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from fazhi_lint import pipeline, together
from fazhi_lint.project import Asked, Project

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Reports, what is none, what cannot be read, and some for which another configuration is."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "samples", "稿")
    Path("稿/0.txt").write_bytes(b"\x00\x01")
    Path("稿/菜谱.md").write_text("红烧肉\n", "utf-8")
    shutil.copytree("稿", "别处")
    Path("别处/fazhi-lint.yaml").write_text("select: [wording]\n", "utf-8")
    shutil.copytree("稿", "错")
    Path("错/fazhi-lint.yaml").write_text("selct: [wording]\n", "utf-8")
    return [str(path) for path in sorted(Path().rglob("*.*")) if path.suffix in (".txt", ".md", ".docx")]


@pytest.mark.parametrize("asked", [Asked(no_cache=True), Asked(no_cache=True, facts=False)])
@pytest.mark.parametrize("size", [2, 5])
def test_the_same_as_alone(names: list[str], monkeypatch: pytest.MonkeyPatch, asked: Asked, size: int) -> None:
    project = Project(asked)
    alone = [project.check(name) for name in names]
    assert {result.status for result in alone} == {"checked", "unreadable", "not-a-report"}
    beside = noting(monkeypatch)
    found = [result for start in range(0, len(names), size) for result in project.check_together(names[start : start + size])]
    assert [shown(result) for result in found] == [shown(result) for result in alone]
    assert max(beside) == size


def test_those_that_do_not_go_together_are_checked_alone(names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where configurations differ, and where some rules are checked without one."""
    for asked, some in (
        (Asked(no_cache=True), ["稿/town-fair.txt", "别处/town-fair.txt", "错/town-fair.txt"]),
        (Asked(no_cache=True, mandatory=("dates",)), ["别处/town-fair.txt", "别处/town-poor.txt"]),
    ):
        project = Project(asked)
        alone = [project.check(name) for name in some]
        beside = noting(monkeypatch)
        assert [shown(result) for result in project.check_together(some)] == [shown(result) for result in alone]
        assert set(beside) == {1}


def noting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many documents go through the rules together, each time that some do."""
    seen: list[int] = []
    real = pipeline.lint_together

    def noted(documents: Iterable[Any], *rest: Any) -> Any:
        documents = list(documents)
        linted = real(documents, *rest)
        seen.append(len(documents))
        return linted

    monkeypatch.setattr(pipeline, "lint_together", noted)
    return seen


def shown(result: Any) -> Any:
    """A result but for its text, which is another each time."""
    return result._replace(source=result.source and result.source.text)


def test_one_that_spoils_it_is_told_of(names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    real = pipeline.lint_together

    def spoiled(documents: Iterable[Any], *rest: Any) -> Any:
        documents = list(documents)
        if any("town-poor" in document.source.path for document in documents):
            raise ZeroDivisionError("a fault")
        return real(documents, *rest)

    monkeypatch.setattr(pipeline, "lint_together", spoiled)
    some = ["稿/town-fair.txt", "稿/town-poor.txt", "稿/town-exemplary.txt"]
    found = Project(Asked(no_cache=True)).check_together(some)
    assert [result.path for result in found] == some
    assert [result.status for result in found] == ["checked", "unreadable", "checked"]
    assert found[1].error["code"] == "internal"


@pytest.mark.parametrize(("times", "sizes"), [(1, [3]), (20, [1, 1, 1])])
def test_long_texts_are_checked_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, sizes: list[int]) -> None:
    seen = noting(monkeypatch)
    text = (ROOT / "samples" / "town-fair.txt").read_text("utf-8")
    assert together._MOST / 20 < 3 * len(text) < together._MOST
    some = [str(tmp_path / name) for name in ("a.txt", "b.txt", "c.txt")]
    for name in some:
        Path(name).write_text(text * times, "utf-8")
    assert len(Project(Asked(no_cache=True)).check_together(some)) == 3
    assert seen == sizes
