"""How bytes become text: the encoding told by mark, by trying, and by how common the characters are that come out.

In: bytes. Out: the text and the name of its encoding, or None. Needs no table of its own: the codecs of GB 2312 and Big5 put
the frequent characters into a first plane, so that a wrong guess shows itself by rare ones.
"""

import codecs
from functools import lru_cache
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_NARROW = ("gb18030", "big5hkscs")
_SAMPLE = 3000  # characters that are looked at
_LIKELY = 0.7  # the least share of common characters in a text whose encoding was guessed
_BELIEF = 0.05  # how much likelier another encoding must be than the one that a file declares
_DAMAGED = 0.02  # a text of a known encoding may have this share of broken characters


class Decoded(NamedTuple):
    """A text and the encoding that it was in."""

    text: str
    encoding: str


@lru_cache(maxsize=20_000)
def is_frequent(char: str, script: str = "both") -> bool:
    """Whether a Chinese character is among the frequent ones of GB 2312 (`simplified`), of Big5 (`traditional`) or `both`."""
    return (script != "traditional" and _in_plane(char, "gb2312", 0xB0, 0xD7)) or (
        script != "simplified" and _in_plane(char, "big5", 0xA4, 0xC6)
    )


def _in_plane(char: str, codec: str, first: int, last: int) -> bool:
    try:
        return first <= char.encode(codec)[0] <= last
    except UnicodeEncodeError:
        return False


def likelihood(text: str) -> float:
    """How much like a Chinese text it looks: the share of common characters, at most 1; letters and spaces say nothing."""
    telling = [char for char in text[:_SAMPLE] if not (char.isascii() and (char.isprintable() or char in "\t\r\n\f"))]
    return sum(map(_weight, telling)) / len(telling) if telling else 1.0


@lru_cache(maxsize=20_000)
def _weight(char: str) -> float:
    if "\u4e00" <= char <= "\u9fff":
        return float(is_frequent(char))
    if "\u3000" <= char <= "\u3017" or "\uff01" <= char <= "\uff5e" or "\u2010" <= char <= "\u2026" or char in "·\u00a0\ufeff":
        return 1.0
    return -1.0 if char == "\ufffd" or not char.isprintable() else 0.0


def marked_encoding(data: bytes) -> str | None:
    """The encoding that the first bytes name, if they do."""
    return next((encoding for bom, encoding in _BOMS if data.startswith(bom)), None)


def decode(data: bytes, declared: str | None = None) -> Decoded | None:
    """The text of the bytes: by its mark, as UTF-8, as it was declared, else as what gives the most common characters.

    Args:
        data: the bytes.
        declared: the encoding that the file itself names (a web page does); believed only if it fits.

    Returns:
        None where nothing gives a text.
    """
    if marked := marked_encoding(data):
        return _strict(data, marked)
    if b"\0" in data:
        return _best(data, _WIDE)
    if (found := _strict(data, "utf-8")) is not None:
        return found
    if declared and (found := _declared(data, declared)):
        return found
    found = _strict(data, "gb18030")
    if found is not None and _plain_chinese(found.text):
        return found
    return _damaged(data, "utf-8") or _best(data, (*_NARROW, *_WIDE)) or _damaged(data, "gb18030")


def _strict(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return None


def _declared(data: bytes, name: str) -> Decoded | None:
    try:
        encoding = codecs.lookup(name).name
        if encoding in ("gb2312", "gbk", "hz"):
            encoding = "gb18030"
        elif encoding == "big5":
            encoding = "big5hkscs"
        found = Decoded(data.decode(encoding, "replace"), encoding)
    except (LookupError, ValueError, TypeError):  # unknown, or a codec that makes no text of bytes
        return None
    found_likely = likelihood(found.text)
    others = (likelihood(data[: 4 * _SAMPLE].decode(other, "replace")) for other in _NARROW if other != encoding)
    return found if found_likely > _LIKELY and found_likely > max(others) - _BELIEF else None


def _plain_chinese(text: str) -> bool:
    """Whether nearly all of a sample is in GB 2312, as nothing is that was wrongly taken for GBK."""
    sample = text[:_SAMPLE]
    return len(sample.encode("gb2312", "ignore").decode("gb2312")) > 0.97 * len(sample) and likelihood(sample) > 0.9


def _damaged(data: bytes, encoding: str) -> Decoded | None:
    """A text with a few broken places, each of which becomes U+FFFD."""
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in text[:_SAMPLE])
    if not chinese or broken > max(1, _DAMAGED * len(text)) or likelihood(text) < _LIKELY:
        return None
    return Decoded(text, encoding)


def _best(data: bytes, encodings: tuple[str, ...]) -> Decoded | None:
    """The likeliest of several readings; the first of equals."""
    head = data[: 4 * _SAMPLE]
    ranked = sorted((-likelihood(head.decode(encoding, "replace")), i, encoding) for i, encoding in enumerate(encodings))
    for negative, _, encoding in ranked:
        if -negative > _LIKELY and (found := _strict(data, encoding)):
            return found
    return None
