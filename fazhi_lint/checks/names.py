"""Names: `known-name` (documents in 《》) and `same-organ` (who signs is who reports).

In: titles in the text and a lexicon of documents; the organs of title and signature. Out: violations at the name.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ..lexicon import Lexicons
from ..node import Node, Selection
from ..once import once
from ..patterns import pattern
from .base import HOLDS, NAME, Context, Failure, Kind, Params, Verdict, failed, schema

_TITLE = pattern(r"《[^《》〈〉\n]{1,80}》")
_INNER = pattern(r"〈[^〈〉《》\n]{1,80}〉")  # apart from the other: a pattern that begins with one sign is a fast one
_AROUND = pattern(r"[《》〈〉“”‘’ ]")
_PERIOD = pattern(r"(\d{4})年?(?:[—~～至-]+)(\d{4})年?")
_SHORTEST = 5  # a shorter name is near too many others
_MIDDLING, _LONG = 10, 16  # from these lengths on two and three slips are looked for
_MOST = 3  # slips


def _distance(a: str, b: str, most: int) -> int:
    """The edit distance of two names, or `most` + 1 where it is larger; another digit is no slip of the pen but costs two."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row = row, [i]
        for j, y in enumerate(b, 1):
            other = 0 if x == y else 1 + (x.isdigit() and y.isdigit())
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + other))
        if min(row) > most:
            return most + 1
    return row[-1]


class _Known(NamedTuple):
    """What the lexicon says of a name: how it is written, what to write instead (None: it is right), its number.

    `near` tells whether other names are measured against it.
    """

    word: str
    right: str | None
    number: str
    near: bool


class _Names:
    """The names of a lexicon, by what is compared of them, and those that another name may be a slip of.

    Args:
        lexicons: the ruleset's lexicons.
        lexicon: the lexicon of names.
        kinds: the lexicon of the kinds of documents.
        ignore: the lexicon of what is not compared, or None.
    """

    def __init__(self, lexicons: Lexicons, lexicon: str, kinds: str, ignore: str | None) -> None:
        self._kinds = lexicons[kinds].joined.compiled
        self._ignored = lexicons[ignore].joined.compiled if ignore else None
        self._listed = {word: entry for entry in lexicons[lexicon].entries for word in entry["words"]}

    @once
    def _cores(self) -> dict[str, str]:
        """The names, by what is compared of them."""
        return {self._core(word): word for word in self._listed}

    @once
    def _compared(self) -> dict[str, int]:
        """Those that others are measured against, numbered."""
        near = (core for core, word in self._cores.items() if len(core) >= _SHORTEST and self._known(word).near)
        return {core: number for number, core in enumerate(near)}

    @once
    def _by_length(self) -> dict[int, list[str]]:
        """The same by their lengths."""
        found: dict[int, list[str]] = {}
        for core in self._compared:
            found.setdefault(len(core), []).append(core)
        return found

    def _known(self, word: str) -> _Known:
        """What the lexicon says of one of its words."""
        entry = self._listed[word]
        right = entry.get("right")
        return _Known(word, right, str(entry.get("number", "")), right is None and entry.get("near", True))

    def _core(self, name: str) -> str:
        """A name without marks and without what is not compared, with periods written in one way."""
        if not name.isalpha():
            name = _AROUND.sub("", name)
        if self._ignored is not None:
            name = self._ignored.sub("", name)
        return name if name.isalpha() else str(_PERIOD.sub(r"\1—\2年", name))

    def _kind(self, name: str) -> str:
        kind = self._kinds.search(name)
        return kind[0] if kind else ""

    def judge(self, title: str) -> _Known | None:
        """What is known of a title: it is a listed name, or a slip of one, with what to write instead."""
        if title[1:-1] in self._listed:
            return self._known(title[1:-1])
        name = self._core(title)
        return self._known(self._cores[name]) if name in self._cores else self._near(title, name)

    def _near(self, title: str, name: str) -> _Known | None:
        """What to write for a slip of a known name: of the same kind, and one to three slips off, by its length."""
        if any(name[i:] in self._compared and i <= _most(name[i:]) for i in range(1, 4)):  # a local document of that name
            return None
        best: tuple[int, int, str] | None = None
        for core in self._candidates(name):
            distance = _distance(name, core, _most(core))
            if distance <= _most(core) and not _other_word(name, core):
                found = distance, self._compared[core], core
                best = min(best, found) if best else found
        if best is None:
            return None
        bare, right = _AROUND.sub("", title), self._known(self._cores[best[2]])
        return right._replace(right=f"《{bare.replace(name, best[2]) if name in bare else right.word}》")

    def _candidates(self, name: str) -> Iterator[str]:
        """Names of the same kind (of a long name also a slip without a kind) and about the same length and characters."""
        kind, letters = self._kind(name), frozenset(name)
        for length in range(len(name) - _MOST, len(name) + _MOST + 1):
            for core in self._by_length.get(length, ()):
                most = _most(core)
                if abs(length - len(name)) > most or len(frozenset(core) - letters) > most:
                    continue  # more characters than slips are not there at all
                if self._kind(core) == kind or (kind == "" and length >= _MIDDLING):
                    yield core


