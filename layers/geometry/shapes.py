"""Geometry ready for drawing: projected once, cut into borders that neighbours share.

A border between two units is one arc, simplified once and drawn once, so that neighbours never gape or overlap after
simplification, whatever vertex their rings begin at.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.geometry.arcs import Lines, Rings, cut
from layers.geometry.box_grid import BoxGrid
from mapper.arrays import (
    Bools,
    Floats,
    Geometries,
    Ints,
    boxes_meet,
    runs,
)
from mapper.crs import XY, to_metres, transform_xy
from mapper.schema import DEGREES

METRES_PER_DEGREE = 111_320.0
# Up to so many polygons the roomiest point is sought; beyond, any inner point must do.
_ROOMY_UP_TO = 3000
# Of the polygons that lay under the pointer so many are kept put together.
_PARTS_KEPT = 500


def roomiest_place(geometry: shapely.Geometry | None) -> tuple[tuple[float, float], float] | None:
    """Centre and radius of the largest circle in the largest part of a polygon, in its units; None without land."""
    biggest = max(shapely.get_parts(geometry), key=lambda part: part.area, default=None)
    if biggest is None or biggest.geom_type != "Polygon" or biggest.area <= 0:
        return None
    west, south, east, north = biggest.bounds
    spoke = shapely.maximum_inscribed_circle(biggest, tolerance=max(min(east - west, north - south) / 40, 0.01))
    x, y = shapely.get_coordinates(spoke)[0].tolist()
    return (x, y), float(shapely.length(spoke))


class Shapes:
    """Polygons of one frame in metres, kept as borders only: a polygon is put together where somebody asks for it.

    Attributes
    ----------
    ids
        Key of each row.
    part_row
        For each part (single polygon) the row it belongs to, ascending.
    arcs
        Every border once.
    rings
        How rings are made of arcs.
    part_bounds_m
        (parts, 4): west, south, east, north.
    thin
        Whether they lie beside the truth, for a first picture: drawn as they are, and cut into arcs only if need be.
    """

    def __init__(self, ids: npt.NDArray[np.object_], parts: Geometries, part_row: Ints, thin: bool = False) -> None:
        self.ids = ids
        self.part_row = part_row
        self.thin = thin
        self.part_bounds_m: Floats = shapely.bounds(parts).reshape(-1, 4)
        self._parts: Geometries | None = parts  # until they are cut
        self._outline: tuple[Ints, Lines] | None = None
        self._lately: dict[int, shapely.Geometry] = {}
        self._labelled = np.zeros(len(ids), dtype=bool)
        self._label_xy, self._label_radius_m = np.full((len(ids), 2), np.nan), np.full(len(ids), np.nan)
        if not thin:
            # Here and not when it is first painted or pointed at, which is under somebody's hand.
            _ = self._cut
            _ = self._grid
            self._parts = None

    @cached_property
    def _cut(self) -> tuple[Lines, Rings]:
        assert self._parts is not None
        return cut(self._parts)

    @property
    def is_bordered(self) -> bool:
        """Whether there are borders to draw already."""
        return "_cut" in self.__dict__ or "borders" in self.__dict__

    @property
    def arcs(self) -> Lines:
        return self._cut[0]

    @property
    def rings(self) -> Rings:
        return self._cut[1]

    @cached_property
    def borders(self) -> Lines:
        """What is drawn around them: arcs; of thin ones whole rings, for neighbours share hardly a vertex then."""
        if not self.thin:
            return self.arcs
        assert self._parts is not None
        rings, part = shapely.get_rings(self._parts, return_index=True)
        return Lines.of(rings, part.astype(np.int64))

    @cached_property
    def part_offsets(self) -> Ints:
        """The rings of part p are ``part_offsets[p]:part_offsets[p + 1]``."""
        return np.searchsorted(self.rings.part, np.arange(len(self.part_row) + 1))

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def bounds_m(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of all; None where there is nothing."""
        return _total(self.part_bounds_m)

    @cached_property
    def mean_side_m(self) -> float:
        """Mean width and height of a part's bounds."""
        return float(np.mean(self.part_bounds_m[:, 2:] - self.part_bounds_m[:, :2]))

    def rows_at(self, x_m: float, y_m: float) -> Ints:
        """Rows whose polygon has this point inside or on its border, in the frame's order."""
        near = self._grid.at(x_m, y_m)
        there = shapely.intersects_xy(self._put_together(near), x_m, y_m)
        return np.unique(self.part_row[near[there]])

    def rows_outlined_near(self, x_m: float, y_m: float, reach_m: float) -> Ints:
        """Rows whose outline comes within that distance of this point, in the frame's order."""
        near = np.flatnonzero(self.parts_within((x_m - reach_m, y_m - reach_m, x_m + reach_m, y_m + reach_m)))
        outlines = shapely.boundary(self._put_together(near))
        return np.unique(self.part_row[near[shapely.dwithin(outlines, shapely.Point(x_m, y_m), reach_m)]])

    @cached_property
    def _grid(self) -> BoxGrid:
        return BoxGrid(self.part_bounds_m)

    def _put_together(self, numbers: Ints) -> Geometries:
        """These parts as polygons; those asked for last are kept, for a pointer stays where it is or goes next door."""
        missing = [number for number in numbers.tolist() if number not in self._lately]
        if missing:
            if len(self._lately) > _PARTS_KEPT:
                self._lately.clear()
            made = self.parts(np.array([*missing], dtype=np.int64))
            shapely.prepare(made)
            self._lately.update(zip(missing, made, strict=True))
        found: Geometries = np.empty(len(numbers), dtype=object)
        found[:] = [self._lately.get(number) for number in numbers.tolist()]
        return found

    def parts_within(self, bounds_m: tuple[float, float, float, float]) -> Bools:
        """Which parts may show in these bounds."""
        return boxes_meet(self.part_bounds_m, bounds_m)

    @cached_property
    def row_bounds_m(self) -> Floats:
        """(rows, 4) bounds of each row; NaN where it has no land."""
        bounds = np.full((len(self.ids), 4), np.nan)
        for side, outer in enumerate((np.fmin, np.fmin, np.fmax, np.fmax)):
            outer.at(bounds[:, side], self.part_row, self.part_bounds_m[:, side])
        return bounds

    @cached_property
    def holed(self) -> Bools:
        """Which parts have holes."""
        if self.thin:
            assert self._parts is not None
            holed: Bools = shapely.get_num_interior_rings(self._parts) > 0
            return holed
        return np.diff(self.part_offsets) > 1

    def parts(self, numbers: Ints) -> Geometries:
        """These parts as polygons; empty where a part has no land to draw."""
        if self._parts is not None:
            return self._parts[numbers]
        xy, ring_offsets, ring_counts = self.joined(numbers, self.arcs.vertices)
        closed = np.insert(xy, ring_offsets[1:], xy[ring_offsets[:-1]], axis=0)
        ends = ring_offsets + np.arange(len(ring_offsets))
        made = np.full(len(numbers), shapely.Polygon(), dtype=object)
        there = ring_counts > 0
        offsets = (ends, np.append(0, np.cumsum(ring_counts[there])))
        made[there] = shapely.from_ragged_array(shapely.GeometryType.POLYGON, closed, offsets)
        return made

    def joined(self, numbers: Ints, vertices_of: Callable[[Ints], tuple[Floats, Ints]]) -> tuple[Floats, Ints, Ints]:
        """Rings of these parts put together from what ``vertices_of`` makes of these arcs: vertices and offsets.

        Returns
        -------
        tuple
            Vertices (n, 2), none of them twice; ring offsets; the number of rings in each part.
        """
        offsets, rings = self.part_offsets, self.rings
        ring_counts = offsets[numbers + 1] - offsets[numbers]
        ring = runs(offsets[numbers], ring_counts)
        arc_counts = rings.arc_offsets[ring + 1] - rings.arc_offsets[ring]
        use = runs(rings.arc_offsets[ring], arc_counts)
        needed, position = np.unique(rings.arc[use], return_inverse=True)
        xy, arc_offsets = vertices_of(needed)
        # An arc's last vertex is the next arc's first.
        lengths = arc_offsets[position + 1] - arc_offsets[position] - 1
        backward = rings.backward[use]
        begin = np.where(backward, arc_offsets[position + 1] - 1, arc_offsets[position])
        step = np.repeat(np.where(backward, -1, 1), lengths)
        inner = runs(np.zeros(len(lengths), dtype=np.int64), lengths)
        index = np.repeat(begin, lengths) + step * inner
        arc_ends = np.append(0, np.cumsum(lengths))
        return xy[index], arc_ends[np.append(0, np.cumsum(arc_counts))], ring_counts

    def polygons(self, rows: Ints | None = None) -> Geometries:
        """These rows (all, where none are named) as polygons and multipolygons; None where a row has no land."""
        rows = np.arange(len(self.ids)) if rows is None else rows
        first, end = np.searchsorted(self.part_row, rows), np.searchsorted(self.part_row, rows, side="right")
        parts = self.parts(runs(first, end - first))
        counts = end - first
        found: Geometries = np.full(len(rows), None)
        alone, several = np.repeat(counts == 1, counts), np.repeat(counts > 1, counts)
        found[counts == 1] = parts[alone]
        if several.any():
            shapely.multipolygons(parts[several], indices=np.repeat(np.arange(len(rows)), counts)[several], out=found)
        return found

    @property
    def label_points(self) -> tuple[Floats, Floats]:
        """:meth:`label_places` of every row."""
        return self.label_places(np.arange(len(self.ids)))

    def label_places(self, rows: Ints) -> tuple[Floats, Floats]:
        """An inner point of each of these rows (n, 2) with room around it, that room's radius in metres; NaN: no land.

        The centre of the largest circle inside the largest part; in big frames and for a first picture any inner point,
        with half the shorter side of the bounds as a generous radius. Sought once, when a name is first to be written
        there.
        """
        missing = rows[~self._labelled[rows]]
        if len(missing):
            found = self._label_places(missing)
            self._label_xy[missing], self._label_radius_m[missing] = found
            self._labelled[missing] = True
        return self._label_xy[rows], self._label_radius_m[rows]

    def _label_places(self, rows: Ints) -> tuple[Floats, Floats]:
        xy, radius_m = np.full((len(rows), 2), np.nan), np.full(len(rows), np.nan)
        geometries = self.polygons(rows)
        there = np.flatnonzero(~shapely.is_missing(geometries) & ~shapely.is_empty(geometries))
        bounds = shapely.bounds(geometries[there]).reshape(-1, 4)
        short = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
        if len(self.ids) <= _ROOMY_UP_TO and not self.thin:
            plain = shapely.make_valid(shapely.simplify(geometries[there], short / 100, preserve_topology=False))
            for i, geometry in enumerate(plain):
                place = roomiest_place(geometry)
                if place is not None:
                    xy[there[i]], radius_m[there[i]] = place
        left = there[np.isnan(radius_m[there])]
        if len(left):
            inner = shapely.point_on_surface(geometries[left])
            xy[left] = np.column_stack([shapely.get_x(inner), shapely.get_y(inner)])
            radius_m[left] = short[np.isin(there, left)] / 2
        return xy, radius_m

    def outline_of(self, group_of_row: Ints) -> Lines:
        """Borders around groups of rows (numbers ≥ 0; -1 for none), joined into long lines; each once."""
        if self._outline is None or not np.array_equal(self._outline[0], group_of_row):
            bounding = self.arcs.geometries(np.flatnonzero(self.bounding(group_of_row)))
            joined = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(bounding)))
            self._outline = (group_of_row, Lines.of(joined, np.zeros(len(joined), dtype=np.int64)))
        return self._outline[1]

    def bounding(self, group_of_row: Ints) -> Bools:
        """Arcs that have a group (numbers ≥ 0; -1 for none) on one side only, or another group on each."""
        group = group_of_row[self.part_row[self.rings.part]]
        arc_group = np.repeat(group, np.diff(self.rings.arc_offsets))
        n = len(self.arcs)
        uses = np.bincount(self.rings.arc, minlength=n)
        low, high = np.full(n, np.iinfo(np.int64).max), np.full(n, -1)
        np.minimum.at(low, self.rings.arc, arc_group)
        np.maximum.at(high, self.rings.arc, arc_group)
        bound: Bools = ((uses == 1) | (low != high)) & (high >= 0)
        return bound

    def arcs_of(self, rows: Ints) -> Bools:
        """Arcs that any of these rows is bounded by."""
        mine = np.isin(self.part_row[self.rings.part], rows)
        marked = np.zeros(len(self.arcs), dtype=bool)
        marked[self.rings.arc[np.repeat(mine, np.diff(self.rings.arc_offsets))]] = True
        return marked


