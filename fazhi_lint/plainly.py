"""What libraries say in English about a YAML file or a pattern, said in plain Chinese with what to do about it.

In: an error of yaml or of regex, or a name that is not known. Out: a Chinese clause without its full stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_QUOTE = "要原样写的，整个加上单引号"
_ALIGN = "同一级的键要左对齐，下一级多缩进两个空格"
# A part of what the YAML library says (libyaml and the pure Python one differ) -> what to say instead.
_YAML = {
    "tab character": "缩进不能用制表符（Tab），请改成空格",
    "cannot start any token": f"这个符号不能放在值的开头；{_QUOTE}",
    "mapping values are not allowed": f"这里不应有冒号：值里有冒号的，整个加上单引号；{_ALIGN}",
    "could not find expected ':'": "这一行或上一行缺少“键: 值”里的冒号；冒号是半角的，后面空一格",
    "did not find expected key": f"缩进没有对齐，或引号、括号之后还有文字：{_ALIGN}；以引号、括号开头的值，整个加上单引号",
    "expected <block end>": f"缩进没有对齐，或引号、括号之后还有文字：{_ALIGN}；以引号、括号开头的值，整个加上单引号",
    "expected '-' indicator": "列表里混进了别的内容：列表的每一项都以“- ”开头，并且左对齐",
    "expected ',' or ']'": "方括号没有配对，或各项之间缺少半角逗号",
    "expected ',' or '}'": "花括号没有配对，或各项之间缺少半角逗号",
    "node content": f"这里缺少值，或多了括号、逗号；{_QUOTE}",
    "unexpected end of stream": "引号没有配对，到文件末尾也没有结束",
    "unexpected document": "引号没有配对，里面出现了“---”",
    "unknown escape": "双引号里的反斜杠不能这样用，请改用单引号",
    "hexadecimal": "双引号里的反斜杠不能这样用，请改用单引号",
    "hexdecimal": "双引号里的反斜杠不能这样用，请改用单引号",
    "sequence entries are not allowed": "列表要另起一行写，每项以“- ”开头；写在一行里的用 [甲, 乙]",
    "mapping keys are not allowed": f"这里不能用“?”开头；{_QUOTE}",
    "undefined alias": f"值不能以“*”开头；{_QUOTE}",
    "alphabetic or numeric": f"值不能以“*”“&”开头；{_QUOTE}",
    "comment or line break": "“|”“>”之后要换行再写文字，文字多缩进两个空格",
    "chomping": "“|”“>”之后要换行再写文字，文字多缩进两个空格",
    "indentation indicator": "“|”“>”之后要换行再写文字，文字多缩进两个空格",
    "tag": f"值不能以“!”开头；{_QUOTE}",
    "expected URI": f"值不能以“!”开头；{_QUOTE}",
    "directive": f"一行不能以“%”开头；{_QUOTE}",
    "document start": "文件开头的写法不对：每一行都应是“键: 值”",
    "another document": "一个文件只能写一份内容，请去掉单独一行的“---”",
    "unhashable": "键只能是一个词，不能是列表；冒号之前不要写括号",
    "for merging": "不能用“<<”合并",
    "characters are not allowed": "有不能显示的控制字符，请删去",
}
# A part of what the regex library says -> what to say instead; the first that fits.
_PATTERN = {
    "missing )": "左括号“(”没有配对的右括号",
    "unbalanced parenthesis": "右括号“)”没有配对的左括号",
    "character set": "方括号“[”没有配对的“]”，或里面是空的",
    "missing ]": "方括号“[”没有配对的“]”",
    "nothing to repeat": "“*”“+”“?”之前没有可以重复的内容；要找这个符号本身，写成“[*]”“[+]”",
    "multiple repeat": "连写了两个重复符号（“*”“+”“?”“{…}”）；要找这个符号本身，写成“[*]”“[+]”",
    "min repeat greater": "次数写反了，应是 {最少,最多}",
    "repeat count too big": "重复的次数太大",
    "bad escape (end": "末尾多了一个反斜杠",
    "escape": "反斜杠后面的字母不能这样用；要找反斜杠本身，写两个",
    "character range": "方括号里的范围写反了，小的在前：[0-9]",
    "unknown property": "\\p{…} 里的名称不认识；汉字是 \\p{Han}",
    "character name": "\\N{…} 里的名称不认识",
    "group": "组的名称或引用不对：组写成 (?P<名称>…)，名称用英文字母",
    "unknown extension": "“(?”后面的写法不认识；只分组、不取值的写成 (?:…)",
    "lookaround": "“(?(”后面的写法不认识",
    "inline flags": "“(?”后面的写法不认识；只分组、不取值的写成 (?:…)",
}
_OTHERWISE = "嵌套太深，或有不能识别的值（日期、数字要加引号）"
_KEY_SIGN = re.compile(r"\s*(?:- )?[a-z-]+(?:：|:(?!//)\S)")  # a key with a full-width colon, or with no space behind it
_NEAR = 8  # characters of a pattern that are shown before the place of its mistake


def yaml_problem(error: Exception, text: str) -> str:
    """What is wrong with a YAML file.

    Args:
        error: what the library raised.
        text: the file's text.
    """
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    mark: Any = getattr(error, "problem_mark", None)
    lines = text.split("\n")
    if said[:1] > "~":  # said by the loader of this project
        return said
    if mark is not None and mark.line < len(lines):
        line = lines[mark.line]
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return _YAML["tab character"]
        if said.startswith(("mapping values", "could not find")):
            for number in (mark.line, mark.line - 1):
                if number >= 0 and _KEY_SIGN.match(lines[number]):
                    return f"第 {number + 1} 行的键后面要用半角冒号加一个空格（“: ”）"
        if "cannot start any token" in said and line[mark.column : mark.column + 1].strip():
            return f"“{line[mark.column]}”不能放在值的开头；{_QUOTE}"
    return next((chinese for part, chinese in _YAML.items() if part in said), _OTHERWISE)


def pattern_problem(error: Exception) -> str:
    """What is wrong with a regular expression (or, from this project itself, what it already says in Chinese)."""
    said = str(getattr(error, "msg", error))
    if not hasattr(error, "msg"):
        return said
    chinese = next((chinese for part, chinese in _PATTERN.items() if part in said), "写法不对")
    source, at = getattr(error, "pattern", None), getattr(error, "pos", None)
    place = f"（在“{source[max(0, at - _NEAR) : at + 1]}”处）" if isinstance(source, str) and source and at is not None else ""
    return f"正则表达式{chinese}{place}"


def near(name: str, known: Iterable[str]) -> str:
    """`（是不是“…”？）` where a known name is like the one that was written, else nothing."""
    import difflib

    found = difflib.get_close_matches(str(name), list(known), 1)
    return f"（是不是“{found[0]}”？）" if found else ""
