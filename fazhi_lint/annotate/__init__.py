"""Findings as comments in the Word document that they are about.

In: a `Draft` and the findings about its text. Out: the bytes of a docx that is the same but for the comments of this program.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ..errors import ReadError
from ..finding import Finding
from ..formatters.base import SEVERITY_WORDS, clause, legal
from ..readers.docx import QUOTED, RULE, Package, Thread, threads
from ..text import shortened
from ..waivers import is_on
from . import rewrite
from .anchors import Anchor, Marker, find
from .comments import MOST, Comments
from .draft import Draft, parse
from .packing import links, pack, write

_SIGN = b"<!-- fazhi-lint annotate -->"  # behind the document; whoever saves the file anew drops it


def annotate(
    draft: Draft, findings: Iterable[Finding], accepted: Iterable[Finding] = (), judged: Collection[str] = ()
) -> bytes:
    """Write the findings into a draft as comments.

    A comment that somebody answered stays as it is with its thread, and its finding gets no other. Its thread is marked as done
    where what it is about is found no longer, and opened again where it is found.

    Args:
        draft: the document; its tree is changed.
        findings: what was found in `draft.source`.
        accepted: what was found there too but is accepted: it gets no comment.
        judged: the rules that said something of it; only what they no longer find is done.

    Returns:
        The bytes of the annotated document: the same for the same document and findings.

    Raises:
        ReadError: the package cannot be copied, or there are more findings than Word can bear comments.
    """
    findings = list(findings)
    if len(findings) > MOST:
        raise ReadError("too-large", f"问题超过 {MOST} 处，Word 放不下这么多批注；请用 --select 分几次加。", draft.source.path)
    talks = answered(draft)
    comments = own_comments_out(draft)
    about = paired(talks, findings)
    other = paired(talks, accepted)
    gone = [talk.id for talk in talks if talk.on.rule in judged and talk.id not in about and talk.id not in other]
    comments.settle({**dict.fromkeys(about, False), **dict.fromkeys(gone, True)})
    told = {id(finding) for finding in about.values()}
    places = [(*_stretch(draft, finding), finding) for finding in findings if id(finding) not in told]
    anchors = [(find(draft, start, end), finding) for start, end, finding in sorted(places, key=lambda place: place[:2])]
    marker = Marker()
    for anchor, finding in anchors:
        marker.mark(anchor, comments.add(words(finding, anchor)))
    changed = {draft.package.main: write(draft.root) + b"\n" + _SIGN}
    changed |= {name: write(tree) for name, tree in comments.trees.items()}
    if anchors:
        changed |= links(draft.package, comments, parse)
    return pack(draft.package, changed)


def _stretch(draft: Draft, finding: Finding) -> tuple[int, int]:
    starts = draft.source.line_starts
    return starts[finding.line - 1] + finding.column - 1, starts[finding.end_line - 1] + finding.end_column - 1


def answered(draft: Draft) -> list[Thread]:
    """The comments of this program in a draft that somebody answered.

    Raises:
        ReadError: a part that holds comments is damaged.
    """
    try:
        return threads(draft.package, draft.root, draft.found)
    except ReadError as error:
        error.path = draft.source.path
        raise


def paired(talks: Sequence[Thread], findings: Iterable[Finding]) -> dict[str, Finding]:
    """Which of the findings each thread is about, by the ids of the threads."""
    left: dict[str, list[Finding]] = {}
    for finding in findings:
        left.setdefault(finding.rule, []).append(finding)
    found = {}
    for talk in talks:
        same = left.get(talk.on.rule, [])
        at = next((i for i, finding in enumerate(same) if is_on(talk.on, finding)), None)
        if at is not None:
            found[talk.id] = same.pop(at)
    return found


def own_comments_out(draft: Draft) -> Comments:
    """Other people's comments and those that they answered; the others of this program are taken out of the draft.

    Raises:
        ReadError: a part that holds comments is damaged.
    """
    try:
        return Comments(draft.package, parse, draft.root)
    except ReadError as error:
        error.path = draft.source.path
        raise


def words(finding: Finding, anchor: Anchor) -> list[str]:
    """The paragraphs of a comment: what is wrong, on which clause it rests, what to write, the rule."""
    said = [f"【{SEVERITY_WORDS[finding.severity]}】{finding.message}"]
    if not anchor.exact and finding.excerpt.strip():
        said.append(f"{QUOTED}“{shortened(finding.excerpt)}”")
    if finding.basis:
        said.append(f"依据：{'；'.join(map(clause, finding.basis))}")
    if finding.suggestion:
        said.append(f"改法：{finding.suggestion}")
    said.append(f"{RULE}{finding.rule}")
    return [legal(line) for line in said]


def is_untouched(data: bytes) -> bool:
    """Whether a file was written by `annotate`, and by nobody since."""
    try:
        package = Package(data)
        return package.read(package.main).endswith(_SIGN)
    except ReadError:
        return False


__all__ = ["Draft", "annotate", "answered", "is_untouched", "paired", "rewrite"]
