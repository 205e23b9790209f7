"""A bar that tells one sentence over the work, without stopping it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from ui.language.language import Language
from ui.widgets.kit import label


class NoticeBar(QFrame):
    """Shows the newest sentence until it is put away."""

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self.setProperty("look", "notice")
        self.words = label(wrap=True)
        self.away = QToolButton()
        self.away.setProperty("look", "flat")
        self.away.setText("✕")
        self.away.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 4, 4)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.away)
        say.changed.connect(self._retranslate)
        self._retranslate()
        self.hide()

    def tell(self, sentence: str, *, trouble: bool = True) -> None:
        """Show a sentence; ``trouble`` in red, else in the accent's colour."""
        self.words.setText(sentence)
        self.setProperty("kind", "trouble" if trouble else "told")
        self.style().polish(self)
        self.setAccessibleName(sentence)
        self.show()

    def _retranslate(self) -> None:
        self.away.setAccessibleName(self.say("window.put_away"))
        self.hide()
