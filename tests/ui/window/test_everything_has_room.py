"""Every page, panel, board and dialog, in both languages and looks, on a small and a large screen: nothing is cut."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from mapper.edits.personnel import PERSONNEL_CHANGES
from mapper.project import Project
from mapper.scope import Scope
from mapper.store.geopackage.store import create
from mapper.store.merging import Clash, ConflictError
from tests.drawn import SOAK, some
from tests.mapper.laptops.district import put
from tests.sample import district
from tests.ui.conftest import OpenWindow
from tests.ui.room import Cut, calendar_cuts, cuts, menu_cuts, painted_cuts
from tests.ui.waiting import settle
from ui.language.messages import LANGUAGES, catalogue
from ui.projects.conflict_dialog import ConflictDialog
from ui.widgets.form import FormDialog
from ui.widgets.kit import link
from ui.window import boards
from ui.window.actions import ACTIONS
from ui.window.main_window import MainWindow
from ui.window.sides import SIDE

_LONG = {
    "zh_CN": "江汉平原东部新城区滨湖街道第一居民自治片区综合服务",
    "en": "North-eastern Lakeside Neighbourhood and Harbour Quarter ",
}
# Not a form of the project: a dialog for a file, a window of its own, or a page beside the map.
_NOT_A_FORM = ("open", "copy", "sample", "staffing_plan", "beats")
_OF_A_STATION = "proposal"  # a shift is proposed for the part that is looked at: of one station that is soon done
# A dialog must leave room for the frame of its window and for the bar of the desktop.
_MOST_PX = (1366, 768 - 48)


def with_long_names(project: Project, language: str) -> Project:
    """The same district, where all that has a name has a long one."""
    frames = {}
    for table, column in (("stations", "name"), ("communities", "name"), ("officers", "name")):
        frame = project.table(table).copy()
        frame[column] = [f"{_LONG[language]}{n}" for n in range(len(frame))]
        frames[table] = frame
    return project.with_tables(**frames)


def pages(window: MainWindow, qtbot: QtBot) -> Iterator[tuple[str, QWidget]]:
    """Everything that the window can show, one after the other, at rest."""
    w = window.workspace
    assert w is not None
    figures = w.day_in_hand.figures
    assert figures is not None
    unit, officer = next(iter(figures.units)), next(iter(figures.officers))
    area = w.document.project.table("focus_areas").index[0]
    left, below, *_ = w.document.project.bounds or ()

    def shown(name: str, show: Callable[[], object]) -> Iterator[tuple[str, QWidget]]:
        before = {id(d) for d in window.findChildren(FormDialog)}
        show()
        settle(qtbot, window)
        QApplication.processEvents()  # a layout is done once more after a dialog has taken its size
        dialogs = [d for d in window.findChildren(FormDialog) if d.isVisible() and id(d) not in before]
        yield name, dialogs[0] if dialogs else window
        for dialog in dialogs:
            if isValid(dialog):
                dialog.reject()
        settle(qtbot, window)

    window.pages.setCurrentWidget(window.welcome)
    yield "welcome", window.welcome
    window.pages.setCurrentWidget(w)
    w.filter_bar.popup.open_below(w.filter_bar.open)
    yield "filter", w.filter_bar.popup
    w.filter_bar.popup.hide()
    for name in SIDE:
        yield from shown(name, lambda name=name: w.sides.show_side(name))  # type: ignore[misc]  # bound for the loop
    yield from shown("unit", lambda: w.open_unit(unit))
    yield from shown("to do", lambda: w.sides.show_todo(officer))
    for table in ("hazards", "disputes"):
        key = next(key for of, key in figures.row_of if of == table)
        yield from shown(table, lambda table=table, key=key: w.sides.show_card(table, key))  # type: ignore[misc]  # bound for the loop
    for board in (boards.show_loop, boards.show_plots, boards.show_patrol):
        yield from shown(board.__name__, lambda board=board: board(w))  # type: ignore[misc]  # bound for the loop
        board(w)
    for plan in (w.plan_staffing, w.plan_beats):
        yield from shown(plan.__name__, plan)
        w.planning.close()
    yield from shown("borders", w.edit_borders)
    w.edit_borders()
    for action in ACTIONS:
        if catalogue("en")[f"action.{action.id}"].endswith("…") and action.id not in (*_NOT_A_FORM, _OF_A_STATION):
            yield from shown(action.id, window.menu_actions[action.id].trigger)
    w.view.set_scope(Scope(frozenset({str(w.document.project.stations.index[0])})))
    settle(qtbot, window)
    yield from shown(_OF_A_STATION, window.menu_actions[_OF_A_STATION].trigger)
    for board in (boards.show_hotspots, boards.show_reach):  # of all the district's incidents hotspots take seconds
        yield from shown(board.__name__, lambda board=board: board(w))  # type: ignore[misc]  # bound for the loop
        board(w)
    w.view.set_scope(None)
    settle(qtbot, window)
    yield from shown("assign", lambda: w.assign(unit))
    yield from shown("absence", lambda: w.record_absence(officer))
    for kind in PERSONNEL_CHANGES:
        who = "" if kind.newcomer else officer
        yield from shown(kind.code, lambda who=who, code=kind.code: w.change_personnel(who, code))  # type: ignore[misc]  # bound for the loop
    yield from shown("focus area", lambda: w.patrolling.from_unit(unit))
    for what in ("change", "renew", "visit", "close"):
        yield from shown(f"focus {what}", lambda what=what: w.patrolling.change(what, area))  # type: ignore[misc]  # bound for the loop
    yield from shown("enter", lambda: w.placing.enter_at((left + 3000.0, below + 3000.0)))
    edits = [put("communities", unit, residents=residents) for residents in (1, 2)]
    mine, theirs = (edit(w.document.project) for edit in edits)
    conflict = ConflictError(w.document.project, theirs, mine, [Clash("communities", unit)])
    yield from shown("conflict", ConflictDialog(window.say, conflict, edits[0], window).open)


@pytest.fixture
def painted_words() -> Iterator[set[str]]:
    """What cells and widgets shorten while they paint it."""
    with painted_cuts() as found:
        yield found


_SIZES = ((1366, 768), (1600, 1000))
# One of each line a day: both languages, and over two days each pair; `make soak` opens everything in all sixteen ways.
_LOOKED_AT = (
    [*product(LANGUAGES, _SIZES, (False, True), (False, True))]
    if SOAK
    else [
        *some([("zh_CN", _SIZES[0], True, True), ("zh_CN", _SIZES[1], False, False)], 1),
        *some([("en", _SIZES[1], True, True), ("en", _SIZES[0], False, False)], 1),
    ]
)


@pytest.mark.parametrize(("language", "size", "dark", "long"), _LOOKED_AT)
def test_nothing_is_cut(
    open_window: OpenWindow,
    qtbot: QtBot,
    tmp_path: Path,
    language: str,
    size: tuple[int, int],
    dark: bool,
    long: bool,
    painted_words: set[str],
) -> None:
    path = tmp_path / "district.gpkg"
    project = district().project
    create(path, with_long_names(project, language) if long else project)
    window = open_window(path, language)
    if dark:
        window.switch_appearance()
    window.resize(*size)
    settle(qtbot, window)
    found = {str(cut) for cut in (*menu_cuts(window, _MOST_PX), *calendar_cuts(window.header.day.calendarWidget()))}
    count = 0
    for name, page in pages(window, qtbot):
        count += 1

        faults: set[Cut] = set()

        def has_room(page: QWidget = page) -> bool:
            nonlocal faults
            # A name that a file gives may be longer than any room: it ends in … and its tip has the whole.
            allowed = ("elided", "chosen", "text") if long else ()
            faults = {cut for cut in cuts(page) if not (cut.why in allowed and _LONG[language][:8] in cut.words)}
            return not faults

        with suppress(qtbot.TimeoutError):  # what has just come takes its room when Qt has time for it
            qtbot.waitUntil(has_room, timeout=500)
        found |= {f"{name}: {cut}" for cut in faults}
        if isinstance(page, FormDialog) and (page.width() > _MOST_PX[0] or page.height() > _MOST_PX[1]):
            found.add(f"{name}: {page.width()} × {page.height()}")
    found |= {f"painted: {words}" for words in painted_words if not (long and _LONG[language][:8] in words)}
    assert count >= 50
    assert not found, "\n".join(sorted(found))
    if dark:
        window.switch_appearance()


class _Painting(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's own name and argument
        words = self.fontMetrics().elidedText("too long for ten pixels", Qt.TextElideMode.ElideRight, 10)
        QPainter(self).drawText(self.rect(), words)


def test_what_has_no_room_is_seen(qtbot: QtBot) -> None:
    """The test above would fail: cut words, a control outside its window and one without a name are found."""
    root = QWidget()
    qtbot.addWidget(root)
    row = QHBoxLayout(root)
    label, cut, fits = QLabel("Verification overdue"), QPushButton("Print the sheet"), QPushButton("Do")
    for widget in (label, cut, fits):
        row.addWidget(widget)
    label.setFixedWidth(40)
    cut.setFixedWidth(40)
    outside = QPushButton("Away", root)
    long = link("a · b" * 20, lambda: None)
    long.setFixedWidth(60)
    row.addWidget(long)
    root.show()
    outside.move(root.width() - 10, 0)
    nameless = QPushButton(root)
    nameless.setGeometry(0, 0, 4, 4)
    nameless.show()
    painting = _Painting()
    qtbot.addWidget(painting)
    with painted_cuts() as painted:
        painting.grab()
    assert painted == {"too long for ten pixels"}
    why = {(found.why, found.words) for found in cuts(root)}
    assert {("text", label.text()), ("text", cut.text()), ("outside", "Away"), ("name", "")} <= why
    assert any(reason == "elided" for reason, _ in why)
    assert not any(words == "Do" for _, words in why)
