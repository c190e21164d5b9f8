"""The command line: the only place that prints and the only one that exits.

Exit status: 0 nothing at or above --fail-on, 1 there is, 2 the job could not be done (the contract, section 2).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from . import __version__, chinese  # isort: skip  # noqa: F401  before click: it gives click its Chinese words

import click

from .errors import ConfigError, FazhiError, ReadError

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
LEVELS = ("auto", "township", "street", "department", "county")
SEVERITY_ORDER = ("info", "warning", "error")
_Command = TypeVar("_Command", bound=Callable[..., Any])


@click.group(context_settings=_CONTEXT, invoke_without_command=True)
@click.version_option(__version__, prog_name="fazhi-lint")
@click.pass_context
def cli(context: click.Context) -> None:
    """检查法治政府建设年度报告：四部分是否齐全、第一责任人履职有无实据、不足有无原因、成效有无数据等。

    \b
    常用：
      fazhi-lint check 报告.txt          检查一份报告
      fazhi-lint check 报告文件夹        检查文件夹里的全部报告
      fazhi-lint rules list              列出全部规则
      fazhi-lint rules show 规则名       看一条规则的依据和正反例

    全部在本机完成，不联网，不改动您的文件。
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        context.exit(2)


def rule_options(command: _Command) -> _Command:
    """The options that say which rules are loaded."""
    option = click.option(
        "--rules", "extra", multiple=True, metavar="路径", help="另外加载的规则文件或文件夹（可写多次）。"
    )
    return option(command)


@cli.command(context_settings=_CONTEXT)
@click.argument("paths", nargs=-1, metavar="[文件或文件夹]...")
@click.option("--format", "form", default="text", show_default=True, metavar="格式", help="输出格式：text 或 json。")
@click.option("--output", metavar="文件", help="把结果写进文件，不在屏幕上显示。")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    help="有这一级及以上的问题时，退出码为 1（error 必改、warning 应改、info 建议、never 从不）。",
)
@click.option("--select", multiple=True, metavar="规则", help="只用这些规则或分组（可写多次，或用逗号隔开）。")
@click.option("--ignore", multiple=True, metavar="规则", help="不用这些规则或分组。")
@click.option("--profile", default="submission", show_default=True, metavar="场景", help="draft 起草、submission 报送、publication 公开。")
@click.option("--level", type=click.Choice(LEVELS), default="auto", show_default=True, help="按哪个层级检查；auto 从报告自己看。")
@click.option("--stdin-filename", default="-", metavar="名称", help="路径写 - 时从标准输入读取，用这个名称显示。")
@click.option("--force", is_flag=True, help="不像年度报告的文件也照样检查。")
@click.option("--show-passes", is_flag=True, help="通过的规则也列出，并给出依据的原文。")
@click.option("--statistics", is_flag=True, help="最后按规则统计处数。")
@rule_options
def check(paths: tuple[str, ...], form: str, output: str | None, fail_on: str, **options: Any) -> None:
    """检查报告。写文件或文件夹（连同下级文件夹里的 .txt、.md）；写 - 从标准输入读取。

    退出码：0 没有要改的；1 有；2 没能检查（命令、规则或文件有错）。
    """
    from .formatters import FORMATTERS, Style

    if not paths:
        raise ConfigError("没有说要检查什么。请写上文件或文件夹，例如：fazhi-lint check 报告.txt")
    if form not in FORMATTERS:
        raise ConfigError(f"没有输出格式“{form}”；可用的有 {'、'.join(FORMATTERS)}。")
    run = _run(paths, options)
    colour = output is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    text = FORMATTERS[form](run, Style(colour, options["show_passes"], options["statistics"]))
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(output, text)
    sys.exit(_status(run, fail_on))


