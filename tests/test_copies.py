"""Comparing reports: the small labelled set, and what a person relies on beside it."""

from __future__ import annotations

import pickle
import subprocess
import sys
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint.copies import Comparison, Copy, Options, Passage, Report, compare, digest, load_wording, pack, unpack
from fazhi_lint.copies.model import Paragraph
from fazhi_lint.document import parse
from fazhi_lint.errors import ConfigError
from fazhi_lint.ruleset import load
from fazhi_lint.text import SourceText

FOLDER = ROOT / "tests" / "copies"
LABELS = yaml.safe_load((FOLDER / "labels.yaml").read_text("utf-8"))
RULESET, _ = load()
OWN = (
    "本镇把调解室搬到采石场门口，每周三请矿区老工长坐班听牢骚话，扬尘、夜间装车、压坏机耕路三类老问题分别定下时限，"
    "余下的逐件交给包片干部跟进。"
)


def made(text: str, unit: str, path: str = "", extra: tuple[str, ...] = ()) -> Report:
    return digest(parse(SourceText(text, path or f"{unit}.txt"), RULESET.genre), unit, load_wording(extra))


def folder(path: Path) -> list[Report]:
    return [made(file.read_text("utf-8"), file.stem, str(file)) for file in sorted(path.glob("*.txt"))]


def report(unit: str, *paragraphs: str) -> str:
    """A report of a unit with these paragraphs as its achievements."""
    head = [f"青溪县{unit}人民政府关于2025年度法治政府建设情况的报告", "一、主要举措和成效"]
    return "\n".join([*head, *paragraphs, "二、存在的不足和原因", "三、2026年工作安排"])


def told(texts: Mapping[str, str], extra: tuple[str, ...] = (), options: Options | None = None) -> tuple[Copy, ...]:
    return compare([made(text, unit, extra=extra) for unit, text in texts.items()], None, options).copies


@pytest.fixture(scope="module")
def labelled() -> tuple[list[Report], dict[str, Report], Comparison]:
    reports, last = folder(FOLDER), {report.unit: report for report in folder(FOLDER / "last")}
    return reports, last, compare(reports, last)


def lines(passage: Passage) -> list[Any]:
    return [passage.unit, passage.line, passage.end_line]


def test_copies_are_those_that_the_labels_say(labelled: tuple[list[Report], dict[str, Report], Comparison]) -> None:
    found = [
        {"one": lines(c.one), "other": lines(c.other), "kind": c.kind, "source": c.source, "because": c.because}
        for c in labelled[2].copies
    ]
    assert sorted(found, key=str) == sorted(LABELS["copies"], key=str)


def test_half_a_paragraph_is_cut_out_between_clauses(labelled: tuple[list[Report], dict[str, Report], Comparison]) -> None:
    copy = next(c for c in labelled[2].copies if c.one.unit == "dongping")
    assert copy.one.text.startswith("最后按多数意见")
    assert copy.one.text.endswith("当面算账。")
    assert copy.other.text.startswith("湖边三个码头")


def test_carried_shortcomings_and_measures_that_nothing_came_of(
    labelled: tuple[list[Report], dict[str, Report], Comparison],
) -> None:
    result = labelled[2]
    assert [{"this": [c.this.unit, c.this.line], "last": c.last.line} for c in result.carried] == LABELS["carried"]
    assert [{"unit": u.measure.unit, "line": u.measure.line} for u in result.unmet] == LABELS["unmet"]
    assert all(c.last.earlier and not c.this.earlier for c in result.carried)
    assert result.unmet[0].path.endswith("baishi.txt")
    assert "last" in result.unmet[0].measure.path


def test_a_passage_is_the_text_at_its_place(labelled: tuple[list[Report], dict[str, Report], Comparison]) -> None:
    reports, last, result = labelled
    texts = {report.path: SourceText(report.text) for report in [*reports, *last.values()]}
    passages = [p for c in result.copies for p in (c.one, c.other)]
    passages += [p for c in result.carried for p in (c.this, c.last)] + [u.measure for u in result.unmet]
    assert passages
    for p in passages:
        source = texts[p.path]
        start = source.line_starts[p.line - 1] + p.column - 1
        end = source.line_starts[p.end_line - 1] + p.end_column - 1
        assert source.text[start:end] == p.text
        assert p.text.strip() == p.text


def test_groups_join_what_is_a_copy_of_one_passage(labelled: tuple[list[Report], dict[str, Report], Comparison]) -> None:
    groups = [(c.one.unit, c.one.line, c.group) for c in labelled[2].copies]
    assert groups == [("baishi", 7, 1), ("baishi", 10, 2), ("baishi", 11, 2), ("dongping", 7, 3)]


