"""A table whose rows end in a box, from which a person chooses what each stands for."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from mapper.lazy_dataclass import dataclass
from ui.language.language import Language
from ui.widgets.kit import refill

_ROW_PX = 36


@dataclass(frozen=True)
class ChoiceRow:
    """One row.

    Attributes
    ----------
    texts
        Its cells before the box.
    values, words
        What can be chosen, and how it is called; a row without any has its last text there.
    value
        What is chosen.
    """

    texts: tuple[str, ...]
    values: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    value: str = ""


class _Box(QComboBox):
    """Turning the wheel over it moves the table and not the choice."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 Qt's own name
        event.ignore()


class ChoiceRows(QTableWidget):
    """``chosen`` tells the row and the value that a person has chosen for it.

    ``widths_px`` are of all columns but the first, which takes the room that is left.
    """

    chosen = Signal(int, str)

    def __init__(self, headings: Sequence[str], widths_px: Sequence[int], say: Language) -> None:
        super().__init__(0, len(headings))
        self._headings, self._say = tuple(headings), say
        self.boxes: list[QComboBox | None] = []
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width_px in enumerate(widths_px, start=1):
            self.setColumnWidth(column, width_px)

    def show_rows(self, rows: Sequence[ChoiceRow]) -> None:
        """Show these; boxes that are there already are kept, so that the hand does not lose the one that it is on."""
        self.setHorizontalHeaderLabels([self._say(code) for code in self._headings])
        while len(self.boxes) > len(rows):
            self.boxes.pop()
        self.boxes += [None] * (len(rows) - len(self.boxes))
        self.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for column, text in enumerate(row.texts):
                cell = QTableWidgetItem(text)
                cell.setToolTip(text)
                self.setItem(place, column, cell)
            self._show_box(place, row)

    def _show_box(self, place: int, row: ChoiceRow) -> None:
        last = len(self._headings) - 1
        if not row.values:
            self.removeCellWidget(place, last)
            self.boxes[place] = None
            return
        box = self.boxes[place]
        if box is None:
            box = self.boxes[place] = _Box()
            box.activated.connect(lambda _, box=box: self._tell(box))
            self.setCellWidget(place, last, box)
        box.setAccessibleName(row.texts[0])
        refill(box, row.words, row.values)
        box.setCurrentIndex(row.values.index(row.value))

    def _tell(self, box: QWidget) -> None:
        if isinstance(box, QComboBox):
            self.chosen.emit(self.boxes.index(box), str(box.currentData()))
