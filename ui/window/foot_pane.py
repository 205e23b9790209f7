"""Where boards stand: across the foot, in place of units and days, so that map and list stay beside them."""

from typing import TypeVar

from PySide6.QtWidgets import QSplitter, QWidget

from ui.session.panel import FootBoard
from ui.session.session import Session
from ui.widgets.kit import CardFrame

_LEAST_MAP_PX = 240
Kind = TypeVar("Kind", bound=FootBoard)


class FootPane:
    """The board of the loop or of plots, and its room while it is open."""

    def __init__(self, halves: QSplitter, foot: QSplitter) -> None:
        self.board: FootBoard | None = None
        self._halves, self._foot = halves, foot
        self._instead_of: list[QWidget] = []
        self._frame: CardFrame | None = None
        self._sizes: list[int] = []

    def shows(self, kind: type[FootBoard]) -> bool:
        """Whether a board of that kind is before one's eyes."""
        return isinstance(self.board, kind) and self._foot.isVisible()

    def open(self, session: Session, kind: type[Kind]) -> Kind:
        """Show a new board of a kind, in place of the one that is open, if any."""
        self.close()
        board, self._frame = kind(session), CardFrame()
        self.board = board
        board.closed.connect(self.close)
        self._frame.put(board)
        standing = (self._foot.widget(n) for n in range(self._foot.count()))
        self._instead_of = [widget for widget in standing if widget is not None]
        for widget in self._instead_of:
            widget.hide()
        self._foot.addWidget(self._frame)
        self._sizes = self._halves.sizes()
        whole = sum(self._sizes)
        foot = min(board.HEIGHT_PX, max(whole - _LEAST_MAP_PX, 0))
        self._halves.setSizes([whole - foot, foot])
        return board

    def close(self) -> None:
        """Back to units and days."""
        if self.board is None or self._frame is None:
            return
        self.board.session.tasks.cancel(self.board.SUBJECT)
        self._frame.setParent(None)
        self._frame.deleteLater()
        self.board = self._frame = None
        for widget in self._instead_of:
            widget.show()
        self._halves.setSizes(self._sizes)
