"""What the pages of planning have in common: a heading with its day, a way out, and work that can be called off."""

import threading
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QScrollArea, QToolButton, QVBoxLayout, QWidget

from mapper.errors import InputError
from ui.map.map_view import MapView
from ui.session.panel import Panel
from ui.session.session import Session
from ui.widgets.kit import button, label
from ui.widgets.notice import NoticeBar
from ui.widgets.tasks import Ticket

if TYPE_CHECKING:
    from mapper.edits.variants import Kind
    from ui.session.keep_variant import Keeping

# Whether work is to end with the best that it has; asked from any thread.
Stopped = Callable[[], bool]


class PlanningPage(Panel):
    """``subject`` names its work; ``body`` is where its own widgets go.

    ``takes_best``: work that is stopped has something to show for it, from its first moments on.
    """

    closed = Signal()
    subject = ""
    takes_best = False

    def __init__(self, session: Session, map_view: MapView, notice: NoticeBar, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.map, self.notice = map_view, notice
        self.heading, self.close_button = label("large"), QToolButton()
        self.close_button.setProperty("look", "small")
        self.close_button.setText("×")
        self.close_button.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.close_button)
        self.working = QWidget()
        self._work, self._bar = label("quiet"), QProgressBar()
        self._bar.setTextVisible(False)
        self._enough = threading.Event()
        self.enough = button("", self.have_enough)
        row = QHBoxLayout(self.working)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._work)
        row.addWidget(self._bar, 1)
        row.addWidget(self.enough)
        self.working.hide()
        self._once_counted: Callable[[], None] | None = None
        self.trouble = label("alarm", wrap=True)
        self.trouble.hide()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.setSpacing(8)
        self.body.addLayout(top)
        self.body.addWidget(self.working)
        self.body.addWidget(self.trouble)
        session.tasks.progressed.connect(self._progressed)
        session.tasks.finished.connect(self._finished)
        session.day_in_hand.ready.connect(self._counted)

    def retranslate(self) -> None:
        say = self.say
        self.head()
        self.close_button.setToolTip(say("window.close"))
        self.close_button.setAccessibleName(say("window.close"))
        self.enough.setText(say("planning.enough" if self.takes_best else "window.cancel"))
        self.enough.setToolTip(say("planning.enough.meaning") if self.takes_best else "")
        self._work.setText(say(f"work.{self.subject}"))

    @property
    def as_of(self) -> date:
        """The day of what is shown here; while nothing is, that of the figures."""
        return self.session.day_in_hand.as_of

    def head(self) -> None:
        """Say over the page what it is about, and on which day."""
        self.heading.setText(self.say(f"{self.subject}.title", day=self.say.day(self.as_of)))

    def stop(self) -> None:
        """Call off what is under way; called before the page goes, which begins nothing any more."""
        self.session.day_in_hand.ready.disconnect(self._figures_ready)
        self.session.day_in_hand.ready.disconnect(self._counted)
        self.session.tasks.cancel(self.subject)

    def have_enough(self) -> None:
        """Wait no longer: the best that is found by now comes within a second; or what was shown before stays."""
        if self._once_counted is not None:
            self._once_counted = None
            self.working.hide()
        elif self.takes_best:
            self._enough.set()
            self.enough.setEnabled(False)
        else:
            self.session.tasks.cancel(self.subject)

    def ask(self, work: Callable[[Ticket, Stopped], Any], then: Callable[[Any], None]) -> None:
        """Do work off the main thread, with its progress shown here.

        ``work`` is given its ticket and what to ask whether it is to stop with the best that it has.
        """
        self.trouble.hide()
        self._work.setText(self.say(f"work.{self.subject}"))
        self._enough = enough = threading.Event()
        self.enough.setEnabled(True)
        self.session.tasks.start(
            self.subject,
            lambda ticket: work(ticket, lambda: ticket.cancelled or enough.is_set()),
            then,
            self.tell,
        )
        self._bar.setRange(0, 0)
        self.working.show()

    def once_counted(self, do: Callable[[], None]) -> None:
        """Do it with the figures of the day shown; while these are counted say so, and do it when they are there."""
        if self.session.day_in_hand.current:
            do()
            return
        self._once_counted = do
        self.trouble.hide()
        self._work.setText(self.say("work.figures"))
        self._bar.setRange(0, 0)
        self.enough.setEnabled(True)
        self.working.show()

    def _counted(self) -> None:
        do, self._once_counted = self._once_counted, None
        if do is not None:
            self.working.hide()
            do()

    def keep_as(self, kind: "Kind", made: "Keeping") -> None:
        """Ask for a name and keep what is planned under it; nothing of it is done."""

        def kept(name: str) -> None:
            self.notice.tell(self.say("variants.kept", name=name), trouble=False)

        from ui.session.keep_variant import KeepVariantDialog

        dialog = KeepVariantDialog(self.say, self.session.document, kind, made, kept, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def tell(self, error: InputError) -> None:
        """Why it did not work, in one sentence."""
        self.trouble.setText(self.say.error(error))
        self.trouble.show()

    def _progressed(self, subject: str, done: int, total: int) -> None:
        if subject == self.subject:
            self._bar.setRange(0, total)
            self._bar.setValue(done)

    def _finished(self, subject: str) -> None:
        if subject == self.subject:
            self.working.hide()


def scrolled(*widgets: QWidget) -> QScrollArea:
    """These below each other, with a bar where there is too little room."""
    inner = QWidget()
    inner.setProperty("look", "page")
    layout = QVBoxLayout(inner)
    layout.setContentsMargins(0, 8, 8, 0)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    page = QScrollArea()
    page.setFrameShape(QFrame.Shape.NoFrame)
    page.setWidget(inner)
    page.setWidgetResizable(True)
    return page
