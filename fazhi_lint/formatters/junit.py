"""JUnit XML: a suite for each file, a case for each requirement that was looked at and for each finding.

In: a `Run` and the severity that fails it. Out: one XML document, piece by piece. A case fails where its finding fails the
run, so that a build server's red and green are those of the exit status; other findings stand in the output of their case.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..finding import FileResult, Finding, Run, fails
from .base import PLAIN, SEVERITY_WORDS, Style, clause, legal, native, slashed


def render(run: Run, style: Style = PLAIN) -> Iterator[str]:
    """The run as JUnit XML, a suite for each file."""
    titles = {rule.id: rule.title for rule in run.rules}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="fazhi-lint">\n'
    for file in run.files:
        yield _suite(file, titles, style)
    yield "</testsuites>\n"


def _suite(file: FileResult, titles: dict[str, str], style: Style) -> str:
    path = legal(slashed(file.path))
    suite = Element("testsuite", name=path)
    if file.error:
        case = SubElement(suite, "testcase", classname=path, name="能否检查", file=path)
        SubElement(case, "error", type=file.error["code"], message=legal(file.error["message"]))
    for finding in file.findings:
        _finding(suite, finding, path, style)
    for outcome in file.outcomes:
        if outcome.outcome != "fail":
            name = legal(f"{outcome.rule} {titles.get(outcome.rule, '')}".rstrip())
            case = SubElement(suite, "testcase", classname=path, name=name, file=path)
            if outcome.outcome == "not-applicable":
                SubElement(case, "skipped", message="不适用")
    for suppressed in file.suppressed:
        case = _case(suite, suppressed.finding, path)
        SubElement(case, "skipped", message=legal(f"已接受：{suppressed.reason or suppressed.kind}"))
    counts = {name: len(suite.findall(f"testcase/{name}")) for name in ("failure", "error", "skipped")}
    suite.attrib |= {
        "tests": str(len(suite)),
        "failures": str(counts["failure"]),
        "errors": str(counts["error"]),
        "skipped": str(counts["skipped"]),
    }
    indent(suite, "  ", 1)
    return "  " + tostring(suite, "unicode") + "\n"


def _case(suite: Element, finding: Finding, path: str) -> Element:
    name = f"{finding.rule} 第 {finding.line} 行第 {finding.column} 字"
    return SubElement(suite, "testcase", classname=path, name=name, file=path, line=str(finding.line))


def _finding(suite: Element, finding: Finding, path: str, style: Style) -> None:
    case = _case(suite, finding, path)
    place = f"{path}:{finding.line}:{finding.column}{native(finding)}"
    lines = [f"{place} {SEVERITY_WORDS[finding.severity]} {finding.message}", f"原文：{finding.excerpt}"]
    if finding.basis:
        lines.append(f"依据：{'；'.join(map(clause, finding.basis))}")
    if finding.suggestion:
        lines.append(f"改法：{finding.suggestion}")
    if fails(finding, style.fail_on):
        told = SubElement(case, "failure", type=finding.severity, message=legal(finding.message))
    else:
        told = SubElement(case, "system-out")
    told.text = "\n".join(map(legal, lines))
