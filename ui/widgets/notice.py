"""A bar that tells one sentence over the work, without stopping it."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from ui.language.language import Language
from ui.widgets.kit import label

_MARGIN_PX = 8


class NoticeBar(QFrame):
    """Shows the newest sentence until it is put away, over what stands under it: nothing makes room and moves."""

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self._head: QWidget | None = None
        self.setProperty("look", "notice")
        self.words = label(wrap=True)
        self.away = QToolButton()
        self.away.setProperty("look", "flat")
        self.away.setText("✕")
        self.away.clicked.connect(self.hide)
        self._inside = layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 4, 4)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.away)
        say.changed.connect(self._retranslate)
        self._retranslate()
        self.hide()

    def float_under(self, head: QWidget, page: QWidget) -> None:
        """Lie over a page, as wide as it is, below its head."""
        self._head = head
        self.setParent(page)
        page.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002 Qt's own name and argument
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        page, head = self.parentWidget(), self._head
        if page is None or head is None:
            return
        wide = page.width() - 2 * _MARGIN_PX
        high = max(self._inside.totalHeightForWidth(wide), self.sizeHint().height())
        self.setGeometry(_MARGIN_PX, head.geometry().bottom() + 1 + _MARGIN_PX, wide, high)
        self.raise_()

    def tell(self, sentence: str, *, trouble: bool = True) -> None:
        """Show a sentence; ``trouble`` in red, else in the accent's colour."""
        self.words.setText(sentence)
        self.setProperty("kind", "trouble" if trouble else "told")
        self.style().polish(self)
        self.setAccessibleName(sentence)
        self.show()
        self._place()

    def _retranslate(self) -> None:
        self.away.setAccessibleName(self.say("window.put_away"))
        self.hide()
