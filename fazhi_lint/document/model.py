"""The parts of a report: frozen values, each with its place in the text (code points, end exclusive).

In: nothing. Out: the node types that the parsing steps fill and selectors hand to checks.
"""

from typing import NamedTuple

# The forms of list markers, the outermost first. TOP is 一、 PAREN is （一） DIGIT is 1. PAREN_DIGIT is （1） or ①,
# SHI is 一是, YAO is 一要, DI is 第一， and FIRST is 首先/其次.
TOP, PAREN, DIGIT, PAREN_DIGIT, SHI, YAO, DI, FIRST = range(8)


class Marker(NamedTuple):
    """A list marker. `text` is where the words behind it begin; `fault` names what is broken about it."""

    form: int
    number: int
    start: int
    text: int
    line: int
    inline: bool = False
    fault: bool = False


class Heading(NamedTuple):
    """A heading: the marker and its words, up to the first 。 or ： where text follows on the line.

    `start` is the marker's place, `title` that of the words, `end` the end of the words, `body` the first place
    behind the heading where text may stand, `stop` the end of all that belongs to it.
    """

    form: int
    number: int
    start: int
    title: int
    end: int
    body: int
    stop: int
    line: int
    fault: bool = False


class Section(NamedTuple):
    """A top-level section with its roles and the second-level headings in it."""

    heading: Heading
    roles: tuple[str, ...]
    parts: tuple[Heading, ...]


class Stretch(NamedTuple):
    """A stretch of text that plays a role: a section's text, or that of a second-level part naming the role.

    `head` is the place (start, end) of the heading that opens it.
    """

    role: str
    start: int
    end: int
    head: tuple[int, int]
    section: int


class Cause(NamedTuple):
    """Words that say why: where they stand, and how many causes a collective passage lists (`listed`, 1 for inline)."""

    start: int
    end: int
    listed: int = 1


class Shortcoming(NamedTuple):
    """One stated shortcoming: marker and heading words at `start`–`end`, its own text up to `stop`."""

    start: int
    title: int
    end: int
    stop: int
    cause: Cause | None


class Figure(NamedTuple):
    """A quantified result: the words, the number's value, its unit; `vague` with 余, 多, 近, 约 and the like."""

    start: int
    end: int
    value: float
    unit: str
    vague: bool = False


class DateMention(NamedTuple):
    """A date as written; parts that are not said are None."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None


class Year(NamedTuple):
    """A year of the report's own time, with the place of its digits."""

    start: int
    end: int
    value: int


class Organ(NamedTuple):
    """A named organ: its words, and its name without 中共, 人民政府 and the like."""

    start: int
    end: int
    name: str
    core: str
