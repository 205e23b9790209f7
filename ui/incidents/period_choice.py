"""Which days incidents are of: any, a calendar year, or from one day to another."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from PySide6.QtCore import QDate, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ui.language.language import Language
from ui.widgets.form import date_edit, day_of
from ui.widgets.kit import label, refill
from ui.widgets.moment_edit import MomentEdit

Days = tuple[date, date]
Period = int | Literal["any", "own"]


def year_days(year: int) -> Days:
    """First and last day of a calendar year."""
    return date(year, 1, 1), date(year, 12, 31)


class PeriodChoice(QWidget):
    """``chosen`` tells first and last day, or None for any; the days stand in two fields that can be changed."""

    chosen = Signal(object)

    def __init__(self, say: Language, day: date) -> None:
        super().__init__()
        self.say = say
        self._years: tuple[int, ...] = ()
        self._days: Days | None = None
        self.box = QComboBox()
        self.first: MomentEdit = date_edit(day, self.say)
        self.last: MomentEdit = date_edit(day, self.say)
        self._to = label("quiet")
        whole, line = QVBoxLayout(self), QHBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        line.setSpacing(6)
        whole.addWidget(self.box)
        for part in (self.first, self._to, self.last):
            line.addWidget(part, int(part is not self._to))
        whole.addLayout(line)
        self.box.activated.connect(lambda _: self._choose())
        for edit in (self.first, self.last):
            edit.dateChanged.connect(self._edited)

    def retranslate(self) -> None:
        say = self.say
        self._to.setText(say("wanted.period.to"))
        self.box.setAccessibleName(say("wanted.period"))
        self.first.setAccessibleName(say("wanted.period.first"))
        self.last.setAccessibleName(say("wanted.period.last"))
        self._fill()

    def offer(self, years: Iterable[int], days: Days | None) -> None:
        """These calendar years, the latest first, and what is chosen now."""
        self._years, self._days = tuple(sorted(set(years), reverse=True)), days
        self._fill()

    def _fill(self) -> None:
        say, days = self.say, self._days
        texts: dict[Period, str] = {"any": say("wanted.period.any")}
        texts |= {year: say("wanted.period.year", year=year) for year in self._years}
        texts["own"] = say("wanted.period.own")
        refill(self.box, list(texts.values()), list(texts))
        year = next((year for year in self._years if days == year_days(year)), None)
        now: Period = "any" if days is None else "own" if year is None else year
        quiet = QSignalBlocker(self.box)
        self.box.setCurrentIndex(list(texts).index(now))
        quiet.unblock()
        if days is not None:
            for edit, day in zip((self.first, self.last), days, strict=True):
                blocked = QSignalBlocker(edit)
                edit.setDate(QDate(day.year, day.month, day.day))
                blocked.unblock()

    def _choose(self) -> None:
        period: Period = self.box.currentData()
        if period == "any":
            self.chosen.emit(None)
        elif period == "own":
            self._edited()
        else:
            self.chosen.emit(year_days(period))

    def _edited(self) -> None:
        first, last = day_of(self.first), day_of(self.last)
        self.chosen.emit((min(first, last), max(first, last)))
