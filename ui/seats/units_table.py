"""The table under the map: every unit with its officer, state and figures, linked with the map and the panels."""

import numpy as np
from PySide6.QtCore import QModelIndex, QPointF, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from mapper.analysis.seats.coverage import STATES
from mapper.arrays import Bools, Ints
from mapper.names import folded
from ui.language.language import choices
from ui.language.personnel_words import holder_words
from ui.seats.officer_drop import OfficerDrop
from ui.session.incident_index import LISTED
from ui.session.panel import Panel
from ui.session.rows import Figures, UnitRow
from ui.session.session import Session
from ui.session.table_marks import TableMarks
from ui.widgets.kit import count, label, share
from ui.widgets.row_texts import as_tabbed
from ui.widgets.rows_model import (
    ROW_ROLE,
    Field,
    RowsModel,
    RowsTable,
)

# Kind and code come last, for a small screen in English has no room for all.
_SHOWN = ("name", "station", "officer", "state", "load", *LISTED, "residents", "kind", "code")


class UnitsPanel(Panel):
    """All units, sortable; choosing a row makes the unit current, Enter or a double click brings it into view."""

    opened = Signal(str)
    export_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        say = self.say
        self._counts: dict[str, Ints] | None = None
        self._place: dict[str, int] = {}
        self.model = RowsModel[UnitRow](
            [
                Field("units.code", lambda u: u.code),
                Field("units.name", lambda u: u.name),
                Field("units.kind", lambda u: say.choice("communities", "kind", u.kind), words=self._kinds),
                Field("units.station", lambda u: u.station),
                Field("units.officer", lambda u: holder_words(say, u.officers, u.acting_until) or "—"),
                Field("units.state", lambda u: say(f"state.{u.state}"), lambda u: -STATES.index(u.state)),
                Field("units.residents", lambda u: count(u.residents), lambda u: u.residents, right=True),
                *map(self._open_field, LISTED),
                Field("units.load", lambda u: share(u.load), lambda u: u.load, right=True),
            ],
            say,
            self,
        )
        self.table = RowsTable(self.model, self)
        self.table.widths_px(124, 96, 68, 100, 120, 84, 64, *(48 for _ in LISTED), 56)
        self._show_columns(_SHOWN)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.activated.connect(self._activated)
        self.marks = TableMarks(self.table, session.selection, lambda u: ("communities", u.code), ("communities",))
        self.table.copy_wanted.connect(self.copy)
        self.drop = OfficerDrop(self.table.viewport(), self._unit_at, session)
        session.view.filter.incidents_changed.connect(self._recount)
        self.filter, self.export, self._counted = QLineEdit(), QToolButton(), label("quiet")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(320)
        self.filter.textChanged.connect(self._refilter)
        self.export.setProperty("look", "small")
        self.export.clicked.connect(self.export_wanted)
        self._texts: list[str] = []
        top = QHBoxLayout()
        top.setContentsMargins(8, 4, 8, 4)
        top.setSpacing(12)
        top.addWidget(self.filter, 2)
        top.addWidget(self._counted, 1)
        top.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.table)
        self.setFocusProxy(self.table)
        self.begin()

    def _show_columns(self, names: tuple[str, ...]) -> None:
        """Show the columns in this order; copies and files have the code in front."""
        header, fields = self.table.horizontalHeader(), [field.heading for field in self.model.fields]
        for at, name in enumerate(names):
            header.moveSection(header.visualIndex(fields.index(f"units.{name}")), at)

    def retranslate(self) -> None:
        self.table.setAccessibleName(self.say("units.title"))
        self.filter.setPlaceholderText(self.say("units.filter"))
        self.filter.setAccessibleName(self.say("units.filter"))
        self.export.setText(self.say("units.export"))
        self.export.setToolTip(self.say("units.export.meaning"))
        self._tell_count()

    def rests_on(self, figures: Figures) -> tuple[object, ...]:
        return figures.units, figures.index

    def refresh(self, figures: Figures) -> None:
        self._place = {code: place for place, code in enumerate(figures.index.unit_codes)}
        self._count(figures)
        own = figures.units if self.part is None else self.part.project.communities.index
        units = sorted((unit for code, unit in figures.units.items() if code in own), key=_most_urgent)
        self._texts = [folded(" ".join((u.code, u.name, u.station, *u.officers, *u.away))) for u in units]
        chosen = self.table.selectionModel()
        chosen.blockSignals(True)
        self.model.show(units, self._matching())
        chosen.blockSignals(False)
        self._tell_count()

    def copy(self) -> None:
        """Put the rows that are marked onto the clipboard."""
        rows = self.table.selected_rows()
        if rows:
            QGuiApplication.clipboard().setText(as_tabbed(self.model, rows))

    def _matching(self) -> Bools | None:
        """The units in whose code, name, station or officers every word typed occurs; all where none is typed."""
        words = folded(self.filter.text()).split()
        if not words:
            return None
        return np.array([all(word in text for word in words) for text in self._texts], dtype=bool)

    def _refilter(self) -> None:
        chosen = self.table.selectionModel()
        chosen.blockSignals(True)
        self.model.keep(self._matching())
        chosen.blockSignals(False)
        self._tell_count()
        self.follow()

    def _tell_count(self) -> None:
        shown, everything = self.model.rowCount(), len(self.model.all_rows)
        self._counted.setText(
            self.say("units.counted", count=everything)
            if shown == everything
            else self.say("units.filtered", count=shown, all=everything)
        )

    def follow(self) -> None:
        code = self.session.selection.unit
        if code in {row.code for row in self.table.selected_rows()}:
            return
        self.table.go_to(lambda row: row.code == code)
        self.marks.show()

    def _kinds(self) -> list[str]:
        return [self.say.choice("communities", "kind", kind) for kind in choices("communities", "kind")]

    def _open_field(self, table: str) -> Field[UnitRow]:
        """How many incidents of that table are open in a unit, of those that are wanted."""

        def number(unit: UnitRow) -> int:
            if self._counts is None:
                return unit.open.get(table, 0)
            return int(self._counts[table][self._place[unit.code]])

        return Field(f"units.{table}", lambda unit: count(number(unit)), number, right=True)

    def _count(self, figures: Figures) -> None:
        """Count the open incidents that are wanted; the figures have counted all of them already."""
        wanted = self.session.view.filter.incidents
        self._counts = None if wanted.everything else figures.index.by_unit(wanted)

    def _recount(self) -> None:
        if self.figures is not None:
            self._count(self.figures)
            self.table.counted_anew()

    def _unit_at(self, at: QPointF) -> str | None:
        row = self.table.indexAt(at.toPoint()).data(ROW_ROLE)
        return None if row is None else row.code

    def _chosen(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.marks.chosen(row)

    def _activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.opened.emit(row.code)


def _most_urgent(unit: UnitRow) -> tuple[int, float, str]:
    """Empty seats first, then the fullest hands."""
    return -STATES.index(unit.state) if unit.load is None else 1, -(unit.load or 0.0), unit.code
