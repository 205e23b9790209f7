"""The legend of a sheet, in two columns with its heading."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from layers.paint.legend import paint_swatch
from layers.paint.lettering import MIDDLE_EM, width_mm, write
from layers.scene.drawing import LegendEntry
from layers.sheets.index_table import wrapped
from layers.sheets.layout import Slot
from layers.sheets.painting.part import INK, QUIET, Painting, Part, heading, outlined
from layers.style import PRINT
from layers.viewport import SCREEN_PX_PER_MM
from mapper.day.edition import Edition

_SIZES = (3.2, 2.8, 2.5)  # of words, in units of furniture
_MIDDLE = 2.0  # of a swatch, below its top, likewise


def _slot(_: Edition, legend: tuple[LegendEntry, ...]) -> Slot:
    return Slot("legend", 8.6 + 5.3 * math.ceil(len(legend) / 2))


def _paint(on: Painting) -> None:
    painter, page, say = on.painter, on.page, on.say
    box, k = page.panel.get("legend"), page.furniture
    if box is None:
        return
    outlined(painter, box, PRINT.text, 0.25 * k)
    heading(painter, say("page.legend"), box, k)
    rows = -(-len(page.legend) // 2)
    column_mm = (box.width_mm - 6 * k) / 2
    lines = [_Line(entry.words(say), entry.count, column_mm, k) for entry in page.legend]
    sizes = _sizes(lines, k)
    for i, (entry, line) in enumerate(zip(page.legend, lines, strict=True)):
        x = box.x_mm + 3 * k + (i // rows) * column_mm
        y = box.y_mm + 7.4 * k + (i % rows) * 5.3 * k
        paint_swatch(painter, QRectF(x, y, 7 * k, 4 * k), entry, k / SCREEN_PX_PER_MM)
        wide, size = _legend_text(painter, line, x + 9 * k, y, sizes), _SIZES[0] * k
        write(painter, line.counted, x + 11 * k + wide, y + _MIDDLE * k + MIDDLE_EM * size, size, QUIET)


@dataclass(frozen=True)
class _Line:
    """A line of the legend: its words, its count, how wide its column is, and the furniture of the page."""

    words: str
    count: int | None
    column_mm: float
    k: float

    @property
    def counted(self) -> str:
        return "" if self.count is None else f"{self.count:,}"

    @property
    def room_mm(self) -> float:
        """Room for the words, beside the swatch and the count."""
        gaps = 11 if self.count is None else 13
        return self.column_mm - gaps * self.k - width_mm(self.counted, _SIZES[0] * self.k)

    def fits(self, size_mm: float) -> bool:
        """Whether the words have room in that size, narrowed a little at most."""
        return width_mm(self.words, size_mm) <= 1.06 * self.room_mm


def _sizes(lines: Sequence[_Line], k: float) -> tuple[float, ...]:
    """Sizes that a line is tried in: from the largest that nearly all lines have room in, so that they look alike."""
    few = len(lines) // 8
    usual = next(
        (i for i, s in enumerate(_SIZES) if sum(not line.fits(s * k) for line in lines) <= few), len(_SIZES) - 1
    )
    return tuple(size * k for size in _SIZES[usual:])


def _legend_text(painter: QPainter, line: _Line, x: float, y: float, sizes: Sequence[float]) -> float:
    """One line, smaller where it must be, or two; returns its width."""
    k, room = line.k, line.room_mm
    for size in sizes:
        if line.fits(size):
            return write(painter, line.words, x, y + _MIDDLE * k + MIDDLE_EM * size, size, INK, most_mm=room)
    small = 2.4 * k
    wide_em = room / small
    while len(parts := wrapped(line.words, wide_em)) > 2:
        wide_em += 0.5
    return max(
        write(painter, part, x, y + 1.8 * k + i * 1.1 * small, small, INK, most_mm=room) for i, part in enumerate(parts)
    )


LEGEND = Part("legend", _paint, _slot)
