"""Small questions about shapes that several analyses ask."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Shapes = npt.NDArray[np.object_]


def point_inside(geometry: gpd.GeoSeries) -> list[tuple[float, float] | None]:
    """A point on each shape's surface (x, y in the shape's own CRS), None for a missing or empty shape."""
    return points_inside(np.asarray(geometry.array, dtype=object))


def points_inside(shapes: Shapes) -> list[tuple[float, float] | None]:
    """The same of shapes in an array."""
    points = shapely.point_on_surface(shapes)
    x, y = shapely.get_x(points), shapely.get_y(points)
    return [None if np.isnan(a) else (float(a), float(b)) for a, b in zip(x, y, strict=True)]


def xy_of(points: Shapes) -> npt.NDArray[np.float64]:
    """(n, 2) x and y of points; NaN for one that is missing or empty."""
    return np.column_stack((shapely.get_x(points), shapely.get_y(points)))


def first_at(polygons: Shapes, xy: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Number of the first polygon that each point (n, 2) lies in or on the border of; −1 for none."""
    found = np.full(len(xy), -1, dtype=np.int64)
    point, polygon = shapely.STRtree(polygons).query(np.asarray(shapely.points(xy), dtype=object), "intersects")
    order = np.lexsort((-polygon, point))  # the first of several is written last
    found[point[order]] = polygon[order]
    return found


def polygonal(shapes: Shapes) -> Shapes:
    """Each shape repaired and reduced to its polygons; missing ones become empty polygons.

    Repair keeps the land enclosed by each ring of a bow-tie (``shapely.make_valid``).
    """
    result = np.array(shapes, dtype=object)
    result[shapely.is_missing(result)] = shapely.Polygon()
    broken = np.flatnonzero(~shapely.is_valid(result))
    for position in broken:
        parts = list(polygons_of(shapely.make_valid(result[position])))
        result[position] = shapely.union_all(parts) if parts else shapely.Polygon()  # a line has no land
    return result


def polygons_of(shape: BaseGeometry) -> Iterator[shapely.Polygon]:
    """The polygons that a shape is made of, those inside collections too."""
    if isinstance(shape, shapely.Polygon):
        if not shape.is_empty:
            yield shape
    elif hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from polygons_of(part)


def overlapping_pairs(
    shapes: Shapes, suspects: npt.NDArray[np.intp] | None = None
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Shapes]:
    """Every pair of valid polygons that have land in common: positions of the two, the lower first, and that land.

    An overlap may lie between two shapes whose own borders match everywhere (one that reaches over its neighbours into
    a third, two tilings on top of each other). But the land that is claimed more than once ends somewhere, and it ends
    at an edge that has no match: from the shapes with such an edge the search goes on, pair by pair, to every shape
    that one of those found overlaps with. So shapes that only touch need not be intersected with each other.

    Parameters
    ----------
    suspects
        Positions of at least the shapes that ``shapely.coverage_invalid_edges`` tells of, where they are known already.
    """
    if suspects is None:
        suspects = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    tree = shapely.STRtree(shapes)
    asked = np.zeros(len(shapes), dtype=bool)
    lower, upper, lands = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=object)]
    ahead = suspects
    while len(ahead):
        near, other = tree.query(shapes[ahead], predicate="intersects")
        one = ahead[near]
        earlier = asked[other]
        asked[ahead] = True
        new = ~earlier & ((one < other) | ~asked[other])  # of two that are both asked now, once
        low, high = np.minimum(one[new], other[new]), np.maximum(one[new], other[new])
        land = shapely.intersection(shapes[low], shapes[high])
        real = shapely.area(land) > 0
        lower.append(low[real])
        upper.append(high[real])
        lands.append(land[real])
        found = np.union1d(low[real], high[real])
        ahead = found[~asked[found]]
    first, second, common = np.concatenate(lower), np.concatenate(upper), np.concatenate(lands)
    order = np.lexsort((second, first))
    return first[order], second[order], common[order]


def width_m(shape: shapely.Polygon) -> float:
    """How wide a polygon in metres is at its widest: the diameter of the largest circle that fits in it."""
    return 2 * float(shapely.maximum_inscribed_circle(shape).length) if shape.area else 0.0
