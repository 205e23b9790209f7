"""The sheet of two sides on A3, as a vector PDF: two maps, the figures beside them, and the tables below.

A QGuiApplication must be running (offscreen will do): fonts belong to it.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from layers.edition_map import MARK
from layers.paint.finished_pdf import About
from layers.paint.labels import OnPaper
from layers.paint.legend import paint_swatch
from layers.paint.lettering import Align, width_mm, write
from layers.paint.painter import paint_map
from layers.say import Say, sentence
from layers.sheets.export import PaintedPage, write_painted_pdf
from layers.sheets.index_table import Box
from layers.sheets.layout import PAPERS
from layers.sheets.painting.part import INK, LINE_EM, QUIET, lines_of, outlined, paint_mark, pen
from layers.sheets.variants.contents import Piece, VariantsSheet, laid_out
from layers.snapshot import Snapshot
from layers.style import PRINT
from layers.viewport import SCREEN_PX_PER_MM, Viewport

WIDTH_MM, HEIGHT_MM = PAPERS["A3"].long_mm, PAPERS["A3"].short_mm
_MARGIN_MM, _GAP_MM = 14.0, 6.0
_WIDE_MM = WIDTH_MM - 2 * _MARGIN_MM
_TITLE, _TEXT, _SMALL, _HEADING = 7.0, 3.4, 2.8, 4.0  # sizes of letters, in millimetres
_HEAD_MM = 34.0  # where what is under the title ends
_FIGURES_MM = 112.0  # width of the figures, right of the maps
_MOST_HEAD_LINES = 3  # of a plan's name over its figures
_MAP_MM = (_WIDE_MM - _FIGURES_MM - 2 * _GAP_MM) / 2
_MAP_HIGH_MM = 118.0
_TABLES_MM = _HEAD_MM + 6.0 + _MAP_HIGH_MM + 15.0  # where the tables begin on the first page
_FOOT_MM = HEIGHT_MM - 17.0
_ROW_MM, _COLUMNS = 5.0, 3
_COLUMN_MM = (_WIDE_MM - (_COLUMNS - 1) * _GAP_MM) / _COLUMNS
_FURNITURE = 1.0


def write_variants_sheet(path: Path, sheet: VariantsSheet, say: Say) -> None:
    """Write the sheet as PDF. InputError ``cannot_write`` or ``font_missing``."""
    rows = int((_FOOT_MM - _TABLES_MM) / _ROW_MM), int((_FOOT_MM - _MARGIN_MM - 14.0) / _ROW_MM)
    pages = laid_out(sheet.tables, *rows, _COLUMNS)
    painted = [
        PaintedPage(WIDTH_MM, HEIGHT_MM, partial(_paint, sheet, columns, number, len(pages), say))
        for number, columns in enumerate(pages)
    ]
    write_painted_pdf(path, About(sheet.title, say("web.lang"), sentence(MARK, say)), painted)


def _paint(
    sheet: VariantsSheet, columns: tuple[tuple[Piece, ...], ...], number: int, count: int, say: Say, painter: QPainter
) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    mark_mm = paint_mark(painter, sentence(MARK, say), WIDTH_MM - _MARGIN_MM, _MARGIN_MM - 2, _FURNITURE)
    write(
        painter, sheet.title, _MARGIN_MM, _MARGIN_MM + _TITLE * 0.72, _TITLE, INK,
        bold=True, most_mm=_WIDE_MM - mark_mm - 6,
    )  # fmt: skip
    top = _MARGIN_MM + 12.0
    if not number:
        for line, text in enumerate(sheet.head):
            write(painter, text, _MARGIN_MM, _MARGIN_MM + 12 + line * _TEXT * LINE_EM, _TEXT, QUIET, most_mm=_WIDE_MM)
        for side in (0, 1):
            box = Box(_MARGIN_MM + side * (_MAP_MM + _GAP_MM), _HEAD_MM + 6.0, _MAP_MM, _MAP_HIGH_MM)
            _paint_map(painter, sheet, sheet.maps[side], sheet.names[side], box, say)
        _paint_legend(painter, sheet, _HEAD_MM + 6.0 + _MAP_HIGH_MM + 3.0, say)
        _paint_figures(painter, sheet, WIDTH_MM - _MARGIN_MM - _FIGURES_MM, _HEAD_MM, say)
        top = _TABLES_MM
    for place, pieces in enumerate(columns):
        down = top
        for piece in pieces:
            down = _paint_piece(painter, piece, _MARGIN_MM + place * (_COLUMN_MM + _GAP_MM), down, say) + _ROW_MM
    if not sheet.tables:
        write(painter, say("variants.same"), _MARGIN_MM, top + _ROW_MM, _HEADING, INK, most_mm=_WIDE_MM)
    _rule(painter, _MARGIN_MM, _FOOT_MM + 2.0, _WIDE_MM, 0.3)
    page = say("page.number", number=number + 1, count=count) if count > 1 else ""
    for line, text in enumerate(sheet.foot, 1):
        room = _WIDE_MM if line < len(sheet.foot) else _WIDE_MM - width_mm(page, _SMALL) - 4
        write(painter, text, _MARGIN_MM, _FOOT_MM + 2.5 + line * _SMALL * LINE_EM, _SMALL, QUIET, most_mm=room)
    write(
        painter, page, WIDTH_MM - _MARGIN_MM, _FOOT_MM + 2.5 + len(sheet.foot) * _SMALL * LINE_EM, _SMALL, QUIET,
        align="right",
    )  # fmt: skip


def _paint_map(painter: QPainter, sheet: VariantsSheet, snapshot: Snapshot, name: str, box: Box, say: Say) -> None:
    write(painter, name, box.x_mm, box.y_mm - 1.8, _HEADING, INK, bold=True, most_mm=box.width_mm)
    k = SCREEN_PX_PER_MM
    view = Viewport.fitted(sheet.bounds_m, box.width_mm * k, box.height_mm * k, margin_px=0)
    painter.save()
    painter.translate(box.x_mm, box.y_mm)
    painter.scale(1 / k, 1 / k)
    painter.setClipRect(QRectF(0, 0, box.width_mm * k, box.height_mm * k))
    paint_map(painter, snapshot, view, say, paper=OnPaper())
    painter.restore()
    outlined(painter, box, PRINT.text, 0.45)


def _paint_legend(painter: QPainter, sheet: VariantsSheet, top_mm: float, say: Say) -> None:
    """In one line under the maps, and that what is outlined is not the same."""
    x, end = _MARGIN_MM, _MARGIN_MM + 2 * _MAP_MM + _GAP_MM
    for entry in sheet.legend:
        words = entry.words(say)
        if x + 8 + width_mm(words, _SMALL) > end:
            break
        paint_swatch(painter, QRectF(x, top_mm, 6, 3.6), entry, 1 / SCREEN_PX_PER_MM)
        x += 8 + write(painter, words, x + 7.5, top_mm + 2.9, _SMALL, INK) + 4
    if sheet.tables:
        write(painter, say("variants.outlined"), _MARGIN_MM, top_mm + 8.0, _SMALL, QUIET, most_mm=2 * _MAP_MM + _GAP_MM)


def _paint_figures(painter: QPainter, sheet: VariantsSheet, left: float, top: float, say: Say) -> None:
    """Both sides in figures, and what stays."""
    wide, second, first = _FIGURES_MM, left + _FIGURES_MM, left + _FIGURES_MM - 28.0
    down = top + 4.2
    write(painter, say("variants.figures"), left, down, _HEADING, INK, bold=True)
    down += 6.0
    heads = [lines_of(name, 26, _SMALL)[:_MOST_HEAD_LINES] for name in sheet.names]
    most = max(map(len, heads))
    for lines, at in zip(heads, (first, second), strict=True):
        for row, line in enumerate(lines, most - len(lines)):
            write(painter, line, at, down + row * _SMALL * LINE_EM, _SMALL, QUIET, align="right", most_mm=26)
    down += (most - 1) * _SMALL * LINE_EM + 1.6
    for figure in sheet.figures:
        _rule(painter, left, down, wide, 0.12)
        down += 5.6
        write(painter, figure.name, left, down - 1.6, _TEXT, INK, most_mm=wide - 58)
        write(painter, figure.first, first, down - 1.6, _TEXT, INK, align="right", most_mm=26)
        write(painter, figure.second, second, down - 1.6, _TEXT, INK, bold=True, align="right", most_mm=26)
    _rule(painter, left, down, wide, 0.12)
    down += 3.0
    for text in sheet.kept:
        for line in lines_of(text, wide, _TEXT):
            down += _TEXT * LINE_EM
            write(painter, line, left, down, _TEXT, INK, most_mm=wide)
        down += 1.6
    for figure in sheet.figures:
        for line in lines_of(say("variants.means", name=figure.name, meaning=figure.meaning), wide, _SMALL):
            if down + _SMALL * LINE_EM > _TABLES_MM - 6.0:
                return
            down += _SMALL * LINE_EM
            write(painter, line, left, down, _SMALL, QUIET, most_mm=wide)


def _paint_piece(painter: QPainter, piece: Piece, left: float, down: float, say: Say) -> float:
    """A table's rows in a column; how far down they reach."""
    table = piece.table
    shown = piece.first + len(piece.rows)
    heading = table.heading
    if piece.first or shown < len(table.rows):
        heading = say("variants.part", heading=heading, first=piece.first + 1, last=shown)
    write(painter, heading, left, down + _ROW_MM - 1.5, _HEADING * 0.9, INK, bold=True, most_mm=_COLUMN_MM)
    down += _ROW_MM
    whole = sum(table.shares)
    edges = [left + _COLUMN_MM * sum(table.shares[:n]) / whole for n in range(len(table.shares) + 1)]
    for number, row in enumerate((table.columns, *piece.rows)):
        _rule(painter, left, down + _ROW_MM, _COLUMN_MM, 0.3 if not number else 0.12)
        for column, text in enumerate(row):
            room = edges[column + 1] - edges[column] - 2
            at = edges[column + 1] if table.right[column] else edges[column]
            side: Align = "right" if table.right[column] else "left"
            size, colour = (_SMALL, QUIET) if not number else (_SMALL * 1.08, INK)
            write(painter, text, at, down + _ROW_MM - 1.5, size, colour, align=side, most_mm=room)
        down += _ROW_MM
    return down


def _rule(painter: QPainter, left: float, at_mm: float, wide: float, thick: float) -> None:
    painter.setPen(pen(INK if thick > 0.2 else PRINT.unit_border, thick))
    painter.drawLine(QPointF(left, at_mm), QPointF(left + wide, at_mm))
