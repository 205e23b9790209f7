"""What panels have in common: they show the newest figures, follow the selection, and speak the chosen language."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QToolButton, QWidget

from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from ui.session.rows import Figures
from ui.session.session import Question, Session


class Panel(QWidget):
    """A panel shows itself anew when what it shows of the day, the selection or the language change.

    Where it is ``only_seen``, that takes long, and is put off while nobody can see it.
    """

    only_seen = False

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.say = session.language
        self._shown: tuple[object, ...] = ()
        self._stale = False
        self.setProperty("look", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        session.day_in_hand.ready.connect(self._figures_ready)
        session.day_in_hand.asking.connect(self._add_questions)
        session.selection.current_changed.connect(self.follow)
        session.language.changed.connect(self.retranslate)

    def begin(self) -> None:
        """Put the first words, and the figures if they are there already; called at the end of a panel's making."""
        self.retranslate()
        if self.session.day_in_hand.figures is not None:
            self._figures_ready()

    @property
    def figures(self) -> Figures | None:
        return self.session.day_in_hand.figures

    @property
    def part(self) -> ScopedDay | None:
        """What of the figures is the part's that is looked at; None for the whole district."""
        return self.session.day_in_hand.part

    @property
    def day_shown(self) -> Day | None:
        """The day whose answers are shown: the part's where one is looked at."""
        return self.session.day_in_hand.shown

    def retranslate(self) -> None:
        """Put every word again, in the language of now."""

    def rests_on(self, figures: Figures) -> tuple[object, ...]:
        """The answers that :meth:`refresh` shows; while each is the same object, there is nothing to show anew."""
        return (figures,)

    def questions(self) -> Sequence[Question]:
        """What it shows beside what is always asked: asked with that, off the main thread, while somebody sees it."""
        return ()

    def refresh(self, figures: Figures) -> None:
        """Show these figures."""

    def follow(self) -> None:
        """Show what is current now."""

    def put_off(self) -> bool:
        """Whether nobody can see it now; it is shown anew as soon as somebody does."""
        hidden = not self.isVisible()
        self._stale = self._stale or hidden
        return hidden

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 Qt's own name
        super().showEvent(event)
        if not self._stale:
            return
        self._stale, self._shown = False, ()
        if self.figures is None:
            self.follow()
        else:
            self._figures_ready()

    def _add_questions(self, asked: list[Question]) -> None:
        if self.isVisible():
            asked += self.questions()

    def _figures_ready(self) -> None:
        figures = self.figures
        if figures is None or (self.only_seen and self.put_off()):
            return
        shown = (*self.rests_on(figures), self.part)
        if len(shown) == len(self._shown) and all(a is b for a, b in zip(shown, self._shown, strict=True)):
            return
        self._shown = shown
        self.refresh(figures)
        self.follow()


class FootBoard(Panel):
    """A panel that has the foot of the window for itself until it is closed.

    Attributes
    ----------
    HEIGHT_PX
        How high it would be.
    SUBJECT
        What its work off the main thread is called.
    close_button
        To be laid out by the board.
    put_away
        Whether it is closed. It hears of changes until Qt has freed it, and must not ask for what nobody is to see.
    """

    HEIGHT_PX = 272
    SUBJECT = ""
    closed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.put_away = False
        self.close_button = QToolButton()
        self.close_button.setProperty("look", "small")
        self.close_button.setText("×")
        self.close_button.clicked.connect(self.closed)

    def _figures_ready(self) -> None:
        if not self.put_away:
            super()._figures_ready()

    def retranslate(self) -> None:
        self.close_button.setToolTip(self.say("window.close"))
        self.close_button.setAccessibleName(self.say("window.close"))
