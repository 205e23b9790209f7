"""The CRS of a file: what it states, what the person states, or what its numbers allow; from there to degrees."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from mapper.crs import transform_xy
from mapper.errors import InputError
from mapper.geometry import Shapes
from mapper.message import Message
from mapper.schema import DEGREES

# Datums of Chinese maps to which only "ballpark" ways lead; the true parameters are not public.
_CLOSED_DATUMS = (
    ("xian", "1980"), ("xian", "80"), ("西安", "80"),
    ("beijing", "1954"), ("beijing", "54"), ("北京", "54"), ("newbeijing", ""),
)  # fmt: skip
_NEARLY_ALL = 0.9  # a few bad rows do not hide what the others are
# Where coordinates with a zone number lie in China: metres east within the zone (its middle has 500,000), and north.
_EAST_IN_ZONE_M, _NORTH_M = (1e5, 9e5), (3e5, 6.2e6)
# CGCS2000 with a zone number: zones of 6° and of 3°, and the EPSG code of the first one. 6° zones 13 and 14 are left
# out: Web Mercator has such numbers from Shanghai to the Ussuri.
_NUMBERED_ZONES = ((range(15, 24), 4493), (range(25, 46), 4513))
_LIKELIEST, _SAMPLE = 3, 500
# Their ellipsoids (semi-major axes, m), where a file gives its datum no name of its own.
_CLOSED_AXES_M = (6378140.0, 6378245.0)


def parse_crs(text: str) -> pyproj.CRS:
    """The CRS that a person names: ``EPSG:4547``, ``4547`` or WKT.

    Raises
    ------
    InputError
        ``crs_unknown``, or ``crs_ballpark``: nothing exact leads from its datum to degrees.
    """
    word = text.strip()
    try:
        crs = pyproj.CRS.from_user_input(int(word) if word.isdecimal() else word)
    except (pyproj.exceptions.CRSError, ValueError) as error:
        raise InputError("crs_unknown", crs=text) from error
    if not _leads_to_degrees(crs):
        raise InputError("crs_unknown", crs=text)
    require_open_datum(crs)
    return crs


def require_open_datum(crs: pyproj.CRS) -> None:
    """Nothing, or InputError ``crs_ballpark`` for Xi'an 1980 and Beijing 1954, which would move by tens of metres."""
    geodetic = crs.geodetic_crs
    if geodetic is None:
        raise InputError("crs_unknown", crs=crs.name)
    name = f"{geodetic.name} {geodetic.datum.name if geodetic.datum else ''}"
    if _names_closed_datum(name):
        raise InputError("crs_ballpark", crs=crs_label(crs))
    if "unknown" in name.lower() or "userdefined" in name.lower():
        axis_m = crs.ellipsoid.semi_major_metre if crs.ellipsoid else 0.0
        if any(abs(axis_m - closed) < 0.5 for closed in _CLOSED_AXES_M):
            raise InputError("crs_ballpark", crs=crs_label(crs))


def _names_closed_datum(text: str) -> bool:
    plain = "".join(c for c in text.lower() if c.isalnum())
    return any(place in plain and year in plain for place, year in _CLOSED_DATUMS)


def _leads_to_degrees(crs: pyproj.CRS) -> bool:
    """Whether PROJ knows how to come from a CRS to degrees; of projections that it does not know it does not."""
    try:
        pyproj.Transformer.from_crs(crs, DEGREES, always_xy=True)
    except (pyproj.exceptions.ProjError, pyproj.exceptions.CRSError):
        return False
    return True


def crs_label(crs: pyproj.CRS) -> str:
    """``EPSG:4547`` where the CRS has such a code, else its name."""
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority else str(crs.name)


