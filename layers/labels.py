"""Names on the map: inside their own land where they fit, never on one another, the same wherever the map is moved to.

Names are placed for a whole scale at once and not for what a window happens to show, so panning moves them with the
land. Gaps come first, then stations, then the roomiest units.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from layers.drawing import LabelStyle, Names, Points
from layers.lettering import font, width_mm
from layers.paint_cache import ScaleCache
from layers.say import Say
from layers.shapes import Floats
from layers.snapshot import Snapshot

_FONT_PX = 100.0  # what lettering.font() is set in
_PADDING_PX = 1.5
_HALO_PX = 2.6
# A name is tried in its land's middle, then a little up, down, left and right.
_SHIFTS = np.array([(0, 0), (0, -0.9), (0, 0.9), (-0.35, 0), (0.35, 0), (0, -1.8), (0, 1.8)])
_MOST_TRIED = 4000


@dataclass(frozen=True, eq=False)
class PlacedName:
    """One name: ``box`` is left, top, right, bottom in pixels from the origin; ``size_px`` the font's height."""

    text: str
    style: LabelStyle
    box: tuple[float, float, float, float]
    size_px: float
    path: QPainterPath = field(repr=False)


@dataclass(frozen=True, eq=False)
class PlacedNames:
    """All names of a scale. ``left_out_px`` (n, 2): where those stand that found no room."""

    names: tuple[PlacedName, ...]
    left_out_px: Floats


