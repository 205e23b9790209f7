"""A day typed over the one that stands in a field is the day that is taken, however it is written."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, QDateTime, QLocale, Qt, QTime
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mapper.practice import UNITED_STATES, DateOrder, day_in_figures
from ui.language.language import Language
from ui.language.messages import OwnWords
from ui.widgets.appearance import LIGHT, apply_look
from ui.widgets.form import date_edit, day_of, moment_of, time_edit
from ui.widgets.moment_edit import MomentEdit, moment_typed

BEFORE = QDateTime(QDate(2026, 11, 30), QTime(9, 30))


@given(
    day=st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    form=st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日", "%Y. %m. %d"]),
)
def test_a_whole_day_is_read_in_any_usual_form(day: date, form: str) -> None:
    read = moment_typed(day.strftime(form), BEFORE)
    assert read is not None
    assert read.date().toPython() == day
    assert read.time() == BEFORE.time()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2017", (2017, 11, 30, 9, 30)), ("2017-02", (2017, 2, 28, 9, 30)), ("2017-6-3", (2017, 6, 3, 9, 30)),
        ("2017-06-30 18:00", (2017, 6, 30, 18, 0)), ("20170630 1805", (2017, 6, 30, 18, 5)),
        ("2017-02-30", None), ("2017-13-01", None), ("17-06-30", None), ("2017-06-30 25:00", None), ("", None),
        ("20170631", None), ("昨天", None),
    ],
)  # fmt: skip
def test_what_is_not_typed_stays_and_what_is_no_day_is_none(text: str, moment: tuple[int, ...] | None) -> None:
    read = moment_typed(text, BEFORE)
    assert (None if read is None else read.toPython()) == (None if moment is None else datetime(*moment))  # type: ignore[arg-type]  # five numbers


@given(
    day=st.dates(date(1900, 1, 1), date(2100, 12, 31)), order=st.sampled_from(["mdy", "dmy"]), with_year=st.booleans()
)
def test_a_place_that_writes_month_or_day_first_reads_them_so(day: date, order: DateOrder, with_year: bool) -> None:
    read = moment_typed(day_in_figures(day, order, with_year=with_year), BEFORE, order)
    assert read is None if (day.month, day.day) == (2, 29) and not with_year else read is not None
    if read is not None:
        assert read.date().toPython() == (day if with_year else day.replace(year=BEFORE.date().year()))
    iso = moment_typed(day.isoformat(), BEFORE, order)
    assert iso is not None
    assert iso.date().toPython() == day


def test_a_field_writes_days_as_the_place_does(qtbot: QtBot) -> None:
    say = Language("en")
    edit = time_edit(datetime(2026, 11, 23, 18), say)
    qtbot.addWidget(edit)
    assert edit.text() == "2026-11-23 18:00"
    say.use_own(OwnWords(UNITED_STATES))
    assert edit.text() == "11/23/2026 18:00"
    edit.show()
    over_all(edit, qtbot)
    qtbot.keyClicks(edit, "06/30/2017")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert moment_of(edit) == datetime(2017, 6, 30, 18)


def over_all(edit: MomentEdit, qtbot: QtBot) -> None:
    qtbot.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)


def over_the_year(edit: MomentEdit, qtbot: QtBot) -> None:
    edit.setSelectedSection(MomentEdit.Section.YearSection)


@pytest.mark.parametrize("prepare", [over_all, over_the_year])
@pytest.mark.parametrize("end", ["return", "focus"])
def test_typing_over_a_day_gives_the_day_typed(
    qtbot: QtBot, prepare: Callable[[MomentEdit, QtBot], None], end: str
) -> None:
    page, other, edit = QWidget(), QLineEdit(), date_edit(date(2026, 11, 20), Language("zh_CN"))
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(edit)
    column.addWidget(other)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    edit.setFocus()
    told: list[QDate] = []
    edit.dateChanged.connect(told.append)
    prepare(edit, qtbot)
    qtbot.keyClicks(edit, "2017-06-3")
    assert told == [], "what is half typed is no day"
    qtbot.keyClicks(edit, "0")
    assert [day.toPython() for day in told] == [date(2017, 6, 30)], "before any button is pressed"
    if end == "return":
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    else:
        other.setFocus()
    assert day_of(edit) == date(2017, 6, 30)
    assert edit.text() == "2017-06-30"
    prepare(edit, qtbot)
    qtbot.keyClicks(edit, "2018-02-30")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert (day_of(edit), edit.text()) == (date(2017, 6, 30), "2017-06-30")
    prepare(edit, qtbot)
    qtbot.keyClicks(edit, "2018")
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert day_of(edit) == date(2017, 6, 30)


def test_a_section_is_typed_as_ever_and_limits_hold(qtbot: QtBot) -> None:
    edit = time_edit(datetime(2026, 11, 20, 9, 30), Language("zh_CN"))
    qtbot.addWidget(edit)
    edit.show()
    edit.setSelectedSection(MomentEdit.Section.DaySection)
    qtbot.keyClicks(edit, "07")
    assert moment_of(edit) == datetime(2026, 11, 7, 9, 30)
    edit.setMaximumDateTime(QDateTime(QDate(2026, 11, 20), QTime(23, 59)))
    over_all(edit, qtbot)
    qtbot.keyClicks(edit, "2030-01-01 08:00")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert moment_of(edit) == datetime(2026, 11, 20, 23, 59)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_calendar_has_its_weekdays_and_all_weeks(qtbot: QtBot, language: str) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_look(application, LIGHT)
    before = QLocale()
    edit = date_edit(date(2026, 11, 20), Language(language))
    qtbot.addWidget(edit)
    edit.show()
    qtbot.mousePress(edit, Qt.MouseButton.LeftButton, pos=edit.rect().center())
    calendar = edit.calendarWidget()
    calendar.window().show()
    table = calendar.findChild(QTableView)
    assert isinstance(table, QTableView)
    names = [QLocale(language).standaloneDayName(day, QLocale.FormatType.ShortFormat) for day in range(1, 8)]
    for column, name in enumerate(names):
        assert table.model().index(0, column).data() == name
        assert table.columnWidth(column) >= table.fontMetrics().horizontalAdvance(name) + 4
    last = table.visualRect(table.model().index(6, 6))
    assert table.viewport().rect().contains(last)
    calendar.window().hide()
    QLocale.setDefault(before)
