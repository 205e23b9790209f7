"""Plots as files: PNG and SVG with title, legend and note, in the colours of paper; written whole or not at all."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from layers.paint.lettering import require_chinese_font
from layers.plots.layout import place, wrapped
from layers.plots.painting import paint, plot_font, text_width
from layers.plots.plot import Plot
from layers.style import PRINT
from mapper.errors import InputError
from mapper.files.whole_file import write_whole

WIDTH_PX, HEIGHT_PX = 900, 440
_MARGIN_PX = 24
_TITLE_PX, _TITLE_LINE_PX = 16, 24
_PNG_SCALE = 2


def write_picture(path: Path, plot: Plot) -> None:
    """A plot as PNG or SVG, whichever the path ends in; 900 pixels wide, a PNG twice as fine.

    InputError ``plot_kind``, ``cannot_write`` or ``font_missing``.
    """
    require_chinese_font()
    kind = path.suffix.lower()
    if kind not in (".png", ".svg"):
        raise InputError("plot_kind", path=str(path))
    width = WIDTH_PX - 2 * _MARGIN_PX
    # Measured in the small size, so a line of the title has as much less room as its letters are larger.
    titles = wrapped(plot.title, width * 11 / _TITLE_PX, text_width)
    top = _MARGIN_PX + len(titles) * _TITLE_LINE_PX + 6
    placed = place(plot, width, HEIGHT_PX - top - _MARGIN_PX, text_width)
    size = QSize(WIDTH_PX, round(top + placed.height + _MARGIN_PX))

    def paint_all(painter: QPainter) -> None:
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(PRINT.paper))
        painter.setFont(plot_font(_TITLE_PX, bold=True))
        painter.setPen(QColor(PRINT.text))
        for number, line in enumerate(titles):
            painter.drawText(QPointF(_MARGIN_PX, _MARGIN_PX + number * _TITLE_LINE_PX + _TITLE_PX), line)
        painter.translate(_MARGIN_PX, top)
        paint(painter, plot, placed, PRINT)

    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if kind == ".svg":
        generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
        generator.setOutputDevice(buffer)
        generator.setSize(size)
        generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
        generator.setTitle(plot.title)
        generator.setDescription(plot.note)
        painter = QPainter(generator)
        try:
            paint_all(painter)
        finally:
            painter.end()
    else:
        image = QImage(size * _PNG_SCALE, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_PNG_SCALE)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        try:
            paint_all(painter)
        finally:
            painter.end()
        QImageWriter(buffer, QByteArray(b"png")).write(image)
    write_whole(path, bytes(store.data()))
