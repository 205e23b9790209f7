"""A patrol focus marked, changed or renewed: why here, who goes, how long, until when; what does not fit is said."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from PySide6.QtWidgets import QLineEdit, QWidget
from shapely.geometry.base import BaseGeometry

from mapper.analysis.patrol.conflicts import Conflict, focus_conflicts
from mapper.analysis.patrol.focus_days import focus_plan
from mapper.analysis.patrol.nearest_officers import offered_officers, units_of_land
from mapper.edit import Edit
from mapper.edits.focus import FocusOrder, change_focus, mark_focus, order_of, renew_focus
from mapper.errors import InputError
from ui.language.patrol_words import conflict_lines
from ui.patrol.officer_choice import OfficerChoice
from ui.session.rows import OfficerRow
from ui.session.session import Session
from ui.widgets.form import FormDialog, moment_of, time_edit
from ui.widgets.kit import ElidedLabel, label
from ui.widgets.number_boxes import WholeNumberBox

_START_HOUR, _HOURS = 8, 10
_MOST_DAYS = 92  # of a longer span only the first are looked through for what does not fit
_MOST_CONFLICTS = 4


class FocusDialog(FormDialog):
    """For a piece of land (degrees), or for an area that there is: to be changed, or ``renew``ed on the same land.

    Of new ones the officers of the unit it is made of, if any, are ticked already, and ``reason`` stands there.
    """

    def __init__(
        self,
        session: Session,
        shape: BaseGeometry,
        unit_code: str | None = None,
        parent: QWidget | None = None,
        *,
        focus_id: str | None = None,
        renew: bool = False,
        reason: str = "",
    ) -> None:
        super().__init__(session.language, parent)
        assert session.day_in_hand.figures is not None
        self.session, self.shape = session, shape
        self.focus_id, self.renew = focus_id, renew
        self.figures = session.day_in_hand.figures
        self.unit = None if unit_code is None else self.figures.units[unit_code]
        project = session.document.project
        self.units = (unit_code,) if unit_code is not None else units_of_land(project, shape)
        order = self._first_order(reason)
        self.heading, self.about = ElidedLabel(look="large"), label("quiet", wrap=True)
        self.reason, self.task = QLineEdit(order.reason), QLineEdit(order.prevention_task)
        begins = order.starts or self._usual_start()
        ends = order.ends or begins + timedelta(hours=_HOURS)
        self.starts, self.ends = time_edit(begins, self.say), time_edit(ends, self.say)
        self.minutes, self.visits = WholeNumberBox(), WholeNumberBox()
        self.minutes.setRange(1, 24 * 60)
        self.minutes.setValue(order.minutes)
        self.minutes.setSingleStep(5)
        self.visits.setRange(1, 24)
        self.visits.setValue(order.visits)
        self.officers = OfficerChoice()
        offers = offered_officers(project, self.figures.coverage, self.figures.unit_keepers, self.units)
        ticked = order.officer_ids
        there = [o for o in offers if o.officer_id in ticked or self._is_there(o.officer_id)]
        there.sort(key=lambda o: o.officer_id not in ticked)
        self.officers.offer(there, self._officer_words, self._found_by, ticked)
        self.consequence = label("heading", wrap=True)
        for changed in (
            self.officers.changed, self.minutes.valueChanged, self.starts.dateTimeChanged, self.ends.dateTimeChanged,
        ):  # fmt: skip
            changed.connect(self._tell_conflicts)
        self.body.insertWidget(0, self.heading)
        self.body.insertWidget(1, self.about)
        for name, widget in (
            ("reason", self.reason), ("officers", self.officers), ("starts", self.starts), ("ends", self.ends),
            ("minutes", self.minutes), ("visits", self.visits), ("task", self.task),
        ):  # fmt: skip
            self.field(f"focus_dialog.{name}", widget)
        self.body.insertWidget(3, self.consequence)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        kind = "mark" if self.focus_id is None else "renew" if self.renew else "change"
        self.setWindowTitle(say(f"focus_dialog.title.{kind}"))
        names = [unit.name for code in self.units[:3] if (unit := self.figures.units.get(code)) is not None]
        where = self.unit.name if self.unit is not None else say("window.list_joint").join(names)
        self.heading.put(say("focus_dialog.heading", where=where or say("focus_dialog.drawn")))
        self.about.setText(say("focus_dialog.about"))
        self.reason.setPlaceholderText(say("focus_dialog.reason_example"))
        self.task.setPlaceholderText(say("focus_dialog.task_example"))
        self.officers.search.setPlaceholderText(say("focus_dialog.search"))
        self.officers.search.setAccessibleName(say("focus_dialog.search"))
        self.officers.list.setAccessibleName(say("focus_dialog.officers"))
        self.officers.say(self._officer_words)
        self.minutes.setSuffix(say("focus_dialog.minutes_unit"))
        self.visits.setSuffix(say("focus_dialog.visits_unit"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say(f"focus_dialog.do.{kind}"))
        self._tell_conflicts()

    @property
    def officer_ids(self) -> list[str]:
        """Who is ticked."""
        return self.officers.officer_ids

    @property
    def order(self) -> FocusOrder:
        """What is asked as it stands now."""
        return FocusOrder(
            self.reason.text(), moment_of(self.starts), moment_of(self.ends), self.minutes.value(), self.officer_ids,
            self.visits.value(), self.task.text(),
        )  # fmt: skip

    def edit(self, order: FocusOrder) -> Edit:
        """What it would write."""
        if self.focus_id is None:
            return mark_focus(self.shape, order)
        return renew_focus(self.focus_id, order) if self.renew else change_focus(self.focus_id, order)

    def apply(self) -> None:
        self.session.document.do(self.edit(self.order))

    def conflicts(self) -> tuple[Conflict, ...]:
        """What would not fit for those who are ticked, on the days of this area."""
        before, order = self.session.document.project, self.order
        if not order.officer_ids or order.starts is None or order.ends is None:
            return ()
        try:
            after = self.edit(replace(order, reason=order.reason or "…"))(before)  # it may still be to come
        except InputError:
            return ()
        mine = self.focus_id if self.focus_id is not None and not self.renew else after.focus_areas.index[-1]
        last = min(order.ends.date(), order.starts.date() + timedelta(days=_MOST_DAYS))
        plan = focus_plan(after, order.starts.date(), last)
        found = focus_conflicts(after, plan[plan["officer_id"].isin(order.officer_ids)])
        return tuple(one for one in found if mine in one.focus_ids)

    def _first_order(self, reason: str) -> FocusOrder:
        """What stands in it first."""
        if self.focus_id is None:
            mine = () if self.unit is None else tuple(one for one in self.unit.officer_ids if self._is_there(one))
            return FocusOrder(reason, None, None, 30, mine, 2)
        order = order_of(self.session.document.project, self.focus_id)
        minutes, visits = max(order.minutes, 1), max(order.visits, 1)
        starts, ends = order.starts, order.ends
        if self.renew and starts is not None and ends is not None:
            length = max(ends - starts, timedelta(minutes=1))
            day = max(self.session.view.as_of, ends.date())
            starts = datetime.combine(day, starts.time())
            if starts < ends:
                starts += timedelta(days=1)
            ends = starts + length
        return FocusOrder(order.reason, starts, ends, minutes, order.officer_ids, visits, order.prevention_task)

    def _usual_start(self) -> datetime:
        day: date = self.session.view.as_of
        return datetime.combine(day, time(_START_HOUR))

    def _is_there(self, officer_id: str) -> bool:
        return self.figures.officers[officer_id].status == "on_duty"

    def _officer_words(self, officer_id: str) -> str:
        officer = self.figures.officers.get(officer_id)
        if officer is None:
            return officer_id
        return self.say(
            "focus_dialog.officer", name=officer.name, station=officer.station, minutes=officer.focus_minutes,
            limit=officer.focus_limit,
        )  # fmt: skip

    def _found_by(self, officer_id: str) -> str:
        officer: OfficerRow | None = self.figures.officers.get(officer_id)
        return officer_id if officer is None else f"{officer.name} {officer_id} {officer.station}"

    def _tell_conflicts(self) -> None:
        found = self.conflicts()
        lines = conflict_lines(self.say.messages, self.session.document.project, found, _MOST_CONFLICTS)
        self.consequence.setProperty("look", "alarm" if found else "quiet")
        self.consequence.style().polish(self.consequence)
        fits = "focus_dialog.fits" if self.officer_ids else "focus_dialog.nobody"
        self.consequence.setText("\n".join(lines) if lines else self.say(fits))
        self.make_room()
