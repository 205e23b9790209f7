import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from layers.geometry.box_grid import BoxGrid
from mapper.arrays import boxes_meet

PLACE = st.integers(-50, 50).map(float)
BOX = st.tuples(PLACE, PLACE, st.integers(0, 40), st.integers(0, 40)).map(
    lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3])
)


@given(st.lists(BOX, max_size=20), PLACE, PLACE)
def test_boxes_found_are_those_that_looking_at_each_finds(boxes: list[tuple[float, ...]], x: float, y: float) -> None:
    bounds = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    assert BoxGrid(bounds).at(x, y).tolist() == np.flatnonzero(boxes_meet(bounds, (x, y, x, y))).tolist()


def test_every_corner_of_a_box_is_in_it() -> None:
    bounds = np.array([[0.1, 0.2, 1e6 / 3, 7e5 / 3], [0.1, 0.2, 5.0, 6.0]])
    grid = BoxGrid(bounds)
    for west, south, east, north in bounds.tolist():
        for x, y in ((west, south), (west, north), (east, south), (east, north)):
            assert grid.at(x, y).tolist() == np.flatnonzero(boxes_meet(bounds, (x, y, x, y))).tolist()
