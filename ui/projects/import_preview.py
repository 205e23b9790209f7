"""Where the rows of a file lie among the land of the project, before they come in."""

from math import cos, radians

import geopandas as gpd
import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mapper.arrays import Bools, Floats
from mapper.frames import known_places
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from ui.widgets.appearance import current_look

_FINEST_SHARE = 1 / 2000  # of the land's width: finer bends are not seen
_MARGIN_PX, _DOT_PX, _FEWEST_PX = 12, 6.0, 150
_WHEEL_STEP, _MOST_ZOOM = 1.25, 400.0
_LEAST_DEG = 1e-4  # some 10 m


@dataclass(frozen=True, eq=False)
class PlacesSeen:
    """Land and what lies on it, all in degrees east and north.

    Attributes
    ----------
    land
        Outlines of the stations, or of the units where there are none: (n, 2) each.
    points
        (n, 2), of point rows.
    outlines
        (n, 2) each, of rows that are areas or lines.
    bounds
        West, south, east, north of the land, or of what comes in where there is none; None without either.
    outside
        How many rows lie wholly outside these.
    """

    land: tuple[Floats, ...]
    points: Floats
    outlines: tuple[Floats, ...]
    bounds: tuple[float, float, float, float] | None
    outside: int


def land_seen(project: Project) -> tuple[Floats, ...]:
    """Outlines that a file's rows are seen among."""
    frame = project.stations if len(project.stations) else project.communities
    return _outlines(np.asarray(frame.geometry.array, dtype=object), project.bounds)


def places_seen(land: tuple[Floats, ...], project: Project, rows: gpd.GeoDataFrame) -> PlacesSeen:
    """Rows of a file among the land of a project (``land`` as :func:`land_seen` has it)."""
    shapes = np.asarray(known_places(rows).array, dtype=object)
    shapes = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    bounds = project.bounds
    west, south, east, north = map(float, shapely.total_bounds(shapes))
    if bounds is None and np.isfinite(west):
        bounds = west, south, east, north
    points = shapely.get_type_id(shapes) == 0
    return PlacesSeen(
        land,
        shapely.get_coordinates(shapes[points]),
        _outlines(shapes[~points], bounds),
        bounds,
        int(_outside(shapes, bounds).sum()),
    )


def _outside(shapes: "np.ndarray[tuple[int], np.dtype[np.object_]]", bounds: tuple[float, ...] | None) -> Bools:
    if bounds is None:
        return np.zeros(len(shapes), dtype=bool)
    west, south, east, north = shapely.bounds(shapes).reshape(-1, 4).T
    return np.asarray((east < bounds[0]) | (west > bounds[2]) | (north < bounds[1]) | (south > bounds[3]), dtype=bool)


def _outlines(
    shapes: "np.ndarray[tuple[int], np.dtype[np.object_]]", bounds: tuple[float, ...] | None
) -> tuple[Floats, ...]:
    if not len(shapes) or bounds is None:
        return ()
    areas = np.isin(shapely.get_type_id(shapes), (3, 6))
    lines = np.where(areas, shapely.boundary(shapes), shapes)
    parts = shapely.simplify(shapely.get_parts(lines), (bounds[2] - bounds[0]) * _FINEST_SHARE)
    xy, of = shapely.get_coordinates(parts, return_index=True)
    return tuple(np.split(xy, np.flatnonzero(np.diff(of)) + 1)) if len(xy) else ()


class ImportPreview(QWidget):
    """A small map: the land in quiet lines, what comes in in colour. The wheel enlarges, the hand moves."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: PlacesSeen | None = None
        self._zoom, self._middle = 1.0, QPointF()
        self._held: QPointF | None = None
        self.setMinimumHeight(_FEWEST_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_places(self, seen: PlacesSeen | None) -> None:
        """Show these; the view stays where it is, so that one setting can be compared with another."""
        before = None if self.seen is None else self.seen.bounds
        self.seen = seen
        if seen is None or seen.bounds != before:
            self._zoom, self._middle = 1.0, QPointF()
        self.update()

    def pixels(self, degrees: Floats) -> Floats:
        """Where degrees (n, 2) stand on this widget."""
        assert self.seen is not None
        assert self.seen.bounds is not None
        west, south, east, north = self.seen.bounds
        narrow = cos(radians((south + north) / 2))
        wide, high = max((east - west) * narrow, _LEAST_DEG), max(north - south, _LEAST_DEG)
        room = max(self.width() - 2 * _MARGIN_PX, 1), max(self.height() - 2 * _MARGIN_PX, 1)
        scale = min(room[0] / wide, room[1] / high) * self._zoom
        xy = (np.asarray(degrees) - ((west + east) / 2, (south + north) / 2)) * (narrow * scale, -scale)
        middle = np.array([self.width() / 2 + self._middle.x(), self.height() / 2 + self._middle.y()])
        return np.asarray(xy + middle)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        look, painter = current_look(), QPainter(self)
        painter.fillRect(self.rect(), QColor(look.band))
        if self.seen is None or self.seen.bounds is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for lines, color, width in ((self.seen.land, look.note, 1.0), (self.seen.outlines, look.accent, 1.6)):
            painter.setPen(QPen(QColor(color), width))
            for line in lines:
                painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in self.pixels(line).tolist()]))
        if not len(self.seen.points):
            return
        px = self.pixels(self.seen.points)
        px = px[
            (px > -_DOT_PX).all(axis=1) & (px[:, 0] < self.width() + _DOT_PX) & (px[:, 1] < self.height() + _DOT_PX)
        ]
        painter.setPen(QPen(QColor(look.card), 1.0))
        painter.setBrush(QColor(look.accent))
        for x, y in np.unique(np.round(px / 2) * 2, axis=0).tolist():  # what lies on one spot is painted once
            painter.drawEllipse(QRectF(x - _DOT_PX / 2, y - _DOT_PX / 2, _DOT_PX, _DOT_PX))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 Qt's own name
        steps = event.angleDelta().y() / 120
        zoom = min(max(self._zoom * _WHEEL_STEP**steps, 1.0), _MOST_ZOOM)
        at = event.position() - QPointF(self.width() / 2, self.height() / 2)
        self._middle = at + (self._middle - at) * (zoom / self._zoom) if zoom > 1 else QPointF()
        self._zoom = zoom
        self.update()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        if self._held is not None:
            self._middle += event.position() - self._held
            self._held = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        self._held = None
