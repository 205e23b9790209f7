"""Where things are: the metre CRS of a place, and the datums that Chinese files come in.

Always x = east, y = north (``always_xy``), whatever axis order an authority lists.
"""

import string
from collections.abc import Callable
from functools import lru_cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from mapper.message import Message
from mapper.schema import DEGREES

XY = npt.NDArray[np.float64]
Bounds = tuple[float, float, float, float]

# A zone of 3° keeps area errors under 0.05 %; wider land is measured on an equal-area cone of its own.
_WIDEST_ZONE_DEG = 4.0
_SHAPES_AT_ONCE = 2_000
_CHINA: Bounds = (72.004, 0.8293, 137.8347, 55.8271)


def metre_crs(bounds: Bounds) -> str:
    """A CRS in metres for land with these bounds (west, south, east, north in degrees).

    In China the CGCS2000 Gauss–Krüger 3° zone without zone prefix (EPSG:4534–4554), elsewhere the WGS-84 UTM zone;
    for land wider than 4° an Albers equal-area cone on its own parallels.
    """
    west, south, east, north = bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    if east - west > _WIDEST_ZONE_DEG or north - south > 3 * _WIDEST_ZONE_DEG:
        step = (north - south) / 6
        return (
            f"+proj=aea +lat_1={south + step:.4f} +lat_2={north - step:.4f} +lat_0={lat:.4f} +lon_0={lon:.4f} "
            "+ellps=GRS80 +units=m +no_defs"
        )
    if 73.5 <= lon <= 136.5 and 3 <= lat <= 54 and _in_china(lon, lat):
        return f"EPSG:{4534 + round(lon / 3) - 25}"
    zone = min(int((lon + 180) // 6) + 1, 60)
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def is_metre_crs(crs: str) -> bool:
    """Whether a text names a CRS that is projected, in metres."""
    if _projection(crs) is not None and not crs.startswith("+"):
        return True
    try:
        found = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        return False
    return found.is_projected and all(axis.unit_conversion_factor == 1 for axis in found.axis_info)


def _in_china(lon: float, lat: float) -> bool:
    return _CHINA[0] <= lon <= _CHINA[2] and _CHINA[1] <= lat <= _CHINA[3]


def _projection(crs: str) -> str | None:
    """The projection of a CRS that :func:`metre_crs` chooses, as PROJ writes it; None for any other.

    Its degrees are WGS-84's or CGCS2000's, which are the same here, so that nothing but the projection is to be done.
    """
    if crs.startswith("+proj=aea "):
        return crs.removesuffix(" +no_defs")
    code = int(crs[5:]) if crs.startswith("EPSG:") and crs[5:].isdecimal() else 0
    if 4534 <= code <= 4554:
        return f"+proj=tmerc +lat_0=0 +lon_0={75 + 3 * (code - 4534)} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80"
    for first, south in ((32600, ""), (32700, " +south")):
        if first < code <= first + 60:
            return f"+proj=utm +zone={code - first}{south} +ellps=WGS84"
    return None


@lru_cache(maxsize=32)
def _transformer(source: str, target: str) -> pyproj.Transformer:
    # Looking for every way from one CRS to another takes PROJ 70 ms, in each thread again; for ours there is but one.
    if source == DEGREES and (projection := _projection(target)):
        return _pipeline("+proj=unitconvert +xy_in=deg +xy_out=rad", projection)
    if target == DEGREES and (projection := _projection(source)):
        return _pipeline(f"+inv {projection}", "+proj=unitconvert +xy_in=rad +xy_out=deg")
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def _pipeline(*steps: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_pipeline(" +step ".join(["+proj=pipeline", *steps]))


def transform_xy(xy: XY, source: str, target: str) -> XY:
    """Coordinates of shape (n, 2) moved from one CRS to another; a point that cannot be is infinite."""
    if source == target or len(xy) == 0:
        return xy
    moved = np.array(xy.T, dtype=np.float64, order="C")  # x and y each in one piece, which PROJ then moves in place
    _transformer(source, target).transform(moved[0], moved[1], inplace=True)
    return np.ascontiguousarray(moved.T)


_BOX_STEPS = 21  # of a side, that is bent in metres


def bounds_in_metres(bounds: Bounds, crs: str) -> Bounds:
    """What holds all of a box in degrees (west, south, east, north) in the metre CRS, where its sides are bent."""
    west, south, east, north = bounds
    along, up = np.linspace(west, east, _BOX_STEPS), np.linspace(south, north, _BOX_STEPS)
    sides = [(along, np.full_like(along, y)) for y in (south, north)] + [
        (np.full_like(up, x), up) for x in (west, east)
    ]
    xy = transform_xy(np.concatenate([np.column_stack(side) for side in sides]), DEGREES, crs)
    (low_x, low_y), (high_x, high_y) = xy.min(axis=0), xy.max(axis=0)
    return float(low_x), float(low_y), float(high_x), float(high_y)


def to_metres(geometry: gpd.GeoSeries, crs: str) -> npt.NDArray[np.object_]:
    """Geometries in degrees as shapely geometries in the metre CRS; missing ones stay None."""
    return shapes_to_metres(np.asarray(geometry.array, dtype=object), crs)


def shapes_to_metres(shapes: npt.NDArray[np.object_], crs: str) -> npt.NDArray[np.object_]:
    """The same of shapely geometries."""
    moved = np.empty(len(shapes), dtype=object)
    for at in range(0, len(shapes), _SHAPES_AT_ONCE):  # memory for all corners of a province is slow to come by
        some = shapes[at : at + _SHAPES_AT_ONCE]
        moved[at : at + _SHAPES_AT_ONCE] = shapely.transform(some, lambda xy: transform_xy(xy, DEGREES, crs))
    return moved


def to_degrees(geometry: npt.ArrayLike, crs: str) -> npt.NDArray[np.object_]:
    """Shapely geometries in the metre CRS as geometries in degrees."""
    return shapely.transform(np.asarray(geometry, dtype=object), lambda xy: transform_xy(xy, crs, DEGREES))


# GCJ-02 and BD-09: the public algorithm (not the official one); it meets published pairs within 0.01 m.
_AXIS_M = 6378245.0
_ECCENTRICITY_2 = 0.00669342162296594323
_BD_PI = np.pi * 3000.0 / 180.0
_AT_ONCE = 8192


def _waves(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> tuple[XY, XY]:
    root = np.sqrt(np.abs(x))
    # sin 3a = 3 sin a - 4 sin³ a: sines are what takes the time.
    x_third, y_third, x_twice = np.sin(x * (np.pi / 3)), np.sin(y * (np.pi / 3)), np.sin(x * (2 * np.pi))
    common = (20 * _thrice(x_twice) + 20 * x_twice) * 2 / 3
    lat = (
        -100
        + 2 * x
        + 3 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + common
        + (20 * _thrice(y_third) + 40 * y_third) * 2 / 3
        + (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    )
    lon = (
        300
        + x
        + 2 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + common
        + (20 * _thrice(x_third) + 40 * x_third) * 2 / 3
        + (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    )
    return lon, lat


def _thrice(sine: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The sine of three times the angle."""
    return sine * (3 - 4 * sine * sine)


def wgs84_to_gcj02(xy: XY) -> XY:
    """Degrees (n, 2) in WGS-84 as GCJ-02; points outside China's box are not moved."""
    lon, lat = xy[:, 0], xy[:, 1]
    d_lon, d_lat = _waves(lon - 105.0, lat - 35.0)
    phi = np.radians(lat)
    magic = 1 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    root = np.sqrt(magic)
    d_lat = np.degrees(d_lat / (_AXIS_M * (1 - _ECCENTRICITY_2) / (magic * root)))
    d_lon = np.degrees(d_lon / (_AXIS_M / root * np.cos(phi)))
    inside = (lon >= _CHINA[0]) & (lon <= _CHINA[2]) & (lat >= _CHINA[1]) & (lat <= _CHINA[3])
    return np.column_stack([np.where(inside, lon + d_lon, lon), np.where(inside, lat + d_lat, lat)])


def gcj02_to_wgs84(xy: XY) -> XY:
    """Degrees (n, 2) in GCJ-02 as WGS-84, by fixed-point steps; the first leaves 3 m, three at most 0.3 mm."""
    return _inverse(wgs84_to_gcj02, xy, 3)


def gcj02_to_bd09(xy: XY) -> XY:
    """Degrees (n, 2) in GCJ-02 as BD-09."""
    x, y = xy[:, 0], xy[:, 1]
    z = np.hypot(x, y) + 0.00002 * np.sin(y * _BD_PI)
    theta = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD_PI)
    return np.column_stack([z * np.cos(theta) + 0.0065, z * np.sin(theta) + 0.006])


def bd09_to_wgs84(xy: XY) -> XY:
    """Degrees (n, 2) in BD-09 as WGS-84."""
    return _inverse(lambda wgs: gcj02_to_bd09(wgs84_to_gcj02(wgs)), xy, 4)


def wgs84_to_bd09(xy: XY) -> XY:
    """Degrees (n, 2) in WGS-84 as BD-09."""
    return gcj02_to_bd09(wgs84_to_gcj02(xy))


def _inverse(forward: Callable[[XY], XY], xy: XY, steps: int) -> XY:
    found = np.array(xy, dtype=float)
    for start in range(0, len(found), _AT_ONCE):  # as many as a processor's cache holds
        wanted = found[start : start + _AT_ONCE]
        guess = wanted.copy()
        for _ in range(steps):
            guess -= forward(guess) - wanted
        found[start : start + _AT_ONCE] = guess
    return found


def crs_told(map_crs: str) -> Message:
    """A CRS by the name that a reader of Chinese maps knows: of CGCS2000 the width and meridian of its zone."""
    name = pyproj.CRS.from_user_input(map_crs).name
    if name.startswith("CGCS2000") and name.endswith("E") and "CM" in name:
        meridian = name.rsplit("CM", 1)[1].strip(" E").strip(string.ascii_letters)
        return Message("crs.gauss", {"meridian": meridian, "width": "3" if "3-degree" in name else "6"})
    return Message("crs.own") if name == "unknown" else Message("crs.other", {"name": name})
