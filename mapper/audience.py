"""Who may see what: a project for one audience, from which everything that they may not see is gone.

A picture drawn from such a project cannot leak, whoever draws it.

``command``  the district's leaders: all duty facts, hazards, disputes and focus areas
``station``  one station: the same, of its own land, units, incidents and officers only; of the others the bare outline
``public``   a board in the street (公示版): whom to call for each unit, which is its station's desk with the 24-hour
             telephone, for all units alike. It names no officer: a board that names those who are there tells by the
             names it lacks where nobody is. What it may show is listed in :data:`PUBLIC_COLUMNS`, all else is gone.
             Rivers, roads and railways by their own names; a line of another kind may be a patrol's way, and what a
             station calls its layers is its own affair.

For every audience, what touches families, children, sexual matters or health is shown by its 200 m cell only.
"""

from collections.abc import Mapping
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper import frames, schema
from mapper.crs import to_degrees, to_metres
from mapper.errors import InputError
from mapper.names import split_ids
from mapper.project import Project

Audience = Literal["command", "station", "public"]
AUDIENCES: tuple[Audience, ...] = ("command", "station", "public")

# Table → the columns that the public may see, beside the table's shapes; a table that is not here is empty for it.
PUBLIC_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "stations": ("name", "duty_phone"),
    "communities": ("name", "kind", "station_code", "residents"),
    "reference_lines": ("kind", "name", "width_m"),
}
PUBLIC_LINES = ("river", "road", "railway")
CELL_M = 200.0
SENSITIVE_DISPUTES = ("family",)
# A case's category is free text; any of these words in it makes the case's place sensitive.
SENSITIVE_CASE_WORDS = (
    "强奸", "猥亵", "性侵", "未成年", "儿童", "家暴", "家庭暴力", "虐待", "拐卖", "自杀",
    "sex", "child", "domestic", "family", "juvenile", "suicide", "stalking",
)  # fmt: skip
RESIDENTS_STEP = 100


def for_audience(project: Project, audience: Audience, station_code: str | None = None) -> Project:
    """The project as this audience may see it.

    Parameters
    ----------
    station_code
        Keep this station's land, units and what belongs to them only; ``station`` must have it. Other stations keep
        their outline and, but for the audience ``station``, their name.

    Raises
    ------
    InputError
        ``audience_unknown``, ``audience_station`` (``station`` without a station), ``row_unknown`` (no such station).
    """
    if audience not in AUDIENCES:
        raise InputError("audience_unknown", audience=audience, known=", ".join(AUDIENCES))
    if audience == "station" and station_code is None:
        raise InputError("audience_station")
    if audience == "public":
        project = _for_public(project)
    if station_code is not None:
        project = of_station(project, station_code, names=audience != "station")
    return project if audience == "public" else _in_cells(project)


def rounded_residents(residents: int | None) -> int | None:
    """Residents to the nearest hundred, as they are shown on paper; None where the figure is missing or tiny."""
    if residents is None:
        return None
    step = RESIDENTS_STEP
    return int(residents / step + 0.5) * step or None


def of_station(project: Project, station_code: str, names: bool = True) -> Project:
    """One station's units, officers, points and focus areas; of the other stations the outline, and the name if asked.

    A point in a unit is its station's, any other goes with the station whose outline it is in; a focus area belongs to
    every station that it has land of. Seats that an officer holds elsewhere are gone: whether one is shared is a
    question to the whole project (:mod:`mapper.day.edition`). Raises InputError ``row_unknown``.
    """
    stations, units, officers = project.stations, project.communities, project.officers
    if station_code not in stations.index:
        raise InputError("row_unknown", table="stations", key=station_code)
    mine = (units["station_code"] == station_code).to_numpy(dtype=bool)
    area = _land_of(project, station_code, mine)
    inside = {name: _inside(project.table(name), area) for name in (*schema.POINT_TABLES, "outreach", "focus_areas")}
    duties = project.duties[project.duties["community_code"].isin(units.index[mine])]
    sent = {officer for ids in inside["focus_areas"]["officer_ids"] for officer in split_ids(ids)}
    known = officers.index.isin(duties["officer_id"]) | officers.index.isin(sent)
    kept = known | (officers["station_code"] == station_code).to_numpy(dtype=bool)
    lines = project.reference_lines
    context = lines["kind"].isin(PUBLIC_LINES).to_numpy(dtype=bool)
    return project.with_tables(
        stations=_outlines_but(stations, station_code, names),
        communities=units[mine],
        duties=duties,
        absences=project.absences[project.absences["officer_id"].isin(officers.index[kept])],
        officers=officers[kept],
        liaison=project.liaison[project.liaison["station_code"] == station_code],
        reference_lines=lines[context | shapely.intersects(np.asarray(lines.geometry.array), area)],
        **inside,
    )


