"""The examples of docs/ci.md and docs/output.md: valid for the platforms that they are for, and their commands run."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
GITHUB, GITLAB = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def strings(value: Any) -> Iterator[str]:
    """All strings in a piece of YAML."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for below in value:
            yield from strings(below)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize(
    ("example", "options"),
    [
        (GITHUB, ["--builtin-schema", "vendor.github-workflows"]),
        (GITLAB, ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"]),
    ],
    ids=["github", "gitlab"],
)
def test_the_platform_takes_the_example(tmp_path: Path, example: str, options: list[str]) -> None:
    file = tmp_path / "example.yml"
    for text, status in ((example, 0), (example.replace("artifacts:", "artefacts:").replace("runs-on:", "runs:"), 1)):
        file.write_text(text, "utf-8")
        result = CliRunner().invoke(check_jsonschema, [*options, str(file)])
        assert result.exit_code == status, result.output


@pytest.mark.parametrize("example", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_the_command_runs_and_writes_what_is_handed_over(
    fazhi: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: str
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "samples", "reports")
    words = list(strings(yaml.safe_load(example)))
    [command] = [word for word in words if word.startswith("fazhi-lint check")]
    done = fazhi(*shlex.split(command)[1:])
    assert (done.status, done.err) == (1, "")
    handed = {word for word in words if re.fullmatch(r"[\w-]+\.(sarif|html|json|xml)", word)}
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == handed
    assert handed
    for file in handed:
        assert Path(file).stat().st_size > 1000


def test_the_report_of_gitlab_is_what_gitlab_reads(fazhi: Callable[..., Any]) -> None:
    issues = json.loads(fazhi("check", ROOT / "samples", "--format", "gitlab").out)
    assert issues
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert isinstance(issue["location"]["lines"]["begin"], int)
        assert not issue["location"]["path"].startswith("./")


@pytest.mark.parametrize("name", ["output.md", "ci.md"])
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / "docs" / name).read_text("utf-8")):
        assert (ROOT / "docs" / target).exists(), target


def test_the_commands_of_the_page_on_output_run(
    fazhi: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "samples", "samples")
    page = (ROOT / "docs" / "output.md").read_text("utf-8")
    commands = re.findall(r"^fazhi-lint (check [^#\n]+)", page, re.MULTILINE)
    assert len(commands) == 4
    for command in commands:
        done = fazhi(*shlex.split(command))
        assert (done.status, done.err) == (1, "")
    assert {path.name for path in tmp_path.iterdir()} == {"samples", "结果.html", "结果.json"}
