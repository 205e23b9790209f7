"""All stations side by side, as a window beside the map: a row pressed is the station that the window shows.

Several rows marked with Shift or Ctrl are shown together on a button's press.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QDialogButtonBox, QWidget

from mapper.day.station_figures import StationFigures, station_figures
from mapper.scope import Scope
from ui.language.station_words import STATION_COLUMNS, station_cells
from ui.session.rows import Figures
from ui.session.session import Session
from ui.session.table_file import write_logged
from ui.widgets.file_dialogs import ask_table_file
from ui.widgets.form import FormDialog
from ui.widgets.kit import label
from ui.widgets.row_texts import as_frame
from ui.widgets.rows_model import ROW_ROLE, Field, RowsModel, RowsTable

_ORDER: dict[str, Callable[[StationFigures], object]] = {
    "code": lambda row: row.code,
    "name": lambda row: row.name,
    "covered": lambda row: row.covered_share,
    "one_to_one": lambda row: row.one_to_one / row.units if row.units else None,
    "overloaded": lambda row: row.overloaded,
    "hazards": lambda row: (row.hazards_overdue, row.hazards_open),
    "disputes": lambda row: (row.disputes_late, row.disputes_open),
    "focus": lambda row: row.focus,
}


_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class StationsDialog(FormDialog):
    """The headline figures of each station on the day shown; they are those of the command ``stations``."""

    beside = True  # the station that is pressed comes up on the map

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self.model = RowsModel[StationFigures]([self._field(name) for name in STATION_COLUMNS], self.say, self)
        self.model.is_sum = lambda row: not row.code
        self.table = RowsTable(self.model)
        self.table.widths_px(110, 150, 130, 90, 100, 120, 120, 80)
        self.table.setMinimumSize(640, 280)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.clicked.connect(self._go_into)
        self.table.activated.connect(self._go_into)
        self.told = label("quiet", wrap=True)
        self.body.insertWidget(0, self.told)
        self.body.insertWidget(1, self.table, 1)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        self.several, self.back, self.export = (
            self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole) for _ in range(3)
        )
        self.several.clicked.connect(lambda: session.view.set_scope(Scope(self._marked())))
        self.table.selectionModel().selectionChanged.connect(self._offer_several)
        self.back.clicked.connect(lambda: session.view.set_scope(None))
        self.export.clicked.connect(self._ask_export)
        self.resize(1130, 480)
        self.retranslate()
        session.day_in_hand.ready.connect(self.read)
        session.view.scope_changed.connect(self._tell)
        self.read()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("stations.title"))
        self.table.setAccessibleName(self.say("stations.title"))
        self.back.setText(self.say("header.station.all"))
        self.export.setText(self.say("units.export"))
        self._offer_several()
        self._tell()

    def read(self) -> None:
        """Count the stations of the day shown, off the main thread."""
        day = self.session.day_in_hand.figures
        if day is not None:
            self.session.tasks.start("stations", lambda _: (day, station_figures(day)), self._take)

    def write(self, path: Path) -> None:
        """Write the rows, with the day, to an Excel or CSV file; InputError where that fails."""
        frame = as_frame(self.model)
        frame.insert(0, self.say("header.as_of"), self.session.day_in_hand.as_of.isoformat())
        write_logged(self.session, self.session.day_in_hand.as_of, "stations", frame, path)

    def done(self, result: int) -> None:
        self.session.tasks.cancel("stations")
        super().done(result)

    def _take(self, answered: tuple[Figures, tuple[StationFigures, ...]]) -> None:
        day, rows = answered
        if day is self.session.day_in_hand.figures and rows != self.model.all_rows:
            self.model.show(rows)
        self._tell()

    def _tell(self) -> None:
        self.told.setText(self.say("stations.told", as_of=self.session.day_in_hand.as_of))
        self.back.setEnabled(self.session.view.scope is not None)

    def _field(self, name: str) -> Field[StationFigures]:
        place = STATION_COLUMNS.index(name)
        return Field(
            f"stations.{name}",
            lambda row: station_cells(self.say, row)[place],
            _ORDER[name],
            right=name not in ("code", "name"),
        )

    def _go_into(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        marking = QGuiApplication.keyboardModifiers() & (_SHIFT | _CTRL)
        if row is not None and row.code and not marking:
            self.session.view.set_scope(Scope(frozenset({row.code})))

    def _marked(self) -> frozenset[str]:
        """The stations whose rows are marked, by code."""
        return frozenset(row.code for row in self.table.selected_rows() if row.code)

    def _offer_several(self) -> None:
        marked = self._marked()
        self.several.setEnabled(len(marked) > 1)
        self.several.setText(self.say("stations.several", count=len(marked)))

    def _ask_export(self) -> None:
        ask_table_file(
            self.say, self, self.say("units.export"), f"{self.say('stations.title')}-{self.session.day_in_hand.as_of}",
            self.write, lambda error: self.tell(self.say.error(error)),
        )  # fmt: skip
