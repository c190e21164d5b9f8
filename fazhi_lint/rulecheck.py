"""What a schema cannot see in a rule: names that lead nowhere, placeholders that nobody fills.

In: a rule's data, the ruleset's own data, the lexicons. Out: the mistakes, each with the keys that lead to its place.
"""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from .checks import CHECKS, COMBINED
from .lexicon import Lexicons
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
    for i, level in enumerate(data.get("levels", ())):
        if level not in levels:
            yield ["levels", i], f"没有层级“{level}”"
    known: set[str] = {"excerpt"}
    for keys, selection in _selections(data["select"]):
        yield from _selection(keys, selection, roles)
        known |= set(SELECTOR_VALUES.get(selection["node"], ()))
    for keys, kind, params in _steps(["check"], data["check"]):
        known |= set(CHECKS[kind].values)
        yield from _params(keys, kind, params, lexicons, roles)
    for key in ("message", "suggestion"):
        yield from _placeholders(key, data[key], known)


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


def _steps(keys: Keys, check: Mapping[str, Any]) -> Iterator[tuple[Keys, str, Mapping[str, Any]]]:
    kind, params = next(iter(check.items()))
    if kind == "not":
        yield from _steps([*keys, "not"], params)
    elif kind in COMBINED:
        for i, below in enumerate(params):
            yield from _steps([*keys, kind, i], below)
    else:
        yield [*keys, kind], kind, params


def _params(
    keys: Keys, kind: str, params: Mapping[str, Any], lexicons: Lexicons, roles: Collection[str]
) -> Iterator[tuple[Keys, str]]:
    for name in CHECKS[kind].lexicons:
        named = params.get(name, [])
        for lexicon in [named] if isinstance(named, str) else named:
            if lexicon not in lexicons:
                yield [*keys, name], f"没有词表“{lexicon}”"
    if "node" in params:
        yield from _selection(keys, params, roles)


def _placeholders(key: str, text: str, known: set[str]) -> Iterator[tuple[Keys, str]]:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        yield [key], "花括号不成对"
        return
    for name in names:
        if name not in known:
            yield [key], f"“{{{name}}}”没有值可填；可用的有 {'、'.join(sorted(known))}"
