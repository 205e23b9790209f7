"""What a part of a sheet is, what it paints on, and the lines and letters that all parts share."""

from collections.abc import Callable
from dataclasses import field

import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF

from layers.edition_map import EditionMap
from layers.paint.backdrop import Tiles
from layers.paint.lettering import MIDDLE_EM, width_mm, write
from layers.paint.painter import Painted
from layers.paint.unplaced import UnplacedName
from layers.say import Say
from layers.sheets.index_table import MM_PER_PT, Box, em_of, wrapped
from layers.sheets.layout import LEAST_PT, Slot
from layers.sheets.parts import Page
from layers.style import PRINT
from mapper.arrays import Geometries
from mapper.lazy_dataclass import dataclass

LINE_EM = 1.42  # from one line of text to the next: room for Chinese, which fills its em, and for a g and a 「
TEXT_SIZE, LEAST_TEXT_SIZE = 2.9, 1.8  # of the foot, in units of furniture: 8 pt and 5 pt on A3
INK, QUIET, ALARM = PRINT.text, PRINT.quiet_text, PRINT.alarm


@dataclass(eq=False)
class Painting:
    """A page while it is painted, in millimetres.

    ``painted`` is what became of its map; ``keyed`` names are numbers on it, ``unplaced`` are those that it
    had no room for at all.
    """

    painter: QPainter
    page: Page
    say: Say
    tiles: Tiles
    painted: Painted = field(default_factory=Painted)
    keyed: int = 0
    unplaced: tuple[UnplacedName, ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of a sheet.

    Attributes
    ----------
    paint
        Paints it where the page has it, and nothing where the page has none.
    slot
        The room that it takes in the panel with the index; None for a part that stands elsewhere or needs none.
    """

    name: str
    paint: Callable[[Painting], None]
    slot: Callable[[EditionMap], Slot | None] = lambda _shown_map: None


def pen(color: str, width_mm_: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(QColor(color), width_mm_, style)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def outlined(painter: QPainter, box: Box, color: str, width: float, fill: str | None = None) -> None:
    painter.setPen(pen(color, width))
    painter.setBrush(QColor(fill) if fill else QBrush(Qt.BrushStyle.NoBrush))
    painter.drawRect(QRectF(box.x_mm, box.y_mm, box.width_mm, box.height_mm))


def outline_path(shapes: Geometries) -> QPainterPath:
    """The rings of all polygons in these shapes as one path, in their own coordinates."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for ring in shapely.get_rings(shapely.get_parts(shapes)):
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in shapely.get_coordinates(ring).tolist()]))
    return path


def paint_mark(painter: QPainter, mark: str, right_mm: float, top_mm: float, k: float) -> float:
    """How a page is to be kept, framed, its upper right corner at that place; returns how wide it is."""
    size = 3.4 * k
    frame_mm = width_mm(mark, size) + 6 * k
    frame = Box(right_mm - frame_mm, top_mm, frame_mm, 7 * k)
    outlined(painter, frame, ALARM, 0.3 * k)
    middle = frame.y_mm + frame.height_mm / 2 + MIDDLE_EM * size
    write(painter, mark, frame.x_mm + frame_mm / 2, middle, size, ALARM, align="center")
    return frame_mm


def heading(painter: QPainter, text: str, box: Box, k: float) -> None:
    """What a part of the panel is, in its upper left corner; ``k`` is the furniture of the page."""
    write(painter, text, box.x_mm + 3 * k, box.y_mm + 5.4 * k, 3.5 * k, INK, bold=True, most_mm=box.width_mm - 6 * k)


def legible(size_mm: float) -> float:
    """The size, or the least that is printed where that is larger."""
    return max(size_mm, LEAST_PT * MM_PER_PT)


def lines_of(text: str, wide_mm: float, size: float) -> tuple[str, ...]:
    """A text in lines of that width; letters are measured, for most are narrower than the index takes them for."""
    if not text:
        return ()
    measured = min(width_mm(text, 1.0) / em_of(text), 1.0)
    return wrapped(text, wide_mm / size / measured)


def paragraph(painter: QPainter, text: str, box: Box, down_mm: float, size: float, color: str) -> float:
    """Text in lines as wide as the box, from ``down_mm`` below its top; returns how far down it reaches."""
    for line in lines_of(text, box.width_mm, size):
        write(painter, line, box.x_mm, box.y_mm + down_mm + size, size, color, most_mm=box.width_mm)
        down_mm += size * LINE_EM
    return down_mm
