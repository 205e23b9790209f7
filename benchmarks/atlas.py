"""An atlas of 60 A3 sheets, of stations with about 45 units each: laid out, painted and written."""

import time
from pathlib import Path
from typing import Any

import geopandas as gpd

from benchmarks import province
from benchmarks.measure import row
from layers.sheets.export import write_pdf
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from mapper.project import Project
from ui.language.messages import Messages
from ui.widgets.process.offscreen import offscreen_application

SHEETS = 60
_UNITS = (38, 55)


def run(folder: Path) -> list[dict[str, Any]]:
    """Rows of the report; processor time, since nothing of it waits."""
    application = offscreen_application()
    assert application is not None
    project, say = stations_of(province.read(), SHEETS), Messages("zh_CN")
    began = time.process_time()
    pages = pages_of(project, SheetOrder(atlas="stations"), province.DAY)
    laid_out = time.process_time()
    file = folder / "atlas.pdf"
    write_pdf(file, pages, say)
    written = time.process_time()
    file.unlink()
    units = f"{len(project.communities):,} units"
    return [
        row(f"atlas: {len(pages)} A3 sheets, {units}: laid out", laid_out - began),
        row(f"atlas: {len(pages)} A3 sheets, {units}: painted and written", written - laid_out),
    ]


def stations_of(project: Project, count: int) -> Project:
    """So many stations of about 45 units, with what lies in them."""
    of_station = project.communities.groupby("station_code").size()
    codes = of_station[of_station.between(*_UNITS)].index[:count]
    units = project.communities[project.communities["station_code"].isin(codes)]
    duties = project.duties[project.duties["community_code"].isin(units.index)]
    inside = gpd.sjoin(project.disputes[["geometry"]], units[["geometry"]], predicate="within").index
    return project.with_tables(
        communities=units,
        stations=project.stations[project.stations.index.isin(codes)],
        duties=duties,
        officers=project.officers[project.officers.index.isin(duties["officer_id"])],
        disputes=project.disputes[project.disputes.index.isin(inside)],
    )
