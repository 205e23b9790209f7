"""The staffing plan: who fills which vacant seat and why, accepted line by line, and who then carries how much."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from layers.say import Say
from mapper.day.scope import scope_names
from mapper.edits.proposal import Proposal
from mapper.edits.staffing import apply_proposals
from mapper.edits.variants import keep_staffing
from mapper.effect import Change
from mapper.errors import InputError
from mapper.planning.staffing.outcome import Outcome, outcome
from mapper.planning.staffing.plan import POST_PREFIX, StaffingPlan, staffing_plan
from mapper.planning.staffing.wishes import NO_WISHES, Wishes
from mapper.project import changes_between
from mapper.scope import Scope
from ui.language.plan_sentences import proposal_reason
from ui.map.map_view import MapView
from ui.plans.before_after import BeforeAfterBars
from ui.plans.figures_table import FiguresTable, Line, balance_lines, figure_line
from ui.plans.page import PlanningPage, Stopped, scrolled
from ui.plans.plan_lines import PlanLinesModel, plan_lines
from ui.plans.unit_marks import UnitMarks
from ui.session.rows import Figures
from ui.session.session import Session
from ui.widgets.kit import button, label, rule, share
from ui.widgets.notice import NoticeBar
from ui.widgets.number_boxes import WholeNumberBox
from ui.widgets.rows_model import RowsTable
from ui.widgets.tasks import Ticket

_TABS = ("lines", "loads", "posts")
_BESIDE = frozenset({"variants", "keys"})  # parts of a project that no plan rests on
_TOTALS, _POSTS = "staffing_totals", "staffing_posts"


class StaffingPage(PlanningPage):
    """Plans when it opens and whenever the data or the day changes; nothing is done until it is applied."""

    subject = "staffing_plan"

    def __init__(self, session: Session, map_view: MapView, notice: NoticeBar, parent: QWidget | None = None) -> None:
        super().__init__(session, map_view, notice, parent)
        self.plan: StaffingPlan | None = None
        self.wishes = NO_WISHES
        self.totals: Outcome | None = None
        self.posts_plan: StaffingPlan | None = None
        self._planned: Figures | None = None
        self._listed_of: Scope | None = None  # whose lines are listed
        self.marks = UnitMarks(map_view)
        self.summary, self.proof, self.basis = (
            label("heading", wrap=True),
            label("quiet", wrap=True),
            label("quiet", wrap=True),
        )
        self.model = PlanLinesModel(self.say, self)
        self.table = RowsTable(self.model)
        self.table.widths_px(124, 114, 52, 88, 78, 104)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.why = label("", wrap=True)
        self.why.setMinimumHeight(36)
        self.again = button("", self.plan_again)
        self.restart = button("", self.start_anew)
        self.keep, self.apply = button("", self.ask_keep), button("main", self.carry_out)
        self.bars, self.loads, self.note = BeforeAfterBars(), FiguresTable(), label("quiet", wrap=True)
        self.legend = label("quiet", wrap=True)
        self.posts, self.posts_loads, self.posts_words = WholeNumberBox(), FiguresTable(), label("heading", wrap=True)
        self.posts_note, self.posts_ask = label("quiet", wrap=True), label()
        self.posts_lines, self.posts_legend, self.posts_bars = (
            label(wrap=True),
            label("quiet", wrap=True),
            BeforeAfterBars(),
        )
        self.posts.setRange(0, 99)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for page in (self._lines_page(), self._loads_page(), self._posts_page()):
            self.tabs.addTab(page, "")
        for widget in (self.summary, self.proof, self.tabs, rule(), self.basis):
            self.body.addWidget(widget, 1 if widget is self.tabs else 0)
        buttons = QHBoxLayout()
        for small in (self.restart, self.again):
            buttons.addWidget(small)
        buttons.addStretch(1)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.apply)
        self.body.addLayout(buttons)
        self.model.ticked_changed.connect(self._count_totals)
        self.table.selectionModel().currentRowChanged.connect(self._preview)
        self.posts.valueChanged.connect(self._ask_posts)
        self.setFocusProxy(self.table)

    def _lines_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.why)
        return page

    def _loads_page(self) -> QWidget:
        return scrolled(self.loads, self.legend, self.bars, self.note)

    def _posts_page(self) -> QWidget:
        page, row = QWidget(), QHBoxLayout()
        row.addWidget(self.posts_ask)
        row.addWidget(self.posts)
        row.addStretch(1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.posts_words)
        layout.addWidget(
            scrolled(self.posts_lines, self.posts_loads, self.posts_legend, self.posts_bars, self.posts_note), 1
        )
        return page

    @property
    def as_of(self) -> date:
        return super().as_of if self.plan is None else self.plan.as_of

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        for number, name in enumerate(_TABS):
            self.tabs.setTabText(number, say(f"staffing_plan.tab.{name}"))
        self.table.setAccessibleName(say("staffing_plan.tab.lines"))
        self.again.setText(say("staffing_plan.again"))
        self.again.setToolTip(say("staffing_plan.again.meaning"))
        self.restart.setText(say("staffing_plan.restart"))
        self.keep.setText(say("variants.keep"))
        self.keep.setToolTip(say("variants.keep.meaning"))
        self.posts_ask.setText(say("staffing_plan.posts"))
        self.posts.setAccessibleName(say("staffing_plan.posts"))
        for words in (self.legend, self.posts_legend):
            words.setText(say("staffing_plan.bars"))
        self._show()
        self._show_posts()

    def refresh(self, figures: Figures) -> None:
        old = self._planned
        changed = None if old is None else changes_between(old.project, figures.project).parts - _BESIDE
        if old is None or changed or old.as_of != figures.as_of:
            self.wishes = NO_WISHES
            self._ask_plan(figures)
        elif self.plan is not None and self._scope != self._listed_of:
            self._take(self.plan)

    def stop(self) -> None:
        super().stop()
        for subject in (_TOTALS, _POSTS):
            self.session.tasks.cancel(subject)
        self.marks.remove()

    def plan_again(self) -> None:
        """Plan the rest anew: lines that are not ticked never come again, ticked ones stay."""
        if self._planned is not None:
            refused = self.wishes.refused | {line.key for line in self.model.unticked}
            self.wishes = Wishes(refused, frozenset(line.key for line in self.model.ticked))
            self._ask_plan(self._planned)

    def start_anew(self) -> None:
        """Plan without anything refused or kept."""
        figures = self._planned or self.figures
        if figures is not None:
            self.wishes = NO_WISHES
            self._ask_plan(figures)

    def carry_out(self) -> None:
        """Do the ticked lines, as one edit."""
        if self.plan is None:
            return
        try:
            self.session.document.do(apply_proposals([line.proposal for line in self.model.ticked], self.plan.as_of))
        except InputError as error:
            self.tell(error)

    def ask_keep(self) -> None:
        """Keep the ticked lines under a name, and do none of them."""
        if self.plan is not None:
            lines, as_of = [line.proposal for line in self.model.ticked], self.plan.as_of
            self.keep_as("staffing", lambda name, _: keep_staffing(name, lines, as_of, date.today()))

    def _ask_plan(self, figures: Figures) -> None:
        self._planned = figures
        project, day, wishes, minutes = figures.project, figures.as_of, self.wishes, figures.unit_load["minutes"]

        def work(ticket: Ticket, stopped: Stopped) -> StaffingPlan:
            return staffing_plan(
                project, day, minutes=minutes, wishes=wishes, progress=ticket.progress, stopped=stopped
            )

        self.ask(work, self._take)
        self._show()

    def _take(self, plan: StaffingPlan) -> None:
        assert self._planned is not None
        self.plan, self.totals, self._listed_of = plan, plan.outcome, self._scope
        own = self._own(line.community_code for line in plan.proposals)
        lines = [line for line in plan.proposals if line.community_code in own]
        self.model.show_lines(plan_lines(lines, self._planned))
        if self.model.unticked or len(lines) < len(plan.proposals):
            self._count_totals()
        self.marks.clear()
        self.retranslate()
        if self.posts.value():
            self._ask_posts()

    @property
    def _scope(self) -> Scope | None:
        """The part that is looked at."""
        return None if self.part is None else self.part.scope

    def _own(self, codes: Iterable[str]) -> list[str]:
        """Of these units those of the part that is looked at; who comes from where is planned for all together."""
        units = None if self.part is None else self.part.project.communities.index
        return [code for code in codes if units is None or code in units]

    def _count_totals(self) -> None:
        """What the ticked lines alone would bring."""
        if self._planned is None:
            return
        figures, lines = self._planned, [line.proposal for line in self.model.ticked]
        work = partial(outcome, figures.project, figures.coverage, lines, figures.unit_load["minutes"])
        self.session.tasks.start(_TOTALS, lambda _: work(), self._take_totals, self.tell)

    def _take_totals(self, totals: Outcome) -> None:
        self.totals = totals
        self._show()

    def _ask_posts(self) -> None:
        self.posts_plan = None
        figures, posts = self._planned, self.posts.value()
        if figures is None or not posts:
            self.session.tasks.cancel(_POSTS)
            self._show_posts()
            return
        work = partial(staffing_plan, figures.project, figures.as_of, posts, minutes=figures.unit_load["minutes"])
        self.session.tasks.start(
            _POSTS, lambda ticket: work(stopped=lambda: ticket.cancelled), self._take_posts, self.tell
        )
        self._show_posts()

    def _take_posts(self, plan: StaffingPlan) -> None:
        self.posts_plan = plan
        self._show_posts()

    def _preview(self) -> None:
        line = self.table.row()
        if line is None or self._planned is None:
            self.why.setText("")
            self.marks.clear()
            return
        officer = self._planned.officers.get(line.proposal.officer_id)
        self.why.setText(
            self.say(
                "staffing_plan.why",
                unit=line.unit,
                officer=line.officer,
                reason=proposal_reason(self.say, line.proposal),
            )
        )
        self.marks.put(line.proposal.community_code, () if officer is None else officer.seats)

    def _show(self) -> None:
        say, plan, totals = self.say, self.plan, self.totals
        ready = plan is not None and totals is not None
        self.apply.setEnabled(ready and bool(self.model.ticked))
        self.keep.setEnabled(ready and bool(self.model.ticked))
        self.again.setEnabled(ready and bool(self.model.unticked))
        self.restart.setEnabled(bool(self.wishes.officers) or not ready)
        self.apply.setText(say("staffing_plan.apply", lines=len(self.model.ticked)))
        if plan is None or totals is None or self._planned is None:
            self.summary.setText(say("work.staffing_plan"))
            return
        vacant = self._own(totals.were_vacant)
        self.summary.setText(
            say(
                "staffing_plan.summary",
                before=len(vacant),
                after=len(self._own(totals.still_vacant)),
                lines=len(self.model.ticked),
            )
            if self.model.rows or vacant
            else say("staffing_plan.nothing")
        )
        self.proof.setText(proof(self, plan))
        limit = self._planned.project.norms.overload_share
        self.loads.put((say("when.before"), say("when.after")), load_lines(say, totals))
        changed = self._changed(totals)
        self.bars.put(changed, limit)
        before, after = totals.balance_before, totals.balance_after
        self.note.setText(
            say(
                "staffing_plan.note",
                changed=len(changed),
                officers=after.count,
                before=before.count,
                left_out=after.left_out,
            )
        )
        names = [self._planned.units[code].name for code in self._own(totals.still_vacant)]
        still = say("staffing_plan.still", names=names) if names else say("staffing_plan.still_none")
        seats = len(self._own(self._planned.coverage.seats.index))
        basis = say("staffing_plan.basis", as_of=plan.as_of, seats=seats, still=still)
        others = len(plan.proposals) - len(self._own(line.community_code for line in plan.proposals))
        if self.part is not None:
            basis = f"{say('staffing_plan.of_part', stations=scope_names(self.part), others=others)}\n{basis}"
        self.basis.setText(basis)

    def _show_posts(self) -> None:
        say, plan, posts = self.say, self.posts_plan, self.posts.value()
        for widget in (self.posts_lines, self.posts_loads, self.posts_legend, self.posts_bars, self.posts_note):
            widget.setVisible(plan is not None)
        if plan is None or self._planned is None:
            self.posts_words.setText(say("staffing_plan.posts_waiting" if posts else "staffing_plan.posts_none"))
            return
        self.posts_words.setText(
            say(
                "staffing_plan.posts_words", posts=plan.extra_posts, used=plan.posts_used,
                before=plan.outcome.vacant_before, after=plan.outcome.vacant_after,
            )
        )  # fmt: skip
        self.posts_lines.setText("\n".join(self._post_words(line) for line in plan.proposals if line.is_post))
        self.posts_bars.put(self._changed(plan.outcome), self._planned.project.norms.overload_share)
        self.posts_loads.put((say("when.before"), say("when.after")), load_lines(say, plan.outcome))
        after = plan.outcome.balance_after
        self.posts_note.setText(
            say(
                "staffing_plan.posts_note",
                as_of=plan.as_of,
                officers=after.count,
                left_out=after.left_out,
                seats=plan.outcome.seats,
            )
        )

    def _changed(self, totals: Outcome) -> list[tuple[str, Change]]:
        """Everybody whose load is another after than before."""
        return [
            (self._name(str(officer)), Change(_known(row.share_before), _known(row.share_after)))
            for officer, row in totals.officers.iterrows()
            if _known(row.minutes_before) != _known(row.minutes_after)
        ]

    def _post_words(self, line: Proposal) -> str:
        """Where a new post goes, and why."""
        assert self._planned is not None
        unit = self._planned.units[line.community_code].name
        officer = self._name(line.officer_id)
        return self.say("staffing_plan.why", unit=unit, officer=officer, reason=proposal_reason(self.say, line))

    def _name(self, officer_id: str) -> str:
        known = None if self._planned is None else self._planned.officers.get(officer_id)
        if known is not None:
            return known.name
        return self.say("staffing.post", number=officer_id.removeprefix(POST_PREFIX))


def proof(page: PlanningPage, plan: StaffingPlan) -> str:
    """What is proven and what might still be better, in plain words."""
    say, first = page.say, plan.aims[0]
    if first.gap == 0:
        words = say("staffing_plan.proven", bound=int(first.bound))
    else:
        words = say("staffing_plan.not_proven", bound=int(first.bound), value=int(first.value), gap=f"{first.gap:.0%}")
    open_aims = [say(f"staffing.aim.{aim.name}") for aim in plan.aims[1:] if aim.gap > 0]
    rest = (
        say("staffing_plan.rest_open", aims=open_aims, gap=f"{plan.gap:.1%}")
        if open_aims
        else say("staffing_plan.rest_proven")
    )
    return say("staffing_plan.proof", first=words, rest=rest)


def load_lines(say: Say, totals: Outcome) -> list[Line]:
    """Vacancies, overload and how evenly the load is divided, before and after."""
    of, one, two = "staffing_plan", totals.balance_before, totals.balance_after
    return [
        figure_line(
            say, of, "vacant", f"{totals.vacant_before} / {totals.seats}", f"{totals.vacant_after} / {totals.seats}"
        ),
        figure_line(
            say, of, "overloaded",
            f"{totals.overloaded_before} / {totals.officers_before}",
            f"{totals.overloaded_after} / {totals.officers_after}",
        ),
        figure_line(say, of, "mean", share(one.mean), share(two.mean)),
        *balance_lines(say, of, one, two),
    ]  # fmt: skip


def _known(value: float) -> float | None:
    return None if value != value else float(value)  # noqa: PLR0124 NaN alone differs from itself
