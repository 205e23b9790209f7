"""Names on the map: inside their own land where they fit, never on one another, the same wherever the map is moved to.

Names are placed for a whole scale at once and not for what a window happens to show, so panning moves them with the
land. Gaps come first, then stations, then the roomiest units.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field, replace
from functools import cached_property
from math import hypot, inf

import numpy as np

from layers.paint.cache import ScaleCache
from layers.paint.label_candidates import (
    LOUD_RANK,
    Box,
    Candidates,
    NamedLand,
    candidates_of,
    holds,
    named_land,
    rows_inside,
    sizes_of,
    worth_a_name,
)
from layers.paint.leaders import Barred, beside_its_land, line_of, station_borders
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
_WHOLLY = 0.999  # of a name within its own land
_STEPS_DOWN = 2  # from one size of letters to that of names without room
_MOST_NAMES = 0.95  # that are to have room in letters of one size, of those that have it in the smallest

Obstacles = Callable[[], Floats]
_EVERYWHERE: Box = (-np.inf, -np.inf, np.inf, np.inf)


@dataclass(frozen=True)
class OnPaper:
    """How names are written where the picture ends at its edge, and nobody can look closer.

    ``keys`` are numbers that stand for names without room, by id of land. Letters are smaller where many names have no
    room, down to ``least_px``. ``clear_px``: boxes, from the picture's upper left corner, that no name stands in.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    least_px: float = inf
    clear_px: tuple[Box, ...] = ()


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
    paper: OnPaper | None = None,
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
    paper
        Where the picture is paper: names keep within ``shown_px`` then.
    """
    del say  # names are the stations' own words
    what = ("names", px_scale, *(id(d) for d in snapshot.drawings if isinstance(d, Points)), *map(id, snapshot.names))
    what += tuple(map(id, snapshot.line_names))
    frame = _EVERYWHERE if paper is None else shown_px
    what += (*frame, *(() if paper is None else (*paper.keys.items(), paper.least_px, *paper.clear_px)))
    all_names = (*snapshot.names, *snapshot.line_names)
    if not all_names:
        return PlacedNames((), np.zeros((0, 2)), _EVERYWHERE)
    known = scale.recall(all_names[0], what)
    if known is None or not holds(known.within_px, shown_px):
        known = _placed(snapshot, scale, px_scale, obstacles(), shown_px, between, frame, paper)
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
    paper: OnPaper | None,
) -> PlacedNames:
    within, all_names = _EVERYWHERE, snapshot.names
    least_px = inf if paper is None else paper.least_px
    least = [px_scale * sizes_of(names, px_scale, least_px)[-1] for names in all_names]
    worth = [worth_a_name(names, scale, px, frame_px) for names, px in zip(all_names, least, strict=True)]
    if sum(map(len, worth)) + sum(stretches(names, scale, px_scale) for names in snapshot.line_names) > _MANY:
        around = _AROUND_PX * px_scale
        within = (shown_px[0] - around, shown_px[1] - around, shown_px[2] + around, shown_px[3] + around)
        worth = [rows_inside(names, rows, scale, within) for names, rows in zip(all_names, worth, strict=True)]
    symbols, taken = _Taken(32 * px_scale), _Taken(64 * px_scale)
    near = (obstacles[:, 2] > within[0]) & (obstacles[:, 0] < within[2])
    near &= (obstacles[:, 3] > within[1]) & (obstacles[:, 1] < within[3])
    for left, top, right, bottom, speaks in obstacles[near][:_MOST_OBSTACLES].tolist():
        (taken if speaks else symbols).add((left, top, right, bottom))
    for left, top, right, bottom in () if paper is None else paper.clear_px:
        taken.add((shown_px[0] + left, shown_px[1] + top, shown_px[0] + right, shown_px[1] + bottom))
    writing = _Writing(snapshot, scale, px_scale, frame_px, between, taken, symbols)
    lands = [named_land(names, rows, scale, frame_px) for names, rows in zip(all_names, worth, strict=True)]
    missed = writing.place(writing.wishes(lands)) if paper is None else writing.place_on_paper(lands, paper)
    missed = [wish for wish in missed if not wish.names.is_figure]
    left_out = [np.zeros((0, 2)), *(wish.boxes[:1].reshape(2, 2).mean(axis=0, keepdims=True) for wish in missed)]
    placed = writing.placed
    for along in snapshot.line_names:
        placed += _along(along, scale, px_scale, within, frame_px, taken, symbols)
    return PlacedNames(tuple(placed), np.vstack(left_out), within)


@dataclass(eq=False)
class _Writing:
    """Names of land while they find their places, one after the other."""

    snapshot: Snapshot
    scale: ScaleCache
    px_scale: float
    frame_px: Box
    between: Callable[[], object]
    taken: _Taken
    symbols: _Taken
    placed: list[PlacedName] = field(default_factory=list)

    def wishes(self, lands: Iterable[NamedLand], keys: Mapping[str, str] | None = None) -> list[Candidates]:
        """Where the names of these rows may stand, or their numbers, the most important first."""
        found = []
        for land in lands:
            for wish in candidates_of(land, self.scale, self.px_scale, self.frame_px, keys):
                self.between()
                found.append(wish)
        return sorted(found, key=_first_of_all)

    def place(self, wishes: Iterable[Candidates], *, wholly: bool = False) -> list[Candidates]:
        """Write those that have room, ``wholly`` on their own land where that is asked; returns the others."""
        return [wish for wish in wishes if not self._is_placed(wish, wholly)]

    def _is_placed(self, wish: Candidates, wholly: bool) -> bool:
        self.between()
        least = _WHOLLY if wholly and wish.rank < LOUD_RANK else wish.least_inside
        box = _free_box(wish, least, self.taken, self.symbols)
        if box is None:
            return False
        self.taken.add(box)
        size_px = wish.style.size_px * self.px_scale
        self.placed.append(PlacedName(wish.text, wish.style, box, size_px, wish.names, wish.row, is_key=wish.is_key))
        return True

    def place_on_paper(self, lands: Sequence[NamedLand], paper: OnPaper) -> list[Candidates]:
        """All of a kind in letters that most have room for; else over the border or a little smaller; then numbers."""
        fitting = [self._fitting(land, paper) for land in lands]
        sized = [land for land, _ in fitting]
        first = sorted([wish for _, wishes in fitting for wish in wishes], key=_first_of_all)
        missed = self.place(first, wholly=True)
        left = self.place(self.wishes(self._smaller(sized, missed, paper)), wholly=True)
        left = self.place(self._unwritten(missed)) if left else []
        self.place(self.wishes(self._smaller(sized, left, paper)))
        if paper.keys:
            for land in sized:
                self._place_keys(land, paper)
        return self._unwritten(missed)

    def _fitting(self, land: NamedLand, paper: OnPaper) -> tuple[NamedLand, list[Candidates]]:
        """The land in the largest letters in which hardly more names are without room than in the smallest."""
        sizes = sizes_of(land.names, self.px_scale, paper.least_px)
        wishes = {1.0: self.wishes([land])}
        cut = frozenset(land.cut_by(self.frame_px, self.scale))  # a name at the edge says nothing of the others
        share = {1.0: _share_with_room(wishes[1.0], cut)}
        if share[1.0] < _MOST_NAMES:
            wishes |= {times: self.wishes([replace(land, times=times)]) for times in sizes[1:]}
            share = {times: _share_with_room(found, cut) for times, found in wishes.items()}
        least = _MOST_NAMES * share[min(share)]
        chosen = next(times for times in sorted(share, reverse=True) if share[times] >= least)
        return replace(land, times=chosen), wishes[chosen]

    def _smaller(self, lands: Iterable[NamedLand], wishes: Sequence[Candidates], paper: OnPaper) -> list[NamedLand]:
        """The land of these wishes alone, in smaller letters; none where these cannot be read."""
        found = []
        for land in lands:
            rows = [wish.row for wish in wishes if wish.names is land.names]
            sizes = [times for times in sizes_of(land.names, self.px_scale, paper.least_px) if times < land.times]
            if rows and sizes:
                found.append(replace(land.only(rows), times=sizes[min(_STEPS_DOWN, len(sizes)) - 1]))
        return found

    def _unwritten(self, wishes: Sequence[Candidates]) -> list[Candidates]:
        written = {(id(name.names), name.row) for name in self.placed}
        return [wish for wish in wishes if (id(wish.names), wish.row) not in written]

    def _place_keys(self, sized: NamedLand, paper: OnPaper) -> None:
        """Numbers for names without room, on their land by half at least, else beside it."""
        names = sized.names
        numbered = np.array([key in paper.keys for key in names.shapes.ids], dtype=bool)
        numbered[[name.row for name in self.placed if name.names is names]] = False
        if names.is_figure or not numbered.any():
            return
        land = named_land(names, np.flatnonzero(numbered), self.scale, self.frame_px)
        land = replace(land, times=sized.times)
        missed = self.place(self.wishes([land], paper.keys))
        self.place(self.wishes(self._smaller([land], missed, paper), paper.keys))
        barred: Barred | None = None
        for wish in self._unwritten(missed):
            self.between()
            barred = barred or station_borders(self.snapshot, self.scale, self.frame_px)
            taken, symbols = self.taken.hits, self.symbols.hits
            name = beside_its_land(wish, taken, symbols, self.frame_px, self.px_scale, barred)
            if name is not None:
                for box in (name.box, *line_of(name)):
                    self.taken.add(box)
                self.placed.append(name)


def _first_of_all(wish: Candidates) -> tuple[float, float, str]:
    """Gaps come first, then stations, then the roomiest units."""
    return -wish.rank, -wish.room_px, wish.text


def _share_with_room(wishes: Sequence[Candidates], but: AbstractSet[int]) -> float:
    """Of names that are not to be seen first, those with a place that is on their own land as far as it has to be."""
    quiet = [wish for wish in wishes if wish.rank < LOUD_RANK and wish.row not in but]
    return sum(bool((wish.inside >= wish.least_inside).any()) for wish in quiet) / len(quiet) if quiet else 1.0


def _free_box(wish: Candidates, least_inside: float, taken: _Taken, symbols: _Taken) -> Box | None:
    """The best of its boxes that nothing written stands in: clear of symbols first, then wholly on its own land."""
    best: tuple[tuple[bool, bool, int], Box] | None = None
    for box, inside in zip(wish.boxes.tolist(), wish.inside.tolist(), strict=True):
        if inside < least_inside or taken.hits(box):
            continue
        hits = symbols.hits(box)
        score = (hits > 0, inside < _WHOLLY, hits)
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
