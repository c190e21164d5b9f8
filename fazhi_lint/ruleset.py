"""Rules from YAML files: found, validated, compiled, kept.

In: the folder of the core rules and the user's extra files. Out: a `Ruleset`. A mistake is a `RuleError` with file and
line. What was compiled is kept in the user's cache under the digest of all that went in: it is never stale, and a home
that cannot be written only costs time.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from . import cache, patterns
from .checks import COMBINED, Step
from .digest import sha256
from .document import LEXICONS, Genre, Level, Role
from .errors import RuleError
from .finding import Basis
from .fixplan import FixPlan
from .lexicon import Lexicons
from .node import Selection
from .rulefiles import File, read_all


class Example(NamedTuple):
    """A text that a rule must (bad) or must not (good) fire on; `lines` are those of the findings, if given."""

    text: str
    lines: tuple[int, ...] = ()
    level: str | None = None
    note: str | None = None


class Adjustable(NamedTuple):
    """A parameter of a rule's check that a configuration may change, and what the rule says where it was changed."""

    title: str
    message: str | None = None
    suggestion: str | None = None


class Addition(NamedTuple):
    """What a configuration adds to a lexicon that is loaded; `place` tells where it says so."""

    lexicon: str
    data: Mapping[str, Any]
    place: Callable[[], str]


class Rule(NamedTuple):
    """One requirement, as its YAML file states it. `extra` where it came with the user's own files."""

    id: str
    title: str
    severity: str
    group: str
    select: tuple[Selection, ...]
    step: Step
    message: str
    suggestion: str
    why: str
    basis: tuple[Basis, ...]
    limits: str
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    status: str
    since: str
    profiles: Mapping[str, str]
    levels: tuple[str, ...]
    unless: tuple[str, ...]
    yields_to: tuple[str, ...]
    aliases: tuple[str, ...]
    path: str
    extra: bool
    adjustable: Mapping[str, Adjustable]
    fix: FixPlan | None = None

    def severity_in(self, profile: str) -> str:
        """The severity in a profile, or `off`."""
        return self.profiles.get(profile, self.severity)


class Ruleset(NamedTuple):
    """All rules that are loaded, with the genre that the parser needs."""

    name: str
    title: str
    version: str
    digest: str
    rules: tuple[Rule, ...]
    groups: Mapping[str, str]
    profiles: Mapping[str, str]
    genre: Genre
    not_a_report: Mapping[str, str]
    key: str  # what the cache keeps it under: the digest, and where the files lie


class _Kept(NamedTuple):
    """What the cache keeps: compiled rules, and the engine's patterns, which take as long to compile as a report to check."""

    ruleset: Ruleset
    patterns: Mapping[str, bytes]


def load(extra: Sequence[str] = (), additions: Sequence[Addition] = ()) -> tuple[Ruleset, bool]:
    """Load the core rules and the user's.

    Args:
        extra: further rule files or folders.
        additions: what is added to lexicons.

    Returns:
        The ruleset, and whether it was compiled anew (not taken from the cache).

    Raises:
        RuleError: a file that is missing or wrong.
    """
    files = read_all(extra)
    digest = _digest(files, additions)
    key = "\0".join([digest, *(file.path for file in files)])
    kept = cache.read(key)
    if isinstance(kept, _Kept):
        patterns.remember(kept.patterns)
        return kept.ruleset, False
    return _compile(files, additions, digest, key), True


def keep(ruleset: Ruleset) -> None:
    """Put a compiled ruleset into the user's cache (once all that can be wrong with it was looked at)."""
    cache.write(ruleset.key, _Kept(ruleset, patterns.packed()))


def _digest(files: Sequence[File], additions: Sequence[Addition]) -> str:
    """A digest of all rule files and of what is added to their lexicons."""
    total = sha256(repr([addition[:2] for addition in additions]).encode() if additions else b"")
    for file in files:
        total.update(f"{os.path.basename(file.path)}\0{len(file.data)}\0{file.extra}\0".encode("utf-8", "surrogatepass"))
        total.update(file.data)
    return f"sha256:{total.hexdigest()}"


