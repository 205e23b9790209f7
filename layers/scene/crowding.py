"""When counts take the place of symbols, and which cell of ground each count stands for.

The window, paper and the web map have these rules from here; each has its own pixels.
"""

import numpy as np

from mapper.arrays import Floats, Ints

SAME_PLACE_M = 0.01
# Symbols give way to counts where a third of them would lie on others of their kind; a few hundred, each worth seeing,
# where more than half would; a handful never.
MANY_POINTS, HIDDEN_OF_MANY = 300, 1 / 3
FEW_POINTS, HIDDEN_OF_FEW = 40, 0.55
# A count stands for a cell of ground so wide; where discs would then carpet the land, for a wider one.
COUNT_CELL_PX, WIDE_CELL_PX, CARPET_SHARE, MANY_COUNTS = 56.0, 96.0, 0.4, 60
# A disc's area grows with the share of the largest count: its radius from the first to the sum of both.
DISC_LEAST_PX, DISC_MORE_PX = 8.0, 10.0
# Above so many lines, shorter than that, borders are no wider than this, and thinner the shorter they are, down to the
# least: a net of dark lines would hide the gaps.
CROWDED_LINES, CROWDED_SIDE_PX, CROWDED_WIDTH_PX, LEAST_WIDTH_PX = 2000, 30.0, 1.0, 0.5


def places(xy_m: Floats) -> tuple[Ints, Ints]:
    """The first row of each place that any of the rows (n, 2) stands on, and how many do."""
    cell = np.round(xy_m / SAME_PLACE_M).astype(np.int64)
    # One number a place is sorted many times as fast as two; they meet again only after 2³² cm, 42,949 km.
    place = (cell[:, 0] << 32) ^ (cell[:, 1] & 0xFFFFFFFF)
    _, first, count = np.unique(place, return_index=True, return_counts=True)
    return first, count


def is_crowded(px: Floats, size_px: float) -> bool:
    """Whether so many places (n, 2, in pixels) would lie on another's symbol of that size that counts say more."""
    if len(px) <= FEW_POINTS:
        return False
    cells = np.floor(px / size_px).astype(np.int64)
    hidden = (len(px) - len(np.unique(cells[:, 0] * (1 << 31) + cells[:, 1]))) / len(px)
    return bool(hidden > (HIDDEN_OF_MANY if len(px) > MANY_POINTS else HIDDEN_OF_FEW))


def count_cells(px: Floats, px_scale: float) -> Ints:
    """The cell of each point (n, 2, in pixels from the origin), as one number.

    Cells are wider where those with points are more than 0.4 of all within their bounds: a province would be one
    carpet of discs. That depends on the scale alone, so that neighbouring tiles agree.
    """
    for side_px in (COUNT_CELL_PX, WIDE_CELL_PX):
        cell = np.floor(px / (side_px * px_scale)).astype(np.int64)
        numbers = cell[:, 0] * (1 << 31) + cell[:, 1]
        if side_px == WIDE_CELL_PX or not len(cell):
            break
        across, down = cell.max(axis=0) - cell.min(axis=0) + 1
        taken = len(np.unique(numbers))
        if taken <= CARPET_SHARE * across * down or taken < MANY_COUNTS:
            break
    return np.asarray(numbers, dtype=np.int64)