def choose_crs(
    path: str,
    stated: pyproj.CRS | None,
    given: str | None,
    xy: npt.NDArray[np.float64],
    land: gpd.GeoSeries | None = None,
    headings: Iterable[str] = (),
) -> tuple[pyproj.CRS, list[Message]]:
    """The CRS to read coordinates of shape (n, 2) in, and what to say of the choice.

    Where none is stated, degrees are taken for WGS-84, and eastings that begin with a zone number (38529251) for
    CGCS2000 in that zone, unless the file's name or one of its ``headings`` says Xi'an 1980 or Beijing 1954. Metres
    without one may be any zone's: where known ``land`` (degrees) tells, the refusal names those that fit.

    Raises
    ------
    InputError
        ``crs_unknown``; ``crs_unusable``; ``crs_ballpark``;
        ``crs_missing``: none is stated and the numbers are not degrees;
        ``crs_missing_near``: the same, and these CRS (``likely``) would bring most of them into the land;
        ``crs_contradicted``: degrees are stated, metres are there.
    """
    notes: list[Message] = []
    if given is not None:
        crs = parse_crs(given)
        if stated is not None and not stated.equals(crs, ignore_axis_order=True):
            notes.append(Message("crs_overridden", {"stated": crs_label(stated), "used": crs_label(crs)}))
    elif stated is not None:
        require_open_datum(stated)
        if not _leads_to_degrees(stated):
            raise InputError("crs_unusable", path=path, crs=stated.name)
        crs = stated
    elif looks_like_degrees(xy):
        return pyproj.CRS.from_user_input(DEGREES), [Message("crs_assumed", {"crs": DEGREES})]
    elif (zone := numbered_zone(xy)) is not None:
        for text in (Path(path).name, *headings):
            if _names_closed_datum(text):
                raise InputError("crs_ballpark", crs=text)
        crs = pyproj.CRS.from_epsg(zone.epsg)
        notes.append(Message("crs_of_zone", {"zone": zone.number, "crs": crs_label(crs)}))
    elif land is not None and (likely := _likely_crs(xy, land)):
        raise InputError("crs_missing_near", path=path, likely=likely)
    else:
        raise InputError("crs_missing", path=path)
    if crs.is_geographic and len(xy) and not looks_like_degrees(xy):
        raise InputError("crs_contradicted", path=path, crs=crs_label(crs), x=float(xy[0, 0]), y=float(xy[0, 1]))
    return crs, notes


def looks_like_degrees(xy: npt.NDArray[np.float64]) -> bool:
    """Whether nearly all coordinates could be degrees, in either order; a few bad ones do not hide it."""
    if not len(xy):
        return True
    return float(np.mean((np.abs(xy) <= 180).all(axis=1) & (np.abs(xy).min(axis=1) <= 90))) >= _NEARLY_ALL


class NumberedZone(NamedTuple):
    """A zone number before eastings (38529251: 38), the EPSG code of CGCS2000 with it, and the column of eastings."""

    number: int
    epsg: int
    column: int


def numbered_zone(xy: npt.NDArray[np.float64]) -> NumberedZone | None:
    """The zone whose number stands before the eastings of coordinates of shape (n, 2); None where none does."""
    for axis in (0, 1):
        east, north = xy[:, axis], xy[:, 1 - axis]
        number = np.floor(east / 1e6)
        zone = np.median(number)
        inside = east - zone * 1e6
        fits = (inside > _EAST_IN_ZONE_M[0]) & (inside < _EAST_IN_ZONE_M[1])
        fits &= (north > _NORTH_M[0]) & (north < _NORTH_M[1])
        if fits.mean() < _NEARLY_ALL:
            continue
        for zones, first in _NUMBERED_ZONES:
            if zone in zones:
                return NumberedZone(int(zone), first + int(zone) - zones[0], axis)
    return None


def _likely_crs(xy: npt.NDArray[np.float64], land: gpd.GeoSeries) -> list[str]:
    """The CRS in metres of a piece of land in which most coordinates lie in it, the best three, with how many do.

    >>> _likely_crs(xy, land)
    ['EPSG:4547 (420/420)']
    """
    if not len(land) or not np.isfinite(land.total_bounds).all():
        return []
    west, _, east, _ = land.total_bounds
    some = xy[:: max(1, len(xy) // _SAMPLE)]
    counts: dict[str, int] = {}
    for code in _metre_codes((west + east) / 2):
        inside = 0
        for pairs in (some, some[:, ::-1]):  # surveyors write the northing first
            degrees = transform_xy(pairs, f"EPSG:{code}", DEGREES)
            points = shapely.points(degrees[np.isfinite(degrees).all(axis=1)])
            inside = max(inside, len(np.unique(land.sindex.query(points, predicate="intersects")[0])))
        counts[f"EPSG:{code}"] = inside
    best = sorted((code for code in counts if 2 * counts[code] > len(some)), key=lambda code: -counts[code])
    return [f"{code} ({counts[code]}/{len(some)})" for code in best[:_LIKELIEST]]


def _metre_codes(lon: float) -> list[int]:
    """EPSG codes of what maps at a longitude are drawn in: CGCS2000 in 3° zones, UTM, Web Mercator.

    Of zones of 6° the meridian, and so the numbers, are those of one of the three; but for the two that have theirs
    before them and are not known by it.
    """
    three, six = round(lon / 3), int(lon // 6) + 1
    codes = [4534 + zone - 25 for zone in (three, three - 1, three + 1) if 25 <= zone <= 45]
    codes += [4491 + six - 13] if six in (13, 14) else []
    return [*codes, 32600 + min(int((lon + 180) // 6) + 1, 60), 3857]


def without_zone_prefix(xy: npt.NDArray[np.float64], crs: pyproj.CRS, path: str) -> tuple[
    npt.NDArray[np.float64], list[Message]
]:  # fmt: skip
    """Eastings (n, 2) without the zone number before them, where the CRS has none (38529251 → 529251).

    Raises
    ------
    InputError
        ``crs_zone_mismatch``: the number is another zone's.
    """
    numbered = (xy[:, 0] > 13e6) & (xy[:, 0] < 46e6)
    if not crs.is_projected or not len(xy) or numbered.mean() < _NEARLY_ALL:
        return xy, []
    if not 0 < projection_parameter(crs, "False easting") <= 1e6:
        return xy, []
    meridian = projection_parameter(crs, "Longitude of natural origin")
    zones = np.unique(np.floor(xy[numbered, 0] / 1e6)).astype(int)
    if set(zones) - {round(meridian / 3), round((meridian + 3) / 6)}:
        raise InputError("crs_zone_mismatch", path=path, zone=int(zones[0]), crs=crs_label(crs))
    plain = np.column_stack([np.where(numbered, xy[:, 0] % 1e6, xy[:, 0]), xy[:, 1]])
    return plain, [Message("zone_prefix_removed", {"zone": int(zones[0])})]


def projection_parameter(crs: pyproj.CRS, name: str) -> float:
    """A parameter of a projected CRS, 0 where it has none of that name."""
    operation = crs.coordinate_operation
    return next((float(p.value) for p in operation.params if p.name == name), 0.0) if operation else 0.0


def shapes_in_degrees(shapes: Shapes, crs: pyproj.CRS, path: str) -> Shapes:
    """Shapes in ``crs`` as shapes in degrees; the few that lie where it cannot be used (0, 0) are None.

    Raises
    ------
    InputError
        ``crs_misfit``: more than a few are outside what the CRS can be used for.
    """
    if crs.equals(pyproj.CRS.from_user_input(DEGREES), ignore_axis_order=True):
        return shapes
    source = crs.to_wkt()
    moved: Shapes = shapely.transform(shapes, lambda xy: transform_xy(xy, source, DEGREES))
    xy, owner = shapely.get_coordinates(moved, return_index=True)
    lost = np.unique(owner[~np.isfinite(xy).all(axis=1)])
    if len(lost) > (1 - _NEARLY_ALL) * len(np.unique(owner)):
        raise InputError("crs_misfit", path=path, crs=crs_label(crs))
    moved[lost] = None
    return moved
