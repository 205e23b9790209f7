"""What is on screen and has no room: words that are cut, controls outside their window, controls without a name."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCalendarWidget,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)

from ui.widgets.rows_model import RowsTable

_ROUNDING_PX = 1
_LINE_MARGIN_PX = 2  # that Qt keeps free beside the words of a line
_PAINTERS = ("paint", "paintEvent")  # of a cell, of a widget
_CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QAbstractItemView, QTabBar)


@dataclass(frozen=True, slots=True)
class Cut:
    """Something that cannot be seen whole, or not be told by a screen reader: what is wrong, where, and its words."""

    why: str
    where: str
    words: str


@contextmanager
def painted_cuts() -> Iterator[set[str]]:
    """Words that are shortened while a cell or widget paints them itself, and so stand in no label; as they come."""
    found: set[str] = set()
    shorten = QFontMetrics.elidedText

    def told(metrics: QFontMetrics, text: str, *how: Any) -> str:
        shown = shorten(metrics, text, *how)
        if shown != text and sys._getframe(1).f_code.co_name in _PAINTERS:
            found.add(text)
        return shown

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QFontMetrics, "elidedText", told)
        yield found


def cuts(root: QWidget) -> set[Cut]:
    """What has no room, of all that is visible in a widget and below it."""
    found: set[Cut] = set()
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisibleTo(root) and widget.isVisible() and not _of_qt(widget):
            found |= {Cut(why, _path(widget, root), words) for why, words in _faults(widget, root)}
    return found


def calendar_cuts(calendar: QCalendarWidget) -> Iterator[Cut]:
    """Weekdays and weeks of a calendar that is opened and have no room in it."""
    calendar.ensurePolished()
    calendar.resize(calendar.sizeHint())
    calendar.grab()  # it is laid out when it is painted
    days = calendar.findChild(QTableView)
    assert days is not None
    model = days.model()
    for column in range(model.columnCount()):
        words = str(model.index(0, column).data() or "")
        if days.fontMetrics().horizontalAdvance(words) > days.columnWidth(column):
            yield Cut("weekday", "calendar", words)
    if sum(map(days.rowHeight, range(model.rowCount()))) > days.viewport().height():
        yield Cut("week", "calendar", str(model.index(model.rowCount() - 1, 1).data()))


def menu_cuts(window: QWidget, most_px: tuple[int, int]) -> Iterator[Cut]:
    """Menus that are larger than the screen, so that an end of them is out of reach."""
    for menu in window.findChildren(QMenu):
        size = menu.sizeHint()
        if size.width() > most_px[0] or size.height() > most_px[1]:
            yield Cut("menu", "", menu.title() or str([action.text() for action in menu.actions()][:3]))


def _of_qt(widget: QWidget) -> bool:
    """A part that Qt put into one of its own widgets."""
    return (
        widget.objectName().startswith("qt_")
        or isinstance(widget, QScrollBar)
        or isinstance(widget.window(), QFileDialog)
        or isinstance(widget.parent(), (QTabBar, QAbstractSpinBox, QComboBox, QHeaderView))
        or (isinstance(widget.parent(), QTableView) and isinstance(widget, QAbstractButton))
    )


def _path(widget: QWidget, root: QWidget) -> str:
    names: list[str] = []
    at: QWidget | None = widget
    while at is not None:
        name = type(at).__name__
        if not name.startswith("Q") or not names:
            names.append(name)
        if at is root:
            break
        at = at.parentWidget()
    return "/".join(reversed(names))


def _faults(widget: QWidget, root: QWidget) -> Iterator[tuple[str, str]]:
    for kind, cut in _CUT.items():
        if isinstance(widget, kind):
            yield from cut(widget)
    whole = next((getattr(widget, name) for name in ("whole", "_whole", "_name") if hasattr(widget, name)), "")
    if isinstance(widget, (QLabel, QAbstractButton)) and whole and _one_line(widget.text()) != _one_line(whole):
        yield "elided", whole
    if isinstance(widget, _CONTROLS) and not isinstance(widget, QHeaderView):
        yield from _outside(widget, root)
        yield from _nameless(widget)


def _one_line(words: str) -> list[str]:
    """The same whether it is broken at a blank, at a · or not."""
    return words.replace(" · ", " ").split()


def _wide(widget: QWidget, text: str) -> int:
    return widget.fontMetrics().horizontalAdvance(text)


def _label(label: QLabel) -> Iterator[tuple[str, str]]:
    text = label.text()
    if not text or not label.pixmap().isNull():
        return
    room = label.contentsRect()
    if label.wordWrap():
        longest = max((_wide(label, word) for word in text.split() if word.isascii()), default=0)
        if label.heightForWidth(label.width()) > label.height() + _ROUNDING_PX or longest > room.width():
            yield "text", text
        return
    if label.textFormat() == Qt.TextFormat.RichText or ("<" in text and label.textFormat() != Qt.TextFormat.PlainText):
        document = QTextDocument()
        document.setDefaultFont(label.font())
        document.setHtml(text)
        wide = document.idealWidth() - 2 * document.documentMargin()
    else:
        wide = max(_wide(label, line) for line in text.split("\n"))
    high = label.fontMetrics().height() * (text.count("\n") + 1)
    if wide > room.width() + _ROUNDING_PX or high > room.height() + 4:
        yield "text", text


def _button(button: QAbstractButton) -> Iterator[tuple[str, str]]:
    text = button.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
    style = button.toolButtonStyle() if isinstance(button, QToolButton) else None
    if not text or style == Qt.ToolButtonStyle.ToolButtonIconOnly:
        return
    wide = max(_wide(button, line) for line in text.split("\n"))
    if not isinstance(button, QToolButton) and not button.icon().isNull():
        wide += button.iconSize().width() + 4
    if wide > button.width() + _ROUNDING_PX:
        yield "text", text


def _tabs(bar: QTabBar) -> Iterator[tuple[str, str]]:
    for n in range(bar.count()):
        if not bar.isTabVisible(n):
            continue
        at = bar.tabRect(n)
        if _wide(bar, bar.tabText(n)) > at.width() or at.right() > bar.width():
            yield "tab", bar.tabText(n)


def _header(header: QHeaderView) -> Iterator[tuple[str, str]]:
    model = header.model()
    if model is None or header.orientation() != Qt.Orientation.Horizontal:
        return
    for n in range(header.count()):
        text = str(model.headerData(n, Qt.Orientation.Horizontal) or "")
        if header.isSectionHidden(n) or not text:
            continue
        if max(_wide(header, line) for line in text.split("\n")) + 6 > header.sectionSize(n):
            yield "heading", text


def _cells(table: RowsTable) -> Iterator[tuple[str, str]]:
    """Cells on screen that are narrower than their words, in the columns that are fitted to the words they can have."""
    model, seen = table.rows_model, table.viewport().rect()
    for column, field in enumerate(model.fields):
        for row in range(model.rowCount() if field.words else 0):
            at, text = table.visualRect(model.index(row, column)), str(model.index(row, column).data() or "")
            if at.isValid() and seen.contains(at.topLeft()) and _wide(table, text) > at.width():
                yield "cell", text


def _box(box: QComboBox) -> Iterator[tuple[str, str]]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    room = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    if _wide(box, box.currentText()) > room.width() + _ROUNDING_PX:
        yield "chosen", box.currentText()


def _line(line: QLineEdit) -> Iterator[tuple[str, str]]:
    words = line.text() if line.isReadOnly() else line.placeholderText()
    frame = QStyleOptionFrame()
    line.initStyleOption(frame)
    room = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, frame, line)
    if _wide(line, words) > room.width() - 2 * _LINE_MARGIN_PX + _ROUNDING_PX:
        yield "text", words


def _outside(widget: QWidget, root: QWidget) -> Iterator[tuple[str, str]]:
    """Not all of it is inside of what holds it, and no scroll bar leads there."""
    at: QWidget | None = widget.parentWidget()
    while at is not None:
        holder = at.parentWidget()
        if isinstance(holder, QAbstractScrollArea) and at is holder.viewport():
            return
        mine = QRect(widget.mapTo(at, QPoint()), widget.size())
        if not at.rect().adjusted(-2, -2, 2, 2).contains(mine):
            yield "outside", _words(widget)
            return
        if at is root or at.isWindow():
            return
        at = holder


def _nameless(widget: QWidget) -> Iterator[tuple[str, str]]:
    told = QAccessible.queryAccessibleInterface(widget)
    if told is not None and widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not told.text(QAccessible.Text.Name):
        yield "name", _words(widget)


def _words(widget: QWidget) -> str:
    for ask in ("text", "currentText"):
        if hasattr(widget, ask):
            return str(getattr(widget, ask)())
    return widget.toolTip() or widget.objectName()


def _spin(box: QAbstractSpinBox) -> Iterator[tuple[str, str]]:
    if _wide(box, box.text()) > box.width():
        yield "text", box.text()


# Which of its own words has no room, by kind of widget.
_CUT: dict[type[QWidget], Callable[[Any], Iterator[tuple[str, str]]]] = {
    QLabel: _label,
    QAbstractButton: _button,
    QTabBar: _tabs,
    QHeaderView: _header,
    QComboBox: _box,
    QLineEdit: _line,
    QAbstractSpinBox: _spin,
    RowsTable: _cells,
}
