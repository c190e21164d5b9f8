"""The JSON Schemas of rule, lexicon and ruleset files, built from the tables of checks and selectors.

In: the tables. Out: schemas with titles and descriptions (for editors), and `problems`, which validates one file's data
and names the place of each mistake. jsonschema is imported only when something must be validated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .checks import CHECKS
from .checks.base import NAME, ROLES
from .checks.words import VALIDATORS
from .finding import SEVERITIES
from .reach import never_pattern, never_word
from .schemafault import explain
from .selector import SELECTORS

_TEXT = {"type": "string", "minLength": 1}
_KNOWN = _TEXT  # a name that rulecheck compares with those that exist, which it can list
_ROLES = {**ROLES, "items": _KNOWN}
_ID = {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def _object(required: list[str], properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties, **more}


def _strings(description: str, item: dict[str, Any] = _TEXT) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": 1, "uniqueItems": True, "description": description}


def _select() -> dict[str, Any]:
    name = {"enum": sorted(SELECTORS), "description": "选哪一类部分"}
    one = {"anyOf": [name, _object(["node"], {"node": name, "roles": _ROLES})]}
    return {"anyOf": [*one["anyOf"], {"type": "array", "items": one, "minItems": 1}], "description": "看报告的哪些部分"}


def _check() -> dict[str, Any]:
    below = {"$ref": "#/$defs/check"}
    properties: dict[str, Any] = {name: _with_roles(kind.schema) for name, kind in CHECKS.items()}
    properties |= {name: {"type": "array", "items": below, "minItems": 1} for name in ("all", "any")}
    properties["not"] = below
    return _object([], properties, minProperties=1, maxProperties=1, description="应当满足什么；可用 all、any、not 组合")


def _with_roles(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of a check's parameters, in which any word may stand as a role: rulecheck lists those that exist."""
    properties = schema.get("properties", {})
    return {**schema, "properties": {**properties, "roles": _ROLES}} if "roles" in properties else schema


def _example() -> dict[str, Any]:
    return _object(
        ["text"],
        {
            "text": {**_TEXT, "description": "报告或其片段"},
            "lines": {
                "type": "array",
                "items": {"type": "integer", "minimum": 1},
                "description": "应在哪些行报告（默认至少一处）",
            },
            "level": {"type": "string", "description": "按哪个层级检查"},
            "note": {**_TEXT, "description": "为什么对或错"},
        },
    )


def _basis() -> dict[str, Any]:
    return _object(
        ["document", "confidence"],
        {
            "document": {**_TEXT, "description": "文件名称"},
            "article": {**_TEXT, "description": "条款；未核实的不写"},
            "number": {**_TEXT, "description": "文号"},
            "since": {**_TEXT, "description": "施行日期"},
            "until": {**_TEXT, "description": "失效日期"},
            "confidence": {"enum": ["verified", "recalled"], "description": "verified 已核原文，recalled 凭记忆"},
        },
    )


def _adjustable() -> dict[str, Any]:
    parameter = _object(
        ["title"],
        {
            "title": {**_TEXT, "description": "这个参数是什么"},
            "message": {**_TEXT, "description": "改了参数以后的说法；不写则用 message"},
            "suggestion": {**_TEXT, "description": "改了参数以后应当怎样写；不写则用 suggestion"},
        },
    )
    words = "配置文件可以改的参数（check 里的名称）"
    return {"type": "object", "minProperties": 1, "additionalProperties": parameter, "description": words}


def _fix() -> dict[str, Any]:
    signs = {"type": "object", "minProperties": 1, "propertyNames": {"minLength": 1, "maxLength": 1}}
    return _object(
        ["title"],
        {
            "title": {**_TEXT, "description": "一句话说明改什么；可用的值与 message 相同，这一处没有这个值就不改"},
            "safe": {"type": "boolean", "description": "true：意思不可能变，--fix 就改；默认 false，加 --unsafe-fixes 才改"},
            "replace": {"type": "string", "description": "被指出的文字换成什么；空文字是删去"},
            "part": {**_TEXT, "description": "只换被指出的文字里的这一部分；它须恰好出现一次"},
            "signs": {**signs, "additionalProperties": {"type": "string"}, "description": "逐个换符号：旧符号: 新符号"},
        },
        description="怎样自动修改",
    )


def rule_schema() -> dict[str, Any]:
    """The schema of a rule file."""
    severity = {"enum": list(SEVERITIES), "description": "error 必改、warning 待核或应改、info 建议"}
    examples = {"type": "array", "items": {"$ref": "#/$defs/example"}, "minItems": 1}
    properties = {
        "id": {**_ID, "description": "规则名，说的是毛病；永不改变，与文件名相同"},
        "title": {**_TEXT, "description": "一句话说明"},
        "severity": severity,
        "group": {**_KNOWN, "description": "分组，见规则集"},
        "profiles": {
            "type": "object",
            "additionalProperties": {"enum": [*SEVERITIES, "off"]},
            "description": "某个报送场景下另定的级别，off 是不用",
        },
        "levels": _strings("只用于哪些层级", _KNOWN),
        "select": _select(),
        "unless": _strings("这些规则已报告时不再看", _ID),
        "yields-to": _strings("同一处已由这些规则报告时不重复", _ID),
        "check": {"$ref": "#/$defs/check"},
        "adjustable": _adjustable(),
        "message": {**_TEXT, "description": "错在哪里；可用 {excerpt} {heading} 等"},
        "suggestion": {**_TEXT, "description": "应当怎样写"},
        "fix": _fix(),
        "why": {**_TEXT, "description": "有这个毛病的报告会怎样"},
        "basis": {"type": "array", "items": _basis(), "minItems": 1},
        "limits": {**_TEXT, "description": "已知的误报和漏报"},
        "examples": _object(["bad", "good"], {"bad": examples, "good": examples}),
        "status": {"enum": ["preview", "stable", "deprecated"]},
        "since": {**_TEXT, "description": "哪一版起有"},
        "aliases": _strings("曾用名", _ID),
    }
    optional = ("profiles", "levels", "unless", "yields-to", "adjustable", "fix", "aliases", "limits")
    required = [k for k in properties if k not in optional]
    return {
        "$schema": DRAFT,
        "title": "fazhi-lint 规则",
        **_object(required, properties),
        "$defs": {"check": _check(), "example": _example()},
    }


