"""The background maps: add a file or an address, switch, order, fade, name, remove."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from mapper.backgrounds.background import DATUMS, Background, file_background
from mapper.errors import InputError
from ui.backgrounds.address_form import AddressDialog
from ui.language.language import Language
from ui.session.backgrounds import Backgrounds
from ui.widgets.empty_words import EmptyWords
from ui.widgets.file_dialogs import ask_file
from ui.widgets.form import FormDialog
from ui.widgets.kit import ElidedLabel, button, label, refill

_MEGABYTE = 2**20


class BackgroundsDialog(FormDialog):
    """What is changed here counts at once and is seen on the map behind."""

    def __init__(self, backgrounds: Backgrounds, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(say, parent)
        self.backgrounds = backgrounds
        self.about = label("quiet", wrap=True)
        self.list, self.model = QListView(), QStandardItemModel(self)
        self.list.setModel(self.model)
        self.nothing = EmptyWords(self.list)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setMinimumSize(420, 150)
        self.model.itemChanged.connect(self._ticked)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_chosen())
        self.file, self.address, self.up, self.down, self.gone = (
            button("", press) for press in (
                self._ask_file, self._ask_address, lambda: self._move(1), lambda: self._move(-1), self._remove
            )
        )  # fmt: skip
        beside = QVBoxLayout()
        for tool in (self.file, self.address, self.up, self.down, self.gone):
            beside.addWidget(tool)
        beside.addStretch(1)
        top = QHBoxLayout()
        top.addWidget(self.list, 1)
        top.addLayout(beside)
        self.name, self.attribution, self.crs = QLineEdit(), QLineEdit(), QLineEdit()
        self.place = ElidedLabel()
        self.datum, self.opacity = QComboBox(), QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        for code, widget in (
            ("name", self.name), ("place", self.place), ("datum", self.datum), ("opacity", self.opacity),
            ("attribution", self.attribution), ("crs", self.crs),
        ):  # fmt: skip
            self.field(f"backgrounds.{code}", widget)
        self.body.insertWidget(0, self.about)
        self.body.insertLayout(1, top)
        self.cache, self.empty = label("quiet"), button("", self._empty_cache)
        below = QHBoxLayout()
        below.addWidget(self.cache, 1)
        below.addWidget(self.empty)
        self.body.insertLayout(self.body.count() - 1, below)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        for line in (self.name, self.attribution, self.crs):
            line.editingFinished.connect(self._edited)
        self.datum.activated.connect(lambda _: self._edited())
        self.opacity.valueChanged.connect(lambda _: self._edited())
        self._offered: Background | None = None
        self._filling = False
        backgrounds.changed.connect(self._fill)
        backgrounds.failed.connect(self._failed)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("backgrounds.dialog"))
        self.about.setText(say("backgrounds.about"))
        self.list.setAccessibleName(say("backgrounds.title"))
        for tool, code in (
            (self.file, "add_file"), (self.address, "add_address_etc"), (self.up, "up"), (self.down, "down"),
            (self.gone, "remove"), (self.empty, "cache.empty"),
        ):  # fmt: skip
            tool.setText(say(f"backgrounds.{code}"))
        self.crs.setPlaceholderText(say("backgrounds.crs.example"))
        self.nothing.setText(say("backgrounds.none"))
        refill(self.datum, [say(f"backgrounds.datum.{datum}") for datum in DATUMS])
        self._fill()

    @property
    def chosen(self) -> Background | None:
        """The background marked in the list."""
        item = self.model.itemFromIndex(self.list.currentIndex())
        return None if item is None else self.backgrounds.item(str(item.data()))

    def choose(self, key: str) -> None:
        """Mark a background in the list."""
        for row in range(self.model.rowCount()):
            if self.model.item(row).data() == key:
                self.list.setCurrentIndex(self.model.index(row, 0))

    def add_file(self, path: Path, crs: str = "") -> None:
        """Put a file on the list if it can be opened; else tell why not."""
        try:
            made = file_background(path, crs=crs)
        except InputError as error:
            self.tell(self.say.error(error))
            return
        self.trouble.hide()
        self.backgrounds.check(made, self._added, lambda told: self._refused(made, told))

    def _added(self, made: Background) -> None:
        self._offered = None
        self.backgrounds.put(made)
        self.choose(made.id)

    def _refused(self, made: Background, told: InputError) -> None:
        """A file that does not say its CRS waits for somebody to write it into the field."""
        self._offered = made if told.code.startswith("crs_") else None
        wanted = self._offered is not None
        self.tell(self.say("backgrounds.crs.wanted", path=made.place) if wanted else self.say.error(told))
        self._show_chosen()
        if wanted:
            self.crs.setFocus()

    def _failed(self, _: Background, why: InputError) -> None:
        self.tell(self.say.error(why))

    def _fill(self) -> None:
        """List them anew, the topmost first."""
        chosen = self.chosen
        self._filling = True
        self.model.clear()
        for background in reversed(self.backgrounds.items):
            item = QStandardItem(self.say(f"backgrounds.kind.{background.kind}", name=background.name))
            item.setData(background.id)
            item.setCheckable(True)
            item.setCheckState(Qt.CheckState.Checked if background.on else Qt.CheckState.Unchecked)
            item.setToolTip(background.place)
            self.model.appendRow(item)
        self._filling = False
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0, 0))
        if chosen is not None:
            self.choose(chosen.id)
        self.cache.setText(
            self.say(
                "backgrounds.cache",
                size=self.backgrounds.cache.size_bytes / _MEGABYTE,
                most=self.backgrounds.cache.most_bytes / _MEGABYTE,
            )
        )
        self._show_chosen()

    def _show_chosen(self) -> None:
        background = self._offered or self.chosen
        listed = background is not None and self._offered is None
        self._filling = True
        for widget in (self.name, self.datum, self.opacity, self.attribution, self.up, self.down, self.gone):
            widget.setEnabled(listed)
        self.crs.setEnabled(background is not None and background.kind == "raster")
        self.name.setText("" if background is None else background.name)
        self.place.put("" if background is None else background.place)
        self.datum.setCurrentIndex(0 if background is None else DATUMS.index(background.datum))
        self.opacity.setValue(100 if background is None else round(background.opacity * 100))
        self.attribution.setText("" if background is None else background.attribution)
        self.crs.setText("" if background is None else background.crs)
        self._filling = False

    def _edited(self) -> None:
        """Take over what stands in the fields."""
        background = self.chosen
        if self._filling:
            return
        if self._offered is not None:
            if self.crs.text().strip():
                self.add_file(Path(self._offered.place), self.crs.text().strip())
            return
        if background is None:
            return
        after = replace(
            background,
            name=self.name.text().strip() or background.name,
            datum=DATUMS[self.datum.currentIndex()],
            opacity=self.opacity.value() / 100,
            attribution=self.attribution.text().strip(),
            crs=self.crs.text().strip(),
        )
        if after != background:
            self.trouble.hide()
            self.backgrounds.put(after)

    def _ticked(self, item: QStandardItem) -> None:
        if not self._filling:
            self.trouble.hide()
            self.backgrounds.switch(str(item.data()), item.checkState() == Qt.CheckState.Checked)

    def _move(self, up: int) -> None:
        if self.chosen is not None:
            self.backgrounds.move(self.chosen.id, up)

    def _remove(self) -> None:
        if self.chosen is not None:
            self.backgrounds.remove(self.chosen.id)

    def _ask_file(self) -> None:
        ask_file(self.say, self, self.say("backgrounds.add_file"), [self.say("backgrounds.files")], self.add_file)

    def _ask_address(self) -> None:
        dialog = AddressDialog(self.say, self._added, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _empty_cache(self) -> None:
        self.backgrounds.cache.clear()
        self._fill()
