"""Which of many boxes lie at a place, without looking at each."""

import numpy as np

from mapper.arrays import (
    Floats,
    Ints,
    boxes_meet,
    runs,
)

_CELLS = 128


class BoxGrid:
    """Boxes (n, 4: west, south, east, north) by the cells of a square grid over all of them.

    It looks at few numbers at a time: on many numpy lets go of Python's lock, and a thread that paints keeps it then.
    """

    def __init__(self, bounds: Floats) -> None:
        self._bounds = bounds
        self._corner, self._side = (0.0, 0.0), 1.0
        # The boxes of cell c are _boxes[_offsets[c]:_offsets[c + 1]], ascending.
        self._boxes, self._offsets = np.zeros(0, dtype=np.int64), np.zeros(_CELLS**2 + 1, dtype=np.int64)
        if not len(bounds):
            return
        west, south = bounds[:, :2].min(axis=0).tolist()
        east, north = bounds[:, 2:].max(axis=0).tolist()
        # The last cell holds the far edge too.
        self._corner, self._side = (west, south), max(east - west, north - south, 1.0) / _CELLS * (1 + 1e-9)
        first, last = (((bounds[:, sides] - self._corner) // self._side).astype(np.int64) for sides in ((0, 1), (2, 3)))
        across, down = (last - first + 1).T
        box = np.repeat(np.arange(len(bounds)), across * down)
        nth = runs(np.zeros(len(bounds), dtype=np.int64), across * down)
        cell = (first[box, 1] + nth // across[box]) * _CELLS + first[box, 0] + nth % across[box]
        order = np.argsort(cell, kind="stable")
        self._offsets, self._boxes = np.searchsorted(cell[order], np.arange(_CELLS**2 + 1)), box[order]

    def at(self, x: float, y: float) -> Ints:
        """Numbers of the boxes that hold this point."""
        (west, south), side = self._corner, self._side
        column, row = int((x - west) // side), int((y - south) // side)
        if not (0 <= column < _CELLS and 0 <= row < _CELLS):
            return np.zeros(0, dtype=np.int64)
        cell = row * _CELLS + column
        near = self._boxes[self._offsets[cell] : self._offsets[cell + 1]]
        return near[boxes_meet(self._bounds[near], (x, y, x, y))]
