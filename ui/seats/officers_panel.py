"""Officers: who has which seats, how full the month is, and how many focus minutes of today are given away."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mapper.arrays import Bools
from mapper.names import folded
from ui.seats.away_words import status_words
from ui.seats.officer_drop import OFFICER_MIME
from ui.seats.personnel_menu import fill_personnel_menu
from ui.session.panel import Panel
from ui.session.rows import Figures, OfficerRow
from ui.session.session import Session
from ui.widgets.appearance import current_look
from ui.widgets.kit import (
    button,
    label,
    rule,
    share,
)
from ui.widgets.popup import hang_menu
from ui.widgets.red_cells import RedCells
from ui.widgets.rows_model import (
    ROW_ROLE,
    Field,
    RowsModel,
    RowsTable,
)


class _ShareBar(QStyledItemDelegate):
    """A load share as a bar under its number; red above the norm."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        row: OfficerRow = index.data(ROW_ROLE)
        if row.share is None:
            return
        rect: QRect = option.rect
        full = rect.width() - 16
        colour = current_look().alarm if row.overloaded else current_look().accent
        track = QRect(rect.left() + 8, rect.bottom() - 6, full, 3)
        painter.fillRect(track, QColor(current_look().line))
        track.setWidth(round(full * min(row.share / 2, 1.0)))
        painter.fillRect(track, QColor(colour))


