"""The row of small true sheets that printing begins with: each theme's usual one, then a project's own designs."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from layers.sheets.design import Design
from layers.sheets.page import pages_of
from mapper.errors import InputError
from ui.session.session import Session
from ui.sheets.preview_pane import PreviewAsked, painted
from ui.widgets.tasks import Ticket

SUBJECT = "sheet_designs"
USUAL = ("coverage", "load", "hazards", "disputes", "change", "focus", "beats")  # what is printed month after month
_PICTURE = QSize(104, 74)


class DesignRow(QListWidget):
    """Small pictures to choose from, which come one after the other; ``chosen`` gives the design."""

    chosen = Signal(object)

    def __init__(self, session: Session, asked: Callable[[], PreviewAsked], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self._asked = session, asked
        self.designs: list[Design] = []
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(_PICTURE)
        self.setSpacing(2)
        self.setFixedHeight(_PICTURE.height() + 46)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemActivated.connect(self._choose)
        self.itemClicked.connect(self._choose)

    def offer(self, own: list[Design]) -> None:
        """Show the usual designs and a project's own."""
        say = self.session.language
        self.setAccessibleName(say("print.designs"))
        self.designs = [*(Design("", theme) for theme in USUAL), *own]
        self.clear()
        blank = QPixmap(_PICTURE)
        blank.fill(Qt.GlobalColor.transparent)
        for design in self.designs:
            item = QListWidgetItem(QIcon(blank), design.name or say(f"theme.{design.theme}"))
            item.setSizeHint(QSize(_PICTURE.width() + 16, _PICTURE.height() + 30))
            self.addItem(item)

    def paint(self) -> None:
        """Paint the small sheets off the main thread, the first one first."""
        try:
            asked = self._asked()
        except InputError:
            return
        self._paint_next(asked, _PICTURE * self.devicePixelRatioF(), list(self.designs), 0)

    def close_work(self) -> None:
        """Nobody looks any more."""
        self.session.tasks.cancel(SUBJECT)

    def _paint_next(self, asked: PreviewAsked, room: QSize, designs: list[Design], at: int) -> None:
        if at >= len(designs) or designs != self.designs:
            return

        def work(_: Ticket) -> QImage | None:
            alone = replace(asked.order, atlas=None, chosen=(), scale=None, extent_m=None, backdrops=())
            order = replace(designs[at].ordered(alone), template=None)
            try:
                page = pages_of(asked.project, order, asked.as_of, day=asked.day)[0]
            except InputError:
                return None
            return painted(page, room, asked.say, {})

        def then(image: QImage | None) -> None:
            item = self.item(at)
            if image is not None and item is not None:
                pixmap = QPixmap.fromImage(image)
                pixmap.setDevicePixelRatio(self.devicePixelRatioF())
                item.setIcon(QIcon(pixmap))
            self._paint_next(asked, room, designs, at + 1)

        self.session.tasks.start(SUBJECT, work, then)

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self.designs[self.row(item)])
