"""How a background is cut into tiles: from tile units at a level to degrees in WGS-84 and back.

Tile units: (column + share of its width, row + share of its height), counted from the upper left corner.
Each tile of a level is four tiles of the next.
"""

from functools import cached_property
from math import ceil, log2
from typing import NamedTuple, Protocol

import numpy as np

from mapper.backgrounds.background import Datum, Tiling
from mapper.crs import XY, gcj02_to_wgs84, transform_xy, wgs84_to_gcj02
from mapper.lazy_dataclass import dataclass
from mapper.schema import DEGREES

TILE_PX = 256
_MERCATOR_LAT = 85.0511287798066


class Tile(NamedTuple):
    """One tile; rows count from the north."""

    level: int
    column: int
    row: int


class Grid(Protocol):
    """Where tiles are."""

    def to_degrees(self, level: int, units: XY) -> XY:
        """Tile units (n, 2) as longitude and latitude, WGS-84."""

    def from_degrees(self, level: int, degrees: XY) -> XY:
        """Longitude and latitude (n, 2), WGS-84, as tile units."""

    def size(self, level: int) -> tuple[int, int]:
        """How many columns and rows a level has."""


def _shifted_from(datum: Datum, degrees: XY) -> XY:
    return gcj02_to_wgs84(degrees) if datum == "gcj02" else degrees


def _shifted_to(datum: Datum, degrees: XY) -> XY:
    return wgs84_to_gcj02(degrees) if datum == "gcj02" else degrees


@dataclass(frozen=True)
class WorldGrid:
    """The whole Earth cut as tile servers cut it."""

    tiling: Tiling = "mercator"
    datum: Datum = "wgs84"

    def to_degrees(self, level: int, units: XY) -> XY:
        if self.tiling == "mercator":
            share = units / 2.0**level
            lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * share[:, 1]))))
            degrees = np.column_stack([share[:, 0] * 360 - 180, lat])
        else:
            span = self._span_deg(level)
            degrees = np.column_stack([units[:, 0] * span - 180, 90 - units[:, 1] * span])
        return _shifted_from(self.datum, degrees)

    def from_degrees(self, level: int, degrees: XY) -> XY:
        lon, lat = _shifted_to(self.datum, degrees).T
        if self.tiling == "mercator":
            sine = np.radians(np.clip(lat, -_MERCATOR_LAT, _MERCATOR_LAT))
            north = (1 - np.arcsinh(np.tan(sine)) / np.pi) / 2
            return np.column_stack([(lon + 180) / 360, north]) * 2.0**level
        return np.column_stack([lon + 180, 90 - lat]) / self._span_deg(level)

    def size(self, level: int) -> tuple[int, int]:
        if self.tiling == "mercator":
            return 1 << level, 1 << level
        columns = 1 << (level + (self.tiling == "degrees_two"))
        return columns, max(columns // 2, 1)

    def _span_deg(self, level: int) -> float:
        """Width and height of one tile."""
        return 360 / 2.0 ** (level + (self.tiling == "degrees_two"))


@dataclass(frozen=True)
class RasterGrid:
    """A raster's own pixels cut into tiles; the deepest level has all of them, each level above half as many.

    ``affine`` is (a, b, c, d, e, f): x = a·column + b·row + c, y = d·column + e·row + f.
    """

    width: int
    height: int
    affine: tuple[float, float, float, float, float, float]
    crs: str
    datum: Datum = "wgs84"

    @cached_property
    def deepest(self) -> int:
        return max(ceil(log2(max(self.width, self.height) / TILE_PX)), 0)

    def pixels_per_tile(self, level: int) -> int:
        """Raster pixels along a tile's side."""
        return TILE_PX << (self.deepest - level)

    def to_degrees(self, level: int, units: XY) -> XY:
        a, b, c, d, e, f = self.affine
        column, row = (units * self.pixels_per_tile(level)).T
        xy = np.column_stack([a * column + b * row + c, d * column + e * row + f])
        return _shifted_from(self.datum, transform_xy(xy, self.crs, DEGREES))

    def from_degrees(self, level: int, degrees: XY) -> XY:
        a, b, c, d, e, f = self.affine
        x, y = transform_xy(_shifted_to(self.datum, degrees), DEGREES, self.crs).T
        with np.errstate(invalid="ignore"):  # what cannot be transformed is infinite, and stays no number
            column = (e * (x - c) - b * (y - f)) / (a * e - b * d)
            row = (a * (y - f) - d * (x - c)) / (a * e - b * d)
        return np.column_stack([column, row]) / self.pixels_per_tile(level)

    def size(self, level: int) -> tuple[int, int]:
        side = self.pixels_per_tile(level)
        return -(-self.width // side), -(-self.height // side)
