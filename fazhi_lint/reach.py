"""Words and patterns that can never be found, because the text is made uniform (`text.py`) before it is searched.

In: a word, or a pattern of a lexicon. Out: why it can never match, or None. Only what is certain is refused: in the pattern
`\\d:\\d` the colon stays as it is between digits, and `[:：]` matches by its other half.
"""

from __future__ import annotations

import regex

from .lexbuild import check_pattern
from .text import SourceText

_ALWAYS = ";()?!"  # half-width signs that are never left
_BETWEEN = ",:"  # those that are left between digits only
# The parts of a pattern: an escape, a class, the opening of a group, a quantifier or {lexicon}, an edge, a character.
_PART = regex.compile(
    r"""(?P<escape>\\(?:[pP]\{[^}]*\}|[gNk][<{][^>}]*[>}]|.))
    |(?P<set>\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\])
    |(?P<edge>\(\?\#[^)]*\)|\(\?(?:P?<\w+>|<?[=!]|[>|:]|\(\w+\)|[\w-]*:|[^():]*\))|[()|^$])
    |(?P<repeat>\{[^}]*\}[+?]?|[*+?][+?]?)
    |(?P<sign>.)""",
    regex.VERBOSE | regex.DOTALL,
)


def never_word(word: str) -> str | None:
    """Why a word, taken literally, can never be found."""
    plain = SourceText(f"0{word}0").plain[1:-1]  # between digits, where most signs are left
    sign = next((i for i, character in enumerate(word) if plain[i] != character), None)
    return None if sign is None else _say(word[sign], plain[sign], word)


def never_pattern(source: str) -> str | None:
    """Why a pattern, or a sign in it, can never be found."""
    said = check_pattern(source)
    if said is not None or "(?x" in source:
        return said
    parts = [(part.lastgroup or "", part[0]) for part in _PART.finditer(source)]
    for i, (kind, text) in enumerate(parts):
        signs = text if kind == "sign" else text[1:-1] if kind == "set" and text[1:2] != "^" else ""
        if not signs or not all(sign in _ALWAYS + _BETWEEN for sign in signs):
            continue
        before, behind = (parts[n] if 0 <= n < len(parts) else ("edge", "") for n in (i - 1, i + 1))
        joined = _letter(before) or (_letter(behind) and (i + 2 >= len(parts) or parts[i + 2][0] != "repeat"))
        alone = kind == "sign" and before[0] == behind[0] == "edge" and "|" in before[1] + behind[1]
        right = SourceText(signs[0]).plain
        both = before[0] == "sign" and before[1] + right in source  # it is written both ways
        if not both and (joined or (not alone and all(sign in _ALWAYS for sign in signs))):
            return _say(text, right, source)
    return None


def _letter(part: tuple[str, str]) -> bool:
    """Whether a part of a pattern is one certain character, and no digit."""
    return part[0] == "sign" and part[1] != "." and not part[1].isdigit()


def _say(sign: str, right: str, where: str) -> str:
    shown = {"\t": "制表符", "\u3000": "全角空格"}.get(sign, sign)
    asked = "普通空格" if right == " " else f"“{right}”"
    return f"“{where[:40]}”里的“{shown}”永远不会出现：匹配前标点已统一为全角、数字字母已统一为半角，请改成{asked}"
