"""The sheet of the district or of one station: all its land, and every unit in the index."""

from collections.abc import Iterator

import numpy as np

from layers.edition_map import EditionMap
from layers.sheets.order import SheetOrder
from layers.sheets.painting.foot import FOOT
from layers.sheets.painting.index import INDEX
from layers.sheets.painting.legend import LEGEND
from layers.sheets.painting.locator import LOCATOR
from layers.sheets.painting.map_part import MAP
from layers.sheets.painting.title import TITLE
from layers.sheets.templates.template import Subject, Template


def _subjects(shown_map: EditionMap, _: SheetOrder) -> Iterator[Subject]:
    geometry, station_code = shown_map.snapshot.geometry, shown_map.edition.station_code
    outlines = geometry.shapes("stations")
    stations = np.flatnonzero(
        np.ones(len(outlines), dtype=bool) if station_code is None else outlines.ids == station_code
    )
    land = np.concatenate([geometry.shapes("communities").polygons(), outlines.polygons(stations)])
    yield Subject(land, shown_map.edition.project.communities)


JURISDICTION = Template("jurisdiction", "land", _subjects, (MAP, TITLE, LEGEND, LOCATOR, INDEX, FOOT))
