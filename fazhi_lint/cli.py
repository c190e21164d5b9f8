"""The command line: the only place that prints and the only one that exits.

Exit status: 0 nothing at or above --fail-on, 1 there is, 2 the job could not be done.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from . import __version__, chinese  # isort: skip  # noqa: F401  before click, which takes its words when imported

import click

from .cli_common import COMMAND, GROUP, choice_options, rule_options, settings
from .errors import ConfigError, FazhiError, internal
from .formatters import FORMATTERS

if TYPE_CHECKING:
    from .finding import RuleInfo, Run
    from .ruleset import Rule, Ruleset

SEVERITY_ORDER = ("info", "warning", "error")


class _Main(click.Group):
    """The command itself; a report given in the place of a command is told from a slip of the pen."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["check", "annotate", "text", "rules"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "annotate":  # imported when it is used
            from .cli_annotate import COMMAND

            return COMMAND
        command = super().get_command(ctx, cmd_name)
        if command is None and os.path.exists(cmd_name):
            raise ConfigError(f"要检查文件或文件夹，请写：fazhi-lint check {cmd_name}")
        return command


@click.group(cls=_Main, invoke_without_command=True, **GROUP)
@click.version_option(__version__, prog_name="fazhi-lint")
@click.pass_context
def cli(context: click.Context) -> None:
    """检查法治政府建设年度报告：四部分是否齐全、第一责任人履职有无实据、不足有无原因、成效有无数据等。

    \b
    常用：
      fazhi-lint check 报告.docx         检查一份报告（Word 或文本文件）
      fazhi-lint check 报告文件夹        检查文件夹里的全部报告
      fazhi-lint annotate 报告.docx      把问题写成批注，另存为 报告.批注.docx
      fazhi-lint rules list              列出全部规则
      fazhi-lint rules show 规则名       看一条规则的依据和正反例

    全部在本机完成，不联网，不改动您的文件。
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        context.exit(2)


def _formats() -> str:
    """The list of output formats that the help ends with."""
    return "\n".join(["\b", "输出格式：", *(f"  {name:<10}  {form.purpose}" for name, form in FORMATTERS.items())])


@click.command("check", epilog=_formats(), **COMMAND)
@click.argument("paths", nargs=-1, metavar="[文件或文件夹]...")
@click.option(
    "--format",
    "forms",
    multiple=True,
    default=["text"],
    metavar="格式[=文件]",
    help="输出格式（见下），默认 text。写“格式=文件”则写进文件；可写多次，一次得到几种。",
)
@click.option("--output", metavar="文件", help="把没有写明文件的那种格式写进文件，不在屏幕上显示。")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    help="有这一级及以上的问题时，退出码为 1（error 必改、warning 应改、info 建议、never 从不）。",
)
@choice_options
@click.option("--stdin-filename", default="-", metavar="名称", help="路径写 - 时从标准输入读取，用这个名称显示。")
@click.option("--show-passes", is_flag=True, help="通过的规则也列出，并给出依据的原文。")
@click.option("--statistics", is_flag=True, help="最后按规则统计处数；所选的格式里放不下的，显示在屏幕上。")
@click.option("--quiet", is_flag=True, help="不列问题，只给结论和无法检查的文件（text、concise、markdown）。")
@rule_options
def check(paths: tuple[str, ...], forms: tuple[str, ...], output: str | None, fail_on: str, **options: Any) -> None:
    """检查报告。写文件或文件夹（连同下级文件夹里的 .docx、.txt、.md）；写 - 从标准输入读取。

    退出码：0 没有必改的问题（或没有达到 --fail-on 的）；1 有；2 没能检查（命令、规则或文件有错）。
    """
    from .cli_output import deliver, targets
    from .formatters.base import Style, statistics

    if not paths:
        raise ConfigError("没有说要检查什么。请写上文件或文件夹，例如：fazhi-lint check 报告.docx")
    asked = targets(forms, output)
    run = _run(paths, options)
    colour = sys.stdout is not None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    style = Style(colour, options["show_passes"], options["statistics"], options["quiet"], fail_on)
    deliver(run, style, asked, partial(click.echo, nl=False))
    if style.statistics and not any(FORMATTERS[target.form].statistics for target in asked):
        for count, rule, title in statistics(run):
            click.echo(f"{count:5d}  {rule}  {title}", err=True)
    click.get_current_context().exit(_status(run.tally.counts, fail_on))


def _run(paths: Sequence[str], options: dict[str, Any]) -> Run:
    """What is to be checked, by which rules; a file is checked when the formatter asks for it."""
    from . import pipeline
    from .finding import Run

    ruleset, use = settings(options)
    # Looking for circles every 700 values took 2 to 3 % of a run over 1000 reports and freed next to nothing: the rules, which
    # live to the end, are put where no collection looks. Not rarer than this, or what it frees would pile up meanwhile.
    gc.freeze()
    gc.set_threshold(5_000)
    stdin = sys.stdin.buffer if sys.stdin else None  # None where it was closed
    files = pipeline.check_all(paths, stdin, options["stdin_filename"], ruleset, use)
    first = next(files, None)
    if first is None:  # told before anything is written
        raise ConfigError(f"没有可以检查的文件：{'、'.join(paths)} 里没有 .docx、.txt、.md 文件。")
    rules = tuple(
        _info(rule, ruleset, options["profile"]) for rule in ruleset.rules if use.chosen is None or rule.id in use.chosen
    )
    return Run(__version__, ruleset.name, rules, ruleset.digest, itertools.chain((first,), files), ruleset.title)


def _info(rule: Rule, ruleset: Ruleset, profile: str) -> RuleInfo:
    """What the formatters may say of a rule; one that is off in this profile keeps the severity that it has elsewhere."""
    from .finding import RuleInfo

    severity = rule.severity_in(profile)
    return RuleInfo(
        rule.id, rule.title, rule.group, rule.why, ruleset.groups[rule.group],
        rule.severity if severity == "off" else severity, rule.suggestion, rule.basis, rule.limits,
    )  # fmt: skip


def _status(counts: dict[str, int], fail_on: str) -> int:
    if counts["unreadable"]:
        return 2
    if fail_on == "never":
        return 0
    return int(any(counts[s] for s in SEVERITY_ORDER[SEVERITY_ORDER.index(fail_on) :]))


@click.command("text", **COMMAND)
@click.argument("file", metavar="文件")
@click.option("--stdin-filename", default="-", metavar="名称", help="文件写 - 时从标准输入读取，用这个名称。")
def text(file: str, stdin_filename: str) -> None:
    """显示被检查的文字和行号：“第 N 行”指的就是这里的行。"""
    from pathlib import Path

    from .formatters.base import visible
    from .readers import read, read_bytes, read_stream

    if file == "-":
        data = read_stream(sys.stdin.buffer if sys.stdin else None, stdin_filename)
        source = read(data, stdin_filename, Path(stdin_filename).suffix)
    else:
        source = read(read_bytes(Path(file)), file, Path(file).suffix)
    digits = len(str(len(source)))
    for line in range(1, len(source) + 1):
        click.echo(f"{line:{digits}d} │ {visible(source.line_text(line))}")


class _Rules(click.Group):
    """The `rules` commands, imported when one of them is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["list", "show", "test"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from .cli_rules import COMMANDS

        return COMMANDS.get(cmd_name)


cli.add_command(check)
cli.add_command(text)
cli.add_command(_Rules("rules", help="查看和测试规则。", **GROUP))


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status; no traceback ever reaches the user."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    status, words = _guarded(args)
    try:
        if words:
            click.echo(words, err=True)
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError:
        status = 2
        _mute()
    sys.exit(status)


def _guarded(args: Sequence[str] | None) -> tuple[int, str]:
    """Run a command: its exit status, and what is left to say where it could not do its job."""
    try:
        return cli.main(args=args, prog_name="fazhi-lint", standalone_mode=False) or 0, ""
    except click.ClickException as error:
        error.show()
        return 2, ""
    except click.Abort:
        return 2, "已中断。"
    except FazhiError as error:
        return 2, f"错误：{error}"
    except SystemExit:  # so click ends when the reader of a pipe has gone; commands leave by their return or Exit
        _mute()
        return 2, ""
    except OSError as error:
        _mute()
        return 2, f"错误：结果显示不出来，请检查磁盘是否已满、管道是否断开（{error.strerror}）。"
    except RecursionError:
        return 2, "错误：文件的层次太深，无法处理。"
    except MemoryError:
        return 2, "错误：内存不足，请分批检查。"
    except Exception as error:  # the last guard
        return 2, f"错误：{internal(error)}"


def _mute() -> None:
    """Let standard output go nowhere: what is still in its buffer can be written to nobody."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())  # type: ignore[union-attr]
