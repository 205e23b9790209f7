"""A plot painted by Qt: on the screen, into a PNG, into an SVG. Needs a QGuiApplication: fonts belong to it."""

from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from layers.plots.layout import SMALL_PX, Box, PlacedBar, PlacedPlot, PlacedText
from layers.plots.plot import Key, Plot, Tone
from layers.style import FONT_FAMILIES, Palette
from mapper.lazy_dataclass import dataclass

_HATCH_PX = 5.0
_ALIGN = {"left": 0.0, "center": 0.5, "right": 1.0}


@dataclass(frozen=True)
class Marked:
    """Bars by their place in the plot: the one that keys are at, and the one that list and map are narrowed to."""

    current: int | None = None
    pressed: int | None = None


_NOTHING_MARKED = Marked()


@lru_cache(maxsize=8)
def plot_font(size_px: int, bold: bool = False) -> QFont:
    """The one type family of the program; plots are painted in the main thread alone, so fonts may be kept."""
    made = QFont(list(FONT_FAMILIES))
    made.setPixelSize(size_px)
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=4096)
def text_width(text: str, size_px: int) -> float:
    """How wide a text is, as layouts measure it; bold at the larger size, which is that of headings."""
    return float(QFontMetricsF(plot_font(size_px, bold=size_px > SMALL_PX)).horizontalAdvance(text))


def tone_color(table: str, tone: Tone, palette: Palette) -> str:
    """The colour of a tone; that of now is the one that the incidents have on the map."""
    if tone == "now":
        return {"hazards": palette.hazard, "disputes": palette.dispute}.get(table, palette.case)
    return {"before": palette.few, "late": palette.overdue, "other": palette.few}[tone]


def paint(
    painter: QPainter,
    plot: Plot,
    placed: PlacedPlot,
    palette: Palette,
    marked: Marked = _NOTHING_MARKED,
    seen: QRectF | None = None,
) -> None:
    """The plot as it was placed, from the painter's origin; the ground is left as it is.

    Of many charts only those that reach into ``seen`` are painted.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for key, (box, words) in zip(plot.legend, placed.keys, strict=True):
        _paint_key(painter, plot.table, key, box, palette)
        _write(painter, words, palette)
    number = 0  # of a bar, among those of all charts
    for place, box in enumerate(placed.boxes):
        if seen is not None and not seen.intersects(_rect(box)):
            number += plot.charts[place].count
            continue
        chart = placed.chart(place)
        painter.setPen(QPen(_faint(palette), 1))
        painter.drawLines([_line(line) for line in chart.lines])
        for bar in chart.bars:
            _paint_bar(painter, plot.table, bar, palette, number == marked.current, number == marked.pressed)
            number += 1
        painter.setPen(QPen(QColor(palette.quiet_text), 1))
        painter.drawLine(_line(chart.axis))
        for text in chart.texts:
            _write(painter, text, palette)
    for text in placed.note:
        _write(painter, text, palette)


def _paint_bar(
    painter: QPainter, table: str, placed: PlacedBar, palette: Palette, current: bool, pressed: bool
) -> None:
    bar, box = placed.bar, _rect(placed.box)
    if bar.whole is not None:
        painter.setPen(QPen(QColor(palette.unit_border), 0.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(box.x(), box.y(), placed.room.width, box.height()))
    if bar.value is None:
        _paint_missing(painter, box.adjusted(1, -4, -1, 0), palette)
    elif bar.value == 0:
        pen = QPen(QColor(tone_color(table, bar.tone, palette)), 2)
        painter.setPen(pen)
        painter.drawLine(box.bottomLeft(), box.bottomRight() if box.width() else box.topLeft())
    else:
        _fill(painter, box, QColor(tone_color(table, bar.tone, palette)), bar.partial, palette)
    if pressed or current:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(palette.text if pressed else palette.accent), 2.4 if pressed else 2))
        around = _rect(placed.room) if current else box
        painter.drawRoundedRect(around.adjusted(-1, -1, 1, 1), 2, 2)


def _fill(painter: QPainter, box: QRectF, color: QColor, partial: bool, palette: Palette) -> None:
    """A box of a colour with a thin edge; hatched where it is only a part."""
    painter.setPen(Qt.PenStyle.NoPen)
    ground = QColor(color)
    ground.setAlphaF(0.25 if partial else 1.0)
    painter.setBrush(ground)
    painter.drawRect(box)
    if partial:
        painter.setPen(QPen(color.darker(115), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLines(hatch_lines(box))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(palette.quiet_text), 0.7))
    painter.drawRect(box)


def hatch_lines(box: QRectF) -> list[QLineF]:
    """Lines that rise to the right at 45°, cut at the edges of a box: a clip is not kept by every SVG reader."""
    lines, offset = [], _HATCH_PX / 2
    while offset < box.width() + box.height():
        # Where x + y = offset, measured from the upper left corner, enters the box and where it leaves it.
        first = (max(0.0, offset - box.height()), min(offset, box.height()))
        last = (min(offset, box.width()), max(0.0, offset - box.width()))
        lines.append(
            QLineF(box.left() + first[0], box.top() + first[1], box.left() + last[0], box.top() + last[1])
        )  # fmt: skip
        offset += _HATCH_PX
    return lines


def _paint_missing(painter: QPainter, box: QRectF, palette: Palette) -> None:
    """Nothing was recorded: an empty dashed box, which is no bar of any height."""
    pen = QPen(QColor(palette.quiet_text), 1)
    pen.setDashPattern([2, 2])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)


def _paint_key(painter: QPainter, table: str, key: Key, box: Box, palette: Palette) -> None:
    if key.tone is None:
        _paint_missing(painter, _rect(box).adjusted(0.5, 3, -0.5, -3), palette)
    else:
        _fill(painter, _rect(box), QColor(tone_color(table, key.tone, palette)), key.partial, palette)


def _write(painter: QPainter, text: PlacedText, palette: Palette) -> None:
    chosen = plot_font(text.size_px, text.bold)
    metrics = QFontMetricsF(chosen)
    painter.setFont(chosen)
    painter.setPen(QColor(palette.quiet_text if text.quiet else palette.text))
    left = text.x - metrics.horizontalAdvance(text.text) * _ALIGN[text.align]
    painter.drawText(QPointF(left, text.y + (metrics.ascent() - metrics.descent()) / 2), text.text)


def _faint(palette: Palette) -> QColor:
    color = QColor(palette.unit_border)
    color.setAlphaF(0.35)
    return color


def _rect(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


def _line(box: Box) -> QLineF:
    return QLineF(box.x, box.y, box.x + box.width, box.y + box.height)
