"""One line of the layer list: a swatch, words, and how many."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from layers.paint.legend import paint_swatch
from layers.scene.drawing import LegendEntry
from ui.widgets.kit import count, label

ENTRY_PX = 22
SWATCH = QSize(22, 14)


class Swatch(QWidget):
    """One legend entry's colour and form, as the map draws it."""

    def __init__(self, entry: LegendEntry, size: QSize = SWATCH) -> None:
        super().__init__()
        self.entry = entry
        self.setFixedSize(size)

    def put(self, entry: LegendEntry) -> None:
        """Show another entry, or the same one with another opacity."""
        if entry is not self.entry:
            self.entry = entry
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_swatch(painter, self.rect(), self.entry)


class LegendRow(QWidget):
    """A class of the legend."""

    def __init__(self, entry: LegendEntry, words: str, indent_px: int) -> None:
        super().__init__()
        self.setMinimumHeight(ENTRY_PX)
        self.swatch = Swatch(entry)
        self.figure: QLabel = label("quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addSpacing(indent_px)
        row.addWidget(self.swatch)
        self.words = label("quiet", wrap=True)
        self.words.setText(words)
        row.addWidget(self.words, 1)
        row.addWidget(self.figure)
        self.put(entry)

    def put(self, entry: LegendEntry) -> None:
        """The same class, counted anew."""
        self.swatch.put(entry)
        self.figure.setText("" if entry.count is None else count(entry.count))
