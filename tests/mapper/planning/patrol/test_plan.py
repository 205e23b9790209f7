"""A proposal for a station's shift: its minutes, its reasons counted anew, its order, and who may not be sent."""

from collections import Counter

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapper.crs import to_metres
from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.errors import InputError
from mapper.frames import sensitive_rows
from mapper.planning.patrol.candidates import LEAST_WORTH, lattice, near
from mapper.planning.patrol.demand import WORTH, demand_on
from mapper.planning.patrol.plan import MOST_OFFICERS, PlaceWish, patrol_plan
from mapper.scope import Scope
from tests.districts import grid
from tests.sample import district

PROJECT = district().project
DAY = Day(PROJECT, PROJECT.as_of)
PARTS = {str(code): ScopedDay(DAY, Scope(frozenset({str(code)}))) for code in PROJECT.stations.index}


@pytest.mark.parametrize("station", list(PARTS)[:4])
def test_a_proposal_keeps_within_the_minutes_of_all_and_of_each(station: str) -> None:
    day, minutes = PARTS[station], 400
    plan = patrol_plan(day, minutes)
    assert plan.minutes_used <= plan.minutes_available <= minutes
    assert plan.gap <= 0.01
    assert plan.greedy_objective <= plan.bound + 1e-6
    spent: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for place in plan.places:
        assert place.officer_id is not None
        spent[place.officer_id] += place.minutes
        places[place.officer_id] += 1
        assert place.minutes >= 15
    for officer, asked in spent.items():
        row = PROJECT.officers.loc[officer]
        assert DAY.status[officer] == "on_duty"
        assert row["station_code"] == station
        assert asked <= row["fte"] * PROJECT.norms.focus_minutes_per_day
        assert places[officer] <= 5
    assert all(place.quiet or sum(place.counts.values()) > 0 for place in plan.places)


def test_reasons_are_what_stands_there() -> None:
    day = PARTS[next(iter(PARTS))]
    demand = demand_on(day)
    crs = PROJECT.about.map_crs
    for place in patrol_plan(day, 500).places:
        square = to_metres(gpd.GeoSeries([place.square], crs=4326), crs)[0].buffer(0.5)
        inside = demand[shapely.intersects(square, shapely.points(demand[["x_m", "y_m"]].to_numpy()))]
        told = inside.groupby("kind")["amount"].sum().to_dict()
        assert place.counts == pytest.approx(told)
        worth = sum(WORTH[kind] * count for kind, count in place.counts.items())
        assert place.quiet or worth >= LEAST_WORTH
        assert place.square.contains(shapely.Point(place.lon, place.lat))


def test_what_is_sensitive_leads_nobody_anywhere() -> None:
    for day in list(PARTS.values())[:2]:
        keys = set(demand_on(day)["key"])
        for table in ("hazards", "disputes"):
            rows = day.project.table(table)
            assert not keys & set(rows.index[sensitive_rows(table, rows)])


def test_the_order_is_another_one_each_day_and_the_same_when_asked_again() -> None:
    day = PARTS[next(iter(PARTS))]
    first, again = (patrol_plan(day, 500) for _ in range(2))
    assert [(p.lon, p.lat) for p in first.places] == [(p.lon, p.lat) for p in again.places]
    assert len({p.unit_code for p in first.places if p.quiet}) == 1


def test_who_is_away_is_not_sent_and_minutes_given_already_are_gone() -> None:
    station = next(iter(PARTS))
    whole = patrol_plan(PARTS[station], 100_000)
    officers = [str(key) for key in PROJECT.officers.index[PROJECT.officers["station_code"] == station]]
    away = PROJECT.officers.assign(
        status=PROJECT.officers["status"].mask(PROJECT.officers.index.isin(officers[:3]), "leave")
    )
    later = ScopedDay(Day(PROJECT.with_tables(officers=away), PROJECT.as_of), PARTS[station].scope)
    fewer = patrol_plan(later, 100_000)
    assert fewer.minutes_available < whole.minutes_available
    assert not {place.officer_id for place in fewer.places} & set(officers[:3])
    limit = PROJECT.officers["fte"][PROJECT.officers["station_code"] == station].sum() * 240
    assert whole.minutes_available <= limit


def test_a_part_without_a_roll_gets_places_without_names() -> None:
    plan = patrol_plan(Day(grid(3, 3, kind="village"), PROJECT.as_of), 120)
    assert {place.officer_id for place in plan.places} == {None}
    assert plan.minutes_used <= plan.minutes_available == 120


@pytest.mark.parametrize(("minutes", "visit"), [(0, 15), (100, 0)])
def test_no_minutes_are_refused(minutes: int, visit: int) -> None:
    with pytest.raises(InputError, match="patrol_minutes"):
        patrol_plan(DAY, minutes, visit_minutes=visit)


