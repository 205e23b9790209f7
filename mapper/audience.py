"""Who may see what: a project for one audience, from which everything that they may not see is gone.

A picture drawn from such a project cannot leak, whoever draws it.

``command``  the district's leaders: all duty facts, hazards, disputes and focus areas
``station``  one station: the same, of its own land, units, incidents and officers only; of the others the bare outline
``public``   a board in the street (公示版): whom to call for each unit, which is its station's desk with the 24-hour
             telephone, for all units alike. It names no officer: a board that names those who are there tells by the
             names it lacks where nobody is. Rivers, roads and railways by their own names; a line of another kind may
             be a patrol's way, and what a station calls its layers is its own affair.

Which tables and columns an audience gets is listed beside them, in ``seen_by`` (:mod:`mapper.schema.kinds`); what is
not listed is gone. What touches families, children, sexual matters or health is coarse for every audience, and more so
for all but command (:mod:`mapper.sensitive`).
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper import frames, schema
from mapper.arrays import boxes_meet
from mapper.errors import InputError
from mapper.frames import sensitive_rows
from mapper.names import split_ids
from mapper.project import Project
from mapper.schema import AUDIENCES, Audience
from mapper.sensitive import CELL_M, TABLES_OF_INCIDENTS, CoarseProject, belongs_to, coarse_project

__all__ = [
    "AUDIENCES",
    "CELL_M",
    "Audience",
    "for_audience",
    "of_station",
    "rounded_residents",
    "sensitive_rows",
    "shown_to",
]


def for_audience(project: Project, audience: Audience, station_code: str | None = None) -> Project:
    """The project as this audience may see it; see :func:`shown_to`."""
    return shown_to(project, audience, station_code).project


def shown_to(
    project: Project,
    audience: Audience,
    station_code: str | None = None,
    on_map: Mapping[str, pd.Series] | None = None,
    coarse_rows: CoarseProject | None = None,
) -> CoarseProject:
    """The project as this audience may see it, and which rows of it had other keys.

    Parameters
    ----------
    coarse_rows
        The whole project as command may see it, where it is known: an atlas asks for each station.
    on_map
        As ``shown`` of :func:`mapper.sensitive.coarse_project`.
    station_code
        Keep this station's land, units and what belongs to them only; ``station`` must have it. Other stations keep
        their outline and, but for the audience ``station``, their name.

    Raises
    ------
    InputError
        ``audience_unknown``, ``audience_station`` (``station`` without a station), ``row_unknown`` (no such station).
    """
    if audience not in AUDIENCES:
        raise InputError("audience_unknown", audience=audience, known=list(AUDIENCES))
    if audience == "station" and station_code is None:
        raise InputError("audience_station")
    if station_code is not None:
        part = of_station(project, station_code, names=audience != "station")
        if audience == "command" and coarse_rows is not None:
            return CoarseProject(part.with_tables(**_coarse_in(part, project, coarse_rows.project)))
        project = part
    coarse = coarse_project(project, audience, on_map)
    return coarse if audience == "command" else replace(coarse, project=_seen_by(coarse.project, audience))


def _coarse_in(part: Project, whole: Project, coarse: Project) -> dict[str, pd.DataFrame]:
    """The tables of a part that have coarse rows, by the rows that are the same in the whole."""
    changed = [name for name in schema.TABLES if coarse.table(name) is not whole.table(name)]
    return {name: coarse.table(name).loc[part.table(name).index] for name in changed}


def rounded_residents(residents: int | None) -> int | None:
    """Residents as they are shown on paper, to the nearest hundred; None where the figure is missing or tiny."""
    step = schema.TABLES["communities"].column("residents").rounded_to
    return residents if residents is None or step is None else _rounded(residents, step)


def _rounded(value: int, step: int) -> int | None:
    return int(value / step + 0.5) * step or None


def of_station(project: Project, station_code: str, names: bool = True) -> Project:
    """One station's units, officers, points and focus areas; of the other stations the outline, and the name if asked.

    Which rows are a station's is said beside the table (``belongs_by``); of a table that does not say it has none. A
    point in a unit is its station's, any other goes with the station whose outline it is in; a focus area belongs to
    every station that it has land of. Seats that an officer holds elsewhere are gone: whether one is shared is a
    question to the whole project (:mod:`mapper.day.edition`). Raises InputError ``row_unknown``.
    """
    if station_code not in project.stations.index:
        raise InputError("row_unknown", table="stations", key=station_code)
    area = land_of(project, {station_code})
    kept = rows_of(
        project, {station_code}, {name: rows_at(name, project.table(name), area) for name in tables_at_places()}
    )
    outlines = _outlines_but(project.stations, station_code, names)
    return replace(project, set_aside=(), **kept | {"stations": outlines})


def tables_at_places() -> tuple[str, ...]:
    """The tables whose rows are a station's by where they lie."""
    return tuple(name for name, table in schema.TABLES.items() if table.belongs_by == "place")


