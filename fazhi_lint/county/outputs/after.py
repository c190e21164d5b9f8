"""What is to be looked after: a section of the page.

In: what the round came to. Out: HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from . import safe

MOST = 200  # of a kind


def to_look_after(rows: Sequence[Sequence[str]], title: str) -> Iterator[str]:
    """The section, nothing where there is nothing.

    Args:
        rows: what it is, whom or which file it is about, more; those of a kind one after the other.
        title: of the section.
    """
    if not rows:
        return
    yield f'<section class="block" id="after">\n<h2>{title}</h2>\n'
    for what, some in groupby(rows, lambda row: row[0]):
        of_kind = list(some)
        shown = of_kind[:MOST]
        yield f"<h3>{safe(what)}（{len(of_kind)}）</h3>\n"
        if any(more for _, _, more in shown):
            items = "".join(f"<li><b>{safe(name)}</b>{'：' if more else ''}{safe(more)}</li>\n" for _, name, more in shown)
            yield f"<ul>\n{items}</ul>\n"
        else:
            yield f"<p>{safe('、'.join(name for _, name, _ in shown))}</p>\n"
        if len(of_kind) > MOST:
            yield f'<p class="small">这里只列 {MOST} 个；全部在 ledger.xlsx 里。</p>\n'
    yield "</section>\n"
