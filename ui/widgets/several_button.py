"""A button that several of a few names are chosen with."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.language.messages import caption
from ui.widgets.kit import empty_layout
from ui.widgets.popup import Popup

_MOST_PX, _WIDTH_PX, _LINE_PX = 320, 300, 30


class SeveralButton(QPushButton):
    """It shows the names that are chosen, or what is done where none is; ``changed`` tells that a person chose."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.chosen: tuple[str, ...] = ()
        self._none = ""
        self.popup = Popup(self)
        self._page = QWidget()
        self._page.setProperty("look", "page")
        self._boxes = QVBoxLayout(self._page)
        self._boxes.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._page)
        self._scroll = scroll
        self.popup.body.addWidget(scroll)
        self.clicked.connect(lambda _=False: self.popup.open_below(self))

    def offer(self, names: Sequence[str], none: str) -> None:
        """These can be chosen; ``none`` says what is done where none is. What was chosen stays if it is offered."""
        self._none = none
        if tuple(names) != self.names:
            self.names = tuple(names)
            self.chosen = tuple(name for name in self.names if name in self.chosen)
            empty_layout(self._boxes)
            for name in self.names:
                box = QCheckBox(caption(name))
                box.setChecked(name in self.chosen)
                box.toggled.connect(lambda on, name=name: self.choose(name, on))
                self._boxes.addWidget(box)
            self._boxes.addStretch(1)
            self._scroll.setFixedSize(_WIDTH_PX, min(_MOST_PX, _LINE_PX * len(self.names) + 8))
        self._show()

    def choose(self, name: str, on: bool) -> None:
        """Put a name among those that are chosen, or take it out."""
        kept = {*self.chosen, name} if on else {*self.chosen} - {name}
        self.chosen = tuple(one for one in self.names if one in kept)
        self._show()
        self.changed.emit()

    def forget(self) -> None:
        """Nothing is offered any more, and nothing chosen."""
        self.chosen = ()
        self.offer((), self._none)

    def _show(self) -> None:
        self.setText(caption(", ".join(self.chosen)) if self.chosen else self._none)
        self.setToolTip(", ".join(self.chosen))
