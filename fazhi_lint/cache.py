"""What was worked out once, kept in the user's cache folder: compiled rules, checked configurations, results.

In: a key that says everything the work depended on, and of what kind it is. Out: the object kept under it, or None. A file that
is missing, foreign, cut short or of another Python is as good as none, and a folder that cannot be written only costs time.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from .digest import sha256
from .storage import dumps, loads, read_whole, replace

RULES, CONFIG, RESULT = ".rules", ".config", ".result"
_KEPT = {RULES: 24, CONFIG: 100, RESULT: 2000}  # how many of a kind stay; those not used for longest are deleted
_DAYS = 30.0  # results hold words of reports: those that nobody has asked for so long are deleted
_DAY = 86400.0


def folder() -> str:
    """The cache folder: FAZHI_LINT_CACHE, else the platform's place for a user's caches."""
    named = os.environ.get("FAZHI_LINT_CACHE")
    if named:
        return named
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
        return os.path.join(base, "fazhi-lint", "Cache")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches/fazhi-lint")
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "fazhi-lint")


@lru_cache(maxsize=1)
def _code() -> str:
    """What identifies the code that works things out: this package, Python, and the libraries beside it."""
    import regex

    parts = [sys.version, getattr(regex, "__version__", "?")]
    parts += sorted(_sources(os.path.dirname(__file__)))
    # A library that is installed, replaced or removed changes the folder that it lies in.
    parts.append(str(os.stat(os.path.dirname(os.path.dirname(regex.__file__))).st_mtime_ns))
    return "\0".join(parts)


def _sources(folder: str) -> Iterator[str]:
    """Each module in a folder and below: its path, the time of its last change, its size."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                status = entry.stat()
                yield f"{entry.path}:{status.st_mtime_ns}:{status.st_size}"
            elif entry.name != "__pycache__" and entry.is_dir():
                yield from _sources(entry.path)


def _file(key: str, kind: str) -> str:
    name = sha256(f"{key}\0{_code()}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return os.path.join(folder(), name + kind)


def read(key: str, kind: str = RULES) -> Any:
    """The object kept under a key, or None."""
    try:
        file = _file(key, kind)
        status = os.stat(file)
        if hasattr(os, "getuid") and status.st_uid != os.getuid():
            return None  # a pickle is trusted only if this user wrote it
        value = loads(read_whole(file))
        if time.time() - status.st_mtime > _DAY:
            os.utime(file)  # its age is that of its last use
        return value
    except Exception:  # whatever is wrong with a cache file, the work is simply done again
        return None


def write(key: str, value: Any, kind: str = RULES) -> None:
    """Keep an object under a key, written beside and renamed; failure is no error."""
    try:
        file = _file(key, kind)
        os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
        replace(file, dumps(value, protocol=-1))
        if kind != RESULT:
            tidy(kind)
    except Exception:  # no folder, no room, another run at the same work: the next run does it again
        return


def tidy(kind: str) -> None:
    """Delete what is too much or too old of a kind; failure is no error."""
    try:
        with os.scandir(folder()) as entries:
            kept = [(entry.stat().st_mtime, entry.path) for entry in entries if entry.name.endswith(kind)]
        kept.sort(reverse=True)
        oldest = time.time() - _DAYS * _DAY
        for number, (used, path) in enumerate(kept):
            if number >= _KEPT[kind] or (kind == RESULT and used < oldest):
                os.unlink(path)
    except Exception:  # another run tidies too
        return
