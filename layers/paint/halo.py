"""The letters of a name as what a halo on paper is stroked round: plain shapes of few corners, made once a character.

The letters' own outlines, with all their curves, were three quarters of what a sheet has to be written and packed.
"""

from functools import lru_cache

import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QPainterPath, QPolygonF

from layers.paint.lettering import font

# In parts of an em, a hundred to one, and on whole numbers of these, which take the fewest bytes in a file.
_CLOSED = 6.0  # gaps between two strokes of a letter that are narrower than twice this are filled: the halo fills them
_ROUGH = 2.5  # how far an outline may lie from the letter's, a twentieth of a millimetre in a name on A3


def letter_shapes(line: str, *, bold: bool) -> QPainterPath:
    """The letters of a line that begins at the origin, in a font of :data:`layers.paint.lettering.DRAWN_PX`."""
    path, metrics = QPainterPath(), QFontMetricsF(font(bold))
    path.setFillRule(Qt.FillRule.WindingFill)
    for number, character in enumerate(line):
        # Where it ends, less its width: letters may stand nearer to one another than each would alone.
        left = metrics.horizontalAdvance(line[: number + 1]) - metrics.horizontalAdvance(character)
        path.addPath(_of_character(character, bold).translated(round(left), 0))
    return path


@lru_cache(maxsize=8192)
def _of_character(character: str, bold: bool) -> QPainterPath:
    letters, path = QPainterPath(), QPainterPath()
    letters.addText(QPointF(), font(bold), character)
    rings = [[(corner.x(), corner.y()) for corner in ring.toList()] for ring in letters.toSubpathPolygons()]
    solid = shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in rings if len(ring) > 3])
    closed = shapely.buffer(shapely.buffer(solid, _CLOSED, quad_segs=2), -_CLOSED, quad_segs=2)
    for polygon in shapely.get_parts(shapely.simplify(closed, _ROUGH)):
        corners = shapely.get_coordinates(shapely.get_exterior_ring(polygon)).round().tolist()
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    return path
