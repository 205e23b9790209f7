"""The CRS of a file: what it states, what the person states, or what its numbers allow; from there to degrees."""

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
_FARTHEST_NORTH_M = 1e7  # from the equator to the pole
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
    name = "".join(c for c in f"{geodetic.name} {geodetic.datum.name if geodetic.datum else ''}".lower() if c.isalnum())
    if any(place in name and year in name for place, year in _CLOSED_DATUMS):
        raise InputError("crs_ballpark", crs=crs_label(crs))
    if "unknown" in name or "userdefined" in name:
        axis_m = crs.ellipsoid.semi_major_metre if crs.ellipsoid else 0.0
        if any(abs(axis_m - closed) < 0.5 for closed in _CLOSED_AXES_M):
            raise InputError("crs_ballpark", crs=crs_label(crs))


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


def choose_crs(path: str, stated: pyproj.CRS | None, given: str | None, xy: npt.NDArray[np.float64]) -> tuple[
    pyproj.CRS, list[Message]
]:  # fmt: skip
    """The CRS to read coordinates of shape (n, 2) in, and what to say of the choice.

    Raises
    ------
    InputError
        ``crs_unknown``; ``crs_unusable``; ``crs_ballpark``;
        ``crs_missing``: none is stated and the numbers are not degrees;
        ``crs_missing_zone``: the same, and eastings begin with a zone number (``hint`` is CGCS2000 in that zone);
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
    elif (hint := _prefixed_zone_crs(xy)) is not None:
        raise InputError("crs_missing_zone", path=path, hint=hint)
    else:
        raise InputError("crs_missing", path=path)
    if crs.is_geographic and len(xy) and not looks_like_degrees(xy):
        raise InputError("crs_contradicted", path=path, crs=crs_label(crs), x=float(xy[0, 0]), y=float(xy[0, 1]))
    return crs, notes


def looks_like_degrees(xy: npt.NDArray[np.float64]) -> bool:
    """Whether nearly all coordinates could be degrees, in either order; a few bad ones do not hide it."""
    if not len(xy):
        return True
    return float(np.mean((np.abs(xy) <= 180).all(axis=1) & (np.abs(xy).min(axis=1) <= 90))) >= 0.9


def _prefixed_zone_crs(xy: npt.NDArray[np.float64]) -> str | None:
    """The CGCS2000 CRS of a zone prefix in the eastings (38529251: zone 38, 114° E), as a hint only."""
    for axis in (0, 1):
        zones = np.unique(np.floor(xy[:, axis] / 1e6))
        northings = xy[:, 1 - axis]
        if len(zones) == 1 and 25 <= zones[0] <= 45 and (np.abs(northings) < _FARTHEST_NORTH_M).all():
            return f"EPSG:{4513 + int(zones[0]) - 25}"
    return None


def without_zone_prefix(xy: npt.NDArray[np.float64], crs: pyproj.CRS, path: str) -> tuple[
    npt.NDArray[np.float64], list[Message]
]:  # fmt: skip
    """Eastings (n, 2) without the zone number before them, where the CRS has none (38529251 → 529251).

    Raises
    ------
    InputError
        ``crs_zone_mismatch``: the number is another zone's.
    """
    if not crs.is_projected or not len(xy) or not (xy[:, 0] > 13e6).all() or not (xy[:, 0] < 46e6).all():
        return xy, []
    if not 0 < projection_parameter(crs, "False easting") <= 1e6:
        return xy, []
    meridian = projection_parameter(crs, "Longitude of natural origin")
    zones = np.unique(np.floor(xy[:, 0] / 1e6)).astype(int)
    if set(zones) - {round(meridian / 3), round((meridian + 3) / 6)}:
        raise InputError("crs_zone_mismatch", path=path, zone=int(zones[0]), crs=crs_label(crs))
    return np.column_stack([xy[:, 0] % 1e6, xy[:, 1]]), [Message("zone_prefix_removed", {"zone": int(zones[0])})]


def projection_parameter(crs: pyproj.CRS, name: str) -> float:
    """A parameter of a projected CRS, 0 where it has none of that name."""
    operation = crs.coordinate_operation
    return next((float(p.value) for p in operation.params if p.name == name), 0.0) if operation else 0.0


def shapes_in_degrees(shapes: Shapes, crs: pyproj.CRS, path: str) -> Shapes:
    """Shapes in ``crs`` as shapes in degrees.

    Raises
    ------
    InputError
        ``crs_misfit``: coordinates are outside what the CRS can be used for.
    """
    if crs.equals(pyproj.CRS.from_user_input(DEGREES), ignore_axis_order=True):
        return shapes
    source = crs.to_wkt()
    moved: Shapes = shapely.transform(shapes, lambda xy: transform_xy(xy, source, DEGREES))
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise InputError("crs_misfit", path=path, crs=crs_label(crs))
    return moved
