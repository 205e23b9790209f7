"""Community work by unit, station or type of places: a page of the seat ledger's window."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from mapper.analysis.work.figures import EVERY
from ui.language.work_words import SUBJECTS, WorkColumn, levels_of, work_columns, work_rows, work_told
from ui.seats.seat_rows import SeatAnswer
from ui.session.session import Session
from ui.widgets.day_field import iso_day
from ui.widgets.kit import label, refill
from ui.widgets.row_texts import as_tabbed
from ui.widgets.rows_model import Field, RowsModel, RowsTable

_WHERE_PX, _TEXT_PX, _INTERVAL_PX, _NUMBER_PX = 128, 112, 200, 72


class WorkPage(QWidget):
    """A subject and what it is told by are chosen; the table has the figures, the line above it what they leave out."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.say = session.language
        self.answer: SeatAnswer | None = None
        self.subject, self.level = QComboBox(), QComboBox()
        self.told = label("quiet", wrap=True)
        self.model = RowsModel[Any]([], self.say, self)
        self.model.is_sum = lambda row: row.code == EVERY
        self.table = RowsTable(self.model)
        self.table.copy_wanted.connect(self.copy)
        chosen = QHBoxLayout()
        for box in (self.subject, self.level):
            chosen.addWidget(box)
        chosen.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(chosen)
        layout.addWidget(self.told)
        layout.addWidget(self.table, 1)
        self.say.changed.connect(self.retranslate)
        self.subject.currentIndexChanged.connect(self._subject_chosen)
        self.level.currentIndexChanged.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        say = self.say
        refill(self.subject, [say(f"work.subject.{subject}") for subject in SUBJECTS], SUBJECTS)
        self.subject.setAccessibleName(say("work.subject"))
        self.level.setAccessibleName(say("work.level"))
        self._subject_chosen()

    def show_answer(self, answer: SeatAnswer) -> None:
        """Show the figures of this answer, of the subject that is chosen."""
        self.answer = answer
        self._show()

    def copy(self) -> None:
        """Put the rows that are marked onto the clipboard."""
        rows = self.table.selected_rows()
        if rows:
            QGuiApplication.clipboard().setText(as_tabbed(self.model, rows))

    def _subject_chosen(self) -> None:
        levels = levels_of(self.subject.currentData())
        start = levels.index("station") if "station" in levels else 0
        refill(self.level, [self.say(f"work.level.{level}") for level in levels], levels, start)
        self.level.setVisible(len(levels) > 1)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)  # other columns, as they come
        self._show()

    def _show(self) -> None:
        if self.answer is None:
            return
        subject, level = self.subject.currentData(), self.level.currentData()
        work = self.answer.work
        columns = work_columns(self.say.messages, self.answer.project, subject, level)
        rows = work_rows(work, subject, level)
        self.model.change([_field(column, rows) for column in columns], rows)
        self.table.widths_px(*map(_width_px, columns))
        self.told.setText("\n".join(work_told(self.say.messages, work, subject)))


def _field(column: WorkColumn, rows: Sequence[Any]) -> Field[Any]:
    """Figures are never cut: a part of one is another one."""
    is_figure = column.interval or column.heading.startswith("work.figure.")
    longest = [max(map(column.text, rows), key=len)] if is_figure and rows else []
    filed = (lambda row: iso_day(column.order(row))) if column.dated else None
    return Field(column.heading, column.text, column.order, column.right, words=lambda: longest, filed=filed)


def _width_px(column: WorkColumn) -> int:
    if column.right:
        return _NUMBER_PX
    if column.interval:
        return _INTERVAL_PX
    return _WHERE_PX if column.heading.startswith("work.where") else _TEXT_PX
