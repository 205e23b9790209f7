"""The index of units onto paper. Gaps are red and bold, so that they are found without reading."""

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from layers.paint.lettering import MIDDLE_EM, write
from layers.say import Say
from layers.sheets.index_table import (
    MM_PER_PT,
    Cells,
    ColumnName,
    FocusRow,
    IncidentRow,
    Placed,
    StationRow,
    TableColumn,
    UnitRow,
    wrapped,
)
from layers.sheets.layout import LEAST_PT
from layers.style import PRINT
from mapper.analysis.seats.coverage import COUNTED

_RULE, _GROUND = "#C9D2D0", "#EEF2F1"
_BASELINE_EM = 1.12  # of the first line of a cell, below the top of its row
_THIN_EM, _THICK_EM = 0.05, 0.12  # rules between rows and under headings


def paint_table(painter: QPainter, columns: Iterable[TableColumn], say: Say) -> None:
    """Every column of the index with its line of headings."""
    for column in columns:
        if any(isinstance(placed.row, UnitRow) for placed in column.rows):
            _paint_header(painter, column, say)
        for placed in column.rows:
            if isinstance(placed.row, StationRow):
                _paint_station(painter, column, placed, placed.row, say)
            elif isinstance(placed.row, FocusRow):
                _paint_focus(painter, column, placed, placed.row, say)
            elif isinstance(placed.row, IncidentRow):
                _paint_incident(painter, column, placed, placed.row, say)
            else:
                _paint_unit(painter, column, placed, placed.row, say)


def _line(painter: QPainter, column: TableColumn, y_mm: float, color: str, width: float) -> None:
    painter.setPen(QPen(QColor(color), width))
    painter.drawLine(QPointF(column.box.x_mm, y_mm), QPointF(column.box.right_mm, y_mm))


def _paint_header(painter: QPainter, column: TableColumn, say: Say) -> None:
    cells, y = column.cells, column.box.y_mm
    for name in cells.widths_em:
        _write_cell(painter, column, name, say(f"page.head.{name}"), y + 1.35 * cells.type_mm, PRINT.text, True)
    _line(painter, column, y + 1.85 * cells.type_mm, PRINT.text, _THICK_EM * cells.type_mm)


def _write_cell(
    painter: QPainter, column: TableColumn, name: ColumnName, text: str, baseline: float, color: str, bold: bool
) -> None:
    cells: Cells = column.cells
    wide = cells.widths_em[name] * cells.type_mm
    left = column.box.x_mm + cells.left_mm(name)
    right = name in cells.figures
    x = left + wide if right else left
    write(painter, text, x, baseline, cells.type_mm, color, bold, "right" if right else "left", wide)


def _paint_station(painter: QPainter, column: TableColumn, placed: Placed, row: StationRow, say: Say) -> None:
    type_mm, box = column.cells.type_mm, column.box
    ground = QRectF(box.x_mm, placed.y_mm + 0.15 * type_mm, box.width_mm, placed.height_mm - 0.3 * type_mm)
    painter.fillRect(ground, QColor(_GROUND))
    baseline = placed.y_mm + 0.68 * placed.height_mm
    phone = say("page.duty_phone", phone=row.phone) if row.phone else ""
    used = write(
        painter, phone, box.right_mm - 0.4 * type_mm, baseline, type_mm * 0.94, PRINT.text, False, "right",
        box.width_mm * 0.6,
    )  # fmt: skip
    room = box.width_mm - used - 1.6 * type_mm
    write(painter, row.name, box.x_mm + 0.4 * type_mm, baseline, type_mm, PRINT.text, True, "left", room)


