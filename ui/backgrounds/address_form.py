"""Adding a background by the address of its server."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from mapper.backgrounds.addresses import address_background, guessed_tiling, template_of
from mapper.backgrounds.background import DATUMS, TILINGS, Background
from mapper.errors import InputError
from ui.language.language import Language
from ui.widgets.form import FormDialog
from ui.widgets.kit import label, refill
from ui.widgets.number_boxes import WholeNumberBox

_DEEPEST = 18


class AddressDialog(FormDialog):
    """Hands the background that was filled in, switched off, to ``then``; nobody is asked yet."""

    def __init__(self, say: Language, then: Callable[[Background], object], parent: QWidget | None = None) -> None:
        super().__init__(say, parent)
        self._then = then
        self.about = label("quiet", wrap=True)
        self.address, self.name, self.servers, self.attribution = (QLineEdit() for _ in range(4))
        self.address.setMinimumWidth(520)
        self.address.setPlaceholderText("http://10.1.2.3/tiles/{z}/{x}/{y}.png")
        self.servers.setText("0-7")
        self.datum, self.tiling, self.deepest = QComboBox(), QComboBox(), WholeNumberBox()
        self.deepest.setRange(1, 24)
        self.deepest.setValue(_DEEPEST)
        for name, widget in (
            ("address", self.address), ("name", self.name), ("datum", self.datum), ("tiling", self.tiling),
            ("servers", self.servers), ("deepest", self.deepest), ("attribution", self.attribution),
        ):  # fmt: skip
            self.field(f"backgrounds.{name}", widget)
        self.body.insertWidget(1, self.about)
        self.address.editingFinished.connect(self._guess)
        self.address.textChanged.connect(lambda text: self.servers.setEnabled("{s}" in text))
        self.servers.setEnabled(False)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("backgrounds.add_address"))
        self.about.setText(say("backgrounds.address.about"))
        self.attribution.setPlaceholderText(say("backgrounds.attribution.example"))
        for box, kind, values in ((self.datum, "datum", DATUMS), (self.tiling, "tiling", TILINGS)):
            refill(box, [say(f"backgrounds.{kind}.{value}") for value in values])
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say("backgrounds.add"))

    def apply(self) -> None:
        made = address_background(
            self.address.text(),
            self.name.text(),
            TILINGS[self.tiling.currentIndex()],
            self.servers.text(),
            self.deepest.value(),
        )
        datum = DATUMS[self.datum.currentIndex()]
        self._then(replace(made, datum=datum, attribution=self.attribution.text().strip()))

    def _guess(self) -> None:
        """Choose the tiling that the address's words speak of; it can be changed."""
        try:
            self.tiling.setCurrentIndex(TILINGS.index(guessed_tiling(template_of(self.address.text()))))
        except InputError:
            return  # told when the person says that it is done
