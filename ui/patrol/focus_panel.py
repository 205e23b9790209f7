"""Patrol focus: where, who, how long and until when; and of what is over what became of it."""

from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ui.language.patrol_words import conflict_lines, outcome_words
from ui.session.focus_rows import FocusRow
from ui.session.panel import Panel
from ui.session.rows import Figures, table_geometry
from ui.session.session import Session
from ui.session.view_state import Sight
from ui.widgets.kit import button, label, refill
from ui.widgets.popup import hang_menu
from ui.widgets.rows_model import ROW_ROLE, Field, RowsModel, RowsTable

WHICH = ("open", "over")
_MOST_CONFLICTS = 3
# What can be done with an area: what asks for something first, and with which of them.
CHANGES = ("change", "visit", "incidents", "day", "week", "renew", "close", "briefing", "remove")
_OF_OVER = ("visit", "incidents", "renew", "remove")
_OF_UNDATED = ("change", "remove")


class FocusPanel(Panel):
    """The list of focus areas, today's first, those that are over apart; and what can be done with them."""

    from_unit_wanted = Signal()
    draw_wanted = Signal()
    board_wanted = Signal()
    change_wanted = Signal(str, str)  # one of CHANGES, and the area's number

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        say = self.say
        self._over = False
        self.model = RowsModel[FocusRow](self._fields(over=False), say, self)
        self.table = RowsTable(self.model, self)
        self.table.widths_px(38, 104, 84, 48, 56)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.clicked.connect(self._show)
        self.table.activated.connect(self._show)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._offer)
        self.which = QComboBox()
        self.which.currentIndexChanged.connect(lambda _: self._list())
        self._counted = label("quiet", wrap=True)
        self._conflicts = label("alarm", wrap=True)
        self.from_unit = button("line", self.from_unit_wanted.emit)
        self.draw = button("line", self.draw_wanted.emit)
        self.board = button("line", self.board_wanted.emit)
        self.change = button("", partial(self._ask, "change"))
        self.visit = button("", partial(self._ask, "visit"))
        self.more = button("", lambda: None)
        self.menu = QMenu(self.more)
        hang_menu(self.more, self.menu)
        self.menu.aboutToShow.connect(lambda: self._fill(self.menu))
        words = QVBoxLayout()
        words.setContentsMargins(12, 8, 12, 8)
        words.setSpacing(6)
        words.addWidget(self._counted)
        words.addWidget(self._conflicts)
        choosing = QHBoxLayout()
        choosing.addWidget(self.which, 1)
        choosing.addWidget(self.board)
        words.addLayout(choosing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(words)
        layout.addWidget(self.table, 1)
        for above, below, row in ((8, 4, (self.change, self.visit, self.more)), (0, 8, (self.from_unit, self.draw))):
            buttons = QHBoxLayout()
            buttons.setContentsMargins(12, above, 12, below)
            buttons.setSpacing(8)
            for one in row:
                buttons.addWidget(one)
            layout.addLayout(buttons)
        self.begin()
        self._enable()

    def retranslate(self) -> None:
        say = self.say
        self.table.setAccessibleName(say("focus.title"))
        self.which.setAccessibleName(say("focus.which"))
        refill(self.which, [say(f"focus.which.{one}") for one in WHICH], WHICH)
        for one, code in (
            (self.from_unit, "from_unit"), (self.draw, "draw"), (self.board, "board"), (self.change, "do.change"),
            (self.visit, "do.visit"), (self.more, "more"),
        ):  # fmt: skip
            one.setText(say(f"focus.{code}"))
        if self.figures is not None:
            self.refresh(self.figures)

    def rests_on(self, figures: Figures) -> tuple[object, ...]:
        return figures.focus, figures.officers, figures.headline

    def refresh(self, figures: Figures) -> None:
        part = self.part
        areas = self._areas(figures)
        self._list()
        today = [f for f in areas if f.today]
        self._counted.setText(
            self.say(
                "focus.counted",
                day=self.say.day(figures.as_of),
                count=len(today),
                assigned=(part or figures).headline.focus_assigned,
                minutes=sum(f.minutes * max(len(f.officer_ids), 1) for f in today),
            )
        )
        conflicts = (part or figures).focus_conflicts((figures.as_of, figures.as_of))
        lines = conflict_lines(self.say.messages, figures.project, conflicts, _MOST_CONFLICTS, dated=False)
        self._conflicts.setVisible(bool(lines))
        self._conflicts.setText("\n".join(lines))

    def follow(self) -> None:
        current = self.session.selection.current
        key = current[1] if current is not None and current[0] == "focus_areas" else None
        row = None if self.figures is None else next((f for f in self.figures.focus if f.focus_id == key), None)
        if row is not None and row.over != (self.which.currentData() == "over"):
            self.which.setCurrentIndex(WHICH.index("over" if row.over else "open"))
        self.table.go_to(lambda row: row.focus_id == key)
        self._enable()

    def changes_of(self, row: FocusRow) -> tuple[str, ...]:
        """Which of :data:`CHANGES` can be asked for an area."""
        if row.over:
            return _OF_OVER
        if row.outcome.state == "undated":
            return _OF_UNDATED
        coming = row.outcome.state == "coming"
        without = (
            {"renew"}
            | ({"visit", "incidents", "close"} if coming else set())
            | (set() if row.officer_ids else {"briefing"})
        )
        return tuple(one for one in CHANGES if one not in without)

    def _fields(self, *, over: bool) -> list[Field[FocusRow]]:
        """The columns: of what is over how often somebody was there, of others the minutes asked."""
        say = self.say
        if over:
            counted = Field[FocusRow](
                "focus.done", lambda f: f"{f.outcome.done}/{f.outcome.planned}",
                lambda f: f.outcome.done / max(f.outcome.planned, 1), right=True, tip=self._tip,
            )  # fmt: skip
        else:
            counted = Field("focus.minutes", lambda f: f"{f.minutes}", lambda f: f.minutes, right=True, tip=self._tip)
        return [
            Field(
                "focus.number", lambda f: f.focus_id if f.number is None else f"{f.number}",
                lambda f: (f.number is None, f.number or 0, f.focus_id), tip=self._tip,
            ),
            Field("focus.reason", lambda f: f.reason, tip=self._tip),
            Field("focus.officers", lambda f: say("window.list_joint").join(f.officers) or "—", tip=self._tip),
            counted,
            Field("focus.ends", self._ends, lambda f: f.ends, tip=self._tip),
        ]  # fmt: skip

    def _areas(self, figures: Figures) -> list[FocusRow]:
        part = self.part
        return [f for f in figures.focus if part is None or f.focus_id in part.project.focus_areas.index]

    def _list(self) -> None:
        if self.figures is None:
            return
        over = self.which.currentData() == "over"
        areas = [f for f in self._areas(self.figures) if f.over == over]
        chosen = self.table.selectionModel()
        chosen.blockSignals(True)
        if over:
            areas.sort(key=lambda f: (f.ends is not None, f.ends), reverse=True)
        else:
            areas.sort(key=lambda f: (f.number is None, f.number or 0, f.starts is None, f.starts))
        if over != self._over:
            self._over = over
            self.model.change(self._fields(over=over), areas)
        else:
            self.model.show(areas)
        chosen.blockSignals(False)
        self._enable()

    def _enable(self) -> None:
        self.from_unit.setEnabled(self.session.selection.unit is not None)
        row = self.table.row()
        can = () if row is None else self.changes_of(row)
        self.change.setEnabled("change" in can)
        self.visit.setEnabled("visit" in can)
        self.more.setEnabled(bool(can))

    def _ends(self, row: FocusRow) -> str:
        """The hour of an area that ends on the day shown, else the day; the tip has both."""
        when = row.ends
        if when is None:
            return "—"
        if when.date() == self.session.day_in_hand.as_of:
            return f"{when:%H:%M}"
        return self.say.day_in_figures(when.date(), with_year=False)

    def _tip(self, row: FocusRow) -> str:
        return self.say(
            "focus.tip",
            reason=row.reason,
            state=self.say(f"focus.state.{row.outcome.state}"),
            starts=self.say.moment(row.starts),
            ends=self.say.moment(row.ends),
            visits=row.visits,
            minutes=row.minutes,
            task=row.prevention_task or "—",
            became=outcome_words(self.say.messages, self.session.document.project, row.outcome),
        )

    def _chosen(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.session.selection.choose("focus_areas", row.focus_id)
        self._enable()

    def _show(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            shape = table_geometry(self.session.document.project, "focus_areas", row.focus_id)
            self.session.view.look_at(Sight(shape=shape))

    def _ask(self, what: str) -> None:
        row = self.table.row()
        if row is not None:
            self.change_wanted.emit(what, row.focus_id)

    def _fill(self, menu: QMenu) -> None:
        """What can be done with the current area."""
        menu.clear()
        row = self.table.row()
        for what in () if row is None else self.changes_of(row):
            if what == "remove":
                menu.addSeparator()
            action = menu.addAction(self.say(f"focus.do.{what}"))
            action.setData(what)
            action.triggered.connect(lambda _=False, what=what: self._ask(what))

    def _offer(self, at: QPoint) -> None:
        if self.table.row() is not None:
            self._fill(self.menu)
            self.menu.popup(self.table.viewport().mapToGlobal(at))
