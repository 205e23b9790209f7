"""Which incidents are looked at: a button that opens the choice, a chip for each thing chosen, and what is left out."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QToolButton, QWidget

from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter, Standing, found_by
from mapper.analysis.incidents.kinds import INCIDENT_KINDS
from mapper.names import name_of
from ui.incidents.period_choice import PeriodChoice
from ui.language.incident_words import age_words, category_word, stage_word, state_word
from ui.language.language import Language
from ui.session.incident_index import UNENDING
from ui.session.panel import Panel
from ui.session.rows import Figures
from ui.session.session import Session
from ui.widgets.kit import ElidedLabel, label, refill
from ui.widgets.popup import Popup

# What can be chosen by in the popup beside days, which the timeline chooses too.
KINDS = ("category", "state", "origin", "station")
Choice = tuple[str, str]
# Any table that says where an incident came from, and the column: they say it in the same words.
_ORIGIN = next((kind.table, kind.origin) for kind in INCIDENT_KINDS if kind.origin is not None)


def chosen(wanted: IncidentFilter, kind: str) -> Choice | None:
    """The table ("" where it is of no table) and the value chosen; None where all are wanted."""
    value = {
        "category": wanted.category,
        "state": wanted.state,
        "origin": wanted.origin and ("", wanted.origin),
        "station": wanted.station_code and ("", wanted.station_code),
    }[kind]
    return value or None


def with_choice(wanted: IncidentFilter, kind: str, choice: Choice | None) -> IncidentFilter:
    """The filter with another choice.

    A category, a state and a stage of different tables would leave nothing: the older ones are let go.
    """
    if choice and kind in ("category", "state"):
        if wanted.standing and wanted.standing.table != choice[0]:
            wanted = replace(wanted, standing=None)
        if wanted.table not in (None, choice[0]):
            wanted = replace(wanted, table=None)
    if kind in ("origin", "station"):
        value = None if choice is None else choice[1]
        return replace(wanted, origin=value) if kind == "origin" else replace(wanted, station_code=value)
    if kind == "category":
        kept = None if choice and wanted.state and wanted.state[0] != choice[0] else wanted.state
        return replace(wanted, category=choice, state=kept)
    kept = None if choice and wanted.category and wanted.category[0] != choice[0] else wanted.category
    return replace(wanted, state=choice, category=kept)


def with_standing(wanted: IncidentFilter, standing: Standing | None) -> IncidentFilter:
    """The filter with another place in the loop; what only another table can have is let go, as are days."""
    if standing is None:
        return replace(wanted, standing=None)
    kept = {name: getattr(wanted, name) for name in ("category", "state")}
    kept = {name: value if value and value[0] == standing.table else None for name, value in kept.items()}
    return replace(wanted, table=None, days=None, standing=standing, **kept)


def standing_words(say: Language, standing: Standing) -> str:
    """Where they stand, as the chip names it."""
    told = [say(f"table.{standing.table}")]
    if standing.stage is not None:
        told.append(stage_word(say, standing.table, standing.stage))
    told += [say("board.late")] if standing.late else []
    told += [say("board.back")] if standing.back else []
    if standing.ages is not None:
        told.append(age_words(say, standing.ages))
    return say("window.dot_joint").join(told)


def choice_words(say: Language, figures: Figures, kind: str, choice: Choice) -> str:
    """A choice as the lists name it."""
    table, value = choice
    if kind == "station":
        return name_of(figures.project.stations, value)
    if kind == "origin":
        return say.choice(*_ORIGIN, value)
    words = (state_word if kind == "state" else category_word)(say, table, value)
    return say("wanted.of_table", table=say(f"table.{table}"), value=words)


class FilterBar(Panel):
    """One line over the map. Map, list, table and timeline follow the selection's ``wanted`` within a frame."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setProperty("look", "")
        self.open, self.clear = QToolButton(), QToolButton()
        self.open.setProperty("look", "small")
        self.clear.setProperty("look", "small")
        self.counted = ElidedLabel()
        self.chips: dict[str, QToolButton] = {}
        for kind in ("table", "days", "found", "standing", *KINDS):
            chip = self.chips[kind] = QToolButton()
            chip.setProperty("look", "small")
            chip.setCheckable(True)
            chip.setChecked(True)
            chip.clicked.connect(lambda _=False, kind=kind: self._let_go(kind))
        self.popup = Popup(self)
        self._years: tuple[int, ...] = ()
        self._outdated = False  # whether there is something else to choose from now than the boxes have
        self._words = {kind: label() for kind in KINDS}
        self.boxes = {kind: QComboBox() for kind in KINDS}
        rows = QFormLayout()
        for kind in KINDS:
            self.boxes[kind].setMinimumWidth(220)
            self.boxes[kind].currentIndexChanged.connect(lambda _, kind=kind: self._choose(kind))
            rows.addRow(self._words[kind], self.boxes[kind])
        self.period, self._period_words = PeriodChoice(self.say, session.view.as_of), label()
        self.period.chosen.connect(session.view.filter.set_days)
        rows.addRow(self._period_words, self.period)
        self.popup.body.addLayout(rows)
        self._note = label("quiet", wrap=True)
        self.popup.body.addWidget(self._note)
        self.open.clicked.connect(self._open)
        self.clear.clicked.connect(lambda: session.view.filter.set_incidents(EVERY_INCIDENT))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 0, 4)
        row.setSpacing(6)
        row.addWidget(self.counted, 1)
        for chip in self.chips.values():
            row.addWidget(chip)
        row.addWidget(self.clear)
        row.addWidget(self.open)
        session.view.filter.incidents_changed.connect(self._show)
        session.view.map.layers_changed.connect(self._show)
        self.begin()

    def retranslate(self) -> None:
        self.open.setText(self.say("wanted.open"))
        self.open.setToolTip(self.say("wanted.open.meaning"))
        self.clear.setText(self.say("wanted.clear"))
        self.clear.setToolTip(self.say("wanted.clear.meaning"))
        self.popup.setAccessibleName(self.say("wanted.open.meaning"))
        self._note.setText(self.say("wanted.note"))
        for kind in KINDS:
            self._words[kind].setText(self.say(f"wanted.{kind}"))
            self.boxes[kind].setAccessibleName(self.say(f"wanted.{kind}"))
        self._period_words.setText(self.say("wanted.period"))
        self.period.retranslate()
        if self.figures is not None:
            self.refresh(self.figures)
            self._offer(self.figures)
        self._show()

    def rests_on(self, figures: Figures) -> tuple[object, ...]:
        found = self.session.view.filter.incidents.found
        told = None if found is None else figures.findings_so_far
        return figures.index, figures.cases, figures.project.stations, told

    def refresh(self, figures: Figures) -> None:
        """What was found is what is found now: what has been mended is no longer listed.

        What there is to choose from is counted when somebody looks: after each step of an incident nobody does.
        """
        wanted = self.session.view.filter.incidents
        if wanted.found is not None:
            found = found_by(wanted.found.code, figures.findings_so_far)
            self.session.view.filter.set_incidents(replace(wanted, found=found))
        self._outdated = True
        if self.popup.isVisible() or not self.boxes["category"].count():
            self._offer(figures)
        self._show()

    def _open(self) -> None:
        if self._outdated and self.figures is not None:
            self._offer(self.figures)
            self._show()
        self.popup.open_below(self.open)

    def _offer(self, figures: Figures) -> None:
        """Offer what there is now, most frequent first; a choice that is gone meanwhile stays until it is let go."""
        self._outdated, offered, self._years = False, figures.index.choices(), figures.index.years()
        for kind, box in self.boxes.items():
            choices = offered[kind]
            now = chosen(self.session.view.filter.incidents, kind)
            texts: dict[Choice | None, str] = {None: self.say(f"wanted.every_{kind}")}
            for choice, count in (choices if now is None else {now: 0} | choices).items():
                words = choice_words(self.say, figures, kind, choice)
                texts[choice] = self.say("wanted.counted_choice", words=words, count=count)
            refill(box, list(texts.values()), list(texts))

    def _choose(self, kind: str) -> None:
        self.session.view.filter.set_incidents(
            with_choice(self.session.view.filter.incidents, kind, self.boxes[kind].currentData())
        )

    def _let_go(self, kind: str) -> None:
        wanted = self.session.view.filter.incidents
        if kind == "days":
            wanted = wanted.on_any_day
        elif kind == "table":
            wanted = replace(wanted, table=None)
        elif kind == "found":
            wanted = replace(wanted, found=None)
        elif kind == "standing":
            wanted = with_standing(wanted, None)
        else:
            wanted = with_choice(wanted, kind, None)
        self.session.view.filter.set_incidents(wanted)

    def _show(self) -> None:
        """Chips and boxes say what is chosen; the sentence says what is not shown."""
        figures, wanted = self.figures, self.session.view.filter.incidents
        for kind, box in self.boxes.items():
            now = chosen(wanted, kind)
            quiet = QSignalBlocker(box)
            # QComboBox.findData compares tuples by identity.
            box.setCurrentIndex(next((n for n in range(box.count()) if box.itemData(n) == now), 0))
            quiet.unblock()
        self.period.offer(self._years, wanted.days)
        for kind, chip in self.chips.items():
            words = self._chip_words(kind)
            chip.setVisible(bool(words))
            chip.setChecked(True)
            chip.setText(self.say("wanted.chip", words=words))
            chip.setToolTip(self.say("wanted.chip.meaning", words=words))
            chip.setAccessibleName(chip.toolTip())
        scope = self.session.view.scope
        self.boxes["station"].setEnabled(scope is None or scope.station is None)  # else it is chosen at the top
        self.clear.setVisible(self.session.view.filter.narrowed)
        if wanted.everything or figures is None:
            self.counted.put("")
            return
        within = replace(EVERY_INCIDENT, scope=scope)
        if wanted == within:
            self.counted.put("")
            return
        shown, whole = int(figures.index.kept(wanted).sum()), int(figures.index.kept(within).sum())
        text = self.say(
            "wanted.counted", day=self.say.day(figures.as_of), shown=shown, whole=whole, left_out=whole - shown
        )
        if wanted.days is not None:
            text = self.say("wanted.with_closed", open=text, count=figures.index.closed(wanted))
        if not self.session.view.map.hidden.issuperset(UNENDING):
            cases = int(figures.index.kept_cases(wanted).sum())
            every = int(figures.index.kept_cases(within).sum())
            text = self.say("wanted.with_cases", open=text, shown=cases, whole=every)
        self.counted.put(text, self.say("wanted.counted_short", shown=shown, whole=whole))

    def _chip_words(self, kind: str) -> str:
        """What is chosen of a kind; empty where everything is."""
        wanted = self.session.view.filter.incidents
        if kind == "days":
            return "" if wanted.days is None else self.say("wanted.days", first=wanted.days[0], last=wanted.days[1])
        if kind == "table":
            return "" if wanted.table is None else self.say(f"layer.{wanted.table}")
        if kind == "found":
            return "" if wanted.found is None else self.say(f"wanted.found.{wanted.found.code}")
        if kind == "standing":
            return "" if wanted.standing is None else standing_words(self.say, wanted.standing)
        now = chosen(wanted, kind)
        return "" if now is None or self.figures is None else choice_words(self.say, self.figures, kind, now)
