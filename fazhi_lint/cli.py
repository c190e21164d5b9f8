"""The command line: the only place that prints and the only one that exits.

Exit status: 0 nothing at or above --fail-on, 1 there is, 2 the job could not be done.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from . import __version__, chinese  # isort: skip  # noqa: F401  before click, which takes its words when imported

import click

from .cli_common import COMMAND, GROUP
from .cli_options import checking_options, complete_files, limit_options, limits, require_together
from .errors import ConfigError, FazhiError, internal
from .formatters import FORMATTERS

_COMPLETION = "_FAZHI_LINT_COMPLETE"  # in the environment when a shell asks for completions


class _Main(click.Group):
    """The command itself; a report given in the place of a command is told from a slip of the pen."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = _COMMANDS.get(cmd_name)
        if command is None and os.path.exists(cmd_name):
            raise ConfigError(f"要检查文件或文件夹，请写：fazhi-lint check {cmd_name}")
        return command() if command else None


@click.group(cls=_Main, invoke_without_command=True, **GROUP)
@click.version_option(__version__, prog_name="fazhi-lint")
@click.pass_context
def cli(context: click.Context) -> None:
    """检查法治政府建设年度报告：四部分是否齐全、第一责任人履职有无实据、不足有无原因、成效有无数据等。

    \b
    常用：
      fazhi-lint check 报告.docx         检查一份报告（Word 或文本文件）
      fazhi-lint check 报告文件夹        检查文件夹里的全部报告
      fazhi-lint check 报告.docx --diff  看哪些能自动改；--fix 改进文件
      fazhi-lint annotate 报告.docx      把问题写成批注，另存为 报告.批注.docx
      fazhi-lint rules list              列出全部规则
      fazhi-lint rules show 规则名       看一条规则的依据和正反例

    全部在本机完成，不联网；不写 --fix，不改动您的文件。
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        context.exit(2)


def _formats() -> str:
    """The list of output formats that the help ends with."""
    return "\n".join(["\b", "输出格式：", *(f"  {name:<10}  {form.purpose}" for name, form in FORMATTERS.items())])


@click.command("check", epilog=_formats(), **COMMAND)
@click.argument("paths", nargs=-1, metavar="[文件或文件夹]...", shell_complete=complete_files)
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
    help="有这一级及以上的问题时，退出码为 1（error 必改，默认；warning 应改、info 建议、never 从不）。",
)
@click.option("--show-passes", is_flag=True, help="通过的规则也列出，并给出依据的原文。")
@click.option("--statistics", is_flag=True, help="最后按规则统计处数；所选的格式里放不下的，显示在屏幕上。")
@click.option("--quiet", is_flag=True, help="不列问题，只给结论和无法检查的文件（text、concise、markdown）。")
@click.option("--fix", is_flag=True, help="把能自动改的直接改进文件（文本和 docx），只改意思不可能变的；剩下的照常报告。")
@click.option("--unsafe-fixes", is_flag=True, help="和 --fix 或 --diff 一起用：意思可能变的也改，改后请通读。")
@click.option("--diff", "as_diff", is_flag=True, help="只显示 --fix 会改哪些地方，不写文件；有要改的，退出码为 1。")
@checking_options
def check(paths: tuple[str, ...], forms: tuple[str, ...], output: str | None, **options: Any) -> None:
    """检查报告。写文件或文件夹（连同下级文件夹里的报告）；写 - 从标准输入读取。

    退出码：0 没有必改的问题（或没有达到 --fail-on 的）；1 有；2 没能检查（命令、配置、规则或文件有错）。
    """
    from .cli_check import asked_for, begin
    from .cli_output import deliver, progress, targets
    from .formatters.base import Style, statistics
    from .pipeline import find_files

    require_together(click.get_current_context(), options)
    if options["as_diff"]:
        from .cli_fix import show_diff

        status = show_diff(paths, asked_for(paths, options), options["unsafe_fixes"], options["stdin_filename"])
        click.get_current_context().exit(status)
    asked = targets(forms, output)
    facts = options["show_passes"] or any(FORMATTERS[target.form].facts for target in asked)
    checking = begin(paths, options, facts=facts)
    colour = sys.stdout is not None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    style = Style(colour, options["show_passes"], options["statistics"], options["quiet"], checking.fail_on)
    aside = options["fix"] and "-" in paths  # standard output is for the mended text
    with progress(checking.run, lambda: sum(1 for _ in find_files(paths, [])), asked, options["quiet"]):
        deliver(checking.run, style, asked, partial(click.echo, nl=False, err=aside))
    if style.statistics and not any(FORMATTERS[target.form].statistics for target in asked):
        for count, rule, title in statistics(checking.run):
            click.echo(f"{count:5d}  {rule}  {title}", err=True)
    status, notices = checking.finish()
    for words in notices:
        click.echo(words, err=True)
    click.get_current_context().exit(status)


@click.command("text", **COMMAND)
@click.argument("file", metavar="文件")
@click.option("--stdin-filename", default="-", metavar="名称", help="文件写 - 时从标准输入读取，用这个名称。")
@limit_options
def text(file: str, stdin_filename: str, **options: Any) -> None:
    """显示被检查的文字和行号：“第 N 行”指的就是这里的行。"""
    from .formatters.base import visible
    from .readers import read, read_bytes, read_stream, suffix

    allowed = limits(options)
    if file == "-":
        data = read_stream(sys.stdin.buffer if sys.stdin else None, stdin_filename, allowed)
        source = read(data, stdin_filename, suffix(stdin_filename), allowed)
    else:
        source = read(read_bytes(file, allowed), file, suffix(file), allowed)
    digits = len(str(len(source)))
    for line in range(1, len(source) + 1):
        click.echo(f"{line:{digits}d} │ {visible(source.line_text(line))}")


@click.command("init", **COMMAND)
@click.argument("folder", default=".", metavar="[文件夹]", shell_complete=complete_files)
def init(folder: str) -> None:
    """在文件夹里写一份带说明的 fazhi-lint.yaml；已有的不动。"""
    from .cli_config import write_template

    path = write_template(folder)
    click.echo(f"已写好 {path}，里面都是注释：需要哪一项，就去掉它前面的“# ”。")


class _Later(click.Group):
    """Commands of one module (its `COMMANDS`), which is imported when one of them is used."""

    def __init__(self, name: str, names: tuple[str, ...], words: str) -> None:
        super().__init__(name, help=words, **GROUP)
        self._names = names

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        commands: dict[str, click.Command] = import_module(f".cli_{self.name}", __package__).COMMANDS
        return commands.get(cmd_name)


class _County(_Later):
    """The county's commands; a folder in the place of a command is what `run` works on."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let `run` stand where no command is named."""
        if args and args[0] not in (*self._names, *ctx.help_option_names):
            args = ["run", *args]
        return super().parse_args(ctx, args)


def _annotate() -> click.Command:
    from .cli_annotate import COMMAND

    return COMMAND


_COMMANDS: dict[str, Callable[[], click.Command]] = {  # in the order of the help
    "check": lambda: check,
    "annotate": _annotate,
    "text": lambda: text,
    "init": lambda: init,
    "rules": partial(_Later, "rules", ("list", "show", "test"), "查看和测试规则。"),
    "config": partial(_Later, "config", ("show",), "查看配置。"),
    "baseline": partial(_Later, "baseline", ("write", "prune"), "基线：记下已有的问题，以后只报新的。"),
    "county": partial(_County, "county", ("run", "verdict"), "县里的审核台：收齐、检查、记台账、写回复。"),
}


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
    except SystemExit as stop:  # commands leave by their return or Exit
        if _COMPLETION in os.environ:  # so click ends when it has told a shell what it asked
            return int(stop.code or 0), ""
        _mute()  # so click ends when the reader of a pipe has gone
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
