"""Nobody is given more than they may see."""

import numpy as np
import pandas as pd
import pytest
import shapely

from layers.scene.look import LineLook, Look
from layers.snapshot import MapState, snapshot_of
from mapper import frames, schema
from mapper.analysis.seats.coverage import coverage
from mapper.audience import (
    CELL_M,
    for_audience,
    rounded_residents,
)
from mapper.crs import to_metres
from mapper.day.day import Day
from mapper.day.edition import Editions
from mapper.errors import InputError
from tests.districts import frame, square
from tests.layers.marked_district import DAY, SECRETS, marked_district

# On purpose once more by hand: what the public is given is no matter of a slip in one place.
PUBLIC = {
    "stations": ["station_code", "name", "duty_phone"],
    "communities": ["community_code", "name", "kind", "station_code", "residents"],
    "reference_lines": ["kind", "name", "width_m"],
}


def everything_in(project) -> str:
    """All of a project as text, keys and degrees included."""
    tables = [project.table(name) for name in schema.TABLES]
    return "\n".join(table.reset_index().to_csv() for table in tables) + str(project.norms) + str(project.about)


def test_the_public_project_holds_no_secret():
    told = everything_in(for_audience(marked_district(), "public"))
    assert [secret for secret in SECRETS if secret in told] == []
    assert "113.4234" not in told
    assert "4321" not in told
    assert "4300" in told
    assert "警官" not in told
    assert "0000-110110" in told


def test_the_public_is_listed_for_these_columns_and_no_other():
    for name, table in schema.TABLES.items():
        seen = [column.name for column in (table.key, *table.columns) if "public" in column.seen_by]
        assert seen == PUBLIC.get(name, []), name
        assert ("public" in table.seen_by) == (name in PUBLIC), name


def test_the_public_gets_the_columns_that_are_listed_and_no_other():
    public = for_audience(marked_district(), "public")
    for name, table in schema.TABLES.items():
        shown, bare = public.table(name), frames.empty(name)
        if name not in PUBLIC:
            assert not len(shown), name
            continue
        hidden = [column.name for column in table.columns if column.name not in PUBLIC[name]]
        defaults = {column.name: column.default for column in table.columns}
        assert all((shown[column].isna() | (shown[column] == defaults[column])).all() for column in hidden), name
        assert list(shown.columns) == list(bare.columns)


def test_the_public_sees_rivers_and_roads_but_no_patrol_way_and_no_name_of_a_layer():
    kinds = {"水系:1": ("river", "云水"), "巡逻路线:1": ("other", "夜巡一线"), "内部道路:1": ("road", None)}
    rows = [{"line_id": key, "kind": kind, "name": name} for key, (kind, name) in kinds.items()]
    lines = frame("reference_lines", rows, [shapely.LineString([(113.4, 30.3), (113.5, 30.3)])] * 3)
    project = marked_district().with_tables(reference_lines=lines)
    public = for_audience(project, "public")
    assert public.reference_lines["kind"].tolist() == ["river", "road"]
    told = everything_in(public)
    assert "云水" in told
    assert not any(word in told for word in ("巡逻路线", "夜巡一线", "内部道路", "水系"))
    look = Look(lines={"水系": LineLook("#AA3377", 2.0, True)})
    legend = snapshot_of(MapState(Day(public, DAY), look=look)).layer("reference_lines").legend
    assert [entry.code for entry in legend] == ["river", "road"]
    assert "夜巡一线" in everything_in(for_audience(project, "command"))


def test_sensitive_points_stand_in_the_middle_of_their_cell_for_everyone():
    project = marked_district()
    shown = for_audience(project, "command")
    crs = project.about.map_crs
    for table, key in (("disputes", "DP-SECRET-2"), ("cases", "CS-SECRET-1")):
        before = to_metres(project.table(table).geometry.loc[[key]], crs)[0]
        after = to_metres(shown.table(table).geometry.loc[[key]], crs)[0]
        assert np.allclose(np.array([after.x, after.y]) % CELL_M, CELL_M / 2, atol=1e-3)
        assert max(abs(after.x - before.x), abs(after.y - before.y)) <= CELL_M / 2 + 1e-3
    exact = project.disputes.geometry.loc["DP-SECRET-1"]
    assert shown.disputes.geometry.loc["DP-SECRET-1"].equals(exact)


