"""Compiled rules kept between runs, in the user's cache folder.

In: a digest of everything that was compiled. Out: the object kept under it, or None. A file that is missing, foreign, cut
short or of another Python is as good as none, and a folder that cannot be written only costs time.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from pathlib import Path
from typing import Any

_KEPT = 24  # compiled rulesets that stay; older ones are deleted
_SUFFIX = ".rules"


def folder() -> Path:
    """The cache folder: FAZHI_LINT_CACHE, else the platform's place for a user's caches."""
    named = os.environ.get("FAZHI_LINT_CACHE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
        return Path(base) / "fazhi-lint" / "Cache"
    if sys.platform == "darwin":
        return Path(os.path.expanduser("~/Library/Caches/fazhi-lint"))
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "fazhi-lint"


def _file(digest: str) -> Path:
    """The file for a digest; code, Python and the pattern library are part of its name."""
    import regex

    code = Path(__file__).parent
    parts = [digest, sys.version, getattr(regex, "__version__", "?")]
    parts += [f"{p.stat().st_mtime_ns}:{p.stat().st_size}" for p in sorted(code.rglob("*.py"))]
    return folder() / f"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}{_SUFFIX}"


def read(digest: str) -> Any:
    """The object kept under a digest, or None."""
    try:
        file = _file(digest)
        status = file.stat()
        if hasattr(os, "getuid") and status.st_uid != os.getuid():
            return None  # a pickle is trusted only if this user wrote it
        return pickle.loads(file.read_bytes())  # noqa: S301
    except Exception:  # whatever is wrong with a cache file, the rules are simply compiled again
        return None


def write(digest: str, value: Any) -> None:
    """Keep an object under a digest, written beside and renamed; failure is no error."""
    try:
        file = _file(digest)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(file, pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))
        kept = sorted(file.parent.glob(f"*{_SUFFIX}"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in kept[_KEPT:]:
            old.unlink()
    except Exception:  # no folder, no room, another run at the same work: the next run compiles again
        return


def _replace(file: Path, data: bytes) -> None:
    import tempfile  # only when there is something to write: it is slow to import

    handle, name = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise
