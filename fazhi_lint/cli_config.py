"""The commands about configuration: `init` writes one, `config show` says what is in force and who says so.

In: a folder or a file. Out: a new file, never over an old one; or a list of values, each with its place.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import click

from .cli_common import COMMAND
from .cli_options import checking_options, complete_files
from .config import CONFIG, WAIVERS, Layer, Part, shown
from .errors import ConfigError
from .formatters.base import SEVERITY_WORDS, width
from .project import Asked, Project
from .settings import DEFAULTS, Settings

Row = tuple[str, str, str]  # name, value, place
_DEFAULT = "默认"
_HEAD = """\
# fazhi-lint 的配置：对这个文件夹和下级文件夹里的报告都起作用。
# 需要哪一项，就去掉它前面的“# ”。命令行里写的优先于这里；看最后用的是什么：fazhi-lint config show
"""


def template() -> str:
    """A configuration file in which every key stands as a comment, with what it means and an example."""
    import yaml

    from .configschema import config_schema

    pieces = [_HEAD]
    for key, schema in config_schema()["properties"].items():
        example = schema["examples"][0]
        written = f"{key}: {example}\n"
        if not isinstance(example, str):
            written = yaml.safe_dump({key: example}, default_flow_style=None, allow_unicode=True, sort_keys=False, width=1000)
        pieces.append(textwrap.indent(f"{schema['description']}\n{written}", "# "))
    return "\n".join(pieces)


def write_template(folder: str) -> str:
    """Write the template into a folder, never over a file; its path for people.

    Raises:
        ConfigError: there is a configuration, or it cannot be written.
    """
    path = os.path.join(folder, CONFIG)
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as stream:
            stream.write(template())
    except FileExistsError as error:
        raise ConfigError("已经有配置文件，没有改动它。", shown(path)) from error
    except (OSError, ValueError) as error:
        raise ConfigError("配置文件写不进去，请检查文件夹是否存在、有无权限。", shown(path)) from error
    return shown(path)


@click.command("show", **COMMAND)
@click.argument("path", default=".", metavar="[文件或文件夹]", shell_complete=complete_files)
@checking_options
@click.option("--fail-on", type=click.Choice(["error", "warning", "info", "never"]), help="同 check 的 --fail-on。")
def show(path: str, **options: Any) -> None:
    """显示对一个文件（默认是当前文件夹）起作用的设置，以及每一项是谁定的。"""
    project = Project(Asked(**{name: options[name] for name in Asked._fields if name in options}))
    where = os.path.abspath(path)
    where = os.path.join(where, "") if os.path.isdir(where) else where
    project.start([path])
    layers = project.layers(where)
    click.echo("配置文件（后面的优先）：" if layers else f"没有配置文件（没有找到 {CONFIG}）。")
    for layer in layers:
        click.echo(f"  {layer.path}")
    click.echo()
    rows = list(_rows(project, where, layers))
    first, second = (max(width(row[i]) for row in rows) for i in (0, 1))
    for name, value, place in rows:
        gaps = " " * (first - width(name)), " " * (min(second, 48) - width(value))
        click.echo(f"{name}{gaps[0]}  {value}{gaps[1]}  {place}".rstrip())
    settings = project.settings(where)
    click.echo(f"\n{_used(settings)}")


def _rows(project: Project, where: str, layers: tuple[Layer, ...]) -> Iterator[Row]:
    parts = project.parts(where)
    for key, default in DEFAULTS.items():
        part = next((part for part in reversed(parts) if key in part.data), None)
        yield (key, part.data[key], _place(part, key)) if part else (key, default, _DEFAULT)
    for part in parts:
        for key in ("select", "ignore"):
            if key in part.data:
                yield key, "、".join(part.data[key]), _place(part, key)
        for name, severity in part.data.get("severity", {}).items():
            yield "severity", f"{name} = {SEVERITY_WORDS.get(severity, '不用')}", _place(part, "severity", name)
        for rule, values in part.data.get("parameters", {}).items():
            for name, value in values.items():
                yield "parameters", f"{rule}.{name} = {value}", _place(part, "parameters", rule, name)
    for path in project.asked.rules:
        yield "rules", path, "命令行"
    for layer in layers:
        if where.endswith(os.sep):  # of a folder: what will be said of some of its files
            for i, section in enumerate(layer.data.get("files", ())):
                yield "files", f"{'、'.join(section['paths'])} 另有设置", layer.place("files", i)
        for i, name in enumerate(layer.data.get("rules", ())):
            yield "rules", shown(layer.beside(name)), layer.place("rules", i)
        for name, data in layer.data.get("lexicons", {}).items():
            yield "lexicons", f"{name}（{_counts(data)}）", layer.place("lexicons", name)
    for name in project.asked.mandatory:
        yield "mandatory", name, "命令行"
    yield from _accepting(project, where, layers)


def _accepting(project: Project, where: str, layers: tuple[Layer, ...]) -> Iterator[Row]:
    """Where accepted findings are written down."""
    layer = next((layer for layer in reversed(layers) if "waivers" in layer.data), None)
    if project.asked.no_waivers:
        yield "waivers", "不认任何豁免", "命令行"
    else:
        paths = project.waiver_paths(where)
        place = layer.place("waivers") if layer else "自己找到的" if paths else f"没有找到 {WAIVERS}"
        yield "waivers", "、".join(map(shown, paths)) or "没有", place
    baseline = project.baseline_path(where)
    layer = next((layer for layer in reversed(layers) if "baseline" in layer.data), None)
    named = "命令行" if project.asked.baseline else layer.place("baseline") if layer and baseline else _DEFAULT
    yield "baseline", shown(baseline) if baseline else "没有", named


def _place(part: Part, *keys: str | int) -> str:
    """Who says so; of what is said for some files, for which."""
    words = part.place(*keys)
    return f"{words}（{'、'.join(part.data['paths'])}）" if part.keys else words


def _counts(data: Mapping[str, Any]) -> str:
    return "、".join(f"{key} {len(values)} 个" for key, values in data.items())


def _used(settings: Settings) -> str:
    """Which rules are used."""
    chosen, profile = settings.options.chosen, settings.options.profile
    off = [
        rule.id
        for rule in settings.ruleset.rules
        if rule.id not in settings.mandatory
        and ((chosen is not None and rule.id not in chosen) or rule.severity_in(profile) == "off")
    ]
    used = len(settings.ruleset.rules) - len(off)
    return f"用 {used} 条规则" + (f"，不用 {len(off)} 条：{'、'.join(off)}。" if off else "。")


COMMANDS: dict[str, click.Command] = {"show": show}
