"""What was copied, and what of last year was carried over or came to nothing: a section of the page, both places side by side.

In: a `Comparison`, where each unit's report is shown. Out: HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from ...copies import BETWEEN, BY_NAME, ONE, OTHER, Comparison, Copy, Passage
from . import safe
from .passages import lines

MOST = 200  # copies that the page shows, and as many of each other kind
_OPEN = 5  # groups that are open at once


def section(found: Comparison, links: Mapping[str, str]) -> Iterator[str]:
    """The section, nothing where nothing was found.

    Args:
        found: what was found.
        links: unit -> address of the page about its report.
    """
    if not any(found):
        return
    groups = len({copy.group for copy in found.copies})
    tiles = (
        (len(found.copies), f"处雷同，{groups} 组"),
        (len(found.carried), "延续的不足"),
        (len(found.unmet), "没有下文的安排"),
    )
    shown = "".join(f'<li class="warning"><b>{count}</b> {words}</li>\n' for count, words in tiles if count)
    yield f'<section class="block" id="copies">\n<h2>雷同，同去年比</h2>\n<ul class="tiles">\n{shown}</ul>\n'
    yield '<p class="small">这是给人看的线索：是不是问题、谁抄谁，要由人判断。</p>\n'
    copies = sorted(found.copies, key=lambda copy: copy.group)[:MOST]
    for place, (_, some) in enumerate(groupby(copies, lambda copy: copy.group)):
        yield from _group(list(some), links, place < _OPEN)
    yield _left_out(len(found.copies))
    yield from _years("延续的不足", [(one.last, one.this) for one in found.carried], links)
    yield from _years("没有下文的安排", [(one.measure, None) for one in found.unmet], links)
    yield "</section>\n"


def _group(copies: Sequence[Copy], links: Mapping[str, str], is_open: bool) -> Iterator[str]:
    """Passages that are copies of each other."""
    units = dict.fromkeys(side.unit for copy in copies for side in (copy.one, copy.other))
    yield f'<details class="copies"{" open" if is_open else ""}>\n<summary>{safe("、".join(units))}</summary>\n'
    for copy in copies:
        kind = "和另一个单位" if copy.kind == BETWEEN else "和本单位去年"
        first = {ONE: copy.one.unit, OTHER: copy.other.unit}.get(copy.source or "")
        because = "抄的一方留着对方的名称" if copy.because == BY_NAME else "去年的报告里就有"
        words = f"{kind}雷同，相同的占 {copy.similarity:.0%}" + (f"；在先的是{first}（{because}）" if first else "")
        yield f'<p class="small">{safe(words)}</p>\n'
        yield f'<div class="pair">\n{_side(copy.one, links)}{_side(copy.other, links)}</div>\n'
    yield "</details>\n"


def _years(title: str, pairs: Sequence[tuple[Passage, Passage | None]], links: Mapping[str, str]) -> Iterator[str]:
    if not pairs:
        return
    yield f"<h3>{title}</h3>\n"
    for last, this in pairs[:MOST]:
        other = _side(this, links) if this else '<div class="side"><p class="small">今年的报告里似乎没有写到</p></div>\n'
        yield f'<div class="pair">\n{_side(last, links)}{other}</div>\n'
    yield _left_out(len(pairs))


def _side(passage: Passage, links: Mapping[str, str]) -> str:
    words = f"{passage.unit}{'去年的报告' if passage.earlier else ''}，{lines(passage, '行')}"
    link = links.get(passage.unit) if not passage.earlier else None
    head = f'<a href="{link}#f1-l{passage.line}">{safe(words)}</a>' if link else safe(words)
    return f'<div class="side"><p class="small">{head}</p><p class="words">{_words(passage.text)}</p></div>\n'


def _words(text: str) -> str:
    """A passage's words; its line breaks stay."""
    return "\n".join(map(safe, text.splitlines()))


def _left_out(count: int) -> str:
    return f'<p class="small">这里只列 {MOST} 处；全部 {count} 处在 ledger.xlsx 里。</p>\n' if count > MOST else ""
