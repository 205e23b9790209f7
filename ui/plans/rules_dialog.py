"""The rules a station works by: each with its unit, default and source, and what a change would do before it does."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from mapper.analysis.load.load import LOAD_TABLES
from mapper.edits.rules import set_rules
from mapper.effect import Effect
from mapper.effects.rules import rules_effect
from mapper.errors import InputError
from mapper.norms import Norms
from mapper.rules import LONGEST_NAME, NAMED, RuleLine, changed_lines, choices_of, rule_lines, with_values
from ui.language.incident_words import stage_word
from ui.language.messages import Messages
from ui.session.session import Session
from ui.widgets.changes import change_words
from ui.widgets.form import FormDialog
from ui.widgets.kit import label, share
from ui.widgets.number_boxes import NumberBox, WholeNumberBox

Key = tuple[str, str | None]
_BETWEEN_WORDS = re.compile(r"[\s、,，;；]+")
# Rules that name the stages of a table's loop.
_STAGES_OF = {"hazard_stage_names": "hazards", "dispute_stage_names": "disputes"}
# Rules that say who handles what, which no load rests on.
_ROUTING = ("dispute_handlers", "negative_cases")
# Rules with a line for each kind of unit, and for each value of a column of choices.
_OF_KINDS = ("seat_role", "units_per_officer", "visits_per_month", "travel_km_per_hour")
_OF_CHOICES = {
    "dispute_handlers": ("disputes", "category"),
    "dispute_factor": ("disputes", "category"),
    "hazard_factor": ("hazards", "category"),
    "hazard_plug_days": ("hazards", "severity"),
    "dispute_stage_names": ("disputes", "stage"),
    "dispute_stage_order": ("disputes", "stage"),
    "dispute_stage_days": ("disputes", "stage"),
    "dispute_stage_takers": ("disputes", "stage"),
    "inspection_days": ("places", "type"),
}


class RulesDialog(FormDialog):
    """Every line of every rule has a field; the effect is counted off the main thread while they change."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self.lines = {(line.name, line.key): line for line in rule_lines(session.document.project.norms)}
        self.fields: dict[Key, QWidget] = {}
        self._read: dict[Key, Callable[[], Any]] = {}
        self._write: dict[Key, Callable[[Any], None]] = {}
        self._texts: list[tuple[QLabel, Callable[[], str]]] = []
        page = QWidget()
        self.grid = QGridLayout(page)
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(8)
        self.grid.setColumnStretch(0, 3)
        self.grid.setColumnStretch(4, 2)
        self.grid.setColumnMinimumWidth(0, 290)
        heading = ""
        for line in self.lines.values():
            if line.key is not None and line.name != heading:
                self._text(self.grid.rowCount(), 0, "heading", partial(self._say_rule, line.name), 5)
            heading = line.name
            self._add(line)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(page)
        self.area.setMinimumSize(1060, 440)
        self.effect = label(wrap=True)
        self.effect.setMinimumHeight(76)
        self.effect.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.about = label("quiet", wrap=True)
        self.body.insertWidget(0, self.about)
        self.body.insertWidget(1, self.area, 1)
        self.body.insertWidget(2, self.effect)
        self.reset = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ResetRole)
        self.reset.clicked.connect(self.to_defaults)
        self.retranslate()

    def _add(self, line: RuleLine) -> None:
        key, row = (line.name, line.key), self.grid.rowCount()
        self._text(row, 0, "", partial(self._say_line, line))
        makers = {"role": self._role, "handlers": self._several, "takers": self._several, "words": self._words,
                  "name": self._name}  # fmt: skip
        self.fields[key] = makers.get(line.kind, self._figure)(line)
        if line.kind in ("handlers", "takers", "words"):
            self.grid.addWidget(self.fields[key], row, 1, 1, 4)
        else:
            self.grid.addWidget(self.fields[key], row, 1)
            self._text(row, 2, "quiet", lambda: self.say(f"rule.unit.{line.unit}") if line.kind != "share" else "")
            self._text(row, 3, "quiet", lambda: self.say("rules.default", value=self._shown(line)))
            self._text(row, 4, "quiet", lambda: self.say(f"rule.source.{line.name}"))
        self._write[key](line.value)

    def _text(self, row: int, column: int, look: str, words: Callable[[], str], wide: int = 1) -> QLabel:
        made = label(look, wrap=column in (0, 4))
        self.grid.addWidget(made, row, column, 1, wide)
        self._texts.append((made, words))
        return made

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("rules.title"))
        self.about.setText(say("rules.about"))
        self.reset.setText(say("rules.reset"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say("rules.do"))
        for made, words in self._texts:
            made.setText(words())
        for (name, key), field in self.fields.items():
            field.setAccessibleName(f"{say(f'rule.{name}')} {self._say_line(self.lines[name, key])}")
            tip = say("rules.source", source=say(f"rule.source.{name}"))
            tip = f"{tip}\n{say('rules.default', value=self._shown(self.lines[name, key]))}"
            for widget in (field, *field.findChildren(QWidget)):
                widget.setToolTip(tip)
            for box in field.findChildren(QCheckBox):
                box.setText(say.choice(*NAMED[self.lines[name, key].kind], box.objectName()))
            if isinstance(field, QComboBox):
                for number in range(field.count()):
                    field.setItemText(number, say.choice("officers", "role", field.itemData(number)))
        self._tell()

    @property
    def norms(self) -> Norms:
        """The rules as they are filled in; InputError where they make no sense."""
        now = self.session.document.project.norms
        values = {key: read() for key, read in self._read.items()}
        return with_values(now, {key: value for key, value in values.items() if value != self.lines[key].value})

    def put(self, name: str, key: str | None, value: Any) -> None:
        """Fill in one line."""
        self._write[name, key](value)

    def to_defaults(self) -> None:
        """Fill in what the program comes with; nothing changes until it is applied."""
        for key, line in self.lines.items():
            self._write[key](line.default)

    def apply(self) -> None:
        self.session.document.do(set_rules(self.session.document.project.norms, self.norms))

    def done(self, result: int) -> None:
        self.session.tasks.cancel("rules")
        super().done(result)

    def _figure(self, line: RuleLine) -> QWidget:
        whole = line.kind == "whole"
        edit: QSpinBox | QDoubleSpinBox = WholeNumberBox() if whole else NumberBox()
        factor = 100 if line.kind == "share" else 1
        if isinstance(edit, QDoubleSpinBox):
            edit.setDecimals(0 if line.name == "load_minutes" else 1)
        edit.setRange(int(line.least * factor), int(line.most * factor))
        edit.setSuffix("%" if line.kind == "share" else "")
        edit.setFixedWidth(160)
        edit.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        key = (line.name, line.key)
        self._read[key] = lambda: edit.value() if factor == 1 else round(edit.value() / factor, 6)
        self._write[key] = lambda value: edit.setValue(value * factor)
        edit.valueChanged.connect(self._tell)
        return edit

    def _role(self, line: RuleLine) -> QWidget:
        box = QComboBox()
        box.setFixedWidth(160)
        for role in choices_of("role"):
            box.addItem(role, role)
        key = (line.name, line.key)
        self._read[key] = box.currentData
        self._write[key] = lambda value: box.setCurrentIndex(box.findData(value))
        box.currentIndexChanged.connect(self._tell)
        return box

    def _several(self, line: RuleLine) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        boxes = {}
        for handler in choices_of(line.kind):
            boxes[handler] = QCheckBox()
            boxes[handler].setObjectName(handler)
            boxes[handler].toggled.connect(self._tell)
            layout.addWidget(boxes[handler])
        key = (line.name, line.key)

        def read() -> tuple[str, ...]:
            """Those that stay keep their order: the first is the one that is proposed."""
            chosen = [handler for handler, box in boxes.items() if box.isChecked()]
            order = [*line.value, *line.default]
            return tuple(sorted(chosen, key=lambda h: order.index(h) if h in order else len(order)))

        def write(value: tuple[str, ...]) -> None:
            for handler, box in boxes.items():
                box.setChecked(handler in value)

        self._read[key], self._write[key] = read, write
        return row

    def _words(self, line: RuleLine) -> QWidget:
        edit = QLineEdit()
        key = (line.name, line.key)

        def read() -> tuple[str, ...]:
            return tuple(dict.fromkeys(word for word in _BETWEEN_WORDS.split(edit.text()) if word))

        self._read[key], self._write[key] = read, lambda value: edit.setText("、".join(value))
        edit.textChanged.connect(self._tell)
        return edit

    def _name(self, line: RuleLine) -> QWidget:
        edit = QLineEdit()
        edit.setFixedWidth(160)
        edit.setMaxLength(LONGEST_NAME)
        key = (line.name, line.key)
        self._read[key], self._write[key] = lambda: " ".join(edit.text().split()), edit.setText
        edit.textChanged.connect(self._tell)
        return edit

    def _tell(self) -> None:
        """Count what the rules filled in would do."""
        if len(self._texts) < len(self.lines) or not hasattr(self, "reset"):
            return  # still being made
        ok = self.buttons.button(self.buttons.StandardButton.Ok)
        figures, now = self.session.day_in_hand.figures, self.session.document.project.norms
        self.session.tasks.cancel("rules")
        try:
            norms = self.norms
        except InputError as error:
            ok.setEnabled(False)
            self.effect.setText(self.say.error(error))
            return
        changed = changed_lines(now, norms)
        count, routed = len(changed), any(line.name in _ROUTING for line in changed)
        ok.setEnabled(count > 0)
        if not count or figures is None:
            self.effect.setText(self.say("rules.unchanged"))
            return
        project, day = figures.project, figures.as_of
        owned = {table: figures.owned(table) for table in LOAD_TABLES}
        self.session.tasks.start(
            "rules",
            lambda _: rules_effect(project, norms, day, owned),
            lambda effect: self._show_effect(count, day, effect, routed=routed),
        )

    def _show_effect(self, count: int, day: date, effect: Effect, *, routed: bool) -> None:
        say = self.say
        told: dict[str, object] = {name: change_words(say, name, change) for name, change in effect.figures.items()}
        told |= {name: effect.figures[name].after for name in ("units", "officers")}
        gains = [change.gain for change in effect.rows["officers", "share"].values() if None not in change]
        fuller, emptier = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
        head = say("rules.effect", count=count, day=say.day(day), **told)
        moved = say("rules.moved", fuller=fuller, emptier=emptier, officers=told["officers"])
        lines = [head, moved]
        if routed:
            lines.append(say("rules.routing", misrouted=told["misrouted"], listed=told["listed"]))
        self.effect.setText("\n".join(lines))

    def _say_rule(self, name: str) -> str:
        return self.say(f"rule.{name}")

    def _say_line(self, line: RuleLine) -> str:
        if line.kind == "name":
            return self._usual(line)
        if line.name in _OF_CHOICES:
            return self.say.choice(*_OF_CHOICES[line.name], line.key)
        if line.name in _OF_KINDS:
            return self.say.choice("communities", "kind", line.key)
        return self.say(f"rule.{line.name}" if line.key is None else f"rule.{line.name}.{line.key}")

    def _usual(self, line: RuleLine) -> str:
        """The usual word for the stage that a line names, whatever the place calls it."""
        table = _STAGES_OF[line.name]
        return stage_word(Messages(self.say.code), table, line.key)

    def _shown(self, line: RuleLine) -> str:
        say = self.say
        if line.kind == "role":
            return say.choice("officers", "role", line.default)
        if line.kind == "name":
            return self._usual(line)
        if line.kind == "words":
            return say("window.list_joint").join(line.default) or say("rules.no_words")
        if line.kind in ("handlers", "takers"):
            return say("window.list_joint").join(say.choice(*NAMED[line.kind], one) for one in line.default)
        return share(line.default) if line.kind == "share" else f"{line.default:g}"
