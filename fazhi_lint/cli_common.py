"""What the commands share: how they look, which rules they load, which of them they use.

In: options as the user gave them. Out: a ruleset, ids of rules; `FazhiError` where an option cannot be followed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .errors import ConfigError, FazhiError

if TYPE_CHECKING:
    from .pipeline import Options
    from .ruleset import Ruleset

LEVELS = ("auto", "township", "street", "department", "county")
_PROFILES = "draft 起草、submission 报送、publication 公开。"
_LEVELS = "按哪个层级检查；auto 从报告自己看。"
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
COMMAND: dict[str, Any] = {"context_settings": _CONTEXT, "options_metavar": "[选项]"}
GROUP: dict[str, Any] = {**COMMAND, "subcommand_metavar": "命令 [参数]..."}
_Command = TypeVar("_Command", bound=Callable[..., Any])


def rule_options(command: _Command) -> _Command:
    """The options that say which rules are loaded."""
    option = click.option("--rules", "extra", multiple=True, metavar="路径", help="另外加载的规则文件或文件夹（可写多次）。")
    return option(command)


def choice_options(command: _Command) -> _Command:
    """The options that say which rules are used, and how strictly."""
    options = (
        click.option("--select", multiple=True, metavar="规则", help="只用这些规则或分组（可写多次，或用逗号隔开）。"),
        click.option("--ignore", multiple=True, metavar="规则", help="不用这些规则或分组。"),
        click.option("--profile", default="submission", show_default=True, metavar="场景", help=_PROFILES),
        click.option("--level", type=click.Choice(LEVELS), default="auto", show_default=True, help=_LEVELS),
        click.option("--force", is_flag=True, help="不像年度报告的文件也照样检查。"),
    )
    for option in reversed(options):
        command = option(command)
    return command


def load_rules(extra: Sequence[str]) -> Any:
    """The ruleset; the user's own rules must fire on their own examples before they are used."""
    from .ruleset import keep, load

    ruleset, compiled = load(extra)
    if compiled:
        from .examples import silent

        for rule in ruleset.rules:
            if rule.extra and (what := silent(rule, ruleset)):
                raise FazhiError(what, rule.path)
        keep(ruleset)
    return ruleset


def settings(options: Mapping[str, Any]) -> tuple[Ruleset, Options]:
    """The ruleset and what decides how files are checked, from the options of a command that has them all.

    Raises:
        ConfigError: an option that cannot be followed.
        FazhiError: a rule that cannot be loaded.
    """
    from .pipeline import Options

    ruleset = load_rules(options["extra"])
    if options["profile"] not in ruleset.profiles:
        raise ConfigError(f"没有报送场景“{options['profile']}”；可用的有 {'、'.join(ruleset.profiles)}。")
    chosen = choose(ruleset, options["select"], options["ignore"])
    level = None if options["level"] == "auto" else options["level"]
    return ruleset, Options(options["profile"], level, chosen, options["force"])


def choose(ruleset: Any, select: Sequence[str], ignore: Sequence[str]) -> frozenset[str] | None:
    """The ids that --select and --ignore leave; None for all.

    Raises:
        ConfigError: a name that is neither a rule nor a group.
    """
    if not select and not ignore:
        return None
    chosen = _ids(ruleset, select) if select else {rule.id for rule in ruleset.rules}
    return frozenset(chosen - _ids(ruleset, ignore)) if ignore else frozenset(chosen)


def _ids(ruleset: Any, names: Sequence[str]) -> set[str]:
    found: set[str] = set()
    if not any(part.strip() for value in names for part in value.split(",")):
        raise ConfigError("--select 或 --ignore 后面没有写规则或分组；用 fazhi-lint rules list 查看全部。")
    for name in (part.strip() for names_ in names for part in names_.split(",")):
        ids = {r.id for r in ruleset.rules if name in (r.id, r.group) or name in r.aliases}
        if name and not ids and name not in ruleset.groups:
            raise ConfigError(f"没有规则或分组“{name}”；用 fazhi-lint rules list 查看全部。")
        found |= ids
    return found
