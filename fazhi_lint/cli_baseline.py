"""The commands that keep a baseline: `baseline write` and `baseline prune`.

In: the files that `check` would check, by the same options. Out: the baseline file, written whole or not at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import click

from .baseline import BASELINE, Baseline, load
from .cli_check import Checking, begin
from .cli_common import COMMAND
from .cli_options import checking_options, complete_files
from .config import shown
from .finding import FileResult


@click.command("write", **COMMAND)
@click.argument("paths", nargs=-1, metavar="[文件或文件夹]...", shell_complete=complete_files)
@checking_options
def write(paths: tuple[str, ...], **options: Any) -> None:
    """把现有的问题记进基线，以后只报新的。没有检查到的文件，原来记着的不动。"""
    checking, path = _begin(paths, options)
    baseline = load(path) if os.path.isfile(path) else Baseline(path)
    for file, judged in _judged(checking):
        baseline.record(file.path, file.findings, judged)
    baseline.write()
    name = shown(path)
    words = f"{name}：记有 {baseline.total()} 处，在 {len(baseline.files)} 个文件里。"
    _finish(checking, f"{words}检查时加 --baseline {name}，就只报新的。")


@click.command("prune", **COMMAND)
@click.argument("paths", nargs=-1, metavar="[文件或文件夹]...", shell_complete=complete_files)
@checking_options
def prune(paths: tuple[str, ...], **options: Any) -> None:
    """从基线里删去已经没有的问题和文件；不加新的。"""
    checking, path = _begin(paths, options)
    baseline = load(path)
    before = baseline.total()
    for file, judged in _judged(checking):
        baseline.prune(file.path, file.findings, judged)
    baseline.forget_missing()
    baseline.write()
    _finish(checking, f"{shown(path)}：删去 {before - baseline.total()} 处，还有 {baseline.total()} 处。")


def _begin(paths: tuple[str, ...], options: dict[str, Any]) -> tuple[Checking, str]:
    """The run, which no baseline has a say in, and the file: that of the option, of the configuration, or the usual one."""
    checking = begin(paths, options, use_baseline=False)
    named = checking.project.baseline_path(os.path.join(os.path.abspath(paths[0]), ""))
    return checking, named or BASELINE


def _judged(checking: Checking) -> Iterator[tuple[FileResult, frozenset[str]]]:
    """The files that were checked, with the rules that said something of each."""
    for file in checking.run.files:
        if file.status == "unreadable" and file.error:
            click.echo(f"{file.path}：{file.error['message']}", err=True)
        if file.status == "checked":
            yield file, frozenset(outcome.rule for outcome in file.outcomes)


def _finish(checking: Checking, words: str) -> None:
    status, notices = checking.finish()
    for notice in notices:
        click.echo(notice, err=True)
    click.echo(words)
    click.get_current_context().exit(2 if status == 2 else 0)


COMMANDS: dict[str, click.Command] = {"write": write, "prune": prune}
