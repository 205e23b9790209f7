"""What a template says: what its sheets are of, and which parts stand on them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from layers.edition_map import EditionMap
from layers.sheets.order import SheetOrder
from layers.sheets.painting.part import Part
from mapper.arrays import Geometries

Scope = Literal["land", "unit"]


@dataclass(frozen=True, eq=False)
class Subject:
    """What one sheet is of.

    The land that its map shows (metres), the units that it lists, and the one that it marks, if any.
    """

    land: Geometries
    units: pd.DataFrame
    unit_code: str | None = None


@dataclass(frozen=True)
class Template:
    """How sheets are arranged.

    Attributes
    ----------
    scope
        Whether a sheet is of the land of the district or a station, or of one unit.
    subjects
        What the sheets of an edition are of, each a sheet.
    parts
        The parts of a sheet in the order that they are painted; those with a slot stand in it, from the top, with the
        index under them.
    """

    code: str
    scope: Scope
    subjects: Callable[[EditionMap, SheetOrder], Iterator[Subject]]
    parts: tuple[Part, ...]
