"""Borders drawn over the map: of vertices that fall on one place of the screen one is enough, and none off it."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from layers.viewport import Viewport
from ui.borders.border_paint import on_screen, paint_way

SIDE = 200
VIEW = Viewport.fitted((0.0, 0.0, 1000.0, 1000.0), SIDE, SIDE)


def painted(xy_m: np.ndarray, whole: bool) -> np.ndarray:
    picture = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    if whole:
        painter.setPen(QPen(QColor("#ff0000"), 2.0))
        painter.drawPolyline(QPolygonF([QPointF(*at) for at in np.column_stack(on_screen(VIEW, xy_m))]))
    else:
        paint_way(painter, VIEW, xy_m, "#ff0000", 2.0)
    painter.end()
    return np.frombuffer(picture.constBits(), dtype=np.uint32) == 0xFFFF0000


@pytest.mark.parametrize("count", [3, 20_000])
def test_a_way_of_many_vertices_looks_as_all_of_them_do(count: int) -> None:
    turn = np.linspace(0, 2 * np.pi, count)
    way = np.column_stack([500 + 300 * np.cos(turn), 500 + 300 * np.sin(3 * turn)])
    thinned, whole = painted(way, whole=False), painted(way, whole=True)
    assert whole.sum() > 100
    assert (thinned & whole).sum() > 0.9 * whole.sum()


def test_a_way_off_the_screen_is_not_drawn() -> None:
    assert not painted(np.array([[5000.0, 5000.0], [6000.0, 5000.0]]), whole=False).any()
