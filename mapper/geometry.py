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
    points = shapely.point_on_surface(np.asarray(geometry.array, dtype=object))
    x, y = shapely.get_x(points), shapely.get_y(points)
    return [None if np.isnan(a) else (float(a), float(b)) for a, b in zip(x, y, strict=True)]


def polygonal(shapes: Shapes) -> Shapes:
    """Each shape repaired and reduced to its polygons; missing ones become empty polygons.

    Repair keeps the land enclosed by each ring of a bow-tie (``shapely.make_valid``).
    """
    result = np.array(shapes, dtype=object)
    result[shapely.is_missing(result)] = shapely.Polygon()
    broken = np.flatnonzero(~shapely.is_valid(result))
    for position in broken:
        result[position] = shapely.union_all(list(polygons_of(shapely.make_valid(result[position]))))
    return result


def polygons_of(shape: BaseGeometry) -> Iterator[shapely.Polygon]:
    """The polygons that a shape is made of, those inside collections too."""
    if isinstance(shape, shapely.Polygon):
        if not shape.is_empty:
            yield shape
    elif hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from polygons_of(part)


def width_m(shape: shapely.Polygon) -> float:
    """How wide a polygon in metres is at its widest: the diameter of the largest circle that fits in it."""
    return 2 * float(shapely.maximum_inscribed_circle(shape).length) if shape.area else 0.0
