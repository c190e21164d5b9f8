"""The names of WordprocessingML that the reader knows, as ElementTree and lxml spell them.

In: nothing. Out: constants, and the two ways in which an attribute says a number or yes.
"""

from __future__ import annotations

from typing import Any

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
# What “Strict Open XML” writes instead, and what stands for it here.
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", MAIN.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", OFFICE.encode()),
)

W = f"{{{MAIN}}}"
MC = f"{{{COMPATIBILITY}}}"
VAL = W + "val"
ID = W + "id"
R_ID = f"{{{OFFICE}}}id"

P, R, T, TBL, TR, TC = (W + name for name in ("p", "r", "t", "tbl", "tr", "tc"))
PPR, RPR, TRPR = (W + name for name in ("pPr", "rPr", "trPr"))
DEL, INS, MOVE_FROM, MOVE_TO = (W + name for name in ("del", "ins", "moveFrom", "moveTo"))
VANISH, SPEC_VANISH = W + "vanish", W + "specVanish"
SDT, SDT_CONTENT = W + "sdt", W + "sdtContent"
ALTERNATE, CHOICE, FALLBACK = MC + "AlternateContent", MC + "Choice", MC + "Fallback"
TEXT_BOX = W + "txbxContent"
FOOTNOTE_REFERENCE, ENDNOTE_REFERENCE = W + "footnoteReference", W + "endnoteReference"
HEADER_REFERENCE, FOOTER_REFERENCE = W + "headerReference", W + "footerReference"
MATHS_TEXT = f"{{{MATHS}}}t"


def number(element: Any, default: int | None = None) -> int | None:
    """The whole number that an element's `val` says; the default where there is none to speak of."""
    value = "" if element is None else element.get(VAL) or ""
    return int(value) if value.isascii() and value.lstrip("-").isdigit() and len(value) < 10 else default


def on(element: Any) -> bool:
    """Whether a property stands and is not switched off."""
    return element is not None and element.get(VAL) not in ("0", "false", "off")
