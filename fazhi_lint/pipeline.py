"""The whole flow, for newcomers: paths -> bytes -> text -> document -> findings -> results.

In: what the user named and the options. Out: one `FileResult` for each file, in order, made a few at a time, so that memory
does not grow with their number. One bad file never stops the others.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress
from typing import NamedTuple, TypeVar

from .document import Document, parse
from .errors import ReadError, internal
from .finding import FileResult, Finding, fingerprint
from .legibility import require_legible
from .linter import Linted, lint_together
from .readers import DEFAULT_LIMITS, READERS, Limits, read, read_bytes, suffix
from .ruleset import Ruleset
from .summary import report_facts
from .text import SourceText

NOT_A_REPORT = "not-a-report"
Made = TypeVar("Made")
# What whatever is checked needs of a document, in this order; side by side it takes some hundredths less of a run.
_STEPS = ("matcher", "frame", "markers", "headings", "sections", "stretches", "level")


class Options(NamedTuple):
    """What decides how files are checked, and whether the results hold the facts of reports and what made rules pass."""

    profile: str = "submission"
    level: str | None = None
    chosen: frozenset[str] | None = None
    force: bool = False
    facts: bool = True


def find_files(paths: Iterable[str], refused: list[str]) -> Iterator[str]:
    """The files that the paths name: files themselves, and in folders all that a reader knows.

    A folder is walked in the order of names, without following links (so that no loop can form); hidden files and the
    temporary files of word processors (`~$…`) are passed over. What does not exist is returned too: reading it tells.

    Args:
        paths: files and folders.
        refused: folders that may not be entered are put in here.
    """

    def note(error: OSError) -> None:
        refused.append(str(error.filename))

    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, below, names in os.walk(path, onerror=note):
            below[:] = sorted(name for name in below if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith((".", "~$")) and suffix(name) in READERS:
                    yield os.path.join(folder, name)


def check_all(paths: Iterable[str], check: Callable[[Iterator[str]], Iterator[FileResult]]) -> Iterator[FileResult]:
    """Check what the paths name, when results are asked for; at last the folders that refused.

    Args:
        paths: files and folders; `-` is standard input.
        check: gives the results of files, in their order.
    """
    refused: list[str] = []
    yield from check(find_files(paths, refused))
    for folder in refused:
        yield unreadable(folder, ReadError("permission", "没有读取这个文件夹的权限。"))


def check_file(path: str, ruleset: Ruleset, options: Options) -> FileResult:
    """Read and check one file."""
    return guarded(path, lambda: check_source(read_source(read_bytes(path), path), ruleset, options))


def guarded(path: str, work: Callable[[], Made]) -> Made | FileResult:
    """What some work on a file gives; where it fails, a result that tells: one bad file never stops the others."""
    try:
        return work()
    except ReadError as error:
        return unreadable(path, error)
    except Exception as error:
        return unreadable(path, ReadError("internal", internal(error)))


def read_source(data: bytes, path: str, limits: Limits = DEFAULT_LIMITS) -> SourceText:
    """The text of a file's bytes.

    Raises:
        ReadError: they cannot be read as a report.
    """
    source = read(data, path, suffix(path), limits)
    require_legible(source.text, path)
    return source


def unreadable(path: str, error: ReadError) -> FileResult:
    """The result for a file that could not be read."""
    return FileResult(path, "unreadable", {"code": error.code, "message": error.message})


def check_source(source: SourceText, ruleset: Ruleset, options: Options) -> FileResult:
    """Parse and lint one text."""
    return check_together([source], ruleset, options)[0]


def check_together(sources: Iterable[SourceText], ruleset: Ruleset, options: Options) -> list[FileResult]:
    """Parse and lint a handful of texts side by side: quicker than one by one, with the same results."""
    documents = [parse(source, ruleset.genre, options.level) for source in sources]
    if len(documents) > 1:
        for step in _STEPS:
            for document in documents:
                getattr(document, step)
    return _check_documents(documents, ruleset, options)


def check_document(document: Document, ruleset: Ruleset, options: Options) -> FileResult:
    """Lint one parsed text."""
    return _check_documents([document], ruleset, options)[0]


def _check_documents(documents: Sequence[Document], ruleset: Ruleset, options: Options) -> list[FileResult]:
    known = [options.force or document.is_report for document in documents]
    linted = iter(lint_together(compress(documents, known), ruleset.rules, options.profile, options.chosen, options.facts))
    return [
        _checked(document, next(linted), options) if report else _not_a_report(document.source, ruleset)
        for document, report in zip(documents, known, strict=True)
    ]


def _checked(document: Document, linted: Linted, options: Options) -> FileResult:
    source = document.source
    facts = report_facts(document) if options.facts else None  # a tenth of the time, where few rules are chosen
    return FileResult(source.path, "checked", None, facts, linted.findings, linted.outcomes, source)


def _not_a_report(source: SourceText, ruleset: Ruleset) -> FileResult:
    """The result for a file that is no such report."""
    return FileResult(source.path, NOT_A_REPORT, None, None, (_stranger(source, ruleset),), (), source)


def _stranger(source: SourceText, ruleset: Ruleset) -> Finding:
    """The one remark about a file that is no such report."""
    line = next((n for n in range(1, len(source) + 1) if source.bare[slice(*source.line_span(n))].strip()), 1)
    text = source.line_text(line)
    message = ruleset.not_a_report
    return Finding(
        NOT_A_REPORT, "info", line, 1, line, len(text) + 1, message["message"], text, (), message["suggestion"], None,
        fingerprint(NOT_A_REPORT, "", 0), source.location(line),
    )  # fmt: skip
