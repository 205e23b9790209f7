"""The board of hotspots: the chosen cells with what is counted in each, and how each way of choosing did on the past.

A press on a row shows the place; *Focus here* makes a focus area of it.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import isnan
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget
from shapely.geometry.base import BaseGeometry

from layers.say import sentence
from layers.themes.hotspots import TABLES, asked_of, table_of
from layers.themes.hotspots_told import hotspots_told
from mapper.analysis.hotspots.cell_facts import CellFacts, cell_facts
from mapper.analysis.hotspots.hotspots import Hotspots
from mapper.analysis.hotspots.scoring import SHARES, Score
from mapper.analysis.incidents.kinds import LOOPS
from mapper.day.day import Day
from mapper.day.part_hotspots import part_hotspots
from mapper.errors import InputError
from mapper.names import names_of
from ui.language.hotspot_words import FIGURES, figure_words
from ui.session.session import Session
from ui.session.table_board import ThemeBoard
from ui.session.view_state import Sight
from ui.widgets.kit import button, refill
from ui.widgets.rows_model import Field

Answer = tuple[str, Hotspots, tuple[CellFacts, ...]] | InputError


class HotspotsBoard(ThemeBoard[Answer]):
    """``focus_wanted`` tells the outline (degrees) of a place that is to become a focus area, and why."""

    SUBJECT = "hotspots"
    VIEWS = ("cells", "backtest")
    focus_wanted = Signal(object, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.kind, self.share = QComboBox(), QComboBox()
        self.kind.activated.connect(lambda _: self._choose_kind(self.kind.currentData()))
        self.share.activated.connect(lambda _: self.choose(area_share=self.share.currentData()))
        self.focus: QPushButton = button("", self._want_focus)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow_focus())
        self.lay_out((self.kind, self.share), (self.focus,), own_line=True)  # what the choice is worth is never cut
        self.begin()

    @property
    def table_shown(self) -> str:
        """The kind of incidents that it is of."""
        return table_of(self.session.view.map.look)

    def retranslate(self) -> None:
        say = self.say
        refill(self.kind, [say(f"shading.hotspots_{table}") for table in TABLES], TABLES)
        refill(self.share, [say("shading.area_share.value", share=share) for share in SHARES], SHARES)
        self.kind.setAccessibleName(say("hotspots.of"))
        self.share.setAccessibleName(say("shading.area_share"))
        self.focus.setText(say("hotspots.focus"))
        self.focus.setToolTip(say("hotspots.focus.meaning"))
        super().retranslate()

    def view_chosen(self) -> None:
        self.ask()  # the back-test of all ways is worked out for whoever looks at it

    def question(self) -> Callable[[Day], Answer]:
        table, view = self.table_shown, self.session.view
        asked = replace(asked_of(table, view.filter.incidents, view.map.look), every=self.shown_view == "backtest")

        def answer(day: Day) -> Answer:
            try:
                found = part_hotspots(day, asked)
            except InputError as error:
                return error
            is_open = {kind.table: day.incidents_shown(kind.table) for kind in LOOPS}
            return table, found, cell_facts(day.project, found, is_open)

        return answer

    def list_rows(self) -> None:
        look = self.session.view.map.look
        self.kind.setCurrentIndex(TABLES.index(self.table_shown))
        self.share.setCurrentIndex(SHARES.index(look.area_share))
        self.mark_view()
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

    def _choose_kind(self, table: str) -> None:
        self.choose(shading={**self.session.view.map.look.shading, "hotspots": f"hotspots_{table}"})

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

    def pressed(self, row: Any) -> None:
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
