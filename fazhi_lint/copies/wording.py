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
from ..rulefiles import File

PRESCRIBED = "prescribed-"  # how the names of the lists of prescribed wording begin
SAME_WORDS, VARIED, NAME_PARTS, CONCRETE = "same-words", "varied-names", "name-parts", "concrete-measure"
OWN = Path(__file__).with_name("wording.yaml")


@lru_cache(maxsize=4)
def load_wording(extra: tuple[str, ...] = ()) -> Lexicons:
    """The compiled word lists.

    Args:
        extra: files of lexicons that add prescribed wording; the name of each begins with `prescribed-`.

    Raises:
        RuleError: a file that is missing or wrong.
    """
    files = [File(str(OWN), OWN.read_bytes(), False), *map(_read, extra)]
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.path}\0{len(file.data)}\0".encode("utf-8", "surrogatepass"))
        total.update(file.data)
    key = f"wording:{total.hexdigest()}"
    kept = cache.read(key)
    if isinstance(kept, Lexicons):
        return kept
    lexicons = _compile(files)
    cache.write(key, lexicons)
    return lexicons


def _read(path: str) -> File:
    try:
        return File(path, Path(path).read_bytes(), True)
    except OSError as error:
        raise RuleError("词表文件不存在，或没有读取权限。", path) from error


def _compile(files: list[File]) -> Lexicons:
    from ..lexbuild import build  # these, and YAML, only when the cache has nothing
    from ..schema import problems
    from ..yamlfile import line_of, parse

    raw: dict[str, Any] = {}
    paths: dict[str, str] = {}
    for file in files:
        parsed = parse(file.data, file.path)
        for keys, what in problems(parsed):
            raise file.error(f"{what}。", keys)
        for name, lexicon in parsed.get("lexicons", {}).items():
            place = ["lexicons", name]
            if file.extra and not name.startswith(PRESCRIBED):
                raise file.error(f"词表“{name}”的名称须以 {PRESCRIBED} 开头：这里只能增加规定的写法和通用的口号。", place)
            if name in raw:
                raise file.error(f"词表“{name}”已有同名的（{paths[name]}），请换一个名称。", place)
            raw[name], paths[name] = lexicon, f"{file.path}:{line_of(file.data, place)}"
    return build(raw, paths)
