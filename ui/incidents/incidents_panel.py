"""Open hazards and disputes, or the cases of the year, as a list; choosing one shows it on the map."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd
from PySide6.QtCore import QModelIndex, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from layers.map_layers.incidents import LOOK_OF
from layers.paint.symbols import paint_symbol
from layers.style import PointStyle
from mapper.analysis.incidents.kinds import INCIDENT_KINDS, KIND_OF
from mapper.analysis.incidents.routing import handlers_instead
from mapper.arrays import Bools, Ints
from ui.incidents.card_words import misrouted_words
from ui.incidents.incident_facts import handler_on
from ui.incidents.point_drop import INCIDENT_MIME, carried_as
from ui.incidents.step_menu import StepMenu
from ui.incidents.todo_button import TwoLines
from ui.language.incident_words import category_word, state_word
from ui.map.tip import incident_text
from ui.session.incident_index import LISTED, UNENDING, WITH_CASES
from ui.session.incident_rows import IncidentRow
from ui.session.panel import Panel
from ui.session.rows import Figures
from ui.session.session import Session
from ui.session.table_marks import TableMarks
from ui.session.view_state import Row, Sight
from ui.widgets.appearance import map_palette
from ui.widgets.kit import label, refill
from ui.widgets.row_texts import as_tabbed
from ui.widgets.rows_model import (
    ROW_ROLE,
    Field,
    RowsModel,
    RowsTable,
)

# What the list can be narrowed to: all that is open, a kind, or a state that should be looked at first.
SCOPES = ("all", *(code for kind in INCIDENT_KINDS for code in (kind.table, *kind.urgent)))
_ICON_PX = 18
_WIDTHS_PX = (182, 80, 44)


class IncidentsPanel(Panel):
    """What is open on the day, overdue hazards first, then the oldest; or the cases of the year, the newest first."""

    export_wanted = Signal()
    opened = Signal(str, str)
    listed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        say = self.say
        self.scope = QComboBox()
        self.model = RowsModel[IncidentRow](
            [
                Field("incidents.what", self._what_and_where, self._category, tip=self._tip, icon=incident_icon),
                Field("incidents.state", self._state, _urgency, words=self._states),
                Field(
                    "incidents.days", lambda i: "—" if i.days is None else f"{i.days:,}", lambda i: i.days, right=True
                ),
            ],
            say,
            self,
        )
        self.model.carried = (INCIDENT_MIME, carried_as)
        self.table = RowsTable(self.model, self)
        self.table.setDragEnabled(True)
        self.table.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.table.widths_px(*_WIDTHS_PX)
        self.table.setItemDelegateForColumn(0, TwoLines(self.table))  # categories have long words
        self.table.verticalHeader().setDefaultSectionSize(TwoLines.HEIGHT_PX)
        self.marks = TableMarks(self.table, session.selection, lambda row: (row.table, row.key), WITH_CASES)
        self.table.copy_wanted.connect(self.copy)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.clicked.connect(self._show)
        self.table.activated.connect(self._show)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._offer_steps)
        self.scope.currentIndexChanged.connect(self._refilter)
        self.scope.currentIndexChanged.connect(lambda: self.table.widths_px(*_WIDTHS_PX))  # cases have longer words
        session.view.filter.incidents_changed.connect(self._refilter)
        self._counted = label("quiet", wrap=True)
        self._order: Ints = np.arange(0)
        self._newest: Ints = np.arange(0)
        self._of_scope: dict[str, Bools] = {}
        self._last_place = 0
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 8)
        top.addWidget(self.scope)
        top.addWidget(self._counted, 1)
        self.export = QToolButton()
        self.export.setProperty("look", "small")
        self.export.clicked.connect(self.export_wanted)
        top.addWidget(self.export)
        top.setSpacing(12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        self.begin()

    def show_only(self, scope: str) -> None:
        """Filter by one of :data:`SCOPES`."""
        self.scope.setCurrentIndex(SCOPES.index(scope))

    def make_room_for(self, table: str) -> None:
        """Leave a scope in which no row of that table can be."""
        scope = SCOPES[self.scope.currentIndex()]
        if (table in UNENDING and scope != table) or (table in LISTED and scope in UNENDING):
            self.show_only(table if table in UNENDING else "all")

    def retranslate(self) -> None:
        refill(self.scope, [self.say(f"incidents.scope.{scope}") for scope in SCOPES])
        self.scope.setAccessibleName(self.say("incidents.scope"))
        self.table.setAccessibleName(self.say("incidents.title"))
        self.export.setText(self.say("units.export"))
        self.export.setToolTip(self.say("units.export.meaning"))
        self._refilter()

    def rests_on(self, figures: Figures) -> tuple[object, ...]:
        return figures.incidents, figures.cases, figures.index

    def refresh(self, figures: Figures) -> None:
        self._take(figures)

    def follow(self) -> None:
        current = self.session.selection.current
        if current is not None and current[0] in WITH_CASES:
            self.table.go_to(lambda row: (row.table, row.key) == current)
        else:
            self.table.go_nowhere()
        self.marks.show()
        self.listed.emit()

    @property
    def place(self) -> int | None:
        """Where the current incident stands in the list, from 0; None where it is not in it."""
        current, index = self.session.selection.current, self.table.currentIndex()
        there = index.data(ROW_ROLE)
        if there is not None and (there.table, there.key) == current:
            found: int | None = index.row()  # as after every change of list or row
        else:
            found = self.model.place_of(lambda row: (row.table, row.key) == current)
        self._last_place = self._last_place if found is None else found
        return found

    def neighbour(self, by: int) -> IncidentRow | None:
        """The row so many places on; after one that has left the list, the one that took its place is the next."""
        place, count = self.place, self.model.rowCount()
        if not count:
            return None
        if place is None:
            place = self._last_place - (by > 0)
        row: IncidentRow = self.model.index(min(max(place + by, 0), count - 1), 0).data(ROW_ROLE)
        return row

    def copy(self) -> None:
        """Put the rows that are marked onto the clipboard."""
        rows = self.table.selected_rows()
        if rows:
            QGuiApplication.clipboard().setText(as_tabbed(self.model, rows))

    def as_frame(self) -> pd.DataFrame:
        """The rows shown, in their order, for a file: what, which, state, unit, since when and for how many days."""
        say = self.say
        rows = [
            {
                say("incidents.kind"): say(f"table.{row.table}"),
                say("incidents.number"): row.key,
                say("incidents.what"): self._category(row),
                say("incidents.state"): self._state(row),
                say("incidents.unit"): self._unit(row),
                say("incidents.since"): _moment(row.since, to_hour=KIND_OF[row.table].coarse),
                say("incidents.days"): row.days,
            }
            for row in self.model.rows
        ]
        names = ("kind", "number", "what", "state", "unit", "since", "days")
        return pd.DataFrame(rows, columns=[say(f"incidents.{name}") for name in names], dtype="object")

    def _take(self, figures: Figures) -> None:
        """Put all rows in their order once; filters only choose among them."""
        rows, cases = figures.incidents, figures.cases
        # By columns: a tuple to compare for each of some thousand rows takes longer than all else that a step asks.
        urgent, number, since = zip(*(row.urgency for row in rows), strict=True) if rows else ((), (), ())
        self._order = np.lexsort((since, number, urgent)) if rows else np.arange(0)
        self._newest = np.argsort([row.days or 0 for row in cases], kind="stable")
        sorted_rows = [*map(rows.__getitem__, self._order.tolist()), *map(cases.__getitem__, self._newest.tolist())]
        numbers = np.array([row.urgency[1] for row in sorted_rows], dtype=np.int64)
        self._of_scope = {}
        for kind in INCIDENT_KINDS:
            self._of_scope[kind.table] = own = numbers == WITH_CASES.index(kind.table)
            for state in kind.urgent:
                self._of_scope[state] = own & np.array([row.state == state for row in sorted_rows], dtype=bool)
        self._of_scope["all"] = np.logical_or.reduce([self._of_scope[table] for table in LISTED])
        self._quietly(lambda kept: self.model.show(sorted_rows, kept))

    def _refilter(self) -> None:
        if self.figures is not None and len(self._order) == len(self.figures.incidents):
            self._quietly(self.model.keep)
            self.follow()

    def _quietly(self, put: Callable[[Bools], object]) -> None:
        """Choose the rows of the scope and the filter, and count them."""
        assert self.figures is not None
        scope = SCOPES[max(self.scope.currentIndex(), 0)]
        index, wanted = self.figures.index, self.session.view.filter.incidents
        through = np.concatenate([index.kept(wanted)[self._order], index.kept_cases(wanted)[self._newest]])
        kept = self._of_scope[scope] & through
        chosen = self.table.selectionModel()
        chosen.blockSignals(True)
        put(kept)
        chosen.blockSignals(False)
        days = self.session.view.filter.incidents.days
        if scope in UNENDING:
            as_of = self.figures.as_of
            first, last = days or (as_of - timedelta(days=KIND_OF[scope].shown_days - 1), as_of)
            self._counted.setText(self.say(f"incidents.counted_{scope}", count=int(kept.sum()), first=first, last=last))
            return
        self._counted.setText(
            self.say("incidents.counted", count=int(kept.sum()), day=self.figures.as_of)
            if days is None
            else self.say("incidents.counted_days", count=int(kept.sum()), first=days[0], last=days[1])
        )

    def _category(self, row: IncidentRow) -> str:
        return category_word(self.say, row.table, row.category)

    def _what_and_where(self, row: IncidentRow) -> str:
        return f"{self._category(row)}\n{self._unit(row)}"

    def _tip(self, row: IncidentRow) -> str:
        if KIND_OF[row.table].coarse:
            return incident_text(self.say, row)
        told = [self.say(f"table.{row.table}"), self._category(row), self._state(row), row.key]
        return "\n".join((self.say("window.dot_joint").join(told), *self._misrouted(row)))

    def _misrouted(self, row: IncidentRow) -> list[str]:
        """The rule by which another handler should have it, where there is one."""
        kind, figures = KIND_OF[row.table], self.figures
        if figures is None or kind.handler is None or row.key not in figures.project.table(row.table).index:
            return []
        handler = handler_on(figures, kind, pd.DataFrame(figures.project.table(row.table)).loc[[row.key]])
        instead = handlers_instead(row.category, handler, figures.project.norms.dispute_handlers)
        return [misrouted_words(self.say, kind, handler, instead)] if instead else []

    def _state(self, row: IncidentRow) -> str:
        return state_word(self.say, row.table, row.state)

    def _states(self) -> list[str]:
        """Every word that a state has of what the scope can hold."""
        of_cases = SCOPES[max(self.scope.currentIndex(), 0)] in UNENDING
        kinds = [kind for kind in INCIDENT_KINDS if kind.ends != of_cases]
        return [state_word(self.say, kind.table, state) for kind in kinds for state in kind.states]

    def _unit(self, row: IncidentRow) -> str:
        return row.unit if row.unit is not None else self.say(f"exception.{row.exception}")

    def _chosen(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.marks.chosen(row)

    def step_menu(self) -> StepMenu | None:
        """The steps that the rows marked can take now; None where none is marked, or they are of a kind without."""
        return self.menu_of((row.table, row.key) for row in self.table.selected_rows())

    def menu_of(self, which: Iterable[Row]) -> StepMenu | None:
        """The steps that these incidents can take now; None where there is none, or they are of a kind without."""
        found = () if self.figures is None else [self.figures.incident(row) for row in which if row[0] in KIND_OF]
        rows = [row for row in found if row is not None]
        return StepMenu(self.session, rows, self) if any(KIND_OF[row.table].steps for row in rows) else None

    def _offer_steps(self, at: QPoint) -> None:
        menu = self.step_menu()
        if menu is not None:
            menu.popup(self.table.viewport().mapToGlobal(at))

    def _show(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None and row.where is not None:
            self.session.view.map.set_hidden(row.table, False)
            self.session.view.look_at(Sight(where=row.where))
        marking = QGuiApplication.keyboardModifiers() & (
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
        )
        if row is not None and not marking:
            self.opened.emit(row.table, row.key)


def incident_icon(row: IncidentRow) -> QIcon:
    """The symbol that the map has for it."""
    look = LOOK_OF[row.table]
    return _symbol_icon(look.styles(map_palette(), 1.0)[look.class_of(row.state)])


@lru_cache(maxsize=8)
def _symbol_icon(style: PointStyle) -> QIcon:
    picture = QPixmap(_ICON_PX * 2, _ICON_PX * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_symbol(painter, QPointF(_ICON_PX / 2, _ICON_PX / 2), style, 0.9, style.text)
    painter.end()
    return QIcon(picture)


def _moment(when: datetime | None, to_hour: bool) -> str:
    if when is None:
        return ""
    return when.strftime("%Y-%m-%d %H:00" if to_hour else "%Y-%m-%d %H:%M")


def _urgency(row: IncidentRow) -> tuple[int, int]:
    """Kind by kind, each in the order of its states."""
    states = KIND_OF[row.table].states
    return WITH_CASES.index(row.table), states.index(row.state) if row.state in states else len(states)