def test_passages_of_two_years_are_not_one_though_their_files_have_one_name() -> None:
    other = "粮站旧仓库的产权争议拖了七年，司法所翻出当年的移交清单，请三位老会计逐笔指认，双方在仓库门口签了分割协议。"
    new = [made(report(unit, words), unit) for unit, words in (("甲镇", OWN), ("乙镇", OWN), ("丙镇", other))]
    copies = compare(new, {"甲镇": made(report("甲镇", other), "甲镇")}).copies
    assert {(copy.one.unit, copy.other.unit, copy.other.earlier) for copy in copies} == {
        ("乙镇", "甲镇", False),
        ("丙镇", "甲镇", True),
    }
    assert len({copy.group for copy in copies}) == 2


def test_the_order_of_the_reports_does_not_matter(labelled: tuple[list[Report], dict[str, Report], Comparison]) -> None:
    reports, last, result = labelled
    assert compare(reports[::-1], dict(reversed(last.items()))) == result


def test_a_packed_report_is_the_same_again(labelled: tuple[list[Report], dict[str, Report], Comparison]) -> None:
    for one in (*labelled[0], *labelled[1].values()):
        data = pack(one)
        assert unpack(data) == one
        assert len(data) < len(pickle.dumps(one)) / 2


@given(st.text(st.characters(codec=None), max_size=60), st.lists(st.integers(0, 2000), max_size=60))
def test_any_text_and_any_places_can_be_packed(text: str, places: list[int]) -> None:
    masked = (text + "字" * len(places))[: len(places)]
    one = Report(
        text, text, None, (text,), text, (Paragraph(1, 1, 0, 0, 9, masked, array("I", places)),), (), (), frozenset({3}), ()
    )
    assert unpack(pack(one)) == one


def test_reports_can_be_sent_between_processes(labelled: tuple[list[Report], dict[str, Report], Comparison]) -> None:
    reports, last, result = labelled
    again: Sequence[Report] = pickle.loads(pickle.dumps(reports))
    assert list(again) == reports
    assert compare(again, last) == result


@pytest.mark.parametrize("same", [True, False])
def test_shortcomings_of_two_years(same: bool) -> None:
    wrong = []
    for old, new in yaml.safe_load((FOLDER / "shortcomings.yaml").read_text("utf-8"))["same" if same else "other"]:
        both = []
        for year, words in ((2024, old), (2025, new)):
            text = (
                f"白石镇人民政府关于{year}年度法治政府建设情况的报告\n一、主要举措和成效\n二、存在的不足和原因\n（一）{words}。"
            )
            both.append(made(f"{text}原因是人手少。", "白石镇"))
        if bool(compare([both[1]], {"白石镇": both[0]}).carried) != same:
            wrong.append((old, new))
    assert wrong == []


def test_names_and_numbers_do_not_hide_a_copy() -> None:
    one = "白石镇全年接待来访146人次，镇党委书记王大明每周三坐班。" + OWN
    other = "龙潭乡全年接待来访九人次，乡党委书记李小虎每周三坐班。" + OWN.replace("本镇", "本乡")
    (copy,) = told({"白石镇": report("白石镇", one), "龙潭乡": report("龙潭乡", other)})
    assert copy.similarity > 0.9
    assert (copy.one.text, copy.other.text) == (one, other)


def test_a_forgotten_name_tells_who_wrote_it() -> None:
    taken = OWN.replace("本镇", "白石镇")
    (copy,) = told({"龙潭乡": report("龙潭乡", taken), "白石镇": report("白石镇", taken)})
    assert (copy.one.unit, copy.other.unit) == ("白石镇", "龙潭乡")
    assert (copy.source, copy.because) == ("one", "name")


def test_a_name_that_the_unit_uses_elsewhere_tells_nothing() -> None:
    taken = OWN.replace("本镇", "白石镇")
    (copy,) = told({"龙潭乡": report("龙潭乡", "与白石镇共建调解室。", taken), "白石镇": report("白石镇", taken)})
    assert copy.source is None


def test_taking_from_another_units_report_of_last_year() -> None:
    last = made(report("白石镇", OWN), "白石镇", "last.txt")
    new = [made(report("白石镇", "今年换了写法。"), "白石镇"), made(report("龙潭乡", OWN), "龙潭乡")]
    (copy,) = compare(new, {"白石镇": last}).copies
    assert (copy.kind, copy.one.unit, copy.other.path, copy.other.earlier) == ("between-units", "龙潭乡", "last.txt", True)
    assert (copy.source, copy.because) == ("other", "last-year")


