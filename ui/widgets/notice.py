"""A bar that tells one sentence over the work, without stopping it."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from ui.language.language import Language
from ui.widgets.kit import label

_MARGIN_PX = 8
# Over the map: no wider than can be read, beside its buttons, above the scale bar and the card of what is marked.
_WIDEST_PX, _SIDES_PX, _FOOT_PX = 760, 52, 64
_MOVED = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest)


class NoticeBar(QFrame):
    """Shows the newest sentence until it is put away, over what stands under it: nothing makes room and moves.

    It lies over the foot of the map, which moves away from under it as no list or button does; without a map, under the
    head of the page.
    """

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self._head: QWidget | None = None
        self._map: QWidget | None = None
        self._above: QWidget | None = None
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

    def lie_over(self, map_: QWidget | None, above: QWidget | None = None) -> None:
        """From now on lie over that map of the page, above the card at its foot; over none where there is none."""
        self._map, self._above = map_, above
        for watched in (map_, above):
            if watched is not None:
                watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002 Qt's own name and argument
        if event.type() in _MOVED and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        page, head = self.parentWidget(), self._head
        if page is None or head is None:
            return
        map_ = self._map if self._map is not None and self._map.isVisible() else None
        wide = page.width() - 2 * _MARGIN_PX if map_ is None else min(map_.width() - 2 * _SIDES_PX, _WIDEST_PX)
        high = max(self._inside.totalHeightForWidth(wide), self.sizeHint().height())
        if map_ is None:
            self.setGeometry(_MARGIN_PX, head.geometry().bottom() + 1 + _MARGIN_PX, wide, high)
        else:
            card = self._above
            down = card.y() - _MARGIN_PX if card is not None and card.isVisible() else map_.height() - _FOOT_PX
            corner = map_.mapTo(page, QPoint((map_.width() - wide) // 2, max(down - high, 0)))
            self.setGeometry(QRect(corner, QSize(wide, high)))
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