class OfficersPanel(Panel):
    """Everyone on the roll, those who are fullest first; choosing one brings his or her first seat into view."""

    opened = Signal(str)
    absence_wanted = Signal(str)
    change_wanted = Signal(str, str)  # of an officer, empty for somebody new, and what is to happen
    todo_wanted = Signal(str)  # of an officer; empty where none is chosen

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        say = self.say
        self.model = RowsModel[OfficerRow](
            [
                Field("officers.name", lambda o: o.name, tip=self._tip),
                Field("officers.seats", self._seats, lambda o: len(o.seats) or None, tip=self._tip),
                Field("officers.load", lambda o: share(o.share), lambda o: o.share, right=True, tip=self._load_tip),
                Field(
                    "officers.focus", self._focus, lambda o: o.focus_minutes or None, right=True, tip=self._focus_tip
                ),
            ],
            say,
            self,
        )
        self.model.carried = (OFFICER_MIME, lambda o: o.officer_id)
        self.table = RowsTable(self.model, self)
        self.table.setDragEnabled(True)
        self.table.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.table.widths_px(112, 84, 62, 74)
        self.table.setItemDelegateForColumn(2, _ShareBar(self.table))
        self.table.setItemDelegateForColumn(3, RedCells(self.table, lambda index: index.data(ROW_ROLE).focus_exceeded))
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.activated.connect(self._activated)
        self._texts: list[str] | None = None
        self._meaning = label("quiet", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        words = QVBoxLayout()
        words.setContentsMargins(12, 8, 12, 8)
        words.addWidget(self._meaning)
        layout.addLayout(words)
        layout.addLayout(self._filters())
        layout.addWidget(self.table, 1)
        layout.addWidget(rule())
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.change = button("", lambda: None)
        hang_menu(self.change, self.menu)
        self.todo = button("line", self._ask_todo)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 12)
        foot.addWidget(self.todo)
        foot.addWidget(self.change)
        foot.addStretch(1)
        layout.addLayout(foot)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(lambda at: self.menu.popup(self.table.viewport().mapToGlobal(at)))
        self.setFocusProxy(self.table)
        self.begin()

    def _filters(self) -> QHBoxLayout:
        self.filter, self.free, self._counted = QLineEdit(), QCheckBox(), label("quiet")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._refilter)
        self.free.toggled.connect(self._refilter)
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 8)
        row.setSpacing(12)
        row.addWidget(self.filter, 1)
        row.addWidget(self.free)
        row.addWidget(self._counted)
        return row

    def retranslate(self) -> None:
        self.filter.setPlaceholderText(self.say("officers.filter"))
        self.filter.setAccessibleName(self.say("officers.filter"))
        self.free.setText(self.say("officers.free"))
        self.free.setToolTip(self.say("officers.free.meaning"))
        self.table.setAccessibleName(self.say("officers.title"))
        self.change.setText(self.say("personnel.menu"))
        self.change.setToolTip(self.say("officers.change.meaning"))
        self.todo.setText(self.say("officers.todo"))
        self.todo.setToolTip(self.say("officers.todo.meaning"))
        if self.figures is not None:
            self.refresh(self.figures)

    def rests_on(self, figures: Figures) -> tuple[object, ...]:
        return figures.officers, figures.units, figures.officer_load, figures.project.norms

    def refresh(self, figures: Figures) -> None:
        own = figures.officers if self.part is None else self.part.own_officers.index
        officers = [officer for officer_id, officer in figures.officers.items() if officer_id in own]
        self._meaning.setText(
            self.say(
                "officers.meaning",
                officers=len(officers),
                seated=(self.part or figures).headline.officers,
                minutes=figures.project.norms.officer_minutes_per_month,
                day=self.say.day(figures.as_of),
            )
        )
        chosen = self.table.selectionModel()
        chosen.blockSignals(True)
        rows = sorted(officers, key=lambda o: (-o.focus_exceeded, -(o.share or 0), o.name))
        self._texts = None
        self.model.show(rows, self._wanted(figures, rows))
        chosen.blockSignals(False)
        self._tell_count()
        self.follow()

    def _wanted(self, figures: Figures, rows: Sequence[OfficerRow]) -> Bools | None:
        """The officers in whose figures every word typed occurs, of the free ones only where that is ticked."""
        words = folded(self.filter.text()).split()
        if not words and not self.free.isChecked():
            return None
        keep = np.ones(len(rows), dtype=bool)
        if words:
            if self._texts is None:  # a province has thousands, and most of the time nobody types
                self._texts = [folded(f"{self._tip(row)} {row.officer_id}") for row in rows]
            keep &= [all(word in text for word in words) for text in self._texts]
        if self.free.isChecked():
            keep &= [is_free(figures, row) for row in rows]
        return keep

    def _refilter(self) -> None:
        if self.figures is None:
            return
        chosen = self.table.selectionModel()
        chosen.blockSignals(True)
        self.model.keep(self._wanted(self.figures, self.model.all_rows))
        chosen.blockSignals(False)
        self._tell_count()
        self.follow()

    def _tell_count(self) -> None:
        shown, every = self.model.rowCount(), len(self.model.all_rows)
        self._counted.setText("" if shown == every else f"{shown:,} / {every:,}")

    def follow(self) -> None:
        current = self.session.selection.current
        key = current[1] if current is not None and current[0] == "officers" else None
        self.table.go_to(lambda row: row.officer_id == key)

    def _fill_menu(self) -> None:
        """What can happen to the officer chosen, to correct what is recorded, and somebody new."""
        self.menu.clear()
        officer = self.table.row()
        if officer is not None and self.figures is not None:
            fill_personnel_menu(self.menu, self.session, self.figures, officer.officer_id, self.change_wanted.emit)
            correct = self.menu.addAction(self.say("personnel.correct"))
            correct.triggered.connect(partial(self.absence_wanted.emit, officer.officer_id))
            self.menu.addSeparator()
        new = self.menu.addAction(self.say("personnel.kind.add"))
        new.triggered.connect(partial(self.change_wanted.emit, "", "add"))

    def _ask_todo(self) -> None:
        officer = self.table.row()
        self.todo_wanted.emit("" if officer is None else officer.officer_id)

    def _seats(self, officer: OfficerRow) -> str:
        if officer.status != "on_duty":
            return status_words(self.say, officer)
        assert self.figures is not None
        units = self.figures.units
        return self.say("window.list_joint").join(units[code].name for code in officer.seats) or "—"

    def _focus(self, officer: OfficerRow) -> str:
        return f"{officer.focus_minutes} / {officer.focus_limit}" if officer.focus_minutes else "—"

    def _tip(self, officer: OfficerRow) -> str:
        return self.say(
            "officers.tip",
            name=officer.name,
            role=self.say.choice("officers", "role", officer.role),
            station=officer.station,
            status=status_words(self.say, officer),
            fte=f"{officer.fte:g}",
            seats=self._seats(officer),
        )

    def _load_tip(self, officer: OfficerRow) -> str:
        return self.say("officers.load_tip", minutes=round(officer.minutes), available=round(officer.available))

    def _focus_tip(self, officer: OfficerRow) -> str:
        return self.say("officers.focus_tip", minutes=officer.focus_minutes, limit=officer.focus_limit)

    def _chosen(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.session.selection.choose("officers", row.officer_id)

    def _activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.opened.emit(row.officer_id)


def is_free(figures: Figures, officer: OfficerRow) -> bool:
    """At work on the day, of a role that some seat asks for, without a seat, and not sent for more than the day has."""
    roles = figures.project.norms.seat_role.values()
    able = officer.status == "on_duty" and officer.role in roles and officer.fte > 0
    return able and not officer.seats and not officer.focus_exceeded
