"""What a sheet lists: units with who has them and where they are, the day's focus areas; and its station's place."""

from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import shapely

from layers.edition_map import EditionMap
from layers.geometry.shapes import Shapes
from layers.scene.unit_index import shown_incidents
from layers.sheets.index_table import (
    FocusRow,
    IncidentRow,
    Row,
    StationRow,
    TableColumn,
    UnitRow,
)
from layers.sheets.layout import Arrangement
from layers.sheets.parts import (
    NO_CELL,
    Locator,
    MapFrame,
    Outlines,
)
from layers.snapshot import Snapshot
from layers.themes import theme_of
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.day.edition import Edition
from mapper.names import counting, name_of, names_of
from mapper.practice import moment_in_figures
from mapper.project import Project


def text_or_empty(value: object) -> str:
    return value if isinstance(value, str) else ""


def index_rows(shown_map: EditionMap, own: pd.DataFrame) -> tuple[Row, ...]:
    """The index: each station's line, then its units by code. Grid references come with the frame."""
    edition, columns = shown_map.edition, shown_map.index
    project = edition.project
    units = list(zip(own.index.tolist(), own["station_code"].tolist(), strict=True))
    known = {of for _, of in units}.intersection(project.stations.index.tolist())
    # Station 2 stands before station 10. Units of no station come first.
    units.sort(key=lambda unit: (counting(unit[1]) if unit[1] in known else "", counting(str(unit[0]))))
    rows: list[Row] = []
    station = None
    # Where no station has a telephone whose units they are is told by the line above them alone.
    calls = any(map(text_or_empty, project.stations["duty_phone"]))
    names, told = names_of(own).to_dict(), {column.code: column.texts for column in columns or ()}
    for number, (code, of) in enumerate(units, 1):
        if of in known and of != station:
            station = of
            line = project.stations.loc[station]
            rows.append(StationRow(station, name_of(project.stations, station), text_or_empty(line["duty_phone"])))
        row, seat = UnitRow(number, str(code), names[code], "", edition.residents(code)), edition.seat(code)
        if seat is None:
            row = replace(row, desk=_desk(project, of) if calls else "")
        else:
            row = replace(row, officers=seat.holders, state=seat.state, acting_until=seat.acting_until)
        if columns:
            row = replace(row, state=None, told={column: texts.get(str(code), "") for column, texts in told.items()})
        rows.append(row)
    return tuple(rows)


def _desk(project: Project, station_code: object) -> str:
    """The desk that answers for a station's units, day and night: its name and telephone."""
    if station_code not in project.stations.index:
        return ""
    station = project.stations.loc[station_code]
    return " ".join(filter(None, (text_or_empty(station["name"]), text_or_empty(station["duty_phone"]))))


def grid_references(snapshot: Snapshot, frame: MapFrame, units: pd.DataFrame) -> dict[str, str]:
    """Grid reference of each of these units: where its name stands, or of what the map shows of it."""
    shapes = snapshot.geometry.shapes("communities")
    rows = np.flatnonzero(np.isin(shapes.ids, units.index))
    places, _ = shapes.label_places(rows)
    found = {}
    for i, xy in enumerate(places):
        cell = frame.grid_reference(None if np.isnan(xy[0]) else (float(xy[0]), float(xy[1])))
        if cell == NO_CELL:
            cell = _cell_of_part(shapes.polygons(rows[i : i + 1])[0], frame)
        found[str(shapes.ids[rows[i]])] = cell
    return found


def _cell_of_part(polygon: shapely.Geometry | None, frame: MapFrame) -> str:
    """The grid cell of the part of a polygon (metres) that lies in the frame."""
    part = shapely.intersection(shapely.make_valid(polygon), shapely.box(*frame.viewport.bounds_m))
    if part is None or shapely.is_empty(part):
        return NO_CELL
    point = shapely.point_on_surface(part)
    return frame.grid_reference((point.x, point.y))


