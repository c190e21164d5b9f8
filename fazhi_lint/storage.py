"""Files of our own that are written whole or not at all, and what packs values for them.

In: a path and bytes. Out: the file, written beside and renamed; `OSError` where that cannot be, and nothing has changed.
`dumps` and `loads` are those of `pickle`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

try:
    from _pickle import dumps, loads  # without the same once more in Python, which takes long to import
except ImportError:  # a Python that has only that
    from pickle import dumps, loads

__all__ = ["dumps", "loads", "read_whole", "replace"]


def read_whole(file: str) -> bytes:
    """The bytes of a file."""
    with open(file, "rb", buffering=0) as stream:
        return stream.read()


def replace(file: str | os.PathLike[str], data: bytes | Iterable[bytes], mode: int = 0o600) -> None:
    """Put bytes, whole or in pieces, in the place of a file, which keeps its old content until they are all written."""
    import tempfile  # only when there is something to write: it is slow to import

    handle, name = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(file)), prefix=".fazhi-lint-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines([data] if isinstance(data, bytes) else data)
        os.chmod(name, mode)
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise
