"""The shapes that halos are stroked round: they hold the letters, and have few corners."""

import pytest
import shapely
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from layers.paint.halo import letter_shapes
from layers.paint.lettering import font

pytestmark = pytest.mark.usefixtures("qapp")
_HALF_A_HALO = 10.0  # of a name of the usual size


def _land(path: QPainterPath) -> shapely.Geometry:
    rings = [[(corner.x(), corner.y()) for corner in ring.toList()] for ring in path.toSubpathPolygons()]
    return shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in rings if len(ring) > 3])


@pytest.mark.parametrize("text", ["桃园村 2", "Vālley, 3rd", "国", " "])
def test_it_lies_under_every_letter_and_reaches_no_farther(text):
    letters = QPainterPath()
    letters.addText(QPointF(), font(bold=True), text)
    shapes = letter_shapes(text, bold=True)
    drawn, true = _land(shapes), _land(letters)
    assert shapely.is_empty(shapely.difference(true, shapely.buffer(drawn, _HALF_A_HALO / 2)))
    assert shapely.is_empty(shapely.difference(drawn, shapely.buffer(true, _HALF_A_HALO)))
    assert shapes.elementCount() <= letters.elementCount() + 4 * len(text)
