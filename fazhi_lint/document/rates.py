"""Printed rates with what they are the share of: 受理120件，办结118件，办结率98.3%; 应到84人，实到81人，参训率96.4%; 占.

In: the numbers of a sentence (`Counted`). Out: each rate with its count and the whole, where the sentence makes clear which
they are. The words come from lexicons.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from .counted import LISTED, Counted, Words
from .figures import slack
from .model import Figure
from .splits import bigrams_of

_LATEST = 3  # numbers of a unit that a rate may speak of
_REACH = 18  # how far behind its count a share may be stated


def rates(piece: Counted, words: Words) -> Iterator[tuple[Figure, Figure, list[Figure]]]:
    """Each exact rate of the piece, the count whose share it states, and the counts that are the whole.

    Args:
        piece: the sentence.
        words: the lexicons: `names`, `same`, `narrow`, `share`, `open`, `loose`, `due`, `done`, `carried`, `mending`,
            `inspected`, `mended`, `judging`, `against`.
    """
    printed = [f for f in piece.rates if not f.vague and piece.inside(f)]
    if not printed or not any(piece.said(words[name]) for name in ("names", "share", "due")):
        return
    names = _rate_names(piece, words)
    for rate in printed:
        if _is_said(piece, rate, words["open"]):
            continue
        own, whole = _owed(piece, words, rate)
        if own is None and not _is_said(piece, rate, words["loose"]):
            own, whole = _spoken_of(piece, words, rate, names.get(rate.start, []))
        if own is not None and whole:
            yield rate, own, whole


def _exact(piece: Counted, figure: Figure) -> bool:
    """Whether a count is printed as a plain whole number."""
    return not figure.vague and slack(piece.plain, figure) == 0


def _is_said(piece: Counted, rate: Figure, lexicon: str) -> bool:
    """Whether words say of a rate that it is a change, a target or the like: before it in its clause, or right behind it."""
    found = piece.told(lexicon, rate, min(piece.last, rate.end + 2))
    if not found:
        return False
    left, _ = piece.clause(rate)
    cut = max((m.end for m in piece.marks if left <= m.start and m.end <= rate.start and m.kind == "list"), default=left)
    return found[-1].start >= cut


def _rate_names(piece: Counted, words: Words) -> dict[int, list[tuple[int, int]]]:
    """The words that name each rate: its start -> their spans; 甲率、乙率分别为 shares them out in turn."""
    found: dict[int, list[tuple[int, int]]] = {}
    for match in piece.matches(words["names"]):
        named = match.spans("name")
        rates = [f for f in piece.rates if f.start >= match.end() - 1][: len(named)]
        if match["each"]:
            found |= {rate.start: [span] for rate, span in zip(rates, named, strict=False)}
        elif rates and rates[0].start <= match.end() + 1:
            found[rates[0].start] = named
    said = {piece.plain[start:end] for spans in found.values() for start, end in spans}
    return {at: [span for span in spans if not _narrower(piece.plain[slice(*span)], said)] for at, spans in found.items()}


def _narrower(name: str, others: Collection[str]) -> bool:
    """Whether another rate of the sentence has the plain name (结案率 beside 按期结案率)."""
    return any(name != other and name.endswith(other) for other in others)


def _owed(piece: Counted, words: Words, rate: Figure) -> tuple[Figure | None, list[Figure]]:
    """What was done of what was due (应参加84人，实际参加81人，参考率98.4%), if the rate follows at once; else (None, []). More
    done than due, or a rate that judges how well, has no whole.
    """
    if not piece.said(words["due"]) or piece.told(words["judging"], rate):
        return None, []
    before = [f for f in piece.counts if piece.start <= f.start and f.end <= rate.start][-2:]
    if len(before) < 2 or piece.unit(before[0]) != piece.unit(before[1]) or not all(_exact(piece, f) for f in before):
        return None, []
    due, own = before
    if not (piece.told(words["due"], due, due.start) and piece.told(words["done"], own, own.start) and piece.link(own, rate)):
        return None, []
    return own, [due] if own.value <= due.value else []  # more than was due: the counts are wrong, whatever the rate


def _spoken_of(
    piece: Counted, words: Words, rate: Figure, names: Sequence[tuple[int, int]]
) -> tuple[Figure | None, list[Figure]]:
    """The count whose share a rate states, and what is likely the whole; (None, []) where that is not clear."""
    share = next((m for m in piece.matches(words["share"]) if m.end() >= rate.start - 1 and m.start() < rate.start), None)
    said = share.groupdict() if share else {}
    first = piece.first if share else piece.start
    own = _named(piece, words, rate, names) or (_sharing(piece, rate, share.start(), said.get("part")) if share else None)
    if own is None or not _exact(piece, own):
        return None, []
    beside = [f for f in piece.like(own) if first <= f.start < rate.start and f is not own]
    if share:  # 不予处罚27件、不罚16件，占全部案件的71.7%: what stands in one list is no whole
        beside = [f for f in beside if piece.link(*sorted((f, own))) != LISTED]
    else:  # 整改督察反馈12项、整改评查反馈5项，整改率100%
        told = [f for start, end in names for f in _same(piece, words, beside, start, end)]
        told = [f for f in told if not piece.told(words["due"], f)]
        beside = [f for f in beside if f not in told or piece.link(*sorted((f, own))) != LISTED]
    if any(not _exact(piece, f) for f in beside if f.value >= own.value):
        return None, []
    wholes = [f for f in beside if f.value >= own.value]
    if not piece.find(words["against"], *piece.clause(own)):  # 不予立案802件 is no whole of 立案243件
        wholes = [f for f in wholes if not piece.find(words["against"], *piece.clause(f))]
    if any(piece.find(words["mending"], *name) for name in names):
        wholes = [f for f in wholes if piece.told(words["mended"], f) or not piece.told(words["inspected"], f)]
    if said.get("of"):
        wholes = [f for f in wholes if _is_about(piece, f, said["of"], said["scope"] or "")]
    earlier = [f for f in beside if f.start < own.start]
    if wholes:
        return own, [f for f in wholes if f in earlier][-1:] or wholes[:1]
    carried = piece.find(words["carried"], piece.first, own.start) and sum(f.value for f in earlier) >= own.value
    return own, earlier if carried else []


def _sharing(piece: Counted, rate: Figure, at: int, named: str | None) -> Figure | None:
    """The count that 占, at a place before the rate, speaks of: what it names (有效的占), else the number before it."""
    before = [f for f in piece.counts if f.end <= rate.start]
    if named:
        return next((f for f in reversed(before) if named in piece.own_words(f)), None)
    last = piece.neighbour(rate, -1)
    return last if last in before[-1:] and _carries_on(piece, last, at) else None


def _is_about(piece: Counted, figure: Figure, words: str, scope: str) -> bool:
    """Whether a number counts what some words name: they have two characters in a row in common with its own, which also name
    the scope (全县), if there is one.
    """
    own = piece.own_words(figure)
    return scope in own and bool(bigrams_of(words) & bigrams_of(own))


def _carries_on(piece: Counted, own: Figure, at: int) -> bool:
    """Whether a place opens a clause without a subject of its own (115件…，占): the number before it is the subject."""
    last = max((m.end for m in piece.marks if own.end <= m.start and m.end <= at), default=own.end)
    return at - own.end <= _REACH and not piece.plain[last:at].strip()


def _named(piece: Counted, words: Words, rate: Figure, names: Sequence[tuple[int, int]]) -> Figure | None:
    """The count that a rate's name speaks of (办结118件 for 办结率): one of the last few of its unit."""
    likely = [f for f in _latest(piece, rate.start) if piece.start <= f.start] if names else []
    for start, end in names:
        found = _same(piece, words, likely, start, end)
        if len(found) > 1:
            plain = [f for f in found if not piece.find(words["against"], *piece.clause(f))] or found  # not 不予立案 for 立案率
            return ([f for f in plain if not piece.governed(f)] or plain)[-1]
        if found:
            return found[0]
    return None


def _latest(piece: Counted, end: int) -> list[Figure]:
    """The last few numbers of each unit before a place, in order."""
    return sorted(f for like in piece.units.values() for f in [g for g in like if g.end <= end][-_LATEST:])


def _same(piece: Counted, words: Words, figures: Sequence[Figure], start: int, end: int) -> list[Figure]:
    """The counts whose words say what a rate's name says: the same word, an equal one, or its last two characters."""
    narrow = [piece.plain[m.start : m.end] for m in piece.find(words["narrow"], start, end)]
    named = [m.entry for m in piece.find(words["same"], start, end) if m.end == end]
    last = set(piece.plain[max(start, end - 2) : end])
    found = []
    for figure in figures:
        left, right = piece.clause(figure)
        text = piece.plain[left:right]
        if not all(word in text for word in narrow):
            continue
        if any(m.entry == named[-1] for m in piece.find(words["same"], left, right)) if named else last.issubset(text):
            found.append(figure)
    return found
