"""All formats tell the same findings: one run, written in each, is read back by what knows the format.

`FAZHI_LINT_GOLDEN=write pytest tests/test_formatters.py` (or `make golden`) keeps the outputs anew; read the diff.
"""

from __future__ import annotations

import io
import json
import os
import posixpath
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import html5lib
import junitparser
import openpyxl
import pytest
from markdown_it import MarkdownIt
from runs import PATH, SUPPRESSED, make_run, told

from fazhi_lint.formatters import FORMATTERS
from fazhi_lint.formatters.base import SEVERITY_WORDS, Style, legal, slashed, verdict, visible

GOLDEN = Path(__file__).parent / "golden" / "formats"
ENDINGS = {"text": "txt", "concise": "concise.txt", "markdown": "md", "github": "github.txt", "gitlab": "gitlab.json"}
ENDINGS |= {"junit": "junit.xml", "checkstyle": "checkstyle.xml", "xlsx": "xlsx.txt"}
ACCEPTED = [one.finding.message for one in SUPPRESSED]
Told = list[tuple[str, str, int, str]]  # path, rule, line, message


def render(form: str, style: Style | None = None) -> Any:
    """The shared run in a format."""
    pieces = list(FORMATTERS[form].render(make_run(), style or Style(statistics=True)))
    return b"".join(pieces) if FORMATTERS[form].binary else "".join(pieces)


def read_text(out: str) -> Told:
    found, path = [], ""
    for line in out.splitlines():
        path = line if line and not line.startswith(" ") else path
        if match := re.match(r"  (\d+):\d+(?:（.*?）)*  (?:必改|应改|建议)  (.*)  \[(.+)\]$", line):
            found.append((path, match[3], int(match[1]), match[2]))
    return found


def read_concise(out: str) -> Told:
    lines = [re.match(r"(.+?):(\d+):\d+: (?:必改|应改|建议) (\S+) (.*)$", line) for line in out.splitlines()]
    return [(line[1], line[3], int(line[2]), line[4]) for line in lines if line]


def read_markdown(out: str) -> Told:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(out)
    found: Told = []
    path, row = "", []
    for before, token in pairwise(tokens):
        words = "".join(child.content if child.type in ("text", "text_special") else "¤" for child in token.children or ())
        if before.type == "heading_open" and before.tag == "h2":
            path = words
        elif before.type == "td_open":
            row.append(words)
        elif token.type == "tr_close" and len(row) == 5:
            found.append((path, row[4], int(re.findall(r"\d+", row[0])[0]), row[2]))
        row = [] if token.type == "tr_close" else row
    return found


def read_json(out: str) -> Told:
    return [(file["path"], f["rule"], f["line"], f["message"]) for file in json.loads(out)["files"] for f in file["findings"]]


def read_jsonl(out: str) -> Told:
    objects = map(json.loads, out.splitlines())
    return [(o["path"], o["rule"], o["line"], o["message"]) for o in objects if o["type"] == "finding"]


def read_sarif(out: str) -> Told:
    found = []
    [run] = json.loads(out)["runs"]
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert run["artifacts"][place["artifactLocation"]["index"]]["location"]["uri"] == place["artifactLocation"]["uri"]
        if not result["suppressions"]:
            path = urllib.parse.unquote(place["artifactLocation"]["uri"])
            found.append((path, result["ruleId"], place["region"]["startLine"], without_advice(result["message"]["text"])))
    return found


def without_advice(words: str) -> str:
    return words.split("改法：")[0].removesuffix("\n")


def read_github(out: str) -> Told:
    found = []
    for line in out.splitlines():
        properties, words = re.fullmatch(r"::(?:error|warning|notice) (.*?)::(.*)", line).groups()  # type: ignore[union-attr]
        values = dict(pair.split("=", 1) for pair in properties.split(","))
        values, words = {k: unescaped(v) for k, v in values.items()}, unescaped(words)
        if "line" in values:
            found.append((values["file"], values["title"].split()[1], int(values["line"]), without_advice(words)))
    return found


def unescaped(words: str) -> str:
    """As the runner of GitHub Actions takes a value."""
    for code, mark in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        words = words.replace(code, mark)
    return words


