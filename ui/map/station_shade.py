"""Dims the land of other stations while one is looked at; it stays there, and may be pointed at."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF
from shapely.geometry.base import BaseGeometry

from layers.viewport import Viewport
from mapper.crs import transform_xy
from mapper.schema import DEGREES
from ui.session.rows import table_geometry
from ui.session.session import Session
from ui.widgets.appearance import current_look

_OPACITY = 150  # of 255: what lies there can still be read


class StationShade:
    """Painted over the map's picture; nothing where the whole district is looked at, or the station has no outline."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._of: BaseGeometry | None = None
        self._rings_m: list[np.ndarray] = []

    def __call__(self, painter: QPainter, view: Viewport) -> None:
        code, project = self._session.view.station, self._session.document.project
        shape = None if code is None else table_geometry(project, "stations", code)
        if shape is None or shape.is_empty:
            return
        if shape is not self._of:
            crs = project.about.map_crs
            polygons = getattr(shape, "geoms", [shape])
            rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
            self._rings_m = [transform_xy(np.asarray(ring.coords)[:, :2], DEGREES, crs) for ring in rings]
            self._of = shape
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        path.addRect(QRectF(painter.viewport()))
        for ring in self._rings_m:
            path.addPolygon(QPolygonF([QPointF(*view.to_screen((float(x), float(y)))) for x, y in ring]))
        shade = QColor(current_look().band)
        shade.setAlpha(_OPACITY)
        painter.fillPath(path, shade)
