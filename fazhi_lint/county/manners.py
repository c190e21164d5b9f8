"""How each file is checked: in the usual manner, or as a part of the county's configuration says of some files.

In: the project, the files. Out: `Manners`, which can be sent to other processes and machines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .. import __version__
from ..pipeline import Options
from ..project import Project
from ..ruleset import Ruleset
from ..settings import Settings
from .intake import Entry, Source


class Manner(NamedTuple):
    """Rules and options, and what identifies them together with the program."""

    ruleset: Ruleset
    options: Options
    digest: str


class Manners:
    """Tells how a file is checked.

    Args:
        usual: how all files are checked of which nothing else is said.
        others: further manners.
        which: path below the folder -> number of one of the others.
    """

    def __init__(self, usual: Manner, others: Iterable[Manner] = (), which: Mapping[str, int] | None = None) -> None:
        self.usual, self.others, self._which = usual, tuple(others), dict(which or {})

    def of(self, path: str) -> Manner:
        """How a file is checked."""
        number = self._which.get(path)
        return self.usual if number is None else self.others[number]

    @property
    def digests(self) -> list[str]:
        """What identifies each of the manners."""
        return [manner.digest for manner in (self.usual, *self.others)]


def gather(project: Project, source: Source, entries: Iterable[Entry]) -> Manners:
    """How some files are checked.

    Args:
        project: reads the configuration that the command line names.
        source: where the files lie.
        entries: the files.

    Raises:
        FazhiError: the configuration is wrong.
    """
    usual = _manner(project.settings(""))
    known: dict[int, Manner] = {}  # by settings, of which the project makes each once
    others: list[Manner] = []
    which: dict[str, int] = {}
    for entry in entries if project.asked.config is not None else ():
        settings = project.settings(source.place(entry.path))
        if id(settings) not in known:
            known[id(settings)] = _manner(settings)
        manner = known[id(settings)]
        if manner.digest != usual.digest:
            if manner not in others:
                others.append(manner)
            which[entry.path] = others.index(manner)
    return Manners(usual, others, which)


def _manner(settings: Settings) -> Manner:
    digest = hashlib.sha256(f"{__version__}\0{settings.digest()}".encode()).hexdigest()
    return Manner(settings.ruleset, settings.options, digest)
