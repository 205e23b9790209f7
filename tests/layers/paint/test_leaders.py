"""A number without room on its land stands beside it, on nothing that is written, and its line crosses nothing."""

import numpy as np

from layers.paint.cache import PaintCache
from layers.paint.label_candidates import Box, Candidates
from layers.paint.leaders import beside_its_land, station_borders
from layers.snapshot import MapState, snapshot_of
from mapper.day.day import Day
from tests.districts import frame, grid, square
from tests.layers.maps import DAY


def _wish() -> Candidates:
    names = snapshot_of(MapState(Day(grid(2, 2), DAY))).names[0]
    box = np.array([[90.0, 95.0, 110.0, 105.0]])
    return Candidates(names=names, row=0, rank=0.0, room_px=1.0, text="12", style=names.styles[0], boxes=box,
                      inside=np.zeros(1), least_inside=0.0, is_key=True)  # fmt: skip


def _meets(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def test_it_stands_free_and_its_line_too() -> None:
    wall: Box = (112.0, 0.0, 120.0, 200.0)  # east of the land: what lies behind it is not led over it
    found = beside_its_land(_wish(), lambda box: int(_meets(box, wall)), lambda _: 0, (0.0, 0.0, 200.0, 200.0), 1.0)
    assert found is not None
    assert found.leads_to_px == (100.0, 100.0)
    assert found.box[2] <= wall[0]
    assert not _meets(found.box, (95.0, 97.5, 105.0, 102.5))


def test_without_room_there_is_none() -> None:
    assert beside_its_land(_wish(), lambda _: 1, lambda _: 0, (0.0, 0.0, 200.0, 200.0), 1.0) is None
    assert beside_its_land(_wish(), lambda _: 0, lambda _: 0, (90.0, 90.0, 110.0, 110.0), 1.0) is None


def test_its_line_crosses_no_border_of_a_station_but_to_where_no_land_is() -> None:
    """Of two units of one station, and of two that each are a station of their own."""
    one = grid(2, 1)
    stations = frame("stations", [{"station_code": f"S{at}"} for at in range(2)], [square(at, 0) for at in range(2)])
    two = one.with_tables(stations=stations, communities=one.communities.assign(station_code=["S0", "S1"]))
    for project, apart in ((one, False), (two, True)):
        snapshot = snapshot_of(MapState(Day(project, DAY)))
        barred = station_borders(snapshot, PaintCache().at(100.0, 0.5, (0.0, 0.0)), (-1e9, -1e9, 1e9, 1e9))
        outline = snapshot.geometry.shapes("stations").bounds_m
        assert outline is not None
        west, south, east, north = (side / 100 for side in outline)
        y, middle = -(south + north) / 2, (west + east) / 2

        def at(x: float, y: float = y) -> Box:
            return x - 0.5, y - 0.5, x + 0.5, y + 0.5

        assert not barred((west + 3, y), at(west + 1)), "within its station"
        assert not barred((west + 1.5, y), at(west - 1.5)), "beside the land is free"
        assert barred((west + 2, y), at(west)), "a number never stands on a border"
        assert barred((middle - 1.5, y), at(middle + 1.5)) == apart, "nor is one led into another station"
