"""Numbers that contradict each other in one sentence: `rate`, `part`, `sum`.

In: a sentence with its figures. Out: violations at the rate, the part or the total. What is checked and what is left alone
(余, 多, 约, 近, changes, targets, 其中 without a promise): the contract, section 5, “Numbers”.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from ..document.model import Figure
from ..selector import Node
from .base import NAME, Context, Failure, Kind, Params, Verdict, schema

_NAMES = {"名": "人", "宗": "件", "例": "件"}
_LEFT = 14  # how far to the left of a number its noun stands


def _figures(node: Node, context: Context) -> list[Figure]:
    return [f for f in context.document.figures if node.holds(f.start, f.end)]


def _counts(figures: Sequence[Figure]) -> list[Figure]:
    return [f for f in figures if f.unit not in ("%", "‰", "个百分点", "成", "倍")]


def _unit(figure: Figure) -> str:
    return _NAMES.get(figure.unit, figure.unit)


def _digits(context: Context, figure: Figure) -> int:
    """How many digits stand behind the decimal point of a printed number."""
    words = context.document.plain[figure.start : figure.end]
    return len(words.partition(".")[2].rstrip("%‰ ")) if "." in words else 0


def _left(context: Context, figure: Figure, stop: int) -> str:
    """The words before a number, back to the last mark."""
    text = context.document.plain[max(stop, figure.start - _LEFT) : figure.start]
    for sign in "，。；、（）：":
        text = text.rpartition(sign)[2] or (text if sign not in text else "")
    return text


def _rate(node: Node, params: Params, context: Context) -> Verdict:
    """Each printed rate is given by some pair of the counts beside it, within one unit of its last digit."""
    matcher = context.document.matcher
    figures = _figures(node, context)
    counts = [f for f in _counts(figures) if not f.vague]
    failures, evidence = [], []
    for rate in (f for f in figures if f.unit == "%" and not f.vague):
        before = context.document.plain[max(node.start, rate.start - 20) : rate.start]
        if matcher.within(params["open"], max(node.start, rate.start - 20), min(node.scopes[0][1], rate.end + 4)):
            continue
        beside = _beside(rate, before, counts, node, context)
        if len(beside) < 2:
            continue
        step = 10.0 ** -_digits(context, rate)
        carried = bool(matcher.within(params["carried"], node.start, node.scopes[0][1]))
        if _given(rate.value, [f.value for f in beside], step, carried):
            evidence.append((rate.start, rate.end))
        else:
            part, whole = sorted(beside[-2:], key=lambda f: f.value)
            right = f"{part.value / whole.value * 100:.{_digits(context, rate)}f}%"
            failures.append(Failure(rate.start, rate.end, {"right": right}))
    return Verdict(tuple(failures), tuple(evidence))


def _beside(rate: Figure, before: str, counts: Sequence[Figure], node: Node, context: Context) -> list[Figure]:
    """The counts that a rate speaks of: those of the unit of the count whose noun names the rate (办结 → 办结率)."""
    at = before.rfind("率")
    stem = before[max(0, at - 2) : at] if at >= 0 and not set(before[at:]) & set("。；，") else ""
    earlier = [f for f in counts if f.end <= rate.start]
    if not stem and "占" in before[-4:]:
        own = earlier[-1:]
    else:
        own = [f for f in earlier if len(stem) == 2 and all(c in _left(context, f, node.start) for c in stem)]
    if not own:
        return []
    return [f for f in counts if _unit(f) == _unit(own[-1])]


def _given(rate: float, values: Sequence[float], step: float, carried: bool) -> bool:
    """Whether a pair (with carried-over cases: also a pair with a sum) gives the rate within one printed unit."""
    pairs = list(permutations(values, 2))
    if carried:
        pairs += [(part, a + b) for a, b in permutations(values, 2) for part in values]
    return any(part <= whole and abs(part / whole * 100 - rate) <= step + 1e-9 for part, whole in pairs)


def _part(node: Node, params: Params, context: Context) -> Verdict:
    """No part is larger than its whole: 其中 behind a total, 成功 behind 受理 (same unit, exact numbers)."""
    document = context.document
    counts = [f for f in _counts(_figures(node, context)) if not f.vague]
    if document.matcher.within(params["carried"], node.start, node.scopes[0][1]):
        return Verdict()
    failures = []
    for i, part in enumerate(counts):
        wholes = [f for f in counts[:i] if _unit(f) == _unit(part)]
        if not wholes:
            continue
        between = document.plain[wholes[-1].end : part.start]
        among = "其中" in between and not set("。；") & set(between)
        left = (max(node.start, part.start - _LEFT), part.start)
        if not among:
            wholes = [f for f in wholes if document.matcher.within(params["wholes"], max(node.start, f.start - _LEFT), f.start)]
            if not wholes or not document.matcher.within(params["parts"], *left):
                continue
        if part.value > max(f.value for f in wholes):
            whole = document.source.text[wholes[-1].start : wholes[-1].end]
            failures.append(Failure(part.start, part.end, {"whole": whole}))
    return Verdict(tuple(failures))


def _sum(node: Node, params: Params, context: Context) -> Verdict:
    """Parts that are promised to add up do: 共/合计/分别, 其余, a bracket behind the total, closed pairs."""
    counts = [f for f in _counts(_figures(node, context)) if not f.vague]
    failures, evidence = [], []
    for total, parts in _promises(node, params, counts, context):
        added = sum(f.value for f in parts)
        if added == total.value:
            evidence.append((total.start, total.end))
        else:
            values = {"added": f"{added:g}", "parts": "＋".join(f"{f.value:g}" for f in parts)}
            failures.append(Failure(total.start, total.end, values))
    return Verdict(tuple(failures), tuple(evidence))


def _promises(
    node: Node, params: Params, counts: Sequence[Figure], context: Context
) -> list[tuple[Figure, list[Figure]]]:
    """Each total with the parts that are said to make it up."""
    plain, matcher = context.document.plain, context.document.matcher
    found = []
    for i, total in enumerate(counts):
        later = [f for f in counts[i + 1 :] if _unit(f) == _unit(total)]
        earlier = [f for f in counts[:i] if _unit(f) == _unit(total)]
        if plain[total.end : total.end + 1] == "（":
            close = plain.find("）", total.end)
            inside = [f for f in later if f.end <= close]
            if len(inside) > 1 and "其中" not in plain[total.end : close]:
                found.append((total, inside))
                continue
        behind = plain[total.end : later[-1].end] if later else ""
        promised = matcher.within(params["promise"], total.end, later[-1].end) if later else []
        pair = matcher.within(params["pairs"], total.end, later[-1].end + 2) if len(later) == 2 else []
        if len(later) > 1 and not set("。；") & set(behind) and (promised or pair):
            found.append((total, later))
            continue
        said = matcher.within(params["total"], max(node.start, total.start - 8), total.start)
        if said and len(earlier) > 1 and not any(t in earlier for t, _ in found) and _listed(earlier, total, plain):
            found.append((total, earlier))
    return found


def _listed(parts: Sequence[Figure], total: Figure, plain: str) -> bool:
    """Whether the parts form one list that leads to the total: nothing but short phrases between them."""
    edges = [*parts[1:], total]
    return all(len(plain[a.end : b.start]) <= 18 for a, b in zip(parts, edges, strict=True))


_WORDS = {**NAME, "description": "词表的名称"}
KINDS = {
    "rate": Kind(
        _rate, schema(("open", "carried"), open=_WORDS, carried=_WORDS), ("right",), ("open", "carried")
    ),
    "part": Kind(
        _part,
        schema(("wholes", "parts", "carried"), wholes=_WORDS, parts=_WORDS, carried=_WORDS),
        ("whole",),
        ("wholes", "parts", "carried"),
    ),
    "sum": Kind(
        _sum,
        schema(("promise", "pairs", "total"), promise=_WORDS, pairs=_WORDS, total=_WORDS),
        ("added", "parts"),
        ("promise", "pairs", "total"),
    ),
}
