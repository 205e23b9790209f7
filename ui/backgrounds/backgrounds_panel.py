"""Below the layer list: the background maps, each to be switched on or off, and the way to add one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from mapper.backgrounds.background import Background
from ui.session.backgrounds import Backgrounds
from ui.session.panel import Panel
from ui.session.session import Session
from ui.widgets.kit import empty_layout, label, rule

_MOST_ROWS = 5


class BackgroundsPanel(Panel):
    """Check boxes, the topmost background first; ``manage_wanted`` asks for the dialog."""

    manage_wanted = Signal()

    def __init__(self, session: Session, backgrounds: Backgrounds, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.backgrounds = backgrounds
        self.boxes: dict[str, QCheckBox] = {}
        self._brief = False
        self._title = label("heading")
        self.manage = QToolButton()
        self.manage.setProperty("look", "small")
        self.manage.clicked.connect(lambda _checked=False: self.manage_wanted.emit())
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.manage)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(12, 0, 12, 8)
        self._rows.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(rule())
        layout.addLayout(head)
        layout.addLayout(self._rows)
        backgrounds.changed.connect(self._fill)
        backgrounds.failed.connect(self._fill)
        self.begin()

    def retranslate(self) -> None:
        self._title.setText(self.say("backgrounds.title"))
        self.setAccessibleName(self.say("backgrounds.title"))
        self.manage.setText(self.say("backgrounds.manage"))
        self.manage.setToolTip(self.say("backgrounds.manage.tip"))
        self.manage.setAccessibleName(self.say("backgrounds.manage.tip"))
        self._fill()

    def be_brief(self, brief: bool) -> None:
        """Whether, where there is no background yet, only the tip of the button says what could be added."""
        if brief != self._brief:
            self._brief = brief
            self._fill()

    def _fill(self) -> None:
        items = self.backgrounds.items[::-1]
        if list(self.boxes) == [item.id for item in items[:_MOST_ROWS]]:
            for item in items[:_MOST_ROWS]:
                self._show(self.boxes[item.id], item)
            if items:
                return
        empty_layout(self._rows)
        self.boxes = {}
        for item in items[:_MOST_ROWS]:
            box = QCheckBox()
            self._show(box, item)
            box.toggled.connect(lambda on, key=item.id: self.backgrounds.switch(key, on))
            self.boxes[item.id] = box
            self._rows.addWidget(box)
        words = ""
        if len(items) > _MOST_ROWS:
            words = self.say("backgrounds.more", count=len(items) - _MOST_ROWS)
        elif not items and not self._brief:
            words = self.say("backgrounds.none")
        if words:
            told = label("quiet", wrap=True)
            told.setText(words)
            self._rows.addWidget(told)

    def _show(self, box: QCheckBox, item: Background) -> None:
        trouble = self.backgrounds.troubles.get(item.id)
        name = box.fontMetrics().elidedText(item.name, Qt.TextElideMode.ElideMiddle, 170)
        box.setText(f"{name} ⚠" if trouble is not None and item.on else name)
        box.blockSignals(True)
        box.setChecked(item.on)
        box.blockSignals(False)
        tip = item.name if trouble is None else self.say.error(trouble)
        box.setToolTip(tip)
        box.setAccessibleName(self.say("layers.show", name=item.name))
        box.setAccessibleDescription("" if trouble is None else tip)
