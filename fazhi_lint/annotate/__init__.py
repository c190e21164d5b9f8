"""Findings as comments in the Word document that they are about.

In: a `Draft` and the findings about its text. Out: the bytes of a docx that is the same but for the comments of this program.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import ReadError
from ..finding import Finding
from ..formatters.base import SEVERITY_WORDS, clause, legal
from ..readers.docx import Package
from . import rewrite
from .anchors import Anchor, Marker, find
from .comments import MOST, Comments
from .draft import Draft, parse
from .packing import links, pack, write

_SIGN = b"<!-- fazhi-lint annotate -->"  # behind the document; whoever saves the file anew drops it
_LONGEST = 60  # characters of words that are quoted because they are not where the comment is


def annotate(draft: Draft, findings: Iterable[Finding]) -> bytes:
    """Write the findings into a draft as comments.

    Args:
        draft: the document; its tree is changed.
        findings: what was found in `draft.source`.

    Returns:
        The bytes of the annotated document: the same for the same document and findings.

    Raises:
        ReadError: the package cannot be copied, or there are more findings than Word can bear comments.
    """
    comments = own_comments_out(draft)
    starts = draft.source.line_starts
    places = []
    for finding in findings:
        start = starts[finding.line - 1] + finding.column - 1
        end = starts[finding.end_line - 1] + finding.end_column - 1
        places.append((start, end, finding))
    if len(places) > MOST:
        raise ReadError("too-large", f"问题超过 {MOST} 处，Word 放不下这么多批注；请用 --select 分几次加。", draft.source.path)
    anchors = [(find(draft, start, end), finding) for start, end, finding in sorted(places, key=lambda place: place[:2])]
    marker = Marker()
    for anchor, finding in anchors:
        marker.mark(anchor, comments.add(words(finding, anchor)))
    changed = {draft.package.main: write(draft.root) + b"\n" + _SIGN}
    changed |= {name: write(tree) for name, tree in comments.trees.items()}
    if anchors:
        changed |= links(draft.package, comments, parse)
    return pack(draft.package, changed)


def own_comments_out(draft: Draft) -> Comments:
    """Other people's comments; those of this program are taken out of the draft.

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
    quoted = "" if anchor.exact or not finding.excerpt.strip() else f"（“{_short(finding.excerpt)}”）"
    said = [f"【{SEVERITY_WORDS[finding.severity]}】{finding.message}{quoted}"]
    if finding.basis:
        said.append(f"依据：{'；'.join(map(clause, finding.basis))}")
    if finding.suggestion:
        said.append(f"改法：{finding.suggestion}")
    said.append(f"规则：{finding.rule}")
    return [legal(line) for line in said]


def _short(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= _LONGEST else one[: _LONGEST - 1] + "…"


def is_untouched(data: bytes) -> bool:
    """Whether a file was written by `annotate`, and by nobody since."""
    try:
        package = Package(data)
        return package.read(package.main).endswith(_SIGN)
    except ReadError:
        return False


__all__ = ["Draft", "annotate", "is_untouched", "rewrite"]
