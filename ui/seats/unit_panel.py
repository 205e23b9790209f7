"""One unit: who is responsible, what it asks for, what is open in it, and what can be done about it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mapper.analysis.incidents.kinds import HAZARDS
from mapper.further_values import further_of
from ui.language.incident_words import category_word, open_counts, state_word
from ui.seats.away_words import status_words
from ui.seats.history_list import history_grid, history_lines
from ui.seats.personnel_menu import personnel_menu
from ui.session.panel import Panel
from ui.session.rows import Figures, UnitRow
from ui.session.session import Session
from ui.session.view_state import Sight
from ui.widgets.kit import (
    button,
    button_bar,
    count,
    empty_layout,
    label,
    link,
    rule,
    share,
)
from ui.widgets.popup import hang_menu


class UnitPanel(Panel):
    """The unit that is current. Buttons ask by signal; the workspace does what they ask."""

    assign_wanted = Signal(str)
    change_wanted = Signal(str, str, str)  # of an officer, what is to happen, and this unit
    focus_wanted = Signal(str)
    zoom_wanted = Signal(str)
    borders_wanted = Signal(str)
    incident_wanted = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._code: str | None = None
        self._nothing = label("quiet", wrap=True)
        self._nothing.setContentsMargins(16, 16, 16, 16)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea(self)
        self._page = QWidget(self._scroll)
        self._page.setProperty("look", "page")
        self._body = QVBoxLayout(self._page)
        self._body.setContentsMargins(16, 12, 16, 16)
        self._body.setSpacing(8)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._page)
        self.assign = button("main", lambda: self._ask(self.assign_wanted))
        self.focus_here = button("line", lambda: self._ask(self.focus_wanted))
        self.zoom = button("", lambda: self._ask(self.zoom_wanted))
        self._buttons = button_bar(self, self.assign, self.focus_here, self.zoom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(rule())
        layout.addWidget(self._buttons)
        self.begin()
        self.follow()

    @property
    def unit(self) -> UnitRow | None:
        """The unit shown: the current one, or the last that was while something else is; None where nothing is."""
        code = self.session.selection.unit or self._code
        return None if self.figures is None or code is None else self.figures.units.get(code)

    def retranslate(self) -> None:
        self._nothing.setText(self.say("unit.nothing"))
        self.assign.setText(self.say("unit.assign"))
        self.focus_here.setText(self.say("unit.focus"))
        self.zoom.setText(self.say("unit.zoom"))
        self.follow()

    def follow(self) -> None:
        selection = self.session.selection
        self._code = None if selection.current is None else selection.unit or self._code
        unit, figures = self.unit, self.figures
        shown = unit is not None
        self._nothing.setVisible(not shown)
        self._scroll.setVisible(shown)
        self._buttons.setVisible(shown)
        if unit is None or figures is None:
            return
        empty_layout(self._body)
        self._head(unit, figures)
        self._officers(unit, figures)
        self._responsible(unit)
        self._history(unit, figures)
        self._facts(unit)
        self._load(unit, figures)
        self._open(unit, figures)
        self._body.addStretch(1)

    def _add(self, look: str, text: str) -> None:
        words = label(look, wrap=True)
        words.setText(text)
        self._body.addWidget(words)

    def _head(self, unit: UnitRow, figures: Figures) -> None:
        self._add("large", unit.name)
        self._add(
            "quiet",
            self.say("window.dot_joint").join(
                (self.say.choice("communities", "kind", unit.kind), unit.station, unit.code)
            ),
        )
        state = self.say(f"state.{unit.state}")
        code = (
            "state.covered.acting" if unit.state == "covered" and unit.acting_until else f"state.{unit.state}.meaning"
        )
        meaning = self.say(code, days=unit.days, fte=f"{unit.effective_fte:.2f}")
        alarm = unit.state in ("vacant", "expired", "on_loan")
        self._add("alarm" if alarm else "heading", self.say("unit.state", state=state, day=self.say.day(figures.as_of)))
        self._add("quiet", meaning)

    def _officers(self, unit: UnitRow, figures: Figures) -> None:
        self._body.addWidget(rule())
        role = self.say.choice("officers", "role", figures.project.norms.seat_role.get(unit.kind))
        self._add("heading", self.say("unit.officers", role=role))
        away = [o for o in figures.officers.values() if unit.code in o.seats and o.officer_id not in unit.officer_ids]
        holders = [*(figures.officers[i] for i in unit.officer_ids if i in figures.officers), *away]
        if not holders:
            self._add("quiet", self.say("unit.no_officer"))
        if unit.acting_until is not None:
            self._add("heading", self.say("unit.acting", until=unit.acting_until))
        for officer in holders:
            row = QHBoxLayout()
            words = label(wrap=True)
            words.setText(
                self.say(
                    "unit.officer",
                    name=officer.name,
                    role=self.say.choice("officers", "role", officer.role),
                    status=status_words(self.say, officer),
                    units=len(officer.seats),
                    load=share(officer.share),
                )
            )
            end = button("", partial(self.change_wanted.emit, officer.officer_id, "end", unit.code))
            end.setText(self.say("unit.end_duty"))
            end.setAccessibleName(self.say("unit.end_duty_of", name=officer.name))
            change = button("", lambda: None)
            change.setText(self.say("personnel.menu"))
            change.setAccessibleName(self.say("unit.change_of", name=officer.name))
            hang_menu(change, personnel_menu(change, self.session, figures, officer.officer_id, self._change))
            row.addWidget(end)
            row.addWidget(change)
            row.addStretch(1)
            self._body.addWidget(words)
            self._body.addLayout(row)

    def _change(self, officer_id: str, change: str) -> None:
        unit = self.unit
        self.change_wanted.emit(officer_id, change, unit.code if unit is not None and change == "end" else "")

    def _responsible(self, unit: UnitRow) -> None:
        """A village's auxiliary holds its seat; which officer answers for it stands beneath."""
        if unit.kind == "village":
            code = f"unit.responsible.{unit.responsible_through or 'nobody'}"
            names = self.say("window.list_joint").join(unit.responsible)
            self._add("quiet", self.say(code, names=names, count=len(unit.responsible), station=unit.station))

    def _history(self, unit: UnitRow, figures: Figures) -> None:
        lines = history_lines(self.say, figures, unit.code)
        if lines:
            self._body.addWidget(rule())
            self._add("heading", self.say("history.title", count=len(lines)))
            self._body.addLayout(history_grid(lines))

    def _facts(self, unit: UnitRow) -> None:
        self._body.addWidget(rule())
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(4)
        for name in ("residents", "households", "rentals", "key_places"):
            self._fact(form, name, count(getattr(unit, name)))
        for name in ("volunteers", "cadres"):
            self._fact(form, name, self._by_1000(getattr(unit, name), unit.residents))
        self._fact(form, "addresses", count(unit.addresses))
        for name in ("addresses_geocoded", "addresses_updated"):
            self._fact(form, name, self._share_of(getattr(unit, name), unit.addresses))
        room = self.say("unit.not_recorded") if unit.room_m is None else f"{unit.room_m / 1000:.1f} km"
        self._fact(form, "room", room)
        self._body.addLayout(form)
        for heading, value in further_of(self.session.document.project, "communities", unit.code).items():
            self._add("", self.say("further.line", heading=heading, value=value))
        borders = button("", partial(self.borders_wanted.emit, unit.code))
        borders.setText(self.say("unit.borders"))
        self._body.addWidget(borders, 0, Qt.AlignmentFlag.AlignLeft)

    def _fact(self, form: QFormLayout, name: str, text: str) -> None:
        words, figure = label("quiet"), label()
        words.setText(self.say(f"unit.{name}"))
        figure.setText(text)
        form.addRow(words, figure)

    def _by_1000(self, value: int | None, residents: int | None) -> str:
        """A count, and how many that is for 1,000 residents."""
        if value is None:
            return self.say("unit.not_recorded")
        if not residents:
            return count(value)
        return self.say("unit.by_1000", count=value, rate=f"{value / residents * 1000:.1f}")

    def _share_of(self, value: int | None, whole: int | None) -> str:
        """A count, and which share of the whole that is."""
        if value is None:
            return self.say("unit.not_recorded")
        return count(value) if not whole else self.say("unit.share_of", count=value, share=f"{value / whole:.1%}")

    def _load(self, unit: UnitRow, figures: Figures) -> None:
        self._body.addWidget(rule())
        self._add("heading", self.say("unit.load", minutes=f"{unit.minutes:,.0f}", share=share(unit.load)))
        if unit.busiest is not None:
            officer = figures.officers[unit.busiest]
            values = {
                "name": officer.name,
                "minutes": f"{officer.minutes:,.0f}",
                "available": f"{officer.available:,.0f}",
                "fte": f"{officer.fte:.2f}",
            }
            self._add("quiet", self.say("unit.load_meaning", **values))
        self._add("quiet", self._hazards_apart(unit, figures))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        for number, (part, minutes) in enumerate(figures.load_parts(unit.code).items()):
            if minutes <= 0:
                continue
            words, figure = label("quiet"), label()
            words.setText(self.say(f"unit.part.{part}"))
            figure.setText(self.say("unit.minutes", minutes=f"{minutes:,.0f}"))
            figure.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(words, number, 0)
            grid.addWidget(figure, number, 1)
        self._body.addLayout(grid)
        self._add("quiet", self._way(unit, figures))

    def _way(self, unit: UnitRow, figures: Figures) -> str:
        """What travel was counted from, or that it was left out."""
        norms = figures.project.norms
        if unit.distance_m is None:
            return self.say("unit.way.unknown", station=unit.station)
        return self.say(
            "unit.way",
            km=f"{unit.distance_m / 1000:.1f}",
            visits=norms.visits_per_month[unit.kind],
            detour=f"{norms.travel_detour:g}",
            speed=f"{norms.travel_km_per_hour[unit.kind]:g}",
        )

    def _hazards_apart(self, unit: UnitRow, figures: Figures) -> str:
        """Open hazards that people reported and those that patrols discovered, which ask for time only by a rule."""
        origins = figures.project.table(HAZARDS.table)[HAZARDS.origin]
        here = [r.key for r in figures.incidents if r.table == HAZARDS.table and r.unit_code == unit.code]
        discovered = int((origins.loc[here] == "discovered").sum())
        return self.say(
            "unit.load_day",
            day=self.say.day(figures.as_of),
            reported=len(here) - discovered,
            discovered=discovered,
            minutes=figures.project.norms.load_minutes["discovered_hazard"],
        )

    def _open(self, unit: UnitRow, figures: Figures) -> None:
        self._body.addWidget(rule())
        self._add("heading", self.say("unit.open", open=open_counts(self.say, unit.open)))
        here = [row for row in figures.incidents if row.unit_code == unit.code]
        here.sort(key=lambda row: row.urgency)
        for row in here[:12]:
            words = self.say(
                "unit.incident",
                table=self.say(f"table.{row.table}"),
                category=category_word(self.say, row.table, row.category),
                state=state_word(self.say, row.table, row.state),
                days=row.days,
            )
            self._body.addWidget(link(words, partial(self._go, row.table, row.key, row.where)))
        if len(here) > 12:
            self._add("quiet", self.say("unit.more", count=len(here) - 12))

    def _go(self, table: str, key: str, where: tuple[float, float] | None) -> None:
        if where is not None:
            self.session.view.look_at(Sight(where=where))
        self.incident_wanted.emit(table, key)

    def _ask(self, signal: object) -> None:
        if self.unit is not None:
            signal.emit(self.unit.code)  # type: ignore[attr-defined]  # a bound signal; PySide6's stubs have no name for its type
