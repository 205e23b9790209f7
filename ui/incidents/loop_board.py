"""The loop of hazards or disputes as a board: its stages side by side, what is late, and how well each is reached.

A page beside them tells of work with other bodies. A click on a figure narrows the list of incidents and the map to
those that it counts.
"""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from layers.scene.incident_filter import Standing
from mapper.analysis.incidents.kinds import HAZARDS, KIND_OF, LOOPS
from mapper.analysis.incidents.loop import BANDS, LoopFigures, StageFigures
from mapper.day.day import Day
from ui.incidents.cooperation_page import CooperationPage, prepared
from ui.language.incident_words import age_words, stage_word
from ui.language.messages import capitalised
from ui.session.panel import FootBoard
from ui.session.rows import Figures
from ui.session.session import Question, Session
from ui.widgets.appearance import current_look
from ui.widgets.kit import ElidedLabel, empty_layout, label

COOPERATION = "cooperation"  # the page that is of no kind of incident
_FILLED = 0.32  # a bar's colour, light enough for the figure on it
_LINES = ("standing", "late", "reached", "rate", "after_time", "missed", "median_days")


class ShareBar(QWidget):
    """A bar as long as its share of the whole, with a figure beside it."""

    def __init__(self, share: float, text: str, tip: str) -> None:
        super().__init__()
        self._share, self.text = share, text
        self.setToolTip(tip)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's own name
        return QSize(self.fontMetrics().horizontalAdvance(self.text) + 24, 20)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        look, painter = current_look(), QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(0, 3, self.width() - 1, self.height() - 6)
        painter.setBrush(QColor(look.hairline))
        painter.drawRoundedRect(whole, 3, 3)
        filled = QColor(look.accent)
        filled.setAlphaF(_FILLED)
        painter.setBrush(filled)
        painter.drawRoundedRect(QRectF(0, 3, whole.width() * min(self._share, 1.0), whole.height()), 3, 3)
        painter.setPen(QColor(look.text))
        painter.drawText(
            whole.adjusted(6, -3, 0, 3), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text
        )


