"""SHA-256 without `hashlib`, which loads OpenSSL: in a cold run that takes as long as reading the rules.

In: bytes. Out: `sha256`, called as that of `hashlib` is.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


def _nearest() -> Callable[..., _Hash]:
    for name in ("_sha2", "_sha256"):  # where Python keeps its own: since 3.12, and before
        try:
            return cast("Callable[..., _Hash]", import_module(name).sha256)
        except ImportError:
            continue
    import hashlib

    return hashlib.sha256


sha256 = _nearest()
