"""How a file is read: its layers, coordinate system, datum, encoding and order of axes, in the boxes of a dialog."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from mapper.edits.file_import import ReadAs
from mapper.io.datum import DATUMS
from mapper.io.file_columns import layers_to_choose
from ui.language.language import Language
from ui.projects.import_pages import ImportAttempt
from ui.widgets.kit import refill
from ui.widgets.several_button import SeveralButton


class ReadingOptions(QObject):
    """Boxes that a dialog places where it has room; ``changed`` when a person has said something of the file."""

    changed = Signal()

    def __init__(self, say: Language) -> None:
        super().__init__()
        self._say = say
        self.layers, self.datum = SeveralButton(), QComboBox()
        self.crs, self.encoding, self.swap = QLineEdit(), QLineEdit(), QCheckBox()
        self.boxes: dict[str, QWidget] = {
            "layers": self.layers, "crs": self.crs, "datum": self.datum, "encoding": self.encoding, "axes": self.swap,
        }  # fmt: skip
        for line in (self.crs, self.encoding):
            line.editingFinished.connect(self.changed)
        self.datum.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.swap.toggled.connect(lambda _: self.changed.emit())
        self.layers.changed.connect(self.changed)

    def retranslate(self) -> None:
        refill(self.datum, [self._say(f"import.datum.{name}") for name in DATUMS])
        self.crs.setPlaceholderText(self._say("import.crs.hint"))
        self.encoding.setPlaceholderText(self._say("import.encoding.hint"))
        self.swap.setText(self._say("import.axes.swapped"))
        self.layers.offer(self.layers.names, self._say("import.layers.shown"))

    def read_as(self, columns: dict[str, str]) -> ReadAs:
        """How the file is to be read with these columns (column → field, "" for none)."""
        return ReadAs(
            layers=self.layers.chosen,
            encoding=self.encoding.text().strip() or None,
            columns=columns,
            crs=self.crs.text().strip() or None,
            datum=DATUMS[self.datum.currentIndex()],
            swap_xy=self.swap.isChecked(),
        )

    def offer_layers(self, attempt: ImportAttempt | None) -> None:
        """Offer the layers that an attempt has found in the file; those of before while it is read again."""
        if attempt is not None:
            asked = () if attempt.error is None else layers_to_choose(attempt.error)
            known = asked if attempt.trial is None else attempt.trial.source.layers
            # One sheet alone is opened alone, and knows of no others.
            self.layers.offer(known or self.layers.names, self._say("import.layers.shown"))
        self.layers.setEnabled(bool(self.layers.names))
