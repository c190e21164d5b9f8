"""The `rules` commands: list, show, test.

In: the rules that the command line names, core ones and the user's own. Out: what they are, in words or as JSON; how they do.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Collection
from typing import Any

import click

from .cli_common import COMMAND, rule_options
from .cli_options import LEVELS, complete_rules
from .cli_rules_test import test_rules
from .errors import ConfigError
from .examples import load_tried
from .finding import SEVERITIES
from .formatters.base import SEVERITY_WORDS, width
from .plainly import near
from .ruleset import Rule, Ruleset
from .settings import parameters

_WORDS = {"verified": "已核", "recalled": "凭记忆，未核原文"}
_STATUS = ("preview", "stable", "deprecated")


@click.command("list", **COMMAND)
@rule_options
@click.option("--group", "groups", multiple=True, metavar="分组", help="只列这些分组（可写多次）。")
@click.option("--severity", "severities", multiple=True, type=click.Choice(SEVERITIES), help="只列这些级别（可写多次）。")
@click.option("--profile", metavar="场景", help="按这个报送场景的级别列，不用的不列；不写则按规则自己的级别。")
@click.option("--level", type=click.Choice(LEVELS[1:]), help="只列用于这个层级的。")
@click.option("--status", "statuses", multiple=True, type=click.Choice(_STATUS), help="只列这些状态的（可写多次）。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式：text（默认）或 json。")
def list_rules(extra: tuple[str, ...], form: str, **wanted: Any) -> None:
    """列出全部规则，按分组；可以挑选。"""
    ruleset = load_tried(extra)
    profile = wanted["profile"]
    _require(wanted["groups"], ruleset.groups, "分组")
    _require([profile] if profile else [], ruleset.profiles, "报送场景")
    rules = [rule for rule in ruleset.rules if _wanted(rule, **wanted)]
    if form == "json":
        click.echo(json.dumps([_described(rule, profile) for rule in rules], ensure_ascii=False, indent=1))
        return
    for group, title in ruleset.groups.items():
        inside = [rule for rule in rules if rule.group == group]
        if inside:
            click.echo(f"{title}（{group}）")
        for rule in inside:
            gap = " " * max(1, 28 - width(rule.id))
            click.echo(f"  {rule.id}{gap}{SEVERITY_WORDS[_severity(rule, profile)]}  {rule.title}")
    click.echo(f"共 {len(rules)} 条。用 fazhi-lint rules show 规则名 看一条的依据和正反例。")


def _require(names: Collection[str], known: Collection[str], what: str) -> None:
    for name in names:
        if name not in known:
            raise ConfigError(f"没有{what}“{name}”{near(name, known)}；可用的有 {'、'.join(known)}。")


def _severity(rule: Rule, profile: str | None) -> str:
    return rule.severity if profile is None else rule.severity_in(profile)


def _wanted(
    rule: Rule,
    groups: Collection[str],
    severities: Collection[str],
    profile: str | None,
    level: str | None,
    statuses: Collection[str],
) -> bool:
    severity = _severity(rule, profile)
    return (
        severity != "off"
        and (not groups or rule.group in groups)
        and (not severities or severity in severities)
        and (level is None or not rule.levels or level in rule.levels)
        and (not statuses or rule.status in statuses)
    )


def _described(rule: Rule, profile: str | None) -> dict[str, Any]:
    """A rule for programs; `severity` is that of the profile where one is named."""
    return {
        "id": rule.id,
        "title": rule.title,
        "group": rule.group,
        "severity": _severity(rule, profile),
        "profiles": dict(rule.profiles),
        "levels": list(rule.levels),
        "status": rule.status,
        "since": rule.since,
        "message": rule.message,
        "suggestion": rule.suggestion,
        "why": rule.why,
        "limits": rule.limits,
        "basis": [basis._asdict() for basis in rule.basis],
        "parameters": {name: {"title": title, "value": value} for name, title, value in parameters(rule)},
        "fix": {"safe": rule.fix.safe} if rule.fix else None,
        "aliases": list(rule.aliases),
        "path": rule.path if rule.extra else None,
    }


@click.command("show", **COMMAND)
@click.argument("name", metavar="规则名", shell_complete=complete_rules)
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
    if rule.fix:
        click.echo(f"自动修改：fazhi-lint check --fix{'' if rule.fix.safe else ' --unsafe-fixes'}")
    click.echo(f"\n为什么：{rule.why}")
    click.echo(f"怎样写：{rule.suggestion}")
    click.echo("\n依据：")
    for basis in rule.basis:
        number = f"（{basis.number}）" if basis.number else ""
        click.echo(f"  {basis.document}{number}{basis.article or ''}（{_WORDS[basis.confidence]}）")
    if rule.adjustable:
        click.echo("\n可以在配置文件里改的参数（parameters）：")
        for key, title, value in parameters(rule):
            click.echo(f"  {key}：{title}，现在是 {value}")
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


COMMANDS: dict[str, click.Command] = {"list": list_rules, "show": show_rule, "test": test_rules}
