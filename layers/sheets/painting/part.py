"""What a part of a sheet is, what it paints on, and the lines and letters that all parts share."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from layers.paint.backdrop import Tiles
from layers.paint.lettering import write
from layers.paint.unplaced import UnplacedName
from layers.say import Say
from layers.scene.drawing import LegendEntry
from layers.sheets.index_table import Box, wrapped
from layers.sheets.layout import Slot
from layers.sheets.parts import Page
from layers.style import PRINT
from mapper.day.edition import Edition

LINE_EM = 1.42  # a line of text in its own height
INK, QUIET, ALARM = PRINT.text, PRINT.quiet_text, PRINT.alarm


@dataclass(eq=False)
class Painting:
    """A page while it is painted, in millimetres; ``unplaced`` are the names that the map had no room for."""

    painter: QPainter
    page: Page
    say: Say
    tiles: Tiles
    unplaced: tuple[UnplacedName, ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of a sheet.

    Attributes
    ----------
    paint
        Paints it where the page has it, and nothing where the page has none.
    slot
        The room that it takes in the panel with the index; None for a part that stands elsewhere or needs none. It is
        given the edition and the legend of the sheet.
    """

    name: str
    paint: Callable[[Painting], None]
    slot: Callable[[Edition, tuple[LegendEntry, ...]], Slot | None] = lambda _edition, _legend: None


def pen(color: str, width_mm_: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(QColor(color), width_mm_, style)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def outlined(painter: QPainter, box: Box, color: str, width: float, fill: str | None = None) -> None:
    painter.setPen(pen(color, width))
    painter.setBrush(QColor(fill) if fill else QBrush(Qt.BrushStyle.NoBrush))
    painter.drawRect(QRectF(box.x_mm, box.y_mm, box.width_mm, box.height_mm))


def paragraph(painter: QPainter, text: str, box: Box, down_mm: float, size: float, color: str) -> float:
    """Text in lines as wide as the box, from ``down_mm`` below its top; returns how far down it reaches."""
    for line in wrapped(text, box.width_mm / size):
        write(painter, line, box.x_mm, box.y_mm + down_mm + size, size, color, most_mm=box.width_mm)
        down_mm += size * LINE_EM
    return down_mm
