"""Ownership of 150,000 points among a province's units, and the findings of its 26,868 seats."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from benchmarks import province, qgis
from benchmarks.measure import median_s, row
from mapper.analysis.coverage import coverage, coverage_findings
from mapper.analysis.ownership import own
from mapper.analysis.tiling import tiling_findings

SEATS = 26_868


def run(_folder: Path) -> list[dict[str, Any]]:
    """Rows of the report."""
    project = province.read()
    units, points = project.communities, project.disputes

    def fresh(work: Callable[[gpd.GeoDataFrame], object]) -> Callable[[], object]:
        """The same work on shapes that no earlier run has prepared."""

        def once() -> object:
            shapes = shapely.transform(units.geometry.array, lambda xy: xy)
            return work(units.set_geometry(gpd.GeoSeries(shapes, index=units.index, crs=units.crs)))

        return once

    copying = median_s(fresh(lambda land: land))
    owning = median_s(fresh(lambda land: own(points, land))) - copying
    joining = median_s(fresh(lambda land: points.sjoin(land, predicate="within")), 3) - copying
    some = project.with_tables(communities=units.iloc[:SEATS])
    seats = median_s(lambda: coverage_findings(some, coverage(some, province.DAY)))
    size = f"{len(points):,} points, {len(units):,} units"
    peer = qgis.seconds("join", province.province())
    return [
        row(f"ownership: {size}", owning, to_reach=0.6, peer="geopandas.sjoin", peer_value=joining),
        row(f"ownership beside QGIS: {size}", owning, peer="QGIS joinattributesbylocation", peer_value=peer),
        row(f"coverage and its findings: {len(some.communities):,} seats", seats, to_reach=1.0),
        row(f"tiling: {len(units):,} units", median_s(lambda: tiling_findings(project), 1)),
    ]
