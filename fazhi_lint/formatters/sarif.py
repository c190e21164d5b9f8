"""SARIF 2.1.0, for GitHub code scanning, editors and result managers.

In: a `Run`. Out: one SARIF log with one run, piece by piece: the results first, each on a line of its own, then what is known
only at the end (artifacts, rules, the invocation with a notification for each file that could not be read).
"""

from __future__ import annotations

import json
import os.path
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..finding import FileResult, Finding, Fix, RuleInfo, Run, Suppressed
from .base import PLAIN, Style, clause, general, legal, slashed

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}  # GitHub's words
_ROOT = "%SRCROOT%"
_MOST_RESULTS = 25_000  # GitHub refuses a run with more
_DESCRIPTION = 1024  # characters that GitHub takes of a description


def render(run: Run, style: Style = PLAIN) -> Iterator[str]:
    """The run as SARIF, a piece for each file."""
    yield f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"columnKind": "unicodeCodePoints", "language": "zh-CN",\n'
    yield f'"originalUriBaseIds": {_dump({_ROOT: {"description": {"text": "运行 fazhi-lint 的文件夹"}}})},\n"results": ['
    log = _Log(run)
    between = "\n"
    for file in run.files:
        results = list(map(_dump, log.results(file)))
        yield between + ",\n".join(results) if results else ""
        between = ",\n" if results else between
    yield "\n],\n"
    for name, rows in (("artifacts", log.artifacts), ("invocations", [log.invocation()])):
        yield f'"{name}": [\n' + ",\n".join(map(_dump, rows)) + "\n],\n"
    yield f'"tool": {{"driver": {_dump(log.driver())[:-1]}, "rules": [\n' + ",\n".join(map(_dump, log.rules)) + "\n]}}\n}]}\n"


def _dump(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


class _Log:
    """What a log must know at its end: small things of each file and rule, never a report."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.artifacts: list[dict[str, Any]] = []
        self.notices: list[dict[str, Any]] = []
        self.rules = [_rule(rule) for rule in run.rules]
        self.places = {rule.id: place for place, rule in enumerate(run.rules)}
        self.count = 0

    def results(self, file: FileResult) -> Iterator[dict[str, Any]]:
        """The results of a file; the file itself becomes an artifact, and a notification where it could not be read."""
        location = _location(file.path)
        self.artifacts.append({"location": dict(location), "roles": ["analysisTarget"]})
        location["index"] = len(self.artifacts) - 1
        if file.error:
            self._notice(
                "error", file.error["message"], file.error["code"], [{"physicalLocation": {"artifactLocation": location}}]
            )
        for finding in file.findings:
            yield self._result(finding, location) | {"suppressions": []}
        for suppressed in file.suppressed:
            yield self._result(suppressed.finding, location) | {"suppressions": [_suppression(suppressed)]}

    def _result(self, finding: Finding, artifact: dict[str, Any]) -> dict[str, Any]:
        self.count += 1
        place: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact, "region": _region(finding)}}
        if native := {key: value for key, value in finding.location._asdict().items() if value is not None}:
            place["properties"] = native
        words = f"{finding.message}改法：{finding.suggestion}" if finding.suggestion else finding.message
        result = {
            "ruleId": finding.rule,
            "ruleIndex": self._index(finding),
            "level": _LEVELS[finding.severity],
            "message": {"text": legal(words)},
            "locations": [place],
            "partialFingerprints": {"fazhiLint/v1": finding.fingerprint},
        }
        if finding.fix:
            result["fixes"] = [_fix(finding.fix, artifact)]
        return result

    def _index(self, finding: Finding) -> int:
        """The place of a finding's rule among the rules; one that came later, or is a remark, is put behind."""
        if finding.rule not in self.places:
            self.places[finding.rule] = len(self.rules)
            words = finding.message
            remark = RuleInfo(finding.rule, words, "", words, "", finding.severity, finding.suggestion or "", finding.basis)
            self.rules.append(_rule(next((rule for rule in self.run.rules if rule.id == finding.rule), remark)))
        return self.places[finding.rule]

    def _notice(self, level: str, words: str, code: str, places: list[dict[str, Any]]) -> None:
        self.notices.append(
            {"descriptor": {"id": code}, "level": level, "message": {"text": legal(words)}, "locations": places}
        )

    def invocation(self) -> dict[str, Any]:
        """How the run went: not well where a file could not be read."""
        if self.count > _MOST_RESULTS:
            words = f"共 {self.count} 处，超过 GitHub 一次接受的 {_MOST_RESULTS} 处；请分文件夹检查、分别上传。"
            self._notice("warning", words, "too-many-results", [])
        unreadable = self.run.tally.counts["unreadable"]
        return {"executionSuccessful": not unreadable, "toolExecutionNotifications": self.notices}

    def driver(self) -> dict[str, Any]:
        """The program and its rules' version, without the rules."""
        return {
            "name": "fazhi-lint",
            "version": self.run.tool_version,
            "semanticVersion": self.run.tool_version,
            "language": "zh-CN",
            "properties": {"ruleset": self.run.ruleset, "digest": self.run.digest},
        }


def _location(path: str) -> dict[str, Any]:
    """A file as a URI: relative to the folder of the run where it lies in it, else absolute."""
    relative = slashed(path)
    if os.path.isabs(path) or relative.startswith("../"):
        return {"uri": Path(os.path.abspath(path)).as_uri()}
    return {"uri": quote(relative.encode("utf-8", "surrogateescape")), "uriBaseId": _ROOT}


def _region(finding: Finding) -> dict[str, Any]:
    place = {"startLine": finding.line, "startColumn": finding.column}
    place |= {"endLine": finding.end_line, "endColumn": finding.end_column}
    return {**place, "snippet": {"text": finding.excerpt}} if finding.excerpt else place


def _fix(fix: Fix, artifact: dict[str, Any]) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": {
                "startLine": edit.line,
                "startColumn": edit.column,
                "endLine": edit.end_line,
                "endColumn": edit.end_column,
            },
            "insertedContent": {"text": edit.text},
        }
        for edit in fix.edits
    ]
    change = {"artifactLocation": artifact, "replacements": replacements}
    return {"description": {"text": fix.title}, "artifactChanges": [change], "properties": {"safe": fix.safe}}


def _suppression(suppressed: Suppressed) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": "external", "status": "accepted"}
    if suppressed.reason:
        told["justification"] = legal(suppressed.reason)
    return told | {"properties": {"source": suppressed.kind, "until": suppressed.until}}


def _rule(rule: RuleInfo) -> dict[str, Any]:
    parts = [("为什么", rule.why), ("怎样写", general(rule.suggestion))]
    parts += [("依据", "；".join(map(clause, rule.basis))), ("已知局限", rule.limits)]
    told = [(title, words.strip()) for title, words in parts if words.strip()]
    name = "".join(word.capitalize() for word in rule.id.split("-"))
    described = {"id": rule.id} if name.lower() == rule.id else {"id": rule.id, "name": name}  # equal names are refused
    return {
        **described,
        "shortDescription": {"text": legal(rule.title)[:_DESCRIPTION]},
        "fullDescription": {"text": legal(rule.why)[:_DESCRIPTION]},
        "help": {
            "text": "\n".join(f"{title}：{words}" for title, words in told),
            "markdown": "\n\n".join(f"**{title}**：{words}" for title, words in told),
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.group] if rule.group else [], "problem.severity": _PROBLEMS[rule.severity]},
    }
