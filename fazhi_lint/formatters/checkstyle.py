"""Checkstyle XML, which many build servers and editors read.

In: a `Run`. Out: one XML document, piece by piece. Characters that XML cannot hold are shown as signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..finding import FileResult, Run
from .base import PLAIN, Style, legal, slashed


def render(run: Run, style: Style = PLAIN) -> Iterator[str]:
    """The run as Checkstyle XML, an element for each file."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n'
    for file in run.files:
        yield _file(file)
    yield "</checkstyle>\n"


def _file(file: FileResult) -> str:
    element = Element("file", name=legal(slashed(file.path)))
    if file.error:
        SubElement(
            element, "error", line="1", severity="error", message=legal(file.error["message"]), source="fazhi-lint.unreadable"
        )
    for finding in file.findings:
        words = f"{finding.message}改法：{finding.suggestion}" if finding.suggestion else finding.message
        SubElement(
            element, "error", line=str(finding.line), column=str(finding.column), severity=finding.severity,
            message=legal(words), source=f"fazhi-lint.{finding.rule}",
        )  # fmt: skip
    indent(element, "  ", 1)
    return "  " + tostring(element, "unicode") + "\n"
