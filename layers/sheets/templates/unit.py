"""The sheet of one unit and what is around it; it lists the station's units that the map shows."""

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.affinity import scale as scale_shape

from layers.edition_map import EditionMap
from layers.sheets.order import SheetOrder
from layers.sheets.painting.foot import FOOT
from layers.sheets.painting.index import INDEX
from layers.sheets.painting.legend import LEGEND
from layers.sheets.painting.locator import LOCATOR
from layers.sheets.painting.map_part import MAP
from layers.sheets.painting.text import TEXT
from layers.sheets.painting.title import TITLE
from layers.sheets.templates.template import Subject, Template

_SURROUNDINGS = 1.7  # the land shown is this many times as wide as the unit


def _subjects(shown_map: EditionMap, order: SheetOrder) -> Iterator[Subject]:
    """Each unit with land of the edition's station, or of no known one; or the one that is ordered."""
    project, station_code = shown_map.edition.project, shown_map.edition.station_code
    codes = project.communities["station_code"]
    listed = ~codes.isin(project.stations.index) if station_code is None else codes == station_code
    own = project.communities[listed]
    shapes = shown_map.snapshot.geometry.shapes("communities").polygons(np.flatnonzero(listed))
    for code, shape in zip(own.index, shapes, strict=True):
        if shape is None or order.unit_code not in (None, code):
            continue
        around = scale_shape(shape.envelope, _SURROUNDINGS, _SURROUNDINGS)
        near = own[shapely.intersects(shapes, around)]
        yield Subject(np.array([around]), near, ("communities", str(code)))


UNIT = Template("unit", "unit", _subjects, (MAP, TITLE, LEGEND, LOCATOR, TEXT, INDEX, FOOT))
