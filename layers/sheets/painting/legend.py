"""The legend of a sheet, in two columns with its heading."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from layers.edition_map import EditionMap
from layers.paint.legend import paint_swatch
from layers.paint.lettering import MIDDLE_EM, width_mm, write
from layers.say import sentence
from layers.scene.drawing import LegendEntry
from layers.sheets.index_table import wrapped
from layers.sheets.layout import PAPERS, Slot
from layers.sheets.painting.part import INK, QUIET, Painting, Part, heading, outlined
from layers.style import PRINT, PointStyle
from layers.viewport import SCREEN_PX_PER_MM
from mapper.lazy_dataclass import dataclass
from mapper.message import Message

_SIZES = (3.2, 2.8, 2.5)  # of words, in units of furniture
_TOP, _ROW = 7.4, 5.3  # of the first line below the box's top, and from one line to the next, likewise
_MIDDLE = 2.0  # of a swatch, below its top, likewise
_LARGEST_SYMBOLS = max(paper.symbols / paper.furniture for paper in PAPERS.values())
_RIM_PX = 3.0  # around a symbol of true size

_Row = LegendEntry | Message  # an entry, or what stands above those of the units


def _columns(shown_map: EditionMap) -> tuple[list[_Row], list[_Row]]:
    """The lines of both columns; first what the units are coloured by, for theirs are the first entries."""
    rows: list[_Row] = [*shown_map.legend]
    if shown_map.shading is not None:
        rows.insert(0, shown_map.shading)
    heights = [_height(row) for row in rows]
    most = next(n for n in range(len(rows) + 1) if sum(heights[:n]) >= sum(heights[n:]) - 1e-9)
    return rows[:most], rows[most:]


def _height(row: _Row) -> float:
    """Of a line, in units of furniture, on the paper whose symbols are the largest beside it."""
    return max(_ROW, _side(row, _LARGEST_SYMBOLS) + 1.0)


def _side(row: _Row, symbols: float) -> float:
    """How wide and high a swatch of true size is where symbols are so large; 0 for any other."""
    if isinstance(row, Message) or not row.true_size or not isinstance(row.swatch, PointStyle):
        return 0.0
    return (row.swatch.size_px + _RIM_PX) * symbols / SCREEN_PX_PER_MM


def _slot(shown_map: EditionMap) -> Slot:
    return Slot("legend", 8.6 + max(sum(map(_height, column)) for column in _columns(shown_map)))


def _paint(on: Painting) -> None:
    painter, page, say = on.painter, on.page, on.say
    box, k = page.panel.get("legend"), page.furniture
    if box is None or page.frame is None:
        return
    outlined(painter, box, PRINT.text, 0.25 * k)
    of = page.shown_map.counted_of
    heading(painter, say("page.legend") if of is None else say("page.legend_of", place=of), box, k)
    column_mm = (box.width_mm - 6 * k) / 2
    columns = _columns(page.shown_map)
    lines = {
        id(row): _Line(sentence(row, say), None, column_mm, k, 0.0)
        if isinstance(row, Message)
        else _Line(row.words(say), row.count, column_mm, k, max(7 * k, _side(row, page.frame.symbols)))
        for column in columns
        for row in column
    }
    sizes = _sizes(list(lines.values()), k)
    for number, column in enumerate(columns):
        x, y = box.x_mm + 3 * k + number * column_mm, box.y_mm + _TOP * k
        for row in column:
            _paint_row(painter, row, lines[id(row)], x, y, sizes, page.frame.symbols)
            y += _height(row) * k


def _paint_row(
    painter: QPainter, row: _Row, line: "_Line", x: float, y: float, sizes: Sequence[float], symbols: float
) -> None:
    k, side = line.k, _side(row, symbols)
    if isinstance(row, LegendEntry):
        swatch = QRectF(x, y, line.swatch_mm, side or 4 * k)
        paint_swatch(painter, swatch, row, (symbols if side else k) / SCREEN_PX_PER_MM)
    middle = y + side / 2 - _MIDDLE * k if side else y
    wide, size = _legend_text(painter, line, x + line.left_mm, middle, sizes), _SIZES[0] * k
    at = x + line.left_mm + wide + 2 * k
    write(painter, line.counted, at, middle + _MIDDLE * k + MIDDLE_EM * size, size, QUIET)


@dataclass(frozen=True)
class _Line:
    """A line of the legend: its words, its count, how wide its column is, the furniture of the page, and its swatch."""

    words: str
    count: int | None
    column_mm: float
    k: float
    swatch_mm: float

    @property
    def left_mm(self) -> float:
        """Where the words begin, from the column's left edge."""
        return self.swatch_mm + 2 * self.k if self.swatch_mm else 0.0

    @property
    def counted(self) -> str:
        return "" if self.count is None else f"{self.count:,}"

    @property
    def room_mm(self) -> float:
        """Room for the words, beside the swatch and the count."""
        gaps = 2 if self.count is None else 4
        return self.column_mm - self.left_mm - gaps * self.k - width_mm(self.counted, _SIZES[0] * self.k)

    def fits(self, size_mm: float) -> bool:
        """Whether the words have room in that size, narrowed a little at most."""
        return width_mm(self.words, size_mm) <= 1.06 * self.room_mm


def _sizes(lines: Sequence[_Line], k: float) -> tuple[float, ...]:
    """Sizes that a line is tried in: from the largest that nearly all lines have room in, so that they look alike."""
    few = len(lines) // 8
    usual = next(
        (i for i, s in enumerate(_SIZES) if sum(not line.fits(s * k) for line in lines) <= few), len(_SIZES) - 1
    )
    return tuple(size * k for size in _SIZES[usual:])


def _legend_text(painter: QPainter, line: _Line, x: float, y: float, sizes: Sequence[float]) -> float:
    """One line, smaller where it must be, or two; returns its width."""
    k, room = line.k, line.room_mm
    for size in sizes:
        if line.fits(size):
            return write(painter, line.words, x, y + _MIDDLE * k + MIDDLE_EM * size, size, INK, most_mm=room)
    small = 2.4 * k
    wide_em = room / small
    while len(parts := wrapped(line.words, wide_em)) > 2:
        wide_em += 0.5
    return max(
        write(painter, part, x, y + 1.8 * k + i * 1.1 * small, small, INK, most_mm=room) for i, part in enumerate(parts)
    )


LEGEND = Part("legend", _paint, _slot)