@given(st.integers(0, 10_000), st.integers(1, 80))
def test_what_a_place_is_worth_is_the_sum_of_what_lies_within_it(seed: int, things: int) -> None:
    rng = np.random.default_rng(seed)
    xy, worth = rng.uniform(0, 1500, (things, 2)), rng.uniform(0, 3, things)
    middles, total = lattice(xy, worth)
    np.testing.assert_allclose(total, (near(xy, middles) * worth[:, None]).sum(axis=0))
    assert len(middles) <= things


def test_several_stations_are_planned_with_as_many_officers_as_can_be_of_use() -> None:
    two = ScopedDay(DAY, Scope(frozenset(list(PARTS)[2:4])))
    assert len(two.own_officers) > MOST_OFFICERS
    plan = patrol_plan(two, 1500)
    assert plan.minutes_used <= 1500
    assert len({place.officer_id for place in plan.places}) <= MOST_OFFICERS
    assert {PROJECT.communities.at[p.unit_code, "station_code"] for p in plan.places if p.unit_code} <= set(
        list(PARTS)[2:4]
    )


def test_a_place_that_is_drawn_is_visited_as_it_is_with_what_lies_in_it() -> None:
    day = PARTS[next(iter(PARTS))]
    demand = demand_on(day)
    x, y = demand[["x_m", "y_m"]].iloc[0]
    drawn = shapely.Point(x, y).buffer(180)
    plan = patrol_plan(day, 300, drawn=[drawn])
    (place,) = [one for one in plan.places if one.drawn is not None]
    assert place.drawn is drawn
    inside = demand[shapely.intersects(drawn, shapely.points(demand[["x_m", "y_m"]].to_numpy()))]
    assert sum(place.counts.values()) == pytest.approx(inside["amount"].sum())
    assert to_metres(gpd.GeoSeries([place.square], crs=4326), PROJECT.about.map_crs)[0].equals_exact(drawn, 0.01)
    assert plan.minutes_used <= 300
    assert plan.unvisited == 0
    # Kept by its middle as well it is no second place.
    again = patrol_plan(day, 300, drawn=[drawn], pinned=[place.middle_m])
    assert [one.middle_m for one in again.places].count(place.middle_m) == 1
    assert patrol_plan(day, 10, drawn=[drawn]).unvisited == 1
    wide = shapely.Point(x, y).buffer(600)
    crossed = shapely.Polygon([(x, y), (x + 100, y + 100), (x + 100, y), (x, y + 100)])
    for bad in (wide, crossed):
        with pytest.raises(InputError, match="patrol_drawn"):
            patrol_plan(day, 300, drawn=[bad])


def test_one_place_is_given_to_somebody_else_or_more_time_and_the_rest_solved_round_it() -> None:
    station = next(iter(PARTS))
    first = patrol_plan(PARTS[station], 300)
    place = next(one for one in first.places if not one.quiet)
    assert sum(first.officers.values()) == pytest.approx(
        sum(patrol_plan(PARTS[station], 1, least_quiet=0).officers.values()) - first.minutes_used
    )
    other = next(key for key, left in first.officers.items() if key != place.officer_id and left >= place.minutes + 15)
    wished = patrol_plan(PARTS[station], 300, wishes={place.middle_m: PlaceWish(other, 30)})
    (now,) = [one for one in wished.places if one.middle_m == place.middle_m]
    assert (now.officer_id, now.visit_minutes, now.minutes) == (other, 30, place.minutes + 15)
    assert {one.visit_minutes for one in wished.places if one is not now} <= {15}
    assert wished.minutes_used <= 300
    assert wished.unvisited == 0
    # What is wished for comes before what is only kept, and is not visited by anybody else where it does not fit.
    kept = [one.middle_m for one in first.places]
    tight = patrol_plan(PARTS[station], 300, pinned=kept, wishes={place.middle_m: PlaceWish(other, 120)})
    assert next(one.officer_id for one in tight.places if one.middle_m == place.middle_m) == other
    for wish in (PlaceWish("nobody"), PlaceWish(other, 5000)):
        told = patrol_plan(PARTS[station], 300, wishes={place.middle_m: wish})
        assert told.unvisited == 1
        assert place.middle_m not in [one.middle_m for one in told.places]
    with pytest.raises(InputError, match="patrol_minutes"):
        patrol_plan(PARTS[station], 300, wishes={place.middle_m: PlaceWish(None, -1)})


def test_a_place_drawn_wider_than_a_visit_sees_is_told() -> None:
    day = PARTS[next(iter(PARTS))]
    x, y = demand_on(day)[["x_m", "y_m"]].iloc[0]
    drawn = [shapely.box(x, y, x + width, y + 100) for width in (250, 260)]
    assert [one.is_wide for shape in drawn for one in patrol_plan(day, 300, drawn=[shape]).places if one.drawn] == [
        False,
        True,
    ]


def test_two_places_or_more_are_a_shift_and_fewer_are_told() -> None:
    day = PARTS[next(iter(PARTS))]
    plan = patrol_plan(day, 300)
    visits = Counter(place.officer_id for place in plan.places)
    assert plan.alone == sum(count == 1 for count in visits.values())
    assert patrol_plan(day, 25, visit_minutes=10).alone <= 1
