"""The board of patrol focus: what is planned for whom on each day of a week, and visits made of those planned.

A press on a row shows its officer or place.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mapper.analysis.patrol.focus_days import week_of
from mapper.day.day import Day
from ui.language.language import Language
from ui.patrol.board_rows import (
    BoardRow,
    Cell,
    DayRow,
    day_rows,
    days_between,
    officer_rows,
    place_rows,
    sum_row,
    week_rows,
)
from ui.session.rows import Figures
from ui.session.session import Session
from ui.session.table_board import TableBoard, small_button
from ui.widgets.red_cells import Index, RedCells
from ui.widgets.rows_model import ROW_ROLE, Field

WEEKS = 12
AnyRow = BoardRow | DayRow
_FIRST_CELL = 2  # columns before the days: name, and what it is of


class PatrolBoard(TableBoard):
    """``opened`` tells the officer or place that was pressed."""

    SUBJECT = "patrol"
    VIEWS = ("day", "officers", "places", "weeks")
    opened = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.shown_view = "officers"
        self.on: date = session.view.as_of
        self.before, self.now, self.after = small_button(), small_button(), small_button()
        self.before.setText("‹")
        self.after.setText("›")
        self.before.clicked.connect(lambda: self.go(-1))
        self.now.clicked.connect(lambda: self.go(0))
        self.after.clicked.connect(lambda: self.go(1))
        self.model.is_sum = lambda row: isinstance(row, BoardRow) and not row.key
        self.table.setItemDelegate(RedCells(self.table, self._is_red))
        self.lay_out((self.before, self.now, self.after))
        self.begin()

    @property
    def days(self) -> tuple[date, date]:
        """First and last day that are shown: the day, its week, or the weeks that end with that."""
        if self.shown_view == "day":
            return self.on, self.on
        first, last = week_of(self.on)
        return (first - timedelta(weeks=WEEKS - 1), last) if self.shown_view == "weeks" else (first, last)

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        for one, code in ((self.before, "before"), (self.now, "now"), (self.after, "after")):
            one.setToolTip(say(f"patrol.week_{code}.meaning"))
            one.setAccessibleName(say(f"patrol.week_{code}.meaning"))
        self.now.setText(say("patrol.week_now"))
        if self.figures is not None:
            self.refresh(self.figures)

    def rests_on(self, figures: Figures) -> tuple[object, ...]:
        # Not the day: a week is the same on each of its days.
        return figures.project, figures.as_of

    def view_chosen(self) -> None:
        if self.figures is not None:
            self.refresh(self.figures)

    def go(self, by: int) -> None:
        """So many weeks on, or days where one is shown; 0 is the day on screen."""
        step = timedelta(days=1) if self.shown_view == "day" else timedelta(weeks=1)
        self.on = self.session.view.as_of if by == 0 else self.on + by * step
        if self.figures is not None:
            self.refresh(self.figures)

    def refresh(self, figures: Figures) -> None:
        """Count off the main thread; what is shown stays until it is counted."""
        day: Day = self.part or figures
        view, days = self.shown_view, self.days
        self.session.tasks.start(self.SUBJECT, lambda _: (view, days, rows_of(day, view, days)), self._take)

    def _take(self, counted: tuple[str, tuple[date, date], tuple[AnyRow, ...]]) -> None:
        view, days, rows = counted
        self.mark_view()
        values: dict[str, object] = {"first": days[0], "last": days[1], "rows": len(rows)}
        if view == "day":
            self.model.change(self._day_fields(), rows)
            self.table.widths_px(130, 120, 60, 220, 130, 70, 70)
            values["over"] = sum(bool(row.conflicts) for row in rows if isinstance(row, DayRow))
        else:
            shown = [row for row in rows if isinstance(row, BoardRow)]
            values["over"] = sum(bool(cell.conflicts) for row in shown for cell in row.cells)
            together = sum_row("focus_areas", self.say("patrol.all"), shown)
            values |= {"planned": together.total.asked, "done": together.total.of or 0}
            fields = self._fields(view, days)
            self.model.change(fields, [*shown, together] if view != "officers" and shown else shown)
            wide = 84 if view == "weeks" else 92
            self.table.widths_px(150, 110 if view == "officers" else 56, *[wide] * (len(fields) - _FIRST_CELL))
        self.title.put(self.say(f"patrol.title.{view}", **values))

    def _day_fields(self) -> list[Field[Any]]:
        say = self.say

        def field(heading: str, text: Callable[[DayRow], str], *, right: bool = False) -> Field[Any]:
            return Field(heading, text, right=right, tip=lambda row: _why(say, row.conflicts) or text(row))

        return [
            field("patrol.officer", lambda row: row.officer),
            field("patrol.station", lambda row: row.station),
            field("focus.number", lambda row: row.number),
            field("focus.reason", lambda row: row.reason),
            field("patrol.hours", lambda row: f"{row.opens}-{row.closes}"),
            field("focus.minutes", lambda row: f"{row.minutes:,}", right=True),
            field("focus.done", lambda row: f"{row.done:,}/{row.visits:,}", right=True),
        ]

    def _fields(self, view: str, days: tuple[date, date]) -> list[Field[Any]]:
        about = "patrol.station" if view == "officers" else "focus.number"
        fields = [
            Field[Any]("patrol.officer" if view == "officers" else "focus.reason", lambda row: row.name),
            Field[Any](about, lambda row: row.about),
        ]
        columns = days_between(days)
        fields += (self._cells(view, at, day) for at, day in enumerate(columns[::7] if view == "weeks" else columns))
        fields.append(
            Field("patrol.total", lambda row: cell_text(row.table, row.total), lambda row: row.total.asked, right=True)
        )
        return fields

    def _cells(self, view: str, at: int, day: date) -> Field[Any]:
        """The column of one day or week."""
        say, heading = self.say, self.say.day_in_figures(day, with_year=False)
        if view != "weeks":
            heading = say("patrol.day", weekday=say(f"weekday.{day.weekday()}"), day=heading)
        return Field[Any](
            heading,
            lambda row: cell_text(row.table, row.cells[at]),
            lambda row: row.cells[at].asked,
            right=True,
            coded=False,
            tip=lambda row: self._tip(row, at),
        )

    def _tip(self, row: BoardRow, at: int) -> str:
        cell, say = row.cells[at], self.say
        code = "minutes" if row.table == "officers" else "visits"
        told = [say(f"patrol.cell.{code}", asked=cell.asked, of=cell.of or 0)]
        return "\n".join(filter(None, (row.name, *told, _why(say, cell.conflicts))))

    def _is_red(self, index: Index) -> bool:
        row, at = index.data(ROW_ROLE), index.column() - _FIRST_CELL
        if isinstance(row, DayRow):
            return bool(row.conflicts)
        return 0 <= at < len(row.cells) and bool(row.cells[at].conflicts)

    def pressed(self, row: Any) -> None:
        if isinstance(row, DayRow):
            self.opened.emit("focus_areas", row.focus_id)
        elif row.key:
            self.opened.emit(row.table, row.key)


def _why(say: Language, conflicts: Iterable[str]) -> str:
    """What does not fit, a line each."""
    return "\n".join(say(f"patrol.conflict.{reason}") for reason in conflicts)


def rows_of(day: Day, view: str, days: tuple[date, date]) -> tuple[AnyRow, ...]:
    """The rows of one of the board's views."""
    if view == "day":
        return day_rows(day, days)
    return {"officers": officer_rows, "places": place_rows, "weeks": week_rows}[view](day, days)


def cell_text(table: str, cell: Cell) -> str:
    """``60/240``: minutes asked of those that there are; ``1/2``: visits made of those planned; nothing where none."""
    if cell.of is None:
        return f"{cell.asked:,}" if cell.asked else ""
    return f"{cell.asked:,}/{cell.of:,}" if table == "officers" else f"{cell.of:,}/{cell.asked:,}"
