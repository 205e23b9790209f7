"""The legend of a sheet, in two columns with its heading."""

import math

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from layers.paint.legend import paint_swatch
from layers.paint.lettering import width_mm, write
from layers.scene.drawing import LegendEntry
from layers.sheets.index_table import wrapped
from layers.sheets.layout import Slot
from layers.sheets.painting.part import INK, QUIET, Painting, Part, outlined
from layers.style import PRINT
from mapper.day.edition import Edition


def _slot(_: Edition, legend: tuple[LegendEntry, ...]) -> Slot:
    return Slot("legend", 8.6 + 5.3 * math.ceil(len(legend) / 2))


def _paint(on: Painting) -> None:
    painter, page, say = on.painter, on.page, on.say
    box, k = page.panel.get("legend"), page.furniture
    if box is None:
        return
    outlined(painter, box, PRINT.text, 0.25 * k)
    write(painter, say("page.legend"), box.x_mm + 3 * k, box.y_mm + 5.4 * k, 3.5 * k, INK, bold=True)
    rows = -(-len(page.legend) // 2)
    column_mm = (box.width_mm - 6 * k) / 2
    for i, entry in enumerate(page.legend):
        x = box.x_mm + 3 * k + (i // rows) * column_mm
        y = box.y_mm + 7.4 * k + (i % rows) * 5.3 * k
        paint_swatch(painter, QRectF(x, y, 7 * k, 4 * k), entry, 25.4 / 96 * k)
        room = column_mm - 11 * k - (6 * k if entry.count is not None else 0)
        wide = _legend_text(painter, entry.words(say), x + 9 * k, y, room, k)
        if entry.count is not None:
            write(painter, f"{entry.count:,}", x + 9 * k + wide + 2 * k, y + 3.2 * k, 3.2 * k, QUIET)


def _legend_text(painter: QPainter, text: str, x: float, y: float, room: float, k: float) -> float:
    """One line, smaller where it must be, or two; returns its width."""
    for size in (3.2 * k, 2.8 * k, 2.5 * k):
        if width_mm(text, size) <= 1.06 * room:
            return write(painter, text, x, y + 2.0 * k + 0.375 * size, size, INK, most_mm=room)
    small = 2.4 * k
    wide_em = room / small
    while len(lines := wrapped(text, wide_em)) > 2:
        wide_em += 0.5
    return max(
        write(painter, line, x, y + 1.8 * k + i * 1.1 * small, small, INK, most_mm=room) for i, line in enumerate(lines)
    )


LEGEND = Part("legend", _paint, _slot)
