"""Totals whose parts are promised to add up: 46件（甲12件、乙34件）, 分别为, 其余, 专职…兼职, 共.

In: the numbers of a sentence (`Counted`). Out: `Split` values: a total and the lists that may be meant as its parts. 其中 alone
promises nothing (docs/definitions.md). The words of the promises come from lexicons.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from .counted import LISTED, RATIOS, Counted, Words
from .model import Figure

_LEAST = 3  # a total and two parts
_MOST = 10  # more numbers than this are not tried in every way
_BARE = 4  # 专职, 线上开展: words this short are the pair's own, without a noun
_VERB = 2  # 共清理, 共检查: a verb alone brings in nothing new
_NEARLY = 0.1  # of a total: a list that leaves out more than that does not claim to be all of it
_BE = " 为是有达到：，"  # what may stand between 分别 and the first number
_FAR = 3  # a total that is more than so many times its list, or less than that part of it, counts something else
_REST = 10  # and so where 其余 follows: a slip of the pen may make 120 of 20
_NOUN = 8  # how long a noun between a total and its bracket or colon may be


class Split(NamedTuple):
    """A total and its parts as the sentence puts them: `ways` are the lists that may be meant, the likeliest first."""

    total: Figure
    ways: list[list[Figure]]
    ahead: bool = True  # the total stands before its parts

    def larger(self) -> list[Figure]:
        """The parts that are larger than the total."""
        return [f for f in self.ways[0] if f.value > self.total.value] if self.ahead else []


def splits(piece: Counted, words: Words) -> list[Split]:
    """All totals of the sentence that make such a promise; none with 余, 多, 约 in it.

    Args:
        piece: the sentence.
        words: the lexicons: `among`, `total`, `all`, `each`, `rest`, `other`, `pairs`, `plain`, `open`, `crossing`.
    """
    if all(sum(not f.vague for f in like) < _LEAST for like in piece.units.values()):
        return []
    found = [split for find in (_brackets, _lists, _each, _pairs, _rests, _totals, _kinds) for split in find(piece, words)]
    return [s for s in found if not any(f.vague for f in [s.total, *(f for way in s.ways for f in way)])]


def _brackets(piece: Counted, words: Words) -> Iterator[Split]:
    """46件（甲12件、乙34件）: in the bracket each item has one count of the total's unit, and there is no 其中."""
    if not piece.holds("open"):
        return
    for total in piece.counts:
        group = piece.group(total, _NOUN)
        if group is None or piece.find(words["among"], *group) or piece.find(words["open"], *group):
            continue
        inside = [f for f in piece.figures if group[0] <= f.start and f.end <= group[1]]
        cuts = [m.end for m in piece.marks if group[0] <= m.start < group[1] and m.kind in ("clause", "list", "semicolon")]
        items = zip([group[0], *cuts], [*cuts, group[1]], strict=True)
        plain = all(sum(a <= f.start < b for f in inside) == 1 for a, b in items)
        if len(inside) > 1 and plain and all(piece.unit(f) == piece.unit(total) for f in inside):
            yield Split(total, [inside])


def _lists(piece: Counted, words: Words) -> Iterator[Split]:
    """共46件：甲12件、乙34件."""
    if not (piece.said(words["total"]) and piece.holds("colon")):
        return
    for total in piece.counts:
        mark = next((m for m in piece.marks if m.start >= total.end and m.kind not in ("and", "list")), None)
        head = piece.neighbour(total, 1)
        if mark is None or head is None or mark.kind != "colon" or mark.start - total.end > _NOUN:
            continue
        said = piece.told(words["total"], total, total.start)
        if said and head.start >= mark.end and not piece.find(words["among"], mark.end, head.start):
            yield from _ahead(piece, words, total, head)


def _each(piece: Counted, words: Words) -> Iterator[Split]:
    """46件，分别为甲12件、乙34件; 46件纠纷，甲、乙两类纠纷分别为12件、34件; 203件，保留、废止、修改分别为148件、17件、38件."""
    for m in piece.said(words["each"]):
        before = [f for f in piece.figures if f.end <= m.start]
        head = next((f for f in piece.figures if f.start >= m.end), None)
        if head is None or not before:
            continue
        total, between = before[-1], piece.plain[before[-1].end : m.start].strip(" ，、：")
        told = not between or bool(bigrams_of(between) & bigrams(piece, total))
        told = told or bool(piece.told(words["total"], total, total.start))
        stops = [k for k in piece.marks if total.end <= k.start < head.start and k.kind in ("semicolon", "stop")]
        among = piece.find(words["among"], total.end, m.start)
        if stops or piece.find(words["open"], m.start, head.start):
            continue
        bare = not _news(piece, words, m.end, head.start).strip(_BE)
        for split in _ahead(piece, words, total, head):
            all_kinds = len(split.ways[0]) >= _LEAST  # 其中甲、乙分别为 may leave a third kind out
            if (told and not among) or (all_kinds and (told or among or (bare and _near(total, split.ways[0])))):
                yield split