class Dots:
    """Points of one frame in metres; NaN where a row has no place."""

    def __init__(self, ids: npt.NDArray[np.object_], xy: XY) -> None:
        self.ids = ids
        self.xy = xy

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def _eastwards(self) -> tuple[Ints, Floats]:
        """Rows from west to east, those without a place last; and their eastings."""
        order = np.argsort(self.xy[:, 0], kind="stable")
        return order, self.xy[order, 0]

    def rows_within(self, bounds_m: tuple[float, float, float, float]) -> Ints:
        """Rows whose point lies in these bounds, in the frame's order."""
        west, south, east, north = bounds_m
        order, eastings = self._eastwards
        strip = order[np.searchsorted(eastings, west) : np.searchsorted(eastings, east, side="right")]
        northings = self.xy[strip, 1]
        return np.sort(strip[(northings >= south) & (northings <= north)])


def shapes_of(frame: gpd.GeoDataFrame, crs: str, detail_m: float = 0.0) -> Shapes:
    """A frame of polygons in degrees, in the metre CRS; without what is finer than ``detail_m``."""
    ids = np.asarray(frame.index, dtype=object)
    degrees = np.asarray(frame.geometry.array, dtype=object)
    if detail_m:
        return shapes_from(ids, thinned(degrees, detail_m / METRES_PER_DEGREE), crs, thin=True)
    return shapes_from(ids, degrees, crs)


