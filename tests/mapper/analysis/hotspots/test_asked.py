"""A question for hotspots of a project: of a part, a category, an origin, some days; beside its units, cell by cell."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
import shapely

from mapper.analysis.hotspots import asked as asking
from mapper.analysis.hotspots.asked import HotspotsAsked
from mapper.analysis.hotspots.cell_facts import cell_facts
from mapper.analysis.hotspots.hotspots import Hotspots
from mapper.analysis.hotspots.units import cells_and_units
from mapper.analysis.incidents.kinds import LOOPS
from mapper.crs import to_degrees, to_metres
from mapper.day.day import Day
from mapper.day.part_hotspots import part_hotspots
from mapper.day.scope import ScopedDay
from mapper.errors import InputError
from mapper.frames import sensitive_rows
from mapper.project import Project
from mapper.scope import Scope
from tests.districts import frame, grid
from tests.sample import district

PROJECT = district().project
AS_OF = PROJECT.as_of
DAY = Day(PROJECT, AS_OF)
STATION = str(PROJECT.stations.index[0])
PART = Scope(frozenset({STATION}))  # of the whole district each answer takes seconds
OF_STATION = HotspotsAsked("disputes", scope=PART, share=0.05)


def middles(found: Hotspots, project: Project = PROJECT) -> np.ndarray:
    xy = found.cells[["x_m", "y_m"]].to_numpy(dtype=float)
    return to_degrees(np.asarray(shapely.points(xy), dtype=object), project.about.map_crs)


def test_a_part_has_its_own_land_and_what_lies_outside_is_told() -> None:
    found = part_hotspots(DAY, OF_STATION)
    units = PROJECT.communities[PROJECT.communities["station_code"] == STATION]
    land = to_metres(units.geometry, PROJECT.about.map_crs)
    assert found.grid.land_m2.sum() == pytest.approx(shapely.area(land).sum(), rel=0.01)
    rows = PROJECT.disputes
    known = rows[rows["received_at"].notna() & ~sensitive_rows("disputes", rows)]
    # Cells reach over the border of the land, and what lies there is another's.
    inside = shapely.contains(shapely.union_all(np.asarray(units.geometry)), np.asarray(known.geometry))
    assert found.on_land == int(inside.sum())
    # What is another's is no matter of this part, and is not told as left out.
    assert found.outside == 0
    nearest = shapely.distance(shapely.union_all(np.asarray(units.geometry)), middles(found))
    assert nearest.max() < 0.003


def test_a_choice_of_category_origin_and_days_is_what_is_counted() -> None:
    rows = ScopedDay(DAY, PART).project.hazards
    category = str(rows["category"].mode()[0])
    days = (AS_OF - timedelta(days=300), AS_OF - timedelta(days=100))
    began = rows["reported_at"]
    dated = began.notna() & ~sensitive_rows("hazards", rows)
    in_days = dated & (began >= pd.Timestamp(days[0])) & (began < pd.Timestamp(days[1]) + pd.Timedelta(days=1))
    reported = rows["origin"].eq("reported")
    for asked, wanted in (
        (HotspotsAsked("hazards", scope=PART), dated & (began < pd.Timestamp(AS_OF) + pd.Timedelta(days=1)) & reported),
        (HotspotsAsked("hazards", category, scope=PART), dated & rows["category"].eq(category) & reported),
        (HotspotsAsked("hazards", origin="discovered", scope=PART), dated & rows["origin"].eq("discovered")),
        (HotspotsAsked("hazards", days=days, scope=PART), in_days & reported),
    ):
        found = part_hotspots(DAY, asked)
        assert found.on_land > 0
        assert found.on_land + found.outside + found.incidents.without_place == int(wanted.sum()), asked
        assert found.incidents.until == (AS_OF if asked.days is None else days[1])


def test_it_is_asked_once_and_again_only_after_what_it_rests_on_has_changed() -> None:
    found = part_hotspots(DAY, OF_STATION)
    assert part_hotspots(DAY, replace(OF_STATION)) is found
    officers = PROJECT.with_tables(officers=PROJECT.officers.assign(display_name="某"))
    assert part_hotspots(DAY.after(officers), OF_STATION) is found
    fewer = PROJECT.with_tables(disputes=PROJECT.disputes.iloc[10:])
    assert part_hotspots(DAY.after(fewer), OF_STATION) is not found


def test_of_chosen_days_nothing_is_kept_for_a_brush_asks_for_very_many() -> None:
    small = grid(3, 3)
    day, scopes = Day(small, AS_OF), (None, Scope(frozenset({str(small.stations.index[0])})))
    for scope in scopes:
        part_hotspots(day, replace(OF_STATION, scope=scope, days=(date(2025, 1, 1), AS_OF)))
    assert [key for key in day.slots if "hotspots" in str(key)] == []
    for scope in scopes:
        part_hotspots(day, replace(OF_STATION, scope=scope))
    assert [key for key in day.slots if "hotspots" in str(key)] != []


def test_too_much_land_and_none_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="hotspots_no_land"):
        part_hotspots(DAY, HotspotsAsked("cases", scope=Scope(frozenset({"nobody's"}))))
    monkeypatch.setattr(asking, "MOST_KM2", 100.0)
    with pytest.raises(InputError, match="hotspots_large"):
        part_hotspots(Day(PROJECT, AS_OF), HotspotsAsked("cases"))


@pytest.mark.parametrize("table", ["disputes", "cases"])
def test_units_beside_cells_are_what_brute_force_says(table: str) -> None:
    found = part_hotspots(DAY, HotspotsAsked(table, scope=PART, share=0.05))
    assert len(found.cells) > 1
    beside = cells_and_units(PROJECT, found)
    land = np.asarray(to_metres(PROJECT.communities.geometry, PROJECT.about.map_crs))
    xy = found.cells[["x_m", "y_m"]].to_numpy(dtype=float)
    for place, unit in zip(xy[:40], beside.unit_of_cell[:40].tolist(), strict=True):
        holds = np.flatnonzero(shapely.intersects(land, shapely.Point(*place)))
        assert unit == (holds[0] if len(holds) else -1)
    assert beside.cells.sum() == (beside.unit_of_cell >= 0).sum()
    assert beside.expected.sum() == pytest.approx(found.cells["expected"][beside.unit_of_cell >= 0].sum())
    held = int((beside.cells > 0).sum())
    for code in beside.full_without_cell:
        assert beside.cells[code] == 0
        assert (beside.count > beside.count[code]).sum() < held
    for code in beside.cell_not_full:
        assert beside.cells[code] > 0
        assert (beside.count > beside.count[code]).sum() >= held


def test_a_unit_full_all_over_and_one_full_in_a_corner_disagree() -> None:
    """1,500 all over one unit, 1,200 around a spot of another: cells are the spot's, the fullest unit is the first."""
    rng = np.random.default_rng(4)
    spread = np.column_stack((rng.uniform(113.4002, 113.4098, 1500), rng.uniform(30.3002, 30.3098, 1500)))
    spot = rng.normal((113.4352, 30.3152), 0.0018, (1200, 2))
    rest = np.column_stack((rng.uniform(113.40, 113.45, 100), rng.uniform(30.30, 30.35, 100)))
    xy = np.vstack((spread, spot, rest))
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 500, len(xy)), unit="D")
    rows = [{"case_id": f"C{n}", "occurred_at": day} for n, day in enumerate(days)]
    project = grid(5, 5).with_tables(cases=frame("cases", rows, [shapely.Point(*one) for one in xy]))
    found = Day(project, date(2026, 5, 31)).hotspots(HotspotsAsked("cases", share=0.01))
    assert found.refused == ()
    beside = cells_and_units(project, found)
    assert set(beside.cells.index[beside.cells > 0]) == {"u3-1"}
    assert beside.full_without_cell == ("u0-0",)
    assert beside.cell_not_full == ("u3-1",)


