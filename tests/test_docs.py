"""The documentation is run: its rules load and pass their own examples, generated pages are fresh."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import regex
from click.testing import CliRunner

from fazhi_lint.checks import CHECKS
from fazhi_lint.cli import cli
from fazhi_lint.errors import FazhiError
from fazhi_lint.ruleset import load
from fazhi_lint.schema import rule_schema
from fazhi_lint.selector import SELECTORS

ROOT = Path(__file__).resolve().parent.parent
BLOCK = regex.compile(r"```yaml\n# file: (\S+)\n(.*?)```", regex.DOTALL)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The files that the page on writing rules tells the reader to make."""
    for name, text in BLOCK.findall((ROOT / "docs" / "writing-rules.md").read_text("utf-8")):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    return tmp_path / "county"


def test_rules_of_the_page_pass_their_own_examples(county: Path) -> None:
    result = CliRunner().invoke(cli, ["rules", "test", str(county)])
    assert result.exit_code == 0, result.output
    assert "3 条规则" in result.output


def test_rules_of_the_page_are_used(county: Path, tmp_path: Path) -> None:
    report = tmp_path / "报告.txt"
    report.write_text((ROOT / "samples" / "town-exemplary.txt").read_text("utf-8").replace("行政复议", "行政应诉"), "utf-8")
    result = CliRunner().invoke(cli, ["check", "--rules", str(county), str(report)])
    assert "missing-reconsideration" in result.output


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("contains:", "contain:"), "不认识的键“contain”"),
        (("lexicon: reconsideration", "lexicon: nowhere"), "没有词表“nowhere”"),
        (("{heading}", "{headline}"), "“{headline}”没有值可填"),
        (("roles: [achievements]", "roles: [success]"), "没有部分“success”"),
        (("group: results", "group: result"), "没有分组“result”"),
        (("severity: warning", "severity: fatal"), "“fatal”不在可用的值之中"),
        (("node: role,", "node: rolle,"), "rolle"),
        (("title: 成效部分没有写行政复议\n", ""), "缺少“title”"),
        (("id: missing-reconsideration", "id: other-name"), "文件名应与规则名相同"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(county: Path, change: tuple[str, str], said: str) -> None:
    file = county / "missing-reconsideration.yaml"
    file.write_text(file.read_text("utf-8").replace(*change), "utf-8")
    result = CliRunner().invoke(cli, ["rules", "test", str(county)])
    assert isinstance(result.exception, FazhiError)
    assert said in str(result.exception)
    assert regex.match(rf"{regex.escape(str(file))}:\d+: ", str(result.exception))


@pytest.mark.parametrize(
    ("words", "said"),
    [("[普法, 复议, 纠纷]", "反例 1 没有被发现"), ("[没有这个词]", "正例 1 被误报")],
    ids=["never fires", "always fires"],
)
def test_a_rule_that_its_examples_contradict_is_refused(county: Path, tmp_path: Path, words: str, said: str) -> None:
    file = county / "words.yaml"
    file.write_text(file.read_text("utf-8").replace("[行政复议]", words), "utf-8")
    report = tmp_path / "报告.txt"
    report.write_text("一、主要举措和成效\n", "utf-8")
    result = CliRunner().invoke(cli, ["check", "--rules", str(county), str(report)])
    assert said in str(result.exception)


def test_one_file_of_the_page_can_be_tested_alone(county: Path) -> None:
    result = CliRunner().invoke(cli, ["rules", "test", str(county / "missing-reconsideration.yaml")])
    assert result.exit_code == 0, result.output
    assert "1 条规则" in result.output


def test_generated_files_are_fresh() -> None:
    result = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_page_names_every_selector_and_check() -> None:
    page = (ROOT / "docs" / "writing-rules.md").read_text("utf-8")
    assert [name for name in SELECTORS if f"`{name}`" not in page] == []
    assert [name for name in CHECKS if f"`{name}" not in page] == []


def test_the_page_names_every_key_of_rules_examples_and_sources() -> None:
    page = (ROOT / "docs" / "writing-rules.md").read_text("utf-8")
    rule = rule_schema()
    basis = rule["properties"]["basis"]["items"]["properties"]
    assert [
        key for key in [*rule["properties"], *rule["$defs"]["example"]["properties"], *basis] if f"`{key}`" not in page
    ] == []


def test_the_lexicons_that_the_page_offers_exist() -> None:
    page = (ROOT / "docs" / "writing-rules.md").read_text("utf-8")
    offered = regex.findall(
        r"`([a-z-]+)`", " ".join(regex.findall(r"^\| (`.*?) \|", page.split("自带的词表可以")[1], regex.MULTILINE))
    )
    lexicons = load()[0].genre.lexicons
    assert len(offered) > 10
    assert [name for name in offered if name not in lexicons] == []
