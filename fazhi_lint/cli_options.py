"""The options that say how files are checked, for all commands that check some; and completion of names in a shell.

In: a click command. Out: the command with the options, and their values as `Asked`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .errors import ConfigError
from .readers.base import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_Command = TypeVar("_Command", bound=Callable[..., Any])
LEVELS = ("auto", "township", "street", "department", "county")


def complete_files(context: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The shell itself completes names of files."""
    return _offered({incomplete: ""}, "file")


def complete_rules(context: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the core rules and their groups, the last of a comma list too."""
    from .ruleset import load

    ruleset, _ = load()
    before, comma, last = incomplete.rpartition(",")
    known = {**ruleset.groups, **{rule.id: rule.title for rule in ruleset.rules}}
    return _offered({before + comma + name: title for name, title in known.items() if name.startswith(last)})


def complete_profiles(context: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of the core profiles."""
    from .ruleset import load

    return _offered({name: title for name, title in load()[0].profiles.items() if name.startswith(incomplete)})


def _offered(names: dict[str, str], kind: str = "plain") -> list[CompletionItem]:
    from click.shell_completion import CompletionItem  # only when a shell asks

    return [CompletionItem(name, kind, title or None) for name, title in names.items()]


def _rules(name: str, words: str) -> Callable[[_Command], _Command]:
    return click.option(name, multiple=True, metavar="规则", help=words, shell_complete=complete_rules)


_CHOOSING: dict[str, Callable[[Any], Any]] = {
    "select": _rules("--select", "只用这些规则或分组（可写多次，或用逗号隔开）。"),
    "ignore": _rules("--ignore", "不用这些规则或分组。"),
    "profile": click.option(
        "--profile",
        metavar="场景",
        help="draft 起草、submission 报送（默认）、publication 公开。",
        shell_complete=complete_profiles,
    ),
    "level": click.option("--level", type=click.Choice(LEVELS), help="按哪个层级检查；auto（默认）从报告自己看。"),
    "force": click.option("--force", is_flag=True, help="不像年度报告的文件也照样检查。"),
    "rules": click.option(
        "--rules",
        multiple=True,
        metavar="路径",
        help="另外加载的规则文件或文件夹（可写多次）。",
        shell_complete=complete_files,
    ),
    "config": click.option(
        "--config",
        metavar="文件",
        help="用这个配置文件，不找报告所在文件夹及其上级的 fazhi-lint.yaml。",
        shell_complete=complete_files,
    ),
    "no-config": click.option("--no-config", is_flag=True, help="不用任何配置文件，也不找豁免文件。"),
    "mandatory": click.option(
        "--mandatory",
        multiple=True,
        metavar="规则",
        help="这些规则或分组必查（也可写清单文件，如 ./必查.txt）：配置、豁免、基线都不能关掉或放宽。",
        shell_complete=complete_rules,
    ),
    "no-waivers": click.option("--no-waivers", is_flag=True, help="不认任何豁免：报告里的注释、豁免文件、配置里写的基线。"),
    "baseline": click.option(
        "--baseline", metavar="文件", help="基线文件：里面记着的问题不再报。", shell_complete=complete_files
    ),
}
_RUNNING: dict[str, Callable[[Any], Any]] = {
    "jobs": click.option("--jobs", type=click.IntRange(1), metavar="数", help="同时用几个进程检查；默认看文件多少自己定。"),
    "no-cache": click.option("--no-cache", is_flag=True, help="不用也不留上次检查的结果。"),
    "stdin-filename": click.option(
        "--stdin-filename", default="-", metavar="名称", help="路径写 - 时从标准输入读取，用这个名称显示。"
    ),
}


_MILLION = 1_000_000
_LIMITS: dict[str, Callable[[Any], Any]] = {
    name: click.option(f"--{name}", type=click.IntRange(1), default=default, show_default=True, metavar="数", help=words)
    for name, default, words in (
        ("max-size", DEFAULT_LIMITS.size // _MILLION, "一个文件最多多少 MB。"),
        ("max-expanded", DEFAULT_LIMITS.expanded // _MILLION, "一个文件解压后最多多少 MB。"),
        ("max-pages", DEFAULT_LIMITS.pages, "一个文件最多多少页。"),
        ("timeout", int(DEFAULT_LIMITS.seconds), "读取一个 PDF、doc 等文件最多用多少秒。"),
    )
}


def choosing_options(command: _Command) -> _Command:
    """The options that say what is checked in a file, by which rules."""
    return some_options(*_CHOOSING)(command)


def checking_options(command: _Command) -> _Command:
    """The options that say how files are checked: what in them, and how many at once."""
    return some_options(*_CHOOSING, *_RUNNING, *_LIMITS)(command)


def some_options(*names: str) -> Callable[[_Command], _Command]:
    """Some of these options, by their names."""
    known = _CHOOSING | _RUNNING | _LIMITS

    def add(command: _Command) -> _Command:
        for name in reversed(names):
            command = known[name](command)
        return command

    return add


def limit_options(command: _Command) -> _Command:
    """The options that say what one file may cost; `checking_options` has them too."""
    return some_options(*_LIMITS)(command)


def size_options(command: _Command) -> _Command:
    """Those of them that mean something for a Word document."""
    return some_options("max-size", "max-expanded")(command)


def limits(options: dict[str, Any]) -> Limits:
    """The limits that the options of `limit_options`, or some of them, name."""
    size, expanded = options["max_size"] * _MILLION, options["max_expanded"] * _MILLION
    pages, seconds = options.get("max_pages", DEFAULT_LIMITS.pages), options.get("timeout", DEFAULT_LIMITS.seconds)
    return Limits(size, expanded, pages, seconds)


_ALONE = ("forms", "output", "statistics", "show_passes", "fix")  # what `--diff` has no use for


def require_together(context: click.Context, options: dict[str, Any]) -> None:
    """Refuse options that mean nothing beside each other.

    Raises:
        ConfigError: there are such.
    """
    if options["unsafe_fixes"] and not (options["fix"] or options["as_diff"]):
        raise ConfigError("--unsafe-fixes 要和 --fix 或 --diff 一起写。")
    for name in _ALONE if options["as_diff"] else ():
        shown = "--" + {"forms": "format"}.get(name, name).replace("_", "-")
        if context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT:
            raise ConfigError(f"--diff 只显示会改哪些地方，不能和 {shown} 一起写。")
