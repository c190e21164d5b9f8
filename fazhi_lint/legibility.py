"""Whether a text can be judged at all: it is Chinese in simplified characters, and not what a wrong encoding made of it.

In: a text that was read from whatever kind of file. Out: nothing, or a `ReadError`. A few broken places in a text that is
otherwise in order are no matter of this file: rules find them.
"""

from __future__ import annotations

from collections import Counter

from .encoding import is_frequent
from .errors import ReadError

_SAMPLE = 20_000  # characters that are looked at
_LEAST = 12  # fewer strange characters than this say nothing
_SUSPECT = 0.12  # the share outside GB 2312 from which a text is looked at closely; a report in order has about 0.01
_GARBLED = 0.35  # of what is no space: characters that no Chinese text has so often
_TRADITIONAL = 0.1  # of the Chinese characters: those that only traditional script has; such a text has 0.3 to 0.4
_FILLERS = "锟斤拷烫屯"  # what lost bytes and unset memory look like in GBK


def require_legible(text: str, path: str) -> None:
    """Refuse a text that is mostly garbled or in traditional characters: linting it would give a page of noise.

    Raises:
        ReadError: `mojibake` or `traditional`.
    """
    sample = text[:_SAMPLE]
    plain = len(sample.encode("ascii", "ignore"))
    known = plain + (len(sample.encode("gb2312", "ignore")) - plain) // 2  # two bytes for each but ASCII
    fillers = sum(map(sample.count, _FILLERS))
    strange = len(sample) - known
    if strange + fillers < max(_LEAST, _SUSPECT * len(sample)):
        return
    counts = Counter(sample)
    visible = sum(n for char, n in counts.items() if not char.isspace())
    garbled = sum(n for char, n in counts.items() if _is_garbled(char))
    if garbled > _GARBLED * visible:
        raise ReadError(
            "mojibake",
            "文字是乱码（多半是用错了编码打开后又保存），没有检查；请找回原来的文件，用记事本另存为 UTF-8，或者另存为 .docx。",
            path,
        )
    chinese = sum(n for char, n in counts.items() if _is_chinese(char))
    traditional = sum(n for char, n in counts.items() if _is_chinese(char) and _is_traditional(char))
    if traditional > _TRADITIONAL * chinese:
        raise ReadError(
            "traditional", "全文是繁体字，而规则按简体字写成，没有检查；请在 Word 或 WPS 里“繁转简”后再检查。", path
        )


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _is_traditional(char: str) -> bool:
    return is_frequent(char, "traditional") and not char.encode("gb2312", "ignore")


def _is_garbled(char: str) -> bool:
    """A character that stands where another was: rare, a filler, a letter with an accent, a sign without a shape."""
    if _is_chinese(char):
        return char in _FILLERS or not is_frequent(char)
    return (
        ("\u0080" <= char <= "\u024f" and char not in "\u00a0·×÷°±")
        or (char in "\ufffd€™œš…Ž" and char != "…")
        or "\ue000" <= char <= "\uf8ff"
    )
