"""What the commands share: how they look, and the option that loads further rules.

In: nothing. Out: what a click command is given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
COMMAND: dict[str, Any] = {"context_settings": _CONTEXT, "options_metavar": "[选项]"}
GROUP: dict[str, Any] = {**COMMAND, "subcommand_metavar": "命令 [参数]..."}
_Command = TypeVar("_Command", bound=Callable[..., Any])


def rule_options(command: _Command) -> _Command:
    """The options that say which rules are loaded."""
    option = click.option("--rules", "extra", multiple=True, metavar="路径", help="另外加载的规则文件或文件夹（可写多次）。")
    return option(command)
