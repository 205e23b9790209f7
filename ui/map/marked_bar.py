"""A card at the foot of the map: what the marked rows come to, with buttons to copy them and to let them go."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from ui.session.marked_sums import marked_sums, marked_words
from ui.session.session import Session
from ui.widgets.kit import label

# The scale bar is 180 px at its longest, with its ground and half a figure at both ends.
_LEFT_PX, _RIGHT_PX, _FOOT_PX, _WIDEST_PX = 240, 60, 12, 760
# With less room than this beside the scale bar, the card stands over it, as wide as the map.
_ROOM_PX, _OVER_SCALE_BAR_PX = 480, 54


class MarkedBar(QFrame):
    """Shown while anything is marked, beside the scale bar, or over it in a narrow map, however large the map is."""

    copy_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.setProperty("look", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = label(wrap=True)
        self.copy, self.clear = QToolButton(), QToolButton()
        self._over = parent
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        for tool in (self.copy, self.clear):
            tool.setProperty("look", "small")
            row.addWidget(tool)
        self.copy.clicked.connect(self.copy_wanted)
        self.clear.clicked.connect(session.selection.clear)
        parent.installEventFilter(self)
        for signal in (
            session.selection.marked_changed,
            session.view.filter.incidents_changed,
            session.day_in_hand.ready,
            session.language.changed,
        ):
            signal.connect(self.show_sums)
        self.hide()

    def show_sums(self) -> None:
        """Put the words and buttons again; nothing marked, nothing shown."""
        say, selection, figures = self.session.language, self.session.selection, self.session.day_in_hand.figures
        self.setVisible(bool(selection.marked) and figures is not None)
        for tool, name in ((self.copy, "copy"), (self.clear, "clear")):
            tool.setText(say(f"marked.{name}"))
            tool.setToolTip(say(f"marked.{name}.meaning"))
            tool.setAccessibleName(say(f"marked.{name}.meaning"))
        if figures is not None and selection.marked:
            self.words.setText(
                marked_words(say, marked_sums(figures, selection.marked, self.session.view.filter.incidents))
            )
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's own name
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        over = self._over
        beside = over.width() - _LEFT_PX - _RIGHT_PX >= _ROOM_PX
        left, foot = (_LEFT_PX, _FOOT_PX) if beside else (_FOOT_PX, _OVER_SCALE_BAR_PX)
        self.setFixedWidth(max(min(over.width() - left - _RIGHT_PX, _WIDEST_PX), 240))
        self.setFixedHeight(max(self._row.heightForWidth(self.width()), self._row.minimumSize().height()))
        self.move(left, over.height() - self.height() - foot)
        self.raise_()
