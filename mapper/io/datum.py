"""Which datum a file's points are in, judged by the units that the file names; proposed, never applied unasked."""

from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.crs import XY, bd09_to_wgs84, gcj02_to_wgs84
from mapper.errors import InputError
from mapper.io.source import Shapes
from mapper.message import Message

TO_WGS84: Mapping[str, Callable[[XY], XY]] = {"gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}
DATUMS = ("auto", "wgs84", *TO_WGS84)
_LEAST_POINTS = 20
_LEAST_GAIN = 0.15


def moved_to_wgs84(shapes: Shapes, datum: str) -> Shapes:
    """Shapes in degrees of ``gcj02`` or ``bd09`` as shapes in degrees of WGS-84; other datums are left alone.

    Raises
    ------
    InputError
        ``datum_unknown``.
    """
    if datum not in DATUMS:
        raise InputError("datum_unknown", datum=datum, known=list(DATUMS))
    if datum not in TO_WGS84:
        return shapes
    moved: Shapes = shapely.transform(shapes, TO_WGS84[datum])
    return moved


def unit_positions(recorded: pd.Series, communities: gpd.GeoDataFrame) -> npt.NDArray[np.intp]:
    """Row of ``communities`` that each recorded unit means, by code or by a name of one unit only; −1 for none."""
    codes = {str(key).lower(): position for position, key in enumerate(communities.index)}
    names = communities["name"].fillna("").str.strip()
    names = names.where(~names.duplicated(keep=False), "")
    words = recorded.fillna("").str.strip()
    by_name = {name: position for position, name in enumerate(names) if name}
    return np.array([codes.get(word.lower(), by_name.get(word, -1)) for word in words], dtype=np.intp)


def propose_datum(shapes: Shapes, recorded: pd.Series, communities: gpd.GeoDataFrame) -> Message | None:
    """The note ``datum_proposed`` where another datum puts many more points into the unit that the file names for them.

    ``shapes`` are points in degrees, shape (n,); a proposal needs at least 20 points with a known unit and a share
    that is larger by 0.15.
    """
    unit = unit_positions(recorded, communities)
    used = (unit >= 0) & ~pd.isna(shapes)
    if used.sum() < _LEAST_POINTS:
        return None
    land = np.asarray(communities.geometry.array)[unit[used]]
    xy = shapely.get_coordinates(shapes[used])
    shapely.prepare(communities.geometry.array)

    def share(pairs: XY) -> float:
        return float(np.mean(shapely.intersects_xy(land, pairs[:, 0], pairs[:, 1])))

    before = share(xy)
    after = {datum: share(move(xy)) for datum, move in TO_WGS84.items()}
    best = max(after, key=lambda datum: after[datum])
    if after[best] - before < _LEAST_GAIN:
        return None
    values = {"share_before": round(before, 4), "share_after": round(after[best], 4), "points": int(used.sum())}
    return Message("datum_proposed", {"datum": best, **values})
