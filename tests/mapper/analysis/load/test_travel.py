"""The way to a unit and its minutes, done by hand for one unit."""

import pandas as pd
import pytest

from mapper.analysis.load.travel import station_distance_m, travel_minutes
from mapper.norms import Norms
from mapper.project import Project
from tests.districts import grid


def based(lon: float | None, lat: float | None, kind: str = "community") -> Project:
    project = grid(2, 1, kind=kind)
    stations = project.stations.assign(base_lon=lon, base_lat=lat)
    norms = Norms(visits_per_month={"community": 3, "village": 5}, travel_detour=1.5)
    return Project(**{**project.with_tables(stations=stations).__dict__, "norms": norms})


def test_the_way_is_straight_from_the_base_to_the_centre() -> None:
    way = station_distance_m(based(113.405, 30.305))  # in the middle of u0-0, a cell from that of u1-0
    assert way.to_dict() == pytest.approx({"u0-0": 0.0, "u1-0": 961.5}, abs=1.0)
    north = station_distance_m(based(113.405, 30.315))
    assert north["u0-0"] == pytest.approx(1108.6, abs=1.0)
    assert north["u1-0"] == pytest.approx((961.5**2 + 1108.6**2) ** 0.5, abs=1.5)


@pytest.mark.parametrize(("lon", "lat"), [(None, None), (113.405, None), (None, 30.305), (181.0, 30.0), (113.0, 91.0)])
def test_a_base_that_is_nowhere_has_no_way(lon: float | None, lat: float | None) -> None:
    project = based(lon, lat)
    assert station_distance_m(project).isna().all()
    assert travel_minutes(project, station_distance_m(project)).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(("lon", "lat"), [(180.0, 30.0), (-180.0, 30.0), (113.0, 90.0), (113.0, -90.0)])
def test_the_ends_of_the_earth_are_places_on_it(lon: float, lat: float) -> None:
    assert (station_distance_m(based(lon, lat)) > 6e6).all()


@pytest.mark.parametrize(
    ("kind", "minutes"), [("community", 3 * 2 * 1.5 * 5 / 25 * 60), ("village", 5 * 2 * 1.5 * 5 / 40 * 60)]
)
def test_minutes_are_there_and_back_by_the_speed_of_the_kind(kind: str, minutes: float) -> None:
    found = travel_minutes(based(113.4, 30.3, kind), pd.Series({"u0-0": 5000.0, "u1-0": None}))
    assert found.to_dict() == pytest.approx({"u0-0": minutes, "u1-0": 0.0})