def thinned(polygons: Geometries, detail: float) -> Geometries:
    """Polygons without what is finer than that, in their own unit; one that would vanish stays as it is."""
    blocks = np.array_split(polygons, os.cpu_count() or 1)
    with ThreadPoolExecutor() as threads:  # shapely lets go of the interpreter's lock
        thin = np.concatenate(list(threads.map(lambda b: shapely.simplify(b, detail, preserve_topology=False), blocks)))
    return np.where(shapely.is_empty(thin), polygons, thin)


def shapes_from(ids: npt.NDArray[np.object_], degrees: Geometries, crs: str, thin: bool = False) -> Shapes:
    """Polygons in degrees, in the metre CRS; what is no polygon has no land. ``thin`` as in :class:`Shapes`."""
    kinds = shapely.get_type_id(degrees)
    if np.isin(kinds, (3, 6)).all() and len(degrees):
        # The usual case, several times as fast as going geometry by geometry.
        kind, xy, offsets = shapely.to_ragged_array(degrees)
        geometries = shapely.from_ragged_array(kind, transform_xy(xy, DEGREES, crs), offsets)
    else:
        geometries = to_metres(gpd.GeoSeries(degrees), crs)
    parts, part_row = shapely.get_parts(geometries, return_index=True)
    flat = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    finite = np.isfinite(shapely.bounds(parts)).all(axis=1) if len(parts) else flat
    good = flat & finite
    return Shapes(ids, parts[good], part_row[good].astype(np.int64), thin)


def lines_of(frame: gpd.GeoDataFrame, crs: str) -> Lines:
    """A frame of lines in degrees, in the metre CRS."""
    parts, row = shapely.get_parts(to_metres(frame.geometry, crs), return_index=True)
    good = shapely.get_type_id(parts) == 1
    return Lines.of(parts[good], row[good].astype(np.int64))


def dots_of(places: gpd.GeoSeries, crs: str) -> Dots:
    """Points in degrees, in the metre CRS."""
    points = np.asarray(places.array, dtype=object)
    xy = np.column_stack([shapely.get_x(points), shapely.get_y(points)]).astype(float)
    there = np.isfinite(xy).all(axis=1)
    xy[there] = transform_xy(xy[there], DEGREES, crs)
    xy[~np.isfinite(xy).all(axis=1)] = np.nan
    return Dots(np.asarray(places.index, dtype=object), xy)


def _total(boxes: Floats) -> tuple[float, float, float, float] | None:
    if not len(boxes):
        return None
    west, south = np.nanmin(boxes[:, :2], axis=0)
    east, north = np.nanmax(boxes[:, 2:], axis=0)
    return float(west), float(south), float(east), float(north)
