"""Where things are on the browser's map: whole quarter metres of Web Mercator (EPSG:3857) from a corner of the land."""

from math import cos, radians

import numpy as np

from mapper.arrays import Floats, Ints
from mapper.crs import transform_xy
from mapper.lazy_dataclass import dataclass
from mapper.schema import DEGREES

CRS = "EPSG:3857"
STEP_M = 0.25


@dataclass(frozen=True)
class Mercator:
    """The way from a metre CRS to Web Mercator; ``origin_m`` is the corner, ``latitude`` the middle of the land."""

    crs: str
    origin_m: tuple[float, float]
    latitude: float

    @classmethod
    def around(cls, crs: str, bounds: tuple[float, float, float, float]) -> "Mercator":
        """That of the land within these degrees (west, south, east, north)."""
        west, south, _, north = bounds
        corner = transform_xy(np.array([[west, south]]), DEGREES, CRS)[0]
        return cls(crs, (float(np.floor(corner[0])), float(np.floor(corner[1]))), (south + north) / 2)

    @property
    def stretch(self) -> float:
        """How many of its metres are one metre on the ground."""
        return 1 / cos(radians(self.latitude))

    def steps(self, xy_m: Floats, step_m: float = STEP_M) -> Ints:
        """Places (n, 2) of the metre CRS as whole steps from the corner, eastwards and northwards."""
        degrees = transform_xy(xy_m, self.crs, DEGREES)
        found: Ints = np.rint((transform_xy(degrees, DEGREES, CRS) - self.origin_m) / step_m).astype(np.int64)
        return found


def z_order(xy: Ints) -> Ints:
    """The order in which places (n, 2) follow a Z-shaped curve (Morton 1966), so that neighbours stand together."""
    if not len(xy):
        return np.zeros(0, dtype=np.int64)
    low = xy.min(axis=0)
    span = max(int((xy.max(axis=0) - low).max()), 1)
    key = np.zeros(len(xy), dtype=np.int64)
    cell = ((xy - low) * 65535 // span).astype(np.int64)
    for bit in range(16):
        for axis in (0, 1):
            key |= ((cell[:, axis] >> bit) & 1) << (2 * bit + axis)
    return np.argsort(key, kind="stable")
