"""What a template says: what its sheets are of, and which parts stand on them."""

from collections.abc import Callable, Iterator
from typing import Literal

import pandas as pd

from layers.edition_map import EditionMap
from layers.sheets.order import SheetOrder
from layers.sheets.painting.part import Part
from mapper.arrays import Geometries
from mapper.lazy_dataclass import dataclass

Lists = Literal["units", "incidents", "officers"]
Scope = Literal["land", "beat", "unit", "front"]


@dataclass(frozen=True, eq=False)
class Subject:
    """What one sheet is of.

    The land that its map shows (metres), the units that it lists, and the table and key of what it marks, if anything.
    """

    land: Geometries
    units: pd.DataFrame
    marked: tuple[str, str] | None = None


@dataclass(frozen=True)
class Template:
    """How sheets are arranged.

    Attributes
    ----------
    scope
        Whether a sheet is of the land of the district or a station, of a beat, or of one unit; or of an atlas.
    subjects
        What the sheets of an edition are of, each a sheet.
    parts
        The parts of a sheet in the order that they are painted; those with a slot stand in it, from the top, with the
        index under them.
    lists
        What the index has: units, or what is open in them; or officers, on a sheet without a map.
    """

    code: str
    scope: Scope
    subjects: Callable[[EditionMap, SheetOrder], Iterator[Subject]]
    parts: tuple[Part, ...]
    lists: Lists = "units"
