"""Who may see what: a project for one audience, from which everything that they may not see is gone.

A picture drawn from such a project cannot leak, whoever draws it.

``command``  the district's leaders: all duty facts, hazards, disputes and focus areas
``station``  one station: the same, of its own units only
``public``   a board in the street (公示版): who is responsible for each unit and the station's 24-hour telephone. No
             incident, no figure of load or cover, no officer's number. It never says that a seat is empty: there the
             station's own duty desk is responsible, which is true and tells nobody where no officer is. Rivers, roads
             and railways by their own names; a line of another kind may be a patrol's way, and what a station calls
             its layers is its own affair.

For every audience, what touches families, children, sexual matters or health is shown by its 200 m cell only.
"""

from dataclasses import replace
from datetime import date
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper import frames, schema
from mapper.analysis.coverage import COUNTED, coverage
from mapper.crs import to_degrees, to_metres
from mapper.errors import InputError
from mapper.norms import Norms
from mapper.project import Project

Audience = Literal["command", "station", "public"]
AUDIENCES: tuple[Audience, ...] = ("command", "station", "public")

# What the public's map shows; its theme colours all units alike.
PUBLIC_LAYERS = ("units", "stations", "reference_lines")
PUBLIC_THEME = "focus"
PUBLIC_LINES = ("river", "road", "railway")
CELL_M = 200.0
SENSITIVE_DISPUTES = ("family",)
# A case's category is free text; any of these words in it makes the case's place sensitive.
SENSITIVE_CASE_WORDS = (
    "强奸", "猥亵", "性侵", "未成年", "儿童", "家暴", "家庭暴力", "虐待", "拐卖", "自杀",
    "sex", "child", "domestic", "family", "juvenile", "suicide", "stalking",
)  # fmt: skip
RESIDENTS_STEP = 100


def for_audience(
    project: Project, audience: Audience, station_code: str | None = None, as_of: date | None = None
) -> Project:
    """The project as this audience may see it.

    Parameters
    ----------
    station_code
        Keep this station's units and what belongs to them only; ``station`` must have it. Other stations keep their
        name and outline.
    as_of
        Day whose duties the public sees; the project's own day unless told otherwise.

    Raises
    ------
    InputError
        ``audience_unknown``, ``audience_station`` (``station`` without a station), ``row_unknown`` (no such station).
    """
    if audience not in AUDIENCES:
        raise InputError("audience_unknown", audience=audience, known=", ".join(AUDIENCES))
    if audience == "station" and station_code is None:
        raise InputError("audience_station")
    day = as_of or project.as_of
    if audience == "public":
        project = _for_public(project, day)
    if station_code is not None:
        project = of_station(project, station_code)
    return project if audience == "public" else _in_cells(project)


def rounded_residents(residents: int | None) -> int | None:
    """Residents to the nearest hundred, as they are shown on paper; None where the figure is missing or tiny."""
    if residents is None:
        return None
    step = RESIDENTS_STEP
    return int(residents / step + 0.5) * step or None


def of_station(project: Project, station_code: str) -> Project:
    """One station's units, officers and points; every station keeps its outline.

    Units elsewhere that share an officer with this station stay too, because the officer counts as shared through
    them. Points of no unit go with the station whose outline they are in. Raises InputError ``row_unknown``.
    """
    if station_code not in project.stations.index:
        raise InputError("row_unknown", table="stations", key=station_code)
    units, duties, officers = project.communities, project.duties, project.officers
    own = units.index[units["station_code"] == station_code]
    holders = duties.loc[duties["community_code"].isin(own), "officer_id"]
    duties = duties[duties["officer_id"].isin(holders)]
    kept = units[units.index.isin(own) | units.index.isin(duties["community_code"])]
    land = np.append(units.loc[own].geometry.array, project.stations.geometry.loc[[station_code]].array)
    area = shapely.union_all(shapely.make_valid(land[~shapely.is_missing(land)]))
    inside = {name: _inside(project.table(name), area) for name in (*schema.POINT_TABLES, "outreach", "focus_areas")}
    sent = {officer for ids in inside["focus_areas"]["officer_ids"].dropna() for officer in ids.split(";")}
    known = officers.index.isin(duties["officer_id"]) | officers.index.isin(sent)
    mine = known | (officers["station_code"] == station_code).to_numpy()
    return project.with_tables(
        communities=kept,
        duties=duties,
        absences=project.absences[project.absences["officer_id"].isin(officers.index[mine])],
        officers=officers[mine],
        liaison=project.liaison[project.liaison["station_code"] == station_code],
        **inside,
    )


def _inside(frame: pd.DataFrame, area: shapely.Geometry) -> pd.DataFrame:
    return frame[shapely.intersects(np.asarray(frame.geometry.array), area)]


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


def _for_public(project: Project, day: date) -> Project:
    """Names and telephones only: each unit held by one nameless number with the names that a duty board shows."""
    units, stations = project.communities, project.stations
    seats = coverage(project, day).seats
    shown = project.officers["display_name"]
    desks = stations["name"].reindex(units["station_code"]).array
    names = []
    for (_, seat), desk in zip(seats.iterrows(), desks, strict=True):
        people = [str(name) for name in shown.reindex(list(seat["officer_ids"])) if isinstance(name, str)]
        held = seat["state"] in COUNTED and people
        names.append("、".join(people) if held else desk if isinstance(desk, str) else "—")
    numbers = [f"P{n}" for n in range(1, len(units) + 1)]
    officers = frames.conform(
        "officers",
        pd.DataFrame(
            {
                "officer_id": numbers,
                "display_name": names,
                "role": units["kind"].map(dict(project.norms.seat_role)).array,
                "station_code": units["station_code"].array,
            }
        ),
    )
    duties = frames.conform(
        "duties", pd.DataFrame({"duty_id": numbers, "officer_id": numbers, "community_code": units.index.array})
    )
    residents = pd.array(
        [rounded_residents(None if pd.isna(n) else int(n)) for n in units["residents"]], dtype=schema.DTYPES["integer"]
    )
    lines = project.reference_lines
    lines = lines[lines["kind"].isin(PUBLIC_LINES)]
    numbered = pd.Index([str(number) for number in range(1, len(lines) + 1)], name=lines.index.name, dtype="str")
    secret = ("absences", "hazards", "disputes", "cases", "places", "focus_areas", "outreach", "liaison")
    return replace(
        project,
        stations=stations.assign(liaison_unit=pd.Series(None, index=stations.index, dtype="str")),
        communities=frames.conform(
            "communities",
            units.assign(residents=residents)[["name", "kind", "station_code", "residents", "geometry"]],
        ),
        officers=officers,
        duties=duties,
        reference_lines=frames.conform("reference_lines", lines.set_index(numbered)),
        norms=Norms(seat_role=project.norms.seat_role),
        **{name: frames.empty(name) for name in secret},
    )
