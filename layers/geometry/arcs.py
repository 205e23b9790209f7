"""Polygons cut where borders meet, each border kept once.

A border between two units is one arc, whatever vertex their rings begin at.
"""

from functools import cached_property

import numpy as np
import pandas as pd
import shapely

from mapper.arrays import (
    Bools,
    Floats,
    Geometries,
    Ints,
    runs,
)
from mapper.crs import XY
from mapper.lazy_dataclass import dataclass

# Vertices closer than this are one: files that were saved separately round their degrees differently.
_SAME_VERTEX_M = 0.01
_STEP_M = 0.001  # lines that reach over more than 4,000 km are kept in larger steps


class Lines:
    """Polylines in metres, kept to the millimetre in one array: as objects they would take three times the memory.

    Attributes
    ----------
    row
        For each line the row of its frame.
    bounds_m
        (n, 4): west, south, east, north; NaN where a line has no vertex.
    """

    def __init__(self, xy: Floats, offsets: Ints, row: Ints) -> None:
        """Line i has the vertices ``xy[offsets[i]:offsets[i + 1]]``."""
        self.row = row
        self._offsets = offsets
        self.bounds_m: Floats = _bounds(xy, offsets)
        low, high = (xy.min(axis=0), xy.max(axis=0)) if len(xy) else (np.zeros(2), np.zeros(2))
        self._middle_m: Floats = (low + high) / 2
        self._step_m = max(_STEP_M, float((high - low).max(initial=0.0)) / (2 * np.iinfo(np.int32).max - 2))
        self._steps = np.rint((xy - self._middle_m) / self._step_m).astype(np.int32)

    @classmethod
    def of(cls, geometries: Geometries, row: Ints) -> "Lines":
        """Lines of shapely LineStrings or rings."""
        offsets = np.append(0, np.cumsum(shapely.get_num_coordinates(geometries)))
        return cls(shapely.get_coordinates(geometries), offsets.astype(np.int64), row)

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def mean_side_m(self) -> float:
        """Mean width and height of a line's bounds."""
        return float(np.mean(self.bounds_m[:, 2:] - self.bounds_m[:, :2]))

    def vertices(self, numbers: Ints) -> tuple[Floats, Ints]:
        """Every vertex of these lines (n, 2), and their offsets."""
        first, counts = self._offsets[numbers], self._offsets[numbers + 1] - self._offsets[numbers]
        xy = self._steps[runs(first, counts)] * self._step_m + self._middle_m
        return xy, np.append(0, np.cumsum(counts))

    def geometries(self, numbers: Ints) -> Geometries:
        """These lines as shapely LineStrings."""
        xy, offsets = self.vertices(numbers)
        return np.asarray(shapely.from_ragged_array(shapely.GeometryType.LINESTRING, xy, (offsets,)), dtype=object)


def _bounds(xy: Floats, offsets: Ints) -> Floats:
    bounds = np.full((len(offsets) - 1, 4), np.nan)
    there = np.diff(offsets) > 0
    if there.any():
        starts = offsets[:-1][there]
        bounds[there, :2] = np.minimum.reduceat(xy, starts, axis=0)
        bounds[there, 2:] = np.maximum.reduceat(xy, starts, axis=0)
    return bounds


@dataclass(frozen=True, eq=False)
class Rings:
    """Rings as runs of arcs; a part is one polygon, its outer ring first.

    ``arc[k]`` for k in ``arc_offsets[r]:arc_offsets[r + 1]`` are ring r's arcs in order, backwards where ``backward``.
    """

    arc: Ints
    backward: Bools
    arc_offsets: Ints
    part: Ints


