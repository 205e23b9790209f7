"""Small widgets that every panel and dialog is made of, and how figures stand in them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

_DOT = " · "


class ElidedLabel(QLabel):
    """One quiet line that ends in … where there is no room; the whole of it is in its tip."""

    def __init__(self, text: str = "", look: str = "quiet") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", look)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.whole = ""
        self._texts = "", ""
        self.put(text)

    def put(self, text: str, shorter: str = "") -> None:
        """Show this text, as much of it as there is room for; ``shorter`` in its place where it has no room whole."""
        self._texts = text, shorter or text
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        (text, shorter), room = self._texts, self.contentsRect().width()
        self.whole = text if self.fontMetrics().horizontalAdvance(text) <= room else shorter
        shown = self.fontMetrics().elidedText(self.whole, Qt.TextElideMode.ElideRight, room)
        self.setText(shown)
        self.setToolTip(text if shown != text else "")


def label(look: str = "", *, wrap: bool = False) -> QLabel:
    """A label of one of the stylesheet's looks; plain text only, for it may show what a file said."""
    result = QLabel()
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setWordWrap(wrap)
    if look:
        result.setProperty("look", look)
    return result


def button(look: str, pressed: Callable[[], object]) -> QPushButton:
    """A push button of one of the stylesheet's looks."""
    result = QPushButton()
    if look:
        result.setProperty("look", look)
    result.clicked.connect(lambda _checked=False: pressed())
    return result


def broken(text: str, between: str, room_px: int, metrics: QFontMetrics) -> list[str]:
    """A text in one line where it has room, else in two: broken at the last mark before which all has room."""
    parts = text.split(between)
    for kept in range(len(parts), 0, -1):
        first = between.join(parts[:kept])
        if metrics.horizontalAdvance(first) <= room_px:
            return [first, between.join(parts[kept:])] if kept < len(parts) else [first]
    return [text]


class _Link(QPushButton):
    """A line, broken in two at a · where it is too long; what still has no room ends in … and is whole in its tip."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._whole = text
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's own name
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        lines = broken(self._whole, _DOT, self.width(), self.fontMetrics())
        shown = [self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, self.width()) for line in lines]
        if "\n".join(shown) != self.text():
            self.setText("\n".join(shown))
            self.setToolTip("" if shown == lines else self._whole)
            self.updateGeometry()


def link(text: str, pressed: Callable[[], object]) -> QPushButton:
    """A line of text that leads somewhere."""
    result = _Link(text)
    result.clicked.connect(lambda _checked=False: pressed())
    result.setFlat(True)
    result.setStyleSheet("text-align: left; padding: 2px 0; border: none;")
    return result


def button_bar(parent: QWidget, *buttons: QWidget) -> QWidget:
    """Buttons side by side, as they stand at the foot of a panel."""
    bar = QWidget(parent)
    row = QHBoxLayout(bar)
    row.setContentsMargins(16, 8, 16, 12)
    for one in buttons:
        row.addWidget(one)
    row.addStretch(1)
    return bar


def refill(box: QComboBox, texts: Sequence[str], values: Sequence[object] | None = None, start: int = 0) -> None:
    """Put other words into a box, each with its value (else its place), and tell nobody.

    What was chosen stays, where it is still offered; otherwise, and the first time, it is the one at place ``start``.
    Where the same is offered as before, only the words that are others are put: most boxes are filled after each edit.
    """
    data = tuple(range(len(texts))) if values is None else tuple(values)
    kept = [box.currentData()] if box.currentIndex() >= 0 else []
    quiet = QSignalBlocker(box)
    if kept and data == tuple(box.itemData(number) for number in range(box.count())):
        for number, text in enumerate(texts):
            if box.itemText(number) != text:
                box.setItemText(number, text)
        quiet.unblock()
        return
    box.clear()
    for text, value in zip(texts, data, strict=True):
        box.addItem(text, value)
    # QComboBox.findData compares tuples by identity.
    box.setCurrentIndex(next((n for n, value in enumerate(data) if value in kept), start))
    quiet.unblock()


class CardFrame(QFrame):
    """A white frame with round corners; what is put into it stands one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)

    def put(self, content: QWidget, stretch: int = 1) -> None:
        """Add a widget at the bottom."""
        self._column.addWidget(content, stretch)


def rule() -> QFrame:
    """A hairline."""
    line = QFrame()
    line.setProperty("look", "rule")
    return line


def empty_layout(layout: QLayout) -> None:
    """Take every widget out of a layout and let it go."""
    while layout.count() and (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty_layout(inner)


def share(value: float | None) -> str:
    """A share as a whole percentage; a dash where there is none."""
    return "—" if value is None else f"{value * 100:.0f}%"


def count(value: int | None) -> str:
    """A number with its thousands apart; a dash where it is not known."""
    return "—" if value is None else f"{value:,}"
