"""The page on configuration is true: its files are written and its commands run, in its order; what it shows is printed.

`FAZHI_LINT_GOLDEN=write pytest tests/test_config_page.py` (or `make golden`) writes the shown output anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from fazhi_lint.cli import check
from fazhi_lint.configschema import config_schema, waivers_schema
from fazhi_lint.workers import MOST

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "config.md"
STEP = re.compile(
    r"```yaml\n# file: (?P<file>\S+)\n(?P<text>.*?)```"
    r"|^```sh\n(?P<commands>.*?)^```$"
    r"|(?P<head>^<!-- output: (?P<shown>[^\n]+?) -->\n```text\n)(?P<output>.*?)(?P<end>^```$)",
    re.DOTALL | re.MULTILINE,
)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = command.removeprefix("fazhi-lint ")
    line = f'"{sys.executable}" -m fazhi_lint {words}'
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(line, shell=True, cwd=folder, env=environ, capture_output=True, check=False, encoding="utf-8")


def test_the_page_is_followed_step_by_step(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    counts = {"file": 0, "commands": 0, "shown": 0}

    def follow(step: re.Match[str]) -> str:
        kind = next(kind for kind in counts if step[kind])
        counts[kind] += 1
        if kind == "file":
            file = tmp_path / step["file"]
            file.parent.mkdir(exist_ok=True)
            file.write_text(step["text"], "utf-8")
        elif kind == "shown":
            done = run(step["shown"], tmp_path)
            assert (done.returncode, done.stderr) == (0, ""), step["shown"]
            return step["head"] + done.stdout + step["end"]
        for command in (step["commands"] or "").splitlines():
            done = run(command, tmp_path)
            assert done.returncode in (0, 1), f"{command}: {done.stderr}"
            assert "错误" not in done.stderr, command
        return step[0]

    true = STEP.sub(follow, PAGE.read_text("utf-8"))
    if os.environ.get("FAZHI_LINT_GOLDEN") == "write":
        PAGE.write_text(true, "utf-8", newline="\n")
    assert all(count >= 2 for count in counts.values())
    assert PAGE.read_text("utf-8") == true


def test_what_the_page_says_happens(tmp_path: Path) -> None:
    """The waiver of the page accepts, and the parameters of the page find."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    files = {m["file"]: m["text"] for m in STEP.finditer(PAGE.read_text("utf-8")) if m["file"] and "waivers" in m["file"]}
    (tmp_path / "fazhi-lint-waivers.yaml").write_text(files["fazhi-lint-waivers.yaml"], "utf-8")
    done = run("fazhi-lint check samples/town-fair.txt --select confused-term", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "另有 1 处已接受" in done.stdout


def test_the_page_names_every_key_and_option() -> None:
    page = PAGE.read_text("utf-8")
    assert [key for key in config_schema()["properties"] if f"`{key}`" not in page] == []
    waiver = waivers_schema()["properties"]["waivers"]["items"]["properties"]
    assert [key for key in waiver if f"{key}:" not in page and f"`{key}`" not in page] == []
    own = ("--config", "--no-config", "--mandatory", "--no-waivers", "--baseline", "--jobs", "--no-cache")
    options = {name for option in check.params for name in option.opts}
    assert [name for name in own if name not in options or name not in page] == []
    assert f"最多 {MOST} 个" in page


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE.read_text("utf-8")):
        assert (PAGE.parent / target).exists(), target
