"""Giving a unit its officer: who could have it, and how full the month would be then, before it is done."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from mapper.edit import Edit
from mapper.edits.duties import assign
from mapper.edits.proposal import Proposal
from mapper.effects.assignment import shares_with
from mapper.errors import InputError
from ui.language.plan_sentences import kilometres, proposal_reason, proposal_sentence
from ui.seats.assigning import candidates, consequence, seat_proposals
from ui.session.rows import OfficerRow
from ui.session.session import Session
from ui.widgets.form import FormDialog, date_edit, day_of
from ui.widgets.kit import label, share
from ui.widgets.number_boxes import NumberBox
from ui.widgets.rows_model import Field, RowsModel, RowsTable


class AssignDialog(FormDialog):
    """Filled in for one unit, with that officer chosen, else the freest one of the right role."""

    def __init__(
        self,
        session: Session,
        unit_code: str,
        parent: QWidget | None = None,
        officer_id: str | None = None,
        first_day: date | None = None,
    ) -> None:
        super().__init__(session.language, parent)
        assert session.day_in_hand.figures is not None
        self.session = session
        figures = session.day_in_hand.figures
        # Who is free, and who has it, on the first day: whose duty ends before that may go on.
        self.figures = figures if first_day is None else figures.after(figures.project, first_day)
        self.unit = self.figures.units[unit_code]
        self._reasons: dict[str, Proposal] = {}
        self._plan: Proposal | None = None
        self._told_who = officer_id is not None
        self.heading, self.about = label("large"), label("quiet", wrap=True)
        self.model = RowsModel[OfficerRow](
            [
                Field("assign.officer", lambda o: o.name),
                Field("assign.station", lambda o: o.station),
                Field("assign.seats", self._seats, lambda o: len(o.seats)),
                Field(
                    "assign.now",
                    lambda o: share(o.share if o.share is not None else 0.0),
                    lambda o: o.share or 0.0,
                    right=True,
                ),
                Field("assign.then", lambda o: share(self._then(o)), self._then, right=True),
                Field("staffing_plan.distance", self._distance, self._metres, right=True),
                Field("assign.why", self._why, tip=self._why),
            ],
            self.say,
            self,
        )
        fitting = candidates(self.figures, unit_code)
        self._shares = self._shares_with([officer.officer_id for officer in fitting])
        self.model.show(fitting)
        self.table = RowsTable(self.model)
        self.table.widths_px(132, 100, 120, 72, 80, 72, 260)
        self.table.setMinimumSize(860, 240)
        self.table.selectionModel().currentRowChanged.connect(self._officer_chosen)
        self.table.doubleClicked.connect(self.accept)
        self.consequence = label("heading", wrap=True)
        self.consequence.setMinimumHeight(64)
        self.consequence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.starts = date_edit(first_day or session.view.as_of, self.say)
        self.limited = QCheckBox()
        self.ends = date_edit(first_day or session.view.as_of, self.say)
        self.ends.setEnabled(False)
        self.limited.toggled.connect(self.ends.setEnabled)
        self.dedicated = QCheckBox()
        self.dedicated.setChecked(True)
        self.fte = NumberBox()
        self.fte.setRange(0.05, 1.0)
        self.fte.setSingleStep(0.1)
        self.fte.valueChanged.connect(self._tell_consequence)
        self.starts.dateChanged.connect(self._tell_consequence)
        self.proposed = label("quiet", wrap=True)
        for place, widget in enumerate((self.heading, self.about, self.proposed, self.table, self.consequence)):
            self.body.insertWidget(place, widget)
        self.field("assign.starts", self.starts)
        self.form.addRow(self.limited, self.ends)
        self.form.addRow("", self.dedicated)
        self.field("assign.fte", self.fte)
        chosen = self.model.place_of(lambda officer: officer.officer_id == officer_id)
        self.table.setCurrentIndex(self.model.index(chosen or 0, 0))
        self.retranslate()
        self._tell_consequence()
        self.table.setFocus()
        self.table.clicked.connect(self._chosen_by_hand)
        self.starts.dateChanged.connect(self._ask_plan)
        self._ask_plan()

    def _chosen_by_hand(self) -> None:
        self._told_who = True

    def _ask_plan(self) -> None:
        """Whom the staffing plan of the first day proposes, and for what reason each could have the seat."""
        figures, day, code = self.figures, day_of(self.starts), self.unit.code
        self.session.tasks.start("mender", lambda _: seat_proposals(figures, day, code), self._take_plan)

    def _take_plan(self, found: tuple[Proposal | None, dict[str, Proposal]]) -> None:
        self._plan, self._reasons = found
        self.model.tell_changed()
        self._tell_plan()
        plan = self._plan
        if plan is None or plan.is_recall or self._told_who:
            return
        place = self.model.place_of(lambda officer: officer.officer_id == plan.officer_id)
        if place is None:
            return
        self.table.setCurrentIndex(self.model.index(place, 0))
        self.dedicated.setChecked(plan.is_for_good)
        self.limited.setChecked(plan.until is not None)
        if plan.until is not None:
            self.ends.setDate(plan.until)  # type: ignore[arg-type]  # PySide6 takes a datetime.date

    def _tell_plan(self) -> None:
        """The plan's own line for the seat; of a recall that a person has to ask for it."""
        plan, say = self._plan, self.say
        self.proposed.setVisible(plan is not None)
        if plan is not None:
            code = "assign.recall_proposed" if plan.is_recall else "assign.proposed"
            self.proposed.setText(say(code, line=proposal_sentence(say, self.figures.project, plan)))

    def _metres(self, officer: OfficerRow) -> float | None:
        line = self._reasons.get(officer.officer_id)
        return None if line is None else line.values["distance_m"]

    def _distance(self, officer: OfficerRow) -> str:
        line = self._reasons.get(officer.officer_id)
        return "—" if line is None else kilometres(line)

    def _why(self, officer: OfficerRow) -> str:
        line = self._reasons.get(officer.officer_id)
        return "—" if line is None else proposal_reason(self.say, line)

    def done(self, result: int) -> None:
        self.session.tasks.cancel("mender")
        super().done(result)

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        kind = say.choice("communities", "kind", self.unit.kind)
        role = say.choice("officers", "role", self.figures.project.norms.seat_role.get(self.unit.kind))
        self.setWindowTitle(say("assign.title"))
        self.heading.setText(say("assign.heading", name=self.unit.name))
        self.about.setText(
            say(
                "assign.about", kind=kind, role=role, station=self.unit.station,
                residents=self.unit.residents if self.unit.residents is not None else "—",
                state=say(f"state.{self.unit.state}"), minutes=f"{self.unit.minutes:,.0f}",
            )
        )  # fmt: skip
        self.limited.setText(say("assign.limited"))
        self.ends.setAccessibleName(say("assign.ends"))
        self.dedicated.setText(say("assign.dedicated"))
        self.table.setAccessibleName(say("assign.candidates"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say("assign.do"))
        self._tell_plan()
        self._tell_consequence()

    @property
    def edit(self) -> Edit:
        """What is filled in, as an edit; InputError ``officer_missing`` where nobody is chosen."""
        officer = self.table.row()
        if officer is None:
            raise InputError("officer_missing")
        ends = day_of(self.ends) if self.limited.isChecked() else None
        dedicated, fte = self.dedicated.isChecked(), self._fte(officer)
        return assign(officer.officer_id, self.unit.code, day_of(self.starts), ends, dedicated, fte)

    def apply(self) -> None:
        self.session.document.do(self.edit)

    def _fte(self, officer: OfficerRow) -> float | None:
        """The share of full time filled in; None where it is what the officer gives already."""
        fte = round(self.fte.value(), 2)
        return None if abs(fte - officer.fte) < 0.005 else fte

    def _officer_chosen(self) -> None:
        officer = self.table.row()
        if officer is not None:
            self.fte.blockSignals(True)
            self.fte.setValue(officer.fte)
            self.fte.blockSignals(False)
        self._tell_consequence()

    def _then(self, officer: OfficerRow) -> float | None:
        return self._shares.get(officer.officer_id)

    def _shares_with(self, officer_ids: list[str]) -> dict[str, float]:
        """Share of the month of each officer with the unit; without those who have no time at all."""
        project, answers = self.figures.project, self.figures
        shares = shares_with(project, answers.coverage, self.unit.code, officer_ids, answers.unit_load["minutes"])
        return {str(who): float(value) for who, value in shares.dropna().items()}

    def _seats(self, officer: OfficerRow) -> str:
        return self.say("window.list_joint").join(self.figures.units[c].name for c in officer.seats) or "—"

    def _tell_consequence(self) -> None:
        officer = self.table.row()
        self.buttons.button(self.buttons.StandardButton.Ok).setEnabled(officer is not None)
        if officer is None:
            self.consequence.setText(self.say("assign.nobody"))
            return
        try:
            text, over = consequence(
                self.say, self.figures, officer, self.unit.code, day_of(self.starts), self._fte(officer)
            )
        except InputError as error:
            text, over = self.say.error(error), True
            self.buttons.button(self.buttons.StandardButton.Ok).setEnabled(False)
        look = "alarm" if over else "heading"
        if self.consequence.property("look") != look:
            self.consequence.setProperty("look", look)
            self.consequence.style().polish(self.consequence)
        self.consequence.setText(text)