@lru_cache(maxsize=4)  # some hundred names: read once for all the files of a run
def _names(lexicons: Lexicons, lexicon: str, kinds: str, ignore: str | None) -> _Names:
    return _Names(lexicons, lexicon, kinds, ignore)


@lru_cache(maxsize=4096)  # thousands of reports name much the same documents
def _judged(names: _Names, title: str) -> _Known | None:
    return names.judge(title)


def _most(core: str) -> int:
    """How many slips a name of this length may have."""
    return 1 + (len(core) >= _MIDDLING) + (len(core) >= _LONG)


def _titles(plain: str) -> list[tuple[int, int]]:
    """The places of the titles in a text, the inner ones of nested titles."""
    found = [match.span() for match in _TITLE.finditer(plain)]
    if "〈" in plain:
        found = sorted([*found, *(match.span() for match in _INNER.finditer(plain))])
    return found


def _known_name(node: Node, params: Params, context: Context) -> Verdict:
    """No 《title》 is nearly, but not, the name of a known document, nor a listed name that is none."""
    document = context.document
    names = _names(document.matcher.lexicons, params["lexicon"], params["kinds"], params.get("ignore"))
    failures, evidence = [], []
    for start, end in _titles(document.plain):
        if not node.holds(start, end):
            continue
        found = _judged(names, document.plain[start:end])
        if found is None:
            continue
        if found.right is None:
            evidence.append((start, end))
        else:
            number = f"（{found.number}）" if found.number else ""
            failures.append(Failure(start, end, {"right": found.right, "number": number}))
    return Verdict(tuple(failures), tuple(evidence[:3]))


def _other_word(a: str, b: str) -> bool:
    """Whether two names differ by a whole word in one place: that is another document, no slip."""
    head = _common(a, b)
    a, b = a[head:][::-1], b[head:][::-1]
    tail = _common(a, b)
    a, b = a[tail:], b[tail:]
    return len(a) > 1 and len(b) > 1 and not set(a) & set(b)


def _common(a: str, b: str) -> int:
    """How many characters two names begin with in common."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _same_organ(node: Node, params: Params, context: Context) -> Verdict:
    """The organ is one of those that `node` names: one name may be the tail of the other, or where the lexicon `short` finds
    something in the longer one, letters of it in their order.

    Where only a place is named there, an organ of it is the same too.
    """
    others = context.select(Selection(params["node"]))
    own = _bare(node, params, context)
    shortened = context.document.matcher.lexicons[params["short"]].joined.compiled if "short" in params else None
    for other in others:
        name = _bare(other, params, context)
        if name.endswith(own) or own.endswith(name) or (name == other.values["name"] and own.startswith(name)):
            return Verdict((), ((node.start, node.end),))
        long = max(str(node.values["name"]), str(other.values["name"]), key=len)
        if shortened and shortened.search(long) and _stands_for(*sorted((own, name), key=len)):
            return Verdict((), ((node.start, node.end),))
    return failed(node, other="、".join(str(o.values["name"]) for o in others)) if others else HOLDS


def _stands_for(short: str, long: str) -> bool:
    """Whether a name's letters all stand in another, in their order."""
    rest = iter(long)
    return all(letter in rest for letter in short)  # each is looked for behind the one before it


def _bare(node: Node, params: Params, context: Context) -> str:
    """An organ's name without the words of the lexicon `drop`."""
    name = str(node.values["name"])
    words = params.get("drop")
    return (context.document.matcher.lexicons[words].joined.compiled.sub("", name) if words else node.values["core"]) or name


_WORDS = {**NAME, "description": "词表的名称"}
KINDS = {
    "known-name": Kind(
        _known_name,
        schema(
            ("lexicon", "kinds"), lexicon=_WORDS, kinds=_WORDS, ignore={**_WORDS, "description": "名称中不比较的字样的词表"}
        ),
        ("right", "number"),
        ("lexicon", "kinds", "ignore"),
        ("right", "number", "since", "near"),
        {"lexicon": "words"},
    ),
    "same-organ": Kind(
        _same_organ,
        schema(
            ("node",),
            node={"enum": ["signature-organs", "title-organs"]},
            drop={**_WORDS, "description": "名称中不比较的字样的词表"},
            short={**_WORDS, "description": "可以写成简称的机关的词表"},
        ),
        ("other",),
        ("drop", "short"),
    ),
}
