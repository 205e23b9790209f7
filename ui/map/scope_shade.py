"""Dims the land outside the part that is looked at; it stays there, and may be pointed at."""

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from layers.viewport import Viewport
from mapper.crs import transform_xy
from mapper.schema import DEGREES
from ui.session.session import Session
from ui.widgets.appearance import current_look

_OPACITY = 150  # of 255: what lies there can still be read


class ScopeShade:
    """Painted over the map's picture; nothing where the whole district is looked at, or the part has no outline."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._of: tuple[object, ...] = ()
        self._rings_m: list[np.ndarray] = []

    def __call__(self, painter: QPainter, view: Viewport) -> None:
        scope, project = self._session.view.scope, self._session.document.project
        if scope is None:
            return
        of = scope, project.stations, project.communities, project.about.map_crs
        if len(of) != len(self._of) or not all(a is b for a, b in zip(of, self._of, strict=True)):
            self._rings_m, self._of = _rings_m(scope.land(project), project.about.map_crs), of
        if not self._rings_m:
            return
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        path.addRect(QRectF(painter.viewport()))
        for ring in self._rings_m:
            path.addPolygon(QPolygonF([QPointF(*view.to_screen((float(x), float(y)))) for x, y in ring]))
        shade = QColor(current_look().band)
        shade.setAlpha(_OPACITY)
        painter.fillPath(path, shade)


def _rings_m(land: shapely.Geometry | None, crs: str) -> list[np.ndarray]:
    """The rings of some land, (n, 2) each, in the metres of a map CRS."""
    polygons = [] if land is None else [p for p in shapely.get_parts(land) if shapely.get_type_id(p) == 3]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return [transform_xy(np.asarray(ring.coords)[:, :2], DEGREES, crs) for ring in rings]
