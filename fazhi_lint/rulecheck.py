"""What a schema cannot see in a rule: names that lead nowhere, placeholders that nobody fills.

In: a rule's data, the ruleset's own data, the lexicons. Out: the mistakes, each with the keys that lead to its place.
"""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from .checks import CHECKS, COMBINED
from .lexicon import Lexicons
from .plainly import near
from .selector import NEED_ROLE, SELECTOR_VALUES

Keys = list[str | int]


def mistakes(
    data: Mapping[str, Any], head: Mapping[str, Any], lexicons: Lexicons, roles: Collection[str]
) -> Iterator[tuple[Keys, str]]:
    """The mistakes of one rule.

    Args:
        data: the rule's file.
        head: the ruleset's file (groups, profiles, levels).
        lexicons: all lexicons that are loaded.
        roles: the roles of the genre.
    """
    if data["group"] not in head["groups"]:
        yield ["group"], f"没有分组“{data['group']}”；可用的有 {'、'.join(head['groups'])}"
    for profile in data.get("profiles", ()):
        if profile not in head["profiles"]:
            yield ["profiles", profile], f"没有报送场景“{profile}”；可用的有 {'、'.join(head['profiles'])}"
    levels = {level["name"] for level in head["genre"]["levels"]}
    yield from _levels(data, levels)
    known: set[str] = {"excerpt"}
    for keys, selection in _selections(data["select"]):
        yield from _selection(keys, selection, roles)
        known |= set(SELECTOR_VALUES.get(selection["node"], ()))
    for keys, kind, params in steps(["check"], data["check"]):
        known |= set(CHECKS[kind].values)
        yield from _params(keys, kind, params, lexicons, roles)
        yield from _entry_levels(keys, kind, params, lexicons, levels)
        yield from _entry_keys(keys, kind, params, lexicons)
    for key in ("message", "suggestion"):
        yield from _placeholders([key], data[key], known)
    yield from _fix(data.get("fix", {}), known)
    for name, given in data.get("adjustable", {}).items():
        yield from _adjustable(name, data["check"])
        for key in ("message", "suggestion"):
            yield from _placeholders(["adjustable", name, key], given.get(key, ""), known)


def _fix(fix: Mapping[str, Any], known: set[str]) -> Iterator[tuple[Keys, str]]:
    """A fix says one thing: other words, or other signs."""
    if fix and ("replace" in fix) == ("signs" in fix):
        yield ["fix"], "应写明怎样修改：replace 换成什么文字，或者 signs 哪个符号换成哪个，写其中一项"
    elif "part" in fix and "replace" not in fix:
        yield ["fix", "part"], "part 说的是只换哪一部分文字，要和 replace 一起写"
    for key in ("title", "replace", "part"):
        yield from _placeholders(["fix", key], fix.get(key, ""), known)


def _adjustable(name: str, check: Mapping[str, Any]) -> Iterator[tuple[Keys, str]]:
    """A parameter that may be changed stands in the check, and there only once, with the value that it has otherwise."""
    count = sum(name in params for _, _, params in steps([], check))
    if count != 1:
        yield ["adjustable", name], f"check 里写有“{name}”的应恰好一处，以便配置文件改它，却有 {count} 处"


def _levels(data: Mapping[str, Any], known: Collection[str]) -> Iterator[tuple[Keys, str]]:
    """Levels that do not exist, in the rule itself and in its examples."""
    named: list[tuple[Keys, str]] = [(["levels", i], level) for i, level in enumerate(data.get("levels", ()))]
    for kind in ("bad", "good"):
        examples = enumerate(data["examples"][kind])
        named += [(["examples", kind, i, "level"], each["level"]) for i, each in examples if "level" in each]
    for keys, level in named:
        if level not in known:
            yield keys, f"没有层级“{level}”；可用的有 {'、'.join(sorted(known))}"


def _entry_levels(
    keys: Keys, kind: str, params: Mapping[str, Any], lexicons: Lexicons, known: Collection[str]
) -> Iterator[tuple[Keys, str]]:
    """Levels that do not exist, in the entries of the lexicons that a check reads."""
    for place, name in _named(keys, kind, params):
        for entry in lexicons[name].entries if name in lexicons else ():
            for level in entry.get("levels", ()):
                if level not in known:
                    yield place, f"词表“{name}”里写的层级“{level}”不存在；可用的有 {'、'.join(sorted(known))}"


def _entry_keys(keys: Keys, kind: str, params: Mapping[str, Any], lexicons: Lexicons) -> Iterator[tuple[Keys, str]]:
    """Words without what the check must know of each of them."""
    for param, key in CHECKS[kind].keyed.items():
        name = str(params.get(param, ""))
        if name not in lexicons:
            continue
        lexicon = lexicons[name]
        if -1 in lexicon.owners() or not all(key in entry for entry in lexicon.entries):
            yield [*keys, param], f"词表“{name}”的词须写在 entries 里，每一条都要有“{key}”，这项检查才能用"


def _named(keys: Keys, kind: str, params: Mapping[str, Any]) -> Iterator[tuple[Keys, str]]:
    """The lexicons that a check names, each with its place."""
    for key in CHECKS[kind].lexicons:
        named = params.get(key, [])
        for one in [named] if isinstance(named, str) else named:
            for name in [one] if isinstance(one, str) else one:  # several that stand for one
                yield [*keys, key], name


def _selections(select: Any) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
    picks = select if isinstance(select, list) else [select]
    for i, pick in enumerate(picks):
        keys: Keys = ["select", i] if isinstance(select, list) else ["select"]
        yield keys, {"node": pick} if isinstance(pick, str) else pick


def _selection(keys: Keys, pick: Mapping[str, Any], roles: Collection[str]) -> Iterator[tuple[Keys, str]]:
    for i, role in enumerate(pick.get("roles", ())):
        if role not in roles:
            yield [*keys, "roles", i], f"没有部分“{role}”；可用的有 {'、'.join(sorted(roles))}"
    if pick["node"] in NEED_ROLE and not pick.get("roles"):
        yield keys, f"“{pick['node']}”须用 roles 说明是哪一部分，否则什么也选不到"


def steps(keys: Keys, check: Mapping[str, Any]) -> Iterator[tuple[Keys, str, Mapping[str, Any]]]:
    """The check kinds of a rule's data with their parameters, each with the keys that lead to it."""
    kind, params = next(iter(check.items()))
    if kind == "not":
        yield from steps([*keys, "not"], params)
    elif kind in COMBINED:
        for i, below in enumerate(params):
            yield from steps([*keys, kind, i], below)
    else:
        yield [*keys, kind], kind, params


def _params(
    keys: Keys, kind: str, params: Mapping[str, Any], lexicons: Lexicons, roles: Collection[str]
) -> Iterator[tuple[Keys, str]]:
    for place, name in _named(keys, kind, params):
        if name not in lexicons:
            yield place, f"没有词表“{name}”{near(name, lexicons)}"
    if "node" in params:
        yield from _selection(keys, params, roles)


def _placeholders(keys: Keys, text: str, known: set[str]) -> Iterator[tuple[Keys, str]]:
    try:
        fields = [field[1:] for field in string.Formatter().parse(text) if field[1] is not None]
    except ValueError:
        yield keys, "花括号不成对"
        return
    for name, spec, conversion in fields:
        if spec or conversion:
            yield keys, f"花括号里只能写名称，不能带“:”“!”，应写成“{{{name}}}”"
        elif name not in known:
            yield keys, f"“{{{name}}}”没有值可填；可用的有 {'、'.join(sorted(known))}"
