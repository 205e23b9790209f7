"""Sensitive matters in an edition: coarse in place and time for everybody, and nameless outside command.

What touches families, children, sexual matters or health (``sensitive`` beside the column) is known by its 200 m cell
and its day at most, whoever asks. A place made coarse is worth nothing beside an exact number and minute: who is not
command gets numbers in place of the keys, which follow what is shown and not what happened first, nothing of what was
done with them, and no place of one that stands alone in its cell. Nor of one whose unit has less than half of the cell:
who takes those with a place from what each unit is told to have would know it closer than by the cell.
"""

from collections.abc import Mapping
from dataclasses import field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper import schema
from mapper.arrays import Geometries
from mapper.crs import to_degrees, to_metres
from mapper.frames import sensitive_rows
from mapper.geometry import xy_of
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from mapper.schema import Audience

CELL_M = 200.0
LEAST_IN_CELL = 2  # fewer than so many in a cell have no place outside command
LEAST_OF_CELL = 0.5  # that the unit has to have in which one is counted: else who reads its count knows it closer
TABLES_OF_INCIDENTS = tuple(name for name, table in schema.TABLES.items() if table.belongs_by == "incident_id")


@dataclass(frozen=True, eq=False)
class CoarseProject:
    """A project whose sensitive rows are coarse.

    Attributes
    ----------
    origin
        Of each table whose keys were taken away, the keys that its rows had, in the order of its rows.
    """

    project: Project
    origin: Mapping[str, pd.Index] = field(default_factory=dict)


def coarse_project(project: Project, audience: Audience, shown: Mapping[str, pd.Series] | None = None) -> CoarseProject:
    """The project with sensitive rows as the audience may have them.

    Parameters
    ----------
    shown
        Of a table of incidents, by key, whether each is on the map: a cell is counted by those alone, and who is not
        command gets no place of the others. All of them, unless told.
    """
    tables: dict[str, pd.DataFrame] = {}
    ids: dict[str, pd.Index] = {}
    origin: dict[str, pd.Index] = {}
    for name in schema.TABLES:
        frame = project.table(name)
        if not (about := sensitive_rows(name, frame)).any():
            continue
        ids[name] = frame.index[about]
        cells = _cells(frame.geometry[about], project.about.map_crs)
        coarse = _to_the_day(name, _at_cells(frame, about, cells, project.about.map_crs), about)
        if audience != "command":
            on_map = np.ones(about.sum(), dtype=bool)
            if shown is not None and name in shown:
                on_map = shown[name].reindex(ids[name]).fillna(False).to_numpy(dtype=bool)
            on_map = on_map & (_share_of_cell(frame.geometry[about], cells, project) >= LEAST_OF_CELL)
            coarse, origin[name] = _nameless(name, coarse, about, cells, on_map)
        tables[name] = coarse
    for name in TABLES_OF_INCIDENTS:
        rows = project.table(name)
        if (about := belongs_to(rows, ids)).any():
            told = [column.name for column in schema.TABLES[name].columns if column.screened]
            masked = rows.assign(**{column: rows[column].mask(about) for column in told})
            tables[name] = masked if audience == "command" else rows[~about]
    further = project.further_values  # what stands there may name the place
    own = np.zeros(len(further), dtype=bool)
    for name, keys in ids.items():
        own |= ((further["of_table"] == name) & further["of_row"].isin(keys)).to_numpy(dtype=bool)
    if own.any():
        tables["further_values"] = further[~own]
    return CoarseProject(project.with_tables(**tables), origin)


def belongs_to(rows: pd.DataFrame, incidents: Mapping[str, pd.Index]) -> npt.NDArray[np.bool_]:
    """Which rows are about these incidents; a number alone says nothing, since each table counts by itself."""
    own = np.zeros(len(rows), dtype=bool)
    for table in rows["incident_table"].unique():
        if table in incidents:
            of_table = (rows["incident_table"] == table) & rows["incident_id"].isin(incidents[table])
            own |= of_table.to_numpy(dtype=bool)
    return own


def _cells(places: gpd.GeoSeries, crs: str) -> npt.NDArray[np.float64]:
    """Column and row (n, 2) of the cell of the map CRS that each point is in; NaN where there is no place."""
    exact = to_metres(places, crs)
    return np.floor(xy_of(exact) / CELL_M)


