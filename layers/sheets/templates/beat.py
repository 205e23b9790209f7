"""The sheet of one beat and what is around it; it lists the units that belong to it."""

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
from layers.snapshot import BEATS

_SURROUNDINGS = 1.2  # the land shown is this many times as wide as the beat


def _subjects(shown_map: EditionMap, order: SheetOrder) -> Iterator[Subject]:
    """The beat that is ordered, of the edition's station."""
    units = shown_map.edition.project.communities
    own = (units["beat_name"] == order.beat).fillna(False).to_numpy(dtype=bool)
    if shown_map.edition.station_code is not None:
        own = own & (units["station_code"] == shown_map.edition.station_code).to_numpy(dtype=bool)
    shapes = shown_map.snapshot.geometry.shapes("communities").polygons(np.flatnonzero(own))
    there = shapes[~shapely.is_missing(shapes)]
    if len(there):
        around = scale_shape(shapely.box(*shapely.total_bounds(there)), _SURROUNDINGS, _SURROUNDINGS)
        yield Subject(np.array([around]), units[own], (BEATS, str(order.beat)))


BEAT = Template("beat", "beat", _subjects, (MAP, TITLE, LEGEND, LOCATOR, TEXT, INDEX, FOOT))
