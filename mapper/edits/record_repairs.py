"""Records put right as their findings propose: the unit's station and kind, a point's place, dates, the roster's rows.

Nothing is guessed: where nothing tells what is right there is no repair, and the finding stays to be looked at.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from mapper import schema
from mapper.analysis.incidents.date_order import right_dates
from mapper.analysis.land.unit_records import kind_by_code, station_by_land
from mapper.edit import Edit, drop_rows, put_rows, require_row
from mapper.finding import Finding
from mapper.finding_kinds import (
    ABSENCE_REVERSED,
    ABSENCE_TWICE,
    ABSENCE_UNKNOWN_OFFICER,
    DATE_BACKWARDS,
    DATE_IN_FUTURE,
    DUTY_TWICE,
    DUTY_UNKNOWN_OFFICER,
    DUTY_UNKNOWN_UNIT,
    HAZARD_CLOSED_BEFORE_REPORTED,
    POINT_NO_COORDINATES,
    POINT_OUTSIDE,
    POINT_WRONG_UNIT,
    POSTING_REVERSED,
    POSTING_TWICE,
    POSTING_UNKNOWN_OFFICER,
    TEXT_PERSONAL,
    UNIT_KIND_OTHER,
    UNIT_STATION_UNKNOWN,
)
from mapper.geometry import point_inside
from mapper.io.linking import link_codes
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

SHAPE = "geometry"  # a row's point, as a column among the others
ROW = ""  # the row itself, which goes
_NOTHING = "—"  # where a column may not be empty
_FAR_DEG = 0.05  # some 5 km off all units: no border drawn otherwise explains it
_UNKNOWN = {
    DUTY_UNKNOWN_OFFICER: "officer_id",
    ABSENCE_UNKNOWN_OFFICER: "officer_id",
    POSTING_UNKNOWN_OFFICER: "officer_id",
    DUTY_UNKNOWN_UNIT: "community_code",
}


@dataclass(frozen=True)
class RecordRepair:
    """One value of one row that would change; of :data:`ROW` the row would go."""

    table: str
    key: str
    column: str
    before: Any
    after: Any


def record_repairs(project: Project, findings: Iterable[Finding], as_of: date | None = None) -> list[RecordRepair]:
    """What would put the records right that these findings are about, where anything tells what is right.

    ``as_of`` is the day looked at, the project's own unless it is told.
    """
    repairs: dict[tuple[str, str, str], RecordRepair] = {}
    for finding in findings:
        table, key = finding.table, finding.subjects[0]
        if table is None or key not in project.table(table).index:
            continue
        proposed = list(_proposed(project, finding, table, key, as_of or project.as_of))
        names = [(one.table, one.key, one.column) for one in proposed]
        if any(name in repairs or (name[0], name[1], ROW) in repairs for name in names):
            continue  # another finding of the same row has a say already; a new check tells what is left
        repairs |= dict(zip(names, proposed, strict=True))
    return list(repairs.values())


def repaired(repairs: Sequence[RecordRepair], findings: Iterable[Finding]) -> int:
    """How many of the findings a repair is there for."""
    rows = {(one.table, one.key) for one in repairs}
    return sum((finding.table, finding.subjects[0]) in rows for finding in findings)


def mend_records(repairs: Sequence[RecordRepair]) -> Edit:
    """These values in place of what stands there, as one edit; it raises InputError ``row_unknown``."""

    def change(project: Project) -> Project:
        for table in dict.fromkeys(one.table for one in repairs):
            of_table = [one for one in repairs if one.table == table]
            for one in of_table:
                require_row(project, table, one.key)
            gone = list(dict.fromkeys(one.key for one in of_table if one.column == ROW))
            changed = [one for one in of_table if one.key not in gone]
            if gone:
                project = drop_rows(project, table, gone)
            if changed:
                project = put_rows(project, table, _rows_changed(project, table, changed))
        return project

    values: dict[str, Any] = {"count": len(repairs)}
    if {one.table for one in repairs} == {"communities"}:
        values["units"] = list(dict.fromkeys(one.key for one in repairs))
    return Edit("records_mended", change, values)


def _rows_changed(project: Project, table: str, repairs: Sequence[RecordRepair]) -> pd.DataFrame:
    rows = project.table(table).loc[list(dict.fromkeys(one.key for one in repairs))].copy()
    for one in repairs:
        if one.column != SHAPE:
            rows.loc[one.key, one.column] = one.after
    if any(one.column == SHAPE for one in repairs):
        shapes = rows.geometry.to_dict() | {one.key: one.after for one in repairs if one.column == SHAPE}
        rows = rows.set_geometry(gpd.GeoSeries(list(shapes.values()), index=rows.index, crs=schema.DEGREES))
    return rows


def _proposed(project: Project, finding: Finding, table: str, key: str, as_of: date) -> Iterator[RecordRepair]:
    kind, row = finding.kind, project.table(table).loc[key]

    def value(column: str, after: Any) -> Iterator[RecordRepair]:
        before = None if column != SHAPE and pd.isna(row[column]) else row[column]
        if after is not None and after != before:
            yield RecordRepair(table, key, column, before, after)

    if kind is UNIT_STATION_UNKNOWN:
        yield from value("station_code", station_by_land(project, key))
    elif kind is UNIT_KIND_OTHER:
        yield from value("kind", kind_by_code(key))
    elif kind is POINT_WRONG_UNIT:  # where it lies is measured; what a ledger says of it was typed
        yield from value("recorded_unit", finding.values["lies_in"])
    elif kind is TEXT_PERSONAL:
        text = schema.TABLES[table].column(finding.values["column"])
        yield RecordRepair(table, key, text.name, row[text.name], _NOTHING if text.required else None)
    elif kind in (POINT_OUTSIDE, POINT_NO_COORDINATES):
        yield from _place(project, finding, table, key)
    elif kind in (DATE_BACKWARDS, DATE_IN_FUTURE):
        for column, moment in right_dates(project, finding, as_of).items():
            yield from value(column, moment)
    elif kind is HAZARD_CLOSED_BEFORE_REPORTED:
        told = Finding(DATE_BACKWARDS, (key,), None, {"table": table, "column": "closed_at", "earlier": "reported_at"})
        for column, moment in right_dates(project, told, as_of).items():
            yield from value(column, moment)
    elif kind in (ABSENCE_REVERSED, POSTING_REVERSED):
        yield RecordRepair(table, key, "starts", row["starts"], row["ends"])
        yield RecordRepair(table, key, "ends", row["ends"], row["starts"])
    elif kind in _UNKNOWN:
        known = project.communities if kind is DUTY_UNKNOWN_UNIT else project.officers
        names = known["name" if kind is DUTY_UNKNOWN_UNIT else "display_name"]
        linked, unknown = link_codes(pd.Series([row[_UNKNOWN[kind]]], dtype="str"), known.index, names)
        if not unknown and linked.notna().all():
            yield from value(_UNKNOWN[kind], str(linked[0]))
    elif kind in (DUTY_TWICE, ABSENCE_TWICE, POSTING_TWICE):
        yield from _one_of_two(project, table, *finding.subjects[:2])


def _place(project: Project, finding: Finding, table: str, key: str) -> Iterator[RecordRepair]:
    """Axes that change places; else, for what is nowhere or far off, the unit that its row names; else no place."""
    point, suggestion = project.table(table).geometry[key], finding.values.get("suggestion")
    if suggestion == "swapped":
        yield RecordRepair(table, key, SHAPE, point, shapely.Point(point.y, point.x))
        return
    if point is not None and suggestion != "zero" and not _far(project, point):
        return
    unit = _unit_named(project, table, key)
    inside = None if unit is None else point_inside(project.communities.geometry[[unit]])[0]
    if inside is not None and "approximate" in schema.TABLES[table].column_names:
        before = project.table(table)["approximate"][key]
        yield RecordRepair(table, key, SHAPE, point, shapely.Point(inside))
        yield RecordRepair(table, key, "approximate", None if pd.isna(before) else bool(before), True)
    elif suggestion == "zero":
        yield RecordRepair(table, key, SHAPE, point, None)  # 0, 0 is no place; that it has none is told then


def _far(project: Project, point: shapely.Point) -> bool:
    bounds = project.bounds
    return bounds is not None and shapely.box(*bounds).distance(point) > _FAR_DEG


def _unit_named(project: Project, table: str, key: str) -> str | None:
    frame, units = project.table(table), project.communities
    if "recorded_unit" not in frame.columns or pd.isna(frame["recorded_unit"][key]):
        return None
    linked, unknown = link_codes(pd.Series([frame["recorded_unit"][key]], dtype="str"), units.index, units["name"])
    return None if unknown else str(linked[0])


def _one_of_two(project: Project, table: str, one: str, other: str) -> Iterator[RecordRepair]:
    """Of two spans that overlap, the one that the other holds goes; else the earlier ends the day before the later."""
    frame = project.table(table)
    if one not in frame.index or other not in frame.index:
        return
    first, second = ((frame["starts"][key], frame["ends"][key]) for key in (one, other))
    begins = [pd.Timestamp.min if pd.isna(starts) else starts for starts, _ in (first, second)]
    ends = [pd.Timestamp.max if pd.isna(last) else last for _, last in (first, second)]
    if begins[0] <= begins[1] and ends[1] <= ends[0]:
        yield RecordRepair(table, other, ROW, other, None)
    elif begins[1] <= begins[0] and ends[0] <= ends[1]:
        yield RecordRepair(table, one, ROW, one, None)
    else:
        early, late = (one, begins[1]) if begins[0] <= begins[1] else (other, begins[0])
        yield RecordRepair(table, early, "ends", frame["ends"][early], late - pd.Timedelta(days=1))
