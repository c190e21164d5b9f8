"""The `rules` commands: list, show, test."""

from __future__ import annotations

import textwrap
from pathlib import Path

import click

from .cli_common import COMMAND, rule_options
from .errors import ConfigError
from .examples import failures, load_tried
from .formatters.base import SEVERITY_WORDS, width
from .ruleset import Rule, Ruleset, load

_WORDS = {"verified": "已核", "recalled": "凭记忆，未核原文"}


@click.command("list", **COMMAND)
@rule_options
def list_rules(extra: tuple[str, ...]) -> None:
    """列出全部规则，按分组。"""
    ruleset = load_tried(extra)
    for group, title in ruleset.groups.items():
        click.echo(f"{title}（{group}）")
        for rule in (rule for rule in ruleset.rules if rule.group == group):
            gap = " " * max(1, 28 - width(rule.id))
            click.echo(f"  {rule.id}{gap}{SEVERITY_WORDS[rule.severity]}  {rule.title}")
    click.echo(f"共 {len(ruleset.rules)} 条。用 fazhi-lint rules show 规则名 看一条的依据和正反例。")


@click.command("show", **COMMAND)
@click.argument("name", metavar="规则名")
@rule_options
def show_rule(name: str, extra: tuple[str, ...]) -> None:
    """说明一条规则：查什么、为什么、依据、正反例。"""
    ruleset = load_tried(extra)
    rule = find(ruleset, name)
    click.echo(f"{rule.id}：{rule.title}")
    click.echo(f"分组 {ruleset.groups[rule.group]}；级别 {SEVERITY_WORDS[rule.severity]}；{rule.since} 版起有")
    for profile, severity in rule.profiles.items():
        word = "不用" if severity == "off" else SEVERITY_WORDS[severity]
        click.echo(f"  {ruleset.profiles[profile]}时：{word}")
    click.echo(f"\n为什么：{rule.why}")
    click.echo(f"怎样写：{rule.suggestion}")
    click.echo("\n依据：")
    for basis in rule.basis:
        number = f"（{basis.number}）" if basis.number else ""
        click.echo(f"  {basis.document}{number}{basis.article or ''}（{_WORDS[basis.confidence]}）")
    if rule.limits:
        click.echo(f"\n已知局限：{rule.limits}")
    for word, examples in (("反例（会报告）", rule.bad), ("正例（不会报告）", rule.good)):
        click.echo(f"\n{word}：")
        for example in examples:
            click.echo(textwrap.indent(example.text.strip("\n"), "  │ "))
            click.echo(f"    {example.note}\n" if example.note else "")


def find(ruleset: Ruleset, name: str) -> Rule:
    """The rule of that id or former name.

    Raises:
        ConfigError: there is none; rules with a similar name are named.
    """
    for rule in ruleset.rules:
        if name == rule.id or name in rule.aliases:
            return rule
    import difflib

    near = difflib.get_close_matches(name, [rule.id for rule in ruleset.rules], 3)
    hint = f"是不是 {'、'.join(near)}？" if near else "用 fazhi-lint rules list 查看全部。"
    raise ConfigError(f"没有规则“{name}”；{hint}")


@click.command("test", **COMMAND)
@click.argument("paths", nargs=-1, metavar="[规则文件或文件夹]...")
def test_rules(paths: tuple[str, ...]) -> None:
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
    click.get_current_context().exit(1 if wrong else 0)


def _below(file: str, paths: tuple[str, ...]) -> bool:
    """Whether a rule's file is one of the paths or lies below one."""
    return any(Path(file).resolve().is_relative_to(Path(path).resolve()) for path in paths)


COMMANDS = {"list": list_rules, "show": show_rule, "test": test_rules}
