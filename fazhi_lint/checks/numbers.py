"""Numbers that contradict each other in one sentence: `rate`, `part`, `sum`.

In: a sentence with its figures. Out: violations at the rate, the part or the total. What is checked and what is left alone
(余, 多, 约, 近, changes, targets, 其中 without a promise): docs/definitions.md. All words come from lexicons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from ..document.counted import LISTED, RATIOS, Counted, Numbers
from ..document.figures import printed_like, slack
from ..document.model import Figure
from ..document.rates import rates
from ..document.splits import bigrams, splits
from ..node import Node, Selection
from .base import HOLDS, NAME, Context, Failure, Kind, Params, Verdict, schema

_MOST = 10  # more numbers in one sentence than this are not tried in every way
_PAIR = 2  # two numbers are no total with two parts
_EPSILON = 1e-6


def _pieces(node: Node, params: Params, context: Context) -> list[Counted]:
    """The node's pieces with numbers to compare; they are found once for all rules."""
    numbers = _numbers(params, context)
    return [piece for scope in node.scopes for piece in numbers.within(*scope)]


def _numbers(params: Params, context: Context) -> Numbers:
    """The numbers of the report, with their marks and units told by these lexicons."""
    key = (params["marks"], params["units"], params["among"])
    numbers = context.kept.get(key)
    if numbers is None:
        numbers = context.kept[key] = Numbers(context.document, *key)
    return numbers


def _with_pieces(selection: Selection, params: Params, context: Context) -> list[Node]:
    """The nodes with numbers to compare, which are few of those with numbers; they are found once for all rules."""
    numbers = _numbers(params, context)
    found = context.kept.get((selection, numbers))
    if found is None:
        found = [node for node in context.select(selection) if any(numbers.within(*scope) for scope in node.scopes)]
        context.kept[selection, numbers] = found
    return found


def _rate(node: Node, params: Params, context: Context) -> Verdict:
    """Each printed rate is given by some pair of the counts beside it, within one unit of its last digit."""
    failures, evidence = [], []
    for piece in _pieces(node, params, context):
        for rate, own, whole in rates(piece, params):
            place, rest = piece.place(rate), _of_the_rest(piece, params, rate, own)
            if not rest and _of_failed(piece, params, rate, own, whole):
                continue
            asked = rate._replace(value=RATIOS[rate.unit] - rate.value) if rest else rate
            if _given(piece, params, asked, own):
                evidence.append(place)
            else:
                failures.append(Failure(*place, _right(piece, rate, own, whole, rest)))
    return Verdict(tuple(failures), tuple(evidence)) if failures or evidence else HOLDS


def _of_the_rest(piece: Counted, params: Params, rate: Figure, own: Figure) -> bool:
    """Whether a count says what failed of what the rate names: 不合格17批次，合格率98.5%."""
    named = {m.entry for m in piece.find(params["same"], *piece.clause(rate))}
    told = [m for m in piece.find(params["same"], *piece.clause(own)) if m.entry in named]
    failed = piece.find(params["against"], *piece.clause(own))
    if not told or piece.find(params["against"], *piece.clause(rate)):
        return False
    return all(any(f.start <= m.start < f.end for f in failed) for m in told)


def _of_failed(piece: Counted, params: Params, rate: Figure, own: Figure, whole: Sequence[Figure]) -> bool:
    """Whether a count is that of what failed, and the rate says how much of it was dealt with: 处置不合格样品73批次，处置率."""
    failed = piece.find(params["against"], *piece.clause(own))
    return bool(failed) and not any(piece.find(params["against"], *piece.clause(f)) for f in [rate, *whole])


def _digits(piece: Counted, rate: Figure) -> int:
    """How many digits stand behind the decimal point of a printed rate."""
    return len(piece.words(rate).partition(".")[2].rstrip("".join(RATIOS)).strip())


def _right(piece: Counted, rate: Figure, own: Figure, whole: Sequence[Figure], rest: bool) -> dict[str, str]:
    """What a message says of a wrong rate: the counts and what they (or what they leave) give."""
    share = own.value / sum(f.value for f in whole)
    right = f"{(1 - share if rest else share) * RATIOS[rate.unit]:.{_digits(piece, rate)}f}{rate.unit}"
    return {"right": right, "part": piece.words(own), "whole": "＋".join(piece.words(f) for f in whole)}


