"""A change of borders drawn over the map before it is made."""

import numpy as np
import shapely
from PySide6.QtGui import QPainter
from shapely.geometry.base import BaseGeometry

from layers.viewport import Viewport
from mapper.crs import transform_xy
from mapper.schema import DEGREES
from ui.borders.border_paint import WARM, paint_land, paint_way
from ui.borders.border_review import Review
from ui.widgets.appearance import map_palette


def paint_offer(
    painter: QPainter, view: Viewport, land: BaseGeometry | None, review: Review | None, map_crs: str
) -> None:
    """The land it is about (degrees), what changes hands, the borders of before and after."""
    if land is not None:
        land_m = shapely.transform(land, lambda xy: transform_xy(xy, DEGREES, map_crs))
        paint_land(painter, view, land_m, WARM, 0.18, 3.0)
    if review is None:
        return
    for lands, color in ((review.gained_m, map_palette().accent), (review.lost_m, map_palette().alarm)):
        for piece in lands:
            paint_land(painter, view, piece, color, 0.28, 1.0)
    for ring in shapely.get_rings(np.array(review.outlines_m, dtype=object)):
        paint_way(painter, view, shapely.get_coordinates(ring), map_palette().accent, 2.6)
    for ring in shapely.get_rings(np.array(review.before_m, dtype=object)):
        paint_way(painter, view, shapely.get_coordinates(ring), map_palette().quiet_text, 1.4, dashed=True)
