"""The kinds of defect that mutate.py plants, one function each: a clean report in, the changed text and its line out.

A planter raises `NoPlaceError` where a report offers no place for its defect.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from fazhi_lint.document import Document, parse
from fazhi_lint.document.dates import find_dates
from fazhi_lint.document.model import DIGIT, PAREN
from fazhi_lint.text import SourceText

Planted = tuple[str, int]  # the changed text and the line (1-based) at which the rule must fire
Planter = Callable[[Document], Planted | None]


class NoPlaceError(Exception):
    """The report has no place for this defect."""


def put(d: Document, start: int, end: int, words: str) -> Planted:
    """Replace a stretch; the line is that of its start."""
    text = d.source.text
    return text[:start] + words + text[end:], d.source.line_of(start)


def whole(d: Document, text: str) -> Planted:
    """A finding about the whole report: it stands at the title of the changed text, or its first line."""
    source = SourceText(text)
    changed = parse(source, d.genre)
    return text, source.line_of(changed.place[0])


def section(d: Document, role: str) -> tuple[int, int, int]:
    """(heading's start, text's start, end) of the one section of a role."""
    found = [s for s in d.sections if role in s.roles]
    if len(found) != 1 or len(found[0].roles) != 1:
        raise NoPlaceError
    h = found[0].heading
    return h.start, h.body, h.stop


def behind(d: Document, role: str, words: str) -> Planted:
    """Put a sentence at the end of the last paragraph of a role's text that ends in a full stop."""
    _, start, end = section(d, role)
    lines = [line for line in d.content if start <= line[1] < end and d.plain[line[2] - 1] == "。" and line[2] - line[1] > 30]
    if not lines:
        raise NoPlaceError
    return put(d, lines[-1][2], lines[-1][2], words)


def numberless(d: Document, start: int, end: int) -> str:
    """A stretch without its figures and dates."""
    found = [(f.start, f.end) for f in d.figures] + [(x.start, x.end) for x in find_dates(d.plain, start, end)]
    text = d.source.text
    for i, (a, b) in enumerate(sorted((span for span in found if start <= span[0] < end), reverse=True)):
        text = text[:a] + ("大量", "众多", "不少")[i % 3] + text[b:]
    return text[start : len(text) - (len(d.source.text) - end)]


def numbered_through(d: Document, role: str) -> bool:
    """Whether items are numbered through the report, so that taking a part away leaves a gap."""
    _, _, end = section(d, role)
    last = {h.form: h.number for h in d.headings if h.start < end}
    return any(h.form == DIGIT and h.number == last.get(DIGIT, 0) + 1 != 1 for h in d.headings if h.start >= end)


def drop_section(role: str) -> Planter:
    """Delete a section and number those behind it anew."""

    def plant(d: Document) -> Planted:
        start, _, end = section(d, role)
        if numbered_through(d, role):
            raise NoPlaceError
        text = d.source.text[:start] + d.source.text[end:]
        tops = [s.heading for s in d.sections]
        for h in tops:
            if h.start > start:
                old, new = "一二三四五六七八九"[h.number - 1] + "、", "一二三四五六七八九"[h.number - 2] + "、"
                at = text.index(d.source.text[h.start : h.end])
                text = text[:at] + text[at:].replace(old, new, 1)
        if end >= d.stop:
            text = d.source.text[:start] + d.source.text[d.stop :]
        if role == d.genre.acting and parse(SourceText(text), d.genre).hidden:
            raise NoPlaceError  # the persons act elsewhere too
        return whole(d, text)

    return plant


def empty_section(d: Document) -> Planted:
    """Leave the heading of the plan without text."""
    start, body, end = section(d, "plan")
    return put(d, body, min(end, d.stop), "\n")[0], d.source.line_of(start)


def swap_heading(d: Document) -> Planted:
    """Call the achievements something else."""
    section(d, "achievements")
    h = next(s.heading for s in d.sections if "achievements" in s.roles)
    return whole(d, d.source.text[: h.title] + "其他需要说明的情况" + d.source.text[h.end :])


def skip_number(d: Document) -> Planted:
    """Number the second second-level heading of a part as the third, and those behind it likewise."""
    for s in d.sections:
        if len(s.parts) == 2 and not s.parts[1].fault:
            h = s.parts[1]
            return put(d, h.start, h.title, "（三）")
    raise NoPlaceError


def no_evidence(d: Document) -> Planted:
    """Take counts and dates from the duty part."""
    start, body, end = section(d, "duty")
    return put(d, body, end, numberless(d, body, end))[0], d.source.line_of(start)