def _near(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether parts come to nearly a total, so that they are meant to be all of it."""
    return abs(sum(f.value for f in parts) - total.value) < _NEARLY * total.value


def _news(piece: Counted, words: Words, start: int, end: int) -> str:
    """The words of a stretch that bring in something new: without 开展, 办理 and the like."""
    text = piece.plain[start:end]
    for m in reversed(piece.find(words["plain"], start, end)):
        text = text.replace(piece.plain[m.start : m.end], "")
    return text


def _partial(piece: Counted, words: Words, start: int, run: Sequence[Figure]) -> bool:
    """Whether a list says that it is not all (主要是……, ……等), or its kinds cut across each other (女性, 持证)."""
    end = run[-1].end
    return bool(piece.find(words["crossing"], start, end) or piece.find(words["among"], end, end + 1))


def bigrams(piece: Counted, figure: Figure) -> set[str]:
    """The pairs of neighbouring characters of a number's words: what two numbers share tells that they count alike."""
    return bigrams_of(piece.own_words(figure))


def bigrams_of(text: str) -> set[str]:
    """The pairs of neighbouring characters of some words."""
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _ahead(piece: Counted, words: Words, total: Figure, head: Figure) -> Iterator[Split]:
    """A total with the list that begins at `head`, if units agree."""
    if RATIOS.keys() & {head.unit, total.unit} or piece.unit(head) != piece.unit(total):
        return
    tight, loose = piece.run(head, 1, (LISTED,)), piece.run(head, 1)
    ways = [run[:n] for run in (tight, loose) for n in range(len(run), 1, -1)]
    if ways and not piece.find(words["among"], loose[-1].end, loose[-1].end + 1):
        yield Split(total, ways)


def _pairs(piece: Counted, words: Words) -> Iterator[Split]:
    """86名，其中专职22名、兼职64名: two kinds that leave no third."""
    for m in piece.said(words["pairs"]):
        first = next((f for f in piece.counts if _holds(piece, f, m.start)), None)
        last = next((f for f in piece.counts if _holds(piece, f, m.end - 1)), None)
        if first is None or last is None or first is last:
            continue
        total = next((f for f in reversed(piece.figures) if f.end <= first.start), None)
        if total is None or piece.link(total, first) == LISTED:  # it is of the list itself: 优秀84份、合格23份、不合格9份
            continue
        if piece.link(first, last) is None or len({piece.unit(f) for f in (total, first, last)}) > 1:
            continue
        near = sum(m.kind in ("clause", "colon", "semicolon") for m in piece.marks if total.end <= m.start < first.start) <= 1
        named = piece.own_words(first)
        told = len(named) <= _BARE or bool(bigrams_of(named) & bigrams(piece, total))
        told = told or bool(piece.find(words["among"], total.end, first.start))
        if near and told and total.value >= max(first.value, last.value):
            yield Split(total, [[first, last], piece.run(first, 1)])


def _kinds(piece: Counted, words: Words) -> Iterator[Split]:
    """The totals before 其中 with a list of three or more kinds behind it that must be all of them, or are more than it.

    412份，其中工程合同176份、服务合同158份、租赁合同88份: kinds of one thing are no more than it.
    73份，其中合同52份、协议12份、其他6份: who names the others names all.
    共462件，其中运输215件、超限198件、海事39件: nearly as many as what is said to be the total are all of them.
    """
    for start, end in piece.among:
        head = next((f for f in piece.counts if start <= f.start < end), None)
        if head is None:
            continue
        before, run = [f for f in piece.like(head) if f.end <= start], piece.run(head, 1, (LISTED,))
        if not before or len(run) < _LEAST:
            continue
        total, added = before[-1], sum(f.value for f in run)
        if any(f.value == added for f in before):  # 受理5320件，办结5287件，其中……: of what was taken up
            continue
        over = added - total.value
        if (
            piece.find(words["other"], run[-2].end, run[-1].start)
            or (over > 0 and set.intersection(*(bigrams(piece, f) for f in [*run, total])))
            or (_near(total, run) and piece.told(words["all"], total, total.start) and not _partial(piece, words, start, run))
        ):
            yield Split(total, [run, piece.run(head, 1)])


def _holds(piece: Counted, figure: Figure, at: int) -> bool:
    """Whether a place stands in the words of a number."""
    left, right = piece.clause(figure)
    return left <= at < right


def _rests(piece: Counted, words: Words) -> Iterator[Split]:
    """46件，甲12件、乙20件，其余14件: some of the numbers before and the rest make some number before them."""
    for m in piece.said(words["rest"]):
        rest = next((f for f in piece.counts if f.start >= m.end and _holds(piece, f, m.start)), None)
        if rest is None:
            continue
        wide = [f for f in piece.like(rest) if f.end <= m.start][-_MOST:]
        near = [f for f in wide if piece.start <= f.start]
        before = near if len(near) > 1 and piece.inside(rest) else wide
        if len(before) < 2:
            continue
        total = max(before, key=lambda f: f.value)
        parts = [f for f in before if f.start > total.start]
        ways = [[*some, rest] for n in range(len(parts), 0, -1) for some in combinations(parts, n)]
        told = sum(f.value for f in parts) + rest.value
        if ways and rest.value <= total.value < _REST * told and not _told_before(piece, wide, rest):
            yield Split(total, ways)


def _told_before(piece: Counted, before: Sequence[Figure], rest: Figure) -> bool:
    """Whether a list that ends with the rest makes a number that stands before the list, in this sentence or above it."""
    for i in range(len(before)):
        added = sum(f.value for f in before[i:]) + rest.value
        if any(f.value == added and f.unit == rest.unit for f in [*piece.above, *before[:i]]):
            return True
    return False


def _totals(piece: Counted, words: Words) -> Iterator[Split]:
    """甲12件、乙34件，共46件: the list leads straight to the total."""
    if not piece.said(words["total"]):
        return
    for total in piece.counts:
        said = piece.told(words["total"], total, total.start)
        previous = piece.neighbour(total, -1)
        if not said or previous is None or previous.unit in RATIOS or piece.unit(previous) != piece.unit(total):
            continue
        among = piece.governed(previous)  # where nothing stands before 其中, what it lists is all there is
        above = [f for f in piece.like(previous) if among and f.end <= among[0]]
        if piece.link(previous, total) is None or any(f.value != total.value for f in above):
            continue
        tight, loose = piece.run(previous, -1, (LISTED,)), piece.run(previous, -1)
        at = said[-1].end
        runs = [run for run in (tight, loose) if len(run) > 1 and _same_subject(piece, words, run, at, total, run is tight)]
        ways = [run[n:] for run in runs for n in range(len(run) - 1)]
        ways += [run[::2] for run in runs if len(run) > _LEAST and len(run) % 2 == 0]  # 甲办86件，成功85件，乙办40件，成功40件
        ways = [way for way in [*ways, *_mixed(piece, tight)] if _likely(total, way)]
        if above and ways and not (_near(total, ways[0]) or sum(f.value for f in ways[0]) > total.value):
            continue  # the total is only said again, behind what 其中 lists of it
        if ways:
            yield Split(total, ways, False)


def _likely(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether a list may be what a total counts; 制发23份、废止37份，现行有效的共18份 speaks of other things."""
    added = sum(f.value for f in parts)
    return added <= _FAR * total.value and total.value <= _FAR * added


def _mixed(piece: Counted, run: Sequence[Figure]) -> list[list[Figure]]:
    """A list with what goes before it in other units, if anything: of 合同252份、决策3件、文件1件 all may be counted."""
    wide = list(run)
    while (other := piece.neighbour(wide[0], -1)) and other.unit not in RATIOS and piece.link(other, wide[0]) == LISTED:
        wide.insert(0, other)
    return [wide] if len(wide) > len(run) else []


def _same_subject(piece: Counted, words: Words, run: Sequence[Figure], at: int, total: Figure, tight: bool) -> bool:
    """Whether the words between 共 and its number bring in nothing new, so that the list is what is counted."""
    verb = piece.plain[at : total.start].strip()
    if not verb or verb in piece.plain[piece.first : run[-1].start]:
        return True
    if all(bigrams_of(verb) & bigrams(piece, f) for f in run):
        return True
    return tight and len(_news(piece, words, at, total.start).strip()) <= _VERB
