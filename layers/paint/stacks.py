"""Points that share one place to the centimetre, as an address written many times: counted and badged."""

from math import isinf

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from layers.map_layers.incidents import LOOK_OF
from layers.paint.cache import ScaleCache
from layers.paint.labels import OnPaper
from layers.paint.symbols import paint_text
from layers.scene.crowding import places
from layers.scene.drawing import Points
from layers.style import PointStyle
from layers.viewport import Bounds
from mapper.arrays import Floats, Ints

BADGE_PX, _TEXT_PX = 6.5, 9.0
_FILL, _TEXT = "#FFFFFF", "#1F2B37"


def stacks(xy_m: Floats) -> tuple[Ints, Ints]:
    """The first row of each place that more than one of the rows (n, 2) stand on, and how many do."""
    first, count = places(xy_m)
    return first[count > 1], count[count > 1]


def paint_stacks(
    painter: QPainter,
    points: Points,
    scale: ScaleCache,
    px_scale: float,
    bounds_m: Bounds,
    paper: OnPaper | None = None,
) -> int:
    """A small disc with the count at the right of each symbol that stands for more than one point; how many.

    On paper the figure is not smaller than the least letters there.
    """
    badge = px_scale if paper is None or isinf(paper.least_px) else max(px_scale, paper.least_px / _TEXT_PX)
    xy, classes = points.dots.xy, points.class_of_row
    rows = points.dots.rows_within(bounds_m)
    rows = rows[classes[rows] >= 0]
    first, counts = stacks(xy[rows])
    right, down = LOOK_OF[points.table].badge_side if points.table in LOOK_OF else (1, 1)
    for row, count, (x, y) in zip(rows[first], counts.tolist(), scale.px(xy[rows[first]]).tolist(), strict=True):
        style = points.styles[classes[row]]
        aside = style.size_px / 2 * px_scale + BADGE_PX / 2 * badge
        paint_badge(painter, QPointF(x + right * aside, y + down * aside), style, badge, count)
    return len(first)


def paint_badge(painter: QPainter, at: QPointF, style: PointStyle, px_scale: float, count: int) -> None:
    """The small disc with a count, in the symbol's tone."""
    text = str(count) if count < 100 else "99+"
    half = (BADGE_PX + (2.5 if len(text) > 2 else 0)) * px_scale
    painter.setPen(QPen(QColor(style.tone), 1.4 * px_scale))
    painter.setBrush(QColor(_FILL))
    painter.drawEllipse(at, half, BADGE_PX * px_scale)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(_TEXT))
    paint_text(painter, at, text, _TEXT_PX * px_scale)
