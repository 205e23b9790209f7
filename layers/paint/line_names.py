"""Names of rivers, railways and roads: written along them where they run straight enough, again at a distance.

Where a name may stand depends on the scale alone, so names move with the land when the map is moved.
"""

from collections.abc import Iterator

import numpy as np
import shapely

from layers.paint.cache import ScaleCache
from layers.paint.lettering import width_mm
from layers.scene.drawing import LabelStyle, LineNames
from mapper.arrays import Floats
from mapper.lazy_dataclass import dataclass

Box = tuple[float, float, float, float]

REPEAT_PX = 420.0
_SAMPLES = 9
_STRAIGHT = 0.97  # the least share of its length along the line that a name's ends are apart
_BENT = 0.35  # the most that the line leaves the name's middle line, in heights of the font
_HEIGHT = 1.1
_PADDING_PX = 4.0
# A name is tried in the middle of its stretch, then to both sides; in shares of the stretch.
_SHIFTS = np.array([0.0, -0.12, 0.12, -0.24, 0.24, -0.36, 0.36])


@dataclass(frozen=True, eq=False)
class LineWish:
    """A place for a line's name: its middle and direction (degrees clockwise, −90 to 90), and the boxes it covers.

    Pixels from the origin; boxes are left, top, right, bottom.
    """

    names: LineNames
    row: int
    text: str
    style: LabelStyle
    middle: tuple[float, float]
    angle_deg: float
    around: Box
    boxes: tuple[Box, ...]


def stretches(names: LineNames, scale: ScaleCache, px_scale: float) -> int:
    """How many stretches of these lines could carry a name at this scale."""
    return int(_counts(names, scale, px_scale).sum())


def line_wishes(names: LineNames, scale: ScaleCache, px_scale: float, within_px: Box) -> Iterator[list[LineWish]]:
    """For each stretch within these pixels its places in order of liking; lowest classes and longest lines first."""
    counts = _counts(names, scale, px_scale)
    runs = names.runs
    order = np.lexsort((-runs.length_m, names.class_of_row[runs.row]))
    mpp = scale.metres_per_px
    for run in order[counts[order] > 0].tolist():
        row = int(runs.row[run])
        style, text = names.styles[names.class_of_row[row]], names.texts[row]
        size_px = style.size_px * px_scale
        wide = width_mm(text, size_px, style.bold) + 2 * _PADDING_PX * px_scale
        line = shapely.simplify(runs.geometries[run], mpp / 2, preserve_topology=False)
        xy = scale.px(shapely.get_coordinates(line))
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        stretch = along[-1] / counts[run]
        middles = (np.arange(counts[run]) + 0.5) * stretch
        here = _within(np.column_stack([np.interp(middles, along, axis) for axis in xy.T]), within_px)
        starts = (middles[here, None] + _SHIFTS * stretch) - wide / 2
        at = starts[..., None] + np.linspace(0, wide, _SAMPLES)
        x, y = (np.interp(at, along, axis) for axis in xy.T)
        dx, dy = x[..., -1] - x[..., 0], y[..., -1] - y[..., 0]
        apart = np.maximum(np.hypot(dx, dy), 1e-9)
        beside = ((x - x[..., :1]) * dy[..., None] - (y - y[..., :1]) * dx[..., None]) / apart[..., None]
        fits = (starts >= 0) & (starts + wide <= along[-1]) & (apart >= _STRAIGHT * wide)
        fits &= np.ptp(beside, axis=-1) <= 2 * _BENT * size_px
        angle = np.degrees(np.arctan2(dy, dx))
        angle = np.where(angle > 90, angle - 180, np.where(angle <= -90, angle + 180, angle))
        mx, my = x.mean(axis=-1), y.mean(axis=-1)
        for slot in range(len(starts)):
            wishes = []
            for place in np.flatnonzero(fits[slot]).tolist():
                middle = (float(mx[slot, place]), float(my[slot, place]))
                turned = float(angle[slot, place])
                around, boxes = _covered(middle, turned, wide, size_px * _HEIGHT)
                wishes.append(LineWish(names, row, text, style, middle, turned, around, boxes))
            if wishes:
                yield wishes


def _counts(names: LineNames, scale: ScaleCache, px_scale: float) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """For each run how many stretches it has; none where it is shorter than its name."""
    known = scale.recall(names, ("stretches", px_scale))
    if known is None:
        runs = names.runs
        length_px = runs.length_m / scale.metres_per_px
        styles = [names.styles[c] for c in names.class_of_row[runs.row].tolist()]
        wide = np.array(
            [
                width_mm(names.texts[row], style.size_px, style.bold)
                for row, style in zip(runs.row.tolist(), styles, strict=True)
            ],
            dtype=np.float64,
        )
        known = np.maximum(length_px // (REPEAT_PX * px_scale), 1).astype(np.int64)
        known[length_px < (wide + 2 * _PADDING_PX) * px_scale] = 0
        scale.remember(names, ("stretches", px_scale), known)
    assert isinstance(known, np.ndarray)
    return known


def _within(xy: Floats, box: Box) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    left, top, right, bottom = box
    return np.asarray((xy[:, 0] >= left) & (xy[:, 0] <= right) & (xy[:, 1] >= top) & (xy[:, 1] <= bottom), dtype=bool)


def _covered(middle: tuple[float, float], angle_deg: float, wide: float, high: float) -> tuple[Box, tuple[Box, ...]]:
    """The box around a turned name, and the smaller ones along it that together hold it."""
    cos, sin = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    pieces = max(int(np.ceil(wide / high)), 1)
    step = wide / pieces
    places = (np.arange(pieces) + 0.5) * step - wide / 2
    half_x, half_y = (abs(cos) * step + abs(sin) * high) / 2, (abs(sin) * step + abs(cos) * high) / 2
    x, y = middle[0] + places * cos, middle[1] + places * sin
    boxes = np.column_stack([x - half_x, y - half_y, x + half_x, y + half_y])
    around = (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
    return (around[0], around[1], around[2], around[3]), tuple((a, b, c, d) for a, b, c, d in boxes.tolist())
