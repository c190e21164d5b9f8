"""What the comparison takes and gives: reports made small, and what was found in them. Frozen values, fit to be sent about.

In: nothing. Out: `Report` (one report, ready to be compared), `Options`, and the results (`Copy`, `Carried`, `Unmet`) in a
`Comparison`.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple

BETWEEN, LAST_YEAR = "between-units", "last-year"  # the kinds of copy
ONE, OTHER = "one", "other"  # whose passage was there first
BY_LAST_YEAR, BY_NAME = "last-year", "name"  # how that is known


class Passage(NamedTuple):
    """A stretch of a report: what a person is shown of it.

    Attributes:
        unit: whose report it is.
        path: the file.
        line: its first line, `column` where it begins there (both count from 1), `end_line` and `end_column` where it ends.
        text: its words as they stand there, line breaks included.
        earlier: whether the report is one of last year.
    """

    unit: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    earlier: bool = False


class Paragraph(NamedTuple):
    """One line of a report's content.

    Attributes:
        line: its number, `column` where its words begin in it (both count from 1).
        section: the number of the top-level section that it stands in; 0 before the first.
        start: where its words begin in the report's text, `length` how many characters they are.
        masked: what is compared of it: letters without marks, numbers and the unit's names; a NUL where prescribed words stood.
        places: for each character of `masked` how far behind `start` it stands.
    """

    line: int
    column: int
    section: int
    start: int
    length: int
    masked: str
    places: array[int]


class Statement(NamedTuple):
    """A stated shortcoming or a measure of the plan.

    Attributes:
        passage: where its heading words stand.
        head: the letters of these words; a space stands for words such as 不足, which every shortcoming has.
        body: what is compared of all that it says, as `Paragraph.masked`: of a shortcoming all but its cause, of a measure what
            stands behind its heading words.
        topics: what the heading words speak of: numbers of the topics of the lexicon.
    """

    passage: Passage
    head: str
    body: str
    topics: frozenset[int]


class Report(NamedTuple):
    """One report, ready to be compared; it can be sent between processes.

    Attributes:
        unit: whose it is; reports of one unit are not compared with each other.
        path: the file.
        year: the report year, if known.
        names: the names of the unit, the longest first, by which its text tells whose it is.
        text: the text of the file.
        paragraphs: the lines of its content.
        shortcomings: what it states as such.
        told: the numbers of its paragraphs that tell what was done, `topics` what these speak of.
        measures: the measures of its plan.
    """

    unit: str
    path: str
    year: int | None
    names: tuple[str, ...]
    text: str
    paragraphs: tuple[Paragraph, ...]
    shortcomings: tuple[Statement, ...]
    told: tuple[int, ...]
    topics: frozenset[int]
    measures: tuple[Statement, ...]


class Options(NamedTuple):
    """What counts as copied; how these figures were found: docs/copies.md.

    Attributes:
        common: wording that more than this share of the units have is common: it is no copy.
        few: but wording that no more units than this have is never common.
        size: so many characters of uncommon wording at least must be the same. Wording that several units have counts less,
            the more have it.
        similarity: so large a share of the passage's uncommon wording at least must be the same.
        same_words: from this share on of the words of the shorter one that the other has too, a shortcoming is last year's;
        same_shortcoming: where little more than heading words is said, from this likeness of theirs on;
        taken_up: so small a share of a measure's words at most stands in what was done this year, if nothing came of it;
        taken_up_elsewhere: so large a share may stand there if nothing that was done is on its topic.
    """

    common: float = 0.25
    few: int = 5
    size: float = 30
    similarity: float = 0.6
    same_shortcoming: float = 0.6
    same_words: float = 0.35
    taken_up: float = 0.06
    taken_up_elsewhere: float = 0.12


class Copy(NamedTuple):
    """Two passages that are the same but for names, numbers and a few words.

    Attributes:
        one: a passage of a report of this year.
        other: the like passage, in the report of another unit or in the unit's own report of last year.
        similarity: the share of uncommon wording that is the same in both, from 0 to 1.
        size: how many characters of uncommon wording are the same.
        kind: `between-units` or `last-year`.
        source: between units, whose passage was there first, `one` or `other`; None where it cannot be told.
        because: how that is known: `last-year`: it stood in that unit's report of last year; `name`: the taker's passage still
            bears the giver's name.
        group: passages that are copies of each other in one or more steps have the same number.
    """

    one: Passage
    other: Passage
    similarity: float
    size: int
    kind: str
    source: str | None
    because: str | None
    group: int


class Carried(NamedTuple):
    """A shortcoming that the unit stated last year already."""

    this: Passage
    last: Passage
    similarity: float


class Unmet(NamedTuple):
    """A measure of last year's plan that nothing in this year's report of the unit seems to take up; `path` is that report."""

    measure: Passage
    path: str


class Comparison(NamedTuple):
    """All that was found, in the order of units and lines."""

    copies: tuple[Copy, ...]
    carried: tuple[Carried, ...]
    unmet: tuple[Unmet, ...]