def test_facts_of_a_cell_are_counted_within_it() -> None:
    found = part_hotspots(DAY, OF_STATION)
    is_open = {kind.table: DAY.incidents_shown(kind.table) for kind in LOOPS}
    facts = cell_facts(PROJECT, found, is_open)
    assert [one.number for one in facts] == list(range(1, len(found.cells) + 1))
    assert sum(one.open_disputes for one in facts) > 0
    beside = cells_and_units(PROJECT, found)
    for n, one in enumerate(facts):
        for table, told in (("hazards", one.open_hazards), ("disputes", one.open_disputes)):
            rows = PROJECT.table(table)
            shown = is_open[table].to_numpy(dtype=bool) & ~sensitive_rows(table, rows)
            points = np.asarray(to_metres(rows.geometry, PROJECT.about.map_crs))[shown]
            half = found.grid.cell_m / 2
            x, y = found.cells.loc[n, ["x_m", "y_m"]].to_numpy(dtype=float)
            inside = (np.abs(shapely.get_x(points) - x) < half) & (np.abs(shapely.get_y(points) - y) < half)
            assert told == int(inside.sum())
        row = beside.unit_of_cell[n]
        assert one.unit_code == (None if row < 0 else PROJECT.communities.index[row])
        assert one.square.contains(middles(found)[n])
