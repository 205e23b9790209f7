"""Today's patrol focus: where, who, how long and until when; adding one, and taking one away."""

from datetime import datetime

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.session.panel import Panel
from ui.session.rows import Figures, FocusRow, table_geometry
from ui.session.session import Session
from ui.session.view_state import Sight
from ui.widgets.kit import button, label
from ui.widgets.rows_model import (
    ROW_ROLE,
    Field,
    RowsModel,
    RowsTable,
)


class FocusPanel(Panel):
    """The list of focus areas, today's first, and the three things to do with them."""

    from_unit_wanted = Signal()
    draw_wanted = Signal()
    remove_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        say = self.say
        self.model = RowsModel[FocusRow](
            [
                Field(
                    "focus.number",
                    lambda f: "" if f.number is None else f"{f.number}",
                    lambda f: f.number,
                    tip=self._tip,
                ),
                Field("focus.reason", lambda f: f.reason, tip=self._tip),
                Field("focus.officers", lambda f: say("window.list_joint").join(f.officers) or "—", tip=self._tip),
                Field("focus.minutes", lambda f: f"{f.minutes}", lambda f: f.minutes, right=True, tip=self._tip),
                Field("focus.ends", lambda f: self._ends(f.ends), lambda f: f.ends, tip=self._tip),
            ],
            say,
            self,
        )
        self.table = RowsTable(self.model, self)
        self.table.widths_px(32, 156, 104, 44, 52)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.clicked.connect(self._show)
        self.table.activated.connect(self._show)
        self._counted = label("quiet", wrap=True)
        self._exceeded = label("alarm", wrap=True)
        self.from_unit = button("line", self.from_unit_wanted.emit)
        self.draw = button("line", self.draw_wanted.emit)
        self.remove = button("", self._remove)
        words = QVBoxLayout()
        words.setContentsMargins(12, 8, 12, 8)
        words.addWidget(self._counted)
        words.addWidget(self._exceeded)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(12, 8, 12, 12)
        buttons.setSpacing(8)
        for one in (self.from_unit, self.draw, self.remove):
            buttons.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(words)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.begin()
        self._enable()

    def retranslate(self) -> None:
        self.table.setAccessibleName(self.say("focus.title"))
        self.from_unit.setText(self.say("focus.from_unit"))
        self.draw.setText(self.say("focus.draw"))
        self.remove.setText(self.say("focus.remove"))
        if self.figures is not None:
            self.refresh(self.figures)

    def rests_on(self, figures: Figures) -> tuple[object, ...]:
        return figures.focus, figures.officers, figures.headline

    def refresh(self, figures: Figures) -> None:
        part = self.part
        areas = [f for f in figures.focus if part is None or f.focus_id in part.project.focus_areas.index]
        chosen = self.table.selectionModel()
        chosen.blockSignals(True)
        self.model.show(sorted(areas, key=lambda f: (f.number is None, f.number or 0, f.starts)))
        chosen.blockSignals(False)
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
        own = figures.officers if part is None else part.own_officers.index
        over = [o for officer_id, o in figures.officers.items() if o.focus_exceeded and officer_id in own]
        self._exceeded.setVisible(bool(over))
        self._exceeded.setText(
            "\n".join(
                self.say("focus.exceeded", name=o.name, minutes=o.focus_minutes, limit=o.focus_limit) for o in over
            )
        )

    def follow(self) -> None:
        current = self.session.selection.current
        key = current[1] if current is not None and current[0] == "focus_areas" else None
        self.table.go_to(lambda row: row.focus_id == key)
        self._enable()

    def _enable(self) -> None:
        self.from_unit.setEnabled(self.session.selection.unit is not None)
        self.remove.setEnabled(self.table.row() is not None)

    def _ends(self, when: datetime) -> str:
        """The hour of an area that ends on the day shown, else the day; the tip has both."""
        return f"{when:%H:%M}" if when.date() == self.session.day_in_hand.as_of else f"{when:%m-%d}"

    def _tip(self, row: FocusRow) -> str:
        return self.say(
            "focus.tip",
            reason=row.reason,
            starts=f"{row.starts:%Y-%m-%d %H:%M}",
            ends=f"{row.ends:%Y-%m-%d %H:%M}",
            visits=row.visits,
            minutes=row.minutes,
            task=row.prevention_task or "—",
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

    def _remove(self) -> None:
        row = self.table.row()
        if row is not None:
            self.remove_wanted.emit(row.focus_id)
