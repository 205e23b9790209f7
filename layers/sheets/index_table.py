"""The index of units that stands beside a printed map: its rows, and how they flow into columns and on to more pages.

Nothing is cut off and nothing is dropped: a name too long for its column is broken into lines, a list too long for
the sheet goes on over the page.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from functools import cached_property, lru_cache

from layers.viewport import MM_PER_INCH
from mapper.lazy_dataclass import dataclass

ColumnName = str  # one of number, name, grid, residents, officers, state, desk, or the code of a theme's column
MM_PER_PT = MM_PER_INCH / 72

_LINE_EM = 1.22  # from one line of a cell to the next
_PADDING_EM = 0.34  # above and below the lines of a row, together
_HEADER_EM = 2.0
_STATION_EM = 2.0
_GAP_EM = 0.7  # between two columns of cells
_LEAST_NUMBER_EM = 1.6  # its heading
_STATE_EM = 5.1  # the longest state, bold
_LEAST_NAME_EM, _MOST_NAME_EM = 4.2, 9.0
_LEAST_OFFICERS_EM, _MOST_OFFICERS_EM = 3.2, 8.0
_ACTING_EM, _ACTING_LINES = 6.4, 2  # "acting until", and the day under it
_LEAST_TOLD_EM, _MOST_TOLD_EM = 3.2, 9.0  # its heading
_MOST_LISTED_EM = 24.0
_DUE_EM = 7.4  # a day behind its word
_WIDEST_CELL = "A8"  # a grid reference comes when the rows have their places
_LEAST_DESK_EM, _MOST_DESK_EM = 5.0, 14.0


def listed(names: tuple[str, ...]) -> str:
    """Names one after another, with the comma of their script."""
    return (", " if all(name.isascii() for name in names) else "、").join(names)


@dataclass(frozen=True)
class UnitRow:
    """One community or village; ``residents`` are rounded.

    Who has it is told by ``officers`` and the ``state`` of the seat, or to the public, which may know neither, by the
    ``desk`` that answers for it: the station with its telephone. ``acting_until`` is the last day of who only acts
    in the seat; None where somebody has it for good. ``told`` is what the theme tells of it, by column.
    """

    number: int
    community_code: str
    name: str
    grid: str
    residents: int | None
    officers: tuple[str, ...] = ()
    state: str | None = None
    desk: str = ""
    acting_until: date | None = None
    told: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def officer_text(self) -> str:
        return listed(self.officers)


@dataclass(frozen=True)
class StationRow:
    """The line above a station's units: its name and the telephone that is answered day and night."""

    station_code: str
    name: str
    phone: str


@dataclass(frozen=True)
class FocusRow:
    """A focus area of the day by its number on the map.

    The row with number 0 is the heading above them; its ``reason`` is whose they are, where that is to be said.
    """

    number: int
    reason: str = ""
    officers: tuple[str, ...] = ()
    minutes: int | None = None
    until: str = ""

    @property
    def text(self) -> str:
        """Reason and who goes, as wide as the table."""
        return " ".join(filter(None, (self.reason, listed(self.officers))))


@dataclass(frozen=True)
class IncidentRow:
    """An open hazard or dispute, under the index: its number, its unit, who answers for it, and when it is due.

    ``due`` is None where it is not known. The row without a number is the heading above those of a ``table``: how many
    are listed, and how many sensitive ones are not.
    """

    table: str
    key: str = ""
    community_code: str = ""
    place: str = ""
    grid: str = ""
    officers: tuple[str, ...] = ()
    due: date | None = None
    is_late: bool = False
    listed: int = 0
    unlisted: int = 0

    @property
    def text(self) -> str:
        """Everything but the due day, as wide as the table."""
        return " ".join(filter(None, (self.key, self.place, self.grid, listed(self.officers) or "—")))


Row = UnitRow | StationRow | FocusRow | IncidentRow


