"""Keeping the view of now under a name, and going to, renaming and removing the views that are kept."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from mapper.errors import InputError
from ui.language.language import Language
from ui.session.bookmarks import Bookmark, Bookmarks
from ui.widgets.empty_words import EmptyWords
from ui.widgets.form import FormDialog
from ui.widgets.kit import button

_NAME_ROLE = Qt.ItemDataRole.UserRole


class BookmarksDialog(FormDialog):
    """``here`` makes a bookmark of the view of now from a name and whether its day belongs to it."""

    chosen = Signal(Bookmark)

    def __init__(
        self, say: Language, bookmarks: Bookmarks, here: Callable[[str, bool], Bookmark | None], parent: QWidget
    ) -> None:
        super().__init__(say, parent)
        self._bookmarks, self._here = bookmarks, here
        self.name, self.with_day = QLineEdit(), QCheckBox()
        self.name.setMinimumWidth(320)
        self.keep = button("main", self._keep)
        self.name.returnPressed.connect(self._keep)
        self.list = QListWidget()
        self.list.setMinimumHeight(220)
        self.nothing = EmptyWords(self.list)
        self.list.itemChanged.connect(self._renamed)
        self.list.itemDoubleClicked.connect(lambda _: self._go())
        self.go, self.rename, self.remove = QPushButton(), QPushButton(), QPushButton()
        self.go.clicked.connect(self._go)
        self.rename.clicked.connect(self._rename)
        self.remove.clicked.connect(self._remove)
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(self.keep)
        below = QHBoxLayout()
        for one in (self.go, self.rename, self.remove):
            below.addWidget(one)
        below.addStretch(1)
        self.body.insertLayout(0, row)
        self.body.insertWidget(1, self.with_day)
        self.body.insertWidget(2, self.list)
        self.body.insertLayout(3, below)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        # Enter in the name keeps the view; it must not close the dialog too.
        self.list.currentRowChanged.connect(self._enable)
        self._fill()
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("bookmarks.title"))
        self.name.setPlaceholderText(self.say("bookmarks.name"))
        self.name.setAccessibleName(self.say("bookmarks.name"))
        self.with_day.setText(self.say("bookmarks.with_day"))
        self.list.setAccessibleName(self.say("bookmarks.list"))
        self.nothing.setText(self.say("bookmarks.empty"))
        for one, name in ((self.keep, "keep"), (self.go, "go"), (self.rename, "rename"), (self.remove, "remove")):
            one.setText(self.say(f"bookmarks.{name}"))

    def _fill(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._bookmarks.all:
            item = QListWidgetItem(one.name)
            item.setData(_NAME_ROLE, one.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            if one.as_of is not None:
                item.setToolTip(self.say("bookmarks.of_day", day=one.as_of))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._enable()

    def _enable(self) -> None:
        for one in (self.go, self.rename, self.remove):
            one.setEnabled(self.list.currentItem() is not None)

    def _try(self, do: Callable[[], object]) -> None:
        self.trouble.hide()
        try:
            do()
        except InputError as error:
            self.tell(self.say.error(error))
        self._fill()

    def _keep(self) -> None:
        bookmark = self._here(self.name.text(), self.with_day.isChecked())
        if bookmark is not None:
            self._try(lambda: self._bookmarks.put(bookmark))
            if self.trouble.isHidden():
                self.name.clear()

    def _go(self) -> None:
        item = self.list.currentItem()
        found = next((one for one in self._bookmarks.all if item and one.name == item.data(_NAME_ROLE)), None)
        if found is not None:
            self.accept()
            self.chosen.emit(found)

    def _rename(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.list.editItem(item)

    def _renamed(self, item: QListWidgetItem) -> None:
        self._try(lambda: self._bookmarks.rename(item.data(_NAME_ROLE), item.text()))

    def _remove(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._try(lambda: self._bookmarks.remove(item.data(_NAME_ROLE)))
