"""Ownership of 150,000 points among a province's units, two periods of them compared, and findings of 26,868 seats."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from benchmarks import province, qgis_peer
from benchmarks.measure import median_s, row
from mapper.analysis.incidents.kinds import DISPUTES
from mapper.analysis.land.ownership import own
from mapper.analysis.land.tiling import tiling_findings
from mapper.analysis.periods.comparison import compare
from mapper.analysis.periods.period import Period
from mapper.analysis.periods.rates import rates
from mapper.analysis.seats.coverage import coverage, coverage_findings
from mapper.project import Project
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
        row(f"tiling: {len(units):,} units", median_s(lambda: tiling_findings(project), 1)),
    ]


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
