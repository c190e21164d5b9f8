"""How one report is checked: what configuration and command line say, put together with the rules.

In: `Part`s, the later over the earlier, and a ruleset. Out: `Settings`; `ConfigError` with file and line where a part names
what there is not. The rules that come out may differ in their severities and the parameters of their checks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from . import cache
from .checks import CHECKS, COMBINED, Step
from .config import Part
from .digest import sha256
from .errors import ConfigError
from .pipeline import Options
from .ruleset import Rule, Ruleset

DEFAULTS: Mapping[str, str] = {"profile": "submission", "level": "auto", "fail-on": "error"}
_OFF = "off"


class Settings(NamedTuple):
    """What decides how a report is checked.

    `mandatory` are the rules that nobody but the command line has a say in: `apart` is how they are checked where a
    configuration says something.
    """

    ruleset: Ruleset
    options: Options
    fail_on: str
    mandatory: frozenset[str] = frozenset()
    apart: "Settings | None" = None

    def with_facts(self, facts: bool) -> "Settings":
        """The same, for results with or without the facts of reports and what made rules pass."""
        apart = self.apart and self.apart.with_facts(facts)
        return self._replace(options=self.options._replace(facts=facts), apart=apart)

    def digest(self) -> str:
        """What identifies all that a result depends on beside the text."""
        chosen = None if self.options.chosen is None else sorted(self.options.chosen)
        rules = [(r.id, r.severity, sorted(r.profiles.items()), r.step, r.message) for r in self.ruleset.rules]
        own = (self.ruleset.digest, self.options._replace(chosen=None), chosen, rules, sorted(self.mandatory))
        return sha256(f"{own}{self.apart and self.apart.digest()}".encode("utf-8", "surrogatepass")).hexdigest()


def _near(name: str, known: Iterable[str]) -> str:
    """Words for a known name that is like the one that was written."""
    from .plainly import near  # only for what is wrong

    return near(name, known)


def named(ruleset: Ruleset, name: str) -> frozenset[str] | None:
    """The ids that a name means: a rule, a former name of one, a group; None where there is no such name."""
    ids = frozenset(rule.id for rule in ruleset.rules if name in (rule.id, rule.group) or name in rule.aliases)
    return ids if ids or name in ruleset.groups else None


def settle(parts: Sequence[Part], ruleset: Ruleset, force: bool = False, always: Iterable[str] = ()) -> Settings:
    """Put together what the parts say.

    Args:
        parts: the later over the earlier.
        ruleset: the rules with all that the parts add.
        force: whether files are checked that do not look like a report.
        always: ids that are checked whatever the parts choose.

    Raises:
        ConfigError: a profile, level, rule, group or parameter that there is not, or a value that it cannot have.
    """
    profile, level = _one(parts, "profile", tuple(ruleset.profiles)), _one(parts, "level", _levels(ruleset))
    severities = _severities(parts, ruleset)
    off = {name for name, severity in severities.items() if severity == _OFF}
    chosen = (chosen_ids(parts, ruleset) - off) | frozenset(always)
    rules = _adjusted(parts, ruleset)
    rules = tuple(_with_severity(rule, severities.get(rule.id, _OFF)) for rule in rules)
    everything = len(chosen) == len(rules)
    options = Options(profile, None if level == "auto" else level, None if everything else chosen, force)
    fail_on = next((part.data["fail-on"] for part in reversed(parts) if "fail-on" in part.data), DEFAULTS["fail-on"])
    return Settings(ruleset._replace(rules=rules), options, fail_on)


def _levels(ruleset: Ruleset) -> tuple[str, ...]:
    return ("auto", *(level.name for level in ruleset.genre.levels))


_WORDS = {"profile": "报送场景", "level": "层级"}


def _one(parts: Sequence[Part], key: str, known: Sequence[str]) -> str:
    """The last value that a part gives, each compared with those that there are."""
    value = DEFAULTS[key]
    for part in parts:
        if key in part.data:
            value = part.data[key]
            if value not in known:
                raise part.error(f"没有{_WORDS[key]}“{value}”{_near(value, known)}；可用的有 {'、'.join(known)}。", key)
    return value


def ids(part: Part, key: str, ruleset: Ruleset) -> frozenset[str]:
    """The ids that a part's list of rules and groups names.

    Raises:
        ConfigError: one of them is neither.
    """
    found: frozenset[str] = frozenset()
    for i, name in enumerate(part.data.get(key, ())):
        found |= _known(part, ruleset, name, key, i)
    return found


def _known(part: Part, ruleset: Ruleset, name: str, *keys: str | int) -> frozenset[str]:
    found = named(ruleset, name)
    if found is None:
        names = [*ruleset.groups, *(rule.id for rule in ruleset.rules)]
        raise part.error(f"没有规则或分组“{name}”{_near(name, names)}；用 fazhi-lint rules list 查看全部。", *keys)
    return found


def chosen_ids(parts: Sequence[Part], ruleset: Ruleset) -> frozenset[str]:
    """The ids that are left: each part's `select` begins anew, its `ignore` takes away."""
    chosen = frozenset(rule.id for rule in ruleset.rules)
    for part in parts:
        if "select" in part.data:
            chosen = ids(part, "select", ruleset)
        chosen -= ids(part, "ignore", ruleset)
    return chosen


