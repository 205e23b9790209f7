"""A station's day: its figures are those of the whole that are its own, and all stations together are the whole."""

from collections import Counter
from datetime import date, datetime

import pandas as pd
import pytest
import shapely

from mapper.analysis.incidents.kinds import LOOPS
from mapper.day.day import Day
from mapper.day.scope import ScopedDay, find_station
from mapper.day.station_figures import ADDITIVE, station_figures
from mapper.errors import InputError
from mapper.project import Project
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
        alone = ScopedDay(whole, {code})
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


def test_several_stations_are_their_sum_and_a_shared_officer_is_not_made_one_to_one_by_the_cut() -> None:
    whole, as_of = Day(uneven(), DAYS[1]), DAYS[1]
    pair = ScopedDay(whole, STATIONS[:2])
    one, other = (ScopedDay(whole, {code}) for code in STATIONS[:2])
    assert pair.codes == tuple(sorted(STATIONS[:2]))
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
        alone = ScopedDay(whole, {code})
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
