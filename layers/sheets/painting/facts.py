"""What a reader must know of the map: scale, north, CRS, days, caveat, notice and sources."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPolygonF

from layers.paint.lettering import write
from layers.paint.scale_bar import round_length_m
from layers.say import Say, sentence
from layers.sheets.index_table import Box
from layers.sheets.painting.part import (
    INK,
    LEAST_TEXT_SIZE,
    LINE_EM,
    QUIET,
    TEXT_SIZE,
    legible,
    lines_of,
    outlined,
    paragraph,
    pen,
)
from layers.sheets.parts import MapFrame, Page
from layers.style import PRINT


def paint_facts(painter: QPainter, page: Page, box: Box, say: Say) -> None:
    """Scale, scale bar, north, CRS, dates, caveat, notice and sources, all in one size, as large as there is room."""
    k, shown_map = page.furniture, page.shown_map
    down, facts = 0.0, [sentence(day, say) for day in shown_map.dates]
    if page.frame is not None:
        _paint_scale(painter, page, page.frame, box, say)
        down, facts = 7.6 * k, [sentence(shown_map.crs, say), *facts]
    notes = [sentence(note, say) for note in shown_map.notes] if page.frame is not None else []
    notes += [shown_map.notice, sentence(shown_map.sources, say)]
    paragraphs = (
        ("　".join(facts), INK),
        (sentence(shown_map.caveat, say), INK),
        ("　".join(filter(None, notes)), QUIET),
    )
    size = TEXT_SIZE * k
    while (
        size > legible(LEAST_TEXT_SIZE * k)
        and down + _height([text for text, _ in paragraphs], box, size) > box.height_mm
    ):
        size = legible(size - 0.1 * k)
    for text, color in paragraphs:
        down = paragraph(painter, text, box, down, size, color)


def _height(texts: Sequence[str], box: Box, size: float) -> float:
    """How high paragraphs are in letters of that size."""
    return sum(len(lines_of(text, box.width_mm, size)) for text in texts) * size * LINE_EM


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
    half, end = f"{length_m / 2 / unit_m:g}", say(code, value=f"{length_m / unit_m:g}")
    for text, along_mm in (("0", 0.0), (half, bar_mm / 2), (end, bar_mm)):
        write(painter, text, x + along_mm, top - 0.8 * k, legible(2.4 * k), INK, align="center")
    _paint_north(painter, x + bar_mm + 11 * k, box.y_mm - 0.6 * k, k, say)


def _paint_north(painter: QPainter, x: float, y: float, k: float, say: Say) -> None:
    """An arrow, half of it filled, to grid north: the map's own up."""
    painter.setPen(pen(PRINT.station_border, 0.2 * k))
    for side, fill in ((-1, PRINT.station_border), (1, PRINT.paper)):
        painter.setBrush(QColor(fill))
        tip, foot, notch = QPointF(x, y), QPointF(x + side * 1.9 * k, y + 6 * k), QPointF(x, y + 4.6 * k)
        painter.drawPolygon(QPolygonF([tip, foot, notch]))
    write(painter, say("page.north"), x + 3.4 * k, y + 5.2 * k, TEXT_SIZE * k, INK)
