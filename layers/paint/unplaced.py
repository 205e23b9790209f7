"""Names that a picture does not write: their land is too small at this scale, or others stand in their place."""

import numpy as np

from layers.paint.cache import ScaleCache
from layers.paint.labels import PlacedNames
from layers.scene.drawing import Names
from layers.snapshot import Snapshot
from layers.viewport import Bounds, Point
from mapper.arrays import Floats, Ints, boxes_meet
from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True)
class UnplacedName:
    """A name, and where its land has most room, in metres of the map CRS."""

    text: str
    xy_m: Point


def count_unplaced(snapshot: Snapshot, placed: PlacedNames, scale: ScaleCache, bounds_m: Bounds) -> int:
    """How many pieces of land have the middle of their bounds in view (metres), and a name that is not written."""
    count = 0
    for names in _names(snapshot):
        known = scale.recall(names, "middles")
        if known is None:
            known = _middles(names)
            scale.remember(names, "middles", known)
        rows, middles = known
        west, south, east, north = bounds_m
        here = (middles[:, 0] >= west) & (middles[:, 0] <= east) & (middles[:, 1] >= south) & (middles[:, 1] <= north)
        count += int(np.count_nonzero(~np.isin(rows[here], _written(names, placed))))
    return count


def unplaced_names(
    snapshot: Snapshot, placed: PlacedNames, bounds_m: Bounds, beside: PlacedNames | None = None
) -> tuple[UnplacedName, ...]:
    """The names that are not written of land whose inner point lies in these bounds (metres), by name.

    ``beside``: what another picture of the same snapshot writes, as an inset.
    """
    found = []
    west, south, east, north = bounds_m
    for names in _names(snapshot):
        written = [_written(names, one) for one in (placed, beside) if one is not None]
        rows = np.setdiff1d(_middles(names)[0], np.concatenate(written))
        rows = rows[boxes_meet(names.shapes.row_bounds_m[rows], bounds_m)]
        places, _ = names.shapes.label_places(rows)
        for row, (x, y) in zip(rows.tolist(), places.tolist(), strict=True):
            if west <= x <= east and south <= y <= north:
                found.append(UnplacedName(names.texts[row], (x, y)))
    return tuple(sorted(found, key=lambda name: (name.text, name.xy_m)))


def _names(snapshot: Snapshot) -> tuple[Names, ...]:
    return tuple(names for names in snapshot.names if not names.is_figure)


def _written(names: Names, placed: PlacedNames) -> Ints:
    return np.array([name.row for name in placed.names if name.names is names], dtype=np.int64)


def _middles(names: Names) -> tuple[Ints, Floats]:
    """Rows that have a name and land, and the middle of the bounds of each row's first part (n, 2)."""
    rows, first = np.unique(names.shapes.part_row, return_index=True)
    named = np.array([bool(text) for text in names.texts], dtype=bool)[rows]
    boxes = names.shapes.part_bounds_m[first[named]]
    return rows[named], (boxes[:, :2] + boxes[:, 2:]) / 2
