"""Names on the map: inside their own land where they fit, never on one another, the same wherever the map is moved to.

Names are placed for a whole scale at once and not for what a window happens to show, so panning moves them with the
land. Gaps come first, then stations, then the roomiest units.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import hypot

import numpy as np
import shapely
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainterPath

from layers.paint.cache import ScaleCache
from layers.paint.lettering import font, width_mm
from layers.paint.line_names import REPEAT_PX, line_wishes, stretches
from layers.say import Say
from layers.scene.drawing import (
    LabelStyle,
    LineNames,
    Names,
    Points,
)
from layers.snapshot import Snapshot
from mapper.arrays import Floats, Ints

_PADDING_PX = 1.5
# A name is tried in its land's middle, then a little up, down, left and right.
_SHIFTS = np.array(
    [
        (0, 0),
        (0, -0.7),
        (0, 0.7),
        (-0.35, 0),
        (0.35, 0),
        (0, -1.4),
        (0, 1.4),
        (-0.35, 1),
        (0.35, 1),
        (-0.35, -1),
        (0.35, -1),
    ]
)
_SPILLING, _LOUD_RANK = 3, 3.0
# More names than this are not placed for all the land but for the land around the window.
_MANY = 1500
_AROUND_PX = 700.0
_MOST_OBSTACLES = 20_000
_AGAIN = 0.6  # how near a line's name may come again, in usual distances

Box = tuple[float, float, float, float]
Obstacles = Callable[[], Floats]
_EVERYWHERE: Box = (-np.inf, -np.inf, np.inf, np.inf)


@dataclass(frozen=True, eq=False)
class PlacedName:
    """One name: ``box`` is left, top, right, bottom in pixels from the origin; ``size_px`` the font's height.

    It is that of ``row`` of ``names``, turned by ``angle_deg`` clockwise about the middle of the box.
    """

    text: str
    style: LabelStyle
    box: tuple[float, float, float, float]
    size_px: float
    names: Names | LineNames
    row: int
    angle_deg: float = 0.0

    @cached_property
    def path(self) -> QPainterPath:
        """Outlines of the letters, for the halo."""
        path = QPainterPath()
        path.addText(QPointF(0, 0), font(self.style.bold), self.text)
        return path

    @cached_property
    def images(self) -> dict[float, QImage]:
        """The written name by device pixels a pixel: a halo takes long to stroke, a picture no time to copy."""
        return {}


@dataclass(frozen=True, eq=False)
class PlacedNames:
    """Names of a scale within a box (left, top, right, bottom in pixels from the origin).

    ``left_out_px`` (n, 2): where those stand that found no room.
    """

    names: tuple[PlacedName, ...]
    left_out_px: Floats
    within_px: Box

    @cached_property
    def boxes_px(self) -> Floats:
        """(n, 4) of the names."""
        return np.array([name.box for name in self.names], dtype=np.float64).reshape(-1, 4)


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


def place_names(
    snapshot: Snapshot,
    scale: ScaleCache,
    px_scale: float,
    say: Say,
    obstacles: Obstacles,
    shown_px: Box,
    between: Callable[[], object] = lambda: None,
    framed: bool = False,
) -> PlacedNames:
    """Names of the snapshot at that scale.

    Parameters
    ----------
    obstacles
        Gives (n, 5) boxes of symbols, in pixels from the origin, that names keep clear of where they can, and always
        where the fifth number is 1; only asked where names are not placed yet.
    shown_px
        What the picture shows, in pixels from the origin.
    between
        Asked between pieces of the work.
    framed
        Whether names along lines keep within ``shown_px``.
    """
    del say  # names are the stations' own words
    what = ("names", px_scale, *(id(d) for d in snapshot.drawings if isinstance(d, Points)), *map(id, snapshot.names))
    what += tuple(map(id, snapshot.line_names))
    frame = shown_px if framed else _EVERYWHERE
    what += frame
    all_names = (*snapshot.names, *snapshot.line_names)
    if not all_names:
        return PlacedNames((), np.zeros((0, 2)), _EVERYWHERE)
    known = scale.recall(all_names[0], what)
    if known is None or not _holds(known.within_px, shown_px):
        known = _placed(snapshot, scale, px_scale, obstacles(), shown_px, between, frame)
        scale.remember(all_names[0], what, known)
    assert isinstance(known, PlacedNames)
    return known


@dataclass(frozen=True)
class _Wish:
    """One name that wants a place: its boxes in order of liking, and how much of each lies in its own land."""

    names: Names
    row: int
    rank: float
    room_px: float
    text: str
    style: LabelStyle
    boxes: Floats
    inside: Floats
    least_inside: float


def _placed(
    snapshot: Snapshot,
    scale: ScaleCache,
    px_scale: float,
    obstacles: Floats,
    shown_px: Box,
    between: Callable[[], object],
    frame_px: Box,
) -> PlacedNames:
    within, all_names = _EVERYWHERE, snapshot.names
    worth = [_worth(names, scale, px_scale) for names in all_names]
    if sum(map(len, worth)) + sum(stretches(names, scale, px_scale) for names in snapshot.line_names) > _MANY:
        around = _AROUND_PX * px_scale
        within = (shown_px[0] - around, shown_px[1] - around, shown_px[2] + around, shown_px[3] + around)
        worth = [_inside(names, rows, scale, within) for names, rows in zip(all_names, worth, strict=True)]
    wishes = []
    for names, rows in zip(all_names, worth, strict=True):
        for wish in _wishes(names, rows, scale, px_scale):
            between()
            wishes.append(wish)
    wishes.sort(key=lambda wish: (-wish.rank, -wish.room_px, wish.text))
    symbols, taken = _Taken(32 * px_scale), _Taken(64 * px_scale)
    near = (obstacles[:, 2] > within[0]) & (obstacles[:, 0] < within[2])
    near &= (obstacles[:, 3] > within[1]) & (obstacles[:, 1] < within[3])
    for left, top, right, bottom, speaks in obstacles[near][:_MOST_OBSTACLES].tolist():
        (taken if speaks else symbols).add((left, top, right, bottom))
    placed, left_out = [], [np.zeros((0, 2))]
    for wish in wishes:
        between()
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
        size_px = wish.style.size_px * px_scale
        placed.append(PlacedName(wish.text, wish.style, tuple(box), size_px, wish.names, wish.row))
    for along in snapshot.line_names:
        placed += _along(along, scale, px_scale, within, frame_px, taken, symbols)
    return PlacedNames(tuple(placed), np.vstack(left_out), within)


def _along(
    names: LineNames,
    scale: ScaleCache,
    px_scale: float,
    within: Box,
    frame_px: Box,
    taken: _Taken,
    symbols: _Taken,
) -> Iterator[PlacedName]:
    """Names of lines where nothing else stands, none near another of the same text: a road may lie there twice."""
    apart = REPEAT_PX * px_scale * _AGAIN
    near: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for places in line_wishes(names, scale, px_scale, within):
        for wish in places:
            x, y = wish.middle
            if not _holds(frame_px, wish.around):
                continue
            if any(hypot(x - other[0], y - other[1]) < apart for other in near[wish.text]):
                continue
            if any(stands.hits(box) for stands in (taken, symbols) for box in wish.boxes):
                continue
            near[wish.text].append(wish.middle)
            for box in wish.boxes:
                taken.add(box)
            size_px = wish.style.size_px * px_scale
            yield PlacedName(wish.text, wish.style, wish.around, size_px, names, wish.row, wish.angle_deg)
            break


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def _inside(names: Names, rows: Ints, scale: ScaleCache, within: Box) -> Ints:
    at = scale.px(names.shapes.label_places(rows)[0])
    return rows[(at[:, 0] >= within[0]) & (at[:, 0] <= within[2]) & (at[:, 1] >= within[1]) & (at[:, 1] <= within[3])]


def _worth(names: Names, scale: ScaleCache, px_scale: float) -> Ints:
    """Rows whose land can carry a name at this scale: not lower than one, nor much narrower than two characters."""
    bounds_px = names.shapes.row_bounds_m
    side_px = np.column_stack([bounds_px[:, 2] - bounds_px[:, 0], bounds_px[:, 3] - bounds_px[:, 1]])
    side_px = side_px / scale.metres_per_px
    size_px = np.array([style.size_px for style in names.styles])[names.class_of_row] * px_scale
    with np.errstate(invalid="ignore"):
        big = (side_px[:, 1] >= size_px * 0.9) & (side_px[:, 0] >= size_px * 1.6)
    rows = np.flatnonzero(big & np.array([bool(text) for text in names.texts], dtype=bool))
    radius_px = names.shapes.label_places(rows)[1] / scale.metres_per_px
    with np.errstate(invalid="ignore"):
        return rows[radius_px >= size_px[rows] * 0.35]


def _wishes(names: Names, rows: Ints, scale: ScaleCache, px_scale: float) -> Iterator[_Wish]:
    if not len(rows):
        return
    anchors_m, radius_m = names.shapes.label_places(rows)
    styles = [names.styles[c] for c in names.class_of_row[rows].tolist()]
    widths = (
        np.array([width_mm(names.texts[r], s.size_px, s.bold) for r, s in zip(rows.tolist(), styles, strict=True)])
        * px_scale
    )
    height = np.array([style.size_px for style in styles]) * px_scale * 1.1
    half = np.column_stack([widths, height]) / 2 + _PADDING_PX * px_scale
    middle = scale.px(anchors_m)[:, None, :] + _SHIFTS * np.stack([widths, height], axis=1)[:, None, :]
    boxes = np.concatenate([middle - half[:, None, :], middle + half[:, None, :]], axis=2)

    mpp, (ox, oy) = scale.metres_per_px, scale.origin_m
    on_land = shapely.box(
        boxes[..., 0] * mpp + ox, oy - boxes[..., 3] * mpp, boxes[..., 2] * mpp + ox, oy - boxes[..., 1] * mpp
    )
    own = shapely.simplify(names.shapes.polygons(rows), mpp, preserve_topology=False)
    own = np.where(shapely.is_valid(own), own, shapely.buffer(own, 0))
    shapely.prepare(own)
    inside = shapely.contains_properly(own[:, None], on_land).astype(float)
    # Only the first places may reach over a border, so only there it is measured how far; a gap's name may anywhere.
    for place in range(inside.shape[1]):
        spilt = (inside[:, place] == 0) & ((place < _SPILLING) | (names.rank[rows] >= _LOUD_RANK))
        cut = shapely.area(shapely.intersection(own[spilt], on_land[spilt, place]))
        inside[spilt, place] = np.minimum(cut / shapely.area(on_land[spilt, place]), 0.998)
    for i, row in enumerate(rows.tolist()):
        yield _Wish(
            names=names,
            row=row,
            rank=float(names.rank[row]),
            room_px=float(radius_m[i] / scale.metres_per_px),
            text=names.texts[row],
            style=styles[i],
            boxes=boxes[i],
            inside=inside[i],
            least_inside=float(names.spill[row]),
        )
