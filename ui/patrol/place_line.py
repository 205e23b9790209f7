"""What can be changed of one place of a proposal: who goes there, for how long, and between which hours."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QDateTime, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from mapper.planning.patrol.plan import PatrolPlace, PlaceWish
from ui.language.language import Language
from ui.widgets.form import moment_of, time_edit
from ui.widgets.kit import label, refill
from ui.widgets.number_boxes import WholeNumberBox

Hours = tuple[datetime, datetime]
_MOST_MINUTES = 120
_WHO_LETTERS = 14
_SOME_DAY = datetime(2000, 1, 1)  # until a place is shown


class PlaceLine(QWidget):
    """``wished`` tells what is wanted of the place that is shown, ``hours_chosen`` when somebody may be there."""

    wished = Signal(object)
    hours_chosen = Signal(object)

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self._wish = PlaceWish()
        self._usual_minutes = 0
        self.words, self.hours_words = label("quiet"), label("quiet")
        self.officer, self.minutes = QComboBox(), WholeNumberBox()
        self.officer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.officer.setMinimumContentsLength(_WHO_LETTERS)
        self.minutes.setRange(1, _MOST_MINUTES)
        self.minutes.setKeyboardTracking(False)  # each number typed would be worked out
        self.starts, self.ends = time_edit(_SOME_DAY, self.say), time_edit(_SOME_DAY, self.say)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for part in (self.words, self.officer, self.minutes, self.starts, self.hours_words, self.ends):
            line.addWidget(part, int(part is self.officer))
        self.officer.activated.connect(lambda _: self._tell())
        self.minutes.valueChanged.connect(lambda _: self._tell())
        for edit in (self.starts, self.ends):
            edit.dateTimeChanged.connect(
                lambda _: self.hours_chosen.emit((moment_of(self.starts), moment_of(self.ends)))
            )
        self.setEnabled(False)
        self.retranslate()

    @property
    def hours(self) -> Hours:
        """From when to when somebody may be there, as it stands now."""
        return moment_of(self.starts), moment_of(self.ends)

    def retranslate(self) -> None:
        say = self.say
        self.words.setText(say("proposal.one"))
        self.hours_words.setText(say("proposal.one.until"))
        self.minutes.setSuffix(say("focus_dialog.minutes_unit"))
        for widget, code in (
            (self.officer, "officer"), (self.minutes, "visit"), (self.starts, "starts"), (self.ends, "ends"),
        ):  # fmt: skip
            widget.setAccessibleName(f"{say('proposal.one')} · {say(f'proposal.{code}')}")
            widget.setToolTip(say("proposal.one.meaning"))

    def put(
        self,
        place: PatrolPlace | None,
        wish: PlaceWish,
        usual_minutes: int,
        hours: Hours,
        officers: Mapping[str, str],
    ) -> None:
        """Show what is chosen for a place; ``officers`` are those who can be sent, with their words."""
        self._wish, self._usual_minutes = wish, usual_minutes
        boxes = (self.officer, self.minutes, self.starts, self.ends)
        blocked = [QSignalBlocker(box) for box in boxes]
        self.setEnabled(place is not None)
        refill(self.officer, [self.say("proposal.anybody"), *officers.values()], [None, *officers])
        self.officer.setCurrentIndex(max(self.officer.findData(wish.officer_id), 0))
        self.officer.setEnabled(bool(officers))
        self.minutes.setValue(wish.visit_minutes or usual_minutes)
        for edit, moment in zip((self.starts, self.ends), hours, strict=True):
            edit.setDateTime(QDateTime(moment.year, moment.month, moment.day, moment.hour, moment.minute, 0))
        for one in blocked:
            one.unblock()

    def _tell(self) -> None:
        minutes = self.minutes.value()
        wish = PlaceWish(self.officer.currentData(), None if minutes == self._usual_minutes else minutes)
        if wish != self._wish:
            self.wished.emit(wish)
