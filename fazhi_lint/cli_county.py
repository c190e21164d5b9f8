"""The `county` commands: run, verdict."""

from __future__ import annotations

import contextlib
import datetime
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from .cli_common import COMMAND
from .cli_options import complete_files, limit_options, limits, some_options
from .errors import ConfigError

if TYPE_CHECKING:
    from .county.ledger import Ledger
    from .county.manners import Manner
    from .county.office import Account
    from .county.values import Standing
    from .finding import RuleInfo
    from .project import Project

_NOT_HEARD = ("fail-on", "waivers", "baseline")
_SHOWN = 12  # of a kind of things to be looked after; all are in the page


class _Day(click.ParamType[datetime.datetime]):
    """A day, or a day with a time, as people write it."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.datetime:
        """The moment that is meant: a day lasts until it ends."""
        if isinstance(value, datetime.datetime):
            return value
        from .county.roster import moment

        found = moment(value)
        if found is None:
            self.fail(f'“{value}”不是日期；请写成 2026-01-20 或 "2026-01-20 17:30"。', param, ctx)
        return found


@click.command("run", **COMMAND)
@click.argument("folder", metavar="收报告的文件夹", shell_complete=complete_files)
@click.option("--roster", metavar="名册", help="名册，csv 或 xlsx；台账里有了就不用再写。", shell_complete=complete_files)
@click.option("--round", "number", type=click.IntRange(1), metavar="数", help="第几轮；默认台账里最近的一轮，没有就是 1。")
@click.option("--deadline", type=_Day(), metavar="日期", help="这一轮的截止日期，当天算按时；名册里单独写的以名册为准。")
@click.option("--until", type=_Day(), metavar="日期", help="回复里写的修改期限。")
@click.option("--sender", default="", metavar="机关", help="回复的落款。")
@click.option("--output", default="fazhi-county", show_default=True, metavar="文件夹", help="结果写在这个文件夹里。")
@click.option("--ledger", metavar="文件或网址", help="台账；默认是结果文件夹里的 ledger.sqlite，也可写 postgresql://…。")
@click.option("--scoring", metavar="文件", help="评分办法（YAML）；默认用自带的。", shell_complete=complete_files)
@click.option("--no-copies", is_flag=True, help="不比对各单位的报告（雷同、延续的不足）。")
@click.option("--last-year", metavar="文件夹", help="去年的报告，一起比对。", shell_complete=complete_files)
@click.option(
    "--wording", multiple=True, metavar="文件", help="县里模板的话（词表），比对时不算雷同。", shell_complete=complete_files
)
@click.option("--no-letters", is_flag=True, help="不写回复和批注稿，只更新台账和总览。")
@click.option("--executor", type=click.Choice(["local", "dask"]), default="local", show_default=True, help="在哪里检查。")
@click.option("--scheduler", metavar="地址", help="--executor dask 的调度器，如 tcp://10.0.0.5:8786。")
@some_options("select", "ignore", "profile", "force", "rules", "config", "jobs")
@limit_options
def run(folder: str, number: int | None, no_letters: bool, no_copies: bool, executor: str, **options: Any) -> None:
    """收齐、检查一轮的全部报告，记进台账，写出总览、台账表和给每个单位的回复。

    单位先看文中的署名和标题，再看文件名。中断了、断电了，重跑同一条命令，从断的地方接着做。报告里的豁免注释和旁边的配置文件都不认。

    退出码：0 没有必改的问题；1 有；2 没能做（命令、名册、台账有错），或者有文件打不开。
    """
    from .county import require
    from .project import Asked as Checked
    from .project import Project

    require()
    if (executor == "dask") != (options["scheduler"] is not None):
        raise ConfigError("--executor dask 和 --scheduler 要一起写，例如：--executor dask --scheduler tcp://10.0.0.5:8786。")
    from .county.office import Asked, Office

    names = ("profile", "select", "ignore", "rules", "force", "config")
    bounds = limits(options)
    checked = Checked(**{name: options[name] for name in names}, no_waivers=True, limits=bounds)
    checked = checked._replace(no_config=checked.config is None)
    project = Project(checked)
    for line in _not_heard(project):
        click.echo(line, err=True)
    given = {name: options[name] for name in Asked._fields if name in options}
    asked = Asked(folder, round=number, letters=not no_letters, copies=not no_copies, limits=bounds, **given)
    own = [path for path in (checked.config, *checked.rules) if path]
    account = Office(asked, project, _inform, own, _bars).work()
    for line in _said(account, asked.output, asked.letters):
        click.echo(line)
    click.get_current_context().exit(_status(account))


def _not_heard(project: Project) -> Iterator[str]:
    """What is said of keys of the configuration that mean nothing at the desk."""
    said = {key for layer in project.layers("") for key in _NOT_HEARD if key in layer.data}
    if said:
        names = "、".join(sorted(said, key=_NOT_HEARD.index))
        yield f"注意：配置里的 {names} 在审核台不起作用：这里不认豁免和基线，有必改的问题退出码就是 1。"


def _inform(manners: Sequence[Manner]) -> list[RuleInfo]:
    """What the outputs say of the rules that any of the manners of checking uses; severities are those of the first."""
    from .cli_check import rule_info

    usual = manners[0]
    chosen = [manner.options.chosen for manner in manners]
    used = [rule for rule in usual.ruleset.rules if any(some is None or rule.id in some for some in chosen)]
    return [rule_info(rule, usual.ruleset, usual.options.profile) for rule in used]


@contextlib.contextmanager
def _bars(length: int, label: str) -> Iterator[Any]:
    """A progress bar on a terminal, and nothing elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield _Nothing()
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar


