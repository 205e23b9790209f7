"""The ground of the fictional district: its outline, river, railway, roads and streets, in metres around its centre.

x points east and y north; (0, 0) is 113.40° E 30.30° N. Roads and water come first, because borders follow them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import substring

XY = npt.NDArray[np.float64]
Field = Callable[[XY], npt.NDArray[np.float64]]

CENTRE_LON_LAT = (113.40, 30.30)
DISTRICT_KM2 = 480.0
TOWN_RADII_M = (4300.0, 3500.0)
TOWN_SEATS: tuple[tuple[str, float, float], ...] = (("东津", 8600.0, 3900.0), ("西堰", -7900.0, -6100.0))
SEAT_RADIUS_M = 1150.0

Path = Sequence[tuple[float, float]]
_EAST, _WEST = ((x, y) for _, x, y in TOWN_SEATS)
_RIVER: Path = (
    (-21000, -900), (-13500, -2800), (-9000, -1500), (-5200, -2700), (-1800, -1750), (1700, -1500), (4600, -2900),
    (8200, -3600), (11300, -1300), (14000, -200), (21000, -1500),
)  # fmt: skip
_BROOK: Path = ((-5600, 21000), (-4900, 13000), (-5900, 8600), (-4300, 4600), (-5000, 800), (-4650, -2600))
# kind, name, width in metres, barrier, sideways sway in metres, path
_WAYS: tuple[tuple[str, str, float, float, float, Path], ...] = (
    ("railway", "云汉铁路", 12.0, 1300.0, 60.0,
     ((-21000, 6300), (-10000, 4700), (-2500, 3350), (3500, 2900), (11000, 5600), (21000, 8600))),
    ("road", "G999国道", 26.0, 500.0, 180.0,
     ((700, -21000), (300, -9000), (900, -2000), (150, 1500), (-600, 6500), (800, 13000), (300, 21000))),
    ("road", "S901省道", 22.0, 450.0, 150.0,
     ((-21000, 1500), (-9000, 700), (-3500, 250), (0, 350), (4200, 900), _EAST, (14000, 4300), (21000, 3000))),
    ("road", "云西路", 14.0, 250.0, 120.0, ((-2600, -2300), (-5200, -4300), _WEST, (-14000, -9200))),
    ("road", "云南路", 14.0, 250.0, 240.0, ((900, -2600), (4400, -6200), (5200, -10500), (8200, -17000))),
    ("road", "云北路", 14.0, 250.0, 240.0, ((1400, 3300), (5000, 7600), (6100, 12500), (7800, 17500))),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A river, road or railway: ``barrier`` is how many metres of detour a border-grower saves by not crossing it."""

    kind: str
    name: str
    width_m: float
    barrier: float
    path: LineString
    drawn: bool = True


@dataclass(frozen=True)
class Terrain:
    outline: Polygon
    lines: tuple[Line, ...]

    @property
    def river(self) -> LineString:
        """The centre line of the main river."""
        return next(line.path for line in self.lines if line.kind == "river")


def smooth_noise(rng: np.random.Generator, wavelength_m: float, octaves: int) -> Field:
    """A smooth random field with values around ±1: plane waves, each octave half as long and 0.6 as high."""
    waves = []
    for octave in range(octaves):
        for angle in rng.uniform(0, 2 * np.pi, 7):
            length = wavelength_m / 2**octave * rng.uniform(0.8, 1.25)
            k = 2 * np.pi / length * np.array([np.cos(angle), np.sin(angle)])
            waves.append((0.6**octave, k, rng.uniform(0, 2 * np.pi)))
    scale = np.sqrt(sum(height**2 for height, _, _ in waves) / 2)
    return lambda xy: np.sum([h * np.sin(xy @ k + phase) for h, k, phase in waves], axis=0) / scale


def town_distance(xy: XY) -> npt.NDArray[np.float64]:
    """Distance from the middle of town, 1 at its edge."""
    return np.hypot(xy[:, 0] / TOWN_RADII_M[0], (xy[:, 1] - 300.0) / TOWN_RADII_M[1])


