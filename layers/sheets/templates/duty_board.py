"""The duty board of a station: a cell for each officer, without a map and without a photograph."""

from collections.abc import Iterator

from layers.edition_map import EditionMap
from layers.sheets.order import SheetOrder
from layers.sheets.painting.card import BOARD
from layers.sheets.painting.front import FRONT_FOOT
from layers.sheets.painting.title import TITLE
from layers.sheets.templates.jurisdiction import JURISDICTION
from layers.sheets.templates.template import Subject, Template


def _subjects(shown_map: EditionMap, order: SheetOrder) -> Iterator[Subject]:
    return JURISDICTION.subjects(shown_map, order)


DUTY_BOARD = Template("duty_board", "land", _subjects, (BOARD, TITLE, FRONT_FOOT), lists="officers")
