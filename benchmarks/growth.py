"""How the figures grow with the land: the province once, twice and four times, side by side."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from benchmarks import province
from benchmarks.measure import median_s, row
from benchmarks.painting import HEIGHT_PX, WIDTH_PX, painting
from layers.pointing.hit import hit
from layers.snapshot import MapState, snapshot_of
from layers.viewport import Viewport
from mapper import frames, schema
from mapper.analysis.land.ownership import own
from mapper.analysis.seats.coverage import coverage, coverage_findings
from mapper.crs import metre_crs
from mapper.day.day import Day
from mapper.project import About, Project
from ui.widgets.process.offscreen import offscreen_application

TIMES = (1, 2, 4)
_TABLES = ("stations", "communities", "officers", "duties", "disputes")


def grown(project: Project, times: int) -> Project:
    """So many copies of a province, two in a row; each with keys of its own."""
    made = {}
    for name in _TABLES:
        copies = [_copy(name, project.table(name), number) for number in range(times)]
        made[name] = frames.conform(name, pd.concat(copies))
    west, south, east, north = made["communities"].total_bounds.tolist()
    about = About(project.about.title, project.about.notice, province.DAY, metre_crs((west, south, east, north)))
    return Project(**made, about=about)


def _copy(name: str, frame: pd.DataFrame, number: int) -> pd.DataFrame:
    along = np.array([number % 2, number // 2])
    shift = along * (province.EAST - province.WEST, province.NORTH - province.SOUTH)
    copy = frame.reset_index()
    for key in ("station_code", "community_code", "officer_id", "duty_id", "dispute_id"):
        if key in copy.columns:
            copy[key] = copy[key] + f"-{number}"
    if schema.TABLES[name].geometry is not None:
        copy = copy.set_geometry(shapely.transform(copy.geometry.array, lambda xy: xy + shift), crs=frame.crs)
    return copy


def run(_folder: Path) -> list[dict[str, Any]]:
    """Rows of the report: each figure at each size, with how many times the first size's it is."""
    application = offscreen_application()
    assert application is not None
    one = province.read()
    taken = {times: _measured(grown(one, times)) for times in TIMES}
    first = taken[TIMES[0]]
    return [
        row(
            f"{what}, {times}× the province ({taken[times][what] / first[what]:.1f}× the time)",
            taken[times][what],
            "ms" if what == _POINTER else "s",
        )
        for what in first
        for times in TIMES
    ]


_POINTER = "what is under the pointer"
# The same scale however much lies around: about 1/90 of one province fills the picture.
_CITY_M_PER_PX = 50.0


def _measured(project: Project) -> dict[str, float]:
    day = province.DAY
    every = project.with_tables(disputes=project.disputes.assign(closed_at=pd.NaT))
    bare = snapshot_of(MapState(Day(project.with_tables(disputes=project.disputes[:0]), day)))
    points = snapshot_of(MapState(Day(every, day)), bare)
    assert bare.bounds_m is not None
    land = Viewport.fitted(bare.bounds_m, WIDTH_PX, HEIGHT_PX)
    city = Viewport(land.center_xy_m, _CITY_M_PER_PX, WIDTH_PX, HEIGHT_PX)
    spots = [(x, y) for x in range(50, WIDTH_PX, 150) for y in range(50, HEIGHT_PX, 150)]
    return {
        "painted, scale known": median_s(painting(bare, land)),
        "painted with all points, scale known": median_s(painting(points, land)),
        "city painted, scale known": median_s(painting(points, city)),
        _POINTER: median_s(lambda: [hit(points, land, x, y) for x, y in spots]) / len(spots) * 1000,
        "coverage and its findings": median_s(lambda: coverage_findings(project, coverage(project, day)), 3),
        "ownership of every point": median_s(lambda: own(project.disputes, project.communities), 3),
    }
