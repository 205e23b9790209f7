"""Marking a patrol focus: why here, who goes, how long, and until when."""

from datetime import datetime, time, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QWidget
from shapely.geometry.base import BaseGeometry

from mapper.edits.focus import FocusOrder, mark_focus
from ui.session.session import Session
from ui.widgets.form import FormDialog, moment_of, time_edit
from ui.widgets.kit import label
from ui.widgets.number_boxes import WholeNumberBox

_START_HOUR, _HOURS = 8, 10


class FocusDialog(FormDialog):
    """For a piece of land (degrees); the officers of the unit it is in, if any, are ticked already."""

    def __init__(
        self, session: Session, shape: BaseGeometry, unit_code: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(session.language, parent)
        assert session.day_in_hand.figures is not None
        self.session, self.shape = session, shape
        self.figures = session.day_in_hand.figures
        self.unit = None if unit_code is None else self.figures.units[unit_code]
        self.heading, self.about = label("large"), label("quiet", wrap=True)
        self.reason, self.task = QLineEdit(), QLineEdit()
        begins = datetime.combine(session.view.as_of, time(_START_HOUR))
        self.starts, self.ends = time_edit(begins), time_edit(begins + timedelta(hours=_HOURS))
        self.minutes, self.visits = WholeNumberBox(), WholeNumberBox()
        self.minutes.setRange(1, 24 * 60)
        self.minutes.setValue(30)
        self.minutes.setSingleStep(5)
        self.visits.setRange(1, 24)
        self.visits.setValue(2)
        self.officers = QListView()
        self.officers.setMinimumHeight(150)
        self.officers.setMinimumWidth(400)
        self.officers_model = QStandardItemModel(self)
        self.officers.setModel(self.officers_model)
        self._fill_officers()
        self.officers_model.itemChanged.connect(self._tell_minutes)
        self.minutes.valueChanged.connect(self._tell_minutes)
        self.consequence = label("heading", wrap=True)
        self.body.insertWidget(0, self.heading)
        self.body.insertWidget(1, self.about)
        for name, widget in (
            ("reason", self.reason), ("officers", self.officers), ("starts", self.starts), ("ends", self.ends),
            ("minutes", self.minutes), ("visits", self.visits), ("task", self.task),
        ):  # fmt: skip
            self.field(f"focus_dialog.{name}", widget)
        self.body.insertWidget(3, self.consequence)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("focus_dialog.title"))
        where = say("focus_dialog.drawn") if self.unit is None else self.unit.name
        self.heading.setText(say("focus_dialog.heading", where=where))
        self.about.setText(say("focus_dialog.about"))
        self.reason.setPlaceholderText(say("focus_dialog.reason_example"))
        self.task.setPlaceholderText(say("focus_dialog.task_example"))
        self.minutes.setSuffix(say("focus_dialog.minutes_unit"))
        self.visits.setSuffix(say("focus_dialog.visits_unit"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say("focus_dialog.do"))
        self._tell_minutes()

    @property
    def officer_ids(self) -> list[str]:
        """Who is ticked."""
        items = (self.officers_model.item(row) for row in range(self.officers_model.rowCount()))
        return [item.data() for item in items if item.checkState() == Qt.CheckState.Checked]

    def apply(self) -> None:
        self.session.document.do(
            mark_focus(
                self.shape,
                FocusOrder(
                    self.reason.text(),
                    moment_of(self.starts),
                    moment_of(self.ends),
                    self.minutes.value(),
                    self.officer_ids,
                    self.visits.value(),
                    self.task.text(),
                ),
            )
        )

    def _fill_officers(self) -> None:
        mine = () if self.unit is None else self.unit.officer_ids
        station = None if self.unit is None else self.unit.station_code
        everyone = [o for o in self.figures.officers.values() if o.status == "on_duty"]
        everyone.sort(key=lambda o: (o.officer_id not in mine, o.station_code != station, o.station_code, o.name))
        for officer in everyone:
            item = QStandardItem(
                self.say(
                    "focus_dialog.officer", name=officer.name, station=officer.station,
                    minutes=officer.focus_minutes, limit=officer.focus_limit,
                )
            )  # fmt: skip
            item.setData(officer.officer_id)
            item.setEditable(False)
            item.setCheckable(True)
            item.setCheckState(Qt.CheckState.Checked if officer.officer_id in mine else Qt.CheckState.Unchecked)
            self.officers_model.appendRow(item)

    def _tell_minutes(self) -> None:
        over = []
        for officer_id in self.officer_ids:
            officer = self.figures.officers[officer_id]
            after = officer.focus_minutes + self.minutes.value()
            if after > officer.focus_limit:
                over.append(self.say("focus.exceeded", name=officer.name, minutes=after, limit=officer.focus_limit))
        self.consequence.setProperty("look", "alarm" if over else "quiet")
        self.consequence.style().polish(self.consequence)
        self.consequence.setText("\n".join(over) if over else self.say("focus_dialog.fits"))
