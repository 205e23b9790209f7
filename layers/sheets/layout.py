"""Where things stand on a sheet of paper: paper sizes, round scales, and the choice between possible arrangements."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from layers.sheets.index_table import (
    MM_PER_PT,
    Box,
    Cells,
    IncidentRow,
    Row,
    TableColumn,
    balanced_boxes,
    cells_for,
    flow,
)
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass

LETTERS = "ABCDEFGH"
LONG_SIDE_CELLS, SHORT_SIDE_CELLS = 8, 6
_SCALE_STEPS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_AIR = 0.035  # of the map frame's side, left free around the land


@dataclass(frozen=True)
class Paper:
    """A paper size. ``furniture`` scales everything that is not the map; type of the index is between two sizes."""

    name: str
    short_mm: float
    long_mm: float
    furniture: float
    type_pt: float
    least_type_pt: float
    symbols: float


PAPERS: Mapping[str, Paper] = {
    paper.name: paper
    for paper in (
        Paper("A4", 210, 297, 0.8, 7.0, 6.0, 0.7),
        Paper("A3", 297, 420, 1.0, 8.0, 6.0, 0.82),
        Paper("A2", 420, 594, 1.35, 10.0, 7.5, 1.1),
        Paper("A1", 594, 841, 1.85, 14.0, 10.5, 1.6),
        Paper("A0", 841, 1189, 2.5, 19.0, 14.0, 2.2),
        Paper("Letter", 215.9, 279.4, 0.8, 7.0, 6.0, 0.7),
        Paper("Tabloid", 279.4, 431.8, 1.0, 8.0, 6.0, 0.82),
    )
}


def paper_named(name: str) -> Paper:
    """The paper of that name; InputError ``paper_unknown``."""
    paper = next((paper for known, paper in PAPERS.items() if known.lower() == name.lower()), None)
    if paper is None:
        raise InputError("paper_unknown", paper=name, known=list(PAPERS))
    return paper


_SIZES = {"small": 0.85, "usual": 1.0, "large": 1.2}
LEAST_PT = 5.5  # below it nobody reads
_LEAST_FURNITURE, _LEAST_SYMBOLS = 0.77, 0.7  # whose letters and figures beside and on the map are that high
_LEAST_FOOT_MM = 26.0  # where such letters have room for what a sheet of English says


def in_size(paper: Paper, size: str) -> Paper:
    """The paper with letters and symbols smaller or larger than is usual on it, none below what can be read."""
    k = _SIZES[size]
    least = max(paper.least_type_pt * k, LEAST_PT)
    return replace(
        paper,
        furniture=max(paper.furniture * k, _LEAST_FURNITURE),
        type_pt=max(paper.type_pt * k, least),
        least_type_pt=least,
        symbols=max(paper.symbols * k, _LEAST_SYMBOLS),
    )


def text_paper_of(paper: Paper) -> Paper:
    """The paper of pages that only continue an index: nobody hangs a wall sheet of text."""
    return paper if paper.furniture <= PAPERS["A3"].furniture else PAPERS["A3"]


def round_scale(least: float) -> int:
    """The largest round map scale 1 : n with n ≥ ``least``; n is a step of 1–10 (see above) times a power of ten."""
    power = 10.0 ** math.floor(math.log10(max(least, 100.0)))
    return next(round(step * power) for step in _SCALE_STEPS if step * power >= least * (1 - 1e-9))


def least_denominator(frame: Box, land_m: tuple[float, float]) -> float:
    """The smallest denominator at which land of this width and height (m) fits the frame with a little air."""
    room_x, room_y = frame.width_mm * (1 - 2 * _AIR), frame.height_mm * (1 - 2 * _AIR)
    return max(land_m[0] / room_x, land_m[1] / room_y) * 1000


@dataclass(frozen=True)
class Arrangement:
    """Where things stand on one sheet.

    ``boxes`` are for the index, ``cells`` its type; :func:`_filled` puts ``table`` into them and leaves as ``rest`` the
    rows that go over the page.
    """

    width_mm: float
    height_mm: float
    frame: Box
    title: Box
    panel: Mapping[str, Box]
    foot: Box
    cells: Cells
    boxes: tuple[Box, ...]
    scale_denominator: int
    table: tuple[TableColumn, ...] = ()
    rest: tuple[Row, ...] = ()

    @property
    def landscape(self) -> bool:
        return self.width_mm > self.height_mm


@dataclass(frozen=True)
class Slot:
    """Room that a part takes in the panel with the index, as wide as the panel; heights are in units of furniture.

    ``lower`` is its height on a page in portrait, where that is another.
    """

    name: str
    height: float
    lower: float | None = None


@dataclass(frozen=True)
class Wish:
    """What a sheet must hold: land (m), rows of the index, what stands above them in the panel; and for whom."""

    land_m: tuple[float, float]
    rows: tuple[Row, ...]
    slots: tuple[Slot, ...] = ()
    public: bool = False


def arranged(paper: Paper, wish: Wish, landscape: bool | None = None) -> Arrangement:
    """The best arrangement on this paper: the map as large as it goes, the index whole and its type legible."""
    ways = (True, False) if landscape is None else (landscape,)
    drafts = [draft for way in ways for draft in _possible(paper, wish, way)]
    finest = min(draft.scale_denominator for draft in drafts)
    drafts.sort(key=lambda draft: _least_badness(draft, finest, paper))
    best, least = drafts[0], math.inf
    for draft in drafts:
        if _least_badness(draft, finest, paper) >= least:
            break  # filling it, which takes time, can only make it worse
        filled = _filled(draft, wish.rows)
        badness = _least_badness(filled, finest, paper) + _badness_of_index(filled, len(wish.rows))
        if badness < least:
            best, least = filled, badness
    return best


def _least_badness(a: Arrangement, finest: int, paper: Paper) -> float:
    """What is known before the index is filled in: how much smaller the map and the type are than they could be."""
    shrunk = (paper.type_pt - a.cells.type_mm / MM_PER_PT) / paper.type_pt
    return math.log2(a.scale_denominator / finest) + 0.9 * shrunk


def _badness_of_index(a: Arrangement, rows: int) -> float:
    # A list of incidents may go on over the page before the map is made smaller; the units should be beside it.
    weight = 0.6 if any(not isinstance(row, IncidentRow) for row in a.rest) else 0.2
    over_the_page = weight * (1 + len(a.rest) / rows) if a.rest else 0.0
    used = sum(placed.height_mm for column in a.table for placed in column.rows)
    if not a.boxes:
        return 0.0
    return over_the_page + 0.35 * (1 - used / sum(box.height_mm for box in a.boxes))


def _possible(paper: Paper, wish: Wish, landscape: bool) -> Iterator[Arrangement]:
    type_pt, in_em = paper.type_pt, cells_for(wish.rows, 1.0, wish.public)
    while type_pt >= paper.least_type_pt:
        cells = replace(in_em, type_mm=type_pt * MM_PER_PT)
        for share in (1, 2, 3, 4, 5) if landscape else (0.17, 0.22, 0.28, 0.35, 0.42, 0.5):
            made = _landscape(paper, wish, cells, int(share)) if landscape else _portrait(paper, wish, cells, share)
            if made is not None:
                yield made
        type_pt -= 0.5


def sides_mm(paper: Paper, landscape: bool) -> tuple[float, float]:
    """Width and height of the paper as it lies."""
    return (paper.long_mm, paper.short_mm) if landscape else (paper.short_mm, paper.long_mm)


def _bands(paper: Paper, landscape: bool) -> tuple[Box, Box, Box]:
    """Title, the middle of the page, and the foot."""
    k = paper.furniture
    width, height = sides_mm(paper, landscape)
    inner = width - 20 * k
    title = Box(10 * k, 8 * k, inner, 13 * k)
    foot_height = max(25 * k if landscape else 28 * k, _LEAST_FOOT_MM)
    foot = Box(10 * k, height - 8 * k - foot_height, inner, foot_height)
    middle = Box(10 * k, title.bottom_mm + 1 * k, inner, foot.y_mm - title.bottom_mm - 4 * k)
    return title, middle, foot


def _framed(area: Box, k: float) -> Box:
    """The map frame inside an area that also holds the letters and numbers of the grid."""
    return Box(area.x_mm + 5 * k, area.y_mm + 5 * k, area.width_mm - 10 * k, area.height_mm - 10 * k)


def _landscape(paper: Paper, wish: Wish, cells: Cells, columns: int) -> Arrangement | None:
    k = paper.furniture
    width, height = sides_mm(paper, True)
    title, middle, foot = _bands(paper, True)
    gap = 4 * k
    panel_width = max(columns * cells.width_mm + (columns - 1) * gap, 84 * k)
    if not wish.rows:
        panel_width = 84 * k if wish.slots else 0.0
    if panel_width > 0.56 * middle.width_mm and columns > 1:
        return None
    frame = _framed(Box(middle.x_mm, middle.y_mm, middle.width_mm - panel_width - gap, middle.height_mm), k)
    if frame.width_mm < 40 * k:
        return None
    panel = Box(middle.right_mm - panel_width, frame.y_mm, panel_width, frame.height_mm)
    stacked, top = {}, panel.y_mm
    for slot in wish.slots:
        stacked[slot.name] = Box(panel.x_mm, top, panel.width_mm, slot.height * k)
        top = stacked[slot.name].bottom_mm + gap
    area = Box(panel.x_mm, top, panel.width_mm, panel.bottom_mm - top)
    boxes = balanced_boxes(area, cells, gap) if wish.rows else ()
    return _drafted((width, height), frame, title, stacked, foot, boxes, cells, wish)


def _portrait(paper: Paper, wish: Wish, cells: Cells, share: float) -> Arrangement | None:
    k = paper.furniture
    width, height = sides_mm(paper, False)
    title, middle, foot = _bands(paper, False)
    gap = 4 * k
    slots_width = 84 * k
    slots_height = sum(slot.height * k + gap for slot in wish.slots) - gap
    panel_height = max(share * height, slots_height) if wish.rows else max(slots_height, 0.0)
    frame = _framed(Box(middle.x_mm, middle.y_mm, middle.width_mm, middle.height_mm - panel_height), k)
    if frame.height_mm < 40 * k:
        return None
    top = frame.bottom_mm + 6 * k
    panel = Box(middle.x_mm, top, middle.width_mm, middle.bottom_mm - top)
    stacked, below = {}, panel.y_mm
    for slot in wish.slots:
        slot_height = (slot.height if slot.lower is None else slot.lower) * k
        stacked[slot.name] = Box(panel.x_mm, below, slots_width, slot_height)
        below = stacked[slot.name].bottom_mm + gap
    left = panel.x_mm + slots_width + gap if stacked else panel.x_mm
    boxes: tuple[Box, ...] = ()
    if wish.rows:
        boxes = balanced_boxes(Box(left, panel.y_mm, panel.right_mm - left, panel.height_mm), cells, gap)
    if wish.rows and stacked and panel.bottom_mm - below > 8 * cells.type_mm and slots_width >= cells.width_mm:
        beneath = Box(panel.x_mm, below, slots_width, panel.bottom_mm - below)
        boxes = (*balanced_boxes(beneath, cells, gap), *boxes)
    return _drafted((width, height), frame, title, stacked, foot, boxes, cells, wish)


def _drafted(
    page_mm: tuple[float, float],
    frame: Box,
    title: Box,
    panel: Mapping[str, Box],
    foot: Box,
    boxes: tuple[Box, ...],
    cells: Cells,
    wish: Wish,
) -> Arrangement | None:
    """None where the index is too narrow for its cells or too low for a few rows."""
    if any(box.width_mm < cells.width_mm - 1e-6 or box.height_mm < 8 * cells.type_mm for box in boxes):
        return None
    scale = round_scale(least_denominator(frame, wish.land_m))
    return Arrangement(*page_mm, frame, title, panel, foot, cells, boxes, scale)


def _filled(draft: Arrangement, rows: tuple[Row, ...]) -> Arrangement:
    table, rest = flow(rows, draft.boxes, draft.cells)
    return replace(draft, table=table, rest=rest)


def _evenly(
    rows: tuple[Row, ...], boxes: tuple[Box, ...], cells: Cells
) -> tuple[tuple[TableColumn, ...], tuple[Row, ...]]:
    """As many rows as the boxes hold; where that is all of them, side by side and not down the first box alone."""
    for share in (0.25, 0.5, 0.75):
        lower = tuple(replace(box, height_mm=box.height_mm * share) for box in boxes)
        table, rest = flow(rows, lower, cells)
        if table and not rest:
            return table, rest
    return flow(rows, boxes, cells)


def continuations(
    paper: Paper, landscape: bool, rows: tuple[Row, ...], public: bool = False
) -> list[tuple[tuple[TableColumn, ...], Box, Box]]:
    """Pages of nothing but the index: the table's columns, the title's box and the foot's box of each."""
    title, middle, foot = _bands(paper, landscape)
    best: list[tuple[TableColumn, ...]] = []
    type_pt, in_em = paper.type_pt, cells_for(rows, 1.0, public)
    # The largest type that does with the fewest pages: nobody wants a last page with one row.
    while rows and type_pt >= paper.least_type_pt:
        cells = replace(in_em, type_mm=type_pt * MM_PER_PT)
        boxes = balanced_boxes(middle, cells, 5 * paper.furniture)
        pages, rest = [], rows
        while rest:
            table, rest = _evenly(rest, boxes, cells)
            pages.append(table)
        if not best or len(pages) < len(best):
            best = pages
        type_pt -= 0.5
    return [(table, title, foot) for table in best]