def test_what_is_in_both_years_of_the_giver_is_told_once_for_the_taker() -> None:
    last = made(report("白石镇", OWN), "白石镇", "last.txt")
    new = [made(report(unit, OWN), unit) for unit in ("白石镇", "龙潭乡")]
    found = compare(new, {"白石镇": last}).copies
    assert sorted((c.kind, c.one.unit, c.other.unit, c.source) for c in found) == [
        ("between-units", "白石镇", "龙潭乡", "one"),
        ("last-year", "白石镇", "白石镇", None),
    ]


def test_reports_of_one_unit_are_not_compared_with_each_other() -> None:
    two = [made(report("白石镇", OWN), "白石镇", path) for path in ("a.txt", "b.txt")]
    assert compare(two).copies == ()


PRESCRIBED = (
    "坚持以习近平新时代中国特色社会主义思想为指导，深入学习贯彻习近平法治思想，深刻领悟“两个确立”的决定性意义，增强“四个意识”、坚定“四个自信”、做到“两个维护”，"
    "严格执行公众参与、专家论证、风险评估、合法性审查、集体讨论决定等法定程序，全面落实行政执法公示、执法全过程记录、重大执法决定法制审核“三项制度”，"
    "做到重要工作亲自部署、重大问题亲自过问、重点环节亲自协调、重要任务亲自督办，认真落实《法治政府建设与责任落实督察工作规定》。"
)


def test_prescribed_wording_is_no_copy() -> None:
    assert told({unit: report(unit, PRESCRIBED) for unit in ("白石镇", "龙潭乡")}) == ()


def test_a_copy_between_prescribed_wording_is_found() -> None:
    (copy,) = told({unit: report(unit, PRESCRIBED + OWN + PRESCRIBED) for unit in ("白石镇", "龙潭乡")})
    assert OWN.strip("。") in copy.one.text


def test_the_county_names_its_own_wording(tmp_path: Path) -> None:
    file = tmp_path / "本县.yaml"
    words = OWN.strip("。")
    file.write_text(
        f"lexicons:\n  prescribed-county:\n    title: 县里发的模板\n    source: 模板\n    words: [{words}]\n", "utf-8"
    )
    texts = {unit: report(unit, OWN) for unit in ("白石镇", "龙潭乡")}
    assert len(told(texts)) == 1
    assert told(texts, extra=(str(file),)) == ()


# Sentences of many units, each with one of its own, which keeps them apart.
UNITS = [f"{a}{b}镇" for a in "青白红黄黑" for b in "山水石林田溪"]


@pytest.mark.parametrize(("having", "copied"), [(2, True), (5, True), (8, False), (30, False)])
def test_what_a_quarter_of_the_units_writes_is_no_copy(having: int, copied: bool) -> None:
    texts = {unit: report(unit, *[OWN] * (i < having), f"{unit}的事") for i, unit in enumerate(UNITS)}
    units = {unit for copy in told(texts) for unit in (copy.one.unit, copy.other.unit)}
    assert units == (set(UNITS[:having]) if copied else set())


def test_the_share_that_is_common_can_be_set() -> None:
    texts = {unit: report(unit, *[OWN] * (i < 12)) for i, unit in enumerate(UNITS)}
    assert told(texts) == ()
    found = told(texts, options=Options(common=1.0))
    assert {unit for copy in found for unit in (copy.one.unit, copy.other.unit)} == set(UNITS[:12])
    assert len(found) <= 2 * 12  # of many, each is shown beside the first and the next, not beside all
    assert {copy.group for copy in found} == {1}


def test_what_is_too_short_is_no_copy() -> None:
    short = OWN[:28] + "。"
    texts = {unit: report(unit, short) for unit in ("白石镇", "龙潭乡")}
    assert told(texts) == ()
    assert len(told(texts, options=Options(size=15))) == 1


def test_nothing_to_compare() -> None:
    assert compare([]) == Comparison((), (), ())
    assert compare([made("", "甲"), made("一", "乙"), made("\ud800\U00020000", "丙")]) == Comparison((), (), ())


def test_letters_beyond_the_basic_plane() -> None:
    odd = OWN + "\U00020000\ud800" * 20
    (copy,) = told({unit: report(unit, odd) for unit in ("白石镇", "龙潭乡")})
    assert copy.one.text == odd


def test_without_numpy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(ConfigError, match=r'numpy.*python -m pip install "fazhi-lint\[county\]"'):
        compare([])


def test_numpy_is_imported_only_to_compare() -> None:
    code = "import sys, fazhi_lint.copies, fazhi_lint.cli; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
