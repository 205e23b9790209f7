"""Ownership: which unit and station each point is in, or why none.

What is owned plus what is excepted is all, always.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.analysis.findings_by_row import by_row
from mapper.finding import Finding
from mapper.finding_kinds import (
    POINT_BOUNDARY,
    POINT_NO_COORDINATES,
    POINT_OUTSIDE,
    POINT_OVERLAP,
    POINT_WRONG_UNIT,
)
from mapper.geometry import Shapes, xy_of
from mapper.names import names_of
from mapper.project import Project

EXCEPTIONS = ("outside", "overlap", "boundary", "no_coordinates")
_POINTS_AT_ONCE = 20_000


def own(points: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> pd.DataFrame:
    """One unit and station for each point, or one exception.

    A point strictly inside exactly one unit is owned by it. Otherwise ``no_coordinates`` (none, or not finite),
    ``overlap`` (inside more than one unit), ``boundary`` (inside none, on the border of one or more) or ``outside``.
    A unit whose outline crosses itself is read by the even-odd rule, which is also how it is filled on the map.

    Returns
    -------
    DataFrame
        Indexed like ``points``: community_code, station_code, exception; the first two are missing where the third is
        given.
    """
    shapes = np.asarray(communities.geometry.array, dtype=object)
    places = np.asarray(points.geometry.array, dtype=object)
    located = ~shapely.is_missing(places)
    located[located] = np.isfinite(shapely.get_coordinates(places[located])).all(axis=1) if located.any() else []
    row = np.flatnonzero(located)
    # The tree is of points and asks with units: each unit is prepared once and tests only the points near it.
    tree = shapely.STRtree(places[row])
    unit, point = _within(tree, shapes)
    times_inside = np.bincount(point, minlength=len(row))

    exception = np.full(len(places), "no_coordinates", dtype=object)
    exception[row] = np.select([times_inside == 1, times_inside > 1], ["", "overlap"], "outside")
    homeless = shapely.STRtree(places[row[times_inside == 0]])
    near = np.unique(homeless.query(shapes)[0])
    touching = np.unique(homeless.query(shapes[near], predicate="intersects")[1])
    exception[row[times_inside == 0][touching]] = "boundary"

    owner = np.full(len(places), -1)
    owner[row[point]] = unit
    owner[exception != ""] = -1
    code = communities.index.to_series().reset_index(drop=True).reindex(owner)
    station = communities["station_code"].reset_index(drop=True).reindex(owner)
    return pd.DataFrame(
        {
            "community_code": pd.Series(code.array, index=points.index, dtype="str"),
            "station_code": pd.Series(station.array, index=points.index, dtype="str"),
            "exception": pd.Series(exception, index=points.index, dtype="str").where(exception != ""),
        },
        index=points.index,
    )


def _within(tree: shapely.STRtree, shapes: Shapes) -> npt.NDArray[np.intp]:
    """Which shape has which point of the tree in it; some shapes at a time, since no other thread runs meanwhile."""
    pieces = min(max(len(tree.geometries) // _POINTS_AT_ONCE, 1), max(len(shapes), 1))
    found, first = [], 0
    for some in np.array_split(shapes, pieces):
        shape, point = tree.query(some, predicate="contains")
        found.append(np.stack([shape + first, point]))
        first += len(some)
    return np.concatenate(found, axis=1)


def as_json(owned: pd.DataFrame) -> dict[str, Any]:
    """The shape of ``own --json``."""
    counts = owned["exception"].value_counts()
    rows = [
        {"id": key, "community_code": _or_none(c), "station_code": _or_none(s), "exception": _or_none(e)}
        for key, c, s, e in zip(
            owned.index, owned["community_code"], owned["station_code"], owned["exception"], strict=True
        )
    ]
    return {
        "owned": int(owned["exception"].isna().sum()),
        "exceptions": {name: int(counts.get(name, 0)) for name in EXCEPTIONS},
        "rows": rows,
    }


def _or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


_FINDING_OF_EXCEPTION = {
    "outside": POINT_OUTSIDE,
    "overlap": POINT_OVERLAP,
    "boundary": POINT_BOUNDARY,
    "no_coordinates": POINT_NO_COORDINATES,
}


# In the order in which they are told.
TOLD = (POINT_OUTSIDE, POINT_OVERLAP, POINT_BOUNDARY, POINT_NO_COORDINATES, POINT_WRONG_UNIT)


def ownership_faults(project: Project, table: str, points: gpd.GeoDataFrame, owned: pd.DataFrame) -> pd.Series:
    """A finding for each of some points that no unit owns, and for each where the file names another unit, by row.

    See :mod:`mapper.analysis.findings_by_row`.
    """
    return by_row(points.index, (*_unowned(project, table, points, owned), *_wrong_unit(project, table, points, owned)))


def _unowned(
    project: Project, table: str, points: gpd.GeoDataFrame, owned: pd.DataFrame
) -> Iterator[tuple[int, Finding]]:
    at = np.flatnonzero(owned["exception"].notna().to_numpy())
    if not len(at):
        return
    bounds = project.bounds
    xy = xy_of(np.asarray(points.geometry.array, dtype=object)[at]).tolist()
    for place, key, exception, (x, y) in zip(
        at.tolist(), points.index[at], owned["exception"].array[at], xy, strict=True
    ):
        where = None if exception == "no_coordinates" else (x, y)
        values: dict[str, Any] = {"table": table}
        if exception == "outside":
            values["suggestion"] = _likely_cause((x, y), bounds)
        yield place, Finding(_FINDING_OF_EXCEPTION[exception], (str(key),), where, values)


def _likely_cause(where: tuple[float, float], bounds: tuple[float, float, float, float] | None) -> str | None:
    """Why a point may lie outside: ``zero`` (0, 0), ``swapped`` (inside when the axes change places), or None."""
    lon, lat = where
    if lon == 0 and lat == 0:
        return "zero"
    if bounds is not None and bounds[0] <= lat <= bounds[2] and bounds[1] <= lon <= bounds[3]:
        return "swapped"
    return None


def _wrong_unit(
    project: Project, table: str, points: gpd.GeoDataFrame, owned: pd.DataFrame
) -> Iterator[tuple[int, Finding]]:
    """Points whose file names another unit (by code or by name) than the one they lie in."""
    if "recorded_unit" not in points.columns:
        return
    owner, recorded = (
        one.to_numpy(dtype=object, na_value=None) for one in (owned["community_code"], points["recorded_unit"])
    )
    at = np.flatnonzero(pd.notna(owner) & pd.notna(recorded) & (recorded != owner))
    if not len(at):
        return
    names: Mapping[str, str] = names_of(project.communities).to_dict()
    known = {*names, *names.values()}
    at = np.array([n for n in at.tolist() if recorded[n] in known and recorded[n] != names[owner[n]]], dtype=np.int64)
    xy = xy_of(np.asarray(points.geometry.array, dtype=object)[at]).tolist()
    for place, key, unit, said, (x, y) in zip(at.tolist(), points.index[at], owner[at], recorded[at], xy, strict=True):
        values = {"table": table, "recorded": said, "lies_in": names[unit]}
        yield place, Finding(POINT_WRONG_UNIT, (str(key), unit), (x, y), values)
