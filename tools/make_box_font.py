"""Makes the font of boxes that stands in fazhi_lint/pdfrows.py: every character is one full square on the base line.

    python tools/make_box_font.py    # prints the font, packed, as it stands there

Needs fonttools.
"""

from __future__ import annotations

import base64
import io
import textwrap
import zlib

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

EM, ASCENT, DESCENT = 1000, 880, -120


def box() -> object:
    """A square as a glyph."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, DESCENT))
    for corner in ((0, ASCENT), (EM, ASCENT), (EM, DESCENT)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def font() -> bytes:
    """The font; its table of characters has the format 13 of many characters to one glyph."""
    names = [".notdef", "box"]
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupGlyf({name: box() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (EM, 0)))
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupCharacterMap({})
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT)
    builder.setupPost(keepGlyphNames=False)
    builder.setupNameTable({"familyName": "Box", "styleName": "Regular"})
    table = CmapSubtable.newSubtable(13)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = dict.fromkeys(range(0x20, 0x110000), "box")
    builder.font["cmap"].tables = [table]
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


if __name__ == "__main__":
    packed = base64.b64encode(zlib.compress(font(), 9)).decode()
    print("\n".join(f'        "{line}"' for line in textwrap.wrap(packed, 112)))