class _Taken:
    """Boxes that are taken, found by cell."""

    def __init__(self, cell_px: float) -> None:
        self._cell = cell_px
        self._boxes: defaultdict[tuple[int, int], list[tuple[float, float, float, float]]] = defaultdict(list)

    def add(self, box: tuple[float, float, float, float]) -> None:
        for cell in self._cells(box):
            self._boxes[cell].append(box)

    def hits(self, box: tuple[float, float, float, float]) -> int:
        """How many cells' boxes it meets; 0 where it is free."""
        left, top, right, bottom = box
        return sum(
            left < b[2] and right > b[0] and top < b[3] and bottom > b[1]
            for cell in self._cells(box)
            for b in self._boxes.get(cell, ())
        )

    def _cells(self, box: tuple[float, float, float, float]) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = (int(v // self._cell) for v in box)
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                yield column, row


def place_names(snapshot: Snapshot, scale: ScaleCache, px_scale: float, say: Say, obstacles: Floats) -> PlacedNames:
    """Names of the snapshot at that scale.

    Parameters
    ----------
    obstacles
        (n, 4) boxes of symbols, in pixels from the origin, that names keep clear of where they can.
    """
    del say  # names are the stations' own words
    what = ("names", px_scale, *(id(d) for d in snapshot.drawings if isinstance(d, Points)), *map(id, snapshot.names))
    if not snapshot.names:
        return PlacedNames((), np.zeros((0, 2)))
    known = scale.recall(snapshot.names[0], what)
    if known is None:
        known = _placed(snapshot.names, scale, px_scale, obstacles)
        scale.remember(snapshot.names[0], what, known)
    assert isinstance(known, PlacedNames)
    return known


@dataclass(frozen=True)
class _Wish:
    """One name that wants a place: its boxes in order of liking, and how much of each lies in its own land."""

    rank: float
    room_px: float
    text: str
    style: LabelStyle
    boxes: Floats
    inside: Floats
    least_inside: float


def _placed(all_names: tuple[Names, ...], scale: ScaleCache, px_scale: float, obstacles: Floats) -> PlacedNames:
    wishes = [wish for names in all_names for wish in _wishes(names, scale, px_scale)]
    wishes.sort(key=lambda wish: (-wish.rank, -wish.room_px, wish.text))
    symbols, taken = _Taken(32 * px_scale), _Taken(64 * px_scale)
    for box in obstacles.tolist():
        symbols.add(tuple(box))
    placed, left_out = [], [np.zeros((0, 2))]
    for wish in wishes:
        best = None
        for box, inside in zip(wish.boxes.tolist(), wish.inside.tolist(), strict=True):
            if inside < wish.least_inside or taken.hits(box):
                continue
            score = (symbols.hits(box) > 0, inside < 0.999, symbols.hits(box))
            if best is None or score < best[0]:
                best = (score, box)
            if not any(score):
                break
        if best is None:
            left_out.append(wish.boxes[:1].reshape(2, 2).mean(axis=0, keepdims=True))
            continue
        box = best[1]
        taken.add(box)
        path = QPainterPath()
        path.addText(QPointF(0, 0), font(wish.style.bold), wish.text)
        placed.append(PlacedName(wish.text, wish.style, tuple(box), wish.style.size_px * px_scale, path))
    return PlacedNames(tuple(placed), np.vstack(left_out))


def _wishes(names: Names, scale: ScaleCache, px_scale: float) -> Iterator[_Wish]:
    anchors_m, radius_m = names.shapes.label_points
    radius_px = radius_m / scale.metres_per_px
    bounds_px = names.shapes.row_bounds_m()
    side_px = np.column_stack([bounds_px[:, 2] - bounds_px[:, 0], bounds_px[:, 3] - bounds_px[:, 1]])
    side_px = side_px / scale.metres_per_px
    size_px = np.array([style.size_px for style in names.styles])[names.class_of_row] * px_scale
    # Land that is lower than a name or much narrower than two characters cannot carry one.
    with np.errstate(invalid="ignore"):
        worth = (side_px[:, 1] >= size_px * 0.9) & (side_px[:, 0] >= size_px * 1.6) & (radius_px >= size_px * 0.35)
    rows = np.flatnonzero(worth & np.array([bool(text) for text in names.texts], dtype=bool))
    if not len(rows):
        return
    rows = rows[np.lexsort((-radius_px[rows], -names.rank[rows]))][:_MOST_TRIED]
    styles = [names.styles[c] for c in names.class_of_row[rows].tolist()]
    widths = (
        np.array([width_mm(names.texts[r], s.size_px, s.bold) for r, s in zip(rows.tolist(), styles, strict=True)])
        * px_scale
    )
    height = size_px[rows] * 1.1
    half = np.column_stack([widths, height]) / 2 + _PADDING_PX * px_scale
    middle = scale.px(anchors_m[rows])[:, None, :] + _SHIFTS * np.stack([widths, height], axis=1)[:, None, :]
    boxes = np.concatenate([middle - half[:, None, :], middle + half[:, None, :]], axis=2)

    mpp, (ox, oy) = scale.metres_per_px, scale.origin_m
    on_land = shapely.box(
        boxes[..., 0] * mpp + ox, oy - boxes[..., 3] * mpp, boxes[..., 2] * mpp + ox, oy - boxes[..., 1] * mpp
    )
    own = shapely.simplify(names.shapes.geometries[rows], mpp)
    own = np.where(shapely.is_valid(own), own, shapely.buffer(own, 0))
    shapely.prepare(own)
    inside = shapely.contains_properly(own[:, None], on_land).astype(float)
    spilt = inside == 0
    cut = shapely.area(shapely.intersection(np.broadcast_to(own[:, None], inside.shape)[spilt], on_land[spilt]))
    inside[spilt] = np.minimum(cut / shapely.area(on_land[spilt]), 0.998)
    for i, row in enumerate(rows.tolist()):
        yield _Wish(
            float(names.rank[row]), float(radius_px[row]), names.texts[row], styles[i], boxes[i], inside[i],
            float(names.spill[row]),
        )  # fmt: skip


def paint_names(painter: QPainter, placed: PlacedNames, shown_px: tuple[float, float, float, float]) -> int:
    """Write the names that show in these pixels from the origin; returns how many belong here and have no room."""
    left, top, right, bottom = shown_px
    ascent = QFontMetricsF(font()).ascent() / _FONT_PX
    descent = QFontMetricsF(font()).descent() / _FONT_PX
    for name in placed.names:
        if name.box[2] < left or name.box[0] > right or name.box[3] < top or name.box[1] > bottom:
            continue
        times = name.size_px / _FONT_PX
        middle = (name.box[1] + name.box[3]) / 2
        baseline = middle + (ascent - descent) / 2 * name.size_px
        x = (name.box[0] + name.box[2]) / 2 - width_mm(name.text, name.size_px, name.style.bold) / 2
        painter.save()
        painter.translate(x, baseline)
        painter.scale(times, times)
        halo = QPen(QColor(name.style.halo), _HALO_PX / name.style.size_px * _FONT_PX)
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(name.path, halo)
        painter.setFont(font(name.style.bold))
        painter.setPen(QColor(name.style.color))
        painter.drawText(QPointF(0, 0), name.text)
        painter.restore()
    out = placed.left_out_px
    return int(((out[:, 0] >= left) & (out[:, 0] <= right) & (out[:, 1] >= top) & (out[:, 1] <= bottom)).sum())
