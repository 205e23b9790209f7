"""Beats: a station's units, or all, divided into contiguous beats of even load, and mended by hand on the map."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QWidget

from layers.classes.beat_colours import FILLS, colours_of
from layers.codes import LAYERS
from layers.scene.beats_shown import BeatsShown
from layers.themes.beats import beat_number
from mapper.edits.beats import beats_so_far, set_beats
from mapper.edits.variants import keep_beats
from mapper.errors import InputError
from mapper.names import name_of, names_of
from mapper.planning.beats.change import beats_change
from mapper.planning.beats.division import (
    Basis,
    Beats,
    divide,
    move_unit,
    standing_beats,
)
from mapper.planning.beats.names import beat_names
from ui.language.plan_sentences import (
    beat_prefix,
    beats_basis,
    beats_change_notes,
    beats_notes,
)
from ui.map.map_view import MapView
from ui.plans.beat_bars import BeatBar, BeatBars
from ui.plans.beat_lines import beat_lines
from ui.plans.figures_table import FiguresTable
from ui.plans.page import PlanningPage, Stopped, scrolled
from ui.session.rows import Figures, table_geometry
from ui.session.session import Session
from ui.session.table_file import write_logged
from ui.session.view_state import Sight
from ui.widgets.file_dialogs import ask_table_file
from ui.widgets.kit import button, label, rule
from ui.widgets.notice import NoticeBar
from ui.widgets.number_boxes import WholeNumberBox
from ui.widgets.tasks import Ticket

_BASES: tuple[Basis, ...] = ("load", "residents")
_UNITS_PER_BEAT = 8
_IN_THE_WAY = sorted(set(LAYERS) - {"units", "stations", "reference_lines"})


class BeatsPage(PlanningPage):
    """Divides when asked; a click on a unit and one on a neighbouring beat moves it. Nothing is kept until applied."""

    subject = "beats"
    takes_best = True

    def __init__(
        self,
        session: Session,
        map_view: MapView,
        notice: NoticeBar,
        print_: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, map_view, notice, parent)
        self.beats: Beats | None = None
        self._as_of = session.view.as_of  # of the beats
        self.names: dict[str, str] = {}
        self.colours: dict[str, int] = {}
        self.unit: str | None = None
        self._steps: list[tuple[Beats, dict[str, str]]] = []
        self._before = session.view.map.theme, session.view.map.hidden
        self.station, self.count, self.basis, self.tolerance = (
            QComboBox(),
            WholeNumberBox(),
            QComboBox(),
            WholeNumberBox(),
        )
        self.count.setRange(1, 999)
        self.tolerance.setRange(0, 50)
        self.tolerance.setSuffix("%")
        self.divide = button("main", lambda: self.once_counted(self.divide_now))
        self.mend = button("", lambda: self.once_counted(self.mend_kept))
        self._form = QGridLayout()
        self._form.setHorizontalSpacing(12)
        self._form.setColumnStretch(1, 2)
        self._form.setColumnStretch(3, 1)
        self._names = {name: label("quiet") for name in ("station", "count", "basis", "tolerance")}
        for place, (name, widget) in enumerate(
            (("station", self.station), ("count", self.count), ("basis", self.basis), ("tolerance", self.tolerance))
        ):
            self._form.addWidget(self._names[name], place // 2, place % 2 * 2)
            self._form.addWidget(widget, place // 2, place % 2 * 2 + 1)
        self.summary, self.proof = label("heading", wrap=True), label("quiet", wrap=True)
        self.hint, self.notes, self.note = (
            label("chip", wrap=True),
            label("quiet", wrap=True),
            label("quiet", wrap=True),
        )
        self.bars, self.balance, self.changes = BeatBars(), FiguresTable(), label("quiet", wrap=True)
        scroll = scrolled(self.bars, self.note, self.changes, self.balance)
        self.back, self.export = button("", self.step_back), button("", self._ask_file)
        self.print_, self.keep = button("", print_), button("", self.ask_keep)
        self.apply = button("main", self.carry_out)
        self.body.addLayout(self._form)
        begin = QHBoxLayout()
        begin.addWidget(self.divide, 1)
        begin.addWidget(self.mend, 1)
        self.body.addLayout(begin)
        for part in (self.summary, self.proof, self.notes, self.hint):
            self.body.addWidget(part)
        self.body.addWidget(scroll, 1)
        self.body.addWidget(rule())
        row = QHBoxLayout()
        for small in (self.back, self.export, self.print_):
            row.addWidget(small)
        row.addStretch(1)
        row.addWidget(self.keep)
        row.addWidget(self.apply)
        self.body.addLayout(row)
        self.station.currentIndexChanged.connect(self._station_chosen)
        self.bars.chosen.connect(self._beat_chosen)
        map_view.canvas.look_tool.clicked.connect(self._map_clicked)
        session.view.map.set_theme("beats")
        for layer in _IN_THE_WAY:
            session.view.map.set_hidden(layer, True)
        self._fill()
        self.setFocusProxy(self.station)

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        for name, words in self._names.items():
            words.setText(say(f"beats.{name}"))
            words.setToolTip(say(f"beats.{name}.meaning"))
        for widget, name in (
            (self.station, "station"),
            (self.count, "count"),
            (self.basis, "basis"),
            (self.tolerance, "tolerance"),
        ):
            widget.setAccessibleName(say(f"beats.{name}"))
            widget.setToolTip(say(f"beats.{name}.meaning"))
        self.station.setItemText(0, say("beats.everywhere"))
        for place, basis in enumerate(_BASES):
            self.basis.setItemText(place, say(f"beats.basis.{basis}"))
        self.divide.setText(say("beats.divide"))
        self.mend.setText(say("beats.mend"))
        self.mend.setToolTip(say("beats.mend.meaning"))
        self.back.setText(say("beats.back"))
        self.export.setText(say("units.export"))
        self.print_.setText(say("action.print"))
        self.apply.setText(say("beats.apply"))
        self.keep.setText(say("variants.keep"))
        self.keep.setToolTip(say("variants.keep.meaning"))
        self._show()

    def stop(self) -> None:
        super().stop()
        self.map.canvas.look_tool.clicked.disconnect(self._map_clicked)
        self.session.view.map.show_beats(None)
        theme, hidden = self._before
        self.session.view.map.set_theme(theme)
        for layer in _IN_THE_WAY:
            self.session.view.map.set_hidden(layer, layer in hidden)

    def refresh(self, figures: Figures) -> None:
        """Beats of units that are no longer there are let go; all else is shown against the beats kept by now."""
        if self.beats is not None and not set(self.beats.graph.codes) <= set(figures.units):
            self._put(None, {})
        else:
            self._show()

    @property
    def as_of(self) -> date:
        return super().as_of if self.beats is None else self._as_of

    @property
    def station_code(self) -> str | None:
        """The station to divide, None for all units."""
        code = self.station.currentData()
        return code if isinstance(code, str) else None

    def divide_now(self) -> None:
        """Look for the best division, off the main thread."""
        figures = self.figures
        if figures is None:
            return
        project, as_of = figures.project, figures.as_of
        count, station, basis = self.count.value(), self.station_code, _BASES[self.basis.currentIndex()]
        previous, tolerance = beats_so_far(project), self.tolerance.value() / 100
        amounts = figures.unit_load["minutes"] if basis == "load" else project.communities["residents"]
        prefix = beat_prefix(project, station)

        def work(_: Ticket, stopped: Stopped) -> tuple[Beats, dict[str, str]]:
            found = divide(project, count, station, basis, previous, tolerance, amounts=amounts, stopped=stopped)
            return found, beat_names(project, found, prefix)

        self.ask(work, lambda answer: self._divided(answer, as_of))

    def mend_kept(self) -> None:
        """Take the beats that are kept in hand as they are, to be changed unit by unit."""
        figures = self.figures
        if figures is None:
            return
        project, as_of = figures.project, figures.as_of
        station, basis, names = self.station_code, _BASES[self.basis.currentIndex()], beats_so_far(project)
        amounts = figures.unit_load["minutes"] if basis == "load" else project.communities["residents"]

        def work(_: Ticket, __: Stopped) -> tuple[Beats, dict[str, str]]:
            found = standing_beats(project, names, station, basis, amounts)
            return found, {code: names[code] for code in found.graph.codes}

        self.ask(work, lambda answer: self._divided(answer, as_of))

    def carry_out(self) -> None:
        """Keep these beats, as one edit."""
        try:
            self.session.document.do(set_beats(self.names))
        except InputError as error:
            self.tell(error)
            return
        self.notice.tell(self.say("beats.kept", beats=len(set(self.names.values()))), trouble=False)
        self._show()

    def ask_keep(self) -> None:
        """Keep these beats under a name, and set none of them."""
        names = dict(self.names)
        self.keep_as("beats", lambda name, _: keep_beats(name, names, date.today()))

    def click_unit(self, code: str) -> None:
        """Choose a unit; or, where one of another beat is chosen, move that one to this unit's beat."""
        beats = self.beats
        if beats is None:
            return
        numbers = beats.beat_of()
        if code not in numbers:
            return
        if self.unit is None or numbers[self.unit] == numbers[code]:
            self.unit = code
            self._hint()
        else:
            self.hand_over(self.unit, numbers[code])

    def hand_over(self, unit: str, to_beat: int) -> None:
        """Move a unit to a neighbouring beat, or tell why that cannot be."""
        assert self.beats is not None
        moved = move_unit(self.beats, unit, to_beat)
        if isinstance(moved, str):
            self.hint.setText(
                self.say("beats.refused", unit=self._unit_name(unit), reason=self.say(f"beats.refused.{moved}"))
            )
            self.unit = None
            return
        self._steps.append((self.beats, self.names))
        self.unit = None
        target = next(beat for beat in self.beats.beats if beat.number == to_beat)
        self._put(moved, {**self.names, unit: self.names[target.units[0]]})

    def step_back(self) -> None:
        """Take the last move back."""
        if self._steps:
            self._put(*self._steps.pop())

    def write(self, path: Path) -> None:
        """Write each unit with its beat to an Excel or CSV file; InputError where that fails."""
        assert self.beats is not None
        say, numbers = self.say, self.beats.beat_of()
        amounts = dict(zip(self.beats.graph.codes, self.beats.question.amounts, strict=True))
        rows = [
            {
                say("beats.column.beat"): self.names[code],
                say("units.code"): code,
                say("units.name"): self._unit_name(code),
                say(f"beats.column.{self.beats.basis}"): amounts[code],
            }
            for code in sorted(numbers, key=lambda code: (numbers[code], code))
        ]
        write_logged(self.session, self.session.day_in_hand.as_of, "units", pd.DataFrame(rows), path)
        self.notice.tell(say("window.done_file", path=path), trouble=False)

    def _fill(self) -> None:
        project = self.session.document.project
        self.station.blockSignals(True)
        self.station.addItem("", None)
        with_units = set(project.communities["station_code"].dropna())
        for code, name in names_of(project.stations).items():
            if code in with_units:
                self.station.addItem(name, code)
        self.station.setCurrentIndex(min(1, self.station.count() - 1))
        self.station.blockSignals(False)
        self.basis.addItems(["" for _ in _BASES])
        self._station_chosen()

    def _station_chosen(self) -> None:
        project, code = self.session.document.project, self.station_code
        units = (
            project.communities if code is None else project.communities[project.communities["station_code"] == code]
        )
        kept = units["beat_name"].dropna().nunique()
        self.count.setMaximum(max(len(units), 1))
        self.count.setValue(kept or max(2, round(len(units) / _UNITS_PER_BEAT)))
        shape = None if code is None else table_geometry(project, "stations", code)
        if shape is not None:
            self.session.view.look_at(Sight(shape=shape))

    def _divided(self, answer: tuple[Beats, dict[str, str]], as_of: date) -> None:
        self._steps, self.unit, self.colours, self._as_of = [], None, {}, as_of
        self._put(*answer)

    def _put(self, beats: Beats | None, names: dict[str, str]) -> None:
        self.beats, self.names = beats, names
        if beats is None:
            self.session.view.map.show_beats(None)
        else:
            codes = beats.graph.codes
            pairs = [(names[codes[a]], names[codes[b]]) for a, b in beats.graph.pairs.tolist()]
            so_far = beats_so_far(self.session.document.project)
            locked = {code: name for code, name in so_far.items() if name in beats.locked}
            self.colours = colours_of(sorted({*names.values(), *beats.locked}), pairs, self.colours)
        self._show()
        if beats is not None:
            self.session.view.map.show_beats(BeatsShown({**locked, **names}, self.colours))

    def _show(self) -> None:
        say, beats = self.say, self.beats
        self.head()
        kept = beats_so_far(self.session.document.project)
        self.back.setEnabled(bool(self._steps))
        self.export.setEnabled(beats is not None)
        self.keep.setEnabled(beats is not None)
        self.print_.setEnabled(bool(kept))
        self.mend.setEnabled(bool(kept))
        self.print_.setToolTip(say("beats.print.meaning"))
        self.apply.setEnabled(beats is not None and any(kept.get(code) != name for code, name in self.names.items()))
        for part in (self.proof, self.notes, self.balance, self.changes, self.note):
            part.setVisible(beats is not None)
        self._hint()
        if beats is None:
            self.summary.setText(say("beats.kept_so_far", beats=len(set(kept.values())), units=len(kept)))
            self.bars.put([], 0.0)
            return
        project = self.session.document.project
        change = beats_change(beats, self.names, kept)
        self.summary.setText(
            say(
                "beats.summary" if change.before else "beats.summary_first", beats=len(beats.beats),
                deviation=beats.max_deviation, moved=len(change.moved), had=len(beats.graph.codes) - change.without,
            )
        )  # fmt: skip
        self.proof.setText(say("beats.proven" if beats.gap < 1e-9 else "beats.gap", bound=beats.bound, gap=beats.gap))
        notes = beats_notes(say.messages, project, beats)
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        bars = []
        for beat in beats.beats:
            name = self.names[beat.units[0]]
            colour, before = FILLS[self.colours[name]], change.before.get(name, 0) if change.before else None
            bars.append(BeatBar(beat.number, beat_number(name), colour, beat.amount, len(beat.units), before))
        self.bars.put(bars, beats.mean)
        self.balance.put((say("beats.so_far"), say("beats.now")), beat_lines(say, change))
        changes = beats_change_notes(say.messages, project, change, amounts=False)
        self.changes.setText("\n".join(changes))
        self.changes.setVisible(bool(changes))
        basis = beats_basis(say.messages, beats, self.as_of)
        bars_words = say("beats.bars_changed" if change.before else "beats.bars")
        self.note.setText(f"{say('beats.note', **basis)}\n{bars_words}")

    def _hint(self) -> None:
        if self.beats is None:
            self.hint.setText(self.say("beats.hint.divide"))
        elif self.unit is None:
            self.hint.setText(self.say("beats.hint.choose"))
        else:
            self.hint.setText(
                self.say("beats.hint.move", unit=self._unit_name(self.unit), beat=beat_number(self.names[self.unit]))
            )

    def _unit_name(self, code: str) -> str:
        return name_of(self.session.document.project.communities, code)

    def _map_clicked(self, x_px: float, y_px: float) -> None:
        code = self.map.unit_at(QPointF(x_px, y_px))
        if code is not None:
            self.click_unit(code)

    def _beat_chosen(self, number: int) -> None:
        if self.unit is not None and self.beats is not None and self.beats.beat_of()[self.unit] != number:
            self.hand_over(self.unit, number)

    def _ask_file(self) -> None:
        name = f"{self.say('theme.beats')}-{self.as_of}"
        ask_table_file(self.say, self, self.say("units.export"), name, self.write, self.tell)
