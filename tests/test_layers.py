"""The import order: a unit imports only units that stand before it, siblings are strangers, the engine knows no rule.

A list cannot hold a circle. Who adds a unit writes it down here, at the place where it may be.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import regex
import yaml

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "fazhi_lint"
UNITS = """
    errors digest once storage patterns globs text notes finding record plainly yamlfile encoding legibility paragraphs pdfrows
    literals rows lexicon lexbuild reach matcher cache readers document
    node parts selector checks fixplan schemafault schema rulecheck rulefiles ruleset
    linter fixer summary copies
    formatters
    configschema config waivers baseline accept
    pipeline settings mandatory together examples project workers annotate fixfiles
    county
    chinese cli_common cli_options cli_output cli_fix cli_check cli_annotate cli_county
    cli_rules_test cli_rules cli_config cli_baseline cli __main__
"""
ORDER = tuple(UNITS.split())
STRANGERS = ("readers", "checks", "formatters")  # their files share only base.py
MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(file: Path) -> tuple[str, ...]:
    """`document/dates.py` -> ("document", "dates"); `document/__init__.py` -> ("document",)."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


NAMES = {name_of(file) for file in MODULES}


def imports(file: Path) -> Iterator[tuple[str, ...]]:
    """The package's own modules that a file imports, at the top or inside functions."""
    here = name_of(file) if file.name == "__init__.py" else name_of(file)[:-1]
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = here[: len(here) - (node.level - 1)]
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == PACKAGE.name:
            raise AssertionError(f"{file.name}:{node.lineno}: own modules are imported by a relative name")
        else:
            continue
        target = base + tuple((node.module or "").split(".") if node.module else ())
        for alias in node.names:
            yield (*target, alias.name) if (*target, alias.name) in NAMES else target


def test_every_module_has_its_place() -> None:
    assert sorted({name[0] for name in NAMES if name}) == sorted(ORDER)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: ".".join(name_of(file)) or "__init__")
def test_imports_point_backwards(file: Path) -> None:
    name = name_of(file)
    for target in imports(file):
        if not target:  # the version, from the package itself
            continue
        assert name, f"fazhi_lint/__init__.py imports {target}"
        if target[0] != name[0]:
            assert ORDER.index(target[0]) < ORDER.index(name[0]), f"{'.'.join(name)} imports {'.'.join(target)}"
        elif name[0] in STRANGERS and len(name) == 2:
            own = target[:2] == name  # a sibling that is a folder imports what is in it
            assert own or target == (name[0], "base"), f"{'.'.join(name)} imports its sibling {'.'.join(target)}"


def test_no_circles() -> None:
    graph = {name_of(file): set(imports(file)) - {name_of(file)} for file in MODULES}
    done: set[tuple[str, ...]] = set()

    def visit(name: tuple[str, ...], path: tuple[tuple[str, ...], ...]) -> None:
        assert name not in path, f"a circle: {path[path.index(name) :]}"
        for target in sorted(graph.get(name, set()) - done):
            visit(target, (*path, name))
        done.add(name)

    for name in sorted(graph):
        visit(name, ())


# What knows nothing of this genre: its words and its rules are in YAML.
GENERAL = [
    *sorted((PACKAGE / "document").glob("*.py")),
    *sorted((PACKAGE / "checks").glob("*.py")),
    *(PACKAGE / name for name in ("lexbuild.py", "lexicon.py", "linter.py", "literals.py", "matcher.py", "selector.py")),
]
MESSAGES = {"lexbuild.py": {"check_pattern", "all", "_blame", "_build"}}  # functions that speak to a rule's author

DESCRIBING = {"_words"}  # functions that are given descriptions of parameters


def literals(file: Path) -> Iterator[tuple[int, str]]:
    """The strings of a file that are no docstrings, with their lines."""
    tree = ast.parse(file.read_text("utf-8"))
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, clean=False) is not None:
            skipped.add(node.body[0].value)  # type: ignore[attr-defined]
        if isinstance(node, ast.FunctionDef) and node.name in MESSAGES.get(file.name, ()):
            skipped.update(ast.walk(node))
        if isinstance(node, ast.Dict):  # what a parameter means, for a rule's author
            named = zip(node.keys, node.values, strict=True)
            skipped.update(value for key, value in named if isinstance(key, ast.Constant) and key.value == "description")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DESCRIBING:
            skipped.update(keyword.value for keyword in node.keywords)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.lineno, node.value


def genre_words() -> set[str]:
    """The words of all lexicons that have at least two Chinese characters."""
    words: set[str] = set()
    for file in (ROOT / "rules" / "lexicon").glob("*.yaml"):
        for lexicon in yaml.safe_load(file.read_text("utf-8"))["lexicons"].values():
            words.update(lexicon.get("words", ()))
            for entry in lexicon.get("entries", ()):
                words.update(entry.get("words", ()))
    return {word for word in words if len(regex.findall(r"\p{Han}", word)) >= 2}


WORDS = genre_words()
RULES = {file.stem for file in (ROOT / "rules").glob("*/*.yaml") if file.parent.name != "lexicon"}


def test_there_is_something_to_look_for() -> None:
    assert "shortcoming-cause" in RULES
    assert "不足" in WORDS


@pytest.mark.parametrize("file", GENERAL, ids=lambda file: f"{file.parent.name}.{file.stem}")
def test_the_engine_knows_no_rule_and_no_word_of_the_genre(file: Path) -> None:
    for line, text in literals(file):
        assert not [rule for rule in RULES if regex.search(rf"(?<![a-z-]){rule}(?![a-z-])", text)], f"{file.name}:{line}"
        assert not [word for word in WORDS if word in text], f"{file.name}:{line}: {text}"
