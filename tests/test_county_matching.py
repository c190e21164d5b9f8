"""Whose a report is: by the organs that it names, else by the name of its file; what is doubtful is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_lint.county.matching import ISSUER, NAME, PATTERN, Match, Matcher
from fazhi_lint.county.roster import Unit
from fazhi_lint.ruleset import load

GENRE = load()[0].genre
UNITS = (
    Unit("汀桥街道办事处", files=("td-*.txt", "汀桥")),
    Unit("霁溪镇人民政府"),
    Unit("栎山县水利局"),
    Unit("朔禾县人民政府"),
    Unit("县司法局", aliases=("普法办",)),
    Unit("甲县城关镇"),
    Unit("乙县城关镇"),
    Unit("县发展改革局"),
)
MATCHER = Matcher(UNITS, GENRE)
CASES = [
    ("x.txt", ["中共榆浦区委汀桥街道工作委员会", "榆浦区人民政府汀桥街道办事处"], Match("汀桥街道办事处", ISSUER)),
    ("x.txt", ["中共沅棠县霁溪镇委员会", "沅棠县霁溪镇人民政府"], Match("霁溪镇人民政府", ISSUER)),
    ("x.txt", ["霁溪镇"], Match("霁溪镇人民政府", ISSUER)),
    ("x.txt", ["水利局"], Match("栎山县水利局", ISSUER)),
    ("x.txt", ["朔禾县人民政府"], Match("朔禾县人民政府", ISSUER)),
    ("x.txt", ["云岭县司法局"], Match("县司法局", ISSUER)),
    ("x.txt", ["云岭县发展和改革局"], Match("县发展改革局", ISSUER)),
    # the text goes before the file's name
    ("汀桥街道.txt", ["霁溪镇人民政府"], Match("霁溪镇人民政府", ISSUER)),
    # a name that two units have: the folder tells
    ("城关镇.txt", ["城关镇人民政府"], Match(None, None, ("乙县城关镇", "甲县城关镇"))),
    ("甲县/城关镇.txt", ["城关镇人民政府"], Match("甲县城关镇", NAME, ("乙县城关镇",))),
    # a text of two units: the file's name settles it, and the other one is told
    ("x.txt", ["霁溪镇", "栎山县水利局"], Match(None, None, ("栎山县水利局", "霁溪镇人民政府"))),
    ("水利局.txt", ["霁溪镇", "栎山县水利局"], Match("栎山县水利局", NAME, ("霁溪镇人民政府",))),
    # the file's name alone
    ("td-2025.txt", [], Match("汀桥街道办事处", PATTERN)),
    ("汀桥.docx", [], Match("汀桥街道办事处", PATTERN)),
    ("2025年霁溪镇报告.docx", [], Match("霁溪镇人民政府", NAME)),
    ("普法办/报告.docx", [], Match("县司法局", NAME)),
    ("汀桥街道和霁溪镇.txt", [], Match(None, None, ("汀桥街道办事处", "霁溪镇人民政府"))),
    ("报告.txt", [], Match()),
    # an organ that the roster does not have
    ("x.txt", ["白沙镇人民政府"], Match(None, None, (), "白沙镇人民政府")),
    ("霁溪镇.txt", ["白沙镇人民政府"], Match("霁溪镇人民政府", NAME, (), "白沙镇人民政府")),
    ("东霁溪镇.txt", ["东霁溪镇人民政府"], Match(None, None, (), "东霁溪镇人民政府")),
]


@pytest.mark.parametrize(("path", "organs", "expected"), CASES, ids=[f"{path} {organs}" for path, organs, _ in CASES])
def test_whose_it_is(path: str, organs: list[str], expected: Match) -> None:
    assert MATCHER.match(path, organs) == expected


def test_full_width_letters_and_spaces_do_not_matter() -> None:
    matcher = Matcher((Unit("开发区（A 区）管委会"),), GENRE)
    assert matcher.match("开发区(Ａ区)管委会 报告.txt", []).unit == "开发区（A 区）管委会"
    assert matcher.match("x.txt", ["开发区（Ａ区）管委会"]).how == ISSUER


@given(st.text(st.sampled_from("甲乙县城关镇司法局水利/.（） "), max_size=20), st.lists(st.text(max_size=70), max_size=3))
def test_a_match_is_of_the_roster_and_no_unit_claims_twice(path: str, organs: list[str]) -> None:
    match = MATCHER.match(path, organs)
    names = {unit.name for unit in UNITS}
    assert match.unit is None or match.unit in names
    assert set(match.claims) <= names - {match.unit}
    assert len(set(match.claims)) == len(match.claims)
    assert (match.unit is None) == (match.how is None)
