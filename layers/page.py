"""A printed sheet as data: what stands where, in millimetres, before anything is painted.

A sheet is a tuple of pages: the map with as much of its index as fits, then pages with the rest of the index. An atlas
is a tuple of all its sheets' pages.
"""

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.affinity import scale as scale_shape

from layers.audience import PUBLIC_LAYERS, PUBLIC_THEME, SENSITIVE_DISPUTES, Audience, for_audience, rounded_residents
from layers.drawing import LegendEntry
from layers.index_table import Box, FocusRow, Row, StationRow, TableColumn, UnitRow
from layers.legend import legend_entries
from layers.page_layout import (
    LETTERS,
    LONG_SIDE_CELLS,
    SHORT_SIDE_CELLS,
    Arrangement,
    Wish,
    arranged,
    continuations,
    least_denominator,
    paper_named,
    round_scale,
)
from layers.snapshot import MapState, Snapshot, snapshot_of
from layers.viewport import Viewport
from mapper.analysis.coverage import coverage
from mapper.analysis.focus_minutes import focus_today
from mapper.crs import to_metres
from mapper.errors import InputError
from mapper.geometry import polygonal
from mapper.project import Project

Orientation = Literal["auto", "landscape", "portrait"]
By = Literal["stations", "units"]
Words = tuple[str, dict[str, Any]]  # a code for Say and its values
_UNIT_SURROUNDINGS = 1.7  # a unit's own sheet shows land this many times as wide as the unit
_LEAST_LAND_M = 200.0