def with_references(table: tuple[TableColumn, ...], references: dict[str, str]) -> tuple[TableColumn, ...]:
    def row_of(row: Row) -> Row:
        if isinstance(row, UnitRow) or (isinstance(row, IncidentRow) and row.key):
            return replace(row, grid=references[row.community_code])
        return row

    return tuple(replace(c, rows=tuple(replace(p, row=row_of(p.row)) for p in c.rows)) for c in table)


def focus_rows(edition: Edition, of: str | None) -> tuple[Row, ...]:
    """The day's focus areas, by their numbers on the map, and above them whose they are where that is to be said."""
    project, numbers = edition.project, edition.day.focus_numbers
    rows: list[Row] = [FocusRow(0, of or "")] if numbers else []
    for code, number in numbers.items():
        focus, people = project.focus_areas.loc[code], edition.sent_to(code)
        minutes = None if pd.isna(focus["minutes"]) else int(focus["minutes"])
        ends = moment_in_figures(focus["ends"], project.about.practice.date_order, with_year=False)
        rows.append(FocusRow(number, text_or_empty(focus["reason"]), people, minutes, ends))
    return tuple(rows)


def incident_rows(shown_map: EditionMap, own: pd.DataFrame, table: str | None = None) -> tuple[Row, ...]:
    """Open incidents of a table (the theme's, if none is named) in these units, the first due first, under a line.

    The line says how many.

    Who is not command has no sensitive ones in the list, but is told how many these are.
    """
    edition, ground = shown_map.edition, shown_map.marginalia.snapshot.ground
    table = theme_of(shown_map.snapshot.state.theme).listed if table is None else table
    if not table or edition.is_public:
        return ()
    day, project = edition.day, edition.project
    units = day.owned(table)["community_code"]
    open_ones = shown_incidents(ground, table) & ~day.incidents_closed(table).to_numpy(dtype=bool)
    clocks = day.clocks(table)[open_ones & units.isin(own.index).to_numpy(dtype=bool)]
    hidden = frozenset() if edition.names_sensitive else edition.in_cells(table)
    listed = clocks[~clocks.index.isin(hidden)].sort_values("due", kind="stable", na_position="last")
    if clocks.empty:
        return ()
    of = KIND_OF[table].owner
    rows: list[Row] = [IncidentRow(table, listed=len(listed), unlisted=len(clocks) - len(listed))]
    for key, clock in listed.iterrows():
        code = str(units[key])
        owner = project.table(table).at[key, of] if of else day.unit_keepers.get(code)
        officers = (name_of(project.officers, owner),) if owner in project.officers.index else ()
        due = None if pd.isna(clock["due"]) else clock["due"].date()
        late = bool(pd.notna(clock["days_late"]) and clock["days_late"] > 0)
        rows.append(IncidentRow(table, str(key), code, name_of(own, code), "", officers, due, late))
    return tuple(rows)


# An atlas shows the same stations on every sheet.
_OUTLINES: WeakKeyDictionary[Shapes, Outlines] = WeakKeyDictionary()
_LOCATOR_DETAIL = 1 / 600  # of the land's longer side: a tenth of a millimetre of a picture six centimetres wide


def small_outlines(stations: Shapes) -> Outlines:
    """Outlines of stations, as fine as a locator can show them."""
    known = _OUTLINES.get(stations)
    if known is None:
        polygons = stations.polygons()
        west, south, east, north = (float(side) for side in shapely.total_bounds(polygons))
        plain = shapely.simplify(polygons, max(east - west, north - south) * _LOCATOR_DETAIL, preserve_topology=False)
        kept = np.where(shapely.is_empty(plain), polygons, plain)  # a small one is not to vanish
        of = {str(code): shape for code, shape in zip(stations.ids, kept, strict=True) if shape is not None}
        known = _OUTLINES[stations] = Outlines(of, (west, south, east, north))
    return known


def locator_in(plan: Arrangement, snapshot: Snapshot, station_code: str | None) -> Locator | None:
    if "locator" not in plan.panel or station_code is None:
        return None
    outlines = small_outlines(snapshot.geometry.shapes("stations"))
    return Locator(outlines, station_code) if station_code in outlines.of else None
