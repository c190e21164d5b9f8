"""Chinese for the words that click itself says (usage, errors, the help option).

click asks `gettext.gettext` for every such word, and binds that name when it is imported; it ships no Chinese catalogue. So
this module must be imported before click. Nothing else is translated by it.
"""

from __future__ import annotations

import gettext

_WORDS = {
    "Usage:": "用法：",
    "Usage: ": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Arguments": "参数",
    "Error": "错误",
    "Error: {message}": "错误：{message}",
    "Aborted!": "已中断。",
    "Show this message and exit.": "显示这份说明。",
    "Show the version and exit.": "显示版本。",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "Try '{command} {option}' for help.": "用“{command} {option}”查看说明。",
    "No such option: {name}": "没有选项 {name}",
    "No such option {name!r}.": "没有选项 {name}。",
    "No such command {name!r}.": "没有命令 {name}。",
    "Did you mean {possibility}?": "是不是想用 {possibility}？",
    "(Did you mean one of: {possibilities})": "（是不是想用：{possibilities}）",
    "(Did you mean one of: {possibilities}?)": "（是不是想用：{possibilities}）",
    "(Possible options: {possibilities})": "（可用的选项：{possibilities}）",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing command.": "缺少命令。",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "{value!r} is not {choice}.": "“{value}”不在可用的值之中：{choice}。",
    "{value!r} is not one of {choices}.": "“{value}”不在可用的值之中：{choices}。",
    "{value!r} is not a valid {number_type}.": "“{value}”不是{number_type}。",
    "Option {name!r} requires an argument.": "选项 {name} 后面要写值。",
    "Option {name!r} does not take a value.": "选项 {name} 后面不写值。",
    "Got unexpected extra argument ({args})": "多了参数（{args}）",
    "Got unexpected extra arguments ({args})": "多了参数（{args}）",
    "default: {default}": "默认 {default}",
    "required": "必填",
    "env var: {var}": "环境变量 {var}",
}


def _gettext(message: str) -> str:
    return _WORDS.get(message, message)


def _ngettext(msgid1: str, msgid2: str, n: int) -> str:
    return _gettext(msgid1 if n == 1 else msgid2)


gettext.gettext = _gettext
gettext.ngettext = _ngettext
