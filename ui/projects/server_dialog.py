"""A project on a server: its address, which is remembered, and the login's password, which is not."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from mapper.errors import InputError
from mapper.store.places import is_address, project_of, with_password, without_password
from ui.language.language import Language
from ui.widgets.form import FormDialog
from ui.widgets.kit import label

_WIDTH_PX = 560


class ServerDialog(FormDialog):
    """Asks for both; ``chosen`` has the address with the password, where one was typed."""

    chosen = Signal(str)

    def __init__(self, say: Language, address: str = "", parent: QWidget | None = None) -> None:
        super().__init__(say, parent)
        self.address, self.password = QLineEdit(without_password(address) if address else ""), QLineEdit()
        self.address.setPlaceholderText("postgresql://")
        self.address.setMinimumWidth(_WIDTH_PX)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.field("server.address", self.address)
        self.field("server.password", self.password)
        self.hint = label("quiet", wrap=True)
        self.body.insertWidget(1, self.hint)
        self.retranslate()
        (self.password if address else self.address).setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("server.title"))
        self.hint.setText(self.say("server.hint"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(self.say("server.do"))

    def apply(self) -> None:
        """InputError ``address_unreadable``."""
        told = self.address.text().strip()
        try:
            known = is_address(told) and bool(project_of(told))
        except ValueError:  # a bracket of an IPv6 host that is not closed
            known = False
        if not known:
            raise InputError("address_unreadable", path=told)
        self.chosen.emit(with_password(told, self.password.text()))
