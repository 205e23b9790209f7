"""Ways of the sample's units, and rooms placed among them."""

import numpy as np
import pandas as pd
import pytest
import shapely

from mapper.crs import to_metres, transform_xy
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.geometry import xy_of
from mapper.planning.siting import reach as siting_reach
from mapper.planning.siting.reach import reach, room_plan
from mapper.schema import DEGREES
from tests.districts import frame, grid
from tests.sample import district

PROJECT = district().project
DAY = Day(PROJECT, PROJECT.as_of)
CRS = PROJECT.about.map_crs
ROADLESS = PROJECT.with_tables(reference_lines=PROJECT.reference_lines.iloc[:0])


def test_ways_are_straight_ones_times_the_detour_at_each_kinds_speed() -> None:
    found, norms = reach(Day(ROADLESS, PROJECT.as_of)), PROJECT.norms
    assert (found.has_roads, found.ways[0]) == (False, 0)
    middles = shapely.centroid(np.asarray(to_metres(PROJECT.communities.geometry, CRS), dtype=object))
    rooms = np.asarray(to_metres(PROJECT.police_rooms.geometry, CRS), dtype=object)
    rooms = rooms[~shapely.is_missing(rooms)]
    for n, (code, row) in enumerate(found.units.iterrows()):
        way = min(shapely.distance(middles[n], rooms)) * norms.travel_detour
        assert row["room_m"] == pytest.approx(way, rel=2e-3)
        speed = norms.travel_km_per_hour[PROJECT.communities.at[code, "kind"]]
        assert row["room_minutes"] == pytest.approx(row["room_m"] / 1000 / speed * 60)
        assert row["station_minutes"] == pytest.approx(row["station_m"] / 1000 / speed * 60)
    assert found.within.sum() == (found.units["room_m"] <= norms.room_reach_km * 1000).sum()
    assert reach(DAY, 1e6).within.all()
    with pytest.raises(InputError, match="reach_limit"):
        reach(DAY, 0.0)


def test_where_the_project_has_roads_ways_are_gone_along_them_and_how_many_is_told() -> None:
    """Beside the network asked for one unit and one place at a time."""
    found, straight = reach(DAY), reach(Day(ROADLESS, PROJECT.as_of))
    by_road, told_straight = found.ways
    assert found.has_roads
    assert by_road > 0
    assert told_straight > 0
    assert by_road + told_straight == sum(straight.ways)
    middles = siting_reach.middles_m(PROJECT)
    bases = transform_xy(PROJECT.stations[["base_lon", "base_lat"]].to_numpy(dtype=float), DEGREES, CRS)
    rooms = xy_of(to_metres(PROJECT.police_rooms.geometry, CRS))
    for n in range(0, len(middles), 9):
        row = found.units.iloc[n]
        base = bases[PROJECT.stations.index.get_loc(PROJECT.communities["station_code"].iloc[n])]
        way = DAY.roads.ways(base[None], middles[n : n + 1], PROJECT.norms.travel_detour)
        assert row["station_m"] == pytest.approx(way.metres[0, 0], rel=1e-3)  # a middle found in degrees or in metres
        assert row["station_by_road"] == way.by_road[0, 0]
        ways = [DAY.roads.ways(room[None], middles[n : n + 1], PROJECT.norms.travel_detour) for room in rooms]
        assert row["room_m"] == pytest.approx(min(float(one.metres[0, 0]) for one in ways), rel=1e-6)


@pytest.mark.parametrize("aim", ["cover", "shorten"])
def test_rooms_stay_and_new_ones_help_as_much_as_is_told(aim: str) -> None:
    plan = room_plan(DAY, 3, aim, within_m=3000.0)  # type: ignore[arg-type]  # one of AIMS
    assert plan.gap == 0
    assert len(plan.sites) == 3
    assert set(plan.kept) == set(PROJECT.police_rooms.index[PROJECT.police_rooms.geometry.notna()])
    assert plan.given_up == ()
    rows = [{"room_id": f"N{n}", "name": "新"} for n in range(3)]
    new = frame("police_rooms", rows, [shapely.Point(*xy) for xy in plan.sites[["lon", "lat"]].to_numpy()])
    more = PROJECT.with_tables(police_rooms=pd.concat([PROJECT.police_rooms, new]))
    ways = reach(Day(more, PROJECT.as_of), 3000.0)
    residents = PROJECT.communities["residents"].astype(float)
    assert plan.before is not None
    if aim == "cover":
        assert plan.after == pytest.approx(residents[ways.within].sum())
        assert plan.before <= plan.after <= plan.weight
    else:
        mean = (residents * ways.units["room_m"]).sum() / residents.sum()
        assert plan.after == pytest.approx(mean, rel=2e-3)
        assert plan.after <= plan.before


def test_rooms_that_may_move_are_never_worse_and_what_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    stay, move = (room_plan(DAY, 1, "shorten", may_move=may) for may in (False, True))
    assert move.after <= stay.after
    assert len(move.kept) + len(move.given_up) == len(stay.kept)
    assert len(move.sites) == 1 + len(move.given_up)
    # To cover everybody a few rooms move, and all others stay.
    wide = room_plan(DAY, 2, "cover", within_m=5000.0, may_move=True)
    assert wide.after == wide.weight
    assert len(wide.sites) - len(wide.given_up) <= 2
    assert len(wide.given_up) < len(wide.kept)
    with pytest.raises(InputError, match="rooms_none"):
        room_plan(DAY, 0, "cover")
    monkeypatch.setattr(siting_reach, "MOST_PAIRS", 100)
    with pytest.raises(InputError, match="rooms_many"):
        room_plan(DAY, 1, "cover")
    nowhere = grid(2, 2)
    units = nowhere.communities
    empty = nowhere.with_tables(communities=units.set_geometry(units.geometry.where([False] * 4)))
    with pytest.raises(InputError, match="rooms_no_land"):
        room_plan(Day(empty, PROJECT.as_of), 1, "cover")


def test_units_count_alike_where_nobody_counted_residents() -> None:
    plan = room_plan(Day(grid(5, 1), PROJECT.as_of), 1, "shorten")
    assert (plan.weighed_by, plan.weight, plan.before) == ("units", 5.0, None)
    assert plan.sites["community_code"].tolist() == ["u2-0"]
    some = grid(5, 1)
    some = some.with_tables(communities=some.communities.assign(residents=[100, None, None, None, 1]))
    plan = room_plan(Day(some, PROJECT.as_of), 1, "shorten")
    assert (plan.weighed_by, plan.left_out) == ("residents", 3)
    assert plan.sites["community_code"].tolist() == ["u0-0"]
