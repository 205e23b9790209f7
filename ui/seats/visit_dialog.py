"""Recording a visit of a liaison unit to a station."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from mapper.edits.liaison import record_visit
from ui.seats.seat_rows import SeatAnswer
from ui.session.session import Session
from ui.widgets.form import FormDialog, date_edit, day_of


class VisitDialog(FormDialog):
    """Filled in with the station's own liaison unit and the day of the ledger."""

    def __init__(self, session: Session, answer: SeatAnswer, station_code: str, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self._bodies = {post.code: post.liaison_unit for post in answer.posts}
        self.station, self.body_name = QComboBox(), QLineEdit()
        for post in answer.posts:
            self.station.addItem(post.name, post.code)
        self.visited = date_edit(answer.as_of, self.say)
        self.unannounced, self.takes_over = QCheckBox(), QCheckBox()
        self.field("units.station", self.station)
        self.field("posting.liaison_unit", self.body_name)
        self.field("visit.day", self.visited)
        self.form.addRow("", self.unannounced)
        self.form.addRow("", self.takes_over)
        self.body_name.setMinimumWidth(320)
        self.station.currentIndexChanged.connect(self._station_chosen)
        self.station.setCurrentIndex(self.station.findData(station_code))
        self._station_chosen()
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("visit.title"))
        self.unannounced.setText(say("visit.unannounced"))
        self.takes_over.setText(say("visit.takes_over"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say("visit.do"))

    def apply(self) -> None:
        self.session.document.do(
            record_visit(
                self.station.currentData(), self.body_name.text(), day_of(self.visited),
                self.unannounced.isChecked(), self.takes_over.isChecked(),
            )
        )  # fmt: skip

    def _station_chosen(self) -> None:
        body = self._bodies.get(self.station.currentData(), "")
        self.body_name.setText(body)
        self.takes_over.setChecked(not body)
