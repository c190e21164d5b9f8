"""The JSON Schemas of the files that lie beside reports: `fazhi-lint.yaml` and `fazhi-lint-waivers.yaml`.

In: nothing. Out: schemas with titles, descriptions and examples (for editors, and for the file that `init` writes), and what is
wrong with a file's data. Names of rules, groups, profiles and lexicons are compared later with those that are loaded.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .checks.base import schema as closed
from .finding import SEVERITIES
from .schema import DRAFT, addition_schema, never_found
from .schemafault import Fault, explain

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_NO_REASON = "这条豁免没有写理由；请用 reason 写明为什么可以接受"
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _list(description: str, examples: list[Any], item: Mapping[str, Any] = _TEXT) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": 1, "description": description, "examples": [examples]}


def _one_or_more(description: str, example: Any) -> dict[str, Any]:
    forms = [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]
    return {"anyOf": forms, "description": description, "examples": [example]}


def _choices() -> dict[str, Any]:
    """What may be said for all files and, again, for some."""
    severity = {"enum": [*SEVERITIES, "off"]}
    value = {"type": ["number", "boolean", "string"]}
    return {
        "profile": {
            **_TEXT,
            "description": "报送场景：draft 起草（还没有署名、日期）、submission 报送、publication 公开",
            "examples": ["draft"],
        },
        "level": {
            **_TEXT,
            "description": "层级：auto 从报告自己看，township 乡镇、street 街道、department 部门、county 县区",
            "examples": ["township"],
        },
        "select": _list("只用这些规则或分组", ["structure", "duty", "shortcomings"]),
        "ignore": _list("不用这些规则或分组", ["shortcoming-remedy"]),
        "severity": {
            "type": "object",
            "additionalProperties": severity,
            "minProperties": 1,
            "description": "改规则或分组的级别：error 必改、warning 应改、info 建议、off 不用；写了规则的，以规则为准",
            "examples": [{"late-report": "error", "wording": "info"}],
        },
        "parameters": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": value, "minProperties": 1},
            "minProperties": 1,
            "description": "改规则的参数；哪些规则有参数，看 fazhi-lint rules show 规则名",
            "examples": [{"late-report": {"month": 1, "day": 31}}],
        },
    }


def config_schema() -> dict[str, Any]:
    """The schema of a configuration file."""
    for_some = closed(("paths",), paths=_list("哪些文件：文件名的样式", ["草稿/**"]), **_choices())
    properties = {
        "extends": _one_or_more("先引用别的配置：文件夹、配置文件，或装好的 Python 包的名称；本文件写的优先", "../county"),
        **_choices(),
        "fail-on": {
            "enum": [*SEVERITIES, "never"],
            "description": "有这一级及以上的问题时，退出码为 1",
            "examples": ["warning"],
        },
        "rules": _list("另外加载的规则文件或文件夹", ["rules"]),
        "lexicons": {
            "type": "object",
            "additionalProperties": addition_schema(),
            "minProperties": 1,
            "description": "给自带的词表加词：words 词，patterns 正则表达式，entries 带说明的词，except 落在其中不算的文字",
            "examples": [{"confused-terms": {"except": ["法制广场"]}}],
        },
        "files": _list(
            "只对一部分文件另作设置；后面的优先",
            [{"paths": ["草稿/**", "*草稿*"], "profile": "draft"}, {"paths": ["部门/**"], "level": "department"}],
            for_some,
        ),
        "waivers": _one_or_more("豁免文件；不写则找 fazhi-lint-waivers.yaml", "fazhi-lint-waivers.yaml"),
        "baseline": {
            **_TEXT,
            "description": "基线文件：已有的问题记在里面，只报新的",
            "examples": ["fazhi-lint-baseline.json"],
        },
    }
    head = {"$schema": DRAFT, "title": "fazhi-lint 配置", "description": "fazhi-lint.yaml：怎样检查这个文件夹里的报告"}
    return {**head, **closed((), **properties)}


def waivers_schema() -> dict[str, Any]:
    """The schema of a file of waivers."""
    words = "被指出的文字，与结果里标出的一致（空白不计）；不写则是这条规则的全部"
    until = "有效到哪一天（含这一天），如 2026-12-31；不写则一直有效"
    waiver = closed(
        ("reason",),
        file={**_TEXT, "description": "哪个文件，或文件名的样式；不写则是下面的全部文件", "examples": ["青柚镇2025年报告.txt"]},
        fingerprint={**_TEXT, "description": "问题的指纹，见 JSON 结果里的 fingerprint", "examples": ["0123456789abcdef"]},
        rule={**_TEXT, "description": "规则名", "examples": ["confused-term"]},
        words={**_TEXT, "description": words, "examples": ["法制政府"]},
        reason={**_TEXT, "description": "理由", "examples": ["引用上级文件的原名"]},
        until={**_TEXT, "description": until, "examples": ["2026-12-31"]},
    )
    waiver["oneOf"] = [{"required": ["fingerprint"]}, {"required": ["rule"]}]
    head = {"$schema": DRAFT, "title": "fazhi-lint 豁免", "description": "fazhi-lint-waivers.yaml：有理由接受的问题"}
    waivers = {"type": "array", "items": waiver, "description": "每条豁免一项"}
    return {**head, **closed(("waivers",), waivers=waivers)}


def config_problems(data: Any) -> Iterator[Fault]:
    """The mistakes in a configuration's data: (the keys that lead to the place, what is wrong there)."""
    wrong = False
    for fault in _faults(data, config_schema(), "配置文件"):
        wrong = True
        yield fault
    if not wrong:
        yield from never_found(data.get("lexicons", {}))


def waivers_problems(data: Any) -> Iterator[Fault]:
    """The mistakes in the data of a file of waivers."""
    wrong = False
    for keys, what in _faults(data, waivers_schema(), "豁免文件"):
        wrong = True
        yield keys, _NO_REASON if what == "缺少“reason”" or keys[-1:] == ["reason"] else what
    for i, waiver in enumerate(() if wrong else data["waivers"]):
        for key, what in _waiver_faults(waiver):
            yield ["waivers", i, key], what


def _waiver_faults(waiver: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with a waiver beyond its schema: (the key, the words)."""
    if not waiver["reason"].strip():
        yield "reason", _NO_REASON
    if "words" in waiver and "rule" not in waiver:
        yield "words", "words 只能和 rule 一起写；写了 fingerprint 的，请去掉 words"
    if not _FINGERPRINT.fullmatch(shown := waiver.get("fingerprint", "0" * 16)):
        yield "fingerprint", f"指纹是 16 位的小写字母和数字，照抄 JSON 结果里的 fingerprint：{shown}"
    if "until" in waiver and (fault := date_fault(waiver["until"])):
        yield "until", fault


def date_fault(text: str) -> str | None:
    """What is wrong with a date, or None."""
    if not _DATE.fullmatch(text):
        return f"日期应写成 2026-12-31 这样：{text}"
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return f"日历上没有这一天：{text}"
    return None


def _faults(data: Any, schema: Mapping[str, Any], name: str) -> Iterator[Fault]:
    if not isinstance(data, dict):
        what = "一个列表" if isinstance(data, list) else "一段文字"
        yield [], f"{name}应由“键: 值”组成，却是{what}"
        return
    import jsonschema

    for error in jsonschema.Draft202012Validator(schema).iter_errors(data):
        yield explain(error)


PROBLEMS: dict[str, Callable[[Any], Iterator[Fault]]] = {"config": config_problems, "waivers": waivers_problems}
