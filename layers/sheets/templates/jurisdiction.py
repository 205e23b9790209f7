"""The sheet of the district or of one station: all its land, or a part of it, and every unit there in the index."""

from collections.abc import Iterator

import numpy as np
import shapely

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
from mapper.errors import InputError


def _subjects(shown_map: EditionMap, order: SheetOrder) -> Iterator[Subject]:
    geometry, station_code = shown_map.snapshot.geometry, shown_map.edition.station_code
    outlines = geometry.shapes("stations")
    stations = np.flatnonzero(
        np.ones(len(outlines), dtype=bool) if station_code is None else outlines.ids == station_code
    )
    units = geometry.shapes("communities")
    land = np.concatenate([units.polygons(), outlines.polygons(stations)])
    listed = shown_map.edition.project.communities
    if order.extent_m is None:
        yield Subject(land, listed)
        return
    extent = shapely.box(*order.extent_m)
    if not shapely.intersects(land, extent).any():
        raise InputError("extent_empty")
    seen = units.ids[shapely.intersects(units.polygons(), extent)]
    yield Subject(np.array([extent]), listed[listed.index.isin(seen)])


JURISDICTION = Template("jurisdiction", "land", _subjects, (MAP, TITLE, LEGEND, LOCATOR, TEXT, INDEX, FOOT))
