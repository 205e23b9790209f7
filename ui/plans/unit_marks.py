"""Units marked on the map while something is planned: the one that it is about, and those it comes from."""

from collections.abc import Sequence

import numpy as np
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from layers.viewport import Viewport
from mapper.crs import to_metres
from mapper.geometry import polygonal
from ui.map.map_view import MapView
from ui.session.view_state import Sight
from ui.widgets.appearance import map_palette


class UnitMarks:
    """Outlines over the map, with a line from where somebody is to where he or she would be."""

    def __init__(self, map_view: MapView) -> None:
        self.map = map_view
        self._target: list[np.ndarray] = []
        self._sources: list[np.ndarray] = []
        self._ways: list[tuple[tuple[float, float], tuple[float, float]]] = []
        self.map.canvas.over.append(self._paint)

    def put(self, target: str, sources: Sequence[str]) -> None:
        """Mark a unit and the units that its officer comes from, and bring them all into view."""
        project = self.map.session.document.project
        codes = [code for code in (target, *sources) if code in project.communities.index]
        land = project.communities.geometry.loc[codes]
        shapes = polygonal(to_metres(land, project.about.map_crs))
        rings = [[np.asarray(part.exterior.coords)[:, :2] for part in shapely.get_parts(shape)] for shape in shapes]
        self._target = rings[0] if rings else []
        self._sources = [ring for shape in rings[1:] for ring in shape]
        middles = [shape.representative_point() for shape in shapes if not shape.is_empty]
        self._ways = [((m.x, m.y), (middles[0].x, middles[0].y)) for m in middles[1:]]
        whole = shapely.union_all(land.to_numpy())
        if not whole.is_empty:
            self.map.session.view.look_at(Sight(shape=whole))
        self.map.canvas.update()

    def clear(self) -> None:
        self._target, self._sources, self._ways = [], [], []
        self.map.canvas.update()

    def remove(self) -> None:
        """Take the marks off the map for good."""
        self.clear()
        self.map.canvas.over.remove(self._paint)

    def _paint(self, painter: QPainter, view: Viewport) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(map_palette().accent)
        soft = QColor(map_palette().accent)
        soft.setAlphaF(0.18)
        for rings, pen in (
            (self._sources, QPen(accent, 2.5, Qt.PenStyle.DashLine)),
            (self._target, QPen(accent, 3.5)),
        ):
            painter.setPen(pen)
            painter.setBrush(QBrush(soft) if rings is self._target else QBrush(Qt.BrushStyle.NoBrush))
            for ring in rings:
                painter.drawPolygon(QPolygonF([QPointF(*view.to_screen((float(x), float(y)))) for x, y in ring]))
        painter.setBrush(QBrush(accent))
        for start, end in self._ways:
            _arrow(painter, np.array(view.to_screen(start)), np.array(view.to_screen(end)))


def _arrow(painter: QPainter, start: np.ndarray, end: np.ndarray) -> None:
    length = float(np.hypot(*(end - start)))
    if length < 20:
        return
    along = (end - start) / length
    across = np.array([-along[1], along[0]])
    painter.setPen(QPen(QColor(map_palette().accent), 2.5))
    painter.drawLine(QPointF(*start), QPointF(*(end - 10 * along)))
    painter.setPen(Qt.PenStyle.NoPen)
    corners = (end, end - 14 * along + 6 * across, end - 14 * along - 6 * across)
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
