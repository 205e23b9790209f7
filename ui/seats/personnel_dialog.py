"""An officer comes or goes: what happens and from when, what it does before it is done, and who covers meanwhile."""

from datetime import date, timedelta

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QWidget

from mapper.analysis.seats.history import EmptySeat, seats_emptied
from mapper.dates import not_over
from mapper.edit import next_key
from mapper.edits.personnel import (
    CHANGE_OF,
    Particulars,
    PersonnelChange,
    changes_possible,
    first_back,
    personnel_change,
)
from mapper.effect import Effect
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.names import names_of
from mapper.planning.staffing.covers import Candidate, Covered, candidates_of, covers_of, covers_proposed
from mapper.project import Project
from ui.language.language import choices
from ui.language.personnel_words import effect_lines
from ui.seats.away_words import status_words
from ui.seats.cover_rows import CoverRows
from ui.session.session import Session
from ui.widgets.form import FormDialog, date_edit, day_of
from ui.widgets.kit import label, refill, share
from ui.widgets.number_boxes import NumberBox
from ui.widgets.searched_box import SearchedBox

_AWAY_DAYS = 30
_WORDS_PX = 560


@dataclass(frozen=True)
class Told:
    """What a change does: the seats that it empties alone, who could cover, what its covers leave, and the rest."""

    asked: tuple[object, ...]
    seats: tuple[EmptySeat, ...]
    proposed: tuple[Covered, ...]
    candidates: dict[EmptySeat, tuple[Candidate, ...]]
    left: tuple[EmptySeat, ...]
    effect: Effect
    after: Project