def _run(paths: Sequence[str], options: dict[str, Any]) -> Any:
    """Check all that the paths name."""
    from . import pipeline
    from .finding import RuleInfo, Run

    ruleset = load_rules(options["extra"])
    if options["profile"] not in ruleset.profiles:
        raise ConfigError(f"没有报送场景“{options['profile']}”；可用的有 {'、'.join(ruleset.profiles)}。")
    chosen = choose(ruleset, options["select"], options["ignore"])
    level = None if options["level"] == "auto" else options["level"]
    settings = pipeline.Options(options["profile"], level, chosen, options["force"])
    refused: list[str] = []
    results = []
    for path in pipeline.find_files(paths, refused):
        if path == "-":
            data = sys.stdin.buffer.read()
            results.append(pipeline.check_bytes(data, options["stdin_filename"], ruleset, settings))
        else:
            results.append(pipeline.check_file(path, ruleset, settings))
    for folder in refused:
        results.append(pipeline.unreadable(folder, ReadError("permission", "没有读取这个文件夹的权限。")))
    if not results:
        raise ConfigError(f"没有可以检查的文件：{'、'.join(paths)} 里没有 .txt、.md 文件。")
    rules = tuple(RuleInfo(r.id, r.title, r.group, r.why) for r in ruleset.rules if chosen is None or r.id in chosen)
    return Run(__version__, ruleset.name, rules, ruleset.digest, tuple(results))


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


def choose(ruleset: Any, select: Sequence[str], ignore: Sequence[str]) -> frozenset[str] | None:
    """The ids that --select and --ignore leave; None for all.

    Raises:
        ConfigError: a name that is neither a rule nor a group.
    """
    if not select and not ignore:
        return None
    chosen = _ids(ruleset, select) if select else {rule.id for rule in ruleset.rules}
    return frozenset(chosen - _ids(ruleset, ignore))


def _ids(ruleset: Any, names: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for name in (part.strip() for names_ in names for part in names_.split(",")):
        ids = {r.id for r in ruleset.rules if name in (r.id, r.group) or name in r.aliases}
        if name and not ids:
            raise ConfigError(f"没有规则或分组“{name}”；用 fazhi-lint rules list 查看全部。")
        found |= ids
    return found


def _status(run: Any, fail_on: str) -> int:
    counts = run.counts()
    if counts["unreadable"]:
        return 2
    if fail_on == "never":
        return 0
    return int(any(counts[s] for s in SEVERITY_ORDER[SEVERITY_ORDER.index(fail_on) :]))


def _write(path: str, text: str) -> None:
    """Write beside and rename, so that nothing is ever half written."""
    folder = os.path.dirname(os.path.abspath(path))
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".fazhi-lint-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as stream:
                stream.write(text)
            os.chmod(name, 0o644)
            os.replace(name, path)
        except OSError:
            os.unlink(name)
            raise
    except OSError as error:
        raise ConfigError("结果写不进这个文件，请检查文件夹是否存在、有无权限、磁盘是否已满。", path) from error


@cli.command(context_settings=_CONTEXT)
@click.argument("file", metavar="文件")
@click.option("--stdin-filename", default="-", metavar="名称", help="文件写 - 时从标准输入读取，用这个名称。")
def text(file: str, stdin_filename: str) -> None:
    """显示被检查的文字和行号：“第 N 行”指的就是这里的行。"""
    from pathlib import Path

    from .readers import read, read_bytes

    if file == "-":
        source = read(sys.stdin.buffer.read(), stdin_filename, Path(stdin_filename).suffix)
    else:
        source = read(read_bytes(Path(file)), file, Path(file).suffix)
    digits = len(str(len(source)))
    for line in range(1, len(source) + 1):
        click.echo(f"{line:{digits}d} │ {source.line_text(line)}")


class _Rules(click.Group):
    """The `rules` commands, imported when one of them is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["list", "show", "test"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from .cli_rules import COMMANDS

        return COMMANDS.get(cmd_name)


cli.add_command(_Rules("rules", help="查看和测试规则。", context_settings=_CONTEXT))


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status; no traceback ever reaches the user."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        cli.main(args=args, prog_name="fazhi-lint", standalone_mode=False)
        status = 0
    except click.exceptions.Exit as stop:
        status = stop.exit_code
    except click.Abort:
        click.echo("已中断。", err=True)
        status = 2
    except click.ClickException as error:
        error.show()
        status = 2
    except FazhiError as error:
        click.echo(f"错误：{error}", err=True)
        status = 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 2
    except RecursionError:
        click.echo("错误：文件的层次太深，无法处理。", err=True)
        status = 2
    except MemoryError:
        click.echo("错误：内存不足，请分批检查。", err=True)
        status = 2
    sys.exit(status)
