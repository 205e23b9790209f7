"""The way from a station to its units, and the minutes a month that visits spend on it."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.crs import transform_xy
from mapper.norms import Norms
from mapper.project import Project
from mapper.schema import DEGREES


def station_distance_m(project: Project) -> pd.Series:
    """Metres, straight, from each unit's centre of gravity to the base of its station, in the project's metre CRS.

    Indexed by community_code; missing where the station, its base or the unit's outline is not recorded, or is no place
    on earth.
    """
    units, stations = project.communities, project.stations
    station = units["station_code"]
    base = np.column_stack([stations[name].reindex(station).to_numpy(dtype=float) for name in ("base_lon", "base_lat")])
    distance = np.full(len(units), np.nan)
    known = _on_earth(base)
    if known.any():
        centres = shapely.centroid(np.asarray(units.geometry.array, dtype=object)[known])
        own = np.column_stack([shapely.get_x(centres), shapely.get_y(centres)])
        crs = project.about.map_crs
        way = transform_xy(own, DEGREES, crs) - transform_xy(base[known], DEGREES, crs)
        distance[known] = np.hypot(way[:, 0], way[:, 1])
    return pd.Series(np.where(np.isfinite(distance), distance, np.nan), index=units.index)


def travel_minutes(project: Project, distance_m: pd.Series) -> pd.Series:
    """Minutes a month on the way: visits × 2 × detour × distance / speed; 0 where the distance is not known.

    The straight way × 1.3 at 25 km/h in town and 40 km/h in the country is field knowledge, and so is how many
    visits a month. All of them are norms.
    """
    norms, kind = project.norms, project.communities["kind"]
    visits = kind.map(dict(norms.visits_per_month)).astype(float)
    return (visits * 2 * norms.travel_detour * distance_m / metres_a_minute(norms, kind)).fillna(0.0)


def metres_a_minute(norms: Norms, kinds: pd.Series) -> pd.Series:
    """How fast one is on the way to units of these kinds."""
    return kinds.map(dict(norms.travel_km_per_hour)).astype(float) * 1000 / 60


def _on_earth(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    return (np.abs(degrees[:, 0]) <= 180) & (np.abs(degrees[:, 1]) <= 90)  # a missing one is nowhere
