"""A few files that were read, checked side by side: quicker than one by one, with the same results.

In: what reading each gave. Out: the result of each, in their order, put into the cache where that is wanted.
"""

import contextlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from . import cache, pipeline
from .finding import FileResult
from .settings import Settings
from .text import SourceText

_MOST = 100_000  # characters that are checked side by side: more would need much memory, and gain little


class Begun(NamedTuple):
    """A file that was read: its text, how it is to be checked, and under which name the cache keeps its result, if it does."""

    source: SourceText
    settings: Settings
    key: str | None


def finish(begun: Sequence[Begun | FileResult]) -> list[FileResult]:
    """The results of files; what has one already, such as a file that could not be read, keeps it."""
    made = _results([file for file in begun if isinstance(file, Begun)])
    return [next(made) if isinstance(file, Begun) else file for file in begun]


def _results(files: Sequence[Begun]) -> Iterator[FileResult]:
    for file, result in zip(files, _side_by_side(files) or map(_alone, files), strict=True):
        if file.key is not None and result.source is not None:
            cache.write(file.key, result, cache.RESULT)
        yield result


def _side_by_side(files: Sequence[Begun]) -> list[FileResult] | None:
    """The results of files that go together; None where they do not, or where one of them spoils it for all."""
    if len(files) < 2 or sum(len(file.source.text) for file in files) > _MOST:
        return None
    settings = files[0].settings
    if settings.apart is not None or any(file.settings is not settings for file in files):
        return None
    with contextlib.suppress(Exception):  # which of them it was shows when each is checked alone
        return pipeline.check_together([file.source for file in files], settings.ruleset, settings.options)
    return None


def _alone(file: Begun) -> FileResult:
    return pipeline.guarded(file.source.path, lambda: check(file.source, file.settings))


def check(source: SourceText, settings: Settings) -> FileResult:
    """The result for one text."""
    if settings.apart is None:
        return pipeline.check_source(source, settings.ruleset, settings.options)
    from .mandatory import check_both

    return check_both(source, settings, settings.apart)
