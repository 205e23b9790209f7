"""The tables' geometry in metres of the map CRS, made once and taken over while it still fits."""

from collections.abc import Iterable
from dataclasses import replace
from threading import Lock

import geopandas as gpd
import numpy as np

from layers.geometry.arcs import Lines
from layers.geometry.shapes import (
    Dots,
    Shapes,
    dots_of,
    lines_of,
    shapes_of,
)
from mapper import schema
from mapper.analysis.incidents.kinds import INCIDENT_KINDS
from mapper.audience import CELL_M
from mapper.frames import known_places
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

_COARSE = frozenset(kind.table for kind in INCIDENT_KINDS if kind.coarse)


@dataclass(frozen=True, eq=False)
class _Projected:
    """One table's geometry, and what it was made from."""

    frame: gpd.GeoDataFrame
    crs: str
    detail_m: float
    geometry: Shapes | Lines | Dots

    def fits(self, frame: gpd.GeoDataFrame, crs: str, detail_m: float) -> bool:
        """Whether it is the geometry of this frame too: an edit of other columns leaves every shape the same object."""
        if (crs, detail_m) != (self.crs, self.detail_m):
            return False
        if frame is self.frame:
            return True
        old, new = (np.asarray(known_places(one).array) for one in (self.frame, frame))
        return (
            len(old) == len(new)
            and self.frame.index.equals(frame.index)
            and all(a is b for a, b in zip(old, new, strict=True))
        )


class Geometry:
    """The tables' geometry in the map CRS; what an earlier one has already and still fits is taken from it.

    Polygons may lie up to ``detail_m`` beside the truth; 0 for the truth. ``projected`` is what was made so far, by
    table.
    """

    def __init__(self, project: Project, earlier: "Geometry | None" = None, detail_m: float = 0.0) -> None:
        self._project = project
        self._detail_m = detail_m
        # One thread prepares what another may ask for; neither is to do the same work twice.
        self._locks = {table: Lock() for table in schema.TABLES}
        self.projected: dict[str, _Projected] = {} if earlier is None else dict(earlier.projected)

    def prepare(self, tables: Iterable[str]) -> None:
        """Make the geometry of these tables now, in whichever thread this is."""
        for table in tables:
            self._of(table)

    def shapes(self, table: str) -> Shapes:
        found = self._of(table)
        assert isinstance(found, Shapes)
        return found

    def lines(self, table: str) -> Lines:
        found = self._of(table)
        assert isinstance(found, Lines)
        return found

    def dots(self, table: str) -> Dots:
        found = self._of(table)
        assert isinstance(found, Dots)
        return found

    def _of(self, table: str) -> Shapes | Lines | Dots:
        frame, crs = self._project.table(table), self._project.about.map_crs
        kind = schema.TABLES[table].geometry
        detail_m = self._detail_m if kind == "polygon" else 0.0
        with self._locks[table]:
            made = self.projected.get(table)
            if made is None or not made.fits(frame, crs, detail_m):
                made = _Projected(frame, crs, detail_m, _projected(frame, crs, detail_m, kind))
                if table in _COARSE and isinstance(made.geometry, Dots):
                    made = replace(made, geometry=_in_cells(made.geometry))
            elif made.frame is not frame:
                made = replace(made, frame=frame)
            self.projected[table] = made
        return made.geometry


def _projected(
    frame: gpd.GeoDataFrame, crs: str, detail_m: float, kind: schema.Geometry | None
) -> Shapes | Lines | Dots:
    assert kind is not None
    if kind == "polygon":
        return shapes_of(frame, crs, detail_m)
    return lines_of(frame, crs) if kind == "line" else dots_of(known_places(frame), crs)


def _in_cells(dots: Dots) -> Dots:
    """Each point in the middle of its cell: a case is known by its cell at most, on screen as on paper."""
    return Dots(dots.ids, (np.floor(dots.xy / CELL_M) + 0.5) * CELL_M)
