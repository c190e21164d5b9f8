"""Labelled sets of copied passages: reports of many hands, into which paragraphs of each other are planted, changed.

In: the files of a set, a seed, and which half of the tables of words to use, so that the set that thresholds are tuned on
and the one that they are judged on share no text and no words to change it with. Out: `Labelled`: texts by unit, those of
last year, and where each planted passage stands beside the one that it was taken from.

A passage is always taken with names and numbers changed, and then by one of `WAYS`: as it is, with its sentences in another
order, with words replaced, added and left out, only half of it put into a paragraph of the receiver's own, or all of these.
Beside that, every report gets some of the sentences that a fifth of the county or more writes (`pool`): they are no copies.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

import regex
import yaml

from fazhi_lint.document import Document, parse
from fazhi_lint.ruleset import Ruleset
from fazhi_lint.text import SourceText

TABLES = yaml.safe_load((Path(__file__).parent / "copyset.yaml").read_text("utf-8"))
SHORTEST = 70  # characters of a paragraph that is worth taking
EACH = 3  # passages that a unit takes from others
_SENTENCE = regex.compile(r"[^。；！？]+[。；！？]?")
_NAME = regex.compile(r"(?:(?<county>\p{Han}{2,3}[市县区旗州])?)(?<unit>\p{Han}{2,4}?(?:镇|乡|街道))?(?<rest>\p{Han}*)")
_VILLAGE = regex.compile(r"(?<=[、在到和与，“])\p{Han}{2}(?=村|社区)")
_PERSON = regex.compile(
    r"(?<=书记|[镇乡局县区]长|主任)[\p{Han}--[带主亲牵认多先负严和在定经组全第履高坚]]\p{Han}{1,2}(?=[、，认带主亲牵先定])",
    regex.V1,
)
_CLAUSE = regex.compile("[^，。；、]{4,}")
_NUMBER = regex.compile(r"(?<![\d.〔“])\d+(?:\.\d+)?")
_BRAND = regex.compile(r"(?<=“)\p{Han}{4,8}(?=”)")
_KINDS = ("街道", "镇", "乡")


class Place(NamedTuple):
    """A stretch of one line of a unit's report."""

    unit: str
    line: int
    start: int
    end: int


class Planted(NamedTuple):
    """A passage that was taken: how it was changed, where it came from, where it stands now."""

    way: str
    source: Place
    target: Place


class Labelled(NamedTuple):
    """One set: reports of this year and last, by unit, and what was planted between units and from last year."""

    texts: dict[str, str]
    last: dict[str, str]
    between: list[Planted]
    carried: list[Planted]


class _Line:
    """A line while its report is being made; `whole` as long as one hand wrote it."""

    def __init__(self, text: str, own: bool) -> None:
        self.text = text
        self.own = own
        self.whole = True


class _Piece(NamedTuple):
    """A stretch of a line of a report being made."""

    line: _Line
    start: int
    end: int


class _Unit:
    """A report while it is being made."""

    def __init__(self, name: str, text: str, ruleset: Ruleset) -> None:
        self.name = name
        document: Document = parse(SourceText(text), ruleset.genre)
        self.lines = [_Line(line, False) for line in text.splitlines()]
        first = document.sections[0].heading.start if document.sections else 0  # what is before it everybody writes alike
        for n, a, b in document.content:
            line = self.lines[n - 1]
            once = text.count(line.text.strip()) == 1
            line.own = once and b - a >= SHORTEST and a >= first and "。" in line.text
        self.put: list[tuple[str, _Unit, _Piece, _Piece]] = []
        found = _NAME.match((document.issuers or [""])[0])
        self.county = (found and found["county"]) or ""
        self.place = (found and found["unit"]) or ""
        self.kind = next((kind for kind in _KINDS if self.place.endswith(kind)), "")

    def free(self, shortest: int = SHORTEST) -> list[_Line]:
        """The paragraphs of the unit's own hand."""
        return [line for line in self.lines if line.own and line.whole and len(line.text) >= shortest]

    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def place_of(self, piece: _Piece) -> Place:
        return Place(self.name, self.lines.index(piece.line) + 1, piece.start, piece.end)

    def planted(self) -> list[Planted]:
        return [Planted(way, giver.place_of(source), self.place_of(target)) for way, giver, source, target in self.put]