def _paint_unit(painter: QPainter, column: TableColumn, placed: Placed, row: UnitRow, say: Say) -> None:
    cells = column.cells
    gap = row.state is not None and row.state not in COUNTED
    color = PRINT.alarm if gap else PRINT.text
    acting = () if row.acting_until is None else (say("page.acting_until"), say("page.words", words=row.acting_until))
    texts: dict[ColumnName, tuple[str, ...]] = {
        "number": (str(row.number),),
        "name": wrapped(row.name, cells.widths_em["name"]),
        "grid": (row.grid,),
        "residents": ("—" if row.residents is None else f"{row.residents:,}",),
        "officers": (*wrapped(row.officer_text or "—", cells.widths_em.get("officers", math.inf)), *acting),
        "state": (say(f"page.state.{row.state}") if row.state else "",),
        "desk": wrapped(row.desk or "—", cells.widths_em.get("desk", math.inf)),
        **{code: (text,) for code, text in row.told.items()},
    }
    for name in cells.widths_em:
        for i, text in enumerate(texts[name]):
            baseline = placed.y_mm + i * cells.line_mm + _BASELINE_EM * cells.type_mm
            _write_cell(painter, column, name, text, baseline, color, gap)
    _line(painter, column, placed.y_mm + placed.height_mm, _RULE, _THIN_EM * cells.type_mm)


def _paint_focus(painter: QPainter, column: TableColumn, placed: Placed, row: FocusRow, say: Say) -> None:
    """The heading, or one focus area: its number as on the map, what for and who, minutes a day, until when."""
    cells, box = column.cells, column.box
    em = cells.type_mm
    if row.number == 0:
        words = say("page.focus_of", place=row.reason) if row.reason else say("page.focus")
        write(painter, words, box.x_mm, placed.y_mm + 1.4 * em, em, PRINT.focus, True, most_mm=box.width_mm)
        _line(painter, column, placed.y_mm + placed.height_mm, PRINT.focus, _THICK_EM * em)
        return
    baseline = placed.y_mm + _BASELINE_EM * em
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(PRINT.focus))
    painter.drawEllipse(QPointF(box.x_mm + 0.75 * em, baseline - MIDDLE_EM * em), 0.62 * em, 0.62 * em)
    size = max(0.82 * em, LEAST_PT * MM_PER_PT)
    middle = baseline - MIDDLE_EM * (em - size)
    write(painter, str(row.number), box.x_mm + 0.75 * em, middle, size, PRINT.paper, True, "center")
    left, room = box.x_mm + 2.0 * em, cells.focus_text_em * em
    for i, text in enumerate(wrapped(row.text, cells.focus_text_em)):
        write(painter, text, left, baseline + i * cells.line_mm, em, PRINT.text, most_mm=room)
    minutes = "" if row.minutes is None else say("page.minutes", value=row.minutes)
    write(painter, minutes, left + room + 4.0 * em, baseline, em, PRINT.text, False, "right", 3.6 * em)
    write(painter, say("page.until", value=row.until), box.right_mm, baseline, em, PRINT.text, False, "right", 6.4 * em)
    _line(painter, column, placed.y_mm + placed.height_mm, _RULE, _THIN_EM * em)


def _paint_incident(painter: QPainter, column: TableColumn, placed: Placed, row: IncidentRow, say: Say) -> None:
    """The heading, or one incident: its number, where, who answers for it, and by when; late ones are red."""
    cells, box, em = column.cells, column.box, column.cells.type_mm
    if not row.key:
        words = say(f"page.listed.{row.table}", count=row.listed)
        if row.unlisted:
            words += say("page.unlisted", count=row.unlisted)
        write(painter, words, box.x_mm, placed.y_mm + 1.4 * em, em, PRINT.text, True, most_mm=box.width_mm)
        _line(painter, column, placed.y_mm + placed.height_mm, PRINT.text, _THICK_EM * em)
        return
    baseline, color = placed.y_mm + _BASELINE_EM * em, PRINT.alarm if row.is_late else PRINT.text
    room = cells.incident_text_em * em
    for i, text in enumerate(wrapped(row.text, cells.incident_text_em)):
        write(painter, text, box.x_mm, baseline + i * cells.line_mm, em, color, row.is_late, most_mm=room)
    due = "—" if row.due is None else say("page.due", value=row.due)
    write(painter, due, box.right_mm, baseline, em, color, row.is_late, "right", box.width_mm - room)
    _line(painter, column, placed.y_mm + placed.height_mm, _RULE, _THIN_EM * em)
