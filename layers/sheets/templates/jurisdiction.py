"""The sheet of the district or of one station: all its land, and every unit in the index."""

from collections.abc import Iterator

import numpy as np

from layers.sheets.contents import in_metres, title_words
from layers.sheets.order import SheetOrder
from layers.sheets.painting.foot import FOOT
from layers.sheets.painting.index import INDEX
from layers.sheets.painting.legend import LEGEND
from layers.sheets.painting.locator import LOCATOR
from layers.sheets.painting.map_part import MAP
from layers.sheets.painting.title import TITLE
from layers.sheets.templates.template import Subject, Template
from mapper.day.edition import Edition
from mapper.names import name_of


def _subjects(edition: Edition, order: SheetOrder) -> Iterator[Subject]:
    shown, station_code = edition.project, edition.station_code
    own, outlines, place = shown.communities, shown.stations.geometry, shown.about.title
    if station_code is not None:
        outlines = outlines.loc[[station_code]]
        place = name_of(shown.stations, station_code)
    land = np.concatenate([in_metres(own.geometry, shown), in_metres(outlines, shown)])
    yield Subject(title_words(order, edition.as_of, place), land, own)


JURISDICTION = Template("jurisdiction", "land", _subjects, (MAP, TITLE, LEGEND, LOCATOR, INDEX, FOOT))