def _given(piece: Counted, params: Params, rate: Figure, own: Figure) -> bool:
    """Whether some pair of the counts gives the rate; either may be the sum of a list, or of carried-over cases."""
    like = [f for f in piece.like(own) if not f.vague][:_MOST]
    values = {frozenset([i]): figure.value for i, figure in enumerate(like)}
    step = 10.0 ** -_digits(piece, rate) + _EPSILON
    if _gives(values, rate, step):
        return True
    listed = [piece.link(a, b) == LISTED for a, b in pairwise(like)]
    sums = [frozenset(range(i, j + 1)) for i, j in combinations(range(len(like)), 2) if all(listed[i:j])]
    if own in like:
        sums += [frozenset(range(i, like.index(own) + 1)) for i in range(like.index(own))]
    if piece.said(params["carried"]):
        sums += [a | b for a, b in combinations(values, 2)]
    return _gives(values | {some: sum(like[i].value for i in some) for some in sums}, rate, step)


def _gives(values: Mapping[frozenset[int], float], rate: Figure, step: float) -> bool:
    """Whether one of the values is such a share of another; those of which counts they are sums."""
    scale = RATIOS[rate.unit]
    for part, some in values.items():
        for whole, every in values.items():
            if abs(some / every * scale - rate.value) <= step and part.isdisjoint(whole):
                return True
    return False


def _part(node: Node, params: Params, context: Context) -> Verdict:
    """No part is larger than its whole: behind 其中, in a split, or 成功 behind 受理 (same unit, exact numbers)."""
    failures = []
    for piece in _pieces(node, params, context):
        if not piece.grown:
            continue
        for part, whole in [*_promised(piece, params), *_among(piece, params), *_done(piece, params)]:
            if piece.inside(part) and _exceeds(piece, part, whole) and not _carries(piece, params, part):
                failures.append(Failure(*piece.place(part), {"whole": "＋".join(piece.words(f) for f in whole)}))
    return Verdict(tuple(failures)) if failures else HOLDS


_Compared = tuple[Figure, list[Figure]]  # a part, and the whole that it is compared with (a list counts together)


def _exceeds(piece: Counted, part: Figure, whole: Sequence[Figure]) -> bool:
    """Whether a part is certainly larger than its whole, as exactly as both are printed."""
    more = part.value - sum(f.value for f in whole)
    if more <= 0 or any(f.vague for f in (part, *whole)):
        return False
    off, other = slack(piece.plain, part), sum(slack(piece.plain, f) for f in whole)
    return more > (0 if off == other else off + other)


def _carries(piece: Counted, params: Params, part: Figure) -> bool:
    """Whether cases of another year are counted too, as is said up to the next count of a part's unit, and in its bracket."""
    if not piece.said(params["carried"]):
        return False
    behind = (f for f in piece.like(part) if f.start > part.start and piece.depth(f) <= piece.depth(part))
    following = next(behind, None)
    return bool(piece.find(params["carried"], piece.first, piece.clause(following)[1] if following else piece.last))


def _promised(piece: Counted, params: Params) -> Iterator[_Compared]:
    """The parts of the sentence's splits that are larger than the total."""
    if all(len(piece.like(part)) <= _PAIR for part in piece.grown):
        return
    for split in splits(piece, params):
        for part in split.larger():
            yield part, [split.total]


def _among(piece: Counted, params: Params) -> Iterator[_Compared]:
    """The numbers that 其中 lists, each with the last of its unit before 其中 (a list counts together)."""
    for start, end in piece.among:
        listed = [f for f in piece.counts if start <= f.start < end]
        last = max((i for i, f in enumerate(listed) if f in piece.grown), default=-1)
        for i, part in enumerate(listed[: last + 1]):
            if i and piece.link(listed[i - 1], part) != LISTED and not bigrams(piece, listed[0]) & bigrams(piece, part):
                break  # a clause about something else
            if part not in piece.grown:
                continue
            before = [f for f in piece.like(part) if f.end <= start]
            near = [f for f in before if piece.start <= f.start] or before
            near = [f for f in near if not piece.told(params["open"], f)]  # 同比增加12件 is no whole
            if near and not any(f.vague for f in before):
                whole = near[-1]
                if not bigrams(piece, whole) & bigrams(piece, part):
                    # 抽检126批次，不合格17批次；其中农产品抽检86批次: of what it names, if that is large enough
                    larger = [f for f in near if f.value >= part.value and bigrams(piece, f) & bigrams(piece, part)]
                    whole = (larger or near)[-1]
                yield part, piece.run(whole, -1, (LISTED,))


def _done(piece: Counted, params: Params) -> Iterator[_Compared]:
    """What was settled (成功41件) with what was taken up before it (受理38件), if they speak of the same thing."""
    if not (piece.said(params["wholes"]) and piece.said(params["parts"])):
        return
    for i, part in enumerate(piece.counts):
        if part not in piece.grown or not piece.told(params["parts"], part):
            continue
        before = [f for f in piece.counts[:i] if piece.unit(f) == piece.unit(part)]
        before = [f for f in before if piece.start <= f.start] or before  # what stands in the same clause group is meant
        wholes = [f for f in before if piece.told(params["wholes"], f)]
        if not wholes or any(f.vague for f in before):
            continue
        rest = _without(piece, params, part)
        alike = [f for f in wholes if rest in piece.plain[slice(*piece.clause(f))]]
        if alike and not _added_up(before, wholes[0], part):
            lists = [[f for f in piece.run(whole, 1, (LISTED,)) if f in before] for whole in alike]
            lists += _told_alike(piece, params["wholes"], alike)
            whole = max(lists, key=lambda run: sum(f.value for f in run))
            done = [f for f in whole[1:] if piece.told(params["parts"], f)]
            yield part, [f for f in whole if f not in done]


