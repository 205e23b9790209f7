"""Names on the map: inside their own land where they fit, never on one another, the same wherever the map is moved to.

Names are placed for a whole scale at once and not for what a window happens to show, so panning moves them with the
land. Gaps come first, then stations, then the roomiest units.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from math import hypot
from types import MappingProxyType

import numpy as np

from layers.paint.cache import ScaleCache
from layers.paint.label_candidates import Box, Candidates, candidates_of, holds, rows_inside, worth_a_name
from layers.paint.leaders import beside_its_land
from layers.paint.line_names import REPEAT_PX, line_wishes, stretches
from layers.paint.placed_name import PlacedName
from layers.say import Say
from layers.scene.drawing import (
    LineNames,
    Points,
)
from layers.snapshot import Snapshot
from mapper.arrays import Floats
from mapper.lazy_dataclass import dataclass

# More names than this are not placed for all the land but for the land around the window.
_MANY = 1500
_AROUND_PX = 700.0
_MOST_OBSTACLES = 20_000
_AGAIN = 0.6  # how near a line's name may come again, in usual distances

Obstacles = Callable[[], Floats]
NO_KEYS: Mapping[str, str] = MappingProxyType({})
_EVERYWHERE: Box = (-np.inf, -np.inf, np.inf, np.inf)


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
    keys: Mapping[str, str] = NO_KEYS,
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
        Whether names keep within ``shown_px``.
    keys
        Numbers by id of land: each stands in place of its name where that has no room.
    """
    del say  # names are the stations' own words
    what = ("names", px_scale, *(id(d) for d in snapshot.drawings if isinstance(d, Points)), *map(id, snapshot.names))
    what += tuple(map(id, snapshot.line_names))
    frame = shown_px if framed else _EVERYWHERE
    what += (*frame, *keys.items())
    all_names = (*snapshot.names, *snapshot.line_names)
    if not all_names:
        return PlacedNames((), np.zeros((0, 2)), _EVERYWHERE)
    known = scale.recall(all_names[0], what)
    if known is None or not holds(known.within_px, shown_px):
        known = _placed(snapshot, scale, px_scale, obstacles(), shown_px, between, frame, keys)
        scale.remember(all_names[0], what, known)
    assert isinstance(known, PlacedNames)
    return known


def _placed(
    snapshot: Snapshot,
    scale: ScaleCache,
    px_scale: float,
    obstacles: Floats,
    shown_px: Box,
    between: Callable[[], object],
    frame_px: Box,
    keys: Mapping[str, str],
) -> PlacedNames:
    within, all_names = _EVERYWHERE, snapshot.names
    worth = [worth_a_name(names, scale, px_scale, frame_px) for names in all_names]
    if sum(map(len, worth)) + sum(stretches(names, scale, px_scale) for names in snapshot.line_names) > _MANY:
        around = _AROUND_PX * px_scale
        within = (shown_px[0] - around, shown_px[1] - around, shown_px[2] + around, shown_px[3] + around)
        worth = [rows_inside(names, rows, scale, within) for names, rows in zip(all_names, worth, strict=True)]
    wishes = []
    for names, rows in zip(all_names, worth, strict=True):
        for wish in candidates_of(names, rows, scale, px_scale, frame_px):
            between()
            wishes.append(wish)
    wishes.sort(key=lambda wish: (-wish.rank, -wish.room_px, wish.text))
    symbols, taken = _Taken(32 * px_scale), _Taken(64 * px_scale)
    near = (obstacles[:, 2] > within[0]) & (obstacles[:, 0] < within[2])
    near &= (obstacles[:, 3] > within[1]) & (obstacles[:, 1] < within[3])
    for left, top, right, bottom, speaks in obstacles[near][:_MOST_OBSTACLES].tolist():
        (taken if speaks else symbols).add((left, top, right, bottom))
    placed: list[PlacedName] = []
    left_out = [np.zeros((0, 2))]

    def place(wish: Candidates) -> bool:
        between()
        box = _free_box(wish, taken, symbols)
        if box is not None:
            taken.add(box)
            size_px = wish.style.size_px * px_scale
            placed.append(PlacedName(wish.text, wish.style, box, size_px, wish.names, wish.row, is_key=wish.is_key))
        return box is not None

    missed = [wish for wish in wishes if not place(wish)]
    for names in (names for names in all_names if keys and not names.is_figure):
        unwritten = np.setdiff1d(np.arange(len(names.texts)), [p.row for p in placed if p.names is names])
        short = candidates_of(names, unwritten, scale, px_scale, frame_px, keys)
        for wish in [wish for wish in sorted(short, key=lambda wish: -wish.room_px) if not place(wish)]:
            between()
            if (name := beside_its_land(wish, taken.hits, symbols.hits, frame_px, px_scale)) is not None:
                taken.add(name.box)
                placed.append(name)
    written = {(id(name.names), name.row) for name in placed}
    missed = [w for w in missed if (id(w.names), w.row) not in written and not w.names.is_figure]
    left_out += [wish.boxes[:1].reshape(2, 2).mean(axis=0, keepdims=True) for wish in missed]
    for along in snapshot.line_names:
        placed += _along(along, scale, px_scale, within, frame_px, taken, symbols)
    return PlacedNames(tuple(placed), np.vstack(left_out), within)


def _free_box(wish: Candidates, taken: _Taken, symbols: _Taken) -> Box | None:
    """The best of its boxes that nothing written stands in: clear of symbols first, then wholly on its own land."""
    best: tuple[tuple[bool, bool, int], Box] | None = None
    for box, inside in zip(wish.boxes.tolist(), wish.inside.tolist(), strict=True):
        if inside < wish.least_inside or taken.hits(box):
            continue
        hits = symbols.hits(box)
        score = (hits > 0, inside < 0.999, hits)
        if best is None or score < best[0]:
            best = (score, tuple(box))
        if not any(score):
            break
    return None if best is None else best[1]


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
            if not holds(frame_px, wish.around):
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
