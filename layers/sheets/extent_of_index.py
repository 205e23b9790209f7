"""How long the index of one sheet would be: known at once, before anything is laid out."""

from dataclasses import replace

from layers.sheets.order import SheetOrder
from mapper.project import Project

MANY_ROWS = 1500  # a page of A3 has some two hundred


def many_rows(project: Project, order: SheetOrder) -> int:
    """How many units the index of a single sheet would list, where that is so many that a person is asked; else 0."""
    without = order.slots is not None and "index" not in order.slots
    if order.atlas is not None or order.unit_code is not None or without or order.extent_m is not None:
        return 0
    units = project.communities
    rows = len(units) if order.station_code is None else int((units["station_code"] == order.station_code).sum())
    return rows if rows > MANY_ROWS else 0


def without_index(order: SheetOrder) -> SheetOrder:
    """The same sheet without the index."""
    slots = ("legend", "locator") if order.slots is None else tuple(slot for slot in order.slots if slot != "index")
    return replace(order, slots=slots)
