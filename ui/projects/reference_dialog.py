"""Reference layers: roads, rivers, railways or other lines from a file of one's own, kept in the project."""

from pathlib import Path

import geopandas as gpd
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from mapper.edits.reference import add_reference_layer, reference_layers, remove_reference_layer
from mapper.errors import InputError
from mapper.io.columns import is_sensitive_name
from mapper.io.encodings import name_text
from mapper.io.reading import Reading
from ui.language.language import choices
from ui.projects.file_page import FilePage
from ui.projects.line_look import LineLookRow
from ui.session.session import Session
from ui.widgets.file_reading import FileButton
from ui.widgets.form import FormDialog
from ui.widgets.kit import button, label, refill
from ui.widgets.number_boxes import NumberBox


class ReferenceDialog(FormDialog):
    """One file becomes one layer by one edit; layers that are there can be removed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self.file = FileButton(self, "reference.file", ("reference.files",), empty="reference.choose")
        self.page = FilePage(self, session.tasks, "import", "reference_lines", lambda: session.document.project)
        self.file.chosen.connect(self._file_chosen)
        self.name = QLineEdit()
        self.kind, self.width_m = QComboBox(), NumberBox()
        self.width_m.setRange(0, 5000)
        self.width_m.setDecimals(0)
        self.names = QComboBox()
        self.names.activated.connect(lambda _: self._names_chosen())
        self.there = QComboBox()
        self.look = LineLookRow(session)
        self.there.currentIndexChanged.connect(lambda _: self.look.show_layer(self.there.currentData()))
        self.remove = button("", self._remove)
        row = QWidget()
        beside = QHBoxLayout(row)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.there, 1)
        beside.addWidget(self.remove)
        for code, widget in (
            ("file", self.file), ("name", self.name), ("kind", self.kind), ("width", self.width_m),
            ("names", self.names), ("there", row), ("look", self.look),
        ):  # fmt: skip
            self.field(f"reference.{code}", widget)
        self.public = label("quiet", wrap=True)
        self.body.insertWidget(1, self.page, 1)
        self.body.insertWidget(2, self.public)
        self.form.setVerticalSpacing(6)
        self.body.setSpacing(10)
        self.page.changed.connect(self._show_reading)
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        session.document.changed.connect(self._show_layers)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("action.reference"))
        self.width_m.setSuffix(say("reference.metres"))
        self.width_m.setSpecialValueText(say("reference.no_width"))
        self.there.setAccessibleName(say("reference.there"))
        self.remove.setText(say("backgrounds.remove"))
        self.public.setText(say("reference.public"))
        self._offer_kinds()
        self.page.retranslate()
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say("backgrounds.add"))
        self.buttons.button(self.buttons.StandardButton.Cancel).setText(say("window.close"))
        self.look.retranslate()
        self._show_reading()
        self._show_layers()

    @property
    def reading(self) -> Reading | None:
        """What was read of the file with the options of now."""
        return self.page.reading

    def _file_chosen(self, path: Path) -> None:
        self.name.setText(self.name.text() or name_text(path.stem).replace(":", " "))
        self.page.take(path)

    def apply(self) -> None:
        reading = self.reading
        if reading is None or not isinstance(reading.frame, gpd.GeoDataFrame):
            raise InputError("reference_empty")
        kind = str(self.kind.currentData()) or None
        width_m = self.width_m.value() or None
        lines = reading.frame if self._column() else reading.frame.assign(name=None)
        self.session.document.do(add_reference_layer(lines, self.name.text(), kind, width_m))

    def _show_reading(self) -> None:
        read = self.reading
        if self.isVisible():
            self.make_room()
        self.buttons.button(self.buttons.StandardButton.Ok).setEnabled(read is not None and read.imported > 0)
        if read is not None:
            self._offer_kinds()
        self._show_columns()

    def _offer_kinds(self) -> None:
        """The kinds; where the file tells that of each line, its own before them, and chosen."""
        own = self.reading is not None and "kind" in self.reading.columns
        offered = self.kind.findData("") >= 0
        kinds = [*([""] if own else []), *choices("reference_lines", "kind")]
        words = [
            self.say.choice("reference_lines", "kind", kind) if kind else self.say("reference.kind.own")
            for kind in kinds
        ]
        refill(self.kind, words, kinds)
        if own and not offered:
            self.kind.setCurrentIndex(0)
        self._kind_chosen()

    def _show_columns(self) -> None:
        """The columns that names can be taken from; while a file is read again those of before."""
        read = self.reading
        if read is None and self.file.path is not None:
            return
        self.names.clear()
        self.names.addItem(self.say("reference.unnamed"), "")
        used = read.columns.get("name", "") if read is not None else ""
        columns = () if read is None else dict.fromkeys([*read.columns.values(), *read.dropped_columns])
        for column in columns:
            if not is_sensitive_name(column):
                self.names.addItem(column, column)
        self.names.setCurrentIndex(max(self.names.findData(used), 0))
        self.names.setEnabled(self.names.count() > 1)

    def _names_chosen(self) -> None:
        """Another column is read anew; to have no names nothing need be read."""
        if column := self._column():
            others = {name: field for name, field in self.page.columns.mapping.items() if field != "name"}
            self.page.map_columns({**others, column: "name"})

    def _column(self) -> str:
        """The column of names; empty where lines are to have none."""
        return str(self.names.currentData() or "")

    def _show_layers(self) -> None:
        there = reference_layers(self.session.document.project)
        self.there.clear()
        for name, count in there.items():
            self.there.addItem(self.say("reference.layer", name=name, count=count), name)
        self.there.setEnabled(bool(there))
        self.look.show_layer(self.there.currentData())
        self.remove.setEnabled(bool(there))

    def _kind_chosen(self) -> None:
        """Only water is as wide on the map as on the ground."""
        self.width_m.setEnabled(self.kind.currentData() in ("river", ""))

    def _remove(self) -> None:
        name = self.there.currentData()
        if name is not None:
            try:
                self.session.document.do(remove_reference_layer(str(name)))
            except InputError as error:
                self.tell(self.say.error(error))
