"""New outlines for units and stations: refused where they would break the tiling, with the areas before and after."""

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.analysis.land.borders import Key
from mapper.crs import to_metres
from mapper.edit import Edit, put_rows
from mapper.edits.locks import require_unlocked
from mapper.errors import InputError
from mapper.geometry import overlapping_pairs, polygonal
from mapper.lazy_dataclass import dataclass
from mapper.names import name_of
from mapper.project import Project
from mapper.schema import DEGREES

_LEAST_M2 = 1e-3  # an overlap below this is what coordinates cannot say


@dataclass(frozen=True)
class BoundaryChange:
    """What an edit does to the land, known before it is applied.

    Attributes
    ----------
    codes
        Units whose outline changes, in order of code; those that come or go too.
    stations
        Stations whose outline changes.
    km2_before, km2_after
        Area of each of the units and stations in km²; a unit that is not there is missing.
    """

    codes: tuple[str, ...]
    stations: tuple[str, ...]
    km2_before: Mapping[str, float]
    km2_after: Mapping[str, float]

    @property
    def total_km2(self) -> float:
        """How much land the units gain in all: nothing, but for a repair."""
        return sum(self.km2_after.get(c, 0.0) for c in self.codes) - sum(
            self.km2_before.get(c, 0.0) for c in self.codes
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "codes": list(self.codes),
            "stations": list(self.stations),
            "km2_before": {code: round(km2, 6) for code, km2 in self.km2_before.items()},
            "km2_after": {code: round(km2, 6) for code, km2 in self.km2_after.items()},
        }


def boundary_change(project: Project, edit: Edit) -> BoundaryChange:
    """The units and stations that an edit touches, with their areas before and after. The project stays as it is.

    Raises
    ------
    InputError
        What the edit itself would raise.
    """
    return change_between(project, edit(project))


def change_between(before: Project, after: Project) -> BoundaryChange:
    """The units and stations whose outline differs between two projects, with their areas in each."""
    before_km2: dict[str, float] = {}
    after_km2: dict[str, float] = {}
    touched: dict[str, tuple[str, ...]] = {}
    for table in ("communities", "stations"):
        old, new = before.table(table).geometry, after.table(table).geometry
        codes = [] if old is new else _redrawn(old, new)
        touched[table] = tuple(sorted(codes))
        for km2, shapes, crs in ((before_km2, old, before.about.map_crs), (after_km2, new, after.about.map_crs)):
            some = shapes[shapes.index.isin(codes)].sort_index()
            areas = shapely.area(polygonal(to_metres(some, crs))) / 1e6
            km2.update(zip(map(str, some.index), map(float, areas), strict=True))
    return BoundaryChange(touched["communities"], touched["stations"], before_km2, after_km2)


def redrawn_names(before: Project, after: Project) -> list[str]:
    """Names of the units whose outline differs between two projects, or that only one of them has, by their codes."""
    old, new = before.communities, after.communities
    codes = [] if old is new else sorted(_redrawn(old.geometry, new.geometry))
    return [name_of(new if code in new.index else old, code) for code in codes]


def _redrawn(old: gpd.GeoSeries, new: gpd.GeoSeries) -> list[str]:
    """Codes in one of the two only, or with another outline."""
    both = old.index.intersection(new.index)
    same = shapely.equals_identical(np.asarray(old.loc[both].array), np.asarray(new.loc[both].array))
    both_missing = old.loc[both].isna().to_numpy() & new.loc[both].isna().to_numpy()
    return [*map(str, old.index.symmetric_difference(new.index)), *map(str, both[~(same | both_missing)])]


def with_outlines(project: Project, shapes: Mapping[Key, BaseGeometry]) -> Project:
    """The project with these outlines (degrees) for units and stations that it has; nothing is checked."""
    for table in ("communities", "stations"):
        codes = [code for of, code in shapes if of == table]
        if not codes:
            continue
        rows: Any = project.table(table).loc[codes].copy()
        outlines = np.array([shapes[table, code] for code in codes], dtype=object)
        rows = rows.set_geometry(gpd.GeoSeries(outlines, index=rows.index, crs=DEGREES))
        project = put_rows(project, table, rows)
    return project


def require_tiling(before: Project, after: Project, codes: Iterable[str], mends: bool = False) -> None:
    """Nothing, where the new outlines of these units are sound and overlap no neighbour more than before.

    Parameters
    ----------
    mends
        A repair: borders that do not match their neighbours' are allowed, overlaps still are not.

    Raises
    ------
    InputError
        ``locked_unit`` or ``locked_border`` (see :mod:`mapper.edits.locks`), ``unit_emptied``,
        ``border_crosses_itself`` or ``border_crosses``, with the units' names.
    """
    codes = list(codes)
    require_unlocked(before, after, codes)
    units = after.communities
    there = [code for code in codes if code in units.index]
    for code in there:
        shape = units.geometry[code]
        if shape is None or not shape.area:
            raise InputError("unit_emptied", unit=name_of(units, code))
        was_broken = code in before.communities.index and not shapely.is_valid(before.communities.geometry[code])
        if not shapely.is_valid(shape) and not was_broken:
            raise InputError("border_crosses_itself", unit=name_of(units, code))
    box = _box(before, after, codes)
    if box is None:
        return
    old, new = _drawing(before, box), _drawing(after, box)
    # A new unit has the faults of the one that it is cut from, a merged one those of the units that went into it.
    inherited = not old.faulty.isdisjoint(codes)
    merged = not old.faulty.isdisjoint(set(codes) - set(there))
    heirs = {code for code in there if merged or (inherited and code not in before.communities.index)}
    added = sorted(new.faulty - old.faulty - heirs)
    if added and not mends:
        raise InputError("border_crosses", units=[name_of(units, code) for code in added])
    if new.overlap_m2 > old.overlap_m2 + _LEAST_M2:
        raise InputError(
            "border_crosses", units=[name_of(units, code) for code in sorted(new.overlapping & set(codes))]
        )


def _box(before: Project, after: Project, codes: list[str]) -> BaseGeometry | None:
    """The land around the units, before and after, in degrees."""
    shapes = [
        shape
        for frame in (before.communities, after.communities)
        for shape in frame.geometry[frame.index.isin(codes)]
        if shape is not None
    ]
    return shapely.box(*shapely.total_bounds(shapes)) if shapes else None


@dataclass(frozen=True)
class _Drawing:
    """How the units in a box are drawn.

    Attributes
    ----------
    faulty
        Codes of units with an edge that does not match its neighbours, or whose outline crosses itself.
    overlapping
        Codes of units that have land in common with another.
    overlap_m2
        Land that more than one unit claims, counted once for each two of them.
    """

    faulty: frozenset[str]
    overlapping: frozenset[str]
    overlap_m2: float


def _drawing(project: Project, box: BaseGeometry) -> _Drawing:
    near = project.communities.iloc[np.sort(project.communities.geometry.sindex.query(box))]
    raw = to_metres(near.geometry, project.about.map_crs)
    shapes = polygonal(raw)
    faulty = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)) | ~shapely.is_valid(raw))
    first, second, common = overlapping_pairs(shapes, faulty)
    return _Drawing(
        frozenset(map(str, near.index[faulty])),
        frozenset(map(str, near.index[np.union1d(first, second)])),
        float(shapely.area(common).sum()),
    )