def rows_of(
    project: Project, codes: AbstractSet[str], at: Mapping[str, pd.DataFrame], units: pd.DataFrame | None = None
) -> dict[str, pd.DataFrame]:
    """Every table's rows that belong to these stations; ``at`` has those of the tables of :func:`tables_at_places`.

    ``units``, where only some of the project's units are meant, whatever station they are of.
    """
    mine = {**at, **_by_column(project, "station_code", codes)}
    if units is not None:
        mine["communities"] = units
    mine |= _by_column(project, "community_code", set(mine["communities"].index))
    mine |= _by_column(project, "place_id", set(mine["places"].index))
    mine |= _of_unit_or_station(project, set(mine["communities"].index), codes)
    mine |= _by_column(project, "focus_id", set(mine["focus_areas"].index))
    mine["officers"] = project.officers[project.officers.index.isin(_known_officers(mine))]
    mine |= _by_column(project, "officer_id", set(mine["officers"].index))
    mine |= {name: _of_incidents(project.table(name), mine) for name in TABLES_OF_INCIDENTS}
    return {name: mine[name] if name in mine else frames.empty(name) for name in schema.TABLES}


def _by_column(project: Project, column: str, values: AbstractSet[str]) -> dict[str, pd.DataFrame]:
    """Of each table that belongs to a station by this column, the rows with one of these values in it."""
    tables = [name for name, table in schema.TABLES.items() if table.belongs_by == column]
    return {name: _rows_with(project.table(name), column, values) for name in tables}


def _rows_with(frame: pd.DataFrame, column: str, values: AbstractSet[str]) -> pd.DataFrame:
    return frame[frame[column].isin(values)] if len(frame) else frame  # many tables are empty, and an atlas asks often


def _of_unit_or_station(project: Project, units: AbstractSet[str], codes: AbstractSet[str]) -> dict[str, pd.DataFrame]:
    """Of each table that belongs so, the rows of these units, and those that name a station of these and no unit."""
    mine = {}
    for name in (name for name, table in schema.TABLES.items() if table.belongs_by == "unit_or_station"):
        frame = project.table(name)
        if not len(frame):
            mine[name] = frame
            continue
        unit, station = frame["community_code"], frame["station_code"]
        mine[name] = frame[unit.isin(units) | (unit.isna() & station.isin(codes))]
    return mine


