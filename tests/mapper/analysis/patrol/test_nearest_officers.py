"""Who could be sent to a piece of land: those of its units, then of their stations, then the others."""

from datetime import date

import pytest
import shapely

from mapper.analysis.patrol.nearest_officers import offered_officers, units_of_land
from mapper.day.day import Day
from mapper.project import Project
from tests.districts import frame, grid, square
from tests.sample import district

DAY = date(2026, 11, 23)


def two_stations() -> Project:
    """Units u0-0 and u1-0 of S1, u2-0 of S2; o1 has u0-0, o2 is free, o3 has u2-0; o4 is of no station."""
    project = grid(3, 1)
    stations = ["S1", "S1", "S2"]
    people = [("o4", None), ("o3", "S2"), ("o2", "S1"), ("o1", "S1")]
    return project.with_tables(
        communities=project.communities.assign(station_code=stations),
        officers=frame("officers", [{"officer_id": one, "station_code": station, "role": "community_officer"}
                                    for one, station in people]),
        duties=frame("duties", [{"duty_id": f"D{n}", "officer_id": one, "community_code": unit, "starts": DAY}
                                for n, (one, unit) in enumerate((("o1", "u0-0"), ("o3", "u2-0")))]),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "units", "order", "nearness"),
    [
        (square(0.1, 0.1, 0.5, 0.5), ("u0-0",), ["o1", "o2", "o3", "o4"], [0, 1, 2, 2]),
        (square(1, 0), ("u1-0",), ["o1", "o2", "o3", "o4"], [1, 1, 2, 2]),  # it only touches its neighbours
        (square(1.8, 0, 1, 1), ("u2-0", "u1-0"), ["o3", "o1", "o2", "o4"], [0, 1, 1, 2]),
        (square(7, 7), (), ["o1", "o2", "o3", "o4"], [2, 2, 2, 2]),
    ],
)
def test_those_of_the_place_come_first(
    shape: shapely.Polygon, units: tuple[str, ...], order: list[str], nearness: list[int]
) -> None:
    project = two_stations()
    day = Day(project, DAY)
    assert units_of_land(project, shape) == units
    offers = offered_officers(project, day.coverage, {}, units)
    assert [one.officer_id for one in offers] == order
    assert [one.nearness for one in offers] == nearness


def test_a_drawn_area_offers_a_station_s_officers_and_not_the_whole_district() -> None:
    project = district().project
    day = Day(project, project.as_of)
    shape = project.focus_areas.geometry["F3"]
    offers = offered_officers(project, day.coverage, day.unit_keepers, units_of_land(project, shape))
    assert len(offers) == len(project.officers)
    near = [one.officer_id for one in offers if one.nearness < 2]
    stations = {project.communities.at[unit, "station_code"] for unit in units_of_land(project, shape)}
    assert 0 < len(near) < len(offers)
    own = project.officers.index[project.officers["station_code"].isin(stations)]
    assert set(own) <= set(near)
