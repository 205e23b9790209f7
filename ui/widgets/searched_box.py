"""A choice among many: whoever types is offered what has the words typed, also in pinyin or by its first letters."""

from PySide6.QtCore import QModelIndex, QStringListModel, Qt
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from mapper.names import folded
from ui.language.spelling import spelled

_MOST_SHOWN = 50


class SearchedBox(QComboBox):
    """A box whose list is long: it opens as any other, and is narrowed by typing.

    What is typed chooses nothing by itself: an entry is taken from the list, or when it alone is left; else what was
    chosen stays, and stands there again as soon as the box is left.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.setLineEdit(self.field)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(16)
        self._rows: list[int] = []
        self._texts = QStringListModel(self)
        completer = QCompleter(self._texts, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        taken = completer.activated[QModelIndex]  # type: ignore[index]  # Qt's types know the signal's first form only
        taken.connect(lambda index: self._take(index.row()))
        # Not as the box's own completer: that would choose the entry of the same row among all.
        self.field.setCompleter(completer)
        self.field.textEdited.connect(self.seek)
        self.field.editingFinished.connect(self._settle)

    def seek(self, typed: str) -> None:
        """Offer the entries that have every word typed, in their order."""
        words = folded(typed).split()
        texts = [self.itemText(row) for row in range(self.count())]
        spellings = spelled(texts) if words and typed.isascii() else {}
        found = [" ".join((folded(text), *spellings.get(text, ()))) for text in texts]
        self._rows = [row for row, text in enumerate(found) if all(word in text for word in words)][:_MOST_SHOWN]
        self._texts.setStringList([texts[row] for row in self._rows])

    @property
    def offered(self) -> list[str]:
        """What is offered for the words typed."""
        return list(self._texts.stringList())

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 Qt's own name
        """Typing begins anew, whatever stands there."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.field.selectAll()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 Qt's own name
        """Rolling past chooses nothing."""
        event.ignore()

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._rows):
            self.setCurrentIndex(self._rows[row])
        self._show_chosen()

    def _settle(self) -> None:
        if self.field.text() != self.itemText(self.currentIndex()):
            self.seek(self.field.text())
            self._take(0 if len(self._rows) == 1 else -1)

    def _show_chosen(self) -> None:
        self.setEditText(self.itemText(self.currentIndex()))
        self.field.setCursorPosition(0)