@dataclass(frozen=True)
class Box:
    """A rectangle on the page, in millimetres from its upper left corner."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float

    @property
    def right_mm(self) -> float:
        return self.x_mm + self.width_mm

    @property
    def bottom_mm(self) -> float:
        return self.y_mm + self.height_mm


@dataclass(frozen=True)
class Cells:
    """Size of type, width of each column of cells in em of that type, and which columns are figures, to the right."""

    type_mm: float
    widths_em: dict[ColumnName, float]
    figures: frozenset[ColumnName] = frozenset({"number", "residents"})

    @property
    def width_mm(self) -> float:
        """The whole table's width, the gaps between its columns included."""
        return (sum(self.widths_em.values()) + _GAP_EM * (len(self.widths_em) - 1)) * self.type_mm

    def left_mm(self, name: ColumnName) -> float:
        """Where the column of cells begins, from the table's left edge."""
        before = list(self.widths_em)[: list(self.widths_em).index(name)]
        return sum(self.widths_em[b] + _GAP_EM for b in before) * self.type_mm

    @property
    def focus_text_em(self) -> float:
        """Room for what a focus area is about: the table without its number, minutes and expiry."""
        return self.width_mm / self.type_mm - 13.0

    @property
    def incident_text_em(self) -> float:
        """Room for an incident without its due day."""
        return self.width_mm / self.type_mm - _DUE_EM

    @property
    def header_mm(self) -> float:
        return _HEADER_EM * self.type_mm

    @property
    def line_mm(self) -> float:
        return _LINE_EM * self.type_mm

    def height_mm(self, row: Row) -> float:
        """Height of a row, with as many lines as its longest cell needs."""
        if isinstance(row, UnitRow):
            widths = self.widths_em
            lines = len(wrapped(row.name, widths["name"]))
            if "officers" in widths:
                acting = 0 if row.acting_until is None else _ACTING_LINES
                lines = max(lines, len(wrapped(row.officer_text, widths["officers"])) + acting)
            if "desk" in widths:
                lines = max(lines, len(wrapped(row.desk, widths["desk"])))
            return (lines * _LINE_EM + _PADDING_EM) * self.type_mm
        if isinstance(row, StationRow):
            return _STATION_EM * self.type_mm
        if isinstance(row, FocusRow):
            lines = len(wrapped(row.text, self.focus_text_em)) if row.number else 1
            return (lines * _LINE_EM + (_PADDING_EM if row.number else 2 * _PADDING_EM)) * self.type_mm
        lines = len(wrapped(f"{row.text} {_WIDEST_CELL}", self.incident_text_em)) if row.key else 1
        return (lines * _LINE_EM + (_PADDING_EM if row.key else 2 * _PADDING_EM)) * self.type_mm


@dataclass(frozen=True)
class Placed:
    """A row and where it stands on the page."""

    row: Row
    y_mm: float
    height_mm: float


@dataclass(frozen=True)
class TableColumn:
    """One column of the index, with its own line of headings on top."""

    box: Box
    cells: Cells
    rows: tuple[Placed, ...]


@lru_cache(maxsize=8192)
def em_of(text: str) -> float:
    """About how wide a text is, in em: a Chinese character is 1; never less than a common sans serif needs."""
    return sum(map(_character_em, text))


@lru_cache(maxsize=8192)
def _character_em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in "MW@%mw":
        return 0.95
    if character.isupper():
        return 0.72
    return 0.6 if not character.isspace() else 0.3


_NEVER_FIRST = frozenset("，。；：、！？）》」』”’％…,.;:!?)%\u00a0")  # in a line
_NEVER_LAST = frozenset("（《「『“‘(\u00a0")
# The space between a number and a Chinese measure word (12 件) is a no-break space while a text is broken.
_MEASURED, _JOINED = (re.compile(rf"(?<=\d){space}(?=[\u4e00-\u9fff])") for space in (" ", "\u00a0"))


