"""Where boards stand: across the foot, in place of units and days, so that map and list stay beside them."""

from typing import TypeVar

from PySide6.QtWidgets import QSplitter, QWidget

from ui.session.panel import FootBoard
from ui.session.session import Session
from ui.widgets.kit import CardFrame

_LEAST_MAP_PX = 240
_LOW_PX = 560  # of map and foot together
_SLACK_PX = 8  # what a layout moves by itself
Kind = TypeVar("Kind", bound=FootBoard)


class FootPane:
    """The board of the loop or of plots, and its room while it is open: at most half, or as a person has drawn it.

    Where the window is low, what is ``above`` makes room meanwhile. The settings remember a height from run to run.
    """

    def __init__(self, halves: QSplitter, foot: QSplitter, above: QWidget) -> None:
        self.board: FootBoard | None = None
        self._halves, self._foot, self._above = halves, foot, above
        self._instead_of: list[QWidget] = []
        self._frame: CardFrame | None = None
        self._sizes: list[int] = []
        self._begun = 0

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
        self._foot.show()  # borders in hand in a low window have put it away
        self._sizes = self._halves.sizes()
        whole = sum(self._sizes)
        low = whole < _LOW_PX
        self._above.setVisible(not low)
        if low:
            whole += self._above.height()
        foot = session.settings.board_height_px(_kept_as(board)) or min(board.HEIGHT_PX, whole // 2)
        foot = min(foot, max(whole - _LEAST_MAP_PX, 0))
        self._begun = foot
        self._halves.setSizes([whole - foot, foot])
        return board

    def close(self) -> None:
        """Back to units and days."""
        if self.board is None or self._frame is None:
            return
        self.board.put_away = True
        self.board.session.tasks.cancel(self.board.SUBJECT)
        left = self._halves.sizes()[1]
        if abs(left - self._begun) > _SLACK_PX:
            self.board.session.settings.keep_board_height_px(_kept_as(self.board), left)
        self._above.show()
        self._frame.setParent(None)
        self._frame.deleteLater()
        self.board = self._frame = None
        for widget in self._instead_of:
            widget.show()
        self._halves.setSizes(self._sizes)


def _kept_as(board: FootBoard) -> str:
    """What its height is kept as."""
    return board.SUBJECT or type(board).__name__
