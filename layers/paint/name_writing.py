"""Placed names onto a painter: on pixels as pictures that are kept, on paper as text with an outline round it."""

from collections.abc import Callable
from math import ceil, cos, pi, sin

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPen

from layers.paint.halo import letter_shapes
from layers.paint.labels import PlacedNames
from layers.paint.lettering import DRAWN_PX, font
from layers.paint.placed_name import PlacedName

_HALF = 0.5001
_HALO_PX = 2.6
# On pixels a halo is the name written all round itself: it looks the same, in a seventh of the time of stroking it.
_ROUND = tuple((cos(k * pi / 6), sin(k * pi / 6)) for k in range(12))


def paint_names(
    painter: QPainter,
    placed: PlacedNames,
    shown_px: tuple[float, float, float, float],
    between: Callable[[], object] = lambda: None,
) -> None:
    """Write the names that show in these pixels from the origin; ``between`` is asked between them."""
    left, top, right, bottom = shown_px
    raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
    to_device = painter.deviceTransform()
    boxes = placed.boxes_px
    seen = (boxes[:, 2] >= left) & (boxes[:, 0] <= right) & (boxes[:, 3] >= top) & (boxes[:, 1] <= bottom)
    names = [placed.names[i] for i in np.flatnonzero(seen).tolist()]
    for name in names:
        _lead(painter, name)
    middles = (boxes[seen, :2] + boxes[seen, 2:]) / 2
    if not raster:
        for name, middle in zip(names, middles.tolist(), strict=True):
            _write(painter, name, QPointF(*middle))
        return
    ratio = to_device.m11()
    images = []
    for name in names:
        if ratio not in name.images:
            between()
        images.append(_written(name, ratio))
    sizes = np.array([(image.width(), image.height()) for image in images], dtype=np.float64).reshape(-1, 2) / ratio
    turn = np.array([[ratio, to_device.m12()], [to_device.m21(), to_device.m22()]])
    origin = (to_device.dx(), to_device.dy())
    # Letters stand on whole pixels; the nudge keeps those half-way from jumping with the last digit of a sum.
    whole = np.floor((middles - sizes / 2) @ turn + origin + _HALF)
    corners = (whole - origin) @ np.linalg.inv(turn)
    for image, corner in zip(images, corners.tolist(), strict=True):
        painter.drawImage(QPointF(*corner), image)


def _lead(painter: QPainter, name: PlacedName) -> None:
    """The line from a number beside its land to a dot on it; the number's halo ends it."""
    if name.leads_to_px is None:
        return
    left, top, right, bottom = name.box
    to, unit = QPointF(*name.leads_to_px), name.size_px / name.style.size_px
    painter.setPen(QPen(QColor(name.style.color), 0.7 * unit))
    painter.drawLine(QPointF((left + right) / 2, (top + bottom) / 2), to)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(name.style.color))
    painter.drawEllipse(to, 1.3 * unit, 1.3 * unit)


def _written(name: PlacedName, ratio: float) -> QImage:
    """The name as a picture of its own, at so many device pixels a pixel."""
    if ratio not in name.images:
        wide = name.box[2] - name.box[0] + 2 * name.size_px * _HALO_PX / name.style.size_px
        high = (name.box[3] - name.box[1]) * 1.5
        image = QImage(ceil(wide * ratio), ceil(high * ratio), QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = image.deviceIndependentSize()
        _write(painter, name, QPointF(size.width() / 2, size.height() / 2))
        painter.end()
        name.images[ratio] = image
    return name.images[ratio]


def _write(painter: QPainter, name: PlacedName, middle: QPointF) -> None:
    """The name and its halo, as text; on paper the halo is one outline."""
    times, lines = name.size_px / DRAWN_PX, name.lines
    painter.save()
    painter.translate(middle)
    painter.rotate(name.angle_deg)
    painter.scale(times, times)
    painter.setFont(font(name.style.bold))
    width = _HALO_PX / name.style.size_px * DRAWN_PX
    if painter.paintEngine().type() == QPaintEngine.Type.Raster:
        painter.setPen(QColor(name.style.halo))
        for east, south in _ROUND:
            for line, at in lines:
                painter.drawText(at + QPointF(east, south) * (width / 2), line)
    else:
        halo = QPen(QColor(name.style.halo), width)
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(halo)
        painter.setBrush(QColor(name.style.halo))
        for line, at in lines:
            painter.translate(at)
            painter.drawPath(letter_shapes(line, bold=name.style.bold))
            painter.translate(-at)
    painter.setPen(QColor(name.style.color))
    for line, at in lines:
        painter.drawText(at, line)
    painter.restore()