def read_gitlab(out: str) -> Told:
    issues = json.loads(out)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert {issue["severity"] for issue in issues} <= {"info", "minor", "major", "critical", "blocker"}
    return [
        (i["location"]["path"], i["check_name"], i["location"]["lines"]["begin"], without_advice(i["description"]))
        for i in issues
        if i["check_name"] != "unreadable"
    ]


def read_junit(out: str) -> Told:
    found = []
    for suite in junitparser.JUnitXml.fromstring(out.encode()):
        for case in suite:
            words = "".join(result.text or "" for result in case.result) + (case.system_out or "")
            if " 第 " in case.name and words:
                rule, line = re.fullmatch(r"(\S+) 第 (\d+) 行第 \d+ 字", case.name).groups()  # type: ignore[union-attr]
                message = re.search(r"(?:必改|应改|建议) (.*)\n原文", words)[1]  # type: ignore[index]
                found.append((suite.name, rule, int(line), message))
    return found


def read_checkstyle(out: str) -> Told:
    return [
        (file.get("name", ""), e.get("source", "").split(".")[1], int(e.get("line", "")), without_advice(e.get("message", "")))
        for file in ElementTree.fromstring(out.encode())
        for e in file
        if e.get("source") != "fazhi-lint.unreadable"
    ]


