"""The sheet of the district or of one station: all its land, and every unit in the index."""

from collections.abc import Iterator

import numpy as np

from layers.edition_map import EditionMap
from layers.sheets.contents import in_metres
from layers.sheets.order import SheetOrder
from layers.sheets.painting.foot import FOOT
from layers.sheets.painting.index import INDEX
from layers.sheets.painting.legend import LEGEND
from layers.sheets.painting.locator import LOCATOR
from layers.sheets.painting.map_part import MAP
from layers.sheets.painting.title import TITLE
from layers.sheets.templates.template import Subject, Template


def _subjects(shown_map: EditionMap, _: SheetOrder) -> Iterator[Subject]:
    shown, station_code = shown_map.edition.project, shown_map.edition.station_code
    own, outlines = shown.communities, shown.stations.geometry
    if station_code is not None:
        outlines = outlines.loc[[station_code]]
    land = np.concatenate([in_metres(own.geometry, shown), in_metres(outlines, shown)])
    yield Subject(shown_map.title(), land, own)


JURISDICTION = Template("jurisdiction", "land", _subjects, (MAP, TITLE, LEGEND, LOCATOR, INDEX, FOOT))
