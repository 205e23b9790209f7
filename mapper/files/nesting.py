"""How deep shapes and JSON are nested, found by one pass and no recursion, before GEOS and GDAL go down into them.

GEOS and the parsers of JSON go down by recursion: a file of a megabyte that says a hundred thousand times "a collection
of" overflows their stack, which ends the process.
"""

import struct

import numpy as np
import numpy.typing as npt

from mapper.files.limits import DEEPEST_JSON, DEEPEST_SHAPE

_POINT, _LINE, _POLYGON = 1, 2, 3
# How nearly every blob begins: little-endian, a point, line or polygon. A province has 28,000 of them to look at.
_PLAIN = frozenset(struct.pack("<BI", 1, kind) for kind in (_POINT, _LINE, _POLYGON))
_CIRCULAR = 8  # a circular string is written as a line; other curves are collections
_AT_ONCE = 16 * 2**20  # bytes of JSON that are looked at together


def wkb_too_deep(wkb: bytes | None) -> bool:
    """Whether a shape's WKB (ISO or EWKB) holds collections within collections deeper than may be.

    What is no WKB counts as not deep; whoever reads it says so.
    """
    if wkb is None or len(wkb) < 5 or wkb[:5] in _PLAIN or _kind(wkb, 0)[1] in (_POINT, _LINE, _POLYGON):
        return False
    at, left = 0, [1]  # left: how many parts each collection still has, the outermost first
    try:
        while left:
            if not left[-1]:
                left.pop()
                continue
            left[-1] -= 1
            order, kind, numbers, body = _kind(wkb, at)
            at = body
            if kind == _POINT:
                at += 8 * numbers
                continue
            (count,) = struct.unpack_from(order + "I", wkb, at)
            at += 4
            if kind in (_LINE, _CIRCULAR):
                at += 8 * numbers * count
            elif kind == _POLYGON:
                for _ in range(count):
                    (points,) = struct.unpack_from(order + "I", wkb, at)
                    at += 4 + 8 * numbers * points
            else:
                left.append(count)
                if len(left) - 1 > DEEPEST_SHAPE:
                    return True
            if at > len(wkb):
                return False
    except (struct.error, IndexError):
        return False  # cut off, or no WKB
    return False


def _kind(wkb: bytes, at: int) -> tuple[str, int, int, int]:
    """Byte order, kind (1 point, 2 line, …), numbers a point has, and where the body begins."""
    order = "<" if wkb[at] else ">"
    (code,) = struct.unpack_from(order + "I", wkb, at + 1)
    kind, thousands = (code & 0x0FFFFFFF) % 1000, (code & 0x0FFFFFFF) // 1000
    third, measured = bool(code & 0x80000000) or thousands in (1, 3), bool(code & 0x40000000) or thousands in (2, 3)
    return order, kind, 2 + third + measured, at + 5 + (4 if code & 0x20000000 else 0)


def wkt_too_deep(text: str) -> bool:
    """Whether a shape's WKT has more brackets within brackets than a shape of the greatest depth."""
    most = DEEPEST_SHAPE + 3  # a polygon has two pairs of its own, a multi-polygon three
    return text.count("(") > most and _steps(np.frombuffer(text.encode(), dtype=np.uint8), b"(", b")").max() > most


def json_too_deep(text: str) -> bool:
    """Whether a JSON text has more brackets within brackets than any that is read here; those in texts do not count."""
    letters = np.frombuffer(text.replace("\\\\", "").replace('\\"', "").encode(), dtype=np.uint8)
    quoted, depth = 0, 0
    for start in range(0, len(letters), _AT_ONCE):
        piece = letters[start : start + _AT_ONCE]
        within = (np.cumsum(piece == ord('"'), dtype=np.uint8) + np.uint8(quoted)) & 1
        steps = _steps(piece[within == 0], b"[{", b"]}")
        if len(steps) and depth + steps.max() > DEEPEST_JSON:
            return True
        quoted, depth = int(within[-1]), depth + int(steps[-1] if len(steps) else 0)
    return False


def _steps(letters: npt.NDArray[np.uint8], opening: bytes, closing: bytes) -> npt.NDArray[np.int64]:
    """How many brackets are open after each bracket."""
    opens, closes = np.isin(letters, list(opening)), np.isin(letters, list(closing))
    steps = opens.astype(np.int8) - closes
    return np.cumsum(steps[opens | closes], dtype=np.int64)
