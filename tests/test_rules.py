"""Every rule: its own examples, its page, its basis; and that rules are only data."""

from __future__ import annotations

from pathlib import Path

import pytest

from fazhi_lint.examples import failures
from fazhi_lint.rulefiles import core_folder
from fazhi_lint.ruleset import Rule, Ruleset, load
from fazhi_lint.schema import problems
from fazhi_lint.yamlfile import parse

ROOT = Path(__file__).resolve().parent.parent
RULESET: Ruleset = load()[0]


@pytest.mark.parametrize("rule", RULESET.rules, ids=lambda rule: rule.id)
def test_examples(rule: Rule) -> None:
    assert not list(failures(rule, RULESET))
    assert len(rule.bad) >= 3
    assert len(rule.good) >= 3
    assert all(example.lines for example in rule.bad)


@pytest.mark.parametrize("file", sorted(Path(core_folder()).rglob("*.yaml")), ids=lambda path: path.stem)
def test_files_follow_their_schema(file: Path) -> None:
    assert not list(problems(parse(file.read_bytes(), str(file))))


@pytest.mark.parametrize("rule", RULESET.rules, ids=lambda rule: rule.id)
def test_page(rule: Rule) -> None:
    page = (ROOT / "docs" / "rules" / f"{rule.id}.md").read_text("utf-8")
    assert rule.why in page


def test_only_verified_articles_are_cited() -> None:
    for rule in RULESET.rules:
        for basis in rule.basis:
            assert basis.confidence == "verified" or basis.article is None, rule.id


def test_a_rule_lies_in_the_folder_of_its_group() -> None:
    for rule in RULESET.rules:
        assert Path(rule.path).parent.name == rule.group


def test_every_lexicon_is_read_by_a_rule_the_parser_or_a_lexicon() -> None:
    from fazhi_lint.checks import CHECKS, COMBINED, Step
    from fazhi_lint.document import LEXICONS

    used = set(LEXICONS)
    for role in RULESET.genre.roles:
        used |= {role.heading, role.opening or "", role.part or "", role.cancel or "", role.inside or ""}
    for level in RULESET.genre.levels:
        used |= {level.organ, level.words, f"principal-{level.name}"}

    def visit(step: Step) -> None:
        for below in step.below:
            visit(below)
        for name in () if step.kind in COMBINED else CHECKS[step.kind].lexicons:
            value = step.params.get(name, ())
            for named in [value] if isinstance(value, str) else value:
                used.update([named] if isinstance(named, str) else named)

    for rule in RULESET.rules:
        visit(rule.step)
    raw = {}
    for file in sorted((Path(core_folder()) / "lexicon").glob("*.yaml")):
        raw |= parse(file.read_bytes(), str(file))["lexicons"]
    included = {name for name in raw for other in raw.values() if "{" + name + "}" in str(other)}
    assert set(raw) - used - included == set()