class LoopBoard(FootBoard):
    """One kind at a time; ``chosen`` tells which figure was pressed, None where it was let go again.

    ``found_wanted`` asks for what the findings of a kind are about, ``hub_wanted`` for whom a mediation hub serves.
    """

    SUBJECT = "loop"
    chosen = Signal(object)
    ownerless_wanted = Signal()
    found_wanted = Signal(str)
    hub_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.table = HAZARDS.table
        self.loop: LoopFigures | None = None
        self.owners: dict[str, int] = {}
        self.figure_buttons: dict[Standing, QToolButton] = {}
        self.kinds: dict[str, QToolButton] = {}
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 8, 4)
        top.setSpacing(8)
        for kind in LOOPS:
            one = self.kinds[kind.table] = QToolButton()
            one.setProperty("look", "small")
            one.setCheckable(True)
            one.clicked.connect(partial(self.show_kind, kind.table))
            top.addWidget(one)
        self.with_others = QToolButton()
        self.with_others.setProperty("look", "small")
        self.with_others.setCheckable(True)
        self.with_others.clicked.connect(lambda: self.show_kind(COOPERATION))
        top.addWidget(self.with_others)
        self.title = ElidedLabel()
        top.addWidget(self.title, 1)
        top.addWidget(self.close_button)
        page = QWidget()
        page.setProperty("look", "page")
        body = QHBoxLayout(page)
        body.setContentsMargins(12, 0, 12, 8)
        body.setSpacing(28)
        self._stages, self._ages, self._told = QGridLayout(), QGridLayout(), QHBoxLayout()
        for grid in (self._stages, self._ages):
            grid.setHorizontalSpacing(12)
            grid.setVerticalSpacing(2)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(self._stages)
        left.addLayout(self._told)
        right.addLayout(self._ages)
        for column, stretch in ((left, 5), (right, 1)):
            column.addStretch(1)
            body.addLayout(column, stretch)
        self.cooperation = CooperationPage(self.say)
        self.cooperation.found_wanted.connect(self.found_wanted)
        self.cooperation.hub_wanted.connect(self.hub_wanted)
        self._pages = QStackedWidget()
        for one_page in (page, self.cooperation):
            scroll = QScrollArea()
            scroll.setFrameShape(QScrollArea.Shape.NoFrame)
            scroll.setWidgetResizable(True)
            scroll.setWidget(one_page)
            self._pages.addWidget(scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._pages, 1)
        session.view.filter.incidents_changed.connect(self._mark)
        self.begin()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        for table, one in self.kinds.items():
            one.setText(say(f"layer.{table}"))
            one.setAccessibleName(one.text())
        self.with_others.setText(say("board.with_others"))
        self.with_others.setAccessibleName(self.with_others.text())
        self.with_others.setToolTip(say("board.with_others.meaning"))
        self.setAccessibleName(say("action.loop"))
        self._show()

    def show_kind(self, table: str) -> None:
        """Show the loop of another kind, or :data:`COOPERATION`."""
        self.table, self.loop = table, None
        self._show()
        if self.figures is not None:
            self.refresh(self.figures)

    def questions(self) -> tuple[Question, ...]:
        table = self.table
        return (prepared if table == COOPERATION else partial(_asked_of, table),)

    def refresh(self, figures: Figures) -> None:
        """Show the kind's figures where they are known, as after each edit; else ask for them off the main thread."""
        table, day = self.table, self.part or figures
        if table == COOPERATION:
            self.session.tasks.start(self.SUBJECT, lambda _: prepared(day), self._tell_cooperation)
        elif day.has_answered("loop", table):
            self._take(_asked_of(table, day))
        else:
            self.session.tasks.start(self.SUBJECT, lambda _: _asked_of(table, day), self._take)

    def _take(self, found: tuple[LoopFigures, dict[str, int]]) -> None:
        loop, owners = found
        if loop is not self.loop or owners != self.owners:
            self.loop, self.owners = loop, owners
            self._show()

    def _tell_cooperation(self, day: Day) -> None:
        self.cooperation.put(day)
        self.title.put(self.say("board.with_others.title", day=self.say.day(day.as_of)))

    def _show(self) -> None:
        self.with_others.setChecked(self.table == COOPERATION)
        self._pages.setCurrentIndex(int(self.table == COOPERATION))
        for table, one in self.kinds.items():
            one.setChecked(table == self.table)
        for grid in (self._stages, self._ages, self._told):
            empty_layout(grid)
        self.figure_buttons = {}
        loop, say = self.loop, self.say
        if loop is None:
            self.title.put("")
            if self.table == COOPERATION and self.day_shown is not None and self.cooperation.filled:
                self._tell_cooperation(self.day_shown)  # in the words of now
            return
        values = {"first": loop.first, "last": loop.as_of, "began": loop.began, "open": loop.open}
        self.title.put(say("loop.title", table=say(f"layer.{loop.table}"), **values))
        self._show_stages(loop)
        self._show_ages(loop)
        self._tell(loop)
        self._mark()

    def _show_stages(self, loop: LoopFigures) -> None:
        grid, say = self._stages, self.say
        for row, line in enumerate(_LINES, 1):
            words = label("quiet")
            words.setText(capitalised(say("board.standing" if line == "standing" else f"loop.{line}")))
            words.setToolTip(say(f"board.{line}.meaning"))
            grid.addWidget(words, row, 0)
        for column, stage in enumerate(loop.stages, 1):
            heading = label("heading")
            heading.setText(capitalised(stage_word(say, loop.table, stage.code)))
            grid.addWidget(heading, 0, column)
            grid.setColumnStretch(column, 1)
            left = Qt.AlignmentFlag.AlignLeft
            here = Standing(loop.table, stage.code)
            grid.addWidget(self._button(here, stage.standing), 1, column, left)
            if column < len(loop.stages):
                late = Standing(loop.table, stage.code, late=True)
                grid.addWidget(self._button(late, stage.late, alarm=True), 2, column, left)
            share = stage.reached / loop.began if loop.began else 0.0
            values = {"reached": stage.reached, "began": loop.began, "share": f"{share:.1%}"}
            bar = ShareBar(share, say("board.reached", **values), say("board.reached_of", **values))
            grid.addWidget(bar, 3, column)
            for row, text in enumerate(self._rates(stage), 4):
                words = label()
                words.setText(text)
                grid.addWidget(words, row, column)

    def _rates(self, stage: StageFigures) -> tuple[str, str, str, str]:
        """Rate in time with what it is of, reached late, missed, median days; dashes where nothing is due."""
        due = stage.in_time + stage.after_time + stage.missed
        days = "—" if stage.median_days is None else f"{stage.median_days:.1f}"
        if not due:
            return "—", "—", "—", days
        share = f"{stage.in_time / due:.1%}"
        rate = self.say("loop.rate_of", in_time=stage.in_time, due=due, share=share)
        return rate, f"{stage.after_time:,}", f"{stage.missed:,}", days

    def _show_ages(self, loop: LoopFigures) -> None:
        heading = label("heading")
        heading.setText(self.say("board.ages"))
        self._ages.addWidget(heading, 0, 0, 1, 3)
        most = max(*loop.ages, 1)
        for row, (band, count) in enumerate(zip(BANDS, loop.ages, strict=True), 1):
            words = label("quiet")
            words.setText(age_words(self.say, band))
            self._ages.addWidget(words, row, 0)
            self._ages.addWidget(ShareBar(count / most, "", ""), row, 1)
            right = Qt.AlignmentFlag.AlignRight
            self._ages.addWidget(self._button(Standing(loop.table, ages=band), count), row, 2, right)
        again = label("quiet")
        again.setText(capitalised(self.say("board.back")))
        self._ages.addWidget(again, len(BANDS) + 1, 0)
        back = Standing(loop.table, back=True)
        self._ages.addWidget(self._button(back, loop.open_again), len(BANDS) + 1, 2, Qt.AlignmentFlag.AlignRight)
        self._ages.setColumnStretch(1, 1)

    def _tell(self, loop: LoopFigures) -> None:
        """Beneath the stages: how many of the cohort are closed and came back, and which owners are not there."""
        say = self.say
        days = "—" if loop.median_days is None else f"{loop.median_days:.1f}"
        outcome = KIND_OF[loop.table].outcome
        told = [say("board.closed", closed=loop.closed, began=loop.began, days=days)]
        if outcome is not None and loop.outcomes:
            words = [
                say("loop.outcome", outcome=say.choice(loop.table, outcome, name), count=count)
                for name, count in loop.outcomes.items()
            ]
            told.append(say("window.list_joint").join(words))
        told.append(say("board.came_back", back=loop.came_back, closed=loop.closed))
        if loop.undated:
            told.append(say("loop.undated", count=loop.undated))
        self._told.addWidget(ElidedLabel(say("board.joint").join(told)), 1)
        missing = {state: count for state, count in self.owners.items() if state != "present"}
        if loop.table == HAZARDS.table:
            parts = [say("board.owner", state=say(f"owner.{state}"), count=count) for state, count in missing.items()]
            link = QToolButton()
            link.setProperty("look", "small")
            link.setText(say("board.ownerless", count=sum(missing.values())))
            link.setToolTip(say("window.list_joint").join(parts))
            link.clicked.connect(self.ownerless_wanted)
            self._told.addWidget(link)

    def _button(self, standing: Standing, count: int, *, alarm: bool = False) -> QToolButton:
        """A figure that can be pressed."""
        one = self.figure_buttons[standing] = QToolButton()
        one.setProperty("look", "figure_alarm" if alarm and count else "small")
        one.setCheckable(True)
        one.setText(f"{count:,}")
        one.setToolTip(self.say("board.press"))
        one.clicked.connect(lambda on: self._press(standing, on))
        return one

    def _press(self, standing: Standing, on: bool) -> None:
        self.chosen.emit(standing if on else None)
        self._mark()

    def _mark(self) -> None:
        """The figure that list and map are narrowed to is down."""
        now = self.session.view.filter.incidents.standing
        for standing, one in self.figure_buttons.items():
            one.setChecked(standing == now)
            one.setEnabled(one.text() != "0" or standing == now)


def _asked_of(table: str, day: Day) -> tuple[LoopFigures, dict[str, int]]:
    """The loop of a kind, and of open hazards how many owners are there."""
    return day.loop(table), dict(day.hazard_owner_counts)
