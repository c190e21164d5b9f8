"""Scores: as the county's file says, explained, and every mistake in it told with its line."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import WHEN, finding

from fazhi_lint.county.matching import Match
from fazhi_lint.county.roster import Unit
from fazhi_lint.county.scoring import DEFAULT, Lost, load
from fazhi_lint.county.values import DISMISSED, FIXED, IN_TIME, LATE, MISSING, NEW, OPEN, UNUSABLE, Noted, Standing, Submission
from fazhi_lint.errors import ConfigError
from fazhi_lint.ruleset import load as load_rules

RULES = load_rules()[0]
OWN = """\
full: 50
severity: {error: 4, warning: 1.5, info: 0}
rules: {placeholder: 7, dates: 3}
most: 12
late: 2
bands:
  - {name: 过, from: 30}
  - {name: 不过, from: 0}
"""


def standing(*noted: Noted, state: str = IN_TIME) -> Standing:
    submission = Submission(1, "/in", "a.txt", "k", WHEN, Match("甲乡", "issuer"), "checked", None, {}, {})
    return Standing(Unit("甲乡"), state, submission, (), noted, True)


def noted(rule: str, severity: str = "error", change: str = NEW, verdict: str | None = None) -> Noted:
    return Noted(finding("词", rule, severity), change, verdict)


def own(folder: Path, text: str = OWN) -> str:
    file = folder / "评分.yaml"
    file.write_text(text, "utf-8")
    return str(file)


def test_points_by_rule_then_group_then_severity(tmp_path: Path) -> None:
    scoring = load(own(tmp_path), RULES)
    score = scoring.score(
        standing(
            noted("placeholder"), noted("placeholder"), noted("late-report", "warning"), noted("unpaired-mark", "warning"),
            noted("issuer-mismatch"), noted("shortcoming-remedy", "info"), state=LATE,
        )
    )  # fmt: skip
    assert score is not None
    lost = [Lost("placeholder", 2, 12), Lost("issuer-mismatch", 1, 4), Lost("late-report", 1, 3), Lost("late", 1, 2)]
    assert list(score.lost) == [*lost, Lost("unpaired-mark", 1, 1.5)]
    assert (score.points, score.band) == (27.5, "不过")


def test_what_is_mended_or_dismissed_costs_nothing(tmp_path: Path) -> None:
    scoring = load(own(tmp_path), RULES)
    score = scoring.score(standing(noted("placeholder", change=FIXED), noted("placeholder", change=OPEN, verdict=DISMISSED)))
    assert score is not None
    assert (score.points, score.band, score.lost) == (50, "过", ())


def test_nothing_is_scored_without_a_report_of_this_round() -> None:
    scoring = load(None, RULES)
    for state in (MISSING, UNUSABLE, "earlier"):
        assert scoring.score(standing(state=state)) is None


@given(st.lists(st.tuples(st.sampled_from(RULES.rules), st.sampled_from(["error", "warning", "info"])), max_size=40))
def test_more_faults_never_score_higher(faults: list[tuple[object, str]]) -> None:
    scoring = load(None, RULES)
    found = [noted(rule.id, severity) for rule, severity in faults]  # type: ignore[attr-defined]
    points = [score.points for n in range(len(found) + 1) if (score := scoring.score(standing(*found[:n])))]
    assert all(0 <= later <= earlier <= 100 for earlier, later in pairwise(points))


def test_the_default_says_what_it_does() -> None:
    said = "".join(load(None, RULES).explained())
    for words in (
        "从 100 分起",
        "必改 5 分、应改 2 分、建议 0 分",
        "（missing-plan）15 分",
        "90 分起为“好”",
        "迟交扣 5 分",
    ):
        assert words in said
    text = DEFAULT.read_text("utf-8")
    assert all("#" in line or line.startswith(" ") for line in text.splitlines() if line.endswith(":"))


def test_the_pages_example_can_be_used(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parent.parent / "docs" / "county.md").read_text("utf-8")
    [example] = re.findall(r"```yaml\n(full:.*?)```", page, re.DOTALL)
    scoring = load(own(tmp_path, example), RULES)
    assert scoring.bands == (("好", 85), ("不好", 0))


WRONG = {
    OWN.replace("full: 50", "full: 满分"): ("应写成", 1),
    OWN.replace("error: 4", "error: -4"): ("数太小", 2),
    OWN.replace("warning: 1.5, ", ""): ("缺少“warning”", 2),
    OWN.replace("placeholder", "placeholdr"): ("没有规则或分组“placeholdr”（是不是“placeholder”？）", 3),
    OWN.replace("most", "max"): ("不认识的键“max”", 4),
    OWN.replace("from: 30", "from: 0"): ("等次要从高到低写", 8),
    OWN.replace("from: 0", "from: 10"): ("最后一个等次要从 0 分起", 8),
    OWN.replace("from: 30", "from: 60"): ("比满分 50 还高", 7),
    OWN + "full: 60\n": ("键“full”写了两次", 9),
    "- 1\n": ("应写成“键: 值”", None),
    "full: 1\nseverity: {error: 1, warning: 1, info: 1}\nbands: []\n": ("项数太少", 3),
}


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=[what for what, _ in WRONG.values()])
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str, said: tuple[str, int | None]) -> None:
    file = own(tmp_path, text)
    with pytest.raises(ConfigError) as error:
        load(file, RULES)
    assert said[0] in error.value.message
    assert error.value.path == file
    assert error.value.line == (said[1] or 1)
