"""Makes the text of a PDF by Qt findable: its tables from glyph to character name the characters that people type.

One glyph often serves several code points: 高 is U+9AD8 and, as a radical, U+2FBE. Qt's tables name the lowest, so that
a reader who searches for 高 finds nothing. The tables are plain text of fixed width, so they are mended where they are.
"""

import re
from functools import lru_cache

from PySide6.QtGui import QRawFont

from layers.paint.lettering import font

_RADICALS = range(0x2E80, 0x2FE0)
_IDEOGRAPHS = range(0x4E00, 0xA000)
_TABLE = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_RANGE = re.compile(rb"(<[0-9A-Fa-f]{4}> <[0-9A-Fa-f]{4}> )(\[[^\]]*\]|<[0-9A-Fa-f]{4}>)")
_CODE = re.compile(rb"<([0-9A-Fa-f]{4})>")


def searchable(pdf: bytes) -> bytes:
    """The same PDF, byte for byte as long, with radicals in its tables of characters replaced by ideographs."""
    usual = _usual_codes()

    def mended_code(found: re.Match[bytes]) -> bytes:
        code = int(found.group(1), 16)
        return b"<%04X>" % usual.get(code, code)

    def mended_range(found: re.Match[bytes]) -> bytes:
        return found.group(1) + _CODE.sub(mended_code, found.group(2))

    return _TABLE.sub(lambda table: _RANGE.sub(mended_range, table.group(0)), pdf)


@lru_cache(maxsize=1)
def _usual_codes() -> dict[int, int]:
    """Radical → the ideograph that has the same glyph in the sheet's font; tab → space."""
    raw = QRawFont.fromFont(font())
    ideographs = raw.glyphIndexesForString("".join(map(chr, _IDEOGRAPHS)))
    ideograph_of = dict(zip(reversed(ideographs), reversed(_IDEOGRAPHS), strict=True))
    ideograph_of.pop(0, None)
    radicals = raw.glyphIndexesForString("".join(map(chr, _RADICALS)))
    usual = {code: ideograph_of[g] for code, g in zip(_RADICALS, radicals, strict=True) if g in ideograph_of}
    return usual | {0x0009: 0x0020}