class PersonnelDialog(FormDialog):
    """Filled in for one officer and one kind of change; without an officer for somebody new."""

    def __init__(
        self,
        session: Session,
        officer_id: str | None,
        change: str,
        parent: QWidget | None = None,
        unit_code: str | None = None,
        first_day: date | None = None,
    ) -> None:
        super().__init__(session.language, parent)
        assert session.day_in_hand.figures is not None
        self.session, self.figures = session, session.day_in_hand.figures
        self.officer = None if officer_id is None else self.figures.officers[officer_id]
        project, day = self.figures.project, first_day or session.view.as_of
        possible = (CHANGE_OF[change],) if officer_id is None else changes_possible(project, officer_id, day)
        self.told: Told | None = None
        self._over = False
        self.heading, self.about = label("large"), label("quiet", wrap=True)
        self.what, self.role = QComboBox(), QComboBox()
        self.station, self.unit = SearchedBox(), SearchedBox()
        self.number, self.name, self.host = QLineEdit(), QLineEdit(), QLineEdit()
        self.fte = NumberBox()
        self.fte.setRange(0.05, 1.0)
        self.fte.setValue(1.0)
        self.starts, self.ends = date_edit(day, self.say), date_edit(day + timedelta(days=_AWAY_DAYS - 1), self.say)
        self.limited = QCheckBox()
        self.limited.setChecked(True)
        self.first = QLabel()
        self.effect = label("", wrap=True)
        self.effect.setMinimumWidth(_WORDS_PX)
        self.covers = CoverRows(self.say)
        for kind in possible:
            self.what.addItem("", kind.code)
        self.what.setCurrentIndex(max(self.what.findData(change), 0))
        for role in choices("officers", "role"):
            self.role.addItem("", role)
        if officer_id is None:
            self.number.setText(next_key(project, "officers"))
        elif change == "back":
            first = first_back(project, officer_id, day)
            self.starts.setDate(QDate(first.year, first.month, first.day))
        self._fill_places(unit_code)
        self.body.insertWidget(0, self.heading)
        self.body.insertWidget(1, self.about)
        self.field("personnel.what", self.what)
        for name in ("number", "name", "role", "fte", "station", "unit"):
            self.field(f"personnel.{name}", getattr(self, name))
        self.form.addRow(self.first, self.starts)
        self.form.addRow(self.limited, self.ends)
        self.field("personnel.host", self.host)
        self.body.insertWidget(3, self.covers)
        self.body.insertWidget(4, self.effect)
        self.what.currentIndexChanged.connect(self._kind_chosen)
        self.limited.toggled.connect(self.ends.setEnabled)
        for signal in (
            self.limited.toggled, self.starts.dateChanged, self.ends.dateChanged, self.station.currentIndexChanged,
            self.unit.currentIndexChanged, self.role.currentIndexChanged, self.fte.valueChanged,
            self.name.editingFinished, self.number.editingFinished,
        ):  # fmt: skip
            signal.connect(self.read)
        self.covers.changed.connect(self.read)
        self.retranslate()
        self._kind_chosen()
        (self.number if self.officer is None else self.what).setFocus()

    @property
    def kind(self) -> PersonnelChange:
        """What is to happen."""
        return CHANGE_OF[str(self.what.currentData())]

    @property
    def officer_id(self) -> str:
        return self.number.text().strip() if self.officer is None else self.officer.officer_id

    @property
    def particulars(self) -> Particulars:
        """What is filled in, of what the kind asks for."""
        asks = self.kind.asks
        return Particulars(
            starts=day_of(self.starts),
            ends=day_of(self.ends) if "ends" in asks and self.limited.isChecked() else None,
            station_code=self.station.currentData() if "station" in asks else None,
            community_code=self.unit.currentData() if "unit" in asks else None,
            host=self.host.text() if "host" in asks else "",
            name=self.name.text(),
            role=str(self.role.currentData()),
            fte=round(self.fte.value(), 2),
        )

    def retranslate(self) -> None:
        super().retranslate()
        say, officer = self.say, self.officer
        self.setWindowTitle(say("personnel.title"))
        self.what.setAccessibleName(say("personnel.what"))
        if officer is None:
            self.heading.setText(say("personnel.heading_new"))
        else:
            self.heading.setText(say("personnel.heading", name=officer.name))
            held = [self.figures.units[code].name for code in officer.seats]
            self.about.setText(
                say(
                    "personnel.about", role=say.choice("officers", "role", officer.role), station=officer.station,
                    status=status_words(say, officer), seats=say("window.list_joint").join(held) or "—",
                )
            )  # fmt: skip
        self.about.setVisible(officer is not None)
        for place in range(self.what.count()):
            self.what.setItemText(place, say(f"personnel.kind.{self.what.itemData(place)}"))
        for place in range(self.role.count()):
            self.role.setItemText(place, say.choice("officers", "role", self.role.itemData(place)))
        self.limited.setText(say("personnel.ends"))
        self.ends.setAccessibleName(say("personnel.ends"))
        self._name_first()
        self._show()

    def read(self) -> None:
        """Work out off the main thread what is filled in would do; not for a field left as the dialog closes."""
        if self._over:
            return
        figures, kind, officer_id, told = self.figures, self.kind, self.officer_id, self.particulars
        asked = (kind.code, officer_id, told)
        chosen = self.covers.chosen if self.told is not None and self.told.asked == asked else None
        self.buttons.button(self.buttons.StandardButton.Ok).setEnabled(False)
        self.effect.setText(self.say("personnel.waiting"))

        def work() -> Told:
            from mapper.effects.personnel import personnel_effect

            project, minutes = figures.project, figures.unit_load["minutes"]
            alone = personnel_change(kind, officer_id, told)(project)
            seats = seats_emptied(project, alone, told.starts)
            proposed = covers_proposed(alone, seats, minutes, leaving=officer_id)
            people = {
                seat: tuple(
                    one
                    for one in candidates_of(alone, seat.starts, seat.community_code, minutes)
                    if one.officer_id != officer_id
                )
                for seat in seats
            }
            covers = covers_of(proposed) if chosen is None else chosen
            after = personnel_change(kind, officer_id, told, covers)(project)
            left = seats_emptied(project, after, told.starts)
            effect = personnel_effect(figures, after, officer_id, told.starts)
            return Told(asked, seats, proposed, people, left, effect, after)

        self.session.tasks.start("personnel", lambda _: work(), self._take, self._fail)

    def apply(self) -> None:
        if self.told is None or self.told.asked != (self.kind.code, self.officer_id, self.particulars):
            self.read()
            raise InputError("personnel_unread")
        edit = personnel_change(self.kind, self.officer_id, self.particulars, self.covers.chosen)
        self.session.document.do(edit)

    def done(self, result: int) -> None:
        self._over = True
        self.session.tasks.cancel("personnel")
        super().done(result)

    def _take(self, told: Told) -> None:
        if self.told is None or (self.told.asked, self.told.seats) != (told.asked, told.seats):
            names = names_of(told.after.officers).to_dict()
            units = names_of(told.after.communities).to_dict()
            self.covers.show_seats(told.seats, told.proposed, told.candidates, names, units)
        self.told = told
        self.trouble.hide()
        self._show()
        self.buttons.button(self.buttons.StandardButton.Ok).setEnabled(True)

    def _fail(self, error: InputError) -> None:
        self.told = None
        self.covers.show_seats((), (), {}, {}, {})
        if error.code == "transfer_nowhere":  # nothing is wrong yet: it has not been said where to
            self.effect.setText(self.say("personnel.choose_where"))
            return
        self.effect.setText("")
        self.tell(self.say.error(error))

    def _show(self) -> None:
        told = self.told
        if told is None:
            return
        lines = effect_lines(self.say, told.after, told.effect, told.seats, told.left, share)
        self.effect.setText("\n".join(lines))
        self.make_room()

    def _kind_chosen(self) -> None:
        asks = self.kind.asks
        for name, widget in (
            ("name", self.number), ("name", self.name), ("role", self.role), ("fte", self.fte),
            ("station", self.station), ("unit", self.unit), ("ends", self.ends), ("host", self.host),
        ):  # fmt: skip
            self.form.setRowVisible(widget, name in asks)
        self.form.setRowVisible(self.what, self.officer is not None)
        self._offer_units()
        self._name_first()
        self.make_room()
        self.read()

    def _name_first(self) -> None:
        words = self.say(f"personnel.first.{self.kind.code}")
        self.first.setText(words)
        self.starts.setAccessibleName(words)
        do = self.say(f"personnel.kind.{self.kind.code}")
        self.buttons.button(self.buttons.StandardButton.Ok).setText(do)

    def _fill_places(self, unit_code: str | None) -> None:
        self.station.addItem(self.say("personnel.same_station") if self.officer is not None else "—", None)
        for code, name in names_of(self.figures.project.stations).items():
            self.station.addItem(name, code)
        self._offer_units()
        if unit_code is not None:
            self.unit.setCurrentIndex(max(self.unit.findData(unit_code), 0))

    def _offer_units(self) -> None:
        """The officer's own first; where one of these is to end, no others."""
        units, held = self.figures.units, self._held()
        ends = self.what.currentData() == "end"
        codes = [None, *held] if ends else [None, *sorted(units, key=lambda code: code not in held)]
        none = self.say("personnel.which_unit" if ends else "personnel.no_unit")
        words = [none if code is None else f"{units[code].name} · {units[code].station}" for code in codes]
        refill(self.unit, words, codes)
        if ends and len(held) == 1:
            self.unit.setCurrentIndex(1)

    def _held(self) -> list[str]:
        """Units that the officer has a duty for on the day or later."""
        if self.officer is None:
            return []
        duties = self.figures.project.duties
        mine = duties[(duties["officer_id"] == self.officer_id) & not_over(duties["ends"], day_of(self.starts))]
        return [code for code in dict.fromkeys(mine["community_code"]) if code in self.figures.units]
