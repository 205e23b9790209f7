"""What is shown while no project is open: open one, make one, or look at the fictional district."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mapper.store.places import is_address, name_of, told_place
from ui.language.language import Language
from ui.language.messages import caption
from ui.session.settings import Settings
from ui.widgets.kit import button, empty_layout, label


def _told(path: Path) -> str:
    return f"{name_of(path)}    {told_place(path) if is_address(path) else path.parent}"


class WelcomePage(QWidget):
    """Three ways to begin, and the projects opened last."""

    open_wanted = Signal()
    new_wanted = Signal()
    sample_wanted = Signal()
    recent_wanted = Signal(Path)

    def __init__(self, say: Language, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workspace")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.say, self.settings = say, settings
        self._title, self._about = label("large"), label("quiet", wrap=True)
        self.sample = button("main", self.sample_wanted.emit)
        self.open = button("line", self.open_wanted.emit)
        self.new = button("line", self.new_wanted.emit)
        self._hints = [label("quiet", wrap=True) for _ in range(3)]
        self._recent_title = label("heading")
        self._recent = QVBoxLayout()
        self._recent.setSpacing(4)
        frame = QFrame()
        frame.setProperty("look", "card")
        frame.setFixedWidth(600)
        body = QVBoxLayout(frame)
        body.setContentsMargins(40, 36, 40, 36)
        body.setSpacing(12)
        body.addWidget(self._title)
        body.addWidget(self._about)
        body.addSpacing(12)
        for one, hint in zip((self.sample, self.open, self.new), self._hints, strict=True):
            row = QHBoxLayout()
            row.setSpacing(16)
            one.setFixedWidth(176)
            row.addWidget(one)
            row.addWidget(hint, 1)
            body.addLayout(row)
        body.addSpacing(12)
        body.addWidget(self._recent_title)
        body.addLayout(self._recent)
        across = QHBoxLayout(self)
        across.addStretch(1)
        across.addWidget(frame, 0, Qt.AlignmentFlag.AlignVCenter)
        across.addStretch(1)
        say.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Put every word again, in the language of now, and the list of projects."""
        say = self.say
        self._title.setText(say("window.name"))
        self._about.setText(say("welcome.about"))
        self.sample.setText(say("welcome.sample"))
        self.open.setText(say("welcome.open"))
        self.new.setText(say("welcome.new"))
        for hint, name in zip(self._hints, ("sample", "open", "new"), strict=True):
            hint.setText(say(f"welcome.{name}.hint"))
        recent = self.settings.recent
        self._recent_title.setText(say("welcome.recent"))
        self._recent_title.setVisible(bool(recent))
        empty_layout(self._recent)
        for path in recent:
            link = QPushButton(caption(_told(path)))
            link.setFlat(True)
            link.setStyleSheet("text-align: left; border: none; padding: 4px 0;")
            link.clicked.connect(lambda _=False, path=path: self.recent_wanted.emit(path))
            self._recent.addWidget(link)