def _of_incidents(rows: pd.DataFrame, mine: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows that belong to these incidents: steps, handovers."""
    return (
        rows if not len(rows) else rows[belongs_to(rows, {table: incidents.index for table, incidents in mine.items()})]
    )


def _known_officers(mine: Mapping[str, pd.DataFrame]) -> set[str]:
    """Officers of a station: its own, those of others who hold its seats, and who is sent to its focus areas or was."""
    sent = {officer for ids in mine["focus_areas"]["officer_ids"] for officer in split_ids(ids)}
    marks = mine.get("focus_visits", frames.empty("focus_visits"))
    return {*mine["officers"].index, *mine["duties"]["officer_id"].dropna(), *sent, *marks["officer_id"].dropna()}


def rows_at(name: str, frame: pd.DataFrame, area: shapely.Geometry) -> pd.DataFrame:
    """Rows with a place in the area (one that only touches it along a border has none), and those that are common."""
    if not len(frame):
        return frame
    shapes = np.asarray(frame.geometry.array, dtype=object)
    mine = np.zeros(len(frame), dtype=bool)
    # The table keeps its tree, so that the next station of an atlas looks at what is near it alone.
    mine[frame.sindex.query(area, predicate="intersects")] = True
    areal = np.flatnonzero(mine & (shapely.get_dimensions(shapes) == 2))
    mine[areal[shapely.touches(shapes[areal], area)]] = False
    common = common_rows(name, frame)
    return frame[mine if common is None else mine | common]


def land_of(project: Project, codes: AbstractSet[str]) -> shapely.Geometry:
    """The stations' units, and what their outlines hold beside the units of other stations; in degrees."""
    units = project.communities
    mine = units["station_code"].isin(codes).to_numpy(dtype=bool)
    shapes = np.asarray(units.geometry.array, dtype=object)
    own = _together(shapes[mine])
    shape = np.asarray(project.stations.geometry[project.stations.index.isin(codes)].array, dtype=object)
    if shapely.is_missing(shape).all():
        return own
    outline = _together(shape)
    elsewhere = units["station_code"].isin(project.stations.index).to_numpy(dtype=bool) & ~mine
    # Only units nearby are made valid: it takes most of the time, and an atlas asks for the land of each station.
    near = shapely.make_valid(
        shapes[elsewhere & boxes_meet(shapely.bounds(shapes), tuple(shapely.bounds(outline).tolist()))]
    )
    shapely.prepare(outline)
    near = near[shapely.intersects(near, outline)]
    # Most outlines hold their units and nothing more; then nothing is to be cut from them.
    if shapely.equals_exact(shapely.normalize(outline), shapely.normalize(own), tolerance=0):
        return own
    left = shapely.difference(outline, own)
    if shapely.is_empty(left):
        return own
    land: shapely.Geometry = shapely.union(own, shapely.difference(left, shapely.union_all(near)))
    return land


def _together(shapes: npt.NDArray[np.object_]) -> shapely.Geometry:
    """All of them as one; those that meet edge on edge, as most units do, in a tenth of the time."""
    sound = shapely.make_valid(shapes[~shapely.is_missing(shapes)])
    polygons = shapely.get_type_id(sound)
    areal = bool(len(sound)) and bool(np.isin(polygons, (3, 6)).all())
    if areal and shapely.coverage_is_valid(sound):
        return shapely.coverage_union_all(sound)
    whole: shapely.Geometry = shapely.union_all(sound)
    return whole


def _outlines_but(stations: pd.DataFrame, station_code: str, names: bool) -> pd.DataFrame:
    """The stations, of all but one of them nothing but the outline (and the name)."""
    row, own = stations.index.get_loc(station_code), np.full(len(stations), -1)
    own[row] = row
    columns = {
        name: stations[name].array if names and name == "name" else stations[name].array.take(own, allow_fill=True)
        for name in schema.TABLES["stations"].column_names
    }
    return frames.framed("stations", stations.index, columns, np.asarray(stations.geometry.array, dtype=object))


def common_rows(name: str, frame: pd.DataFrame) -> npt.NDArray[np.bool_] | None:
    """Which rows are nobody's in particular; None where the table makes no such difference."""
    columns = [column for column in schema.TABLES[name].columns if column.common]
    if not columns:
        return None
    rows: npt.NDArray[np.bool_] = np.ones(len(frame), dtype=bool)
    for column in columns:
        rows &= frame[column.name].isin(column.common).to_numpy(dtype=bool)
    return rows


def _seen_by(project: Project, audience: Audience) -> Project:
    """Nothing but the tables and columns that are listed for the audience; the public gets no norms either."""
    tables = {name: _columns_seen(name, project.table(name), audience) for name in schema.TABLES}
    if audience == "public":
        return Project(about=project.about, **tables)
    return project.with_tables(**tables) if audience == "command" else replace(project, set_aside=(), **tables)


def _columns_seen(name: str, frame: pd.DataFrame, audience: Audience) -> pd.DataFrame:
    """A table as an audience may read it: other columns empty, figures rounded, numbers for hidden keys."""
    table = schema.TABLES[name]
    if audience not in table.seen_by:
        return frames.empty(name)
    seen = [column for column in table.columns if audience in column.seen_by]
    if audience == "public":
        common = common_rows(name, frame)
        frame = frame if common is None else frame[common]
        for column in seen:
            if (step := column.rounded_to) is not None:
                rounded = [None if pd.isna(value) else _rounded(int(value), step) for value in frame[column.name]]
                frame = frame.assign(**{column.name: pd.array(rounded, dtype=schema.DTYPES[column.kind])})
    if audience not in table.key.seen_by:
        numbers = [str(number) for number in range(1, len(frame) + 1)]
        frame = frame.set_index(pd.Index(numbers, name=table.key.name, dtype="str"))
    if len(seen) == len(table.columns):
        return frame
    shape = [] if table.geometry is None else ["geometry"]
    return frames.conform(name, frame[[*(column.name for column in seen), *shape]])
