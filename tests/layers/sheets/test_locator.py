"""A locator of more stations than can be told apart draws the land alone."""

import pytest
import shapely

from layers.sheets.painting.locator import land_path
from layers.sheets.parts import Outlines


def test_many_stations_are_drawn_as_the_land_that_they_are_together() -> None:
    squares = {
        f"S{x}-{y}": shapely.box(1000 * x, 1000 * y, 1000 * x + 998, 1000 * y + 998)
        for x in range(30)
        for y in range(20)
    }
    outlines = Outlines(squares, (0.0, 0.0, 29_998.0, 19_998.0))
    every, land = land_path(outlines, each=True), land_path(outlines, each=False)
    assert every.elementCount() == 600 * 5
    assert land.elementCount() == 5, "outlines that gape by two metres leave no border inside"
    box = land.boundingRect()
    assert (box.left(), box.top(), box.right(), box.bottom()) == pytest.approx(outlines.bounds_m, abs=5)
    assert land_path(outlines, each=False) is land, "made once for all sheets"
