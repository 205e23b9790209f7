"""Boards that are one table: a row of views to choose from, what is chosen there, what it comes to, and the rows."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from mapper.day.day import Day
from ui.session.panel import FootBoard
from ui.session.rows import Figures
from ui.session.session import Session
from ui.widgets.kit import ElidedLabel
from ui.widgets.rows_model import ROW_ROLE, RowsModel, RowsTable
from ui.widgets.tasks import Ticket

Answer = TypeVar("Answer")


class TableBoard(FootBoard):
    """One of ``VIEWS`` at a time, named ``<SUBJECT>.view.<view>``; a row that is pressed goes to :meth:`pressed`.

    A board lays its choices out with :meth:`lay_out` and ends its making with ``begin``.
    """

    VIEWS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.shown_view = self.VIEWS[0]
        self.views: dict[str, QToolButton] = {}
        for name in self.VIEWS:
            one = self.views[name] = small_button()
            one.setCheckable(True)
            one.clicked.connect(partial(self.show_view, name))
        self.title = ElidedLabel()
        self.model = RowsModel[Any]([], self.say, self)
        self.table = RowsTable(self.model, self)
        for signal in (self.table.clicked, self.table.activated):
            signal.connect(self._press)

    def lay_out(self, before: tuple[QWidget, ...], after: tuple[QWidget, ...] = (), *, own_line: bool = False) -> None:
        """Views, what stands before the title and after it, and the table below; a long title has a line of its own."""
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 8, 4)
        top.setSpacing(8)
        for part in (*self.views.values(), *before):
            top.addWidget(part)
        if own_line:
            top.addStretch(1)
            self.title.setContentsMargins(12, 0, 8, 4)
        else:
            top.addWidget(self.title, 1)
        for part in (*after, self.close_button):
            top.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        if own_line:
            layout.addWidget(self.title)
        layout.addWidget(self.table, 1)

    def retranslate(self) -> None:
        super().retranslate()
        for name, one in self.views.items():
            one.setText(self.say(f"{self.SUBJECT}.view.{name}"))
            one.setToolTip(self.say(f"{self.SUBJECT}.view.{name}.meaning"))
        for part in (self, self.table):
            part.setAccessibleName(self.say(f"action.{self.SUBJECT}"))

    def show_view(self, name: str) -> None:
        """Show another of ``VIEWS``."""
        self.shown_view = name
        self.view_chosen()

    def view_chosen(self) -> None:
        """Another view has been chosen."""

    def pressed(self, row: Any) -> None:
        """A row was pressed."""

    def mark_view(self) -> None:
        """Let the button of the view that is shown stay down."""
        for name, one in self.views.items():
            one.setChecked(name == self.shown_view)

    def _press(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.pressed(row)


class ThemeBoard(TableBoard, Generic[Answer]):
    """The board of a theme: what is chosen is the map's look, so that board, sheet and web map tell the same.

    It asks anew off the main thread whenever look or filter change; what is shown stays until it is answered.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.answer: Answer | None = None
        for changed in (session.view.map.look_changed, session.view.filter.incidents_changed):
            changed.connect(self.ask)

    def question(self) -> Callable[[Day], Answer]:
        """What is asked of the day now; called off the main thread."""
        raise NotImplementedError

    def list_rows(self) -> None:
        """Show what is chosen, and the rows of ``answer``."""

    def retranslate(self) -> None:
        super().retranslate()
        self.list_rows()

    def view_chosen(self) -> None:
        self.list_rows()

    def refresh(self, figures: Figures) -> None:  # noqa: ARG002 the question is made of what is shown now
        self.ask()

    def choose(self, **chosen: Any) -> None:
        """Change these fields of the map's look."""
        self.session.view.map.set_look(replace(self.session.view.map.look, **chosen))

    def ask(self) -> None:
        figures = self.figures
        if figures is None or self.put_away:
            return
        question = self.question()

        def work(ticket: Ticket) -> Answer | None:
            # A brush asks faster than is answered.
            return None if ticket.cancelled else question(figures)

        self.session.tasks.start(self.SUBJECT, work, self._take, shown=True)

    def _take(self, answer: Answer | None) -> None:
        self.answer = answer
        self.list_rows()


def small_button() -> QToolButton:
    """A button as they stand in a board's first line."""
    one = QToolButton()
    one.setProperty("look", "small")
    return one
