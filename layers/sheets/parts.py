"""What a printed page is made of, in millimetres from its upper left corner, before anything is painted."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date

import shapely

from layers.edition_map import EditionMap
from layers.sheets.cards import DutyCell, UnitCard
from layers.sheets.index_table import Box, TableColumn, UnitRow
from layers.sheets.layout import LETTERS
from layers.viewport import Bounds, Viewport
from mapper.lazy_dataclass import dataclass
from mapper.message import Message

NO_CELL = "—"


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
            return NO_CELL
        x, y = self.to_page(xy_m)
        column = int((x - self.box.x_mm) // (self.box.width_mm / self.columns))
        row = int((y - self.box.y_mm) // (self.box.height_mm / self.rows))
        if not (0 <= column < self.columns and 0 <= row < self.rows):
            return NO_CELL
        return f"{LETTERS[column]}{row + 1}"


@dataclass(frozen=True, eq=False)
class Outlines:
    """Coarse outlines of stations by code, and the bounds of all; metres of the map CRS."""

    of: Mapping[str, shapely.Geometry]
    bounds_m: Bounds


@dataclass(frozen=True, eq=False)
class Locator:
    """A small picture of all stations, this one filled."""

    outlines: Outlines
    station_code: str


@dataclass(frozen=True)
class SheetPlace:
    """The place of a sheet in an atlas: its number among so many; ``part`` counts its own pages from 1."""

    number: int
    count: int
    part: int = 1


@dataclass(frozen=True)
class EdgeNote:
    """At an edge of the map (``left``, ``top``, ``right``, ``bottom``): which sheet of the atlas goes on there.

    ``along_mm`` is from the frame's upper left corner.
    """

    side: str
    along_mm: float
    sheet: int


@dataclass(frozen=True)
class AtlasEntry:
    """A sheet of an atlas as its contents tell it; ``bounds_m`` are those of its map."""

    number: int
    name: str
    scale_denominator: int
    pages: int
    units: int
    bounds_m: Bounds


@dataclass(frozen=True)
class Imprint:
    """Who answers for the sheet. An empty field is left blank, to be filled in by hand."""

    maker: str = ""
    drawn_by: str = ""
    reviewed_by: str = ""
    made_on: date | None = None
    version: str = ""
    approval: str = ""
    copy: str = ""


@dataclass(frozen=True, eq=False)
class Page:
    """One page of a sheet that is arranged by a ``template``.

    ``shown_map`` says what is on it and beside it. ``frame`` is None and ``panel`` empty on a page that only continues
    the index. ``panel`` has the boxes of the parts that stand with the index, by name. ``mono`` pages have no colour.
    ``numbers`` are those of the units in the index, by code. ``words`` are a person's own; ``inset`` is where a crowded
    part of the map is shown larger. ``card`` and ``cells`` are those of a unit's card and a duty board.
    ``sheet``, ``edges`` and ``entries`` are of an atlas:
    which sheet it is, which go on at its edges, and on its first pages all sheets.
    """

    template: str
    width_mm: float
    height_mm: float
    furniture: float
    shown_map: EditionMap
    title: Message
    title_box: Box
    foot_box: Box
    table: tuple[TableColumn, ...]
    imprint: Imprint
    frame: MapFrame | None = None
    panel: Mapping[str, Box] = field(default_factory=dict)
    locator: Locator | None = None
    mono: bool = False
    numbers: Mapping[str, str] = field(default_factory=dict)
    number: int = 1
    count: int = 1
    sheet: SheetPlace | None = None
    edges: tuple[EdgeNote, ...] = ()
    entries: tuple[AtlasEntry, ...] = ()
    words: str = ""
    inset: MapFrame | None = None
    card: UnitCard | None = None
    cells: tuple[DutyCell, ...] = ()

    @property
    def scale_denominator(self) -> int | None:
        return None if self.frame is None else self.frame.scale_denominator

    @property
    def unit_rows(self) -> list[UnitRow]:
        return [p.row for column in self.table for p in column.rows if isinstance(p.row, UnitRow)]
