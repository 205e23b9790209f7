"""Columns of whole numbers and texts as few bytes: zigzag varints and UTF-8, deflated, in base64.

``browser/columns.js`` reads them in the order in which they were written. A column of numbers is their count (four
bytes, the lowest first) and a varint for each; a column of texts is the count of its bytes and the texts with NUL
between them.
"""

import base64
import zlib
from collections.abc import Iterable

import numpy as np

from mapper.arrays import Ints

_MOST = 1 << 31  # what the browser's whole numbers hold
_SEPARATOR = "\0"


class Columns:
    """Columns of one block, one after another."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def ints(self, values: Ints) -> None:
        """Whole numbers; ValueError where one is not within ±2³⁰."""
        whole = np.asarray(values, dtype=np.int64)
        self._parts += [_count(len(whole)), varints(whole)]

    def deltas(self, values: Ints) -> None:
        """Whole numbers that differ little from the one before."""
        whole = np.asarray(values, dtype=np.int64)
        self.ints(whole - np.concatenate([[0], whole[:-1]]).astype(np.int64)[: len(whole)])

    def texts(self, values: Iterable[str]) -> None:
        """Texts; a NUL in one is left out."""
        each = [value.replace(_SEPARATOR, "") for value in values]
        joined = _SEPARATOR.join(each).encode("utf-8", "replace")
        self._parts += [_count(len(each)), _count(len(joined)), joined]

    def packed(self) -> str:
        """All of it in base64, in which nothing can end an HTML element."""
        return base64.b64encode(zlib.compress(b"".join(self._parts), 9)).decode("ascii")


def varints(values: Ints) -> bytes:
    """Zigzag varints, seven bits a byte, the lowest first; ValueError where a value is not within ±2³⁰."""
    if len(values) and int(np.abs(values).max()) >= _MOST // 2:
        raise ValueError("a number is too large for a column")
    left = np.asarray((values << 1) ^ (values >> 63), dtype=np.uint64)
    lengths = np.ones(len(values), dtype=np.int64)
    for bits in (7, 14, 21, 28):
        lengths += left >= (1 << bits)
    starts = np.cumsum(lengths) - lengths
    out = np.zeros(int(lengths.sum()), dtype=np.uint8)
    for k in range(5):
        here = lengths > k
        last = lengths[here] == k + 1
        septet = ((left[here] >> np.uint64(7 * k)) & np.uint64(0x7F)).astype(np.uint8)
        out[starts[here] + k] = septet | np.where(last, 0, 0x80).astype(np.uint8)
    return out.tobytes()


def _count(number: int) -> bytes:
    return number.to_bytes(4, "little")