def _share_of_cell(places: gpd.GeoSeries, cells: npt.NDArray[np.float64], project: Project) -> npt.NDArray[np.float64]:
    """How much of its cell the unit has that each point lies in; 1 where it lies in none."""
    share = np.ones(len(cells))
    units, there = project.communities, np.flatnonzero(np.isfinite(cells).all(axis=1))
    at, own = units.sindex.query(np.asarray(places.array, dtype=object)[there], predicate="intersects")
    at, first = np.unique(at, return_index=True)
    land, of = np.unique(own[first], return_inverse=True)
    shapes = shapely.make_valid(to_metres(units.geometry.iloc[land], project.about.map_crs))
    low = cells[there[at]] * CELL_M
    boxes = shapely.box(low[:, 0], low[:, 1], low[:, 0] + CELL_M, low[:, 1] + CELL_M)
    share[there[at]] = shapely.area(shapely.intersection(shapes[of], boxes)) / CELL_M**2
    return share


def _at_cells(
    frame: gpd.GeoDataFrame, about: npt.NDArray[np.bool_], cells: npt.NDArray[np.float64], crs: str
) -> gpd.GeoDataFrame:
    """Each of these rows in the middle of its cell."""
    shapes = np.array(frame.geometry.array, dtype=object)
    shapes[about] = _middles(cells, crs)
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _middles(cells: npt.NDArray[np.float64], crs: str) -> Geometries:
    middles = np.full(len(cells), None, dtype=object)
    there = np.isfinite(cells).all(axis=1)
    middles[there] = shapely.points((cells[there] + 0.5) * CELL_M)
    return to_degrees(middles, crs)


def coarse_places(places: gpd.GeoSeries, crs: str) -> Geometries:
    """Where an edition shows sensitive rows that are at these places (degrees)."""
    return _middles(_cells(places, crs), crs)


def _to_the_day(name: str, frame: gpd.GeoDataFrame, about: npt.NDArray[np.bool_]) -> gpd.GeoDataFrame:
    """The times of these rows without hour and minute."""
    times = [column.name for column in schema.TABLES[name].columns if column.kind == "time"]
    return frame.assign(**{time: frame[time].mask(about, frame[time].dt.normalize()) for time in times})


def _nameless(
    name: str,
    frame: gpd.GeoDataFrame,
    about: npt.NDArray[np.bool_],
    cells: npt.NDArray[np.float64],
    on_map: npt.NDArray[np.bool_],
) -> tuple[gpd.GeoDataFrame, pd.Index]:
    """These rows after the others, in the order of what is seen of them, and numbered; and the keys that they had.

    Those that are not on the map, or stand alone in their cell there, have no place.
    """
    table = schema.TABLES[name]
    _, cell, times = np.unique(cells[on_map], axis=0, return_inverse=True, return_counts=True)
    placed = np.zeros(len(cells), dtype=bool)
    placed[on_map] = times[cell.reshape(-1)] >= LEAST_IN_CELL
    shapes = np.array(frame.geometry.array, dtype=object)
    shapes[np.flatnonzero(about)[~placed]] = None
    hidden = {"recorded_unit": frame["recorded_unit"].mask(about)} if "recorded_unit" in frame.columns else {}
    frame = frame.assign(**hidden).set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    seen = pd.DataFrame(frame.loc[about, table.column_names].astype("str")).reset_index(drop=True)
    seen = seen.assign(_x=np.where(placed, cells[:, 0], np.inf), _y=np.where(placed, cells[:, 1], np.inf))
    order = seen.sort_values(["_x", "_y", *table.column_names], kind="stable").index.to_numpy()
    rows = np.concatenate([np.flatnonzero(~about), np.flatnonzero(about)[order]])
    named = set(frame.index[~about])
    numbers: list[str] = []
    number = 0
    while len(numbers) < len(order):
        number += 1
        if (text := f"{number}") not in named:
            numbers.append(text)
    keys = [*frame.index[~about], *numbers]
    moved = frame.iloc[rows].set_index(pd.Index(keys, name=table.key.name, dtype="str"))
    return moved, frame.index[rows]