def _severities(parts: Sequence[Part], ruleset: Ruleset) -> dict[str, str]:
    """Rule id -> the severity that a part gives it; within a part a rule goes over its group."""
    found: dict[str, str] = {}
    for part in parts:
        given = part.data.get("severity", {})
        for name in sorted(given, key=lambda name: name not in ruleset.groups):
            found.update(dict.fromkeys(_known(part, ruleset, name, "severity", name), given[name]))
    return found


def _with_severity(rule: Rule, severity: str) -> Rule:
    """The rule with another severity (`off`: as it is) in all profiles that use it."""
    if severity == _OFF:
        return rule
    return rule._replace(severity=severity, profiles={name: s for name, s in rule.profiles.items() if s == _OFF})


def _adjusted(parts: Sequence[Part], ruleset: Ruleset) -> tuple[Rule, ...]:
    """The rules with the parameters that the parts give them."""
    rules = {rule.id: rule for rule in ruleset.rules}
    for part in parts:
        for name, values in part.data.get("parameters", {}).items():
            found = next((rule for rule in rules.values() if name == rule.id or name in rule.aliases), None)
            if found is None:
                raise part.error(f"没有规则“{name}”{_near(name, rules)}。", "parameters", name)
            for key, value in values.items():
                found = _adjust(part, name, found, key, value)
            rules[found.id] = found
    return tuple(rules.values())


def _adjust(part: Part, name: str, rule: Rule, key: str, value: Any) -> Rule:
    keys = ("parameters", name, key)
    if key not in rule.adjustable:
        can = f"可以改的有 {'、'.join(rule.adjustable)}" if rule.adjustable else "它没有可以改的参数"
        raise part.error(f"规则“{rule.id}”的参数“{key}”不能在配置里改{_near(key, rule.adjustable)}；{can}。", *keys)
    step = _holding(rule.step, key)
    if step.params[key] == value and type(step.params[key]) is type(value):
        return rule
    _validate(part, keys, step, key, value)
    given = rule.adjustable[key]
    return rule._replace(
        step=_replaced(rule.step, step, step._replace(params={**step.params, key: value})),
        message=given.message or rule.message,
        suggestion=given.suggestion or rule.suggestion,
    )


def parameters(rule: Rule) -> Iterator[tuple[str, str, Any]]:
    """The parameters of a rule that a configuration may change: name, what it is, its value."""
    for name, given in rule.adjustable.items():
        yield name, given.title, _holding(rule.step, name).params[name]


def _holding(step: Step, key: str) -> Step:
    """The step that has the parameter: a rule that lets it be changed has exactly one."""
    if step.kind not in COMBINED:
        return step
    return next(held for below in step.below if key in (held := _holding(below, key)).params)


def _replaced(step: Step, old: Step, new: Step) -> Step:
    return new if step is old else step._replace(below=tuple(_replaced(below, old, new) for below in step.below))


def _validate(part: Part, keys: Sequence[str], step: Step, key: str, value: Any) -> None:
    """Whether a parameter may have a value: as the check's schema says (asked once; then the cache knows)."""
    schema = CHECKS[step.kind].schema["properties"][key]
    asked = f"parameter\0{schema}\0{value!r}"
    if cache.read(asked, cache.CONFIG) is True:
        return
    import jsonschema

    from .schemafault import explain

    error = next(jsonschema.Draft202012Validator(schema).iter_errors(value), None)
    if error is not None:
        raise part.error(f"参数“{key}”的值不对：{explain(error)[1]}。", *keys)
    cache.write(asked, True, cache.CONFIG)


def command_line(values: Mapping[str, Any]) -> Part:
    """What the command line says: `select` and `ignore` as lists, comma lists taken apart.

    Raises:
        ConfigError: --select or --ignore without a name.
    """
    data: dict[str, Any] = {key: values[key] for key in DEFAULTS if values.get(key) is not None}
    for key in ("select", "ignore"):
        if values.get(key):
            data[key] = names(values[key], f"--{key}")
    return Part(None, (), data)


def names(given: Sequence[str], option: str) -> list[str]:
    """The names in an option's values, each a comma list.

    Raises:
        ConfigError: there is none.
    """
    found = [name for value in given for part in value.split(",") if (name := part.strip())]
    if not found:
        raise ConfigError(f"{option} 后面没有写规则或分组；用 fazhi-lint rules list 查看全部。")
    return found
