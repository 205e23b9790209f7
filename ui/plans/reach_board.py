"""The board of reach: units by their ways, those beyond the limit first; and where more rooms would help most.

What is chosen here is the look of the theme of reach, so that map, sheet and web map show the same rooms.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from layers.say import sentence
from layers.themes.reach_told import plan_told, reach_told
from mapper.day.day import Day
from mapper.lazy_dataclass import dataclass
from mapper.names import names_of
from mapper.planning.siting.asked import AIMS, MOST_KM, MOST_MORE, ReachAsked
from mapper.planning.siting.part_reach import PartReach, part_reach
from ui.session.rows import table_geometry
from ui.session.session import Session
from ui.session.table_board import ThemeBoard
from ui.session.view_state import Sight
from ui.widgets.kit import label, refill
from ui.widgets.number_boxes import NumberBox, WholeNumberBox
from ui.widgets.rows_model import Field


@dataclass(frozen=True, slots=True)
class _Row:
    """A unit and its ways, or (``number`` given) the unit in whose middle a new room would be."""

    code: str
    name: str
    residents: float
    station_m: float
    station_minutes: float
    room_m: float
    room_minutes: float
    room: str
    beyond: bool
    number: int = 0


class ReachBoard(ThemeBoard[PartReach]):
    """A press on a row shows the unit."""

    SUBJECT = "reach"
    VIEWS = ("units", "sites")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.within, self.more, self.aim, self.moves = NumberBox(), WholeNumberBox(), QComboBox(), QCheckBox()
        self.within.setRange(0.1, MOST_KM)
        self.within.setDecimals(1)
        self.within.setSingleStep(0.5)
        self.more.setRange(0, MOST_MORE)
        self._within_words, self._more_words = label("quiet"), label("quiet")
        for number, chosen in (
            (self.within, lambda km: self._choose_reach(within_km=None if km == self._usual_km else km)),
            (self.more, lambda more: self._choose_reach(more=more)),
        ):
            number.setKeyboardTracking(False)  # each number typed would be worked out
            number.valueChanged.connect(chosen)
        self.aim.activated.connect(lambda _: self._choose_reach(aim=self.aim.currentData()))
        self.moves.clicked.connect(lambda on: self._choose_reach(may_move=on))
        self.lay_out((self._within_words, self.within, self._more_words, self.more, self.aim, self.moves))
        self.begin()

    @property
    def asked(self) -> ReachAsked:
        """What is chosen."""
        return self.session.view.map.look.reach

    @property
    def _usual_km(self) -> float:
        return self.session.document.project.norms.room_reach_km

    def retranslate(self) -> None:
        say = self.say
        self._within_words.setText(say("reach.within"))
        self._more_words.setText(say("reach.more"))
        for box, name in ((self.within, "within"), (self.more, "more"), (self.aim, "aim"), (self.moves, "move")):
            box.setAccessibleName(say(f"reach.{name}"))
            box.setToolTip(say(f"reach.{name}.meaning"))
        self.within.setSuffix(say("reach.km"))
        refill(self.aim, [say(f"reach.aim.{aim}") for aim in AIMS], AIMS)
        self.moves.setText(say("reach.move"))
        super().retranslate()

    def question(self) -> Callable[[Day], PartReach]:
        asked, scope = self.asked, self.session.view.filter.incidents.scope
        return lambda day: part_reach(day, scope, asked)

    def list_rows(self) -> None:
        asked = self.asked
        for box, value in ((self.within, asked.within_km or self._usual_km), (self.more, asked.more)):
            box.blockSignals(True)
            box.setValue(value)  # type: ignore[arg-type]  # each box has its own kind of number
            box.blockSignals(False)
        self.aim.setCurrentIndex(AIMS.index(asked.aim))
        self.moves.setChecked(asked.may_move)
        self.aim.setEnabled(asked.places_rooms)
        self.mark_view()
        answer = self.answer
        self.title.put("" if answer is None else self._told(answer))
        rows = [] if answer is None else self._rows(answer)
        self.model.change(self._fields(), rows)
        self.table.widths_px(*((60,) if self.shown_view == "sites" else ()), 200, 100, 110, 110, 110, 110, 260)

    def _choose_reach(self, **chosen: Any) -> None:
        if chosen.get("more") or chosen.get("may_move"):
            self.shown_view = "sites"
        self.choose(reach=replace(self.asked, **chosen))

    def _told(self, answer: PartReach) -> str:
        """The first sentence of the view; the map's notes have all of them."""
        if self.shown_view == "sites" and answer.refused is not None:
            return self.say(f"note.{answer.refused.code}", **answer.refused.values)
        if self.shown_view == "sites" and answer.plan is not None:
            return sentence(plan_told(answer.plan)[0], self.say.messages)
        if self.shown_view == "sites":
            return self.say("reach.nothing_asked")
        detour = self.session.document.project.norms.travel_detour
        return sentence(reach_told(answer.reach, None, detour)[0], self.say.messages)

    def _rows(self, answer: PartReach) -> list[_Row]:
        """All units, the farthest from a room first; or the new rooms as they are numbered on the map."""
        project = self.session.document.project
        names, rooms = names_of(project.communities).to_dict(), names_of(project.police_rooms).to_dict()
        units, within_m = answer.reach.units, answer.reach.within_m
        numbers = {}
        if self.shown_view == "sites":
            codes = [] if answer.plan is None else answer.plan.sites["community_code"].tolist()
            numbers = {code: n for n, code in enumerate(codes, start=1)}
            units = units.loc[codes]
        else:
            units = units.sort_values("room_m", ascending=False, kind="stable")
        return [
            _Row(
                str(row.Index), names.get(row.Index, str(row.Index)), row.residents, row.station_m, row.station_minutes,
                row.room_m, row.room_minutes, "—" if pd.isna(row.room_id) else rooms.get(row.room_id, row.room_id),
                bool(row.room_m > within_m), numbers.get(row.Index, 0),
            )
            for row in units.itertuples()
        ]  # fmt: skip

    def _fields(self) -> list[Field[_Row]]:
        say = self.say

        def figure(name: str, digits: int, per: float = 1.0) -> Field[_Row]:
            def value(row: _Row) -> float:
                number = float(getattr(row, name))
                return -1.0 if np.isnan(number) else number / per

            def text(row: _Row) -> str:
                return "—" if value(row) < 0 else f"{value(row):,.{digits}f}"

            return Field(f"reach.column.{name}", text, value, right=True)

        number: list[Field[_Row]] = []
        if self.shown_view == "sites":
            number = [Field("reach.column.number", lambda row: f"{row.number}", lambda row: row.number, right=True)]
        return [
            *number,
            Field("reach.column.unit", lambda row: row.name),
            figure("residents", 0),
            figure("room_m", 1, 1000),
            figure("room_minutes", 0),
            figure("station_m", 1, 1000),
            figure("station_minutes", 0),
            Field("reach.column.room", lambda row: say("reach.beyond", room=row.room) if row.beyond else row.room),
        ]

    def pressed(self, row: Any) -> None:
        if isinstance(row, _Row):
            project = self.session.document.project
            self.session.view.look_at(Sight(shape=table_geometry(project, "communities", row.code)))
