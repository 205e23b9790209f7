"""The timeline: how many incidents each of the last days brought, and a brush that chooses days for map and lists."""

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from layers.map_layers import INCIDENT_CLASSES
from layers.scene.incident_filter import EVERY_INCIDENT
from ui.incidents.day_bars import DayBars, KindKey
from ui.session.panel import Panel
from ui.session.rows import Figures
from ui.session.session import Session
from ui.widgets.kit import ElidedLabel, label, rule

DAYS_SHOWN = 120
# From the foot of a bar to its top.
KINDS = tuple(INCIDENT_CLASSES)
_FRAME_MS = 700
_MARGINS_PX, _GAP_PX = 20, 8  # of the heading


class TimelinePanel(Panel):
    """Days and their counts, with what is counted in the heading; the days chosen are the selection's."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.bars = DayBars(self.say, KINDS)
        self.bars.chosen.connect(self._choose)
        self._title, self._range = label("heading"), ElidedLabel()
        self._counts: dict[str, int] = {}
        self._dates = ""
        self._keys = {kind: label("quiet") for kind in reversed(KINDS)}
        self.clear, self.play_week, self.play_month = QToolButton(), QToolButton(), QToolButton()
        top = QHBoxLayout()
        top.setContentsMargins(12, 6, 8, 4)
        top.setSpacing(_GAP_PX)
        top.addWidget(self._title)
        top.addWidget(self._range, 1)
        self._legend = QWidget()
        legend = QHBoxLayout(self._legend)
        legend.setContentsMargins(0, 0, 0, 0)
        legend.setSpacing(_GAP_PX)
        for kind, words in self._keys.items():
            legend.addWidget(KindKey(kind), 0, Qt.AlignmentFlag.AlignVCenter)
            legend.addWidget(words)
        top.addWidget(self._legend)
        # A small screen has no room for the names of the kinds beside the days: there they have a line of their own.
        self._top, self._below = top, QHBoxLayout()
        self._below.setContentsMargins(12, 0, 8, 4)
        self._below.addStretch(1)
        for tool, days in ((self.play_week, 7), (self.play_month, 30)):
            tool.setCheckable(True)
            tool.clicked.connect(lambda on, days=days: self._play(days if on else 0))
        self.clear.clicked.connect(lambda: self._choose(None))
        for tool in (self.play_week, self.play_month, self.clear):
            tool.setProperty("look", "small")
            top.addWidget(tool)
        self.clear.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addLayout(self._below)
        layout.addWidget(rule())
        layout.addWidget(self.bars, 1)
        self._clock = QTimer(self)
        self._clock.setInterval(_FRAME_MS)
        self._clock.timeout.connect(self.step)
        self._step_days = 0
        session.view.filter.incidents_changed.connect(self._recount)
        session.selection.marked_changed.connect(self._recount)
        self.setFocusProxy(self.bars)
        self.begin()

    def retranslate(self) -> None:
        self._title.setText(self.say("timeline.title"))
        for tool, name in ((self.play_week, "play_week"), (self.play_month, "play_month"), (self.clear, "clear")):
            tool.setText(self.say(f"timeline.{name}"))
            tool.setToolTip(self.say(f"timeline.{name}.meaning"))
            tool.setAccessibleName(self.say(f"timeline.{name}.meaning"))
        self._recount()

    def rests_on(self, figures: Figures) -> tuple[object, ...]:
        return figures.index, figures.incidents, figures.cases

    def refresh(self, figures: Figures) -> None:
        days = self.session.view.filter.incidents.days
        if days is not None and days[0] > figures.as_of:  # on the day of now none of them has been
            self._choose(None)  # and :meth:`follow`, which comes after it, counts

    def step(self) -> None:
        """Move the brush on by its own length; the last days are followed by the first."""
        figures = self.figures
        if figures is None or not self._step_days:
            return
        days, first = self.session.view.filter.incidents.days, self._first_day(figures)
        starts = first if days is None else days[0] + timedelta(days=self._step_days)
        if starts > figures.as_of or starts < first:
            starts = first
        ends = min(starts + timedelta(days=self._step_days - 1), figures.as_of)
        self.session.view.filter.set_days((starts, ends))

    def _play(self, days: int) -> None:
        """Begin to move a brush of so many days, or stop (0)."""
        self._step_days = days
        self.play_week.setChecked(days == 7)
        self.play_month.setChecked(days == 30)
        if days:
            self._clock.start()
            self.step()
        else:
            self._clock.stop()

    def _choose(self, days: tuple[date, date] | None) -> None:
        self._play(0)
        self.session.view.filter.set_days(days)

    @staticmethod
    def _first_day(figures: Figures) -> date:
        return figures.as_of - timedelta(days=DAYS_SHOWN - 1)

    def follow(self) -> None:
        self._recount()

    def _marked_days(self, figures: Figures) -> set[date]:
        """On which days the incidents began that are marked, or lie in marked units."""
        selection = self.session.selection
        rows = selection.marked or ({selection.current} if selection.current is not None else frozenset())
        if not rows:
            return set()
        units = {key for table, key in rows if table == "communities"}
        found = [figures.row_of[row] for row in rows if row in figures.row_of]
        found += [row for row in figures.incidents if row.unit_code in units] if units else []
        return {row.since.date() for row in found if row.since is not None}

    def _recount(self) -> None:
        figures = self.figures
        if figures is None:
            return
        wanted = self.session.view.filter.incidents
        days, usual = wanted.days, self._first_day(figures)
        first = usual if days is None else min(usual, days[0])
        length = (figures.as_of - first).days + 1
        counts = figures.index.daily(figures.as_of, length, wanted.on_any_day)
        marked = self._marked_days(figures)
        self.bars.put(first, {kind: counts[kind].tolist() for kind in KINDS}, days, marked)
        begins, ends = days or (first, figures.as_of)
        inside = slice((begins - first).days, max((ends - first).days + 1, 0))
        self._counts = {kind: int(counts[kind][inside].sum()) for kind in self._keys}
        shown = sum(int(counts[kind][inside].sum()) for kind in KINDS)
        within = replace(EVERY_INCIDENT, scope=self.session.view.scope)
        everything = figures.index.daily(figures.as_of, length, within)
        with_year = first < usual
        text = self.say(
            "timeline.range" if days is None else "timeline.chosen",
            count=shown,
            all=sum(int(everything[kind].sum()) for kind in KINDS),
            first=self.say.day_in_figures(begins, with_year=with_year),
            last=self.say.day_in_figures(ends, with_year=with_year),
            days=(ends - begins).days + 1,
        )
        self._dates = text.split(" · ")[0]
        self._range.put(text, self._dates)  # half a number would be another number
        self._title.setToolTip(text)
        self.clear.setVisible(days is not None)
        self._show_counts()
        self.bars.setAccessibleName(", ".join([text, *map(self._named_count, self._keys)]))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        self._show_counts()

    def _named_count(self, kind: str) -> str:
        return self.say(f"timeline.{kind}", count=self._counts[kind])

    def _show_counts(self) -> None:
        """Name each kind beside its colour: in the first line, where the days are told whole beside it."""
        if not self._counts:
            return
        for kind, words in self._keys.items():
            words.setText(self._named_count(kind))
        width = self._range.fontMetrics().horizontalAdvance
        tools = [tool for tool in (self.play_week, self.play_month, self.clear) if not tool.isHidden()]
        fixed = [part.sizeHint().width() for part in (self._title, *tools)] + [width(self._dates)]
        room = self.width() - sum(fixed) - len(fixed) * _GAP_PX - _MARGINS_PX
        here = self._legend.layout()
        assert here is not None
        one_line = here.sizeHint().width() + _GAP_PX <= room
        source, target = (self._below, self._top) if one_line else (self._top, self._below)
        if source.indexOf(self._legend) >= 0:
            source.removeWidget(self._legend)
            target.insertWidget(2 if one_line else 0, self._legend)