def _land_of(project: Project, station_code: str, mine: npt.NDArray[np.bool_]) -> shapely.Geometry:
    """The station's units, and what its outline holds beside the units of other stations; in degrees."""
    units, outline = project.communities, project.stations.geometry.loc[station_code]
    shapes = shapely.make_valid(np.asarray(units.geometry.array, dtype=object))
    own: shapely.Geometry = shapely.union_all(shapes[mine])
    if outline is None:
        return own
    outline = shapely.make_valid(outline)
    elsewhere = units["station_code"].isin(project.stations.index).to_numpy(dtype=bool) & ~mine
    beside = shapes[elsewhere & shapely.intersects(shapes, outline)]
    land: shapely.Geometry = shapely.union(own, shapely.difference(outline, shapely.union_all(beside)))
    return land


def _inside(frame: pd.DataFrame, area: shapely.Geometry) -> pd.DataFrame:
    """Rows with a place in the area; an area that only touches it along a border has none."""
    shapes = np.asarray(frame.geometry.array, dtype=object)
    met = shapely.intersects(shapes, area)
    areal = shapely.get_dimensions(shapes) == 2
    return frame[met & ~(areal & shapely.touches(shapes, area))]


def _outlines_but(stations: pd.DataFrame, station_code: str, names: bool) -> pd.DataFrame:
    """The stations, of all but one of them nothing but the outline (and the name)."""
    kept = ["geometry", "name"] if names else ["geometry"]
    others = frames.conform("stations", stations.loc[stations.index != station_code, kept])
    return frames.conform("stations", pd.concat([stations.loc[[station_code]], others]).loc[stations.index])


def _in_cells(project: Project) -> Project:
    """Sensitive disputes and cases stand in the middle of their 200 m cell of the map CRS."""
    disputes, cases = project.disputes, project.cases
    words = cases["category"].fillna("").str.lower()
    sensitive_cases = words.apply(lambda text: any(word in text for word in SENSITIVE_CASE_WORDS)).astype(bool)
    crs = project.about.map_crs
    return project.with_tables(
        disputes=_to_cells(disputes, disputes["category"].isin(SENSITIVE_DISPUTES).to_numpy(bool), crs),
        cases=_to_cells(cases, sensitive_cases.to_numpy(bool), crs),
    )


def _to_cells(frame: gpd.GeoDataFrame, sensitive: np.ndarray, crs: str) -> gpd.GeoDataFrame:
    if not sensitive.any():
        return frame
    shapes = np.array(frame.geometry.array, dtype=object)
    exact = to_metres(frame.geometry[sensitive], crs)
    shapes[sensitive] = to_degrees(shapely.transform(exact, lambda xy: (np.floor(xy / CELL_M) + 0.5) * CELL_M), crs)
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _for_public(project: Project) -> Project:
    """Nothing but :data:`PUBLIC_COLUMNS`, with residents rounded, and lines of the public's kinds under numbers."""
    shown = {
        name: frames.conform(name, project.table(name)[[*columns, "geometry"]])
        for name, columns in PUBLIC_COLUMNS.items()
    }
    units, lines = shown["communities"], shown["reference_lines"]
    residents = [rounded_residents(None if pd.isna(n) else int(n)) for n in units["residents"]]
    shown["communities"] = units.assign(residents=pd.array(residents, dtype=schema.DTYPES["integer"]))
    lines = lines[lines["kind"].isin(PUBLIC_LINES)]
    numbers = pd.Index([str(number) for number in range(1, len(lines) + 1)], name=lines.index.name, dtype="str")
    shown["reference_lines"] = lines.set_index(numbers)
    return Project(about=project.about, **shown)
