"""A unit's card: the unit and what is around it, who answers for it, what it has, and what is open there."""

from collections.abc import Iterator

from layers.edition_map import EditionMap
from layers.sheets.order import SheetOrder
from layers.sheets.painting.card import CARD
from layers.sheets.painting.foot import FOOT
from layers.sheets.painting.index import INDEX
from layers.sheets.painting.legend import LEGEND
from layers.sheets.painting.map_part import MAP
from layers.sheets.painting.text import TEXT
from layers.sheets.painting.title import TITLE
from layers.sheets.templates.template import Subject, Template
from layers.sheets.templates.unit import UNIT


def _subjects(shown_map: EditionMap, order: SheetOrder) -> Iterator[Subject]:
    """As the unit's sheet, but the unit alone is listed."""
    for subject in UNIT.subjects(shown_map, order):
        assert subject.marked is not None
        yield Subject(subject.land, subject.units.loc[[subject.marked[1]]], subject.marked)


UNIT_CARD = Template("card", "unit", _subjects, (MAP, TITLE, CARD, LEGEND, TEXT, INDEX, FOOT), lists="incidents")