def _added_up(before: Sequence[Figure], first: Figure, part: Figure) -> bool:
    """Whether the number right before a part is what those before it make, from the first whole on, and large enough:
    一季度受理38件，二季度51件，全年89件，成功80件.
    """
    *parts, total = [f for f in before if f.start >= first.start]
    return bool(parts) and total.value >= part.value and total.value == sum(f.value for f in parts)


def _told_alike(piece: Counted, lexicon: str, figures: Sequence[Figure]) -> Iterable[list[Figure]]:
    """The counts that one word tells: 甲社区受理36件，其余社区受理102件 are one whole."""
    told: dict[str, list[Figure]] = {}
    for figure in figures:
        word = piece.told(lexicon, figure)[-1]
        told.setdefault(piece.plain[word.start : word.end], []).append(figure)
    return told.values()


def _without(piece: Counted, params: Params, part: Figure) -> str:
    """The words of a count but for those that say that it is settled, and for 全部, 已, 共 and the like."""
    left, _ = piece.clause(part)
    text, at = "", left
    for m in sorted([*piece.find(params["parts"], left, part.start), *piece.find(params["filler"], left, part.start)]):
        text += piece.plain[at : m.start]
        at = max(at, m.end)
    return (text + piece.plain[at : part.start]).strip(" 、，")


def _sum(node: Node, params: Params, context: Context) -> Verdict:
    """Parts that are promised to add up do, in one of the ways in which the sentence can be read."""
    failures, evidence = [], []
    for piece in _pieces(node, params, context):
        found = [s for s in splits(piece, params) if piece.inside(s.total) and not s.larger()]
        right = {s.total.start for s in found if any(_adds_up(piece, s.total, way) for way in s.ways)}
        for split in found:
            place, parts = piece.place(split.total), split.ways[0]
            if split.total.start in right:
                evidence.append(place)
            else:
                added = printed_like(piece.plain, split.total, sum(f.value for f in parts))
                failures.append(Failure(*place, {"added": added, "parts": "＋".join(piece.words(f) for f in parts)}))
    return Verdict(tuple(failures), tuple(evidence)) if failures or evidence else HOLDS


def _adds_up(piece: Counted, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether parts make a total, as exactly as they are printed."""
    off = sum(slack(piece.plain, f) for f in (total, *parts))
    return abs(sum(f.value for f in parts) - total.value) <= off + _EPSILON


def _words(**described: str) -> dict[str, dict[str, object]]:
    """The schema of parameters that name lexicons."""
    return {name: {**NAME, "description": f"词表：{text}"} for name, text in described.items()}


_BASE = _words(marks="标点的种类（kind）", units="同义的单位", among="其中")
_RATE = _BASE | _words(
    names="比率的名称（组 name、each）", same="比率与件数说的是同一件事的词", against="没有办成的",
    narrow="把比率限得更窄的词", mending="整改一类的比率", inspected="查了多少",
    mended="查出的问题", judging="说的是好不好的比率",
    share="占……的", open="变化、目标、约数", loose="不说明是哪两个数之比的比率",
    due="应办的", done="实际办的", carried="上期结转",
)  # fmt: skip
_SUM = _BASE | _words(
    total="合计", all="合计和共有", each="分别", rest="其余", other="其他", pairs="非此即彼的两类",
    plain="合计后面不带新内容的词", open="变化、目标、约数", crossing="互相交叉、加起来不是总数的类别",
)  # fmt: skip
_PART = _SUM | _words(wholes="总数（受理）", parts="其中一部分（成功）", filler="不改变意思的词", carried="上期结转")
_KEYED = {"marks": "kind", "units": "words"}
KINDS = {
    "rate": Kind(
        _rate, schema(tuple(_RATE), **_RATE), ("right", "part", "whole"), tuple(_RATE), ("kind",), _KEYED, _with_pieces
    ),
    "part": Kind(_part, schema(tuple(_PART), **_PART), ("whole",), tuple(_PART), ("kind",), _KEYED, _with_pieces),
    "sum": Kind(_sum, schema(tuple(_SUM), **_SUM), ("added", "parts"), tuple(_SUM), ("kind",), _KEYED, _with_pieces),
}