def _lexicon_parts() -> dict[str, Any]:
    """What a lexicon is made of."""
    words, patterns = _strings("词，原样匹配"), _strings("正则表达式；{词表名} 引用别的词表")
    read = {key for kind in CHECKS.values() for key in kind.entries}
    values: dict[str, Any] = {key: {"type": ["string", "number", "boolean"]} for key in sorted(read)}
    values |= {"levels": _strings("只在哪些层级算错", _KNOWN), "valid": {"enum": sorted(VALIDATORS)}}
    values["source"] = {**_TEXT, "description": "这一条的出处"}
    entry = _object([], {"words": words, "patterns": patterns, **values})
    return {
        "words": words,
        "patterns": patterns,
        "entries": {"type": "array", "items": entry, "minItems": 1, "description": "带有说明的词"},
        "except": _strings("落在这些文字之内的不算"),
    }


def addition_schema() -> dict[str, Any]:
    """The schema of what a configuration adds to a lexicon."""
    return _object([], _lexicon_parts())


def lexicon_schema() -> dict[str, Any]:
    """The schema of a lexicon file."""
    lexicon = _object(
        ["title", "source"],
        {
            "title": {**_TEXT, "description": "这个词表是什么"},
            "source": {**_TEXT, "description": "出处"},
            **_lexicon_parts(),
            "not-in": _strings("落在书名号、引号之内的不算", {"enum": ["titles", "quotes"]}),
        },
        anyOf=[{"required": ["words"]}, {"required": ["patterns"]}, {"required": ["entries"]}],
    )
    lexicons = {"type": "object", "propertyNames": NAME, "additionalProperties": lexicon, "minProperties": 1}
    return {"$schema": DRAFT, "title": "fazhi-lint 词表", **_object(["lexicons"], {"lexicons": lexicons})}


def ruleset_schema() -> dict[str, Any]:
    """The schema of a ruleset's own file."""
    titles = {"type": "object", "propertyNames": NAME, "additionalProperties": _TEXT, "minProperties": 1}
    flag = {"type": "boolean"}
    names = dict.fromkeys(("name", "heading", "opening", "part", "cancel", "inside"), NAME)
    role = _object(["name", "heading"], {**names, "themes": flag, "ends-themes": flag})
    level = _object(["name", "organ", "words"], {"name": NAME, "organ": NAME, "words": NAME})
    genre = {
        "roles": {"type": "array", "items": role, "minItems": 1},
        "levels": {"type": "array", "items": level, "minItems": 1},
        **dict.fromkeys(("acting", "deficits", "ahead"), NAME),
    }
    properties = {
        "ruleset": NAME,
        "title": _TEXT,
        "version": {"type": ["string", "number"]},
        "groups": titles,
        "profiles": titles,
        "genre": _object(list(genre), genre),
        "not-a-report": _object(["message", "suggestion"], {"message": _TEXT, "suggestion": _TEXT}),
    }
    return {"$schema": DRAFT, "title": "fazhi-lint 规则集", **_object(list(properties), properties)}


def schema_for(data: Any) -> dict[str, Any] | None:
    """The schema that a file's data must follow, told by its keys; None where it is none of the three."""
    if not isinstance(data, dict):
        return None
    if "ruleset" in data:
        return ruleset_schema()
    if "lexicons" in data:
        return lexicon_schema()
    return rule_schema()


def problems(data: Any) -> Iterator[tuple[list[str | int], str]]:
    """The mistakes in one file's data: (the keys that lead to the place, what is wrong there)."""
    schema = schema_for(data)
    if schema is None:
        yield [], "文件应是一条规则、一份词表或一个规则集（键和值），却不是"
        return
    import jsonschema

    wrong = False
    for error in jsonschema.Draft202012Validator(schema).iter_errors(data):
        wrong = True
        yield explain(error)
    if "lexicons" in data and not wrong:
        yield from never_found(data["lexicons"])


def never_found(lexicons: Mapping[str, Any]) -> Iterator[tuple[list[str | int], str]]:
    """Words and patterns that can never be found in a text."""
    for name, lexicon in lexicons.items():
        parts: list[tuple[list[str | int], Any]] = [(["lexicons", name], lexicon)]
        parts += [(["lexicons", name, "entries", i], entry) for i, entry in enumerate(lexicon.get("entries", ()))]
        for keys, part in parts:
            for key, why in (("words", never_word), ("patterns", never_pattern), ("except", never_pattern)):
                for i, text in enumerate(part.get(key, ())):
                    if (said := why(text)) is not None:
                        yield [*keys, key, i], said
