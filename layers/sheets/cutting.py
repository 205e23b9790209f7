"""Parts of a page – its map, its legend – as pictures of their own, for documents that lay out themselves."""

from collections.abc import Iterable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter

from layers.paint.lettering import require_chinese_font
from layers.say import Say
from layers.sheets.index_table import Box
from layers.sheets.painter import paint_page
from layers.sheets.parts import Page
from layers.viewport import MM_PER_INCH


def cut_out(page: Page, boxes: Iterable[Box], say: Say, dpi: int = 200) -> tuple[bytes, ...]:
    """What the page has in each of these boxes, as PNG. InputError ``font_missing``."""
    require_chinese_font()
    return tuple(_cut(page, box, say, dpi) for box in boxes)


def _cut(page: Page, box: Box, say: Say, dpi: int) -> bytes:
    per_mm = dpi / MM_PER_INCH
    image = QImage(round(box.width_mm * per_mm), round(box.height_mm * per_mm), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    try:
        painter.scale(per_mm, per_mm)
        painter.translate(-box.x_mm, -box.y_mm)
        paint_page(painter, page, say)
    finally:
        painter.end()
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(store.data())
