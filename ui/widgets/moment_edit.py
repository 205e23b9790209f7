"""A field for a day, or a day and an hour, that takes what is typed over it as a whole.

Qt's own field takes figures section by section: where all is marked, or its year, and 2017-06-30 is typed, parts of the
day that stood there stay. Here figures typed from the beginning stand in a line of their own until they are the day.
"""

import re
from collections.abc import Mapping

from PySide6.QtCore import QDate, QDateTime, QLocale, QSize, Qt, QTime, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QApplication, QCalendarWidget, QDateTimeEdit, QLineEdit

from mapper.practice import DAY_FORMS, DateOrder
from ui.language.language import Language

_CALENDAR = QSize(336, 264)  # six weeks, and weekdays that can be read
_CLOCK = r"(?:\D*\s(?P<hour>\d{1,2})\D+(?P<minute>\d{1,2}))?\D*"
_TOGETHER = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:\s*(?P<hour>\d{2}):?(?P<minute>\d{2}))?")
_WHOLE = re.compile(r"\d{8}|(?:\d{4}\D\d{2}\D\d{2}|\d{2}\D\d{2}\D\d{4})(?:\D*\s\d{2}\D\d{2})?")
_APART = re.compile(r"(?P<year>\d{4})(?:\D+(?P<month>\d{1,2}))?(?:\D+(?P<day>\d{1,2}))?" + _CLOCK)
_YEAR_LAST: Mapping[DateOrder, re.Pattern[str]] = {
    "mdy": re.compile(r"(?P<month>\d{1,2})\D+(?P<day>\d{1,2})(?:\D+(?P<year>\d{4}))?" + _CLOCK),
    "dmy": re.compile(r"(?P<day>\d{1,2})\D+(?P<month>\d{1,2})(?:\D+(?P<year>\d{4}))?" + _CLOCK),
}


def moment_typed(text: str, before: QDateTime, order: DateOrder = "ymd") -> QDateTime | None:
    """A day typed with or without signs between; what is not typed is that of before. None where it is no day.

    2017-06-30, 2017/6/30, 20170630, 2017年6月30日, with 18:00 after it or without; 2017, 2017-06. Where the place
    writes month or day first, 6/30/2017 and 6/30, or 30/6/2017 and 30/6, as well.
    """
    forms = filter(None, (_TOGETHER, _APART, _YEAR_LAST.get(order)))
    found = next(filter(None, (form.fullmatch(text.strip()) for form in forms)), None)
    if found is None:
        return None
    typed = {name: None if part is None else int(part) for name, part in found.groupdict().items()}
    year, month = _given(typed["year"], before.date().year()), _given(typed["month"], before.date().month())
    day = typed["day"]
    if day is None:
        day = min(before.date().day(), QDate(year, month, 1).daysInMonth())
    hour, minute = typed["hour"], typed["minute"]
    clock = before.time() if hour is None or minute is None else QTime(hour, minute)
    whole = QDate(year, month, day)
    return QDateTime(whole, clock) if whole.isValid() and clock.isValid() else None


def _given(typed: int | None, before: int) -> int:
    return before if typed is None else typed


class _Line(QLineEdit):
    """What is being typed. No key that it has no use for goes on to the field under it, which would ask it again."""

    let_go = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's own name
        if event.key() == Qt.Key.Key_Escape:
            self.let_go.emit()
        else:
            super().keyPressEvent(event)
        event.accept()


class MomentEdit(QDateTimeEdit):
    """A day, and an hour where its form has one; one class for both, since Qt's own cannot be derived together."""

    def __init__(self, say: Language, *, with_clock: bool = False) -> None:
        super().__init__()
        self._say, self._with_clock = say, with_clock
        say.changed.connect(self._write_as_place)
        self._write_as_place()
        self.setCalendarPopup(True)
        self._typed = _Line(self)
        self._typed.setFrame(False)
        self._typed.hide()
        self._typed.textEdited.connect(self._follow)
        self._typed.editingFinished.connect(self._take)
        self._typed.let_go.connect(self._end)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's own name
        line, text = self.lineEdit(), event.text()
        if self._typed.isVisible():
            QApplication.sendEvent(self._typed, event)
        elif text.isdecimal() and (line.selectedText() == line.text() or self._at_the_beginning()):
            self._typed.setText(text)
            self._typed.setAccessibleName(self.accessibleName())
            self._fit()
            self._typed.show()
            self._typed.raise_()
            self._typed.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        self._dress_calendar()
        super().mousePressEvent(event)

    def _dress_calendar(self) -> None:
        """Weeks from Monday, six of them, with weekdays that can be read; only a press opens it, so not before."""
        calendar = self.calendarWidget()
        calendar.setLocale(QLocale())
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        calendar.setMinimumSize(_CALENDAR)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):  # red is for what is late
            calendar.setWeekdayTextFormat(day, QTextCharFormat())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        self._fit()

    @property
    def _order(self) -> DateOrder:
        return self._say.messages.own.practice.date_order

    def _write_as_place(self) -> None:
        day = DAY_FORMS[self._order].format(y="yyyy", m="MM", d="dd")
        self.setDisplayFormat(f"{day} HH:mm" if self._with_clock else day)

    def _fit(self) -> None:
        self._typed.setGeometry(self.lineEdit().geometry())

    def _at_the_beginning(self) -> bool:
        line = self.lineEdit()
        marked = self.currentSection() if line.hasSelectedText() else self.sectionAt(0)
        return marked == self.sectionAt(0) and (line.hasSelectedText() or line.cursorPosition() == 0)

    def _follow(self, text: str) -> None:
        """A day that is whole is taken at once: whoever presses a button next presses it for that day."""
        if _WHOLE.fullmatch(text.strip()):
            self._put(moment_typed(text, self.dateTime(), self._order))

    def _take(self) -> None:
        """What was typed is the day, within the days that may be; where it is none, what stood there stays."""
        if not self._typed.isVisible():
            return
        before, moment = self.dateTime(), moment_typed(self._typed.text(), self.dateTime(), self._order)
        self._end()
        self._put(moment)
        if self.dateTime() != before:
            self.editingFinished.emit()

    def _put(self, moment: QDateTime | None) -> None:
        if moment is not None:
            self.setDateTime(min(max(moment, self.minimumDateTime()), self.maximumDateTime()))

    def _end(self) -> None:
        held = self._typed.hasFocus()
        self._typed.hide()
        if held:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.setSelectedSection(self.sectionAt(0))
