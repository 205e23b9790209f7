"""Paper with bleed: white land around the sheet that a printer cuts off, with marks where."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QPainter

from layers.sheets.export import PaintedPage
from layers.sheets.painting.part import pen
from layers.style import PRINT

BLEED_MM = 3.0
_AROUND_MM = 10.0  # the bleed, and the marks outside of it


def with_bleed(pages: Sequence[PaintedPage]) -> list[PaintedPage]:
    """The pages with room for bleed and crop marks around; see :func:`trim_mm` for where they are cut."""
    return [
        PaintedPage(page.width_mm + 2 * _AROUND_MM, page.height_mm + 2 * _AROUND_MM, partial(_paint, page))
        for page in pages
    ]


def trim_mm() -> tuple[float, float]:
    """How far inside the paper it is cut, and how far the bleed reaches: of TrimBox and BleedBox."""
    return _AROUND_MM, _AROUND_MM - BLEED_MM


def _paint(page: PaintedPage, painter: QPainter) -> None:
    painter.fillRect(0, 0, round(page.width_mm + 2 * _AROUND_MM), round(page.height_mm + 2 * _AROUND_MM),
                     QColor(PRINT.paper))  # fmt: skip
    painter.save()
    painter.translate(_AROUND_MM, _AROUND_MM)
    page.paint(painter)
    painter.restore()
    painter.setPen(pen(PRINT.text, 0.1))
    near, far = _AROUND_MM - BLEED_MM - 0.5, 1.0
    for x in (_AROUND_MM, _AROUND_MM + page.width_mm):
        for top, end in ((near, far), (page.height_mm + 2 * _AROUND_MM - near, page.height_mm + 2 * _AROUND_MM - far)):
            painter.drawLine(QLineF(x, top, x, end))
    for y in (_AROUND_MM, _AROUND_MM + page.height_mm):
        for left, end in ((near, far), (page.width_mm + 2 * _AROUND_MM - near, page.width_mm + 2 * _AROUND_MM - far)):
            painter.drawLine(QLineF(left, y, end, y))
