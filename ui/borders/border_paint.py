"""Borders, land and places drawn over the map while borders are edited."""

import numpy as np
import shapely
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from layers.viewport import Point, Viewport
from ui.borders.border_index import BorderIndex
from ui.language.language import Language
from ui.widgets.appearance import map_palette

WARM = "#D9480F"
MOST_HANDLES = 1800  # more vertices than this in view are a grey mass: come closer first


def on_screen(view: Viewport, xy_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Metres (n, 2) as pixels: all x, all y."""
    left, _, _, top = view.bounds_m
    return (xy_m[:, 0] - left) / view.metres_per_px, (top - xy_m[:, 1]) / view.metres_per_px


def handles_in(index: BorderIndex, view: Viewport) -> tuple[list[QLineF], QPolygonF]:
    seen = index.within(view.bounds_m)
    if len(seen) > MOST_HANDLES:
        return [], QPolygonF()
    there = np.zeros(len(index.vertices), dtype=bool)
    there[seen] = True
    edges = index.edges[there[index.edges].any(axis=1)]
    x, y = on_screen(view, index.vertices_m)
    lines = [
        QLineF(*ends) for ends in np.column_stack([x[edges[:, 0]], y[edges[:, 0]], x[edges[:, 1]], y[edges[:, 1]]])
    ]
    return lines, QPolygonF([QPointF(x[at], y[at]) for at in seen])


def area_words(say: Language, m2: float) -> str:
    """A gain or a loss of land with its sign: square metres where it is little, else square kilometres."""
    if abs(m2) < 10_000:
        words = say("border.m2", area=f"{m2:+,.0f}" if abs(m2) >= 10 else f"{m2:+.1f}")
    else:
        words = say("border.km2", area=m2 / 1e6)
    return words.replace("-", "\N{MINUS SIGN}")


def paint_edges(
    painter: QPainter,
    view: Viewport,
    index: BorderIndex,
    edges: np.ndarray,
    color: str,
    width_px: float,
    *,
    dashed: bool = False,
) -> None:
    """Edges of borders, over a halo."""
    x, y = on_screen(view, index.vertices_m)
    start, end = index.edges[edges].T
    lines = [QLineF(*ends) for ends in np.column_stack([x[start], y[start], x[end], y[end]])]
    style = Qt.PenStyle.DotLine if dashed else Qt.PenStyle.SolidLine
    for shade, width, drawn in (
        (map_palette().halo, width_px + 3, Qt.PenStyle.SolidLine),
        (color, width_px, style),
    ):
        painter.setPen(QPen(QColor(shade), width, drawn, Qt.PenCapStyle.RoundCap))
        painter.drawLines(lines)


def paint_way(
    painter: QPainter, view: Viewport, xy_m: np.ndarray, color: str, width_px: float, *, dashed: bool = False
) -> None:
    """A line of vertices in metres (n, 2); over a halo where it is not dashed."""
    points = _points(view, xy_m)
    if points is None:
        return
    if not dashed:
        painter.setPen(QPen(QColor(map_palette().halo), width_px + 3))
        painter.drawPolyline(points)
    painter.setPen(QPen(QColor(color), width_px, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
    painter.drawPolyline(points)


def _points(view: Viewport, xy_m: np.ndarray) -> QPolygonF | None:
    """Where vertices in metres lie on the screen, those together at one place once; None where all lie off one side."""
    west, south, east, north = view.bounds_m
    (low_x, low_y), (high_x, high_y) = xy_m.min(axis=0), xy_m.max(axis=0)
    if high_x < west or low_x > east or high_y < south or low_y > north:
        return None
    xy = np.column_stack(on_screen(view, xy_m))
    pixels = np.floor(2 * xy)
    kept = np.ones(len(xy), dtype=bool)
    kept[1:-1] = (pixels[1:-1] != pixels[:-2]).any(axis=1)
    return QPolygonF([QPointF(*at) for at in xy[kept]])


def paint_land(
    painter: QPainter, view: Viewport, land_m: shapely.Geometry, color: str, alpha: float, width_px: float = 1.6
) -> None:
    """A piece of land in metres, filled."""
    fill = QColor(color)
    fill.setAlphaF(alpha)
    painter.setPen(QPen(QColor(color), width_px))
    painter.setBrush(fill)
    for part in shapely.get_parts(land_m):
        if part.geom_type == "Polygon" and not part.is_empty:
            points = _points(view, shapely.get_coordinates(part.exterior))
            if points is not None:
                painter.drawPolygon(points)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_knob(painter: QPainter, view: Viewport, at_m: Point, color: str, *, hollow: bool = False) -> None:
    painter.setPen(QPen(QColor(color), 2.0))
    painter.setBrush(QColor(map_palette().halo if hollow else color))
    painter.drawEllipse(QPointF(*view.to_screen(at_m)), 5.5, 5.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