def cut(parts: Geometries) -> tuple[Lines, Rings]:
    """Rings cut into arcs where three or more borders meet; each arc kept once."""
    nothing = np.zeros(0, dtype=np.int64)
    if not len(parts):
        empty = Rings(nothing, nothing.astype(bool), np.zeros(1, dtype=np.int64), nothing)
        return Lines(np.zeros((0, 2)), np.zeros(1, dtype=np.int64), nothing), empty
    _, xy, (ring_offsets, part_offsets) = shapely.to_ragged_array(parts)
    xy, vertex, ring_part, starts, counts = _vertices(
        xy[:, :2], ring_offsets.astype(np.int64), part_offsets.astype(np.int64)
    )
    n = int(vertex.max(initial=-1)) + 1
    begin = np.flatnonzero(_meetings(vertex, starts, counts, n)[vertex])
    ring = np.searchsorted(starts, begin, side="right") - 1
    arc_offsets = np.searchsorted(ring, np.arange(len(starts) + 1))

    # Each arc runs from one meeting to the next around its ring, past the ring's last vertex to its first.
    end = np.empty_like(begin)
    end[:-1] = begin[1:]
    end[arc_offsets[1:] - 1] = begin[arc_offsets[:-1]]
    edges = (end - begin) % counts[ring]
    edges[edges == 0] = counts[ring[edges == 0]]
    second = starts[ring] + (begin - starts[ring] + 1) % counts[ring]
    last_but_one = starts[ring] + (end - starts[ring] - 1) % counts[ring]
    # Nothing branches off between meetings, so an arc is known by its first step, seen from either end.
    forward = vertex[begin] * n + vertex[second]
    backward = vertex[end] * n + vertex[last_but_one]
    _, kept, arc = np.unique(np.minimum(forward, backward), return_index=True, return_inverse=True)

    lengths = edges[kept] + 1
    index = runs(begin[kept], lengths)
    ring_end = np.repeat((starts + counts)[ring[kept]], lengths)
    index -= np.where(index >= ring_end, np.repeat(counts[ring[kept]], lengths), 0)
    lines = Lines(xy[index], np.append(0, np.cumsum(lengths)), ring_part[ring[kept]])
    return lines, Rings(arc.astype(np.int64), forward != forward[kept][arc], arc_offsets, ring_part)


def _meetings(vertex: Ints, starts: Ints, counts: Ints, n: int) -> Bools:
    """For each of n vertices whether borders meet there: its rings come from, or go to, different neighbours.

    A ring that meets nobody (an island, or an enclave and its hole) is cut at its smallest vertex on both sides.
    """
    following, previous = np.empty_like(vertex), np.empty_like(vertex)
    following[:-1], previous[1:] = vertex[1:], vertex[:-1]
    ends = starts + counts - 1
    following[ends], previous[starts] = vertex[starts], vertex[ends]
    neighbours = np.minimum(previous, following) * n + np.maximum(previous, following)
    of_first_visit = np.empty(n, dtype=np.int64)
    of_first_visit[vertex] = neighbours  # any one visit will do; the last written stays
    meeting = np.zeros(n, dtype=bool)
    meeting[vertex[neighbours != of_first_visit[vertex]]] = True
    met = np.logical_or.reduceat(meeting[vertex], starts)
    meeting[np.minimum.reduceat(vertex, starts)[~met]] = True
    return meeting


def _vertices(xy: XY, ring_offsets: Ints, part_offsets: Ints) -> tuple[XY, Ints, Ints, Ints, Ints]:
    """Ring vertices, neither closing nor repeated: coordinates, numbers; of each ring its part, start and count."""
    west, south = xy.min(axis=0)
    column = np.rint((xy[:, 0] - west) / _SAME_VERTEX_M).astype(np.int64)
    row = np.rint((xy[:, 1] - south) / _SAME_VERTEX_M).astype(np.int64)
    vertex = pd.factorize((column << 31) + row)[0].astype(np.int64)
    keep = np.ones(len(vertex), dtype=bool)
    keep[:-1] = vertex[1:] != vertex[:-1]
    keep[ring_offsets[1:] - 1] = False
    counts = np.add.reduceat(keep.astype(np.int64), ring_offsets[:-1])
    good = counts >= 3
    if not good.all():
        keep &= np.repeat(good, np.diff(ring_offsets))
    ring_part = np.repeat(np.arange(len(part_offsets) - 1), np.diff(part_offsets))[good]
    counts = counts[good]
    starts = np.cumsum(counts) - counts
    return xy[keep], vertex[keep], ring_part, starts, counts
