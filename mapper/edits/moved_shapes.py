"""How far the shapes of rows have moved from one version of a table to the next."""

import numpy as np
import shapely

from mapper.arrays import Bools, Floats, Geometries
from mapper.geodesy import distances_m

# What a file rounds away: six decimals of a degree are up to 0.08 m.
MOVED_M = 0.1
# Borders that part by more than this no longer meet (a double holds a coordinate to about a nanometre).
_MEETS_M = 1e-4


def moved_m(before: Geometries, after: Geometries) -> Floats:
    """How far each shape (n,; degrees) has moved, in metres; infinite where there was none, zero where none is now.

    Infinite, too, where one of the two is nowhere on earth (a latitude over 90).

    Of lines and outlines it is the discrete Hausdorff distance: the farthest corner from the other shape. The order of
    the corners counts for nothing.
    """
    found = np.zeros(len(before))
    there, given = ~shapely.is_missing(before), ~shapely.is_missing(after)
    found[given & ~there] = np.inf
    rest = np.flatnonzero(given & there & ~np.asarray(shapely.equals_identical(before, after)))
    points = rest[shapely.get_type_id(before[rest]) == 0] if len(rest) else rest
    found[points] = distances_m(shapely.get_coordinates(before[points]), shapely.get_coordinates(after[points]))
    for row in np.setdiff1d(rest, points):
        found[row] = _outline_moved_m(before[row], after[row])
    found[np.isnan(found)] = np.inf
    return found


def _outline_moved_m(before: shapely.Geometry, after: shapely.Geometry) -> float:
    before, after = shapely.normalize(before), shapely.normalize(after)
    a, b = shapely.get_coordinates(before), shapely.get_coordinates(after)
    if len(a) == len(b):  # corner by corner: far cheaper than each against all
        steps = distances_m(a, b)
        if steps.max(initial=0.0) <= MOVED_M:
            return float(steps.max(initial=0.0))
    # Metres in the plane that touches the earth there; shapes so near each other are small against its curve.
    lon, lat = a.mean(axis=0)
    metres = distances_m(np.array([[lon, lat]] * 2), np.array([[lon + 0.001, lat], [lon, lat + 0.001]])) / 0.001

    def flat(shape: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(shape, lambda xy: (xy - (lon, lat)) * metres)

    return float(shapely.hausdorff_distance(flat(before), flat(after)))


def really_moved(metres: Floats, outlines: bool) -> Bools:
    """True for each shape that has moved farther than a file's rounding.

    Outlines come together: where one of them has moved, all that lie otherwise by anything come along, or borders that
    meet in the file would part.
    """
    moved = metres > MOVED_M
    return metres > _MEETS_M if outlines and moved.any() else moved
