"""Ownership: which unit and station each point is in, or why none.

What is owned plus what is excepted is all, always.
"""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper.finding import Finding
from mapper.finding_kinds import (
    POINT_BOUNDARY,
    POINT_NO_COORDINATES,
    POINT_OUTSIDE,
    POINT_OVERLAP,
    POINT_WRONG_UNIT,
)
from mapper.names import names_of
from mapper.project import Project

EXCEPTIONS = ("outside", "overlap", "boundary", "no_coordinates")


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
    unit, point = tree.query(shapes, predicate="contains")
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


def ownership_findings(project: Project, table: str, owned: pd.DataFrame) -> list[Finding]:
    """A finding for each point that no unit owns, and for each where the file names another unit than its own."""
    points = project.table(table)
    findings, bounds, shapes = [], project.bounds, points.geometry
    for key, exception in owned["exception"].dropna().items():
        place = shapes[key]
        where = None if exception == "no_coordinates" else (float(place.x), float(place.y))
        values: dict[str, Any] = {"table": table}
        if exception == "outside" and where is not None:
            values["suggestion"] = _likely_cause(where, bounds)
        findings.append(Finding(_FINDING_OF_EXCEPTION[exception], (str(key),), where, values))
    return findings + _wrong_unit(project, table, owned)


def _likely_cause(where: tuple[float, float], bounds: tuple[float, float, float, float] | None) -> str | None:
    """Why a point may lie outside: ``zero`` (0, 0), ``swapped`` (inside when the axes change places), or None."""
    lon, lat = where
    if lon == 0 and lat == 0:
        return "zero"
    if bounds is not None and bounds[0] <= lat <= bounds[2] and bounds[1] <= lon <= bounds[3]:
        return "swapped"
    return None


def _wrong_unit(project: Project, table: str, owned: pd.DataFrame) -> list[Finding]:
    """Points whose file names another unit (by code or by name) than the one they lie in."""
    points = project.table(table)
    if "recorded_unit" not in points.columns:
        return []
    owner, recorded = owned["community_code"], points["recorded_unit"]
    names: Mapping[str, str] = names_of(project.communities).to_dict()
    known = recorded.isin(project.communities.index) | recorded.isin(set(names.values()))
    differs = owner.notna() & known & (recorded != owner) & (recorded != owner.map(names))
    return [
        Finding(
            POINT_WRONG_UNIT,
            (str(key), owner[key]),
            (float(points.geometry[key].x), float(points.geometry[key].y)),
            {"table": table, "recorded": recorded[key], "lies_in": names[owner[key]]},
        )
        for key in points.index[differs]
    ]