@dataclass(frozen=True)
class MapFrame:
    """The map on the page: where, what land, how large, and its reference grid (letters across, numbers down)."""

    box: Box
    center_xy_m: tuple[float, float]
    scale_denominator: int
    symbols: float
    columns: int
    rows: int

    @property
    def viewport(self) -> Viewport:
        """For the map painter, in pixels fine enough that letters and lines keep their measure.

        Symbols and letters are ``symbols`` times as large as on a screen.
        """
        return Viewport(
            self.center_xy_m,
            self.scale_denominator / 1000 * self.mm_per_px,
            self.box.width_mm / self.mm_per_px,
            self.box.height_mm / self.mm_per_px,
            px_per_mm=self.symbols / self.mm_per_px,
        )

    @property
    def mm_per_px(self) -> float:
        """Millimetres on the page of one pixel of :attr:`viewport`."""
        return 0.05

    def to_page(self, xy_m: tuple[float, float]) -> tuple[float, float]:
        """Metres of the map CRS to millimetres on the page."""
        per_mm = self.scale_denominator / 1000
        return (
            self.box.x_mm + self.box.width_mm / 2 + (xy_m[0] - self.center_xy_m[0]) / per_mm,
            self.box.y_mm + self.box.height_mm / 2 - (xy_m[1] - self.center_xy_m[1]) / per_mm,
        )

    def grid_reference(self, xy_m: tuple[float, float] | None) -> str:
        """The grid cell of a point, such as ``C4``; a dash for a point outside the frame or none."""
        if xy_m is None:
            return "—"
        x, y = self.to_page(xy_m)
        column = int((x - self.box.x_mm) // (self.box.width_mm / self.columns))
        row = int((y - self.box.y_mm) // (self.box.height_mm / self.rows))
        if not (0 <= column < self.columns and 0 <= row < self.rows):
            return "—"
        return f"{LETTERS[column]}{row + 1}"


@dataclass(frozen=True, eq=False)
class Locator:
    """A small picture of all stations, this one filled. Outlines are in metres of the map CRS."""

    box: Box
    outlines: dict[str, shapely.Geometry]
    station_code: str


@dataclass(frozen=True)
class Figure:
    """A headline figure with what it is a share of."""

    code: str
    numerator: int
    denominator: int


@dataclass(frozen=True)
class Imprint:
    """Who answers for the sheet. An empty field is left blank, to be filled in by hand."""

    maker: str = ""
    drawn_by: str = ""
    reviewed_by: str = ""
    made_on: date | None = None
    version: str = ""


@dataclass(frozen=True, eq=False)
class Page:
    """One page. ``frame``, ``legend`` and the snapshot are None on a page that only continues the index.

    ``cells`` tells that some points stand for their 200 m cell (see :mod:`layers.audience`).
    """

    width_mm: float
    height_mm: float
    furniture: float
    audience: Audience
    title: Words
    title_box: Box
    foot_box: Box
    table: tuple[TableColumn, ...]
    crs: Words
    as_of: date
    data_date: date | None
    notice: str
    figures: tuple[Figure, ...]
    imprint: Imprint
    frame: MapFrame | None = None
    snapshot: Snapshot | None = None
    legend_box: Box | None = None
    legend: tuple[LegendEntry, ...] = ()
    locator: Locator | None = None
    cells: bool = False
    number: int = 1
    count: int = 1

    @property
    def scale_denominator(self) -> int | None:
        return None if self.frame is None else self.frame.scale_denominator

    @property
    def unit_rows(self) -> list[UnitRow]:
        return [p.row for column in self.table for p in column.rows if isinstance(p.row, UnitRow)]


@dataclass(frozen=True)
class Order:
    """What is asked of a sheet, apart from its project and place."""

    as_of: date
    theme: str = "coverage"
    paper: str = "A3"
    orientation: Orientation = "auto"
    audience: Audience = "command"
    scale: int | None = None
    hidden: frozenset[str] = field(default_factory=frozenset)
    imprint: Imprint = field(default_factory=Imprint)


def sheet(
    project: Project,
    as_of: date | None = None,
    theme: str = "coverage",
    paper: str = "A3",
    orientation: Orientation = "auto",
    station_code: str | None = None,
    audience: Audience = "command",
    scale: int | None = None,
    hidden: frozenset[str] = frozenset(),
    imprint: Imprint | None = None,
) -> tuple[Page, ...]:
    """One sheet of the whole district or of one station: the map page, then pages that continue its index.

    Parameters
    ----------
    scale
        Denominator of the map's scale; the largest round one that fits unless told otherwise.
    hidden
        Ids of map layers that are left out.

    Raises
    ------
    InputError
        ``paper_unknown``, ``nothing_to_print`` (no land), ``scale_too_large`` (the land does not fit the paper at
        this scale), and those of :func:`layers.audience.for_audience`.
    """
    day = as_of or project.as_of
    order = Order(day, theme, paper, orientation, audience, scale, hidden, imprint or Imprint(made_on=date.today()))
    return _numbered(_station_sheet(project, order, station_code))


def atlas(
    project: Project,
    by: By = "stations",
    as_of: date | None = None,
    theme: str = "coverage",
    paper: str = "A4",
    orientation: Orientation = "auto",
    audience: Audience = "command",
    hidden: frozenset[str] = frozenset(),
    imprint: Imprint | None = None,
) -> tuple[Page, ...]:
    """A sheet for every station, or for every unit, that has land; pages are numbered through.

    Raises
    ------
    InputError
        ``nothing_to_print`` where there is none, ``paper_unknown``, ``audience_unknown``.
    """
    day = as_of or project.as_of
    order = Order(day, theme, paper, orientation, audience, None, hidden, imprint or Imprint(made_on=date.today()))
    pages: list[Page] = []
    for code in project.stations.index:
        own = project.communities[project.communities["station_code"] == code]
        if by == "units":
            pages.extend(_unit_sheets(project, order, str(code)) if len(own) else ())
        elif not own.geometry.isna().all() or project.stations.geometry.loc[code] is not None:
            pages.extend(_station_sheet(project, order, str(code)))
    if not pages:
        raise InputError("nothing_to_print")
    return _numbered(pages)


def _numbered(pages: Sequence[Page]) -> tuple[Page, ...]:
    return tuple(replace(page, number=n, count=len(pages)) for n, page in enumerate(pages, 1))


def _station_sheet(project: Project, order: Order, station_code: str | None) -> list[Page]:
    shown = for_audience(project, order.audience, station_code, order.as_of)
    own = shown.communities
    place = project.about.title
    land = [_in_metres(own.geometry, shown)]
    if station_code is not None:
        own = own[own["station_code"] == station_code]
        place = _text(project.stations.loc[station_code, "name"]) or station_code
        land = [_in_metres(own.geometry, shown), _in_metres(shown.stations.geometry.loc[[station_code]], shown)]
    else:
        land.append(_in_metres(shown.stations.geometry, shown))
    title = _title(order, place)
    return _pages(shown, order, own, np.concatenate(land), title, _snapshot(shown, order), project, station_code)


def _unit_sheets(project: Project, order: Order, station_code: str) -> Iterator[Page]:
    """A sheet for each unit of a station; its index lists the station's units that the map shows."""
    shown = for_audience(project, order.audience, station_code, order.as_of)
    plain = _snapshot(shown, order)
    own = shown.communities[shown.communities["station_code"] == station_code]
    shapes = _in_metres(own.geometry, shown)
    for code, shape in zip(own.index, shapes, strict=True):
        if shape.is_empty:
            continue
        around = scale_shape(shape.envelope, _UNIT_SURROUNDINGS, _UNIT_SURROUNDINGS)
        near = own[shapely.intersects(shapes, around)]
        title = _title(order, _text(own.loc[code, "name"]) or code, unit=True)
        marked = snapshot_of(replace(plain.state, selected=(("communities", str(code)),)), plain)
        yield from _pages(shown, order, near, np.array([around]), title, marked, project, station_code)


def _snapshot(shown: Project, order: Order) -> Snapshot:
    theme = PUBLIC_THEME if order.audience == "public" else order.theme
    return snapshot_of(MapState(shown, order.as_of, theme=theme, hidden=order.hidden, palette="print"))


def _pages(
    shown: Project,
    order: Order,
    own: pd.DataFrame,
    land: np.ndarray,
    title: Words,
    snapshot: Snapshot,
    project: Project,
    station_code: str | None,
) -> list[Page]:
    paper = paper_named(order.paper)
    land = land[~shapely.is_empty(land)]
    if not len(land):
        raise InputError("nothing_to_print")
    west, south, east, north = (float(b) for b in shapely.total_bounds(land))
    land_m = (max(east - west, _LEAST_LAND_M), max(north - south, _LEAST_LAND_M))
    with_state = order.audience != "public"
    rows = (*_rows(shown, own, order), *_focus_rows(shown, order))
    legend = _legend(snapshot, order)
    landscape = None if order.orientation == "auto" else order.orientation == "landscape"
    plan = arranged(paper, Wish(land_m, rows, len(legend), station_code is not None, with_state), landscape)
    denominator = plan.scale_denominator
    if order.scale is not None:
        least = least_denominator(plan.frame, land_m)
        if order.scale < least:
            raise InputError("scale_too_large", scale=order.scale, paper=paper.name, least=round_scale(least))
        denominator = order.scale
    frame = MapFrame(
        plan.frame,
        ((west + east) / 2, (south + north) / 2),
        denominator,
        paper.symbols,
        *((LONG_SIDE_CELLS, SHORT_SIDE_CELLS) if plan.landscape else (SHORT_SIDE_CELLS, LONG_SIDE_CELLS)),
    )
    references = _references(snapshot, frame)
    first = Page(
        plan.width_mm,
        plan.height_mm,
        paper.furniture,
        order.audience,
        title,
        plan.title,
        plan.foot,
        _with_references(plan.table, references),
        _crs_words(shown.about.map_crs),
        order.as_of,
        shown.about.data_date,
        shown.about.notice,
        _figures(shown, station_code, order),
        replace(order.imprint, maker=order.imprint.maker or shown.about.maker),
        frame=frame,
        snapshot=snapshot,
        legend_box=plan.legend,
        legend=legend,
        locator=_locator(plan, project, station_code),
        cells=bool(shown.disputes["category"].isin(SENSITIVE_DISPUTES).any()),
    )
    more = [
        replace(
            first,
            title=("page.continued", {"title": first.title}),
            title_box=title_box,
            foot_box=foot_box,
            table=_with_references(table, references),
            frame=None,
            snapshot=None,
            legend_box=None,
            legend=(),
            locator=None,
            cells=False,
        )
        for table, title_box, foot_box in continuations(paper, plan.landscape, plan.rest, with_state)
    ]
    return [first, *more]


def _in_metres(geometry: Any, project: Project) -> np.ndarray:
    return polygonal(to_metres(geometry, project.about.map_crs))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _title(order: Order, place: str, unit: bool = False) -> Words:
    subject = "public" if order.audience == "public" else order.theme
    return (f"page.title.{'unit' if unit and subject == 'coverage' else subject}", {"place": place})


def _rows(shown: Project, own: pd.DataFrame, order: Order) -> tuple[Row, ...]:
    """The index: each station's line, then its units by code. Grid references come with the frame."""
    seats = coverage(shown, order.as_of).seats
    names = shown.officers["display_name"]
    # Codes of unequal length are numbers: station 2 stands before station 10.
    by_station = own["station_code"].fillna("~").map(lambda code: f"{len(code):04}{code}")
    ordered = own.assign(_station=by_station).sort_index().sort_values("_station", kind="stable")
    rows: list[Row] = []
    station = None
    for number, (code, unit) in enumerate(ordered.iterrows(), 1):
        if unit["station_code"] in shown.stations.index and unit["station_code"] != station:
            station = unit["station_code"]
            line = shown.stations.loc[station]
            rows.append(StationRow(station, _text(line["name"]) or station, _text(line["duty_phone"])))
        seat = seats.loc[code]
        holders = seat["officer_ids"] or seat["away_ids"]
        people = tuple(_text(name) or officer for officer, name in names.reindex(list(holders)).items())
        residents = rounded_residents(None if pd.isna(unit["residents"]) else int(unit["residents"]))
        state = None if order.audience == "public" else str(seat["state"])
        rows.append(UnitRow(number, str(code), _text(unit["name"]) or str(code), "", residents, people, state))
    return tuple(rows)


def _references(snapshot: Snapshot, frame: MapFrame) -> dict[str, str]:
    """Grid reference of each unit: where its name stands."""
    shapes = snapshot.geometry.shapes("communities")
    places, _ = shapes.label_points
    return {
        str(code): frame.grid_reference(None if np.isnan(xy[0]) else (float(xy[0]), float(xy[1])))
        for code, xy in zip(shapes.ids, places, strict=True)
    }


def _with_references(table: tuple[TableColumn, ...], references: dict[str, str]) -> tuple[TableColumn, ...]:
    def row_of(row: Row) -> Row:
        return replace(row, grid=references[row.community_code]) if isinstance(row, UnitRow) else row

    return tuple(replace(c, rows=tuple(replace(p, row=row_of(p.row)) for p in c.rows)) for c in table)


def _figures(shown: Project, station_code: str | None, order: Order) -> tuple[Figure, ...]:
    """Cover, one to one, dedicated and gaps, each of all units of the district or station; the public gets none."""
    ledger = coverage(shown, order.as_of)
    if station_code is not None:
        ledger = replace(ledger, seats=ledger.seats[ledger.seats["station_code"] == station_code])
    if order.audience == "public" or not ledger.units:
        return ()
    return (
        Figure("covered", ledger.covered, ledger.units),
        Figure("one_to_one", ledger.one_to_one, ledger.units),
        Figure("dedicated", ledger.dedicated, ledger.units),
        Figure("gaps", ledger.units - ledger.covered, ledger.units),
    )


def _legend(snapshot: Snapshot, order: Order) -> tuple[LegendEntry, ...]:
    """What the map shows; the public's says nothing of layers that are kept from it."""
    entries = legend_entries(snapshot)
    if order.audience != "public":
        return entries
    return tuple(entry for entry in entries if entry.layer in PUBLIC_LAYERS)


def _focus_rows(shown: Project, order: Order) -> tuple[Row, ...]:
    """The day's focus areas, by their numbers on the map."""
    today = shown.focus_areas[focus_today(shown, order.as_of).to_numpy(dtype=bool)]
    names = shown.officers["display_name"]
    rows: list[Row] = [FocusRow(0)] if len(today) else []
    for number, (_, focus) in enumerate(today.iterrows(), 1):
        ids = [officer for officer in _text(focus["officer_ids"]).split(";") if officer]
        people = tuple(_text(name) or officer for officer, name in names.reindex(ids).items())
        minutes = None if pd.isna(focus["minutes"]) else int(focus["minutes"])
        rows.append(FocusRow(number, _text(focus["reason"]), people, minutes, f"{focus['ends']:%m-%d %H:%M}"))
    return tuple(rows)


def _locator(plan: Arrangement, project: Project, station_code: str | None) -> Locator | None:
    if plan.locator is None or station_code is None:
        return None
    shapes = _in_metres(project.stations.geometry, project)
    outlines = {str(code): s for code, s in zip(project.stations.index, shapes, strict=True) if not s.is_empty}
    return Locator(plan.locator, outlines, station_code) if station_code in outlines else None


def _crs_words(map_crs: str) -> Words:
    """The CRS by a name that a reader of Chinese maps knows."""
    name = pyproj.CRS.from_user_input(map_crs).name
    if name.startswith("CGCS2000") and name.endswith("E") and "CM" in name:
        meridian = name.rsplit("CM", 1)[1].strip(" E")
        width = "3" if "3-degree" in name else "6"
        return ("page.crs_gauss", {"meridian": meridian.strip(string.ascii_letters), "width": width})
    return ("page.crs_other", {"name": name if name != "unknown" else map_crs})
