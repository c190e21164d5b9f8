"""The command `rules test`: rules tried on their own examples, and on a corpus of reports.

In: rule files, and files or folders of reports. Out: which rules their examples contradict; how often each rule fires on the
corpus, and which never do: a rule that silently never fires is the worst fault a linter has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from .cli_common import COMMAND
from .cli_options import complete_files
from .errors import ConfigError
from .examples import failures
from .pipeline import Options, check_file, find_files
from .ruleset import Rule, Ruleset, load


@click.command("test", **COMMAND)
@click.argument("paths", nargs=-1, metavar="[规则文件或文件夹]...", shell_complete=complete_files)
@click.option(
    "--corpus",
    multiple=True,
    metavar="路径",
    help="再拿这些报告（文件或文件夹）试：每条规则报告几处，哪些从来没有报告过。",
    shell_complete=complete_files,
)
def test_rules(paths: tuple[str, ...], corpus: tuple[str, ...]) -> None:
    """用每条规则自己的正反例测试规则；不写路径则测试自带的规则。"""
    ruleset, _ = load(paths)
    named = [rule for rule in ruleset.rules if _below(rule.path, paths)]
    rules = named or ruleset.rules  # word lists alone concern every rule
    wrong = 0
    for rule in rules:
        problems = list(failures(rule, ruleset))
        wrong += bool(problems)
        for problem in problems:
            click.echo(f"{rule.path}: {rule.id}：{problem}")
    examples = sum(len(rule.bad) + len(rule.good) for rule in rules)
    click.echo(f"{len(rules)} 条规则、{examples} 个正反例，{'全部正确' if not wrong else f'{wrong} 条有错'}。")
    undone = _coverage(rules, ruleset, corpus) if corpus else 0
    click.get_current_context().exit(2 if undone else 1 if wrong else 0)


def _below(file: str, paths: tuple[str, ...]) -> bool:
    """Whether a rule's file is one of the paths or lies below one."""
    return any(Path(file).resolve().is_relative_to(Path(path).resolve()) for path in paths)


def _coverage(rules: Sequence[Rule], ruleset: Ruleset, corpus: Sequence[str]) -> int:
    """Say what the rules do on a corpus, those that never fire first; how many files could not be read."""
    refused: list[str] = []
    fired, files, passed = Counter[str](), Counter[str](), Counter[str]()
    checked = undone = 0
    for path in find_files(corpus, refused):
        result = check_file(path, ruleset, Options())
        if result.error is not None:
            click.echo(f"{path}：{result.error['message']}", err=True)
        undone += result.status == "unreadable"
        checked += result.status == "checked"
        fired.update(finding.rule for finding in result.findings)
        files.update({finding.rule for finding in result.findings})
        passed.update(outcome.rule for outcome in result.outcomes if outcome.outcome == "pass")
    if not checked:
        raise ConfigError(f"没有可以检查的报告：{'、'.join(corpus)}。")
    never = [rule for rule in rules if not fired[rule.id]]
    click.echo(f"\n语料：{checked} 份报告。{len(rules) - len(never)} 条规则报告过，{len(never)} 条从来没有。")
    for rule in never:
        seen = f"通过 {passed[rule.id]} 份" if passed[rule.id] else "没有一份有它要看的内容"
        click.echo(f"  从未报告  {rule.id}（{seen}）")
    for rule in sorted(rules, key=lambda rule: (-fired[rule.id], rule.id)):
        if fired[rule.id]:
            click.echo(f"  {fired[rule.id]:5d} 处  {rule.id}（{files[rule.id]} 份）")
    for folder in refused:
        click.echo(f"{folder}：没有读取这个文件夹的权限。", err=True)
    return undone + len(refused)