def one_duty(d: Document) -> Planted:
    """Leave one act in the duty part."""
    start, body, end = section(d, "duty")
    if numbered_through(d, "duty"):
        raise NoPlaceError
    return put(d, body, end, "\n党委书记主持召开法治建设专题会议3次。\n")[0], d.source.line_of(start)


def nothing_lacking(d: Document) -> Planted:
    """Say that all is well."""
    start, body, end = section(d, "shortcomings")
    last = max((m.number for m in d.markers if not m.inline and body <= m.start < end), default=0)
    if any(not m.inline and m.start >= end and m.number == last + 1 and m.form > PAREN for m in d.markers):
        raise NoPlaceError  # items that are numbered through would skip
    return put(d, body, end, "\n各项工作均已完成，总体情况良好。\n")[0], d.source.line_of(start)


def no_cause(d: Document) -> Planted:
    """Delete the sentence with the inline cause of one shortcoming."""
    if d.passages:
        raise NoPlaceError
    for s in d.shortcomings:
        cause = s.cause
        assert cause is not None
        if len(d.matcher.within("cause-inline", s.title, s.stop)) > 1:
            continue  # a second cause would stay
        start = max(d.plain.rfind(sign, 0, cause.start) for sign in "。！\n") + 1
        end = d.plain.find("。", cause.end) + 1
        if s.end < start < end <= s.stop:
            line = d.source.line_of(s.start)
            return d.source.text[:start] + d.source.text[end:], line
    raise NoPlaceError


def few_causes(d: Document) -> Planted:
    """Shorten the collective passage to one cause."""
    places = {(p.start, p.end) for p in d.passages}
    without = [s for s in d.shortcomings if s.cause is None or (s.cause.start, s.cause.end) in places]
    if not d.passages or len(without) < 2:
        raise NoPlaceError
    p = d.passages[0]
    heading = next((h for h in d.headings if h.start == p.start), None)
    if heading is not None:  # a heading of its own stays, with one cause below it
        return put(d, heading.end, p.end, "\n主要是培训不够。\n")
    nl = "\n" if d.plain[p.end - 1] == "\n" else ""
    return put(d, p.start, p.end, "产生上述问题的主要原因是培训不够。" + nl)


def figureless_part(d: Document) -> Planted:
    """Take the figures from one second-level part of the achievements."""
    parts = [p for s in d.sections if s.roles == ("achievements",) for p in s.parts]
    if len(parts) < 2 or sum("achievements" in s.roles for s in d.sections) > 1:
        raise NoPlaceError
    h = parts[0]
    return put(d, h.title, h.stop, numberless(d, h.title, h.stop))


def figureless(d: Document) -> Planted:
    """Take all figures from the achievements."""
    start, body, end = section(d, "achievements")
    return put(d, body, end, numberless(d, body, end))[0], d.source.line_of(start)


def sentence(words: str, role: str = "achievements") -> Planter:
    """Put a sentence into a part."""
    return lambda d: behind(d, role, words)


def title_year(d: Document) -> Planted:
    """Another year in the title than everywhere else."""
    if not d.title_years or not d.opening_years or not d.heading_years("plan"):
        raise NoPlaceError
    year = d.title_years[0]
    return put(d, year.start, year.end, str(year.value - 1))


def plan_year(d: Document) -> Planted:
    """The plan's heading names the report's own year."""
    years = d.heading_years("plan")
    if not years:
        raise NoPlaceError
    return put(d, years[0].start, years[0].end, str(years[0].value - 1))


def date(month: int, day: int) -> Planter:
    """Another day of signature."""

    def plant(d: Document) -> Planted:
        found = d.frame.date
        if found is None or found.year is None or d.year is None:
            raise NoPlaceError
        return put(d, found.start, found.end, f"{max(found.year, d.year + 1)}年{month}月{day}日")

    return plant


def without(name: str) -> Planter:
    """Delete title, addressee, signature or date."""

    def plant(d: Document) -> Planted:
        frame = d.frame
        spans = {
            "title": [frame.title_span],
            "addressee": [frame.addressee],
            "signature": list(frame.signatures),
            "date": [(frame.date.start, frame.date.end)] if frame.date else [],
        }[name]
        text = d.source.text
        for span in sorted((s for s in spans if s), reverse=True):
            text = text[: span[0]] + text[span[1] :]
        twice = any("法治政府建设" in d.plain[start:end] and "报告" in d.plain[start:end] for start, end in d.frame.outside)
        if text == d.source.text or (name == "title" and (twice or not d.signature_organs)):  # the page has a title of its own
            raise NoPlaceError
        if name == "signature" and not parse(SourceText(text), d.genre).issuers:  # nothing else names the organ
            raise NoPlaceError
        return whole(d, text)

    return plant


