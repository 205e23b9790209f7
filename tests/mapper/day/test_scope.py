"""A station's day: its figures are those of the whole that are its own, and all stations together are the whole."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

import pandas as pd
import pytest
import shapely

from mapper import frames
from mapper.analysis.incidents.kinds import LOOPS
from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.day.station_figures import ADDITIVE, station_figures
from mapper.edits.steps import take_step
from mapper.errors import InputError
from mapper.project import Project
from mapper.schema import TABLES
from mapper.scope import Scope, find_beat, find_station
from tests.sample import district

DAYS = (date(2025, 11, 30), date(2026, 11, 20))
PROJECT = district().project
STATIONS = tuple(PROJECT.stations.index)


def uneven() -> Project:
    """The district with units and officers of no station, officers with a neighbour's seat, and hazards nowhere."""
    units, officers = PROJECT.communities.copy(), PROJECT.officers.copy()
    units.loc[units.index[3], "station_code"] = None
    units.loc[units.index[40], "station_code"] = "S-gone"
    holders = PROJECT.duties["officer_id"].unique()
    officers.loc[holders[:4], "station_code"] = [None, STATIONS[-1], STATIONS[0], STATIONS[-1]]
    hazards = PROJECT.hazards.copy()
    hazards.loc[hazards.index[:200], "geometry"] = shapely.Point(0, 0)
    return PROJECT.with_tables(communities=units, officers=officers, hazards=hazards)


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("project", [PROJECT, uneven()], ids=["district", "uneven"])
def test_each_row_is_what_the_station_alone_says_and_all_are_the_whole(project: Project, as_of: date) -> None:
    whole = Day(project, as_of)
    rows = {row.code: row for row in station_figures(whole)}
    assert [code for code in rows if code] == sorted(STATIONS)
    for code in STATIONS:
        alone = ScopedDay(whole, Scope(frozenset({code})))
        head = alone.headline
        assert {name: getattr(rows[code], name) for name in (*ADDITIVE, "focus") if name != "disputes_late"} == {
            name: getattr(head, name) for name in (*ADDITIVE, "focus") if name != "disputes_late"
        }
        assert rows[code].disputes_late == sum(stage.late for stage in alone.loop("disputes").stages)
    of_all, late = whole.headline, sum(stage.late for stage in whole.loop("disputes").stages)
    for name in ADDITIVE:
        everything = late if name == "disputes_late" else getattr(of_all, name)
        assert sum(getattr(row, name) for row in rows.values()) == everything, name
    assert ("" in rows) or project is PROJECT


def test_the_part_after_an_edit_is_that_of_a_fresh_day() -> None:
    """What is taken over from the part before is what would be found anew; where the land has changed, nothing is."""
    scope, day = Scope(frozenset(STATIONS[:1])), Day(PROJECT, DAYS[1])
    part = ScopedDay(day, scope)
    hazard = next(key for key in part.project.hazards.index[::-1] if pd.isna(part.project.hazards.at[key, "closed_at"]))
    moved, hazards = PROJECT.communities.copy(), PROJECT.hazards
    moved.loc[moved.index[:5], "station_code"] = STATIONS[1]
    came = hazards.loc[[hazard]].set_axis(pd.Index(["X1"], name=hazards.index.name, dtype=hazards.index.dtype))
    edits: tuple[Callable[[Project], Project], ...] = (
        take_step("hazards", [hazard], "verify", datetime(2026, 11, 20, 23), note="现场看过"),
        lambda project: project.with_tables(hazards=frames.conform("hazards", pd.concat([project.hazards, came]))),
        lambda project: project.with_tables(places=project.places.iloc[1:]),
        lambda project: project.with_tables(duties=project.duties.iloc[::2]),
        lambda project: project.with_tables(communities=moved),
    )
    for edit in edits:
        try:
            after = edit(day.project)
        except InputError:  # it was verified
            continue
        day = day.after(after)
        part, fresh = ScopedDay(day, scope, part), ScopedDay(Day(after, DAYS[1]), scope)
        for name in TABLES:
            pd.testing.assert_frame_equal(part.project.table(name), fresh.project.table(name), obj=name)
        assert part.headline == fresh.headline
        assert part.findings_but_tiling == fresh.findings_but_tiling
        assert part.todo == fresh.todo


def test_several_stations_are_their_sum_and_a_shared_officer_is_not_made_one_to_one_by_the_cut() -> None:
    whole, as_of = Day(uneven(), DAYS[1]), DAYS[1]
    pair = ScopedDay(whole, Scope(frozenset(STATIONS[:2])))
    one, other = (ScopedDay(whole, Scope(frozenset({code}))) for code in STATIONS[:2])
    assert set(pair.project.communities["station_code"]) == set(STATIONS[:2])
    for name in ADDITIVE[:-1]:
        assert getattr(pair.headline, name) == getattr(one.headline, name) + getattr(other.headline, name)
    pd.testing.assert_frame_equal(one.coverage.seats, whole.coverage.seats.loc[one.project.communities.index])
    assert one.as_of == as_of


def test_lists_are_those_of_the_whole_whose_incident_lies_in_a_unit_of_the_station() -> None:
    whole = Day(uneven(), DAYS[1])
    owner = {(k.table, key): s for k in LOOPS for key, s in whole.owned(k.table)["station_code"].dropna().items()}
    since = datetime.combine(DAYS[1], datetime.min.time())
    told = Counter[str]()
    for code in STATIONS:
        alone = ScopedDay(whole, Scope(frozenset({code})))
        entries = [e for e in alone.todo.entries if e.table != "focus_areas"]
        assert entries == [e for e in whole.todo.entries if owner.get((e.table, e.key)) == code]
        assert all(owner[row] == code for row in alone.todo.came_in)
        assert [one for one in whole.came_in(since) if owner.get((one.table, one.key)) == code] == [
            *alone.came_in(since)
        ]
        assert {id(f) for f in alone.findings_but_tiling} <= {id(f) for f in whole.findings_but_tiling}
        told.update(f.subjects[0] for f in alone.findings_but_tiling if f.table == "officers")
    assert max(told.values()) == 1  # whoever holds a seat of a neighbour is told once, by the own station


def test_a_station_is_found_by_code_or_name_and_else_the_nearest_are_named() -> None:
    code = STATIONS[1]
    name = PROJECT.stations["name"][code]
    assert find_station(PROJECT, code) == find_station(PROJECT, name) == code
    with pytest.raises(InputError) as refused:
        find_station(PROJECT, name[:-1])
    assert (refused.value.code, name in refused.value.values["near"]) == ("station_unknown", True)
    twins = PROJECT.with_tables(stations=PROJECT.stations.assign(name="同名所"))
    with pytest.raises(InputError) as refused:
        find_station(twins, "同名所")
    assert refused.value.values["codes"] == list(STATIONS)


def with_beats(project: Project = PROJECT) -> Project:
    """Three beats in each station, named alike in all of them; some units in none."""
    units = project.communities
    names = [f"{number % 4}号警务区" if number % 4 else None for number in range(len(units))]
    return project.with_tables(communities=units.assign(beat_name=pd.array(names, dtype="str")))


def test_beats_of_a_station_and_what_is_in_none_are_the_station() -> None:
    project = with_beats(uneven())
    whole = Day(project, DAYS[1])
    for code in STATIONS[:3]:
        alone = ScopedDay(whole, Scope(frozenset({code})))
        units = project.communities[(project.communities["station_code"] == code).to_numpy(dtype=bool)]
        parts = [ScopedDay(whole, Scope(frozenset({code}), f"{number}号警务区")) for number in (1, 2, 3)]
        inside = [unit for part in parts for unit in part.project.communities.index]
        assert sorted(inside) == sorted(units.index[units["beat_name"].notna().to_numpy(dtype=bool)])
        rest = units.index.difference(inside)
        for table in ("hazards", "disputes", "cases"):
            owner = whole.owned(table)["community_code"]
            told = {key for part in parts for key in part.project.table(table).index}
            assert told | set(owner.index[owner.isin(rest)]) == set(alone.project.table(table).index)
            assert sum(len(part.project.table(table)) for part in parts) == len(told)
        for part in parts:
            seats = whole.coverage.seats.loc[part.project.communities.index]
            pd.testing.assert_frame_equal(part.coverage.seats, seats)
            held = {officer for column in ("officer_ids", "away_ids") for ids in seats[column] for officer in ids}
            assert set(part.own_officers.index) == held & set(project.officers.index)
            assert part.headline.units == len(seats)
            own = {*part.project.communities.index, *held}
            about = [f for f in part.findings_but_tiling if f.table in ("communities", "officers", None)]
            assert all(own.intersection(f.subjects) for f in about)


def test_a_beat_is_found_by_its_name_in_the_stations_asked_for() -> None:
    project = with_beats()
    found = find_beat(project, "2号警务区", frozenset({STATIONS[0]}))
    assert found == Scope(frozenset({STATIONS[0]}), "2号警务区")
    assert find_beat(project, "2号警务区", frozenset()).stations == frozenset(STATIONS)
    assert found.is_in(project)
    assert not found.is_in(PROJECT)
    assert not Scope(frozenset()).is_in(project)
    assert not Scope(frozenset({"S-gone"})).is_in(project)
    with pytest.raises(InputError) as refused:
        find_beat(project, "2号", frozenset({STATIONS[0]}))
    assert refused.value.code == "beat_unknown"
    assert "2号警务区" in refused.value.values["near"]


def test_the_land_of_a_part_is_its_outline_or_its_units() -> None:
    project = with_beats()
    one = Scope(frozenset({STATIONS[0]}))
    assert one.land(project) is project.stations.geometry[STATIONS[0]]
    beat = Scope(one.stations, "1号警务区")
    units = project.communities.geometry[beat.has_units(project.communities).to_numpy(dtype=bool)]
    land = beat.land(project)
    assert land is not None
    assert land.area == pytest.approx(shapely.area(units.to_numpy()).sum(), rel=1e-6)
    nothing = project.with_tables(stations=project.stations.set_geometry([None] * len(STATIONS), crs="EPSG:4326"))
    assert one.land(nothing) is None
