"""The board of plots: how many come in, how far they get, how old they are, and the same by station.

A press on a bar narrows the list of incidents and the map to those that it counts, where a filter can say which.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget

from layers.plots.plot import Plot
from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter
from mapper.analysis.incidents.kinds import INCIDENT_KINDS, KIND_OF
from mapper.analysis.incidents.loop import LoopFigures
from mapper.analysis.periods.trend import LENGTHS, StationTrends, Step, Trend
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.names import names_of
from ui.language.language import Language
from ui.session.panel import FootBoard
from ui.session.rows import Figures
from ui.session.session import Session
from ui.trends import plot_files
from ui.trends.loop_plots import ageing_plot, funnel_plot
from ui.trends.plot_view import PlotView
from ui.trends.trend_plots import Wanted, station_plot, trend_plot
from ui.widgets.kit import ElidedLabel
from ui.widgets.popup import hang_menu

VIEWS = ("overview", "stations")
# How wide each plot is beside the others.
STRETCH = {"trend": 6, "funnel": 4, "ageing": 3, "stations": 1}
Answers = tuple[Trend, LoopFigures | None, StationTrends | None]
Plots = dict[str, Plot]


class PlotCard(QWidget):
    """A plot under its title, with a menu that takes it out."""

    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, say: Language, parent: QWidget) -> None:
        super().__init__(parent)
        self._say, self.name = say, ""
        self._of = ("", date.min)  # which project's, and the day
        self.title = ElidedLabel(look="heading")
        self.out = QToolButton()
        self.out.setProperty("look", "small")
        self.out.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.out)
        self.actions_out = {
            "picture": menu.addAction("", self._save_picture),
            "table": menu.addAction("", self._save_table),
            "copy": menu.addAction("", self._copy),
        }
        hang_menu(self.out, menu)
        self.view = PlotView(say, self)
        self.view.copy_wanted.connect(self._copy)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.out)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)

    def put(self, plot: Plot, name: str, place: str, as_of: date) -> None:
        """Show a plot of the project at a place; ``name`` is what its files are called after."""
        self.name, self._of = name, (place, as_of)
        self.title.put(plot.title)
        self.view.put(plot)
        self.out.setText(self._say("plots.out"))
        self.out.setToolTip(self._say("plots.out.meaning"))
        self.out.setAccessibleName(f"{self.out.toolTip()}: {plot.title}")
        for what, action in self.actions_out.items():
            action.setText(self._say(f"plots.{what}"))

    def _save_picture(self) -> None:
        if self.view.plot is not None:
            plot_files.ask_picture(
                self._say, self, self.view.plot, self.name, self._of, self.saved.emit, self.failed.emit
            )

    def _save_table(self) -> None:
        if self.view.plot is not None:
            plot_files.ask_table(
                self._say, self, self.view.plot, self.name, self._of, self.saved.emit, self.failed.emit
            )

    def _copy(self) -> None:
        if self.view.plot is not None:
            QGuiApplication.clipboard().setText(plot_files.as_text(self.view.plot))


class PlotsBoard(FootBoard):
    """One kind of incidents at a time; ``chosen`` tells what a bar counts, all incidents where it was let go again."""

    HEIGHT_PX = 330
    SUBJECT = "plots"
    chosen = Signal(object)
    told = Signal(str, bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.table, self.view_shown, self.wanted = INCIDENT_KINDS[0].table, VIEWS[0], Wanted()
        self.answers: Answers | None = None
        self._shown_for: tuple[object, ...] = ()
        self.kinds = {kind.table: self._choice(partial(self.show_kind, kind.table)) for kind in INCIDENT_KINDS}
        self.views = {view: self._choice(partial(self.show_view, view)) for view in VIEWS}
        self.steps = {step: self._choice(partial(self.show_step, step)) for step in LENGTHS}
        self.reported_only = QCheckBox()
        self.reported_only.toggled.connect(self._count_reported)
        self.told_day = ElidedLabel()
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 8, 4)
        top.setSpacing(8)
        for choices in (self.kinds, self.views, self.steps):
            for one in choices.values():
                top.addWidget(one)
            top.addSpacing(12)
        top.addWidget(self.reported_only)
        top.addSpacing(12)
        top.addWidget(self.told_day, 1)
        top.addWidget(self.close_button)
        page = QWidget()
        page.setProperty("look", "page")
        body = QHBoxLayout(page)
        body.setContentsMargins(12, 0, 12, 8)
        body.setSpacing(24)
        self.cards = {name: PlotCard(self.say, page) for name in STRETCH}
        for name, card in self.cards.items():
            body.addWidget(card, STRETCH[name])
            card.view.pressed.connect(self._press)
            card.saved.connect(self._saved)
            card.failed.connect(self._failed)
        scroll = QScrollArea()
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(scroll, 1)
        session.view.filter.incidents_changed.connect(self._mark)
        self.begin()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        for table, one in self.kinds.items():
            one.setText(say(f"layer.{table}"))
        for view, one in self.views.items():
            one.setText(say(f"plots.view.{view}"))
        for step, one in self.steps.items():
            one.setText(say(f"plots.step.{step}", count=LENGTHS[step]))
        for one in (*self.kinds.values(), *self.views.values(), *self.steps.values()):
            one.setAccessibleName(one.text())
        self.reported_only.setText(say("plots.reported_only"))
        self.reported_only.setToolTip(say("plots.reported_only.meaning"))
        self.setAccessibleName(say("action.plots"))
        self._ask()

    def show_kind(self, table: str) -> None:
        """Show another kind of incidents."""
        self.table = table
        self._ask()

    def show_view(self, view: str) -> None:
        """Show one of :data:`VIEWS`."""
        self.view_shown = view
        self._ask()

    def show_step(self, step: Step) -> None:
        """Count by month or by week."""
        self.wanted = replace(self.wanted, step=step)
        self._ask()

    def _count_reported(self, on: bool) -> None:
        self.wanted = replace(self.wanted, reported_only=on)
        self._ask()

    def refresh(self, figures: Figures) -> None:  # noqa: ARG002 the day shown may be a part of it
        self._ask()

    def _ask(self) -> None:
        """Ask for what is shown, and make its plots, off the main thread: a thousand stations have many bars."""
        self._show_choices()
        day, table, stations, wanted = self.day_shown, self.table, self.view_shown == "stations", self.wanted
        if day is None:
            return
        language, known, shown_for = self.say.code, self.answers, self._shown_for

        def work(_: object) -> tuple[Answers, Plots] | None:
            loop = day.loop(table) if KIND_OF[table].ends else None
            answers = day.trend(table), loop, day.station_trends(table) if stations else None
            same = known is not None and all(a is b for a, b in zip(known, answers, strict=True))
            if same and shown_for == (wanted, language):
                return None
            return answers, _plots(self.say, day, answers, wanted)

        self.session.tasks.start(self.SUBJECT, work, lambda made: self._take(made, (wanted, language)))

    def _take(self, made: tuple[Answers, Plots] | None, shown_for: tuple[object, ...]) -> None:
        if made is not None:
            self.answers, self._shown_for = made[0], shown_for
            self._show(made[1])

    def _show_choices(self) -> None:
        for choices, now in ((self.kinds, self.table), (self.views, self.view_shown), (self.steps, self.wanted.step)):
            for name, one in choices.items():
                one.setChecked(name == now)
        self.reported_only.setVisible(KIND_OF[self.table].origin is not None)

    def _show(self, plots: Plots) -> None:
        assert self.answers is not None  # plots are made of them
        self.told_day.put(self.say("plots.as_of", day=self.say.day(self.answers[0].as_of)))
        for name, card in self.cards.items():
            card.setVisible(name in plots)
            if name in plots:
                day = self.session.day_in_hand.as_of
                place = self.session.document.store.place
                card.put(plots[name], f"{plots[name].title}-{day.isoformat()}", place, day)
        self._mark()

    def _press(self, wanted: IncidentFilter) -> None:
        now = self.session.view.filter.incidents
        self.chosen.emit(EVERY_INCIDENT if wanted == now else wanted)

    def _mark(self) -> None:
        for card in self.cards.values():
            card.view.narrow(self.session.view.filter.incidents)

    def _saved(self, path: Path) -> None:
        self.told.emit(self.say("window.done_file", path=path), False)

    def _failed(self, error: InputError) -> None:
        self.told.emit(self.say.error(error), True)

    def _choice(self, pressed: Callable[[], object]) -> QToolButton:
        one = QToolButton(self)
        one.setProperty("look", "small")
        one.setCheckable(True)
        one.clicked.connect(lambda _=False: pressed())
        return one


def _plots(say: Language, day: Day, answers: Answers, wanted: Wanted) -> Plots:
    """The plots of these answers by the name of their card."""
    trend, loop, stations = answers
    if stations is not None:
        names = names_of(day.project.stations).to_dict()
        plot = station_plot(say, trend, stations, names, wanted)
        _ = plot.bars, plot.firsts  # counted here and not when it is first pointed at
        return {"stations": plot}
    shown = {"trend": trend_plot(say, trend, wanted)}
    if loop is not None:
        shown |= {"funnel": funnel_plot(say, loop), "ageing": ageing_plot(say, loop)}
    return shown
