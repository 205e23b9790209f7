"""The table under the map: every unit with its officer, state and figures, linked with the map and the panels."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper.analysis.coverage import STATES
from ui.desk import Desk
from ui.figures import Figures, UnitRow
from ui.panels.panel import Panel, count, share
from ui.panels.rows_model import ROW_ROLE, Field, RowsModel, RowsTable


class UnitsPanel(Panel):
    """All units, sortable; choosing a row makes the unit current, Enter or a double click brings it into view."""

    opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        say = self.say
        self._counts: dict[str, dict[str, int]] | None = None
        self.model = RowsModel[UnitRow](
            [
                Field("units.code", lambda u: u.code),
                Field("units.name", lambda u: u.name),
                Field("units.kind", lambda u: say.choice("communities", "kind", u.kind)),
                Field("units.station", lambda u: u.station),
                Field("units.officer", lambda u: say("window.list_joint").join(u.officers) or "—"),
                Field("units.state", lambda u: say(f"state.{u.state}"), lambda u: -STATES.index(u.state)),
                Field("units.residents", lambda u: count(u.residents), lambda u: u.residents, right=True),
                Field("units.hazards", lambda u: count(self._hazards(u)), self._hazards, right=True),
                Field("units.disputes", lambda u: count(self._disputes(u)), self._disputes, right=True),
                Field("units.load", lambda u: share(u.load), lambda u: u.load, right=True),
            ],
            say,
            self,
        )
        self.table = RowsTable(self.model)
        self.table.widths_px(112, 96, 76, 100, 120, 84, 64, 48, 48, 56)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.activated.connect(self._activated)
        desk.selection.wanted_changed.connect(self._recount)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        self.setFocusProxy(self.table)
        self.begin()

    def retranslate(self) -> None:
        self.table.setAccessibleName(self.say("units.title"))

    def refresh(self, figures: Figures) -> None:
        self._count(figures)
        chosen = self.table.selectionModel()
        chosen.blockSignals(True)
        self.model.show(sorted(figures.units.values(), key=_most_urgent))
        chosen.blockSignals(False)

    def follow(self) -> None:
        code = self.desk.selection.unit
        self.table.go_to(lambda row: row.code == code)

    def _hazards(self, unit: UnitRow) -> int:
        return unit.hazards if self._counts is None else self._counts["hazards"][unit.code]

    def _disputes(self, unit: UnitRow) -> int:
        return unit.disputes if self._counts is None else self._counts["disputes"][unit.code]

    def _count(self, figures: Figures) -> None:
        """Count the open incidents that are wanted; the figures have counted all of them already."""
        wanted, index = self.desk.selection.wanted, figures.index
        self._counts = (
            None
            if wanted.everything
            else {
                table: dict(zip(index.unit_codes, counts.tolist(), strict=True))
                for table, counts in index.by_unit(wanted).items()
            }
        )

    def _recount(self) -> None:
        if self.figures is not None:
            self._count(self.figures)
            self.table.counted_anew()

    def _chosen(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.desk.selection.choose("communities", row.code)

    def _activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.opened.emit(row.code)


def _most_urgent(unit: UnitRow) -> tuple[int, float, str]:
    """Empty seats first, then the fullest hands."""
    return -STATES.index(unit.state) if unit.load is None else 1, -(unit.load or 0.0), unit.code
