"""The `annotate` command: the findings about a Word document, written into a copy of it as comments."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from .cli_common import COMMAND as LOOKS
from .cli_options import choosing_options, complete_files, limits, size_options
from .errors import ConfigError, ReadError
from .readers.base import Limits

_WORD = (".docx", ".docm")
_AS_WORD = "在 Word 或 WPS 里打开，另存为 docx，再加批注"
_OTHER = {
    **dict.fromkeys((".doc", ".wps", ".rtf", ".odt", ".wpt", ".dot"), f"批注只能写进 docx 文件；请把它{_AS_WORD}。"),
    **dict.fromkeys((".pdf", ".ofd"), "批注只能写进 docx 文件；请对原来的 Word 稿加批注。"),
    **dict.fromkeys((".html", ".htm", ".mht"), "批注只能写进 docx 文件；请对原来的 Word 稿加批注。"),
}
_TEXT = f"批注只能写进 docx 文件；请用 fazhi-lint check 看结果（加 --output 存成文件），或者把它{_AS_WORD}。"


@click.command("annotate", **LOOKS)
@click.argument("file", metavar="文件.docx", shell_complete=complete_files)
@click.option("-o", "--output", metavar="文件", help="批注后的文件；默认在原文件旁边，名为 原名.批注.docx。")
@click.option("--overwrite", is_flag=True, help="批注后的文件已经有了，而且有人改过，也照样覆盖。")
@choosing_options
@size_options
def annotate(file: str, output: str | None, overwrite: bool, **options: Any) -> None:
    """把 Word 报告里的问题写成批注，另存一份；原文件不动。

    批注的作者是 fazhi-lint。对批注过的文件再加一次，只换掉 fazhi-lint 自己的批注，别人的批注和修订都不动；
    自己的批注有人答复过的，连同答复原样留下。
    退出码：0 已经写好；2 没能写（文件、命令或规则有错）。
    """
    path = Path(file)
    if file == "-":
        raise ConfigError("annotate 要写明文件，不能从标准输入读取。")
    if path.suffix.lower() not in _WORD:
        raise ConfigError(_OTHER.get(path.suffix.lower(), _TEXT), file)
    target = Path(output) if output else path.with_name(f"{path.stem}.批注{path.suffix}")
    costs = limits(options)
    data = _read(path, costs)
    _refuse(path, target, overwrite)
    done, counts, kept = _annotated(data, file, costs, options)

    from .cli_output import put

    put(str(target), done)
    click.echo(f"{_said(counts, kept)}，文件另存为：{target}")


def _read(path: Path, costs: Limits) -> bytes:
    from .readers import read_bytes

    return read_bytes(path, costs)


def _refuse(path: Path, target: Path, overwrite: bool) -> None:
    """Refuse to write over the report itself, or over what somebody has worked on.

    Raises:
        ConfigError: so it would be.
    """
    from .annotate import is_untouched
    from .readers import read_bytes

    if not target.exists():
        return
    if os.path.samefile(path, target):
        raise ConfigError("批注后的文件不能就是原文件；原文件从不改动，请用 -o 换一个名称。", str(target))
    if overwrite or not target.is_file():
        return
    try:
        untouched = is_untouched(read_bytes(target))
    except ReadError:
        untouched = False
    if not untouched:
        raise ConfigError(
            "这个文件已经有了，而且不是 fazhi-lint 写好后没人动过的；请用 -o 换一个名称，或者加 --overwrite 覆盖。", str(target)
        )


def _annotated(data: bytes, file: str, costs: Limits, options: dict[str, Any]) -> tuple[bytes, dict[str, int], int]:
    """The annotated document, how many findings of each severity got a comment, how many comments with answers it keeps."""
    from .accept import Acceptance
    from .annotate import Draft, answered, paired
    from .annotate import annotate as write_comments
    from .finding import SEVERITIES
    from .project import Asked, Project

    project = Project(Asked(**{name: options[name] for name in Asked._fields if name in options}))
    project.start([file])
    draft = Draft(data, file, costs)
    path = os.path.abspath(file)
    result = Acceptance().apply(project.check_source(draft.source, path), path, project.accepting(path))
    if result.status != "checked":
        raise ConfigError("这个文件不像法治政府建设年度报告，没有加批注；确实要加的，写上 --force。", file)
    talks = answered(draft)
    told = {id(finding) for finding in paired(talks, result.findings).values()}
    new = [finding.severity for finding in result.findings if id(finding) not in told]
    accepted = [one.finding for one in result.suppressed]
    judged = {outcome.rule for outcome in result.outcomes if outcome.outcome != "not-applicable"}
    done = write_comments(draft, result.findings, accepted, judged)
    return done, {severity: new.count(severity) for severity in SEVERITIES}, len(talks)


def _said(counts: dict[str, int], kept: int) -> str:
    from .formatters.base import SEVERITY_WORDS

    left = f"，有人答复过的 {kept} 条原样留下" if kept else ""
    if not sum(counts.values()):
        return f"没有要加的批注{left}" if kept else "没有发现问题，没有加批注"
    parts = "、".join(f"{SEVERITY_WORDS[severity]} {count} 处" for severity, count in counts.items() if count)
    return f"加了 {sum(counts.values())} 条批注（{parts}）{left}"


COMMAND: click.Command = annotate