def terrain(rng: np.random.Generator) -> Terrain:
    """The district's outline (exactly :data:`DISTRICT_KM2` before its border is made wiggly) and its lines."""
    bend = smooth_noise(rng, 9000.0, 3)
    outline = _outline(rng)
    river = _bent(_RIVER, bend, 220.0)
    brook = _ending_at(_bent(_BROOK, bend, 260.0), river)
    ways = [
        Line(kind, name, width_m, barrier, _bent(path, bend, sway))
        for kind, name, width_m, barrier, sway, path in _WAYS
    ]
    lines = [Line("river", "云水", 260.0, 3200.0, river), Line("river", "竹溪", 50.0, 900.0, brook), *ways]
    return Terrain(outline, (*lines, *_streets(rng, river)))


def _outline(rng: np.random.Generator) -> Polygon:
    theta = np.linspace(0, 2 * np.pi, 721)[:-1]
    radius = np.ones_like(theta)
    for k in range(2, 26):
        radius += 0.24 * k**-1.35 * rng.uniform(0.5, 1.2) * np.cos(k * theta + rng.uniform(0, 2 * np.pi))
    shape = Polygon(np.column_stack([1.08 * radius * np.cos(theta), 0.93 * radius * np.sin(theta)]))
    factor = float(np.sqrt(DISTRICT_KM2 * 1e6 / shape.area))
    return shapely.transform(shape, lambda xy: xy * factor)


def _bent(points: Path, bend: Field, sway_m: float) -> LineString:
    """A smooth line (Catmull–Rom, a point about every 60 m) through points, swaying sideways."""
    p = np.array([2 * np.array(points[0]) - points[1], *points, 2 * np.array(points[-1]) - points[-2]], dtype=float)
    pieces = []
    for i in range(1, len(p) - 2):
        t = np.linspace(0, 1, max(4, int(np.hypot(*(p[i + 1] - p[i])) / 60)), endpoint=False)[:, None]
        a, b, c, d = p[i - 1 : i + 3]
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    xy = np.vstack([*pieces, p[-2:-1]])
    sway = np.column_stack([bend(xy), bend(xy[:, ::-1] + 5000.0)])
    return LineString(xy + sway_m * sway)


def _ending_at(brook: LineString, river: LineString) -> LineString:
    """The brook cut off where it meets the river, or led to it."""
    mouth = brook.intersection(river)
    if mouth.is_empty:
        end = river.interpolate(river.project(Point(brook.coords[-1])))
        return LineString([*brook.coords, end.coords[0]])
    first = min((brook.project(p) for p in shapely.get_parts(mouth)), default=brook.length)
    return LineString(substring(brook, 0, first).coords)


def _streets(rng: np.random.Generator, river: LineString) -> list[Line]:
    """Streets of the town, bent a little, turned differently north and south of the river; a few are avenues."""
    sway = smooth_noise(rng, 5200.0, 2)
    bank = Polygon([*river.coords, (21000, 21000), (-21000, 21000)])
    town = Polygon(_ellipse())
    streets = []
    for land, turn_deg in ((town & bank, 7.0), (town - bank, -16.0)):
        turn = np.radians(turn_deg)
        rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        for axis in (0, 1):
            offsets = np.arange(-5000, 5000, 640.0) + rng.uniform(-130, 130, len(np.arange(-5000, 5000, 640.0)))
            for number, offset in enumerate(offsets):
                along = np.arange(-6000, 6001, 90.0)
                xy = np.column_stack([along, np.full_like(along, offset)])[:, :: 1 if axis == 0 else -1] @ rotation
                path = LineString(xy + 110.0 * np.column_stack([sway(xy), sway(xy[:, ::-1] - 3000.0)]))
                inside = path.intersection(land.buffer(-140.0))
                for part in shapely.get_parts(inside):
                    if part.length > 900.0:
                        avenue = number % 3 == 0
                        streets.append(Line("road", "", 12.0 if avenue else 8.0, 190.0, part, drawn=avenue))
    return streets


def _ellipse() -> XY:
    angle = np.linspace(0, 2 * np.pi, 81)[:-1]
    return np.column_stack([TOWN_RADII_M[0] * np.cos(angle), TOWN_RADII_M[1] * np.sin(angle) + 300.0])
