"""The index of units on a sheet; its boxes are what the other parts leave free."""

from layers.sheets.index_table_painter import paint_table
from layers.sheets.painting.part import Painting, Part


def _paint(on: Painting) -> None:
    paint_table(on.painter, on.page.table, on.say)


INDEX = Part("index", _paint)
