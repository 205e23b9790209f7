"""Entering a hazard, a dispute, a place or an event at a place on the map; what lies there is filled in."""

from datetime import datetime
from typing import Any

import pandas as pd
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from layers.viewport import Point
from mapper import frames, schema
from mapper.analysis.incidents.clocks import clocks
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.edits.points import ENTERED, add_point, surroundings
from mapper.edits.steps import require_come
from mapper.errors import InputError
from mapper.names import name_of
from ui.incidents.step_offers import usual_moment
from ui.language.coordinates import place_in
from ui.language.incident_words import stage_word
from ui.session.session import Session
from ui.widgets.form import FormDialog, moment_of, time_edit
from ui.widgets.kit import label, refill
from ui.widgets.number_boxes import WholeNumberBox

# Columns that are asked for, by table, beside the place and the moment.
_ASKED = {
    "hazards": ("category", "severity", "origin", "owner_id"),
    "disputes": ("category", "handler"),
    "places": ("type", "name"),
    "outreach": ("category", "contacts"),
}
_MOMENT = {"outreach": "held_at"}
_OFFICER, _HANDLER = "owner_id", "handler"
_USUAL_HANDLER = "station"  # which has what nobody has handed over yet, where its category's rule lets it


class EntryDialog(FormDialog):
    """The new row is chosen on the map and in the lists."""

    def __init__(self, session: Session, where: Point, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self.table = QComboBox()
        self.place = QLineEdit(f"{where[0]:.6f}, {where[1]:.6f}")
        self.at = time_edit(usual_moment(session.view.as_of), self.say)
        self.lies = label("quiet", wrap=True)
        self.due = label("quiet", wrap=True)
        self._asked_of = ""
        self._owner_chosen = self._handler_chosen = False
        self.fields: dict[str, QComboBox | QLineEdit | WholeNumberBox] = {}
        self.field("entry.table", self.table)
        self.field("entry.place", self.place)
        self.form.addRow("", self.lies)
        for name in dict.fromkeys(column for columns in _ASKED.values() for column in columns):
            self.fields[name] = self._made(name)
            self.field(f"entry.{name}", self.fields[name])
        self.field("entry.at", self.at)
        self.form.addRow("", self.due)
        self._owners.currentIndexChanged.connect(self._keep_owner)
        self._box(_HANDLER).currentIndexChanged.connect(self._keep_handler)
        self._box("category").currentIndexChanged.connect(self._list_handlers)
        self.table.currentIndexChanged.connect(self._show_fields)
        self.place.textChanged.connect(self._tell_place)
        self.at.dateTimeChanged.connect(self._tell_due)
        self.setMinimumWidth(520)
        self.retranslate()

    def _made(self, name: str) -> "QComboBox | QLineEdit | WholeNumberBox":
        if name == "contacts":
            box = WholeNumberBox()
            box.setRange(0, 1_000_000)
            return box
        return QLineEdit() if name == "name" else QComboBox()

    @property
    def chosen(self) -> str:
        """The table that a row is entered into."""
        return str(self.table.currentData() or ENTERED[0])

    @property
    def _owners(self) -> QComboBox:
        return self._box(_OFFICER)

    def _box(self, name: str) -> QComboBox:
        box = self.fields[name]
        assert isinstance(box, QComboBox)
        return box

    def _keep_owner(self) -> None:
        """From now on the owner is what somebody chose, whatever the place proposes."""
        self._owner_chosen = True

    def _keep_handler(self) -> None:
        """The same of a dispute's handler, whatever its category proposes."""
        self._handler_chosen = True

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("entry.title"))
        refill(self.table, [say(f"table.{table}") for table in ENTERED], list(ENTERED))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say("entry.do"))
        self._show_fields()

    def apply(self) -> None:
        table, where = self.chosen, self._where()
        values: dict[str, Any] = {name: self._value(name) for name in _ASKED[table]}
        kind = KIND_OF.get(table)
        dated = _MOMENT.get(table) if kind is None else kind.began
        if dated is not None:
            moment = moment_of(self.at)
            require_come(self.session.document.project, moment, datetime.now())
            values[dated] = moment if kind is not None else datetime(moment.year, moment.month, moment.day)
        if table == "outreach":
            assert self.session.day_in_hand.figures is not None
            here = surroundings(self.session.document.project, where, self.session.day_in_hand.figures.coverage)
            values["community_code"] = here.community_code
        before = set(self.session.document.project.table(table).index)
        self.session.document.do(add_point(table, where, values))
        (key,) = set(self.session.document.project.table(table).index) - before
        self.session.view.map.set_hidden(table, False)
        self.session.selection.choose(table, key)

    def _where(self) -> Point:
        place = place_in(self.place.text())
        if place is None:
            raise InputError("place_unread", text=self.place.text())
        return place

    def _value(self, name: str) -> Any:
        field = self.fields[name]
        if isinstance(field, QComboBox):
            return field.currentData() if not field.isEditable() else field.currentText().strip() or None
        return field.text().strip() or None if isinstance(field, QLineEdit) else field.value()

    def _show_fields(self) -> None:
        """Only what the table has, with its own words; what was written for the same table stays."""
        table, before = self.chosen, self._asked_of
        self._asked_of = table
        for name, field in self.fields.items():
            asked = name in _ASKED[table]
            self.form.setRowVisible(field, asked)
            if not asked or not isinstance(field, QComboBox):
                continue
            choices = None if name == _OFFICER else schema.TABLES[table].column(name).choices
            field.setEditable(choices is None and name != _OFFICER)
            if choices is not None:
                refill(field, [self.say.choice(table, name, choice) for choice in choices], list(choices))
            elif name != _OFFICER:
                held = self.session.document.project.table(table)[name].dropna()
                written = field.currentText()
                refill(field, list(held.value_counts().index[:20]))
                if table == before:
                    field.setEditText(written)
        self.form.setRowVisible(self.at, table in KIND_OF or table in _MOMENT)
        self._list_handlers()
        self._tell_place()
        self._tell_due()
        self.make_room(gives_back=True)

    def _list_handlers(self) -> None:
        """Of a dispute's handlers those first that the rule of its category names; one of them is proposed."""
        if self.chosen != "disputes":
            return
        choices = list(schema.TABLES["disputes"].column(_HANDLER).choices or ())
        allowed = self.session.document.project.norms.dispute_handlers.get(self._box("category").currentData(), ())
        proposed = next((one for one in allowed if _USUAL_HANDLER not in allowed), _USUAL_HANDLER)
        choices.sort(key=lambda one: allowed.index(one) if one in allowed else len(allowed))
        handlers = self._box(_HANDLER)
        quiet = QSignalBlocker(handlers)
        refill(handlers, [self.say.choice("disputes", _HANDLER, one) for one in choices], choices)
        if not self._handler_chosen:
            handlers.setCurrentIndex(choices.index(proposed))
        quiet.unblock()

    def _tell_place(self) -> None:
        """Say in which unit and station the place lies, and propose who answers for it."""
        figures, place, say = self.session.day_in_hand.figures, place_in(self.place.text()), self.say
        if figures is None or place is None:
            self.lies.setText(say("entry.no_place"))
            return
        project = self.session.document.project
        here = surroundings(project, place, figures.coverage)
        if here.community_code is None:
            self.lies.setText(say(f"exception.{here.exception}"))
        else:
            unit = name_of(project.communities, here.community_code)
            station = "—" if here.station_code is None else name_of(project.stations, here.station_code)
            self.lies.setText(say("entry.lies_in", unit=unit, station=station))
        officers = sorted(
            figures.officers.values(),
            key=lambda o: (o.officer_id != here.owner_id, o.station_code != here.station_code, o.name),
        )
        owners, quiet = self._owners, QSignalBlocker(self._owners)
        refill(owners, [o.name for o in officers] + ["—"], [o.officer_id for o in officers] + [None])
        if not self._owner_chosen:
            owners.setCurrentIndex(owners.count() - 1 if here.owner_id is None else 0)
        quiet.unblock()

    def _tell_due(self) -> None:
        """What a hazard or a dispute has to reach next, and by when."""
        kind, moment = KIND_OF.get(self.chosen), moment_of(self.at)
        self.form.setRowVisible(self.due, kind is not None)
        if kind is None:
            return
        nothing = pd.DataFrame(frames.empty(kind.table)).reindex(["-"])
        row = nothing.assign(**{kind.began: [pd.Timestamp(moment)]})
        clock = clocks(kind, row, self.session.document.project.norms, moment.date()).iloc[0]
        stage = stage_word(self.say, kind.table, clock["next"])
        self.due.setText(self.say("entry.due_by", stage=stage, day=self.say.day(clock["due"].date())))
