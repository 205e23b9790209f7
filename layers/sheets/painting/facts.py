"""What a reader must know of the map: scale, north, CRS, days, caveat, notice and sources."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPolygonF

from layers.paint.lettering import write
from layers.paint.scale_bar import round_length_m
from layers.say import Say, sentence
from layers.sheets.index_table import Box, wrapped
from layers.sheets.painting.part import INK, QUIET, outlined, paragraph, pen
from layers.sheets.parts import MapFrame, Page
from layers.style import PRINT


def paint_facts(painter: QPainter, page: Page, box: Box, say: Say) -> None:
    """Scale, scale bar, north, CRS, dates, caveat, notice and sources."""
    k = page.furniture
    down, size = 0.0, 2.9 * k
    if page.frame is not None:
        _paint_scale(painter, page, page.frame, box, say)
        down = 7.6 * k
        told = "　".join(sentence(fact, say) for fact in (page.crs, *page.dates))
        down = paragraph(painter, told, box, down, size, INK)
    down = paragraph(painter, say("page.caveat"), box, down, size, INK)
    lines = [*(sentence(note, say) for note in page.notes), page.notice, say("page.sources")]
    text = "　".join(line for line in lines if line)
    while size > 1.8 * k and down + len(wrapped(text, box.width_mm / size)) * size * 1.42 > box.height_mm:
        size -= 0.1 * k
    paragraph(painter, text, box, down, size, QUIET)


def _paint_scale(painter: QPainter, page: Page, frame: MapFrame, box: Box, say: Say) -> None:
    k, size = page.furniture, 3.6 * page.furniture
    ratio = say("page.scale", denominator=f"{frame.scale_denominator:,}".replace(",", " "))
    baseline = box.y_mm + 4.6 * k
    wide = write(painter, ratio, box.x_mm, baseline, size, INK, bold=True)
    per_mm = frame.scale_denominator / 1000
    length_m = round_length_m(36 * k * per_mm)
    bar_mm, parts = length_m / per_mm, 4
    x, thick = box.x_mm + wide + 7 * k, 1.3 * k
    top = baseline - thick - 0.1 * k
    for i in range(parts):
        part = Box(x + bar_mm * i / parts, top, bar_mm / parts, thick)
        outlined(painter, part, PRINT.station_border, 0.15 * k, PRINT.station_border if i % 2 == 0 else PRINT.paper)
    code, unit_m = ("page.kilometres", 1000) if length_m >= 1000 else ("page.metres", 1)
    write(painter, "0", x, top - 0.8 * k, 2.4 * k, INK, align="center")
    write(painter, f"{length_m / 2 / unit_m:g}", x + bar_mm / 2, top - 0.8 * k, 2.4 * k, INK, align="center")
    end = say(code, value=f"{length_m / unit_m:g}")
    write(painter, end, x + bar_mm, top - 0.8 * k, 2.4 * k, INK, align="center")
    _paint_north(painter, x + bar_mm + 11 * k, box.y_mm - 0.6 * k, k, say)


def _paint_north(painter: QPainter, x: float, y: float, k: float, say: Say) -> None:
    """An arrow, half of it filled, to grid north: the map's own up."""
    painter.setPen(pen(PRINT.station_border, 0.2 * k))
    for side, fill in ((-1, PRINT.station_border), (1, PRINT.paper)):
        painter.setBrush(QColor(fill))
        tip, foot, notch = QPointF(x, y), QPointF(x + side * 1.9 * k, y + 6 * k), QPointF(x, y + 4.6 * k)
        painter.drawPolygon(QPolygonF([tip, foot, notch]))
    write(painter, say("page.north"), x + 3.4 * k, y + 5.2 * k, 2.9 * k, INK)
