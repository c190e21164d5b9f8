"""What tests share: running the program as a user does, and a cache of its own."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

from fazhi_lint.cli import main

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "samples"))  # the makers of sample files
RULE = """
id: {id}
title: 试验规则
severity: {severity}
group: wording
select: lines
check:
  forbid: {{lexicon: {lexicon}}}
message: 有“{{excerpt}}”。
suggestion: 删去“{{excerpt}}”。
why: 试验。
basis:
  - {{document: 试验, confidence: recalled}}
examples:
  bad:
    - text: 我镇很{word}。
  good:
    - text: 我镇不错。
status: preview
since: 0.1.0
"""

# The same cases in every run; HYPOTHESIS=explore looks for new ones.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS", "gate"))


def benchmark_module(name: str) -> Any:
    """A module of the folder `benchmarks`; others of that folder that it imports are found too."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        return import_module(name)
    finally:
        sys.path.pop(0)


class Done(NamedTuple):
    """What a run of the program left behind."""

    status: int
    out: str
    err: str


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests neither read nor fill the user's cache."""
    before = os.environ.get("FAZHI_LINT_CACHE")
    os.environ["FAZHI_LINT_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    del os.environ["FAZHI_LINT_CACHE"]
    if before is not None:
        os.environ["FAZHI_LINT_CACHE"] = before


@pytest.fixture(autouse=True)
def own_collector() -> Iterator[None]:
    """The program sets the garbage collector for a process of its own; tests share one."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.fixture
def fazhi() -> Callable[..., Done]:
    """Runs `fazhi-lint` with these arguments (in this process) and standard input."""

    def run(*args: str | Path, stdin: bytes = b"") -> Done:
        out, err = (io.TextIOWrapper(io.BytesIO(), "ascii") for _ in range(2))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            with pytest.raises(SystemExit) as stop:
                main([str(arg) for arg in args])
        said = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
        done = Done(int(stop.value.code or 0), *said)
        assert "Traceback" not in done.out + done.err
        assert "程序内部出错" not in done.out + done.err
        return done

    return run


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report with one shortcoming without a cause, as a file."""
    file = tmp_path / "报告.txt"
    file.write_text((ROOT / "samples" / "town-fair.txt").read_text("utf-8"), "utf-8")
    return file


def write_rule(folder: Path, severity: str = "error", word: str = "糟糕", name: str = "own-rule") -> Path:
    """A rule of the user's own, with its lexicon, in a folder."""
    rules = folder / "rules"
    rules.mkdir(exist_ok=True)
    (rules / f"{name}.yaml").write_text(RULE.format(id=name, severity=severity, lexicon="own-words", word=word), "utf-8")
    lexicon = f"lexicons:\n  own-words: {{title: 词, source: 试验, words: [{word}]}}\n"
    (rules / "words.yaml").write_text(lexicon, "utf-8")
    return rules
