"""What every panel of one open project is given: the document, the selection, the figures and the language."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from ui.language.language import Language
from ui.session.backgrounds import Backgrounds
from ui.session.document import Document
from ui.session.rows import Figures, figures
from ui.session.view_state import Selection
from ui.widgets.tasks import Tasks

_PATIENCE_MS = 800


class Ledger(QObject):
    """The newest figures. They are computed off-thread whenever the project or the day changes.

    Whether the units tile the land is asked last: for a province it takes seconds, and the map need not wait for it.
    """

    ready = Signal()

    def __init__(self, document: Document, selection: Selection, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.figures: Figures | None = None
        self._document, self._selection, self._tasks = document, selection, tasks
        # On a district the figures are there at once; only where they take longer is it worth telling.
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(lambda: tasks.progressed.emit("figures", 0, 0))
        document.changed.connect(self.compute)
        selection.as_of_changed.connect(self.compute)

    @property
    def current(self) -> bool:
        """Whether the figures are those of the project and day on screen."""
        return (
            self.figures is not None
            and self.figures.project is self._document.project
            and self.figures.as_of == self._selection.as_of
        )

    def compute(self) -> None:
        """Ask for the figures of the project and day of this moment."""
        self._ask(with_tiling=False)

    def _ask(self, with_tiling: bool) -> None:
        project, as_of = self._document.project, self._selection.as_of
        previous = None if self.figures is None else self.figures.check
        self._patience.start()
        self._tasks.start("figures", lambda _: figures(project, as_of, previous, with_tiling), self._take)

    def _take(self, answer: Figures) -> None:
        self._patience.stop()
        self.figures = answer
        self.ready.emit()
        if not answer.check.complete:
            self._ask(with_tiling=True)


@dataclass(frozen=True)
class Desk:
    """Handed to every panel of the window."""

    document: Document
    selection: Selection
    ledger: Ledger
    language: Language
    tasks: Tasks
    backgrounds: Backgrounds