def two_stations():
    """The marked district with its last column given to another station, which shares the first officer."""
    project = marked_district()
    stations = frame(
        "stations",
        [{"station_code": "S1", "name": "甲所"}, {"station_code": "S2", "name": "乙所"}],
        [square(0, 0, 3, 3), square(3, 0, 1, 3)],
    )
    units = project.communities
    far = units.index.str.startswith("u3")
    return project.with_tables(
        stations=stations, communities=units.assign(station_code=units["station_code"].mask(far, "S2"))
    )


def test_a_station_sees_its_own_units_only():
    shown = for_audience(two_stations(), "station", "S2")
    assert set(shown.communities["station_code"]) == {"S2"}
    assert len(shown.hazards) == len(shown.focus_areas) == 0
    assert set(shown.stations.index) == {"S1", "S2"}
    assert len(for_audience(two_stations(), "station", "S1").disputes) == 2


def test_work_is_of_the_station_that_it_names_or_whose_unit_or_place_it_names():
    project = two_stations()
    rows = [("u0-0", None), ("u3-0", "S1"), (None, "S1"), (None, "S2"), ("nowhere", "S1"), (None, None)]
    told = [{"group_id": f"O{n}", "community_code": unit, "station_code": code} for n, (unit, code) in enumerate(rows)]
    found = [{"inspection_id": f"I{n}", "place_id": place} for n, place in enumerate(("PL1", "PL2", "PL9"))]
    places = frame("places", [{"place_id": "PL1"}, {"place_id": "PL2"}], [square(0, 0).centroid, square(3, 0).centroid])
    project = project.with_tables(groups=frame("groups", told), inspections=frame("inspections", found), places=places)
    for code, groups, inspections in (("S1", ["O0", "O2"], ["I0"]), ("S2", ["O1", "O3"], ["I1"])):
        shown = for_audience(project, "station", code)
        assert list(shown.groups.index) == groups
        assert list(shown.inspections.index) == inspections


def test_an_officer_shared_with_another_station_stays_shared():
    project = two_stations()
    far = frame("duties", [{"duty_id": "D9", "officer_id": "OF-SECRET-1", "community_code": "u3-0"}])
    project = project.with_tables(duties=frames.conform("duties", pd.concat([project.duties, far])))
    edition = Editions(project, "station", DAY).of("S1")
    assert set(edition.project.communities["station_code"]) == {"S1"}
    whole = coverage(project, DAY).seats
    assert whole.loc["u0-0", "state"] == "shared"
    pd.testing.assert_frame_equal(edition.ledger.seats, whole[whole["station_code"] == "S1"])


def test_nobody_asks_the_public_edition_for_its_seats():
    edition = Editions(marked_district(), "public", DAY).of(None)
    with pytest.raises(ValueError, match="no seats"):
        _ = edition.ledger


def test_the_project_given_is_left_as_it_was():
    project = marked_district()
    before = everything_in(project)
    for_audience(project, "public")
    for_audience(project, "station", "S1")
    assert everything_in(project) == before


@pytest.mark.parametrize(
    ("audience", "station", "code"),
    [("press", None, "audience_unknown"), ("station", None, "audience_station"), ("station", "S9", "row_unknown")],
)
def test_bad_questions_are_refused(audience, station, code):
    with pytest.raises(InputError) as refused:
        for_audience(marked_district(), audience, station)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("exact", "shown"), [(None, None), (3, None), (49, None), (50, 100), (4321, 4300), (4350, 4400)]
)
def test_residents_are_rounded_and_tiny_counts_withheld(exact, shown):
    assert rounded_residents(exact) == shown
