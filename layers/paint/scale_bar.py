"""The scale bar of a map on screen, and the round lengths of all scale bars."""

from math import floor, log10

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from layers.paint.lettering import width_mm, write
from layers.say import Say
from layers.style import LIGHT, Palette
from layers.viewport import Viewport

_TEXT_PX, _BAR_PX, _PADDING_PX = 11.0, 5.0, 8.0
_DIVISIONS = {1: 2, 2: 4, 5: 5}


def round_length_m(most_m: float) -> float:
    """The longest length of 1, 2 or 5 times a power of ten that is not longer than ``most_m`` metres."""
    power = 10.0 ** floor(log10(most_m))
    return max(step * power for step in (1, 2, 5) if step * power <= most_m * (1 + 1e-9))


def length_text(length_m: float, say: Say) -> str:
    """A length with its unit: kilometres from 1 km on."""
    if length_m >= 1000:
        return say("scale_bar.km", length=f"{length_m / 1000:g}")
    return say("scale_bar.m", length=f"{length_m:g}")


def paint_scale_bar(
    painter: QPainter,
    viewport: Viewport,
    say: Say,
    position_px: tuple[float, float] | None = None,
    max_px: float = 180.0,
    palette: Palette = LIGHT,
) -> QRectF:
    """A scale bar on its own ground; ``position_px`` is the ground's lower left corner, else 12 px from the picture's.

    Returns the ground's rectangle.
    """
    k = viewport.px_scale
    length_m = round_length_m(viewport.metres_per_px * max_px * k)
    bar = length_m / viewport.metres_per_px
    first_digit = round(length_m / 10 ** floor(log10(length_m) + 1e-9))
    divisions = _DIVISIONS[first_digit]
    text = length_text(length_m, say)
    text_px = _TEXT_PX * k
    overhang = max(width_mm(text, text_px) / 2, 4 * k)
    left, bottom = (12 * k, viewport.height_px - 12 * k) if position_px is None else position_px
    ground = QRectF(0, 0, bar + 2 * _PADDING_PX * k + 2 * overhang - 8 * k, text_px + (_BAR_PX + 4 + 12) * k)
    ground.moveBottomLeft(QPointF(left, bottom))

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color = QColor(palette.halo)
    color.setAlphaF(0.86)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(ground, 4 * k, 4 * k)
    x, top = ground.left() + _PADDING_PX * k + 4 * k, ground.bottom() - (_BAR_PX + 6) * k
    painter.setPen(QPen(QColor(palette.station_border), k))
    for i in range(divisions):
        cell = QRectF(x + bar * i / divisions, top, bar / divisions, _BAR_PX * k)
        painter.setBrush(QColor(palette.station_border if i % 2 == 0 else palette.halo))
        painter.drawRect(cell)
    baseline = top - 4 * k
    write(painter, "0", x, baseline, text_px, palette.text, align="center")
    write(painter, text, x + bar, baseline, text_px, palette.text, align="center")
    if divisions % 2 == 0 and bar > 5 * width_mm(text, text_px):
        half = f"{length_m / 2 / (1000 if length_m >= 1000 else 1):g}"
        write(painter, half, x + bar / 2, baseline, text_px, palette.text, align="center")
    painter.restore()
    return ground