def page(out: str) -> Any:
    """The page, parsed by a parser that refuses what is no HTML."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(out)


def read_html(out: str) -> Told:
    found = []
    for section in page(out).iterfind(".//section[@class='file']"):
        for note in section.iterfind(".//aside"):
            message = "".join(note[0].itertext()).split(" ", 2)[2]
            line = re.search(r"第 (\d+) 行", "".join(note[-1].itertext()))
            assert line
            found.append((section.findtext("h2", ""), note.findtext(".//code", ""), int(line[1]), message))
    return found


def read_xlsx(out: bytes) -> Told:
    sheet = openpyxl.load_workbook(io.BytesIO(out))["问题"]
    head, *rows = [[cell.value for cell in row] for row in sheet]
    named = [dict(zip(head, row, strict=True)) for row in rows]
    return [(row["文件"], row["规则"], row["行"], row["问题"].strip()) for row in named if not row["接受的理由"]]


def same(words: str) -> str:
    return words


# How each format is read, and how it shows paths and messages.
READ: dict[str, tuple[Callable[[Any], Told], Callable[[str], str], Callable[[str], str]]] = {
    "text": (read_text, visible, visible),
    "concise": (read_concise, visible, visible),
    "markdown": (read_markdown, legal, lambda words: legal(words).replace("\t", " ")),
    "json": (read_json, same, same),
    "jsonl": (read_jsonl, same, same),
    "sarif": (read_sarif, slashed, legal),
    "github": (read_github, slashed, visible),
    "gitlab": (read_gitlab, slashed, visible),
    "junit": (read_junit, slashed, legal),
    "checkstyle": (read_checkstyle, slashed, legal),
    "html": (read_html, legal, legal),
    "xlsx": (read_xlsx, legal, legal),
}


def test_each_format_is_read_here() -> None:
    assert set(READ) == set(FORMATTERS)


@pytest.mark.parametrize("form", FORMATTERS)
def test_every_finding_is_told_with_its_rule_line_and_message(form: str) -> None:
    read, path, words = READ[form]
    expected = [(path(where), one.rule, one.line, words(one.message)) for where, one in told()]
    assert len(expected) == 9
    assert sorted(read(render(form))) == sorted(expected)


@pytest.mark.parametrize("form", FORMATTERS)
def test_every_finding_is_told_with_passes_too(form: str) -> None:
    read, path, words = READ[form]
    expected = [(path(where), one.rule, one.line, words(one.message)) for where, one in told()]
    assert sorted(read(render(form, Style(passes=True)))) == sorted(expected)


@pytest.mark.parametrize("form", FORMATTERS)
def test_what_cannot_be_read_is_told_with_its_reason(form: str) -> None:
    out = render(form)
    plain = {
        "xlsx": cells,
        "github": unescaped,
        "sarif": urllib.parse.unquote,
        "markdown": lambda out: re.sub(r"\\(.)", r"\1", out),
    }
    shown = plain.get(form, same)(out)
    assert "这不是文本文件：含有" in shown
    assert "坏,文:件%.txt" in shown


@pytest.mark.parametrize("form", ["text", "concise", "markdown", "html"])
def test_the_verdict_is_told(form: str) -> None:
    run = make_run()
    list(run.files)
    words = str(verdict(run))
    assert words.startswith("共 9 处：必改 4 处、应改 2 处、建议 3 处；须修改后再报送（检查了 3 个文件")
    assert "1 个不像年度报告、没有检查" in words
    assert "1 个无法检查" in words
    assert "2 处已接受" in words
    shown = render(form)
    assert all(part in shown for part in re.split("；", words))


@pytest.mark.parametrize("form", ["json", "jsonl", "sarif", "html", "xlsx", "markdown", "junit"])
def test_accepted_findings_stay_visible_with_their_reason(form: str) -> None:
    out = cells(render(form)) if form == "xlsx" else render(form)
    out = out.replace("&lt;", "<").replace("&gt;", ">").replace("\\<", "<").replace("\\>", ">")
    assert "报过<县>里，同意这样写" in out


@pytest.mark.parametrize("form", ["text", "concise", "github", "gitlab", "checkstyle"])
def test_accepted_findings_raise_no_alarm(form: str) -> None:
    assert not [message for message in ACCEPTED if message in render(form)]


@pytest.mark.parametrize("form", FORMATTERS)
def test_statistics_stand_where_the_format_has_a_place(form: str) -> None:
    def with_(statistics: bool) -> str:
        out = render(form, Style(statistics=statistics))
        return cells(out) if form == "xlsx" else str(out)

    assert (with_(True) != with_(False)) == FORMATTERS[form].statistics
    assert "有毛病" in with_(True) or form in ("concise", "gitlab", "github", "checkstyle", "junit", "sarif")


@pytest.mark.parametrize("form", FORMATTERS)
def test_quiet_leaves_the_verdict_and_what_cannot_be_read(form: str) -> None:
    loud, quiet = (render(form, Style(quiet=quiet)) for quiet in (False, True))
    if form in ("text", "concise", "markdown"):
        assert READ[form][0](quiet) == []
        assert "这不是文本文件" in quiet
        assert loud.splitlines()[-1] == quiet.splitlines()[-1]
    else:
        assert loud == quiet


@pytest.mark.parametrize("form", FORMATTERS)
def test_equal_runs_give_equal_bytes(form: str) -> None:
    assert render(form) == render(form)


@pytest.mark.parametrize("form", FORMATTERS)
def test_who_shows_no_facts_needs_none(form: str) -> None:
    run, bare = make_run(), make_run()
    run.files, files = list(run.files), list(bare.files)
    passes = [tuple(outcome._replace(evidence=()) for outcome in file.outcomes) for file in files]
    bare.files = [file._replace(report=None, outcomes=found) for file, found in zip(files, passes, strict=True)]
    style = Style(statistics=True)
    with_facts, without = (list(FORMATTERS[form].render(one, style)) for one in (run, bare))
    assert (with_facts != without) == FORMATTERS[form].facts


@pytest.mark.parametrize("form", [form for form in FORMATTERS if form not in ("json", "jsonl", "sarif", "gitlab", "xlsx")])
def test_no_control_character_gets_through(form: str) -> None:
    out = render(form, Style(passes=True, statistics=True))
    assert re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", out) == []


def cells(out: bytes) -> str:
    """The words of a workbook, sheet by sheet, as lines."""
    lines = []
    for sheet in openpyxl.load_workbook(io.BytesIO(out)):
        lines.append(f"## {sheet.title} {sheet.auto_filter.ref} {sheet.freeze_panes}")
        lines += ["\t".join("" if cell.value is None else str(cell.value) for cell in row) for row in sheet]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("form", FORMATTERS)
def test_golden(form: str) -> None:
    out = render(form, Style(passes=True, statistics=True))
    text = cells(out) if form == "xlsx" else re.sub(r"<style>.*</style>", "<style>…</style>", out, flags=re.DOTALL)
    file = GOLDEN / f"run.{ENDINGS.get(form, form)}"
    if os.environ.get("FAZHI_LINT_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    assert file.read_bytes().decode("utf-8") == text


def test_paths_are_written_as_programs_do() -> None:
    assert slashed("./a/../b.txt") == "b.txt"
    assert slashed("-") == "-"
    assert posixpath.isabs(slashed("/x//y"))
    assert slashed(PATH) == PATH


def test_severities_have_words() -> None:
    assert set(SEVERITY_WORDS) == {"error", "warning", "info"}
