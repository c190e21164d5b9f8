"""What all units come to together: counted while they pass one by one, so that memory stays flat.

In: standings and scores. Out: `Totals`.
"""

from __future__ import annotations

from collections import Counter

from ...finding import SEVERITIES
from ..scoring import Score
from ..values import CHANGE_WORDS, FIXED, STATE_WORDS, Standing


class Totals:
    """Counts over units.

    Attributes:
        units: how many there are.
        states: units by state.
        severities: findings to be mended, by severity.
        changes: findings by what became of them.
        rules: findings to be mended, by rule.
        units_by_rule: units with one, by rule.
        bands: units by the band of their score.
        points: all scores together, of `scored` units.
    """

    def __init__(self) -> None:
        self.units = 0
        self.states: Counter[str] = Counter(dict.fromkeys(STATE_WORDS, 0))
        self.severities: Counter[str] = Counter(dict.fromkeys(SEVERITIES, 0))
        self.changes: Counter[str] = Counter(dict.fromkeys(CHANGE_WORDS, 0))
        self.rules: Counter[str] = Counter()
        self.units_by_rule: Counter[str] = Counter()
        self.bands: Counter[str] = Counter()
        self.points = 0.0
        self.scored = 0
        self.incomparable = 0
        self.doubles = 0

    def add(self, standing: Standing, score: Score | None) -> None:
        """Count one unit."""
        self.units += 1
        self.states[standing.state] += 1
        self.incomparable += not standing.comparable
        self.doubles += bool(standing.doubles)
        for noted in standing.noted:
            if noted.counts or noted.change == FIXED:
                self.changes[noted.change] += 1
            if noted.counts:
                self.severities[noted.finding.severity] += 1
                self.rules[noted.finding.rule] += 1
        self.units_by_rule.update({noted.finding.rule for noted in standing.noted if noted.counts})
        if score is not None:
            self.bands[score.band] += 1
            self.points += score.points
            self.scored += 1
