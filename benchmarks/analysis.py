"""Points and units of a province: ownership, loops, periods, seats and their findings, a file of all points."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks import province, qgis_peer
from benchmarks.busy_district import busy_district
from benchmarks.measure import median_s, row
from mapper.analysis.incidents.kinds import DISPUTES, INCIDENT_KINDS, LOOPS
from mapper.analysis.land.ownership import own
from mapper.analysis.land.tiling import tiling_findings
from mapper.analysis.periods.comparison import compare
from mapper.analysis.periods.period import Period
from mapper.analysis.periods.rates import rates
from mapper.analysis.seats.coverage import coverage, coverage_findings
from mapper.day.day import Day
from mapper.edits.import_difference import import_difference
from mapper.edits.steps import take_step
from mapper.io.reading import Reading
from mapper.project import Project
from sample_data.district import district
from sample_data.event_log import event_log
from sample_data.seat_faults import DAY, faulty_seats, score

SEATS = 26_868


def run(_folder: Path) -> list[dict[str, Any]]:
    """Rows of the report."""
    project = province.read()
    units, points = project.communities, project.disputes

    def fresh() -> gpd.GeoDataFrame:
        """The units as shapes that no earlier run has prepared."""
        shapes = shapely.transform(units.geometry.array, lambda xy: xy)
        return units.set_geometry(gpd.GeoSeries(shapes, index=units.index, crs=units.crs))

    owning = median_s(lambda land: own(points, land), before=fresh)
    joining = median_s(lambda land: points.sjoin(land, predicate="within"), before=fresh)
    some = project.with_tables(communities=units.iloc[:SEATS])
    seats = median_s(lambda: coverage_findings(some, coverage(some, province.DAY)))
    size = f"{len(points):,} points, {len(units):,} units"
    peer = qgis_peer.seconds("join", province.province())
    return [
        row(f"ownership: {size}", owning, to_reach=0.6, peer="geopandas.sjoin", peer_value=joining),
        row(f"ownership beside QGIS: {size}", owning, peer="QGIS joinattributesbylocation", peer_value=peer),
        _periods(project),
        row(f"coverage and its findings: {len(some.communities):,} seats", seats, to_reach=1.0),
        *_seat_faults(),
        *_loop(),
        *_day(),
        *_imports(project),
        row(f"tiling: {len(units):,} units", median_s(lambda: tiling_findings(project), 1)),
    ]


def _loop() -> list[dict[str, Any]]:
    """All that is said of 150,000 hazards and disputes on a day; and what one step makes to be said anew."""
    log = Project(**event_log(28, 60_000, 90_000))
    day = Day(log, date(2028, 8, 15))

    def all_of(asked: Day) -> None:
        for kind in LOOPS:
            _ = asked.loop(kind.table), asked.incidents_shown(kind.table), asked.owned(kind.table)
        _ = asked.lifecycle_findings, asked.routing_findings, asked.headline

    open_ones = log.hazards.index[day.incidents_shown("hazards") & log.hazards["verified_at"].isna()]
    stepped = take_step("hazards", [str(open_ones[0])], "verify", datetime(2029, 1, 1))(log)
    all_of(day)
    size = f"{len(log.hazards) + len(log.disputes):,} hazards and disputes"
    return [
        row(f"loop, clocks, findings: {size}", median_s(lambda: all_of(Day(log, day.as_of))), to_reach=1.0),
        row(f"the same after one step of a hazard: {size}", median_s(lambda: all_of(day.after(stepped)))),
    ]


def _day() -> list[dict[str, Any]]:
    """All that panels, boards, ledger and commands can ask of a day; and what they ask again after one step."""
    rows = []
    for name, project in (("the sample", district().project), ("150,000 hazards and disputes", busy_district())):
        day = Day(project, project.as_of)
        _ask_all(day)
        unverified = day.incidents_shown("hazards") & project.hazards["verified_at"].isna()
        at = datetime.combine(project.as_of, time(20))
        stepped = take_step("hazards", [str(project.hazards.index[unverified][0])], "verify", at)(project)
        anew = median_s(lambda day=day: _ask_all(Day(day.project, day.as_of)))
        after = median_s(lambda day=day, stepped=stepped: _ask_all(day.after(stepped)))
        rows.append(row(f"every answer of a day: {name}", anew, to_reach=1.0))
        rows.append(row(f"every answer after one step: {name}", after, to_reach=0.1))
    return rows


def _ask_all(day: Day) -> None:
    for kind in INCIDENT_KINDS:
        table = kind.table
        _ = day.owned(table), day.incidents_shown(table), day.unit_rates(table)
        _ = day.trend(table), day.station_trends(table), day.loop(table) if kind.ends else None
    midnight = datetime.combine(day.as_of, time())
    _ = day.coverage, day.officer_load, day.todo, day.came_in(midnight), day.sent(midnight), day.handovers_due
    _ = day.negative_list, day.handovers, day.diversion, day.hubs, day.resolution, day.turned_criminal
    _ = day.community_work, day.key_areas, day.findings_but_tiling, day.headline


def _periods(project: Project) -> dict[str, Any]:
    """Two half years of disputes compared by unit, and the rates of the later one, once it is known whose each is."""
    points, units = project.disputes, project.communities
    owned = own(points, units)
    last = points["received_at"].max().date()
    now = Period(last - timedelta(days=181), last)

    def both() -> None:
        found = compare(project, DISPUTES, now, now.preceding, owned=owned)
        rates(found.groups["now"], units["residents"])

    size = f"{len(points):,} points, {len(units):,} units"
    return row(f"two periods compared and rates smoothed: {size}", median_s(both), to_reach=0.5)


def _seat_faults() -> list[dict[str, Any]]:
    """Faults injected into every fifth seat of a province: how many are missed or made up, and in what time."""
    given = faulty_seats(np.random.default_rng(20261123), SEATS)
    project = given.project
    told = score(coverage_findings(project, coverage(project, DAY)), given.key)
    size = f"{len(given.key):,} faults in {SEATS:,} seats"
    taken = median_s(lambda: coverage_findings(project, coverage(project, DAY)))
    return [
        row(f"seat faults missed (recall {told.recall:g}): {size}", told.missed, "seats", to_reach=0),
        row(f"seat faults made up (precision {told.precision:g}): {size}", told.wrong, "seats", to_reach=0),
        row(f"seat faults found: {size}", taken, to_reach=1.0),
    ]


def _imports(project: Project) -> list[dict[str, Any]]:
    """The whole table as a file tells it, again and with every fifth row closed on another day."""
    points = project.disputes
    columns = {name: name for name in points.columns if name != "geometry"}

    def told(frame: gpd.GeoDataFrame) -> Reading:
        size = len(frame)
        return Reading("disputes", frame, size, size, (), (), None, "EPSG:4326", "wgs84", (), columns)

    same = told(points.set_axis(points.index.copy()))
    later = points.assign(
        closed_at=points["closed_at"].mask(np.arange(len(points)) % 5 == 0, pd.Timestamp("2026-11-20"))
    )
    rows = []
    for name, reading in (("the same again", same), ("a fifth changed", told(later))):
        taken = median_s(lambda reading=reading: import_difference(project, reading, province.DAY))
        rows.append(row(f"difference of an import: {len(points):,} points, {name}", taken, to_reach=1.0))
    return rows