class _Nothing:
    """A progress bar that is not seen."""

    def update(self, n_steps: int) -> None:
        """Do nothing."""


def _said(account: Account, output: str, letters: bool) -> Iterator[str]:
    """What is said of a round on the screen."""
    from .county.outputs.briefing import day
    from .county.values import CHANGE_WORDS, STATE_WORDS
    from .finding import SEVERITIES
    from .formatters.base import SEVERITY_WORDS

    briefing, totals = account.briefing, account.totals
    until = f"，截止 {day(briefing.deadline)}" if briefing.deadline else ""
    states = "、".join(f"{STATE_WORDS[state]} {count}" for state, count in totals.states.items() if count)
    yield f"第 {briefing.round} 轮：名册上 {totals.units} 个单位，{states}{until}。"
    before = f"，其中 {account.known} 个台账里已有，没有重查" if account.known else ""
    yield f"收到 {account.files} 个文件{before}。{'上一次没有做完，这次接着做完了。' if account.resumed else ''}"
    for what, some in groupby(account.after, lambda row: row[0]):
        yield from _listed(what, list(some))
    found = "、".join(f"{SEVERITY_WORDS[s]} {totals.severities[s]} 处" for s in SEVERITIES)
    changes = "、".join(f"{word} {totals.changes[change]} 处" for change, word in CHANGE_WORDS.items())
    if any(account.found):
        groups = len({copy.group for copy in account.found.copies})
        kinds = (f"雷同 {len(account.found.copies)} 处（{groups} 组）", f"延续的不足 {len(account.found.carried)} 处")
        yield f"同别的单位和去年比：{'、'.join(kinds)}、没有下文的安排 {len(account.found.unmet)} 处。"
    yield f"问题：{found}；同上一轮比：{changes}。"
    more = "、replies（回复）、drafts（批注稿）" if letters else ""
    yield f"结果在 {output}：overview.html（总览）、ledger.xlsx（台账表）{more}。"


