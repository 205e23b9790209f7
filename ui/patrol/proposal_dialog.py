"""A proposal for a shift: places with who goes and why, some kept, some refused, then made focus areas at once."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import shapely
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QWidget

from mapper.edits.focus import FocusOrder, mark_several
from mapper.errors import InputError
from mapper.names import names_of
from mapper.planning.patrol.candidates import PLACE_M, Place, require_places
from mapper.planning.patrol.plan import BEST_MINUTES, VISIT_MINUTES, PatrolPlace, PatrolPlan, PlaceWish, patrol_plan
from ui.language.patrol_words import place_reasons, plan_told, plan_ways
from ui.patrol.place_line import Hours, PlaceLine
from ui.session.session import Session
from ui.session.view_state import Sight
from ui.widgets.form import FormDialog, moment_of, time_edit
from ui.widgets.kit import label
from ui.widgets.number_boxes import WholeNumberBox
from ui.widgets.rows_model import ROW_ROLE, Field
from ui.widgets.ticked_rows import TickedRows, TickedTable

Draw = Callable[[Callable[[list[tuple[float, float]]], object]], object]
_MINUTES, _STEP, _START_HOUR, _HOURS = 300, 30, 8, 10


class ProposalDialog(FormDialog):
    """Of the part that is looked at. It stands beside the window, so that a place pressed is seen on the map.

    *Solve again* keeps the places that are ticked and lets no other be where one was unticked. *Draw a place* goes to
    ``draw``, which hands back the corners (metres) of what was drawn on the map; none where it was called off. Of the
    place that is current the officer, the minutes and the hours can be changed; the rest is solved again round it.
    """

    beside = True

    def __init__(self, session: Session, draw: Draw, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session, self._draw = session, draw
        self._drawn: list[shapely.Polygon] = []
        self.plan: PatrolPlan | None = None
        self._refused: set[Place] = set()
        self._kept: set[Place] = set()
        self._wishes: dict[Place, PlaceWish] = {}
        self._hours: dict[Place, Hours] = {}
        self._just_wished: tuple[Place, PlaceWish | None] | None = None  # and what was wished for before
        self._name_of: dict[str, str] = {}
        self.minutes, self.visit, self.quiet = WholeNumberBox(), WholeNumberBox(), WholeNumberBox()
        for box, most, value, step in (
            (self.minutes, 100_000, _MINUTES, _STEP), (self.visit, 120, VISIT_MINUTES, 1), (self.quiet, 20, 1, 1),
        ):  # fmt: skip
            box.setRange(0 if box is self.quiet else 1, most)
            box.setValue(value)
            box.setSingleStep(step)
            box.setKeyboardTracking(False)  # each number typed would be worked out
        begins = datetime.combine(session.view.as_of, time(_START_HOUR))
        self.starts, self.ends = time_edit(begins, self.say), time_edit(begins + timedelta(hours=_HOURS), self.say)
        self.task = QLineEdit()
        for name, widget in (
            ("minutes", self.minutes), ("visit", self.visit), ("quiet", self.quiet), ("starts", self.starts),
            ("ends", self.ends), ("task", self.task),
        ):  # fmt: skip
            self.field(f"proposal.{name}", widget)
        self.told, self.worth = label("heading", wrap=True), label("quiet", wrap=True)
        self.places = TickedRows[PatrolPlace](
            [
                Field("proposal.unit", lambda p: self._name(p.unit_code)),
                Field("proposal.officer", self._who, tip=self._who),
                Field("proposal.place_minutes", lambda p: f"{p.minutes}", lambda p: p.minutes, right=True),
                Field("proposal.hours", self._when),
                Field("proposal.why", self._why, tip=self._why),
            ],
            self.say,
            self,
        )
        self.table = TickedTable(self.places)
        self.table.widths_px(140, 130, 70, 110, 370)
        self.table.setMinimumSize(820, 200)
        self.table.clicked.connect(self._show_place)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_line())
        self.places.ticks_changed.connect(self._show_ok)
        self.line = PlaceLine(session.language, self)
        self.line.wished.connect(self._wish)
        self.line.hours_chosen.connect(self._choose_hours)
        for row, part in enumerate((self.told, self.table, self.line, self.worth), start=1):
            self.body.insertWidget(row, part, int(part is self.table))
        self.again = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.again.clicked.connect(self._solve_again)
        self.draw_one = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.draw_one.clicked.connect(self._draw_place)
        for changed in (self.minutes.valueChanged, self.visit.valueChanged, self.quiet.valueChanged):
            changed.connect(self._solve)
        for edit in (self.starts, self.ends):
            edit.dateTimeChanged.connect(lambda _: self._show())
        self.finished.connect(lambda _: session.tasks.cancel("proposal"))
        self.retranslate()
        self._solve()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("proposal.title"))
        self.table.setAccessibleName(say("proposal.title"))
        self.again.setText(say("proposal.again"))
        self.again.setToolTip(say("proposal.again.meaning"))
        self.draw_one.setText(say("proposal.draw"))
        self.draw_one.setToolTip(say("proposal.draw.meaning"))
        self.visit.setToolTip(say("proposal.visit.meaning", least=BEST_MINUTES[0], most=BEST_MINUTES[1]))
        self.line.retranslate()
        self.task.setPlaceholderText(say("focus_dialog.task_example"))
        self.minutes.setSuffix(say("focus_dialog.minutes_unit"))
        self.visit.setSuffix(say("focus_dialog.minutes_unit"))
        self._show()

    def apply(self) -> None:
        """Every place that is ticked becomes a focus area; InputError ``proposal_nothing`` where none is."""
        chosen = self.places.ticked
        if not chosen:
            raise InputError("proposal_nothing")
        self.session.document.do(
            mark_several(
                [
                    (
                        place.square,
                        FocusOrder(
                            self.say("proposal.reason", why=place_reasons(self.say.messages, place)),
                            *self._hours_of(place),
                            place.visit_minutes,
                            () if place.officer_id is None else (place.officer_id,),
                            place.visits,
                            self.task.text(),
                        ),
                    )
                    for place in chosen
                ]
            )
        )

    def _solve(self) -> None:
        """Work it out off the main thread; what was proposed stays until there is another."""
        in_hand = self.session.day_in_hand
        day = in_hand.part or in_hand.day
        minutes, visit, quiet = self.minutes.value(), self.visit.value(), self.quiet.value()
        kept, refused, drawn = frozenset(self._kept), frozenset(self._refused), tuple(self._drawn)
        wishes = dict(self._wishes)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(False)
        self.session.tasks.start(
            "proposal",
            lambda ticket: patrol_plan(
                day,
                minutes,
                visit_minutes=visit,
                least_quiet=quiet,
                pinned=kept,
                forbidden=refused,
                drawn=drawn,
                wishes=wishes,
                stopped=lambda: ticket.cancelled,
            ),
            self._take,
            self._refuse_to_solve,
            shown=True,
        )

    def _refuse_to_solve(self, error: InputError) -> None:
        """Say why; what was proposed before can still be done."""
        self.tell(self.say.error(error))
        self._show_ok()

    def _solve_again(self) -> None:
        self._keep_ticked()
        self._solve()

    def _keep_ticked(self) -> None:
        """What is ticked stays, what is not is refused; a drawn place that is not ticked is gone."""
        ticked = self.places.ticked
        off = [place for place in self.places.all_rows if place not in ticked]
        self._drawn = [shape for shape in self._drawn if shape not in [place.drawn for place in off]]
        self._kept = {place.middle_m for place in ticked if place.drawn is None}
        self._refuse(off)

    def _refuse(self, off: list[PatrolPlace]) -> None:
        for place in off:
            self._wishes.pop(place.middle_m, None)
        self._refused = (self._refused | {place.middle_m for place in off if place.drawn is None}) - self._kept

    def _wish(self, wish: PlaceWish) -> None:
        """Solve again round what is wanted of the current place; what was kept before stays, what is not ticked not."""
        place = self.table.row()
        if not isinstance(place, PatrolPlace):
            return
        ticked = self.places.ticked
        off = [one for one in self.places.all_rows if one not in ticked and one is not place]
        self._kept -= {one.middle_m for one in off}
        self._refuse(off)
        before = self._wishes.pop(place.middle_m, None)
        if wish != PlaceWish():  # whoever suits, as long as elsewhere, is no wish
            self._just_wished = place.middle_m, before
            self._wishes[place.middle_m] = wish
        self._solve()

    def _choose_hours(self, hours: Hours) -> None:
        place = self.table.row()
        if isinstance(place, PatrolPlace):
            self._hours[place.middle_m] = hours
            self.places.tell_changed()

    def _hours_of(self, place: PatrolPlace) -> Hours:
        return self._hours.get(place.middle_m, (moment_of(self.starts), moment_of(self.ends)))

    def _draw_place(self) -> None:
        self.hide()
        self._draw(self._take_drawn)

    def _take_drawn(self, corners_xy_m: list[tuple[float, float]]) -> None:
        """Solve again with the place that was drawn, what is ticked kept; what no place can be is told and let go."""
        self.show()
        if not corners_xy_m:
            return
        drawn = shapely.Polygon(corners_xy_m)
        try:
            require_places([drawn])
        except InputError as error:
            self.tell(self.say.error(error))
            return
        self._keep_ticked()
        self._drawn.append(drawn)
        self._solve()

    def _take(self, plan: PatrolPlan) -> None:
        current = self.table.row()
        wished, self._just_wished = self._just_wished, None
        if wished is not None and wished[0] not in [place.middle_m for place in plan.places]:
            self._wishes.pop(wished[0])
            self._wishes |= {} if wished[1] is None else {wished[0]: wished[1]}
            self._show()
            self.tell(self.say("proposal.wish_refused"))
            return
        self.plan = plan
        project = self.session.document.project
        self._name_of = names_of(project.communities).to_dict() | names_of(project.officers).to_dict()
        self.trouble.hide()
        self.places.show(plan.places)
        if isinstance(current, PatrolPlace):
            self.table.go_to(lambda place: place.middle_m == current.middle_m)
        self._show()

    def _show(self) -> None:
        plan, say = self.plan, self.say
        if plan is None:
            self.told.setText(say("proposal.waiting"))
        else:
            self.told.setText("\n".join(plan_told(say.messages, plan)))
        ways = "" if plan is None else plan_ways(say.messages, plan, self.session.document.project.norms.travel_detour)
        self.worth.setText("\n".join(filter(None, (ways, say("proposal.about", metres=PLACE_M)))))
        self.places.tell_changed()
        self._show_line()
        self._show_ok()
        self.make_room()

    def _show_ok(self) -> None:
        count = len(self.places.ticked)
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText(self.say("proposal.do", count=count))
        ok.setEnabled(count > 0)
        self.again.setEnabled(self.plan is not None)

    def _show_line(self) -> None:
        """What can be changed of the current place."""
        place = self.table.row()
        shown = place if isinstance(place, PatrolPlace) else None
        left = {} if self.plan is None else dict(self.plan.officers)
        officers = {
            key: self.say("proposal.officer_left", name=self._name(key), left=minutes)
            for key, minutes in sorted(left.items(), key=lambda one: -one[1])
        }
        wish = PlaceWish() if shown is None else self._wishes.get(shown.middle_m, PlaceWish())
        hours = (moment_of(self.starts), moment_of(self.ends)) if shown is None else self._hours_of(shown)
        self.line.put(shown, wish, self.visit.value(), hours, officers)

    def _who(self, place: PatrolPlace) -> str:
        name, wish = self._name(place.officer_id), self._wishes.get(place.middle_m)
        return name if wish is None or wish.officer_id is None else self.say("proposal.by_hand", name=name)

    def _when(self, place: PatrolPlace) -> str:
        starts, ends = self._hours_of(place)
        days = (ends.date() - starts.date()).days
        return f"{starts:%H:%M}–{ends:%H:%M}" + (f" +{days}" if days > 0 else "")

    def _why(self, place: PatrolPlace) -> str:
        return self.say("window.list_joint").join(place_reasons(self.say.messages, place))

    def _name(self, key: str | None) -> str:
        return "—" if key is None else self._name_of.get(key, key)

    def _show_place(self, index: QModelIndex) -> None:
        place = index.data(ROW_ROLE)
        if isinstance(place, PatrolPlace):
            west, _, east, _ = place.square.bounds
            self.session.view.look_at(Sight(shape=place.square.buffer((east - west) * 2)))
