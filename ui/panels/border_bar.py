"""The bar under a border that would change: areas before and after, what else follows, apply or cancel."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mapper.edits.consequences import POINTS
from mapper.errors import InputError
from ui.border_review import Offer, Review
from ui.canvas.border_paint import area_words
from ui.language import Language
from ui.panels.panel import button, empty_layout, label
from ui.sentences import edit_sentence
from ui.status import crs_name

_ROW_PX, _MOST_ROWS = 22, 7


class BorderBar(QFrame):
    """Shows an offer and its review, or why it cannot be done. Enter applies, Esc cancels."""

    apply_wanted = Signal()
    cancel_wanted = Signal()
    chosen = Signal(int)
    tolerance_chosen = Signal(float)
    all_wanted = Signal(bool)
    resized = Signal()

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self.setProperty("look", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.offer: Offer | None = None
        self.review: Review | None = None
        self._error: InputError | None = None
        self._alike = self._number = 0
        self.title, self.basis = label("heading", wrap=True), label("quiet")
        self.question, self.choices = label(), QComboBox()
        self.tolerance = QDoubleSpinBox()
        self.tolerance.setRange(1.0, 2000.0)
        self.tolerance.setDecimals(0)
        self.tolerance.setSingleStep(10.0)
        self.tolerance.setKeyboardTracking(False)
        self.page = QWidget()
        self.page.setProperty("look", "page")
        self.grid = QGridLayout(self.page)
        self.grid.setContentsMargins(0, 0, 8, 0)
        self.grid.setHorizontalSpacing(20)
        self.grid.setVerticalSpacing(2)
        self.grid.setColumnStretch(0, 1)
        self.listed = QScrollArea()
        self.listed.setWidgetResizable(True)
        self.listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.listed.setWidget(self.page)
        self.listed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.notes, self.trouble = label("quiet", wrap=True), label("alarm", wrap=True)
        self.all = QCheckBox()
        self.apply = button("main", self.apply_wanted.emit)
        self.cancel = button("", self.cancel_wanted.emit)
        self._lay_out()
        self.choices.activated.connect(self.chosen)
        self.tolerance.valueChanged.connect(self.tolerance_chosen)
        self.all.toggled.connect(self.all_wanted)
        for keys, signal in ((("Return", "Enter"), self.apply_wanted), (("Escape",), self.cancel_wanted)):
            for key in keys:
                made = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
                made.activated.connect(signal)
        say.changed.connect(self.retranslate)
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        for widget in (self.question, self.choices, self.tolerance):
            head.addWidget(widget)
        foot = QHBoxLayout()
        foot.addWidget(self.all)
        foot.addWidget(self.basis)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.apply)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.listed)
        layout.addWidget(self.notes)
        layout.addWidget(self.trouble)
        layout.addLayout(foot)

    def show_offer(self, offer: Offer, number: int, outcome: Review | InputError, alike: int = 0) -> None:
        """An offer with the choice of that number, worked out, or why it cannot be done.

        ``alike`` is how many faults of the kind there are in all, where all could be mended at once.
        """
        self.offer, self._alike = offer, alike
        self.review = outcome if isinstance(outcome, Review) else None
        self._error = outcome if isinstance(outcome, InputError) else None
        self._number = number
        self.retranslate()
        self.show()
        self.raise_()

    def retranslate(self) -> None:
        """Put every word again, in the language of now."""
        offer, say = self.offer, self.say
        if offer is None:
            return
        self.apply.setText(say("border.apply"))
        self.cancel.setText(say("border.cancel"))
        self.apply.setEnabled(self.review is not None)
        self._fill_choices(offer)
        self.trouble.setText("" if self._error is None else say.error(self._error))
        self.trouble.setVisible(self._error is not None)
        self.listed.setVisible(self.review is not None)
        self.basis.setVisible(self.review is not None)
        self.all.setVisible(self._alike > 1)
        self.all.blockSignals(True)
        self.all.setChecked(offer.plan is not None)
        self.all.blockSignals(False)
        self.all.setText(say("border.all_slivers", count=self._alike))
        review = self.review
        if review is None:
            self.title.setText(say("border.cannot"))
            self.notes.hide()
            self.resized.emit()
            return
        self.title.setText(edit_sentence(say.messages, review.edit, review.before))
        self.basis.setText(say("border.basis", crs=crs_name(say, review.before.about.map_crs)))
        self._fill_table(offer, review)
        notes = self._note_words(review)
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self.setAccessibleName(self.title.text())
        self.resized.emit()

    def _fill_choices(self, offer: Offer) -> None:
        shown = bool(offer.question) and len(offer.choices) > 1
        self.question.setVisible(shown or offer.snap is not None)
        self.choices.setVisible(shown)
        self.tolerance.setVisible(offer.snap is not None)
        if shown:
            self.question.setText(self.say(offer.question))
            self.choices.setAccessibleName(self.question.text())
            self.choices.blockSignals(True)
            self.choices.clear()
            for choice in offer.choices:
                self.choices.addItem(self._choice_words(choice.unit))
            self.choices.setCurrentIndex(self._number)
            self.choices.blockSignals(False)
        elif offer.snap is not None:
            self.question.setText(self.say("border.tolerance"))
            self.tolerance.setAccessibleName(self.question.text())
            self.tolerance.setSuffix(self.say("border.metres"))
            self.tolerance.blockSignals(True)
            self.tolerance.setValue(offer.snap[1])
            self.tolerance.blockSignals(False)

    def _choice_words(self, unit: str | None) -> str:
        if unit is None:
            return self.say("border.proposed")
        name = "" if self.review is None else self.review.before.communities["name"].get(unit)
        return self.say("border.unit", name=name, code=unit) if isinstance(name, str) and name else unit

    def _fill_table(self, offer: Offer, review: Review) -> None:
        empty_layout(self.grid)
        rows = 0
        if offer.plan is not None:
            rows = self._fill_plan(offer, rows)
        heads = ("border.head_unit", "border.head_before", "border.head_after", "border.head_difference")
        for column, code in enumerate(heads):
            self._put(rows, column, self.say(code), "quiet")
        change = review.change
        lines = [
            *((code, review.names.get(code, code)) for code in change.codes),
            *((code, self.say("border.station", name=review.names.get(code, code))) for code in change.stations),
        ]
        for number, (code, name) in enumerate(lines, start=rows + 1):
            before, after = change.km2_before.get(code), change.km2_after.get(code)
            self._put(number, 0, name)
            self._put(number, 1, self._km2(before))
            self._put(number, 2, self._km2(after))
            self._put(number, 3, area_words(self.say, 1e6 * ((after or 0.0) - (before or 0.0))), "heading")
        rows += len(lines) + 1
        total = 1e6 * change.total_km2
        self._put(rows, 0, self.say("border.total"), "quiet")
        self._put(rows, 1, self._km2(sum(change.km2_before.get(code, 0.0) for code in change.codes)), "quiet")
        self._put(rows, 2, self._km2(sum(change.km2_after.get(code, 0.0) for code in change.codes)), "quiet")
        self._put(rows, 3, self.say("border.same") if abs(total) < 0.5 else area_words(self.say, total), "quiet")
        self.listed.setFixedHeight(min(rows + 1, _MOST_ROWS) * _ROW_PX + 4)

    def _fill_plan(self, offer: Offer, rows: int) -> int:
        """What is mended, one line each, and what is left."""
        assert offer.plan is not None
        review, say = self.review, self.say
        for mending in offer.plan.done:
            names = say("window.list_joint").join(mending.finding.values.get("units", ()))
            gains = [
                say("border.gain", name=review.names.get(code, code) if review else code, area=area_words(say, m2))
                for code, m2 in mending.gains_m2.items()
            ]
            self._put(rows, 0, say("border.sliver_of", units=names))
            self._put(rows, 1, say("window.list_joint").join(gains), span=3)
            rows += 1
        for finding, error in offer.plan.left:
            names = say("window.list_joint").join(finding.values.get("units", ()))
            self._put(rows, 0, say("border.sliver_of", units=names), "quiet")
            reason = say("border.no_rule") if error is None else say.error(error)
            self._put(rows, 1, say("border.left", reason=reason), "quiet", span=3)
            rows += 1
        return rows

    def _put(self, row: int, column: int, text: str, look: str = "", span: int = 1) -> None:
        words: QLabel = label(look)
        words.setText(text)
        words.setMinimumHeight(_ROW_PX - 2)
        if column:
            words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.grid.addWidget(words, row, column, 1, span)

    def _km2(self, km2: float | None) -> str:
        return "—" if km2 is None else self.say("border.area", area=km2)

    def _note_words(self, review: Review) -> list[str]:
        """What hangs on the units and follows, or may no longer fit."""
        told, say = review.told, self.say
        notes = []
        if told.points:
            parts = [
                say("border.points", table=say(f"table.{table}"), count=told.points[table])
                for table in POINTS
                if table in told.points
            ]
            notes.append(say("border.points_move", parts=say("window.list_joint").join(parts)))
        if told.owned_hazards:
            notes.append(say("border.owners_stay", count=told.owned_hazards))
        if told.duties_moved or told.duties_joined or told.outreach_moved:
            notes.append(
                say("border.work", duties=told.duties_moved, joined=told.duties_joined, visits=told.outreach_moved)
            )
        if told.no_duty:
            notes.append(say("border.no_duty", names=[review.names.get(code, code) for code in told.no_duty]))
        return notes
