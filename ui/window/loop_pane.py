"""Where the loop board stands: across the foot, in place of units and days, so that map and list stay beside it."""

from PySide6.QtWidgets import QSplitter, QWidget

from ui.incidents.loop_board import HEIGHT_PX, LoopBoard
from ui.session.session import Session
from ui.widgets.kit import CardFrame

_LEAST_MAP_PX = 240


class LoopPane:
    """The board and its room while it is open."""

    def __init__(self, halves: QSplitter, foot: QSplitter) -> None:
        self.board: LoopBoard | None = None
        self._halves, self._foot = halves, foot
        self._instead_of: list[QWidget] = []
        self._frame: CardFrame | None = None
        self._sizes: list[int] = []

    def open(self, session: Session) -> LoopBoard:
        """Show the board; the one that is open where one is."""
        if self.board is not None:
            return self.board
        self.board, self._frame = LoopBoard(session), CardFrame()
        self.board.closed.connect(self.close)
        self._frame.put(self.board)
        standing = (self._foot.widget(n) for n in range(self._foot.count()))
        self._instead_of = [widget for widget in standing if widget is not None]
        for widget in self._instead_of:
            widget.hide()
        self._foot.addWidget(self._frame)
        self._sizes = self._halves.sizes()
        whole = sum(self._sizes)
        foot = min(HEIGHT_PX, max(whole - _LEAST_MAP_PX, 0))
        self._halves.setSizes([whole - foot, foot])
        return self.board

    def close(self) -> None:
        """Back to units and days."""
        if self.board is None or self._frame is None:
            return
        self.board.session.tasks.cancel("loop")
        self._frame.setParent(None)
        self._frame.deleteLater()
        self.board = self._frame = None
        for widget in self._instead_of:
            widget.show()
        self._halves.setSizes(self._sizes)
