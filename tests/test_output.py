"""`--format`, `--output`, `--quiet`, `--statistics`: several formats in one run, and the published schema of the JSON."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from runs import make_run

from fazhi_lint.cli_output import Target, deliver
from fazhi_lint.finding import FileResult, Finding, Run
from fazhi_lint.formatters import FORMATTERS
from fazhi_lint.formatters.base import Style, legal, visible

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = json.loads((ROOT / "docs" / "output.schema.json").read_text("utf-8"))
ONE = ("--select", "shortcoming-cause")
Program = Callable[..., Any]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_several_formats_in_one_run(fazhi: Program, report: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    options = [word for form in FORMATTERS if form != "text" for word in ("--format", f"{form}={out / form}")]
    done = fazhi("check", report, *ONE, *options, "--format", "text")
    assert (done.status, done.err) == (1, "")
    assert done.out == fazhi("check", report, *ONE).out
    assert names(out) == sorted(set(FORMATTERS) - {"text"})
    for form in set(FORMATTERS) - {"text", "xlsx"}:
        assert (out / form).read_bytes().decode("utf-8") == fazhi("check", report, *ONE, "--format", form).out


def test_the_bare_name_goes_to_output(fazhi: Program, report: Path, tmp_path: Path) -> None:
    page, data = tmp_path / "a.html", tmp_path / "b=c.json"
    done = fazhi("check", report, "--format", f"html={page}", "--format", "json", "--output", data)
    assert (done.status, done.out, done.err) == (1, "", "")
    assert json.loads(data.read_text("utf-8"))["schema_version"] == 1
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert fazhi("check", report, "--format", f"json={data}").status == 1  # an = in the name of the file


WRONG = [
    (("--format", "text", "--format", "json"), "不能都写到屏幕"),
    (("--format", "text", "--format", "json", "--output", "{out}/a"), "不能都写到文件"),
    (("--format", "text={out}/a", "--format", "json={out}/./a"), "不能都写到文件"),
    (("--format", "text={out}/a", "--output", "{out}/b"), "--output 没有东西可写"),
    (("--format", "xlsx"), "xlsx 不能显示在屏幕上，请写明文件，例如 --format xlsx=结果.xlsx"),
    (("--format", "html="), "等号后面没有写文件名"),
    (("--format", "=a.html"), "没有输出格式“”"),
    (("--format", "htlm={out}/a.html"), "没有输出格式“htlm”；可用的有 text、concise"),
    (("--format", ""), "没有输出格式“”"),
    (("--format", "html={out}/没有/a.html", "--format", "json={out}/a.json"), "写不进"),
    (("--format", "json={out}/a.json", "--format", "html={out}"), "写不进"),
    (("--format", "json={out}/a.json", "--format", "html=a\0b"), "写不进"),
    (("--format", "json={out}/a.json", "--format", "text={report}"), "覆盖"),
]


@pytest.mark.parametrize(("options", "said"), WRONG)
def test_what_cannot_be_followed_is_said_and_writes_nothing(
    fazhi: Program, report: Path, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    before = report.read_bytes()
    done = fazhi("check", report, *(word.format(out=out, report=report) for word in options))
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert names(out) == []
    assert report.read_bytes() == before


def test_a_file_that_cannot_be_read_still_gives_all_outputs(fazhi: Program, report: Path, tmp_path: Path) -> None:
    report.with_name("坏.txt").write_bytes(b"\0")
    out = tmp_path / "out"
    out.mkdir()
    options = [word for form in FORMATTERS for word in ("--format", f"{form}={out / form}")]
    assert fazhi("check", report.parent, *ONE, *options).status == 2
    assert names(out) == sorted(FORMATTERS)


def test_only_the_screen_is_coloured(tmp_path: Path) -> None:
    shown: list[str] = []
    asked = [Target("text", None), Target("text", str(tmp_path / "a.log"))]
    deliver(make_run(), Style(colour=True), asked, shown.append)
    assert "\x1b[31m" in "".join(shown)
    assert "\x1b" not in (tmp_path / "a.log").read_text("utf-8")


def test_quiet_gives_the_verdict_and_what_could_not_be_checked(fazhi: Program, report: Path) -> None:
    report.with_name("坏.txt").write_bytes(b"\0")
    quiet = fazhi("check", report.parent, *ONE, "--quiet")
    loud = fazhi("check", report.parent, *ONE)
    assert quiet.status == loud.status == 2
    assert "无法检查" in quiet.out
    assert "shortcoming-cause" not in quiet.out
    assert quiet.out.splitlines()[-1] == loud.out.splitlines()[-1]
    only = fazhi("check", report, *ONE, "--quiet")
    assert re.fullmatch(r"共 2 处：必改 2 处；须修改后再报送（检查了 1 个文件）。\n", only.out)


def test_statistics_are_shown_where_no_format_holds_them(fazhi: Program, report: Path, tmp_path: Path) -> None:
    sarif, data = f"sarif={tmp_path / 'a'}", f"json={tmp_path / 'b'}"
    assert "    2  shortcoming-cause  不足没有说明原因\n" in fazhi("check", report, *ONE, "--statistics", "--format", sarif).err
    assert fazhi("check", report, *ONE, "--statistics", "--format", sarif, "--format", data).err == ""
    row = {"rule": "shortcoming-cause", "title": "不足没有说明原因", "findings": 2}
    assert json.loads((tmp_path / "b").read_text("utf-8"))["statistics"] == [row]


def test_junit_fails_what_fails_the_run(fazhi: Program, report: Path) -> None:
    def failures(*options: str) -> tuple[int, int]:
        done = fazhi("check", report, "--format", "junit", *options)
        return done.status, done.out.count("<failure ")

    every = {level: failures("--fail-on", level) for level in ("never", "error", "warning", "info")}
    assert every["never"] == (0, 0)
    assert 0 < every["error"][1] < every["warning"][1] < every["info"][1]
    assert {status for level, (status, _) in every.items() if level != "never"} == {1}


def test_the_help_names_every_format(fazhi: Program) -> None:
    shown = "".join(fazhi("check", "--help").out.split())
    assert all(form in shown for form in FORMATTERS)


def test_every_format_is_documented() -> None:
    page = (ROOT / "docs" / "output.md").read_text("utf-8")
    assert [form for form in FORMATTERS if f"`{form}`" not in page] == []
    for readme in ("README.md", "README.zh-CN.md"):
        text = (ROOT / readme).read_text("utf-8")
        assert [form for form in FORMATTERS if f"`{form}`" not in text] == []


def valid(value: Any, definition: str | None = None) -> None:
    """Raise what a document (or a line of jsonl) has against the published schema."""
    schema = SCHEMA if definition is None else {"$ref": f"#/$defs/{definition}", "$defs": SCHEMA["$defs"]}
    Draft202012Validator(schema).validate(value)


def test_the_schema_is_one_and_explains_itself() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["additionalProperties"] is False


@pytest.mark.parametrize("options", [(), ("--statistics", "--show-passes"), ("--profile", "publication"), ("--force",)])
def test_json_is_as_the_schema_says(fazhi: Program, tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "坏.txt").write_bytes(b"\0")
    (tmp_path / "菜谱.txt").write_text("红烧肉\n", "utf-8")
    paths = (ROOT / "samples", *(() if options else (ROOT / "tests" / "corpus",)), tmp_path)
    valid(json.loads(fazhi("check", *paths, "--format", "json", *options).out))
    lines = [json.loads(line) for line in fazhi("check", *paths, "--format", "jsonl", *options).out.splitlines()]
    for line in lines:
        valid(line, "line")
    assert {line["type"] for line in lines} >= {"run", "file", "finding", "summary"}


def test_fixes_and_suppressions_are_as_the_schema_says() -> None:
    whole = json.loads("".join(FORMATTERS["json"].render(make_run(), Style(statistics=True))))
    valid(whole)
    [first, *_] = whole["files"]
    edit = {"line": 6, "column": 7, "end_line": 6, "end_column": 9, "text": "法治"}
    assert [f["fix"] for f in first["findings"] if f["fix"]] == [{"safe": True, "title": "把“法制”改为“法治”", "edits": [edit]}]
    assert [f["suppression"] for f in first["suppressed"]] == [
        {"kind": "waiver", "reason": "报过<县>里，同意这样写", "until": "2026-12-31"},
        {"kind": "baseline", "reason": None, "until": None},
    ]
    for line in "".join(FORMATTERS["jsonl"].render(make_run(), Style(statistics=True))).splitlines():
        valid(json.loads(line), "line")


def test_jsonl_says_what_json_says() -> None:
    whole = json.loads("".join(FORMATTERS["json"].render(make_run(), Style())))
    lines = list(map(json.loads, "".join(FORMATTERS["jsonl"].render(make_run(), Style())).splitlines()))
    built: dict[str, Any] = {}
    for line in lines:
        kind = line.pop("type")
        if kind == "run":
            built = {**line, "files": []}
        elif kind == "file":
            built["files"].append({**line, "findings": [], "suppressed": []})
        elif kind == "summary":
            built["summary"] = line
        else:
            assert line.pop("path") == built["files"][-1]["path"]
            built["files"][-1]["findings" if kind == "finding" else kind].append(line)
    assert built == whole


def test_a_report_as_text_imports_nothing_of_other_formats(report: Path) -> None:
    code = (
        "import sys\nfrom fazhi_lint.cli import main\ntry: main(sys.argv[1:])\n"
        "except SystemExit: print(*sorted(sys.modules), file=sys.stderr)"
    )
    for _ in range(2):  # the first fills the cache of rules
        command = [sys.executable, "-c", code, "check", report]
        done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", cwd=ROOT)
    modules = set(done.stderr.split())
    assert "fazhi_lint.formatters.text" in modules
    heavy = {"xml.etree.ElementTree", "xlsxwriter", "jsonschema", "html", "tempfile", "zipfile", "json", "lxml", "yaml"}
    assert modules.isdisjoint(heavy)
    assert {name for name in modules if name.startswith("fazhi_lint.formatters.")} == {
        "fazhi_lint.formatters.base",
        "fazhi_lint.formatters.text",
    }


ANY = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\\`*_[]<>#|~&!$:@%,\r\n\t")))


def saying(message: str) -> Run:
    finding = Finding("some-rule", "error", 1, 1, 1, 1, message, "")
    return Run("1", "core", (), "", [FileResult("a.txt", "checked", findings=(finding,))])


def out(form: str, message: str) -> str:
    return "".join(FORMATTERS[form].render(saying(message), Style()))


@given(ANY)
def test_markdown_shows_any_words_as_they_are(message: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(out("markdown", f"甲{message}乙"))
    cells = [after for before, after in pairwise(tokens) if before.type == "td_open"]
    children = cells[2].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == legal(f"甲{message}乙").replace("\t", " ")
    assert len(cells) == 5


@given(ANY)
def test_a_workflow_command_is_one_line_and_says_any_words(message: str) -> None:
    command = out("github", message)
    assert command.count("\n") == 1
    told = command.split("::", 2)[2][:-1]
    for code, mark in (("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        told = told.replace(code, mark)
    assert told == visible(message)


@given(ANY)
def test_concise_is_one_line_a_finding(message: str) -> None:
    assert len(out("concise", message).splitlines()) == 2


@pytest.mark.parametrize("form", ["junit", "checkstyle"])
@given(message=ANY)
def test_xml_holds_any_words(form: str, message: str) -> None:
    from xml.etree import ElementTree

    tree = ElementTree.fromstring(out(form, message).encode())
    assert legal(message) in {element.get("message") for element in tree.iter()}
