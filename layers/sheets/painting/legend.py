"""The legend of a sheet, in two columns with its heading."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from layers.edition_map import EditionMap
from layers.paint.legend import paint_swatch
from layers.paint.lettering import MIDDLE_EM, width_mm, write
from layers.paint.stacks import BADGE_PX, paint_badge
from layers.paint.symbols import paint_count
from layers.say import sentence
from layers.scene.crowding import DISC_LEAST_PX, DISC_MORE_PX
from layers.scene.drawing import LegendEntry, PaintOrder, Points
from layers.sheets.index_table import Box, wrapped
from layers.sheets.layout import PAPERS, Slot
from layers.sheets.painting.part import INK, QUIET, Painting, Part, heading, legible, outlined
from layers.style import PRINT, PointStyle
from layers.viewport import SCREEN_PX_PER_MM
from mapper.lazy_dataclass import dataclass
from mapper.message import Message

_SIZES = (3.2, 2.8, 2.5)  # of words, in units of furniture
_TOP, _ROW = 7.4, 5.3  # of the first line below the box's top, and from one line to the next, likewise
_MIDDLE = 2.0  # of a swatch, below its top, likewise
_LARGEST_SYMBOLS = max(paper.symbols / paper.furniture for paper in PAPERS.values())
_NUMBER = 2.2  # half of a disc with a number, in units of furniture
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
    head = say("page.legend") if of is None else say("page.legend_of", place=of)
    heading(painter, head, box, k)
    _paint_numbers(on, box, box.x_mm + 3 * k + width_mm(head, 3.5 * k, bold=True))
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


def _paint_numbers(on: Painting, box: Box, left_mm: float) -> None:
    """On the heading's line, right of it: what the discs and the small numbers on the map are, where there are any.

    Whether there are is known when the map is painted, after the lines below have their room. Without room they are
    told in the foot alone, as they always are.
    """
    k, size = on.page.furniture, _SIZES[1] * on.page.furniture
    points = [d for d in on.page.shown_map.snapshot.drawings if isinstance(d, Points) and d.order is PaintOrder.POINT]
    told = {"page.legend.disc": on.painted.counts, "page.legend.badge": on.painted.stacks}
    words = {code: on.say(code) for code, is_there in told.items() if is_there and points}
    wide = {code: 2 * _NUMBER * k + 1.2 * k + width_mm(text, size) for code, text in words.items()}
    x = box.right_mm - 3 * k - sum(wide.values()) - 4 * k * (len(words) - 1)
    if x < left_mm + 3 * k:
        return
    middle = box.y_mm + 4.2 * k
    for code, text in words.items():
        at, style = QPointF(x + _NUMBER * k, middle), points[-1].styles[-1]
        if code == "page.legend.disc":
            paint_count(on.painter, at, style, _NUMBER * k / (DISC_LEAST_PX + DISC_MORE_PX), 12, 12)
        else:
            paint_badge(on.painter, at, style, 0.85 * _NUMBER * k / BADGE_PX, 3)
        write(on.painter, text, x + (2 * _NUMBER + 1.2) * k, middle + MIDDLE_EM * size, size, INK)
        x += wide[code] + 4 * k


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
    return tuple(legible(size * k) for size in _SIZES[usual:])


def _legend_text(painter: QPainter, line: _Line, x: float, y: float, sizes: Sequence[float]) -> float:
    """One line, smaller where it must be, or two; returns its width."""
    k, room = line.k, line.room_mm
    for size in sizes:
        if line.fits(size):
            return write(painter, line.words, x, y + _MIDDLE * k + MIDDLE_EM * size, size, INK, most_mm=room)
    small = legible(2.4 * k)
    wide_em = room / small
    while len(parts := wrapped(line.words, wide_em)) > 2:
        wide_em += 0.5
    return max(
        write(painter, part, x, y + 1.8 * k + i * 1.1 * small, small, INK, most_mm=room) for i, part in enumerate(parts)
    )


LEGEND = Part("legend", _paint, _slot)