class _Writer:
    """Changes passages as someone does who takes them over; of each table of words it uses every second row."""

    def __init__(self, rng: random.Random, half: int) -> None:
        self.rng = rng
        self.tables: dict[str, list[Any]] = {name: rows[half::2] for name, rows in TABLES.items()}

    def own(self, text: str, giver: _Unit, taker: _Unit) -> str:
        """Other numbers, and the taker's names for the giver's."""
        rng = self.rng
        for old, new in ((giver.place, taker.place), (giver.county, taker.county)):
            if old and new:
                text = text.replace(old, new)
        root = giver.place[: -len(giver.kind)] if giver.kind else ""
        if len(root) > 1 and taker.kind:
            text = text.replace(root, taker.place[: -len(taker.kind)])
        if giver.kind and taker.kind and giver.kind != taker.kind:
            for before in ("我", "全", "本", "各", ""):
                for behind in ("党委", "政府", "长", "机关") if not before else ("",):
                    text = text.replace(f"{before}{giver.kind}{behind}", f"{before}{taker.kind}{behind}")
        text = _NUMBER.sub(lambda m: self.number(m[0]), text)
        for pattern, table in ((_VILLAGE, "villages"), (_PERSON, "persons"), (_BRAND, "brands")):
            text = pattern.sub(lambda m, table=table: rng.choice(self.tables[table]), text)
        return text

    def number(self, number: str) -> str:
        """Another number; a year stays one."""
        if regex.fullmatch(r"20\d\d", number):
            return str(int(number) + 1)
        return str(self.rng.randint(1, 10 ** len(number.split(".")[0]) + 9))

    def shuffle(self, text: str) -> str:
        """Sentences in another order."""
        found = _SENTENCE.findall(text)
        mixed = found[:]
        while mixed == found and len(set(found)) > 1:
            self.rng.shuffle(mixed)
        return "".join(mixed)

    def reword(self, text: str) -> str:
        """Words replaced, adverbs put in and left out, now and then a clause left out."""
        rng = self.rng
        for old, *new in self.tables["words"]:
            text = regex.sub(regex.escape(old), lambda m, new=new: rng.choice(new) if rng.random() < 0.75 else m[0], text)
        clauses = text.split("，")
        for i in range(len(clauses)):
            if rng.random() < 0.25 and "。" not in clauses[i][:4]:
                clauses[i] = rng.choice(self.tables["adverbs"]) + clauses[i]
        if len(clauses) > 5 and rng.random() < 0.4:
            del clauses[rng.randrange(1, len(clauses) - 1)]
        return "，".join(clauses)

    def half(self, text: str) -> str:
        """The first or the second half, cut between sentences or clauses."""
        cuts = [m.end() for m in regex.finditer("[。；，]", text)]
        cut = min(cuts, key=lambda at: abs(at - len(text) / 2))
        pieces = [piece for piece in (text[:cut], text[cut:]) if len(piece) >= SHORTEST * 0.7] or [text]
        return self.rng.choice(pieces).rstrip("，；。") + "。"


WAYS: dict[str, Callable[[_Writer, str], str]] = {
    "renamed": lambda writer, text: text,
    "reordered": lambda writer, text: writer.shuffle(text),
    "reworded": lambda writer, text: writer.reword(text),
    "half": lambda writer, text: writer.half(text),
    "all": lambda writer, text: writer.shuffle(writer.reword(text)),
}


def _bare(line: str) -> tuple[str, int]:
    """A paragraph without its marker, and where it begins in the line."""
    found = regex.match(
        r"[\s\p{Z}]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]+|[一二三四五六七八九十]是)?[\s\p{Z}]*", line
    )
    return line[found.end() :].rstrip(), found.end()