@lru_cache(maxsize=8192)
def wrapped(text: str, width_em: float) -> tuple[str, ...]:
    """The text in lines no wider than ``width_em``, broken at a space or ``、`` where there is one, else anywhere.

    Punctuation stays with what it belongs to, a Chinese measure word with its number, and what a no-break space joins
    stays together, where a line holds it.
    """
    if em_of(text) <= width_em:
        return (text.strip(),)
    lines: list[str] = []
    line = ""
    for character in _MEASURED.sub("\u00a0", text.strip()):
        while line and em_of(line) + _character_em(character) > width_em:
            at = max(line.rfind(" "), line.rfind("、"), line.rfind("　")) + 1
            latin = bool(at) and character.isascii() and line[-1:].isascii()  # a word is never cut beside a space
            if (at <= len(line) // 3 and not latin) or character in " 　":
                at = _last_break(line, character)
            lines.append(line[:at].rstrip())
            line = line[at:].lstrip()
        line = (line + character).lstrip(" 　")
    return tuple(_JOINED.sub(" ", part) for part in (*lines, line.strip()) if part)


def _last_break(line: str, following: str) -> int:
    """Where a full line is broken without a space: at its end, or a few characters before it for the punctuation."""
    text = line + following
    for at in range(len(line), len(line) // 3, -1):
        counted = text[at - 1].isdigit() and (text[at].isdigit() or "\u4e00" <= text[at] <= "\u9fff")
        if not counted and text[at] not in _NEVER_FIRST and text[at - 1] not in _NEVER_LAST:
            return at
    return len(line)


def cells_for(rows: Iterable[Row], type_mm: float, public: bool = False) -> Cells:
    """Columns of cells as wide as these rows ask for, within reason; the public's have no officers and no state.

    Nor have those of a project without a roster. The public's have whom to call where anybody's telephone is known.
    """
    rows = tuple(rows)
    units = [row for row in rows if isinstance(row, UnitRow)]
    name = max((em_of(row.name) for row in units), default=0.0) + 0.2
    officers = max((em_of(row.officer_text) for row in units), default=0.0) + 0.2
    officers = max(officers, _ACTING_EM if any(row.acting_until is not None for row in units) else 0.0)
    desk = max((em_of(row.desk) for row in units), default=0.0) + 0.2
    digits = len(str(max((row.number for row in units), default=1)))
    figures = {"number", "residents"}
    widths: dict[ColumnName, float] = {
        "number": max(0.62 * digits + 0.2, _LEAST_NUMBER_EM),
        "name": min(max(name, _LEAST_NAME_EM), _MOST_NAME_EM),
        "grid": 1.7,
        "residents": 3.6,
    }
    if public:
        if not units or any(row.desk for row in units):
            widths["desk"] = min(max(desk, _LEAST_DESK_EM), _MOST_DESK_EM)
    else:
        # Without a roster nothing is known of seats: two empty columns would take half of the map's room.
        seats_told = not units or any(row.officers or row.state is not None for row in units)
        if seats_told:
            widths["officers"] = min(max(officers, _LEAST_OFFICERS_EM), _MOST_OFFICERS_EM)
        told = units[0].told if units else {}
        for code in told:
            text = max(em_of(row.told[code]) for row in units)
            widths[code] = min(max(text + 0.2, _LEAST_TOLD_EM), _MOST_TOLD_EM)
            if all(_is_figure(row.told[code]) for row in units):
                figures.add(code)
        if not told and seats_told:
            widths["state"] = _STATE_EM
    if not units:  # a list that goes on over the page has its own width
        listed = max((em_of(f"{row.text} {_WIDEST_CELL}") for row in rows if isinstance(row, IncidentRow)), default=0.0)
        short_em = min(listed, _MOST_LISTED_EM) + _DUE_EM - Cells(1.0, widths).width_mm
        widths["name"] += max(short_em, 0.0)
    return Cells(type_mm, widths, frozenset(figures))


def _is_figure(text: str) -> bool:
    """Whether a cell is a number, or says that there is none."""
    return text in ("", "—") or text[0].isdigit()


def widened(cells: Cells, width_mm: float) -> Cells:
    """The same cells spread over a wider table; names, and officers or desks, get what there is to give."""
    extra_em = (width_mm - cells.width_mm) / cells.type_mm
    if extra_em <= 0:
        return cells
    widths = dict(cells.widths_em)
    wider = [name for name in ("name", "desk", "officers") if name in widths]
    for name in wider:
        widths[name] += extra_em / len(wider)
    return replace(cells, widths_em=widths)


def flow(rows: Sequence[Row], boxes: Sequence[Box], cells: Cells) -> tuple[tuple[TableColumn, ...], tuple[Row, ...]]:
    """Rows placed down one column after another, and the rows left over.

    A heading never stands alone at the foot of a column. A row taller than a whole column gets one of its own.
    Boxes that get no row are left out.
    """
    columns: list[TableColumn] = []
    rest = list(rows)
    for box in boxes:
        if not rest:
            break
        fitted = widened(cells, box.width_mm)
        placed: list[Placed] = []
        y = box.y_mm + fitted.header_mm
        while rest:
            height = fitted.height_mm(rest[0])
            following = fitted.height_mm(rest[1]) if _heads(rest[0]) and len(rest) > 1 else 0.0
            if y + height + following > box.bottom_mm + 1e-6 and (placed or height < box.height_mm - fitted.header_mm):
                break
            placed.append(Placed(rest.pop(0), y, height))
            y += height
        if placed:
            columns.append(TableColumn(box, fitted, tuple(placed)))
    return tuple(columns), tuple(rest)


def _heads(row: Row) -> bool:
    is_list = (isinstance(row, FocusRow) and row.number == 0) or (isinstance(row, IncidentRow) and not row.key)
    return is_list or isinstance(row, StationRow)


def balanced_boxes(area: Box, cells: Cells, gap_mm: float) -> tuple[Box, ...]:
    """As many columns side by side as the area holds, sharing its width; one at least."""
    count = max(1, math.floor((area.width_mm + gap_mm) / (cells.width_mm + gap_mm)))
    width = (area.width_mm - gap_mm * (count - 1)) / count
    return tuple(Box(area.x_mm + i * (width + gap_mm), area.y_mm, width, area.height_mm) for i in range(count))
