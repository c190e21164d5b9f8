"""What is done with one file: read, whose it is, checked at the level of its unit, a page made.

In: a path below the folder. Out: an `Examined`; a bad file is one too. A desk can be sent to other processes and machines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .. import __version__
from ..copies import digest, pack
from ..document import Document, parse
from ..errors import ReadError, internal
from ..finding import FileResult, RuleInfo
from ..finding import Run as Shown
from ..formatters import FORMATTERS
from ..formatters.base import PLAIN
from ..lexicon import Lexicons
from ..pipeline import check_document, read_source, unreadable
from .intake import Source
from .manners import Manners
from .matching import Match, Matcher
from .roster import Unit
from .values import Examined, content_of


class Digested(NamedTuple):
    """A file made ready to be compared (`copies.pack`); empty where it is no report, or nobody's."""

    path: str
    data: bytes


class Desk:
    """Examines files.

    Args:
        source: where they lie.
        units: the roster.
        manners: how each file is checked.
        rules: what the pages say of the rules.
        wording: the word lists of the comparison; None where reports are not compared.
    """

    def __init__(
        self,
        source: Source,
        units: Sequence[Unit],
        manners: Manners,
        rules: Sequence[RuleInfo],
        wording: Lexicons | None = None,
    ) -> None:
        self.source = source
        self.manners, self.rules = manners, tuple(rules)
        self.wording = wording
        self.units = tuple(units)
        self._levels = {unit.name: unit.level or "" for unit in units}
        self._matcher: Matcher | None = None

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_matcher": None}  # quickly made anew, and large to send

    def whose(self, path: str, organs: Sequence[str]) -> tuple[Match, str]:
        """Whose a file is, and the level that the roster, else the configuration, says of it (empty: none)."""
        if self._matcher is None:
            self._matcher = Matcher(self.units, self.manners.usual.ruleset.genre)
        match = self._matcher.match(path, organs)
        return match, self._levels.get(match.unit or "", "") or self.manners.of(path).options.level or ""

    def check(self, path: str) -> Examined:
        """Examine one file; whatever is wrong with it is told in the result."""
        sha256 = ""
        try:
            data = self.source.read(path)
            sha256 = content_of(path, data)
            return self._examined(path, sha256, data)
        except ReadError as error:
            return self._bad(path, sha256, error)
        except Exception as error:  # one bad file never stops the others
            return self._bad(path, sha256, ReadError("internal", internal(error)))

    def _examined(self, path: str, sha256: str, data: bytes) -> Examined:
        ruleset, options, rules = self.manners.of(path)
        genre = ruleset.genre
        text = read_source(data, path, self.source.limits)
        document = parse(text, genre)
        organs = _organs(document)
        match, level = self.whose(path, organs)
        if level and level != document.level:
            document = parse(text, genre, level)
        file = check_document(document, ruleset, options)
        page = self._page(file)
        passages = self._digest(document, match.unit) if file.status == "checked" else None
        return Examined(path, sha256, "", None, level, match, organs, rules, file._replace(source=None), page, passages)

    def _digest(self, document: Document, unit: str | None) -> bytes | None:
        return None if self.wording is None or unit is None else pack(digest(document, unit, self.wording))

    def digest(self, path: str) -> Digested:
        """Make a file ready to be compared, without checking it; what cannot be read is not compared."""
        try:
            document = parse(read_source(self.source.read(path), path, self.source.limits), self.manners.of(path).ruleset.genre)
            match, _ = self.whose(path, _organs(document))
            return Digested(path, (document.is_report and self._digest(document, match.unit)) or b"")
        except Exception:  # checking it says what is wrong with it
            return Digested(path, b"")

    def _bad(self, path: str, sha256: str, error: ReadError) -> Examined:
        match, level = self.whose(path, ())
        file = unreadable(path, error)
        return Examined(path, sha256, "", None, level, match, (), self.manners.of(path).digest, file, self._page(file))

    def _page(self, file: FileResult) -> str:
        """The web page about one file."""
        ruleset = self.manners.of(file.path).ruleset
        run = Shown(__version__, ruleset.name, self.rules, ruleset.digest, [file], ruleset.title)
        return "".join(map(str, FORMATTERS["html"].render(run, PLAIN)))


def _organs(document: Document) -> tuple[str, ...]:
    """The names of all organs that the text gives as its issuers."""
    named = document.title_organs + document.signature_organs
    return tuple(dict.fromkeys([*(organ.name for organ in named), *document.issuers]))
