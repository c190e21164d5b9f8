"""The pre-commit hooks: what pre-commit would run, run on files that it would choose."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from fazhi_lint.fixfiles import can_mend
from fazhi_lint.readers import READERS

ROOT = Path(__file__).resolve().parent.parent
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
RULE = """
id: no-slogan
title: 不写口号
severity: warning
group: wording
select: lines
check:
  forbid: {lexicon: slogans}
message: “{excerpt}”是口号。
suggestion: 写做了什么。
why: 试验。
basis:
  - {document: 试验, confidence: recalled}
examples:
  bad:
    - text: 一定要成功。
      lines: [1]
  good:
    - text: 办结12件。
status: preview
since: 0.1.0
"""
WORDS = "lexicons:\n  slogans: {title: 口号, source: 试验, words: [一定要成功]}\n"


def run(fazhi: Callable[..., Any], hook: dict[str, Any], changed: list[str], **config: Any) -> Any:
    """Run a hook as pre-commit does in the current folder; None where no changed file concerns it."""
    hook = {**hook, **config}
    chosen = [name for name in changed if re.search(hook["files"], name)]
    program, *words = [*shlex.split(hook["entry"]), *hook.get("args", [])]
    assert program == "fazhi-lint"
    return fazhi(*words, *(chosen if hook.get("pass_filenames", True) else ())) if chosen else None


def test_hooks_are_complete() -> None:
    assert set(HOOKS) == {"fazhi-lint", "fazhi-lint-fix", "fazhi-rules-test"}
    for hook in HOOKS.values():
        assert {"id", "name", "description", "entry", "language", "files"} <= set(hook)
        assert hook["language"] == "python"
        assert "types" not in hook


def test_the_reports_are_those_that_can_be_read() -> None:
    for suffix in READERS:
        needs_more = suffix in (".doc", ".wps", ".odt", ".rtf")
        assert bool(re.search(HOOKS["fazhi-lint"]["files"], f"2025/青柚镇{suffix}")) is not needs_more
        assert bool(re.search(HOOKS["fazhi-lint-fix"]["files"], f"2025/青柚镇{suffix}")) is can_mend(b"x", f"a{suffix}")
    for name in ("txt", "a.txt.zip", "a.yaml"):
        assert not re.search(HOOKS["fazhi-lint"]["files"], name)


def test_reports_are_checked(fazhi: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("town-fair", "town-exemplary"):
        Path(f"{name}.txt").write_text((ROOT / "samples" / f"{name}.txt").read_text("utf-8"), "utf-8")
    Path("README.md").write_text("# 说明\n", "utf-8")
    hook = HOOKS["fazhi-lint"]
    done = run(fazhi, hook, ["README.md", "town-fair.txt", "town-exemplary.txt", "photo.png"])
    assert done.status == 1
    assert "town-fair.txt" in done.out
    assert "photo.png" not in done.out
    assert run(fazhi, hook, ["README.md", "town-exemplary.txt"]).status == 0
    assert run(fazhi, hook, ["photo.png"]) is None


def test_own_rules_are_tested(fazhi: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    hook = HOOKS["fazhi-rules-test"]
    for folder, config in (("rules", {}), ("county", {"files": "^county/", "args": ["county"]})):
        Path(folder).mkdir()
        rule, words = Path(folder, "no-slogan.yaml"), Path(folder, "words.yaml")
        rule.write_text(RULE, "utf-8")
        words.write_text(WORDS, "utf-8")
        assert run(fazhi, hook, [rule.as_posix()], **config).out.startswith("1 条规则、2 个正反例，全部正确")
        words.write_text(WORDS.replace("一定要", "必须"), "utf-8")
        done = run(fazhi, hook, [words.as_posix()], **config)
        assert done.status == 1
        assert "反例 1 没有被发现" in done.out
        assert run(fazhi, hook, ["README.md", "other.yaml"], **config) is None


def test_single_rule_files_can_be_tested(fazhi: Callable[..., Any]) -> None:
    rules = ROOT / "rules"
    assert fazhi("rules", "test", rules / "shortcomings" / "shortcoming-cause.yaml").out.startswith("1 条规则、")
    assert fazhi("rules", "test", rules / "lexicon" / "causes.yaml").out == fazhi("rules", "test").out
