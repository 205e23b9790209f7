"""What every panel of one open project is given: the document, the selection, the figures and the language."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.lazy_dataclass import dataclass
from ui.language.language import Language
from ui.session.backgrounds import Backgrounds
from ui.session.document import Document
from ui.session.rows import Figures
from ui.session.settings import Settings
from ui.session.view_state import Selection, ViewState
from ui.widgets.tasks import TaskGroup, Ticket

_PATIENCE_MS, _CALM_MS = 800, 200
# Something to be asked of what is shown: the whole day, or the part that is looked at.
Question = Callable[[Day], object]


class DayInHand(QObject):
    """The day in hand. Its answers are asked off-thread whenever the project or the day changes.

    Whether the units tile the land is asked last: for a province it takes seconds, and the map need not wait for it.

    Attributes
    ----------
    day
        The project and day of this moment; what panels show is perhaps not answered yet.
    figures
        The newest day that is; None before any is.
    part
        What of it is the part's that is looked at; None for the whole district.
    """

    ready = Signal()
    asking = Signal(object)  # a list of questions, to which whoever is seen adds what it will show
    recounted = Signal(bool)  # whether what is shown is being counted anew, which takes a while

    def __init__(self, document: Document, view: ViewState, tasks: TaskGroup, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.day = Figures(document.project, view.as_of)
        self.figures: Figures | None = None
        self.part: ScopedDay | None = None
        self._document, self._view, self._tasks = document, view, tasks
        # On a district the figures are there at once; only where they take longer is it worth telling.
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._tell_recount)
        # What nobody sees is asked when panels and map have had their turn, so that whoever opens it need not wait.
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._ask_unseen)
        document.changed.connect(self.compute)
        view.as_of_changed.connect(self.compute)
        view.scope_changed.connect(self.compute)

    @property
    def as_of(self) -> date:
        """The day that panels show figures of; before there are any the one that is wanted."""
        return self._view.as_of if self.figures is None else self.figures.as_of

    @property
    def current(self) -> bool:
        """Whether the figures are those of the project and day on screen."""
        return (
            self.figures is not None
            and self.figures.project is self._document.project
            and self.figures.as_of == self._view.as_of
        )

    @property
    def _is_shown(self) -> bool:
        """Whether the figures are those of what is looked at; the tiling may be asked still."""
        scope = None if self.part is None else self.part.scope
        return self.current and scope == self._view.scope

    def _tell_recount(self) -> None:
        self._tasks.progressed.emit("figures", 0, 0)
        self.recounted.emit(not self._is_shown)

    def compute(self) -> None:
        """Ask what is seen of the project and day of this moment; what an edit left alone is taken over."""
        self._calm.stop()
        self.day = self.day.after(self._document.project, self._view.as_of)
        further: list[Question] = []
        if self.figures is not None:
            self.asking.emit(further)
        self._ask(Figures.prepare, further)

    def _ask(self, wanted: Callable[[Figures], object], further: Sequence[Question] = ()) -> None:
        day, scope, known = self.day, self._view.scope, self.part

        def work(_: Ticket) -> tuple[Figures, ScopedDay | None]:
            wanted(day)
            part = known
            if scope is None:
                part = None
            elif known is None or known.whole is not day or known.scope != scope:
                part = ScopedDay(day, scope, known)
                part.prepare()
            for question in further:
                question(part or day)
            return day, part

        self._patience.start()
        self._tasks.start("figures", work, self._take)

    def _ask_unseen(self) -> None:
        day = self.shown
        self._tasks.start("unseen", lambda _: None if day is None else day.todo, lambda _: None)

    @property
    def shown(self) -> Day | None:
        """The day that headline and gaps are of: the part where one is looked at."""
        return self.figures if self.part is None else self.part

    def _take(self, answered: tuple[Figures, ScopedDay | None]) -> None:
        self._patience.stop()
        answer, self.part = answered
        self.figures = answer
        self.recounted.emit(False)
        self.ready.emit()
        if not answer.is_complete:
            self._ask(lambda day: (day.todo, day.findings))
        elif not (self.part or answer).has_answered("todo"):
            self._calm.start()


@dataclass(frozen=True)
class Session:
    """Handed to every panel of the window. ``tasks`` end with the project."""

    document: Document
    view: ViewState
    day_in_hand: DayInHand
    language: Language
    tasks: TaskGroup
    backgrounds: Backgrounds
    settings: Settings

    @property
    def selection(self) -> Selection:
        """The rows that are current and marked."""
        return self.view.selection