def other_signer(d: Document) -> Planted:
    """Another place signs."""
    if not d.signature_organs or not d.title_organs:
        raise NoPlaceError
    organ = d.signature_organs[0]
    kind = next((k for k in ("街道", "镇", "乡", "局", "县", "区") if k in organ.core), None)
    if kind is None:
        raise NoPlaceError
    at = d.source.text.rindex(kind, organ.start, organ.end)
    return put(d, at - 2, at, "枫禾")


def other_kind(d: Document) -> Planted:
    """我乡 in a town's report, 我镇 in a township's."""
    name = d.issuers[0] if d.issuers and d.level == "township" else ""
    if "镇" in name:
        return behind(d, "achievements", "我乡各项工作稳步推进。")
    if "乡" in name:
        return behind(d, "achievements", "我镇各项工作稳步推进。")
    raise NoPlaceError


def level_word(d: Document) -> Planted:
    """A town with a standing meeting of its government."""
    if d.level not in ("township", "street"):
        raise NoPlaceError
    return behind(d, "achievements", "政府常务会议集中学法4次。")


def residue(d: Document) -> Planted:
    """A bookmark of the word processor at the start of a paragraph."""
    line = next((x for x in d.content if x[2] - x[1] > 60), None)
    if line is None:
        raise NoPlaceError
    return put(d, line[1], line[1], "[bookmark: _GoBack]")


def replaced(old: str, new: str) -> Planter:
    """Replace the first standing of a word in a paragraph of the achievements."""

    def plant(d: Document) -> Planted:
        for _, start, end in d.content:
            at = d.source.text.find(old, start + 20, end)
            if at >= 0 and end - start > 60 and not d.matcher.inside("titles", at, at + 1):
                return put(d, at, at + len(old), new)
        raise NoPlaceError

    return plant


def template_word(d: Document) -> Planted:
    """上一年度 in the heading of the achievements."""
    section(d, "achievements")
    h = next(s.heading for s in d.sections if "achievements" in s.roles)
    words = re.sub(r"^(?:20\d\d)?年度?", "", d.source.text[h.title : h.end])
    return put(d, h.title, h.end, "上一年度" + words)


def paragraph_twice(d: Document) -> Planted:
    """A long paragraph without a marker or figure stands twice."""
    marks = {m.line for m in d.markers}
    for number, start, end in d.content:
        if end - start > 40 and number not in marks and d.plain[end - 1] == "。":
            words = d.source.text[start:end]
            return d.source.text[:end] + "\n" + words + d.source.text[end:], number + 1
    raise NoPlaceError


PLANTERS: list[tuple[str, Planter]] = [
    ("missing-achievements", swap_heading),
    ("missing-shortcomings", drop_section("shortcomings")),
    ("missing-plan", drop_section("plan")),
    ("missing-duty", drop_section("duty")),
    ("empty-section", empty_section),
    ("heading-numbering", skip_number),
    ("duty-evidence", no_evidence),
    ("duty-coverage", one_duty),
    ("no-shortcomings", nothing_lacking),
    ("shortcoming-cause", no_cause),
    ("cause-coverage", few_causes),
    ("quantified-results", figureless_part),
    ("no-quantified-results", figureless),
    ("percentage-mismatch", sentence("全年受理群众诉求50件，办结45件，办结率96%。")),
    ("part-exceeds-whole", sentence("全年受理投诉30件，其中办结40件。")),
    ("sum-mismatch", sentence("组织培训30人（机关干部10人、网格员15人）。")),
    ("report-year-mismatch", title_year),
    ("plan-year-mismatch", plan_year),
    ("late-report", date(3, 15)),
    ("impossible-date", date(2, 30)),
    ("outdated-basis", sentence("深入实施“六五”普法规划。")),
    ("missing-title", without("title")),
    ("missing-addressee", without("addressee")),
    ("missing-signature", without("signature")),
    ("missing-date", without("date")),
    ("issuer-mismatch", other_signer),
    ("place-type-mismatch", other_kind),
    ("level-mismatch", level_word),
    ("document-number-brackets", sentence("认真落实年度要点（府办发[2024]26号）。")),
    ("request-in-report", sentence("恳请县委、县政府解决工作经费。", "plan")),
    ("injected-text", sentence("加强雷速体育直播宣传教育。")),
    ("conversion-artifact", residue),
    ("placeholder", sentence("开展宣传活动XX次。")),
    ("template-residue", template_word),
    ("half-width-punctuation", replaced("，", ",")),
    ("unpaired-mark", replaced("”", "")),
    ("confused-term", sentence("扎实推进法制政府建设。")),
    ("doubled-text", paragraph_twice),
    ("misnamed-document", sentence("认真学习《法治政府建设与责任落实督查工作规定》。")),
    ("personal-information", sentence("咨询电话13800138000。")),
]
