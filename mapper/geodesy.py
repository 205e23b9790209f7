"""Lengths and areas on the ellipsoid itself, which no map projection can stretch."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyproj

XY = npt.NDArray[np.float64]


@lru_cache(maxsize=1)
def _ellipsoid() -> pyproj.Geod:
    """That of CGCS2000, GRS 80; WGS-84's differs from it by 0.1 mm."""
    return pyproj.Geod(ellps="GRS80")


def length_m(lon_lat: XY) -> float:
    """Length of the shortest lines from each point (n, 2; degrees) to the next, in metres (Karney 2013)."""
    if len(lon_lat) < 2:
        return 0.0
    return float(_ellipsoid().line_length(lon_lat[:, 0], lon_lat[:, 1]))


def area_m2(lon_lat: XY) -> float:
    """Area inside the corners (n, 2; degrees), the last joined to the first, in square metres, never negative."""
    if len(lon_lat) < 3:
        return 0.0
    area, _ = _ellipsoid().polygon_area_perimeter(lon_lat[:, 0], lon_lat[:, 1])
    return abs(float(area))


def distances_m(a: XY, b: XY) -> npt.NDArray[np.float64]:
    """From each point of ``a`` to the same of ``b`` (n, 2; degrees), in metres (Karney 2013)."""
    _, _, metres = _ellipsoid().inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    return np.asarray(metres, dtype=np.float64)
