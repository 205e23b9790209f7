"""The real window of a story, and what a person's eyes see of it: each line of standard input asks where something is.

Nothing is done here but looking; mouse and keys are xdotool's. An answer is a line of JSON, null where it is not seen.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import numpy as np
from PySide6.QtCore import QAbstractListModel, QDate, QEvent, QObject, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCalendarWidget,
    QComboBox,
    QLineEdit,
    QMenu,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)

from mapper.analysis.land.borders import Borders
from mapper.crs import transform_xy
from mapper.names import name_of
from mapper.schema import DEGREES
from ui.app import run
from ui.session.rows import table_geometry
from ui.window.main_window import MainWindow

Place = tuple[int, int]
_ARROW_PX = 10  # from the right end of a field to the middle of its arrow


class Keys(QObject):
    """Counts the keys that come to any window of the program."""

    released = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's own name
        if event.type() == QEvent.Type.KeyRelease and isinstance(watched, QWindow):
            self.released += 1
        return False


_keys = Keys()


def _window() -> MainWindow | None:
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)), None)


def _seen() -> Iterator[QWidget]:
    """What can be reached: a dialog that waits for its answer lets nobody at what lies behind it."""
    asking, popup = QApplication.activeModalWidget(), QApplication.activePopupWidget()
    for widget in QApplication.allWidgets():
        if widget.isVisible() and (asking is None or widget.window() in (asking, popup)):
            yield widget


def _at(widget: QWidget, point: QPoint) -> Place:
    there = widget.mapToGlobal(point)
    return there.x(), there.y()


def _columns(view: QAbstractItemView) -> int:
    """A list has one column, and its model does not say so."""
    model = view.model()
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount()


def _views(name: str) -> Iterator[QAbstractItemView]:
    """Lists and tables of that name; of none that of the box that has dropped down."""
    popup = QApplication.activePopupWidget()
    for widget in _seen():
        in_it = bool(name) or (popup is not None and popup.isAncestorOf(widget))
        if in_it and isinstance(widget, QAbstractItemView) and widget.accessibleName() == name:
            yield widget


def _told(view: QAbstractItemView, row: int) -> str:
    """What the cells of a row say, and their tips."""
    indexes = [view.model().index(row, column) for column in range(_columns(view))]
    tip = Qt.ItemDataRole.ToolTipRole
    return "\n".join(f"{index.data()}\n{index.data(tip)}" for index in indexes)


def at_rest() -> bool:
    """Whether figures and map are those of now, and nothing is being worked out."""
    window = _window()
    workspace = None if window is None else window.workspace
    if window is None or workspace is None:
        return False
    return workspace.day_in_hand.current and not window.tasks.busy and workspace.map.settled


def button(words: str) -> Place | None:
    """The middle of a button that can be pressed."""
    for widget in _seen():
        if isinstance(widget, QAbstractButton) and widget.text().replace("&", "") == words and widget.isEnabled():
            return _at(widget, widget.rect().center())
    return None


def on(words: str) -> bool:
    """Whether the button with these words is pressed down."""
    return any(w.isChecked() for w in _seen() if isinstance(w, QAbstractButton) and w.text() == words)


def tab(words: str) -> Place | None:
    """The middle of a tab whose words begin so."""
    for widget in _seen():
        if isinstance(widget, QTabBar):
            for number in range(widget.count()):
                if widget.tabText(number).startswith(words):
                    return _at(widget, widget.tabRect(number).center())
    return None


def field(name: str) -> Place | None:
    """The middle of what has that accessible name."""
    found = next((w for w in _seen() if w.accessibleName() == name and not isinstance(w, QAbstractItemView)), None)
    return None if found is None else _at(found, found.rect().center())


def shown(name: str) -> str | None:
    """What is chosen in the box of that name."""
    return next((w.currentText() for w in _seen() if isinstance(w, QComboBox) and w.accessibleName() == name), None)


def opens(name: str) -> Place | None:
    """The arrow of a field that opens its list, or its calendar."""
    found = next((w for w in _seen() if w.accessibleName() == name and not isinstance(w, QAbstractItemView)), None)
    return None if found is None else _at(found, QPoint(found.width() - _ARROW_PX, found.height() // 2))


def calendar(day: str) -> dict[str, Place] | None:
    """A day of the calendar that is open, as ``day``; what leads a month on or back towards it as ``turn``."""
    shown = next((w for w in _seen() if isinstance(w, QCalendarWidget)), None)
    if shown is None:
        return None
    asked = QDate.fromString(day, Qt.DateFormat.ISODate)
    months = (asked.year() - shown.yearShown()) * 12 + asked.month() - shown.monthShown()
    if months:
        turn = shown.findChild(QToolButton, "qt_calendar_nextmonth" if months > 0 else "qt_calendar_prevmonth")
        return {"turn": _at(turn, turn.rect().center())}
    view = shown.findChild(QTableView, "qt_calendar_calendarview")
    model = view.model()
    indexes = [model.index(row, column) for row in range(1, model.rowCount()) for column in range(model.columnCount())]
    first = next(n for n, index in enumerate(indexes) if index.data() == 1)
    return {"day": _at(view.viewport(), view.visualRect(indexes[first + asked.day() - 1]).center())}


def heading(name: str, column: str) -> Place | None:
    """The heading of a column of the table of that name."""
    view = next((w for w in _seen() if isinstance(w, QTableView) and w.accessibleName() == name), None)
    if view is None:
        return None
    header, number = view.horizontalHeader(), int(column)
    middle_px = header.sectionViewportPosition(number) + header.sectionSize(number) // 2
    return _at(header.viewport(), QPoint(middle_px, header.height() // 2))


def rows(name: str) -> list[str] | None:
    """What the rows of a list tell, from the top."""
    view = next(_views(name), None)
    return None if view is None else [_told(view, row) for row in range(view.model().rowCount())]


def cell(name: str, words: str, column: str = "0") -> Place | str | None:
    """A cell of the list of that name, in the row in which the words are; "hidden" where one has to scroll to it."""
    for view in _views(name):
        model = view.model()
        for row in range(0 if model is None else model.rowCount()):
            if words in _told(view, row):
                rect = view.visualRect(model.index(row, int(column)))
                return (
                    _at(view.viewport(), rect.center()) if view.viewport().rect().contains(rect.center()) else "hidden"
                )
    return None


def right_of(name: str, words: str) -> Place | str | None:
    """The right end of a row, where its own button is."""
    found = cell(name, words)
    if isinstance(found, tuple):
        view = next(_views(name))
        return _at(view.viewport(), QPoint(view.viewport().width() - 56, 0))[0], found[1]
    return found


def middle(name: str) -> Place | None:
    """The middle of a list."""
    found = next(_views(name), None)
    return None if found is None else _at(found, found.rect().center())


def first_gap(code: str) -> str | None:
    """The name of the unit of the first gap of a kind."""
    window = _window()
    workspace = None if window is None else window.workspace
    if workspace is None:
        return None
    gap = next(gap for gap in workspace.sides.gaps.model.gaps if gap.first.code == code)
    return name_of(workspace.document.project.communities, gap.first.subjects[0])


def entry(words: str) -> Place | None:
    """An entry of an open menu that can be chosen."""
    for menu in _seen():
        if isinstance(menu, QMenu):
            for action in menu.actions():
                if action.text().replace("&", "") == words and action.isEnabled():
                    return _at(menu, menu.actionGeometry(action).center())
    return None


def chosen() -> str | None:
    """The entry of an open menu that Enter would choose."""
    menu = QApplication.activePopupWidget()
    action = menu.activeAction() if isinstance(menu, QMenu) else None
    return None if action is None else action.text().replace("&", "")


def on_map(table: str, key: str) -> Place | None:
    """Where a point, or the middle of a unit, is on the map."""
    window = _window()
    workspace = None if window is None else window.workspace
    viewport = None if workspace is None else workspace.map.canvas.viewport
    if workspace is None or viewport is None:
        return None
    project = workspace.document.project
    shape = table_geometry(project, table, key)
    if shape is None:
        return None
    middle = shape.representative_point()
    x, y = transform_xy(np.array([[middle.x, middle.y]]), DEGREES, project.about.map_crs)[0]
    return _at(workspace.map.canvas, QPointF(*viewport.to_screen((float(x), float(y)))).toPoint())


def map_middle() -> Place | None:
    """The middle of the map, where its cross is."""
    window = _window()
    workspace = None if window is None else window.workspace
    return None if workspace is None else _at(workspace.map.canvas, workspace.map.canvas.rect().center())


def on_border(first: str, second: str, share: str) -> Place | None:
    """Where the border of two units is on the map, that share of its vertices along it."""
    window = _window()
    workspace = None if window is None else window.workspace
    viewport = None if workspace is None else workspace.map.canvas.viewport
    if workspace is None or viewport is None:
        return None
    project = workspace.document.project
    borders = Borders(project, tuple(project.communities.geometry.loc[[first, second]].total_bounds))
    chain = max(borders.chains(first, second), key=len)
    x, y = borders.metres(chain)[round(float(share) * (len(chain) - 1))].tolist()
    return _at(workspace.map.canvas, QPointF(*viewport.to_screen((x, y))).toPoint())


def written() -> str | None:
    """What stands in the line that has the keyboard."""
    held = QApplication.focusWidget()
    return held.text() if isinstance(held, QLineEdit) else None


def focus() -> str | None:
    """The accessible name of what has the keyboard, else what it is; of tabs that of the one in front."""
    held = QApplication.focusWidget()
    if isinstance(held, QTabBar):
        return f"tab {held.tabText(held.currentIndex())}"
    if isinstance(held, QAbstractButton):
        return f"button {held.text()}"
    return None if held is None else held.accessibleName() or type(held).__name__


def focus_name() -> str | None:
    """The accessible name of what has the keyboard."""
    held = QApplication.focusWidget()
    return None if held is None else held.accessibleName()


def focus_tabs() -> tuple[int, list[str]] | None:
    """Which of which tabs is in front, where the keyboard is on them."""
    held = QApplication.focusWidget()
    if not isinstance(held, QTabBar):
        return None
    return held.currentIndex(), [held.tabText(number) for number in range(held.count())]


def lines(name: str) -> list[str] | None:
    """What can be chosen in the box of that name."""
    box = next((w for w in _seen() if isinstance(w, QComboBox) and w.accessibleName() == name), None)
    return None if box is None else [box.itemText(row) for row in range(box.count())]


def keys_released() -> int:
    """How many keys have come up since the window is there."""
    return _keys.released


def current(name: str) -> str | None:
    """What the row tells in which the keyboard is, in the list of that name."""
    view = next(_views(name), None)
    if view is None or not view.currentIndex().isValid():
        return None
    return _told(view, view.currentIndex().row())


def picture(path: str) -> bool:
    """The whole screen as a picture, for whoever wants to see why a story stopped."""
    return QApplication.primaryScreen().grabWindow(0).save(path)


LOOKS: tuple[Callable[..., object], ...] = (
    at_rest, button, on, tab, field, shown, opens, calendar, heading, rows, cell, right_of, middle, first_gap, entry,
    chosen,
    on_map, map_middle,
    on_border, written, focus, focus_name, focus_tabs, lines, keys_released, current, picture,
)  # fmt: skip


class Eyes(QObject):
    """Questions come in a thread of their own and are answered in the window's."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self.answer)
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self.asked.emit(line)

    def answer(self, line: str) -> None:
        name, *arguments = json.loads(line)
        look = next(look for look in LOOKS if look.__name__ == name)
        told = None
        try:
            told = look(*arguments)
        finally:  # a fault of the eyes ends on standard error, and leaves nobody waiting
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    application.installEventFilter(_keys)
    held: list[Eyes] = []
    QTimer.singleShot(0, lambda: held.append(Eyes()))
    sys.exit(run(Path(sys.argv[2]) if len(sys.argv) > 2 else None, sys.argv[1]))