def _compile(files: Sequence[File], additions: Sequence[Addition], digest: str, place: str) -> Ruleset:
    from .rulecheck import mistakes  # these, and YAML, only when the cache has nothing
    from .schema import problems
    from .yamlfile import parse

    parsed = [(file, parse(file.data, file.path)) for file in files]
    for file, data in parsed:
        for keys, what in problems(data):
            raise file.error(f"{what}。", keys)
    manifest = [(file, data) for file, data in parsed if "ruleset" in data]
    if len(manifest) != 1:
        raise manifest[-1][0].error("只能有一个规则集文件。") if manifest else RuleError("没有规则集文件 core.yaml。")
    lexicons = _lexicons([(file, data) for file, data in parsed if "lexicons" in data], additions)
    head = manifest[0][1]
    genre = _genre(manifest[0][0], head["genre"], lexicons)
    names = {role.name for role in genre.roles}
    rules: dict[str, Rule] = {}
    for file, data in parsed:
        if "id" not in data:
            continue
        rule = _rule(file, data)
        if rule.id in rules:
            raise file.error(f"规则“{rule.id}”已有同名的。", ["id"])
        for keys, what in mistakes(data, head, lexicons, names):
            raise file.error(f"{what}。", keys)
        if os.path.splitext(os.path.basename(file.path))[0] != rule.id:
            raise file.error(f"文件名应与规则名相同：{rule.id}.yaml。", ["id"])
        rules[rule.id] = rule
    for file, data in parsed:
        for key in ("unless", "yields-to"):
            for i, other in enumerate(data.get(key, ()) if "id" in data else ()):
                if other not in rules:
                    raise file.error(f"没有规则“{other}”。", [key, i])
    order = list(head["groups"])
    ordered = sorted(rules.values(), key=lambda rule: (order.index(rule.group), rule.path))
    return Ruleset(
        head["ruleset"], head["title"], str(head["version"]), digest, tuple(ordered), head["groups"],
        head["profiles"], genre, head["not-a-report"], place,
    )  # fmt: skip


def _lexicons(parsed: Sequence[tuple[File, Any]], additions: Sequence[Addition]) -> Lexicons:
    from .lexbuild import build
    from .plainly import near

    raw: dict[str, Any] = {}
    paths: dict[str, str] = {}
    for file, data in parsed:
        for name, lexicon in data["lexicons"].items():
            if name in raw:
                raise file.error(f"词表“{name}”已有同名的（{paths[name]}）。", ["lexicons", name])
            raw[name], paths[name] = lexicon, f"{file.path}:{line_of_key(file, name)}"
    for name, more, place in additions:
        if name not in raw:
            raise RuleError(f"没有词表“{name}”{near(name, raw)}。", place())
        raw[name] = {**raw[name], **{key: [*raw[name].get(key, ()), *values] for key, values in more.items()}}
        paths[name] = place()  # the lexicon itself is known to be right
    return build(raw, paths)


def line_of_key(file: File, name: str) -> int:
    """The line at which a lexicon begins (found in the text: composing the YAML of all lexicons would be slow)."""
    at = file.data.find(f"  {name}:".encode())
    return file.data.count(b"\n", 0, max(at, 0)) + 1


def _genre(file: File, data: Mapping[str, Any], lexicons: Lexicons) -> Genre:
    for name in LEXICONS:
        if name not in lexicons:
            raise file.error(f"缺少解析所需的词表“{name}”。", ["genre"])
    roles = []
    for i, role in enumerate(data["roles"]):
        for key in ("heading", "opening", "part", "cancel", "inside"):
            if key in role and role[key] not in lexicons:
                raise file.error(f"没有词表“{role[key]}”。", ["genre", "roles", i, key])
        roles.append(Role(**{key.replace("-", "_"): value for key, value in role.items()}))
    for i, level in enumerate(data["levels"]):
        for key in ("organ", "words"):
            if level[key] not in lexicons:
                raise file.error(f"没有词表“{level[key]}”。", ["genre", "levels", i, key])
    for key in ("acting", "deficits", "ahead"):
        if data[key] not in {role.name for role in roles}:
            raise file.error(f"没有部分“{data[key]}”。", ["genre", key])
    levels = tuple(Level(**level) for level in data["levels"])
    return Genre(tuple(roles), levels, lexicons, data["acting"], data["deficits"], data["ahead"])


def _rule(file: File, data: Mapping[str, Any]) -> Rule:
    select = data["select"] if isinstance(data["select"], list) else [data["select"]]
    picks = [{"node": pick} if isinstance(pick, str) else pick for pick in select]
    examples = {
        kind: tuple(
            Example(e["text"], tuple(e.get("lines", ())), e.get("level"), e.get("note")) for e in data["examples"][kind]
        )
        for kind in ("bad", "good")
    }
    return Rule(
        id=data["id"],
        title=data["title"],
        severity=data["severity"],
        group=data["group"],
        select=tuple(Selection(pick["node"], tuple(pick.get("roles", ()))) for pick in picks),
        step=_step(data["check"]),
        message=data["message"],
        suggestion=data["suggestion"],
        why=data["why"],
        basis=tuple(Basis(**basis) for basis in data["basis"]),
        limits=data.get("limits", ""),
        bad=examples["bad"],
        good=examples["good"],
        status=data["status"],
        since=data["since"],
        profiles=data.get("profiles", {}),
        levels=tuple(data.get("levels", ())),
        unless=tuple(data.get("unless", ())),
        yields_to=tuple(data.get("yields-to", ())),
        aliases=tuple(data.get("aliases", ())),
        path=file.path,
        extra=file.extra,
        adjustable={name: Adjustable(**given) for name, given in data.get("adjustable", {}).items()},
        fix=FixPlan(**data["fix"]) if "fix" in data else None,
    )


def _step(check: Mapping[str, Any]) -> Step:
    kind, params = next(iter(check.items()))
    if kind == "not":
        return Step(kind, {}, (_step(params),))
    if kind in COMBINED:
        return Step(kind, {}, tuple(_step(below) for below in params))
    return Step(kind, params)
