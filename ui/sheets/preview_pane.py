"""What is going to be printed, before it is: one page at a time, in colour, or as a printer or other eyes have it."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from layers.paint.backdrop import Tiles
from layers.paint.vision import VISIONS, seen
from layers.say import Say
from layers.sheets.order import SheetOrder
from layers.sheets.page import Drafter, pages_of
from layers.sheets.painter import paint_page
from layers.sheets.parts import Page
from layers.viewport import Bounds
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from ui.session.session import Session
from ui.widgets.kit import label, refill
from ui.widgets.tasks import Ticket

SUBJECT = "sheet_preview"
_REST_MS = 350
_FINER = 2  # times the dots of the screen, scaled down: letters of a sheet are a few dots high there


@dataclass(frozen=True, eq=False)
class PreviewAsked:
    """What the preview shows: the order, and what it is drawn from."""

    order: SheetOrder
    project: Project
    as_of: date
    day: Day
    say: Say
    tiles: Tiles


@dataclass(frozen=True, eq=False)
class Shown:
    """A page as a picture: its number among how many, and the land on it (metres), if there is any."""

    picture: QImage
    number: int
    count: int
    bounds_m: Bounds | None


class Previewer:
    """Paints pages of one order; what is laid out is kept while it is paged through. On one thread at a time."""

    def __init__(self, asked: PreviewAsked) -> None:
        self.asked = asked
        self._drafter: Drafter | None = None
        self._pages: tuple[Page, ...] = ()

    def page(self, number: int) -> tuple[Page, int, int]:
        """The page with that number from 1 (the last, if there are fewer), its number, and how many there are.

        Of an atlas each sheet's first page; InputErrors as :func:`layers.sheets.page.pages_of`.
        """
        asked = self.asked
        if asked.order.atlas is None:
            self._pages = self._pages or pages_of(asked.project, asked.order, asked.as_of, day=asked.day)
            number = min(max(number, 1), len(self._pages))
            return self._pages[number - 1], number, len(self._pages)
        if self._drafter is None:
            self._drafter = Drafter(asked.project, asked.order, asked.as_of, asked.day)
        sheets = self._drafter.sheets
        number = min(max(number, 1), len(sheets))
        pages = self._drafter.sheet_pages(sheets[number - 1])
        if not pages:
            raise InputError("nothing_to_print")
        return pages[0], number, len(sheets)

    def shown(self, number: int, room: QSize) -> Shown:
        """The page as a picture that fits the room (device pixels)."""
        page, number, count = self.page(number)
        return Shown(
            painted(page, room, self.asked.say, self.asked.tiles),
            number,
            count,
            None if page.frame is None else page.frame.viewport.bounds_m,
        )


def painted(page: Page, room: QSize, say: Say, tiles: Tiles) -> QImage:
    """A page as a picture that fits the room."""
    per_mm = min(room.width() / page.width_mm, room.height() / page.height_mm)
    wide, high = max(round(page.width_mm * per_mm), 1), max(round(page.height_mm * per_mm), 1)
    fine = QImage(wide * _FINER, high * _FINER, QImage.Format.Format_RGB32)
    fine.fill(Qt.GlobalColor.white)
    painter = QPainter(fine)
    try:
        painter.scale(per_mm * _FINER, per_mm * _FINER)
        paint_page(painter, page, say, tiles)
    finally:
        painter.end()
    return fine.scaled(wide, high, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


class PreviewPane(QWidget):
    """The page, a stepper, and how it is seen. ``stepped`` tells the land of a page that a person went to."""

    stepped = Signal(object)

    def __init__(self, session: Session, asked: Callable[[], PreviewAsked], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self._asked = session, asked
        self._previewer: Previewer | None = None
        self._shown: Shown | None = None
        self.number = 1
        self.before, self.after = QToolButton(), QToolButton()
        self.before.setText("◀")
        self.after.setText("▶")
        self.count, self.vision, self.trouble = label("quiet"), QComboBox(), label("quiet", wrap=True)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setMinimumSize(260, 260)
        self.picture.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        row = QHBoxLayout()
        for widget in (self.before, self.count, self.after):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self.vision)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.trouble)
        column.addWidget(self.picture, 1)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._begin)
        self.before.clicked.connect(lambda: self.step(-1))
        self.after.clicked.connect(lambda: self.step(1))
        self.vision.currentIndexChanged.connect(self._put)

    def retranslate(self) -> None:
        say = self.session.language
        refill(self.vision, [say(f"vision.{vision}") for vision in VISIONS])
        self.before.setToolTip(say("print.sheet_before"))
        self.after.setToolTip(say("print.sheet_after"))
        self.before.setAccessibleName(say("print.sheet_before"))
        self.after.setAccessibleName(say("print.sheet_after"))
        self.vision.setAccessibleName(say("print.vision"))

    def ask(self) -> None:
        """What is asked for has changed: show it a moment after the last change."""
        if self.isVisible():
            self._previewer = None
            self._rest.start()

    def step(self, by: int) -> None:
        """Go to another page, and let the map follow."""
        if self._shown is not None:
            self.number = min(max(self._shown.number + by, 1), self._shown.count)
            self._start(moves=True)

    def close_work(self) -> None:
        """Nobody looks any more."""
        self._rest.stop()
        self.session.tasks.cancel(SUBJECT)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        self._rest.start()

    def _begin(self) -> None:
        self._start(moves=False)

    def _start(self, *, moves: bool) -> None:
        if not self.isVisible():
            return
        try:
            previewer = self._previewer or Previewer(self._asked())
        except InputError as error:
            self._refuse(error)
            return
        self._previewer = previewer
        number, ratio = self.number, self.devicePixelRatioF()
        room = self.picture.size() * ratio

        def work(_: Ticket) -> Shown:
            return previewer.shown(number, room)

        def then(shown: Shown) -> None:
            self._shown, self.number = shown, shown.number
            self.trouble.hide()
            self._put()
            if moves and shown.bounds_m is not None:
                self.stepped.emit(shown.bounds_m)

        self.session.tasks.start(SUBJECT, work, then, self._refuse)

    def _refuse(self, error: InputError) -> None:
        self._shown = None
        self.picture.clear()
        self.count.clear()
        self.trouble.setText(self.session.language.error(error))
        self.trouble.show()

    def _put(self) -> None:
        shown = self._shown
        if shown is None:
            return
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap.fromImage(seen(shown.picture, VISIONS[max(self.vision.currentIndex(), 0)]))
        pixmap.setDevicePixelRatio(ratio)
        self.picture.setPixmap(pixmap)
        self.count.setText(f"{shown.number} / {shown.count}")
        self.before.setEnabled(shown.number > 1)
        self.after.setEnabled(shown.number < shown.count)
