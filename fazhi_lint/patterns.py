"""The engine's own patterns, compiled when they are first used, and kept between runs with the compiled rules.

In: the source of a pattern. Out: what stands for the compiled pattern. Compiling all of them takes as long as checking a
report, so in a cold run they come packed from the cache (`remember`), and are unpacked when they are used; those of `re`,
which cannot be packed, are few and short, and most of them are not needed for most reports.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from .storage import dumps, loads

if TYPE_CHECKING:
    import regex

_made: list[_Later] = []  # all of them, for `packed`
_kept: dict[str, bytes] = {}  # those that a run before this one has compiled


class _Plain:
    """Stands for a pattern of `re`; what it is asked for the first time, it asks of that pattern, and keeps."""

    def __init__(self, source: str) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        value = getattr(self._compiled(), name)
        setattr(self, name, value)
        return value

    def _compiled(self) -> Any:
        return re.compile(self._source)


class _Later(_Plain):
    """Stands for a pattern of `regex`."""

    def _compiled(self) -> Any:
        found = self.__dict__.get("_found")
        if found is None:
            packed = _kept.get(self._source)
            if packed is not None:
                found = loads(packed)
            else:
                import regex

                found = regex.compile(self._source)
            self._found = found
        return found


def pattern(source: str) -> regex.Pattern[str]:
    """A pattern in the dialect of `regex`, for uniform text."""
    made = _Later(source)
    _made.append(made)
    return cast("regex.Pattern[str]", made)


def re_pattern(source: str) -> re.Pattern[str]:
    """A pattern of `re`, for any text: by far the faster one for a class of characters."""
    return cast("re.Pattern[str]", _Plain(source))


def packed() -> dict[str, bytes]:
    """All patterns of the modules that are loaded, compiled and packed, by source."""
    return {made._source: dumps(made._compiled()) for made in _made}


def remember(kept: Mapping[str, bytes]) -> None:
    """Use what `packed` gave in a run before this one."""
    _kept.update(kept)
