"""Points put well inside units: villages in hamlets, town evenly, hot spots as clusters (Thomas process)."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from sample_data.land import degrees_from_centre, metres_from_centre

XY = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

CLEAR_M = 30.0  # from any border, and from land with a planted fault
HAMLETS = 4


class Scatter:
    """Where points may lie; units are row numbers of the table of units, coordinates metres around the centre."""

    def __init__(self, units: gpd.GeoDataFrame, avoid: list[shapely.Geometry], rng: np.random.Generator) -> None:
        self.rng = rng
        self.shapes = metres_from_centre(units.geometry)
        self.inner = shapely.buffer(self.shapes, -CLEAR_M)
        for piece in avoid:
            touched = shapely.intersects(self.inner, piece)
            self.inner[touched] = shapely.difference(self.inner[touched], shapely.buffer(piece, CLEAR_M))
        shapely.prepare(self.inner)
        self.tree = shapely.STRtree(self.inner)
        self.bounds = shapely.bounds(self.inner)
        self.village = (units["kind"] == "village").to_numpy()
        self.hamlets = self._hamlets()

    def unit_at(self, xy: XY) -> Integers:
        """Row number of the unit that each point is well inside of, −1 where it is in none or too near a border."""
        found = np.full(len(xy), -1, dtype=np.int64)
        point, unit = self.tree.query(shapely.points(xy), predicate="within")
        found[point] = unit
        return found

    def _hamlets(self) -> XY:
        """(units, HAMLETS, 2): middles of hamlets."""
        rows = np.repeat(np.arange(len(self.inner)), HAMLETS)
        return self._placed(
            rows, lambda wanted: self.rng.uniform(self.bounds[wanted, :2], self.bounds[wanted, 2:])
        ).reshape(-1, HAMLETS, 2)

    def within(self, rows: Integers) -> XY:
        """One point inside each of these units."""

        def propose(wanted: Integers) -> XY:
            anywhere = self.rng.uniform(self.bounds[wanted, :2], self.bounds[wanted, 2:])
            hamlet = self.hamlets[wanted, self.rng.integers(0, HAMLETS, len(wanted))]
            settled = hamlet + self.rng.normal(0, 260.0, hamlet.shape)
            use = self.village[wanted] & (self.rng.uniform(size=len(wanted)) < 0.8)
            return np.where(use[:, None], settled, anywhere)

        return self._placed(rows, propose)

    def around(self, parents: XY, sigma_m: npt.NDArray[np.float64], forbidden: Integers) -> tuple[XY, Integers]:
        """A normal cloud: one point for each parent (repeated as often as wanted), never in a forbidden unit."""
        xy = np.zeros_like(parents)
        rows = np.full(len(parents), -1, dtype=np.int64)
        for _ in range(200):
            left = np.flatnonzero(rows < 0)
            if not len(left):
                return xy, rows
            tried = parents[left] + self.rng.normal(0, 1, (len(left), 2)) * sigma_m[left, None]
            unit = self.unit_at(tried)
            good = (unit >= 0) & ~np.isin(unit, forbidden)
            xy[left[good]], rows[left[good]] = tried[good], unit[good]
        raise AssertionError("a cluster has no room")

    def _placed(self, rows: Integers, propose: Callable[[Integers], XY]) -> XY:
        xy = np.zeros((len(rows), 2))
        left = np.arange(len(rows))
        for _ in range(400):
            if not len(left):
                return xy
            tried = propose(rows[left])
            good = shapely.contains_xy(self.inner[rows[left]], tried[:, 0], tried[:, 1])
            xy[left[good]] = tried[good]
            left = left[~good]
        raise AssertionError("a unit has no room for points")


def points_in_degrees(xy: XY) -> npt.NDArray[np.object_]:
    """Points in degrees from metres around the centre."""
    return degrees_from_centre(shapely.points(xy))