def _listed(what: str, rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    from .formatters.base import visible

    yield f"{what}（{len(rows)}）："
    for _, name, more in rows[:_SHOWN]:
        yield visible(f"  {name}{'：' if more else ''}{more}")
    if len(rows) > _SHOWN:
        yield f"  …… 还有 {len(rows) - _SHOWN} 个，见 overview.html。"


def _status(account: Account) -> int:
    from .county.outputs.briefing import NOT_OPENED

    if any(row[0] == NOT_OPENED for row in account.after):
        return 2
    return int(account.totals.severities["error"] > 0)


@click.command("verdict", **COMMAND)
@click.argument("unit", required=False, metavar="[单位]")
@click.argument("fingerprints", nargs=-1, metavar="[指纹]...")
@click.option("--confirm", is_flag=True, help="属实，要改。")
@click.option("--dismiss", metavar="理由", help="不算问题：不再列进回复，不扣分；要写理由。")
@click.option("--question", metavar="问题", help="要问单位的话，写进回复。")
@click.option("--clear", is_flag=True, help="收回先前的裁定。")
@click.option("--from", "workbook", metavar="ledger.xlsx", help="读“问题”表里填好的“裁定”（属实、不算、待问）和“理由”两列。")
@click.option("--output", default="fazhi-county", show_default=True, metavar="文件夹", help="结果文件夹，台账在里面。")
@click.option("--ledger", metavar="文件或网址", help="台账，不在结果文件夹里的。")
def verdict(unit: str | None, fingerprints: tuple[str, ...], workbook: str | None, **options: Any) -> None:
    """记下审核人对问题的裁定；重跑检查不会动它。只写单位，列出它的问题、指纹和已有的裁定。

    \b
    例如：
      fazhi-lint county verdict 青溪镇
      fazhi-lint county verdict 青溪镇 3f2a9c --dismiss "表格里写明了原因"
      fazhi-lint county verdict --from fazhi-county/ledger.xlsx
    """
    from .county import require

    require()
    from .county.ledger import Ledger
    from .county.office import existing_ledger
    from .county.verdicts import from_workbook

    with Ledger(existing_ledger(options["ledger"], options["output"])) as ledger:
        if workbook is not None:
            if unit is not None:
                raise ConfigError("--from 读整张表，不再写单位和指纹。")
            read = from_workbook(workbook, ledger)
            ledger.judge(read)
            click.echo(f"记下 {len(read)} 条新的裁定。" if read else "没有新的裁定。")
            return
        if unit is None:
            raise ConfigError("请写单位和指纹，或者用 --from 读填好的 ledger.xlsx。")
        _judge(ledger, unit, fingerprints, options)


def _judge(ledger: Ledger, unit: str, fingerprints: Sequence[str], options: dict[str, Any]) -> None:
    """Record what the options say of some findings; without any, list the unit's."""
    from .county.ledger import Verdict
    from .county.values import CONFIRMED, DISMISSED, QUESTION
    from .county.verdicts import find, standing_of

    said: list[tuple[str | None, str | None]] = [(CONFIRMED, None)] if options["confirm"] else []
    said += [(DISMISSED, options["dismiss"])] if options["dismiss"] is not None else []
    said += [(QUESTION, options["question"])] if options["question"] is not None else []
    said += [(None, None)] if options["clear"] else []
    standing = standing_of(ledger, unit)
    if not fingerprints and not said:
        for line in _findings(standing):
            click.echo(line)
        return
    if len(said) != 1 or not fingerprints:
        raise ConfigError("请写指纹，并在 --confirm、--dismiss 理由、--question 问题、--clear 里选一个。")
    if said[0][1] is not None and not said[0][1].strip():
        raise ConfigError("--dismiss 和 --question 后面要写出理由或问题。")
    found = [find(standing, fingerprint) for fingerprint in fingerprints]
    ledger.judge(Verdict(unit, one.finding.fingerprint, *said[0]) for one in found)
    click.echo(f"{unit}：记下 {len(found)} 处。")


def _findings(standing: Standing) -> Iterator[str]:
    from .county.values import CHANGE_WORDS, VERDICT_WORDS
    from .formatters.base import SEVERITY_WORDS, native, visible

    for one in standing.noted:
        finding = one.finding
        judged = f"  〔{VERDICT_WORDS[one.verdict]}{'：' + one.reason if one.reason else ''}〕" if one.verdict else ""
        place = f"第 {finding.line} 行{native(finding)}"
        words = f"{CHANGE_WORDS[one.change]} {SEVERITY_WORDS[finding.severity]} {place} {finding.message}"
        yield visible(f"{finding.fingerprint}  {words}{judged}")
    yield f"共 {len(standing.noted)} 处。"


COMMANDS: dict[str, click.Command] = {"run": run, "verdict": verdict}
