"""A page onto any QPainter whose coordinates are millimetres of paper: PDF, SVG, PNG and printer alike."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from layers.paint.backdrop import NO_TILES, Tiles
from layers.say import Say
from layers.sheets.painting.part import Painting
from layers.sheets.parts import Page
from layers.sheets.templates import template_named
from layers.style import PRINT


def paint_page(painter: QPainter, page: Page, say: Say, tiles: Tiles = NO_TILES) -> Painting:
    """Paint the page into (0, 0, width_mm, height_mm) of the painter's coordinates, part by part; what became of it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(0, 0, page.width_mm, page.height_mm), QColor(PRINT.paper))
    on = Painting(painter, page, say, tiles)
    for part in template_named(page.template).parts:
        part.paint(on)
    return on
