"""What a sheet tells of a project: title, index, figures, legend, place in the district, CRS – codes and values."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from layers.map_layers import PUBLIC_LAYERS
from layers.paint.legend import legend_entries
from layers.scene.drawing import LegendEntry
from layers.sheets.index_table import (
    FocusRow,
    Row,
    StationRow,
    TableColumn,
    UnitRow,
)
from layers.sheets.layout import Arrangement
from layers.sheets.order import SheetOrder
from layers.sheets.parts import (
    Figure,
    Locator,
    MapFrame,
)
from layers.snapshot import Snapshot
from layers.themes import theme_of
from mapper.audience import rounded_residents
from mapper.crs import to_metres
from mapper.day.edition import Edition
from mapper.geometry import polygonal
from mapper.message import Message
from mapper.names import name_of, split_ids
from mapper.project import Project


def in_metres(geometry: Any, project: Project) -> np.ndarray:
    return polygonal(to_metres(geometry, project.about.map_crs))


def text_or_empty(value: object) -> str:
    return value if isinstance(value, str) else ""


def title_words(order: SheetOrder, as_of: date, place: str, unit: bool = False) -> Message:
    if order.audience == "public":
        return Message("page.title.public", {"place": place})
    return theme_of(order.theme).title(place, order.look, as_of, unit)


def index_rows(edition: Edition, own: pd.DataFrame) -> tuple[Row, ...]:
    """The index: each station's line, then its units by code. Grid references come with the frame."""
    shown = edition.project
    # Codes of unequal length are numbers: station 2 stands before station 10. Units of no station come first.
    known = own["station_code"].where(own["station_code"].isin(shown.stations.index), "")
    by_station = known.map(lambda code: f"{len(code):04}{code}")
    ordered = own.assign(_station=by_station).sort_index().sort_values("_station", kind="stable")
    rows: list[Row] = []
    station = None
    for number, (code, unit) in enumerate(ordered.iterrows(), 1):
        if unit["station_code"] in shown.stations.index and unit["station_code"] != station:
            station = unit["station_code"]
            line = shown.stations.loc[station]
            rows.append(StationRow(station, name_of(shown.stations, station), text_or_empty(line["duty_phone"])))
        residents = rounded_residents(None if pd.isna(unit["residents"]) else int(unit["residents"]))
        row = UnitRow(number, str(code), name_of(own, code), "", residents)
        if edition.is_public:
            rows.append(replace(row, desk=_desk(shown, unit["station_code"])))
        else:
            officers, state = _holders(edition, str(code))
            rows.append(replace(row, officers=officers, state=state))
    return tuple(rows)


def _holders(edition: Edition, community_code: str) -> tuple[tuple[str, ...], str]:
    """Who has a unit's seat, away or present, by the names shown, and the seat's state."""
    seat = edition.ledger.seats.loc[community_code]
    names = edition.project.officers["display_name"].reindex(list(seat["officer_ids"] or seat["away_ids"]))
    return tuple(text_or_empty(name) or officer for officer, name in names.items()), str(seat["state"])


def _desk(shown: Project, station_code: object) -> str:
    """The desk that answers for a station's units, day and night: its name and telephone."""
    if station_code not in shown.stations.index:
        return ""
    station = shown.stations.loc[station_code]
    return " ".join(filter(None, (text_or_empty(station["name"]), text_or_empty(station["duty_phone"]))))


def grid_references(snapshot: Snapshot, frame: MapFrame, units: pd.DataFrame) -> dict[str, str]:
    """Grid reference of each of these units: where its name stands."""
    shapes = snapshot.geometry.shapes("communities")
    rows = np.flatnonzero(np.isin(shapes.ids, units.index))
    places, _ = shapes.label_places(rows)
    return {
        str(code): frame.grid_reference(None if np.isnan(xy[0]) else (float(xy[0]), float(xy[1])))
        for code, xy in zip(shapes.ids[rows], places, strict=True)
    }


def with_references(table: tuple[TableColumn, ...], references: dict[str, str]) -> tuple[TableColumn, ...]:
    def row_of(row: Row) -> Row:
        return replace(row, grid=references[row.community_code]) if isinstance(row, UnitRow) else row

    return tuple(replace(c, rows=tuple(replace(p, row=row_of(p.row)) for p in c.rows)) for c in table)


def figures(edition: Edition) -> tuple[Figure, ...]:
    """Cover, one to one, dedicated and gaps, each of all units of the district or station; the public gets none."""
    if edition.is_public or not edition.ledger.units:
        return ()
    ledger = edition.ledger
    return (
        Figure("covered", ledger.covered, ledger.units),
        Figure("one_to_one", ledger.one_to_one, ledger.units),
        Figure("dedicated", ledger.dedicated, ledger.units),
        Figure("gaps", ledger.units - ledger.covered, ledger.units),
    )


def legend_for(snapshot: Snapshot, order: SheetOrder) -> tuple[LegendEntry, ...]:
    """What the map shows; the public's says nothing of layers that are kept from it."""
    entries = legend_entries(snapshot)
    if order.audience != "public":
        return entries
    return tuple(entry for entry in entries if entry.layer in PUBLIC_LAYERS)


def focus_rows(edition: Edition) -> tuple[Row, ...]:
    """The day's focus areas, by their numbers on the map."""
    shown, numbers = edition.project, edition.day.focus_numbers
    rows: list[Row] = [FocusRow(0)] if numbers else []
    for number, (_, focus) in zip(numbers.values(), shown.focus_areas.loc[list(numbers)].iterrows(), strict=True):
        ids = split_ids(focus["officer_ids"])
        people = tuple(name_of(shown.officers, officer) for officer in ids)
        minutes = None if pd.isna(focus["minutes"]) else int(focus["minutes"])
        rows.append(FocusRow(number, text_or_empty(focus["reason"]), people, minutes, f"{focus['ends']:%m-%d %H:%M}"))
    return tuple(rows)


def locator_in(plan: Arrangement, snapshot: Snapshot, station_code: str | None) -> Locator | None:
    if "locator" not in plan.panel or station_code is None:
        return None
    shapes = snapshot.geometry.shapes("stations")
    outlines = {str(code): s for code, s in zip(shapes.ids, shapes.polygons(), strict=True) if s is not None}
    return Locator(outlines, station_code) if station_code in outlines else None
