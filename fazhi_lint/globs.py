"""File name patterns, as shells write them: `*.txt`, `草稿/**`, `2025/*/报告.md`.

In: a pattern and a path with `/`, both from the same folder. Out: whether they match. A pattern without `/` is about the name
alone, in any folder; one that ends in `/` is about all that lies below. wcmatch is imported only for what is no plain name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

_SIGNS = frozenset("*?[{\\")


def is_pattern(text: str) -> bool:
    """Whether a text is more than the name of one file."""
    return not _SIGNS.isdisjoint(text) or text.endswith("/")


def matches(pattern: str, path: str) -> bool:
    """Whether a path matches a pattern."""
    if os.sep != "/":
        pattern = pattern.replace(os.sep, "/")
    pattern = pattern.removeprefix("./")
    if not is_pattern(pattern):
        return path == pattern or ("/" not in pattern and path.endswith("/" + pattern))
    from wcmatch import glob

    flags = glob.GLOBSTAR | glob.MATCHBASE | glob.DOTGLOB | glob.BRACE | glob.FORCEUNIX
    return bool(glob.globmatch(path, pattern + "**" if pattern.endswith("/") else pattern, flags=flags))


def below(folder: str) -> Iterator[str]:
    """The files below a folder, as paths from there with `/`."""
    for here, _, names in os.walk(folder):
        yield from (os.path.relpath(os.path.join(here, name), folder).replace(os.sep, "/") for name in names)
