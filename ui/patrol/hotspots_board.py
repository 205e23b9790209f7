"""The board of hotspots: the chosen cells with what is counted in each, and how each way of choosing did on the past.

A press on a row shows the place; *Focus here* makes a focus area of it.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import isnan
from typing import Any

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget
from shapely.geometry.base import BaseGeometry

from layers.say import sentence
from layers.themes.hotspots import TABLES, THEME, asked_of
from layers.themes.hotspots_told import hotspots_told
from mapper.analysis.hotspots.cell_facts import CellFacts, cell_facts
from mapper.analysis.hotspots.hotspots import Hotspots
from mapper.analysis.hotspots.scoring import SHARES, Score
from mapper.analysis.incidents.kinds import LOOPS
from mapper.day.part_hotspots import part_hotspots
from mapper.errors import InputError
from mapper.names import names_of
from ui.language.hotspot_words import FIGURES, figure_words
from ui.session.panel import FootBoard
from ui.session.rows import Figures
from ui.session.session import Session
from ui.session.view_state import Sight
from ui.widgets.kit import ElidedLabel, button, refill
from ui.widgets.rows_model import ROW_ROLE, Field, RowsModel, RowsTable
from ui.widgets.tasks import Ticket

VIEWS = ("cells", "backtest")
Answer = tuple[str, Hotspots, tuple[CellFacts, ...]] | InputError


class HotspotsBoard(FootBoard):
    """``focus_wanted`` tells the outline (degrees) of a place that is to become a focus area, and why."""

    SUBJECT = "hotspots"
    focus_wanted = Signal(object, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.shown_view = VIEWS[0]
        self.answer: Answer | None = None
        self.views: dict[str, QToolButton] = {}
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 8, 4)
        top.setSpacing(8)
        for name in VIEWS:
            one = self.views[name] = QToolButton()
            one.setProperty("look", "small")
            one.setCheckable(True)
            one.clicked.connect(partial(self.show_view, name))
            top.addWidget(one)
        self.kind, self.share = QComboBox(), QComboBox()
        self.kind.activated.connect(lambda _: self._choose(self.kind.currentData(), None))
        self.share.activated.connect(lambda _: self._choose(None, self.share.currentData()))
        self.title = ElidedLabel()
        self.focus: QPushButton = button("", self._want_focus)
        for box in (self.kind, self.share):
            top.addWidget(box)
        top.addWidget(self.title, 1)
        top.addWidget(self.focus)
        top.addWidget(self.close_button)
        self.model = RowsModel[Any]([], self.say, self)
        self.table = RowsTable(self.model, self)
        self.table.clicked.connect(self._show_place)
        self.table.activated.connect(self._show_place)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow_focus())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        for changed in (session.view.map.look_changed, session.view.filter.incidents_changed):
            changed.connect(self._ask)
        self.begin()

    @property
    def table_shown(self) -> str:
        """The kind of incidents that it is of."""
        chosen = THEME.shading(self.session.view.map.look).code
        return next(table for table in TABLES if chosen == f"hotspots_{table}")

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        for name, one in self.views.items():
            one.setText(say(f"hotspots.view.{name}"))
            one.setToolTip(say(f"hotspots.view.{name}.meaning"))
        refill(self.kind, [say(f"shading.hotspots_{table}") for table in TABLES], TABLES)
        refill(self.share, [say("shading.area_share.value", share=share) for share in SHARES], SHARES)
        self.kind.setAccessibleName(say("hotspots.of"))
        self.share.setAccessibleName(say("shading.area_share"))
        self.focus.setText(say("hotspots.focus"))
        self.focus.setToolTip(say("hotspots.focus.meaning"))
        self.setAccessibleName(say("action.hotspots"))
        self.table.setAccessibleName(say("action.hotspots"))
        self._list()

    def show_view(self, name: str) -> None:
        """Show another of :data:`VIEWS`."""
        self.shown_view = name
        self._ask()

    def refresh(self, figures: Figures) -> None:  # noqa: ARG002 the question is made of what is shown now
        self._ask()

    def _choose(self, table: str | None, share: float | None) -> None:
        look = self.session.view.map.look
        if table is not None:
            look = replace(look, shading={**look.shading, "hotspots": f"hotspots_{table}"})
        if share is not None:
            look = replace(look, area_share=share)
        self.session.view.map.set_look(look)

    def _ask(self) -> None:
        """Count off the main thread; what is shown stays until it is counted."""
        figures = self.figures
        if figures is None:
            return
        table, view = self.table_shown, self.session.view
        asked = replace(asked_of(table, view.filter.incidents, view.map.look), every=self.shown_view == "backtest")

        def work(ticket: Ticket) -> Answer | None:
            if ticket.cancelled:  # a brush asks faster than is answered
                return None
            try:
                found = part_hotspots(figures, asked)
            except InputError as error:
                return error
            is_open = {kind.table: figures.incidents_shown(kind.table) for kind in LOOPS}
            return table, found, cell_facts(figures.project, found, is_open)

        self.session.tasks.start(self.SUBJECT, work, self._take, shown=True)

    def _take(self, answer: Answer | None) -> None:
        self.answer = answer
        self._list()

    def _list(self) -> None:
        look = self.session.view.map.look
        self.kind.setCurrentIndex(TABLES.index(self.table_shown))
        self.share.setCurrentIndex(SHARES.index(look.area_share))
        for name, one in self.views.items():
            one.setChecked(name == self.shown_view)
        answer = self.answer
        if answer is None or isinstance(answer, InputError):
            self.model.change([], [])
            self.title.put("" if answer is None else self.say.error(answer))
        else:
            table, found, cells = answer
            self.title.put(sentence(hotspots_told(found, table)[0], self.say.messages))
            if self.shown_view == "cells":
                self._list_cells(found, cells)
            else:
                self.model.change(self._score_fields(), list(found.backtest.scores.values()))
                self.table.widths_px(190, 110, 70, 190, 170, 190, 80)
        self._allow_focus()

    def _list_cells(self, found: Hotspots, cells: tuple[CellFacts, ...]) -> None:
        names = names_of(self.session.document.project.communities).to_dict()
        days = found.days

        def field(code: str, text: Callable[[CellFacts], str], order: Callable[[CellFacts], Any]) -> Field[Any]:
            return Field(self.say(f"hotspots.cell.{code}", days=days), text, order, right=True, coded=False)

        self.model.change(
            [
                field("number", lambda c: f"{c.number}", lambda c: c.number),
                Field("hotspots.cell.unit", lambda c: names.get(c.unit_code, "—")),
                field("count", lambda c: f"{c.so_far:,}", lambda c: c.so_far),
                field("expected", lambda c: f"{c.expected:.1f}", lambda c: c.expected),
                field("hazards", lambda c: f"{c.open_hazards:,}", lambda c: c.open_hazards),
                field("disputes", lambda c: f"{c.open_disputes:,}", lambda c: c.open_disputes),
                field("gi_p", lambda c: "—" if isnan(c.gi_p) else f"{c.gi_p:.3f}", lambda c: c.gi_p),
            ],
            cells,
        )
        self.table.widths_px(60, 240, 110, 130, 110, 110, 110)

    def _score_fields(self) -> list[Field[Any]]:
        say = self.say

        return [
            Field("cli.hotspots.column.method", lambda s: say(f"hotspots.method.{s.method}")),
            Field("cli.hotspots.column.share", lambda s: f"{s.share:.1%}", lambda s: s.share, right=True),
            Field("cli.hotspots.column.cells", lambda s: f"{s.cells:,}", lambda s: s.cells, right=True),
            *(
                Field(f"cli.hotspots.column.{name}", partial(figure_words, name), partial(_value, name), right=True)
                for name in FIGURES
            ),
            Field("hotspots.score.periods", lambda s: f"{s.periods:,}", lambda s: s.periods, right=True),
        ]

    def _allow_focus(self) -> None:
        self.focus.setVisible(self.shown_view == "cells")
        self.focus.setEnabled(isinstance(self.table.row(), CellFacts))

    def _show_place(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, CellFacts):
            self.session.view.look_at(Sight(shape=_around(row.square)))

    def _want_focus(self) -> None:
        row, answer = self.table.row(), self.answer
        if isinstance(row, CellFacts) and isinstance(answer, tuple):
            table, found, _ = answer
            why = self.say(
                "hotspots.reason",
                table=self.say(f"table.{table}"),
                count=row.so_far,
                since=found.incidents.first,
                expected=row.expected,
                days=found.days,
            )
            self.focus_wanted.emit(row.square, why)


def _value(name: str, score: Score) -> float:
    value = getattr(score, name)
    return -1.0 if value is None else float(value)


def _around(square: BaseGeometry) -> BaseGeometry:
    """A place with its neighbourhood, so that one sees where it is."""
    west, _, east, _ = square.bounds
    return square.buffer((east - west) * 2)
