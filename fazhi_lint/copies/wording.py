"""The word lists of the comparison: prescribed wording, words that change with the unit, the parts of a unit's name.

In: `wording.yaml` beside this file, and files of the county's own that add prescribed wording. Out: compiled `Lexicons`, kept
in the user's cache as rules are. They are no part of the ruleset: checking a report must not pay for them.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from .. import cache
from ..errors import RuleError
from ..lexicon import Lexicons

PRESCRIBED = "prescribed-"  # how the names of the lists of prescribed wording begin
SAME_WORDS, VARIED, NAME_PARTS = "same-words", "varied-names", "name-parts"
OWN = Path(__file__).with_name("wording.yaml")


@lru_cache(maxsize=4)
def load_wording(extra: tuple[str, ...] = ()) -> Lexicons:
    """The compiled word lists.

    Args:
        extra: files of lexicons that add prescribed wording; the name of each begins with `prescribed-`.

    Raises:
        RuleError: a file that is missing or wrong.
    """
    files = [(str(OWN), OWN.read_bytes()), *((path, _bytes(path)) for path in extra)]
    total = hashlib.sha256()
    for path, data in files:
        total.update(f"{path}\0{len(data)}\0".encode("utf-8", "surrogatepass"))
        total.update(data)
    key = f"wording:{total.hexdigest()}"
    kept = cache.read(key)
    if isinstance(kept, Lexicons):
        return kept
    lexicons = _compile(files)
    cache.write(key, lexicons)
    return lexicons


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise RuleError("词表文件不存在，或没有读取权限。", path) from error


def _compile(files: list[tuple[str, bytes]]) -> Lexicons:
    from ..lexbuild import build  # these, and YAML, only when the cache has nothing
    from ..schema import problems
    from ..yamlfile import line_of, parse

    raw: dict[str, Any] = {}
    paths: dict[str, str] = {}
    for path, data in files:
        parsed = parse(data, path)
        for keys, what in problems(parsed):
            raise RuleError(f"{what}。", path, line_of(data, keys))
        for name, lexicon in parsed.get("lexicons", {}).items():
            line = line_of(data, ["lexicons", name])
            if path != str(OWN) and not name.startswith(PRESCRIBED):
                raise RuleError(f"词表“{name}”的名称须以 {PRESCRIBED} 开头：这里只能增加规定的写法和通用的口号。", path, line)
            if name in raw:
                raise RuleError(f"词表“{name}”已有同名的（{paths[name]}），请换一个名称。", path, line)
            raw[name], paths[name] = lexicon, f"{path}:{line}"
    return build(raw, paths)
