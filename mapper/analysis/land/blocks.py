"""Units joined to blocks that can be asked as one piece of land, and which of them do not fit their neighbours.

A block is a station that its units tile to the last bit, or a unit alone. Most of a sound drawing is blocks of dozens
of units, whose inner borders then need not be looked at. Edges are compared in degrees, as they stand in the file; what
has a width or an area is asked in metres, and of the blocks alone.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.analysis.land.edges import Edges, edges_of, of_some
from mapper.geometry import Shapes
from mapper.lazy_dataclass import dataclass

_Positions = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Blocks:
    """The blocks of a drawing: the tiled stations, then the other units.

    Attributes
    ----------
    shapes, edges
        The blocks' polygons in metres, and their edges in degrees.
    tiled
        (stations,) whether a station's units are together exactly its own land, each piece of it once.
    in_tiled
        (units,) whether a unit is one of such a station.
    block_of
        (units,) the block that a unit is in.
    unfit
        Blocks with an edge that does not match their neighbours', or lies nearer to one of them than ``width_m``.
    width_m
        Gaps narrower than this are looked for.
    metres
        Makes shapes in metres of those in degrees.
    """

    shapes: Shapes
    edges: Edges
    tiled: npt.NDArray[np.bool_]
    in_tiled: npt.NDArray[np.bool_]
    block_of: _Positions
    unfit: _Positions
    width_m: float
    metres: Callable[[Shapes], Shapes]

    @property
    def doubtful_stations(self) -> _Positions:
        """Stations that may overlap another: all that are no block, and those that do not fit."""
        tiled = np.flatnonzero(self.tiled)
        return np.union1d(np.flatnonzero(~self.tiled), tiled[self.unfit[self.unfit < len(tiled)]])

    def unmatched_units(self, units: Shapes) -> _Positions:
        """Units (in degrees) with an edge at fault; at least one of each two that overlap."""
        stations = int(self.tiled.sum())
        alone = np.flatnonzero(np.isin(self.block_of, self.unfit[self.unfit >= stations]))
        inside = np.flatnonzero(np.isin(self.block_of, self.unfit[self.unfit < stations]))
        if not len(inside):
            return alone
        # Which units of a block it is that do not fit is asked with the blocks around as they are.
        around = np.setdiff1d(_near(self.shapes, self.unfit), self.unfit[self.unfit < stations])
        shapes = np.concatenate([self.metres(units[inside]), self.shapes[around]])
        at_fault = _at_fault(shapes, self.width_m)
        return np.union1d(alone, inside[at_fault[at_fault < len(inside)]])

    def whole(self, apart: _Positions) -> tuple[BaseGeometry, bool]:
        """All the land in metres, and whether its blocks could be joined edge by edge; those of units ``apart`` not."""
        unfit = np.union1d(self.unfit, self.block_of[apart])
        fit = np.ones(len(self.shapes), dtype=bool)
        fit[unfit] = False
        joined = self.metres(np.array([self.edges.land_within(self.edges.unmatched(fit))], dtype=object))[0]
        return (joined if fit.all() else shapely.union_all([joined, *self.shapes[unfit]])), bool(fit.all())


def blocks_of(
    units: Shapes, stations: Shapes, station_of: _Positions, width_m: float, metres: Callable[[Shapes], Shapes]
) -> Blocks:
    """Blocks of valid polygons in degrees; ``station_of`` is the position of each unit's station, -1 for none."""
    edges = edges_of(units)
    sums = np.zeros(len(stations), dtype=np.uint64)
    of_station = station_of >= 0
    np.add.at(sums, station_of[of_station], edges.sums[of_station])
    station_edges = edges_of(stations)
    tiled = (sums == station_edges.sums) & ~shapely.is_empty(stations)
    in_tiled = np.append(tiled, False)[station_of]
    shapes = metres(np.concatenate([stations[tiled], units[~in_tiled]]))
    count = int(tiled.sum())
    block_of = np.where(in_tiled, np.append(np.cumsum(tiled) - 1, 0)[station_of], count + np.cumsum(~in_tiled) - 1)
    if count:
        edges = of_some((station_edges, tiled), (edges, ~in_tiled))
    # Where every edge has its match, no two blocks overlap and no gap is between them.
    suspects = edges.owners(edges.unmatched(np.ones(len(shapes), dtype=bool)))
    near = _near(shapes, suspects)
    return Blocks(shapes, edges, tiled, in_tiled, block_of, near[_at_fault(shapes[near], width_m)], width_m, metres)


def _near(shapes: Shapes, some: _Positions) -> _Positions:
    """These shapes and those whose boxes meet theirs."""
    found = shapely.STRtree(shapes).query(shapes[some])[1]
    return np.union1d(some, found)


def _at_fault(shapes: Shapes, width_m: float) -> _Positions:
    return np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes, gap_width=width_m)))
