"""The samples' results, kept beside them: what a clerk sees, and the JSON for programs.

`FAZHI_LINT_GOLDEN=write pytest tests/test_samples.py` (or `make golden`) writes them anew; read the diff before committing it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from fazhi_lint.cli import cli

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted(file for file in (ROOT / "samples").iterdir() if file.suffix in (".txt", ".docx"))
GOLDEN = ROOT / "tests" / "golden"


def compare(name: str, text: str) -> None:
    """Compare with the kept result, or keep it."""
    file = GOLDEN / name
    if os.environ.get("FAZHI_LINT_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_text_and_json(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    path = str(Path("samples") / sample.name)
    name = sample.stem if sample.suffix == ".txt" else sample.name
    compare(f"{name}.txt", CliRunner().invoke(cli, ["check", path]).output)
    output = json.loads(CliRunner().invoke(cli, ["check", path, "--format", "json"]).output)
    del output["ruleset"]["digest"], output["tool"]["version"]
    compare(f"{name}.json", json.dumps(output, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("sample", [s for s in SAMPLES if "exemplary" in s.stem], ids=lambda path: path.stem)
def test_exemplary_samples_are_clean(sample: Path) -> None:
    result = CliRunner().invoke(cli, ["check", str(sample), "--fail-on", "info"])
    assert result.exit_code == 0, result.output
    assert "没有发现问题" in result.output
