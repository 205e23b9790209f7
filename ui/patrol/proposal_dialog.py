"""A proposal for a shift: places with who goes and why, some kept, some refused, then made focus areas at once."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import shapely
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QWidget

from mapper.edits.focus import FocusOrder, mark_several
from mapper.errors import InputError
from mapper.names import names_of
from mapper.planning.patrol.plan import BEST_MINUTES, VISIT_MINUTES, PatrolPlace, PatrolPlan, patrol_plan
from ui.language.patrol_words import place_reasons, plan_ways
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
    ``draw``, which hands back the corners (metres) of what was drawn on the map; none where it was called off.
    """

    beside = True

    def __init__(self, session: Session, draw: Draw, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session, self._draw = session, draw
        self._drawn: list[shapely.Polygon] = []
        self.plan: PatrolPlan | None = None
        self._refused: set[tuple[float, float]] = set()
        self._kept: set[tuple[float, float]] = set()
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
        self.starts, self.ends = time_edit(begins), time_edit(begins + timedelta(hours=_HOURS))
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
                Field("proposal.officer", lambda p: self._name(p.officer_id)),
                Field("proposal.place_minutes", lambda p: f"{p.minutes}", lambda p: p.minutes, right=True),
                Field("proposal.why", self._why, tip=self._why),
            ],
            self.say,
            self,
        )
        self.table = TickedTable(self.places)
        self.table.widths_px(150, 150, 70, 420)
        self.table.setMinimumSize(820, 260)
        self.table.clicked.connect(self._show_place)
        self.places.ticks_changed.connect(self._show_ok)
        for row, part in enumerate((self.told, self.table, self.worth), start=1):
            self.body.insertWidget(row, part, int(part is self.table))
        self.again = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.again.clicked.connect(self._solve_again)
        self.draw_one = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.draw_one.clicked.connect(self._draw_place)
        for changed in (self.minutes.valueChanged, self.visit.valueChanged, self.quiet.valueChanged):
            changed.connect(self._solve)
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
        self.task.setPlaceholderText(say("focus_dialog.task_example"))
        self.minutes.setSuffix(say("focus_dialog.minutes_unit"))
        self.visit.setSuffix(say("focus_dialog.minutes_unit"))
        self._show()

    def apply(self) -> None:
        """Every place that is ticked becomes a focus area; InputError ``proposal_nothing`` where none is."""
        chosen = self.places.ticked
        if not chosen:
            raise InputError("proposal_nothing")
        starts, ends = moment_of(self.starts), moment_of(self.ends)
        self.session.document.do(
            mark_several(
                [
                    (
                        place.square,
                        FocusOrder(
                            self.say("proposal.reason", why=place_reasons(self.say.messages, place)),
                            starts,
                            ends,
                            self.visit.value(),
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
                stopped=lambda: ticket.cancelled,
            ),
            self._take,
            lambda error: self.tell(self.say.error(error)),
            shown=True,
        )

    def _solve_again(self) -> None:
        self._keep_ticked()
        self._solve()

    def _keep_ticked(self) -> None:
        """What is ticked stays, what is not is refused; a drawn place that is not ticked is gone."""
        ticked = self.places.ticked
        off = [place for place in self.places.all_rows if place not in ticked]
        self._drawn = [shape for shape in self._drawn if shape not in [place.drawn for place in off]]
        self._kept = {place.middle_m for place in ticked if place.drawn is None}
        self._refused = (self._refused | {place.middle_m for place in off if place.drawn is None}) - self._kept

    def _draw_place(self) -> None:
        self.hide()
        self._draw(self._take_drawn)

    def _take_drawn(self, corners_xy_m: list[tuple[float, float]]) -> None:
        """Solve again with the place that was drawn, what is ticked kept."""
        self.show()
        if corners_xy_m:
            self._keep_ticked()
            self._drawn.append(shapely.Polygon(corners_xy_m))
            self._solve()

    def _take(self, plan: PatrolPlan) -> None:
        self.plan = plan
        project = self.session.document.project
        self._name_of = names_of(project.communities).to_dict() | names_of(project.officers).to_dict()
        self.trouble.hide()
        self.places.show(plan.places)
        self._show()

    def _show(self) -> None:
        plan, say = self.plan, self.say
        if plan is None:
            self.told.setText(say("proposal.waiting"))
        else:
            told = say(
                "proposal.told",
                places=len(plan.places),
                used=plan.minutes_used,
                available=plan.minutes_available,
                gap=plan.gap,
            )
            more = say("proposal.unvisited", count=plan.unvisited) if plan.unvisited else ""
            self.told.setText("\n".join(filter(None, (told, more))))
        ways = "" if plan is None else plan_ways(say.messages, plan, self.session.document.project.norms.travel_detour)
        self.worth.setText("\n".join(filter(None, (ways, say("proposal.about")))))
        self._show_ok()
        self.make_room()

    def _show_ok(self) -> None:
        count = len(self.places.ticked)
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText(self.say("proposal.do", count=count))
        ok.setEnabled(count > 0)
        self.again.setEnabled(self.plan is not None)

    def _why(self, place: PatrolPlace) -> str:
        return self.say("window.list_joint").join(place_reasons(self.say.messages, place))

    def _name(self, key: str | None) -> str:
        return "—" if key is None else self._name_of.get(key, key)

    def _show_place(self, index: QModelIndex) -> None:
        place = index.data(ROW_ROLE)
        if isinstance(place, PatrolPlace):
            west, _, east, _ = place.square.bounds
            self.session.view.look_at(Sight(shape=place.square.buffer((east - west) * 2)))
