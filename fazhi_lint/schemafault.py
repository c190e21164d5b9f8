"""What jsonschema finds wrong with a file, said in plain Chinese: what is wrong, and what to write instead.

In: one of its errors. Out: the keys that lead to the place, and a clause without its full stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .checks import CHECKS, COMBINED
from .plainly import near

Fault = tuple[list[str | int], str]
_SHOWN = 40  # characters of a value that are shown
_NAMES = "名称只能用小写字母、数字和连字符，并以字母开头"
_KINDS = {
    "pattern": _NAMES,
    "propertyNames": _NAMES,
    "minLength": "不能为空",
    "minItems": "项数太少",
    "minProperties": "不能为空",
    "uniqueItems": "有重复的项",
    "minimum": "数太小",
    "maximum": "数太大",
}
_OTHER_TYPES = {
    "integer": "应写成整数，不加引号",
    "number": "应写成数字，不加引号",
    "boolean": "应写成 true 或 false",
    "object": "应写成“键: 值”，键在下一行缩进，或写成 {键: 值}",
}


def explain(error: Any) -> Fault:
    """One jsonschema error as (keys, a Chinese clause)."""
    keys = list(error.absolute_path)
    value = error.instance
    if value is None and error.validator in ("enum", "type", "anyOf"):
        return keys, "冒号后面没有内容"
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        extra = [key for key in value if key not in known]
        hint = near(str(extra[0]), known)
        return [*keys, *extra[:1]], f"不认识的键“{'”“'.join(map(str, extra))}”{hint}；可用的有 {'、'.join(known)}"
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in value]
        return keys, f"缺少“{'”“'.join(missing)}”"
    if error.validator == "enum":
        known = list(map(str, error.validator_value))
        return keys, f"“{_short(value)}”不在可用的值之中{near(str(value), known)}；可用的有 {'、'.join(known)}"
    if error.validator in ("minProperties", "maxProperties") and "maxProperties" in error.schema:
        return keys, f"应恰好写一种检查（{'、'.join([*CHECKS, *COMBINED])}）"
    if error.validator in ("anyOf", "oneOf"):
        return _choice(keys, value, error.context)
    if error.validator == "type":
        return keys, _type(value, error.validator_value)
    return keys, f"{_KINDS.get(error.validator, '不合格式')}：{_short(value)}"


def _choice(keys: list[str | int], value: Any, context: Sequence[Any]) -> Fault:
    """None of several forms fits, or more than one: what is wrong with the form that was probably meant."""
    if not context:
        return keys, f"只能写其中一种：{_short(value)}"
    if all(each.validator == "required" for each in context):
        names = dict.fromkeys(name for each in context for name in each.validator_value)
        return keys, f"缺少“{'”“'.join(names)}”，须写其中一种"
    other = ("type", "enum") if isinstance(value, (dict, list)) else ("type",)  # said of a form that is of another kind
    fits = [each for each in context if each.validator not in other or len(each.absolute_path) > len(keys)]
    nearest = max(fits, key=lambda each: len(each.absolute_path), default=None)
    return (keys, f"写法不对：{_short(value)}") if nearest is None else explain(nearest)


def _type(value: Any, wanted: str | list[str]) -> str:
    """What to write where a value is of the wrong type."""
    shown = _short(value)
    if wanted == "array":
        return f"应写成列表，如 [{shown}]" if not isinstance(value, dict) else "应写成列表，每项一行，以“- ”开头"
    if wanted == "string" and not isinstance(value, (dict, list)):
        return f'请加引号，写成 "{shown}"'
    if wanted == "string" and isinstance(value, dict):
        return "应写成文字；以花括号开头的，整个加上引号"
    if wanted == "string" or isinstance(wanted, list):
        return f"应写成文字，不是列表或“键: 值”：{shown}"
    return f"{_OTHER_TYPES.get(wanted, '类型不对')}：{shown}"


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)[:_SHOWN]
