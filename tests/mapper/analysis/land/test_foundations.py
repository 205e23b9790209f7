"""Addresses, cadres, volunteers and police rooms: every figure against plain SQL on the project's file."""

import sqlite3
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import pytest

from mapper.analysis.land.foundations import (
    FIGURES,
    counties_of,
    foundations,
    room_way_m,
)
from mapper.analysis.seats.posting import posting
from mapper.analysis.seats.table import seat_table
from mapper.norms import Norms
from mapper.project import Project
from mapper.store.geopackage.store import create
from sample_data.district import AS_OF
from tests.districts import cell_centre, frame, grid
from tests.sample import district


@pytest.fixture(scope="module")
def project() -> Project:
    return district().project


def test_figures_are_what_sql_says(project: Project, tmp_path: Path) -> None:
    create(tmp_path / "p.gpkg", project)
    connection = sqlite3.connect(tmp_path / "p.gpkg")
    asked = {name: pair for name, pair in FIGURES.items() if not name.startswith("room")}
    for group in foundations(project):
        where = "1" if group.code == "*" else f"station_code = '{group.code}'"
        for name, (over, under, times) in asked.items():
            row = connection.execute(
                f"SELECT sum({over}), sum({under}), count(*) FROM communities "
                f"WHERE {over} IS NOT NULL AND {under} IS NOT NULL AND {where}"
            ).fetchone()
            figure = group.figure(name)
            assert (figure.numerator, figure.denominator, group.units - figure.left_out) == row
            assert figure.value == pytest.approx(row[0] / row[1] * times)
    connection.close()
    every = foundations(project)[-1]
    assert every.code == "*"
    assert every.figure("cadres").left_out == 5
    assert every.figure("volunteers").numerator == 3_800


def test_the_way_to_a_room_is_that_on_the_ellipsoid_times_the_detour(project: Project) -> None:
    geod = pyproj.Geod(ellps="GRS80")
    rooms = np.array([(p.x, p.y) for p in project.police_rooms.geometry])
    found = room_way_m(project)
    for code, shape in project.communities.geometry.items():
        middle = shape.centroid
        far = geod.inv(np.full(len(rooms), middle.x), np.full(len(rooms), middle.y), *rooms.T)[2]
        assert found[code] == pytest.approx(min(far) * project.norms.travel_detour, rel=2e-3)
    every = foundations(project)[-1]
    assert every.farthest == (found.idxmax(), pytest.approx(found.max()))
    reach = project.norms.room_reach_km * 1000
    within = every.figure("room_within")
    assert (within.numerator, within.denominator) == (int((found <= reach).sum()), 108)


def test_what_is_not_recorded_is_no_zero() -> None:
    project = grid(3, 1, residents=1000)
    (station, every) = foundations(project)
    assert station.figures == every.figures
    assert all(f.value is None and f.left_out == 3 for f in every.figures)
    assert every.farthest is None
    rooms = frame("police_rooms", [{"room_id": "r", "name": "警务室（虚构）"}], [cell_centre(0, 0)])
    units = project.communities.assign(cadres=pd.array([5, None, 0], dtype="Int64"))
    every = foundations(project.with_tables(communities=units, police_rooms=rooms))[-1]
    cadres = every.figure("cadres")
    assert (cadres.numerator, cadres.denominator, cadres.left_out) == (5, 2000, 1)
    assert cadres.value == 2.5
    assert every.figure("room_within").value == 1.0
    assert every.farthest is not None
    assert every.farthest[0] == "u2-0"


@pytest.mark.parametrize(("norm", "within"), [(0.9995, 0), (1.0005, 1)])
def test_a_room_is_near_within_the_kilometres_of_the_norm(norm: float, within: int) -> None:
    rooms = frame("police_rooms", [{"room_id": "r", "name": "警务室（虚构）"}], [cell_centre(3, 0)])
    project = grid(1, 1).with_tables(police_rooms=rooms)
    reach_km = float(room_way_m(project)["u0-0"]) / 1000 * norm
    every = foundations(Project(**{**project.__dict__, "norms": Norms(room_reach_km=reach_km)}))[-1]
    assert every.figure("room_within").numerator == within


def test_addresses_are_shares_and_people_are_rates_by_a_thousand() -> None:
    counts = {"addresses": 200, "addresses_geocoded": 150, "addresses_updated": 50, "volunteers": 30, "cadres": 4}
    every = foundations(grid(2, 1, residents=1000, **counts))[-1]
    told = {figure.code: figure.value for figure in every.figures if not figure.code.startswith("room")}
    assert told == {"addresses_geocoded": 0.75, "addresses_updated": 0.25, "cadres": 4.0, "volunteers": 30.0}


def two_counties() -> Project:
    project = grid(4, 1)
    codes = ["429001001001", "429001001002", "429002001001", "429002001002"]
    units = project.communities.set_axis(pd.Index(codes, name="community_code"))
    units = units.assign(cadres=pd.array([10, 20, 30, 50], dtype="Int64"), residents=pd.array([1000, 1000, 500, 500]))
    roles = ["community_officer", "other", "community_officer", "other", "other", "other"]
    bodies = ["429001000001", "429001000001", "429002000001", "429002000001", "429002000000", None]
    people = [
        {"officer_id": f"p{n}", "role": role, "station_code": body}
        for n, (role, body) in enumerate(zip(roles, bodies, strict=True))
    ]
    stations = [{"station_code": f"42900{n}000001", "name": f"所{n}（虚构）"} for n in (1, 2)]
    return project.with_tables(
        communities=units,
        officers=frame("officers", people),
        stations=frame("stations", stations, [None, None]),
        duties=frame("duties", [{"duty_id": "d", "officer_id": "p0", "community_code": codes[0]}]),
    )


def test_counties_are_pooled() -> None:
    project = two_counties()
    assert counties_of(["429001001001", "1", "42900", "AB"]).tolist()[0] == "429001"
    assert counties_of(["1", "42900", "AB"]).isna().all()
    by_code = {group.code: group for group in foundations(project)}
    assert by_code["429001"].figure("cadres").value == 15
    assert by_code["429002"].figure("cadres").value == 80
    assert by_code["*"].figure("cadres").value == pytest.approx(110 / 3)
    table = seat_table(project, AS_OF, AS_OF, AS_OF, AS_OF)
    assert table.by_county()[["units", "covered"]].to_dict("index") == {
        "429001": {"units": 2, "covered": 1}, "429002": {"units": 2, "covered": 0},
    }  # fmt: skip
    counties = posting(project).counties
    assert counties.to_dict("index") == {
        "429001": {"police": 2, "at_stations": 2, "community": 1},
        "429002": {"police": 3, "at_stations": 2, "community": 1},
    }
    assert posting(project).in_no_county == 1


def test_headquarters_without_a_code_are_of_the_only_county() -> None:
    project = two_counties()
    stations = project.stations.iloc[:1]
    people = project.officers[project.officers["station_code"].fillna("429001").str.startswith("429001")]
    found = posting(project.with_tables(stations=stations, officers=people))
    assert found.counties.to_dict("index") == {"429001": {"police": 3, "at_stations": 2, "community": 1}}
    assert (found.in_no_county, found.station_share) == (0, pytest.approx(2 / 3))