def _take(giver: _Unit, taker: _Unit, line: _Line, way: str, writer: _Writer) -> None:
    """Plant the giver's paragraph into the taker's report."""
    text, start = _bare(line.text)
    words = WAYS[way](writer, writer.own(text, giver, taker))
    free = taker.free()
    if way == "half":
        into = writer.rng.choice(free)
        into.whole = False
        own, begin = _bare(into.text)
        if writer.rng.random() < 0.5:
            begin = len(into.text.rstrip())
            into.text = into.text.rstrip() + words
        else:
            into.text = into.text[:begin] + words + own
    else:
        into, begin = _Line(words, False), 0
        taker.lines.insert(taker.lines.index(writer.rng.choice(free)) + 1, into)
    source, target = _Piece(line, start, start + len(text)), _Piece(into, begin, begin + len(words))
    taker.put.append((way, giver, source, target))


def _plant(pairs: Sequence[tuple[_Unit, _Unit]], ways: Iterator[str], writer: _Writer) -> None:
    """Each pair (giver, taker): one paragraph that nobody took before, each way in turn."""
    taken: set[int] = set()
    for (giver, taker), way in zip(pairs, ways, strict=False):
        free = [line for line in giver.free(SHORTEST if way != "half" else 2 * SHORTEST) if id(line) not in taken]
        if free and taker.free():
            line = writer.rng.choice(free)
            line.whole = False  # nothing else is put into it
            taken.add(id(line))
            _take(giver, taker, line, way, writer)


def _add_pool(units: Sequence[_Unit], writer: _Writer) -> None:
    """Sentences that a large part of the county writes, at the end of paragraphs, the taken ones too."""
    rng = writer.rng
    for sentence in TABLES["pool"]:
        for unit in rng.sample(list(units), round(len(units) * rng.uniform(0.2, 0.8))):
            lines = [line for line in unit.lines if len(line.text) >= SHORTEST and line.text.rstrip().endswith("。")]
            if lines:
                line = rng.choice(lines)
                line.text = line.text.rstrip() + regex.sub(r"\d+", lambda m: str(rng.randint(2, 99)), sentence)


def build(files: Sequence[Path], seed: int, half: int, ruleset: Ruleset) -> Labelled:
    """One labelled set from report files; every fourth serves as the report of last year of another."""
    rng = random.Random(seed)
    writer = _Writer(rng, half)
    mixed = sorted(files)
    rng.shuffle(mixed)
    units = [_Unit(file.stem, file.read_text("utf-8-sig"), ruleset) for i, file in enumerate(mixed) if i % 4]
    ways, earlier = cycle(WAYS), []
    for unit, file in zip(units, mixed[::4], strict=False):
        last = _Unit(unit.name, file.read_text("utf-8-sig"), ruleset)
        for line in last.lines:
            line.text = writer.own(line.text, last, unit)
        _plant([(unit, last)] * EACH, ways, writer)
        earlier.append(last)
    pairs = [(rng.choice([unit for unit in units if unit is not taker]), taker) for taker in units for _ in range(EACH)]
    _plant(pairs, ways, writer)
    _add_pool(units, writer)
    _add_pool(earlier, writer)
    return Labelled(
        {unit.name: unit.text() for unit in units},
        {unit.name: unit.text() for unit in earlier},
        [planted for unit in units for planted in unit.planted()],
        [planted for unit in earlier for planted in unit.planted()],
    )


def noise(text: str, share: float, rng: random.Random, words: Sequence[str]) -> str:
    """A text in which a share of its letters, two by two, is replaced by others."""

    def replaced(match: regex.Match[str]) -> str:
        return rng.choice(words) if rng.random() < share else match[0]

    return regex.sub(r"\p{Han}{2}", replaced, text)


def many(files: Sequence[Path], count: int, seed: int) -> Iterator[str]:
    """Reports for measuring time: in the shape of the files, two clauses of three in words of their own, the rest from all."""
    rng = random.Random(seed)
    shapes = [[line for line in file.read_text("utf-8-sig").splitlines() if line.strip()] for file in files]
    clauses = [clause for lines in shapes for line in lines for clause in _CLAUSE.findall(line)]

    def clause(_: regex.Match[str]) -> str:
        words = regex.findall("..?", rng.choice(clauses))
        if rng.random() < 2 / 3:
            rng.shuffle(words)
        return "".join(words)

    for _ in range(count):
        yield "\n".join(_CLAUSE.sub(clause, line) if len(line) > 60 else line for line in rng.choice(shapes))
