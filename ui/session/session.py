"""What every panel of one open project is given: the document, the selection, the figures and the language."""

from collections.abc import Callable
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

_PATIENCE_MS = 800


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
        """Ask what the window shows of the project and day of this moment; what an edit left alone is taken over."""
        self.day = self.day.after(self._document.project, self._view.as_of)
        self._ask(Figures.prepare if self.figures is None else Figures.prepare_all)

    def _ask(self, wanted: Callable[[Figures], object]) -> None:
        day, scope, known = self.day, self._view.scope, self.part

        def work(_: Ticket) -> tuple[Figures, ScopedDay | None]:
            wanted(day)
            if scope is None or (known is not None and known.whole is day and known.scope == scope):
                return day, None if scope is None else known
            part = ScopedDay(day, scope, known)
            part.prepare()
            return day, part

        self._patience.start()
        self._tasks.start("figures", work, self._take)

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
