"""The facts of a unit on its card, and the cells of a duty board."""

from math import ceil

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from layers.edition_map import EditionMap
from layers.paint.lettering import write
from layers.say import Say
from layers.sheets.cards import DutyCell, UnitCard
from layers.sheets.index_table import Box, listed
from layers.sheets.layout import Slot
from layers.sheets.painting.part import ALARM, INK, LINE_EM, QUIET, Painting, Part, heading, lines_of, outlined, pen
from layers.style import PRINT
from mapper.analysis.seats.presence import AT_WORK

_CARD_MM = 74.0
_UNKNOWN = "—"
_COLUMNS_MM, _CELL_MM = 62.0, 30.0  # of a duty cell, in units of furniture
_UNCOVERED = frozenset({"vacant", "expired", "on_loan"})


def _slot(shown_map: EditionMap) -> Slot | None:
    return Slot("card", _CARD_MM) if shown_map.unit_code is not None else None


def _paint_card(on: Painting) -> None:
    """Who answers for the unit, large; then what it has, its load and what is open."""
    box, card, k, say, painter = on.page.panel.get("card"), on.page.card, on.page.furniture, on.say, on.painter
    if box is None or card is None:
        return
    outlined(painter, box, PRINT.text, 0.25 * k)
    heading(painter, card.name, box, k)
    down = _paint_officer(painter, card, box, k, say)
    rows = _facts(card, say)
    half = (box.width_mm - 6 * k) / 2
    for n, (label, value, alarm) in enumerate(rows):
        x, y = box.x_mm + 3 * k + n % 2 * half, down + (n // 2) * 8.8 * k
        write(painter, label, x, y, 2.7 * k, QUIET, most_mm=half - 2 * k)
        write(painter, value, x, y + 3.9 * k, 3.5 * k, ALARM if alarm else INK, bold=True, most_mm=half - 2 * k)


def _paint_officer(painter: QPainter, card: UnitCard, box: Box, k: float, say: Say) -> float:
    """The holder or that there is none, the state of the seat, station and telephone; how far down they reach."""
    left, wide = box.x_mm + 3 * k, box.width_mm - 6 * k
    down = box.y_mm + 12.5 * k
    if card.state is not None:
        alarm = card.state in _UNCOVERED
        names = listed(card.officers) or say("sheet_card.nobody")
        write(painter, names, left, down, 5.0 * k, ALARM if alarm else INK, bold=True, most_mm=wide)
        state = say(f"page.state.{card.state}") or say("sheet_card.covered")
        if card.acting_until is not None:
            state = f"{state}　{say('page.acting_until')} {say('page.words', words=card.acting_until)}"
        write(painter, state, left, down + 5 * k, 3.2 * k, ALARM if alarm else QUIET, most_mm=wide)
        down += 10.5 * k
    if card.station:
        told = " ".join(filter(None, (card.station, card.phone and say("page.duty_phone", phone=card.phone))))
        write(painter, told, left, down, 3.1 * k, INK, most_mm=wide)
        down += 3 * k
    painter.setPen(pen(PRINT.unit_border, 0.15 * k))
    painter.drawLine(QRectF(left, down, wide, 0).topLeft(), QRectF(left, down, wide, 0).topRight())
    return down + 5 * k


def _facts(card: UnitCard, say: Say) -> list[tuple[str, str, bool]]:
    """Label, value, and whether it alarms."""
    rows = [(say("field.residents"), _UNKNOWN if card.residents is None else f"{card.residents:,}", False)]
    rows += [(say(f"field.{code}"), _UNKNOWN if count is None else f"{count:,}", False) for code, count in card.facts]
    if card.hours_a_month is not None:
        rows.append((say("sheet_card.load"), say("sheet_card.hours", value=card.hours_a_month), False))
    for table, count, late in card.open_items:
        told = say("sheet_card.open", count=count, late=late) if late else f"{count:,}"
        rows.append((say(f"sheet_card.open.{table}"), told, late > 0))
    return rows


def board_places(box: Box, k: float, count: int) -> tuple[int, int]:
    """How many columns and rows of cells a board has; as many columns as fit."""
    columns = max(int(box.width_mm // (_COLUMNS_MM * k)), 1)
    return columns, max(ceil(count / columns), 1)


def _paint_board(on: Painting) -> None:
    """A cell for each officer, and under them the seats that nobody has."""
    box, page, say, k, painter = on.page.panel.get("board"), on.page, on.say, on.page.furniture, on.painter
    if box is None:
        return
    columns, rows = board_places(box, k, len(page.cells))
    gap = 3 * k
    wide = (box.width_mm - (columns - 1) * gap) / columns
    high = min((box.height_mm - (rows - 1) * gap) / rows, _CELL_MM * k)
    for n, cell in enumerate(page.cells):
        x, y = box.x_mm + n % columns * (wide + gap), box.y_mm + n // columns * (high + gap)
        _paint_cell(painter, cell, Box(x, y, wide, high), min(k, high / _CELL_MM), say)


def _paint_cell(painter: QPainter, cell: DutyCell, box: Box, k: float, say: Say) -> None:
    away = cell.status != AT_WORK
    outlined(painter, box, PRINT.unit_border, 0.25 * k, PRINT.paper)
    bar = QRectF(box.x_mm, box.y_mm, 2.2 * k, box.height_mm)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(PRINT.alarm if away else PRINT.accent))
    painter.drawRect(bar)
    painter.setBrush(QBrush(Qt.BrushStyle.NoBrush))
    left, wide = box.x_mm + 5 * k, box.width_mm - 8 * k
    status = say(f"choice.officers.status.{cell.status}")
    write(painter, status, box.right_mm - 3 * k, box.y_mm + 7 * k, 3.2 * k, ALARM if away else QUIET, align="right")
    write(painter, cell.name, left, box.y_mm + 7.6 * k, 5.0 * k, INK, bold=True, most_mm=wide - 18 * k)
    role = say(f"choice.officers.role.{cell.role}")
    told = [role, *([say("sheet_card.share", share=100 * cell.fte)] if cell.fte < 1 else [])]
    told += [say("sheet_card.of_other")] if cell.of_other else []
    write(painter, "　".join(told), left, box.y_mm + 13 * k, 3.0 * k, QUIET, most_mm=wide)
    units = listed(cell.units) or say("sheet_card.no_seat")
    lines = lines_of(units, wide, 3.3 * k)
    for n, line in enumerate(lines[:3]):
        shown = line if n < 2 or len(lines) <= 3 else f"{line}…"
        write(painter, shown, left, box.y_mm + 18.6 * k + n * 3.3 * k * LINE_EM * 0.9, 3.3 * k, INK, most_mm=wide)


CARD = Part("card", _paint_card, _slot)
BOARD = Part("board", _paint_board)
