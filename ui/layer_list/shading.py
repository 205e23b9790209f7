"""What the theme colours units by: the choice, its classes and colours or its earlier day, the legend and its notes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from layers.classes.classing import FEWEST, METHODS, MOST
from layers.classes.ramps import RAMPS, ramp
from layers.say import sentence
from layers.scene.look import Look
from layers.snapshot import Snapshot
from layers.themes import theme_of
from layers.themes.wanted_measure import measure_name
from mapper.analysis.hotspots.scoring import SHARES
from mapper.errors import InputError
from ui.language.break_words import breaks_text, told_breaks
from ui.layer_list.legend_rows import LegendRow
from ui.session.panel import Panel
from ui.session.session import Session
from ui.widgets.form import date_edit, day_of
from ui.widgets.kit import empty_layout, label, refill
from ui.widgets.moment_edit import MomentEdit

_RAMP_ICON = QSize(56, 12)


class ShadingPanel(Panel):
    """The head of the layer list. Choices go to ``view.map.look`` and are kept with the project."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._title = label("heading")
        self._by_line, self._since_line, self._against_line, self._share_line, *self._class_lines = (
            QWidget(self) for _ in range(8)
        )
        by_class, self._breaks_line, by_ramp, by_figure = self._class_lines
        self.by, self.method, self.classes, self.ramp = map(QComboBox, (self._by_line, by_class, by_class, by_ramp))
        self.since: MomentEdit = date_edit(session.view.as_of, self.say)
        self.against, self.share = QComboBox(self._against_line), QComboBox(self._share_line)
        self._since_words, self._by_words, self._against_words, self._share_words = (label("quiet") for _ in range(4))
        self.ramp.setIconSize(_RAMP_ICON)
        for name in RAMPS:
            self.ramp.addItem(_ramp_icon(name), "", name)
        for count in range(FEWEST, MOST + 1):
            self.classes.addItem("", count)
        _fill(self._by_line, self._by_words, self.by)
        _fill(self._since_line, self._since_words, self.since)
        _fill(self._against_line, self._against_words, self.against)
        _fill(self._share_line, self._share_words, self.share)
        _fill(by_class, self.method, self.classes)
        self.written, self.breaks, self._breaks_words = QCheckBox(), QLineEdit(), label("quiet")
        _fill(by_ramp, self.ramp)
        _fill(by_figure, self.written)
        _fill(self._breaks_line, self._breaks_words, self.breaks)
        self.breaks.editingFinished.connect(self._breaks_told)
        self.written.clicked.connect(lambda on: session.view.map.set_look(replace(self._look, figures_written=on)))
        self._legend = QVBoxLayout()
        self._legend.setContentsMargins(0, 4, 0, 0)
        self._legend.setSpacing(0)
        self.rows: list[LegendRow] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(6)
        layout.addWidget(self._title)
        for line in (self._by_line, self._since_line, self._against_line, self._share_line, *self._class_lines):
            layout.addWidget(line)
        self._breaks_trouble = label("alarm", wrap=True)
        self._breaks_trouble.hide()
        layout.addWidget(self._breaks_trouble)
        layout.addLayout(self._legend)
        self._snapshot: Snapshot | None = None
        self._changes: tuple[tuple[QComboBox, Callable[[], Look]], ...] = (
            (self.by, lambda: replace(self._look, shading={**self._look.shading, self._theme: self.by.currentData()})),
            (self.method, lambda: replace(self._look, method=self.method.currentData())),
            (self.classes, lambda: replace(self._look, classes=self.classes.currentData())),
            (self.ramp, lambda: replace(self._look, ramp=self.ramp.currentData())),
            (self.against, lambda: replace(self._look, last_year=self.against.currentData())),
            (self.share, lambda: replace(self._look, area_share=self.share.currentData())),
        )
        for box, changed in self._changes:
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(4)
            box.activated.connect(lambda _=0, changed=changed: session.view.map.set_look(changed()))
        self.since.dateChanged.connect(self._since_chosen)
        session.view.filter.incidents_changed.connect(self._name_choices)
        for signal in (session.view.map.theme_changed, session.view.map.look_changed, session.view.as_of_changed):
            signal.connect(self._show_choices)
        self.begin()

    @property
    def _look(self) -> Look:
        return self.session.view.map.look

    @property
    def _theme(self) -> str:
        return self.session.view.map.theme

    def retranslate(self) -> None:
        say = self.say
        self._by_words.setText(say("shading.by"))
        self._since_words.setText(say("shading.since"))
        self.since.setAccessibleName(say("shading.since"))
        self.since.setToolTip(say("shading.since.meaning"))
        self._against_words.setText(say("shading.against"))
        refill(self.against, [say(f"shading.against.{name}") for name in ("preceding", "last_year")], (False, True))
        self._share_words.setText(say("shading.area_share"))
        refill(self.share, [say("shading.area_share.value", share=share) for share in SHARES], SHARES)
        for box, name in (
            (self.by, "by"), (self.method, "method"), (self.classes, "classes"), (self.ramp, "ramp"),
            (self.against, "against"), (self.share, "area_share"),
        ):  # fmt: skip
            box.setAccessibleName(say(f"shading.{name}"))
            box.setToolTip(say(f"shading.{name}.meaning"))
        self.written.setText(say("shading.figures"))
        self.written.setToolTip(say("shading.figures.meaning"))
        self.breaks.setAccessibleName(say("shading.breaks"))
        refill(self.method, [say(f"shading.method.{method}") for method in METHODS], METHODS)
        for i in range(self.classes.count()):
            self.classes.setItemText(i, say("shading.count", count=self.classes.itemData(i)))
        for i in range(self.ramp.count()):
            self.ramp.setItemText(i, say(f"shading.ramp.{self.ramp.itemData(i)}"))
        self._show_choices()
        if self._snapshot is not None:
            self._list(self._snapshot)

    def show_map(self, snapshot: Snapshot) -> None:
        """List the classes of the units of this map."""
        before, self._snapshot = self._snapshot, snapshot
        units = snapshot.layer("units")
        if before is not None:
            old = before.layer("units")
            if [e.code for e in old.legend] == [e.code for e in units.legend] and (
                old.notes,
                self._said(old.legend),
            ) == (
                units.notes,
                self._said(units.legend),
            ):
                for row, entry in zip(self.rows, units.legend, strict=False):
                    row.put(entry)
                return
        self._list(snapshot)

    def _said(self, legend: tuple[object, ...]) -> list[object]:
        return [getattr(entry, "values", ()) for entry in legend]

    def _list(self, snapshot: Snapshot) -> None:
        units = snapshot.layer("units")
        empty_layout(self._legend)
        self.rows = (
            [LegendRow(entry, entry.words(self.say), 0) for entry in units.legend] if len(units.legend) > 1 else []
        )
        for row in self.rows:
            self._legend.addWidget(row)
        for note in units.notes:
            words = label("note", wrap=True)
            words.setText(sentence(note, self.say.messages))
            self._legend.addWidget(words)

    def _show_choices(self) -> None:
        """Put what is chosen into the boxes, and show those that the theme has."""
        theme, look = self._theme, self._look
        declared = theme_of(theme)
        shading = declared.shading(look)
        self._title.setText(self.say(f"theme.{theme}"))
        self.by.clear()
        choices = declared.shadings if len(declared.shadings) > 1 else ()
        for choice in choices:
            self.by.addItem(self._named(choice.code), choice.code)
        for box, value in (
            (self.by, shading.code), (self.method, look.method), (self.classes, look.classes), (self.ramp, look.ramp),
            (self.against, look.last_year), (self.share, look.area_share),
        ):  # fmt: skip
            box.setCurrentIndex(box.findData(value))
        as_of = self.session.view.as_of
        self.since.blockSignals(True)
        self.since.setMaximumDate(as_of - timedelta(days=1))  # type: ignore[arg-type]  # PySide6 takes a datetime.date
        self.since.setDate(look.earlier_day(as_of))  # type: ignore[arg-type]  # PySide6 takes a datetime.date
        self.since.blockSignals(False)
        self._by_line.setVisible(bool(choices))
        self._since_line.setVisible(declared.has_earlier_day)
        self._against_line.setVisible(shading.has_periods)
        self._share_line.setVisible(shading.chooses_cells)
        for line in self._class_lines:
            line.setVisible(shading.is_number)
        by_hand = look.method == "manual"
        self.classes.setVisible(not by_hand)
        self._breaks_line.setVisible(shading.is_number and by_hand)
        self.written.setChecked(look.figures_written)
        self.breaks.setText(breaks_text(look.breaks.get(shading.code, ())))
        self._tell_breaks("")

    def _named(self, code: str) -> str:
        """What units are coloured by, in words."""
        return sentence(measure_name(code, self.session.view.filter.incidents), self.say.messages)

    def _name_choices(self) -> None:
        """Call each choice as the filter has it now: of chosen days, not only open ones are counted."""
        for number in range(self.by.count()):
            if self.by.itemText(number) != (named := self._named(self.by.itemData(number))):
                self.by.setItemText(number, named)

    def _breaks_told(self) -> None:
        """Class by the breaks that are written; what are none stays to be bettered, and the map as it was."""
        code = theme_of(self._theme).shading(self._look).code
        try:
            breaks = told_breaks(self.breaks.text())
        except InputError as error:
            self._tell_breaks(self.say.error(error) if self.breaks.text().strip() else "")
            return
        self._tell_breaks("")
        if breaks != self._look.breaks.get(code):
            self.session.view.map.set_look(replace(self._look, breaks={**self._look.breaks, code: breaks}))

    def _tell_breaks(self, trouble: str) -> None:
        """What breaks are, or why what is written is none."""
        self.breaks.setToolTip(trouble or self.say("shading.breaks.meaning"))
        self.breaks.setAccessibleDescription(self.breaks.toolTip())
        self._breaks_words.setText(self.say("shading.breaks"))
        self._breaks_trouble.setText(trouble)
        self._breaks_trouble.setVisible(bool(trouble))

    def _since_chosen(self) -> None:
        self.session.view.map.set_look(replace(self._look, since=day_of(self.since)))


def _fill(line: QWidget, *widgets: QWidget) -> None:
    """Put widgets beside each other; the last takes the room."""
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget, 1 if widget is widgets[-1] or isinstance(widget, QComboBox) else 0)


def _ramp_icon(name: str) -> QIcon:
    """A ramp's five colours side by side."""
    picture = QPixmap(_RAMP_ICON * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    colours = ramp(name, 5)
    wide = _RAMP_ICON.width() / len(colours)
    for i, color in enumerate(colours):
        painter.fillRect(QRectF(i * wide, 0, wide, _RAMP_ICON.height()), QColor(color))
    painter.end()
    return QIcon(picture)
