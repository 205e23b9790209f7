"""The way from each unit to the nearest of some places."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.crs import XY, transform_xy
from mapper.project import Project
from mapper.schema import DEGREES


def nearest_places(project: Project, places: pd.DataFrame) -> pd.DataFrame:
    """Of each unit the nearest place, and the way from its centre of gravity: straight × ``Norms.travel_detour``.

    Returns
    -------
    DataFrame
        Indexed by community_code: place (its key; of several at the same distance the first in the table) and way_m;
        both missing where the unit has no outline or no place is known.
    """
    units = project.communities
    shapes = np.asarray(units.geometry.array, dtype=object)
    points = np.asarray(places.geometry.array, dtype=object)
    key, way = np.full(len(units), None, dtype=object), np.full(len(units), np.nan)
    known, land = np.flatnonzero(~shapely.is_missing(points)), ~shapely.is_missing(shapes)
    if len(known) and land.any():
        crs = project.about.map_crs
        own = _points_m(shapely.get_coordinates(shapely.centroid(shapes[land])), crs)
        there = _points_m(shapely.get_coordinates(points[known]), crs)
        good = np.isfinite(shapely.get_x(there)) & np.isfinite(shapely.get_y(there))
        (unit, place), metres = shapely.STRtree(there[good]).query_nearest(own, return_distance=True)
        order = np.lexsort((place, unit))
        unit, first = np.unique(unit[order], return_index=True)
        row = np.flatnonzero(land)[unit]
        way[row] = metres[order][first] * project.norms.travel_detour
        key[row] = places.index.to_numpy(dtype=object)[known[good][place[order][first]]]
    return pd.DataFrame({"place": pd.array(key, dtype="str"), "way_m": way}, index=units.index)


def _points_m(degrees: XY, crs: str) -> npt.NDArray[np.object_]:
    return np.array(shapely.points(transform_xy(degrees, DEGREES, crs)), dtype=object)
