"""The bar under a border that would change: areas before and after, what else follows, apply or cancel."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from layers.say import sentence
from mapper.crs import crs_told
from mapper.effect import Change
from mapper.errors import InputError
from mapper.finding import Finding
from mapper.message import Message
from mapper.names import name_of
from ui.borders.border_paint import area_words
from ui.borders.border_review import Offer, Review
from ui.language.language import Language
from ui.language.sentences import edit_sentence, finding_sentence
from ui.widgets.changes import change_words
from ui.widgets.kit import (
    ElidedLabel,
    button,
    empty_layout,
    label,
)
from ui.widgets.number_boxes import NumberBox

_ROW_PX = 20
_LEAST_LIST_PX, _MOST_SHARE = 90, 0.28  # how high the list may be, as a share of the map
_SAME_M2 = 0.05


class BorderBar(QFrame):
    """Shows an offer and its review, or why it cannot be done. Enter applies, Esc cancels."""

    apply_wanted = Signal()
    cancel_wanted = Signal()
    keep_wanted = Signal()
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
        self._alike = self._number = self._under_way = 0
        self.title, self.basis = label("heading", wrap=True), label("quiet", wrap=True)
        self.question, self.choices = label(), QComboBox()
        self.tolerance = NumberBox()
        self.tolerance.setRange(1.0, 2000.0)
        self.tolerance.setDecimals(0)
        self.tolerance.setSingleStep(10.0)
        self.tolerance.setKeyboardTracking(False)
        self.page = QWidget()
        self.page.setProperty("look", "page")
        self.grid = QGridLayout(self.page)
        self.grid.setContentsMargins(0, 0, 8, 0)
        self.grid.setHorizontalSpacing(16)
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
        self.cancel, self.keep = button("", self.cancel_wanted.emit), button("", self.keep_wanted.emit)
        self._lay_out()
        self.choices.activated.connect(self.chosen)
        self.tolerance.valueChanged.connect(self.tolerance_chosen)
        self.all.toggled.connect(self.all_wanted)
        for key, answer in (("Return", self._yes), ("Enter", self._yes), ("Escape", self.cancel_wanted.emit)):
            made = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(answer)
        say.changed.connect(self.retranslate)
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        for widget in (self.question, self.choices, self.tolerance):
            head.addWidget(widget)
        head.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.keep)
        foot.addWidget(self.cancel)
        foot.addWidget(self.apply)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.all)
        layout.addLayout(top)
        layout.addLayout(head)
        layout.addWidget(self.listed)
        layout.addWidget(self.notes)
        layout.addWidget(self.trouble)
        layout.addWidget(self.basis)
        layout.addLayout(foot)

    def _yes(self) -> None:
        """Enter: what the button in hand says, else apply."""
        (self.cancel_wanted if self.cancel.hasFocus() else self.apply_wanted).emit()

    def show_offer(self, offer: Offer, number: int, outcome: Review | InputError, alike: int = 0) -> None:
        """An offer with the choice of that number, worked out, or why it cannot be done.

        ``alike`` is how many faults of the kind there are in all, where all could be mended at once.
        """
        self.offer, self._alike = offer, alike
        self.review = outcome if isinstance(outcome, Review) else None
        self._error = outcome if isinstance(outcome, InputError) else None
        self._number, self._under_way = number, 0
        self.retranslate()
        self.show()
        self.raise_()

    def show_under_way(self, faults: int) -> None:
        """So many faults are being worked out; the outcome comes by :meth:`show_offer`."""
        self.show_offer(Offer(()), 0, InputError("border_no_rule"))
        self._error, self._under_way = None, faults
        self.retranslate()

    def retranslate(self) -> None:
        """Put every word again, in the language of now."""
        offer, say = self.offer, self.say
        if offer is None:
            return
        self.apply.setText(say("border.apply"))
        self.cancel.setText(say("border.cancel"))
        self.keep.setText(say("variants.keep"))
        self.keep.setToolTip(say("variants.keep.meaning"))
        self.keep.setEnabled(self.review is not None)
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
        self.all.setText(say("border.all_alike", count=self._alike))
        review = self.review
        if review is None:
            busy = self._under_way
            self.title.setText(say("border.working_out", count=busy) if busy else say("border.cannot"))
            self.notes.hide()
            self.resized.emit()
            return
        units = [review.names.get(code, code) for code in review.change.codes if _shown(review, code)]
        self.title.setText(edit_sentence(say.messages, review.edit, review.before, units))
        self.basis.setText(say("border.basis", crs=sentence(crs_told(review.before.about.map_crs), say)))
        self._fill_table(offer, review)
        paragraphs = [say("border.joint").join(p) for p in (self._note_words(review), self._load_words(review)) if p]
        if offer.plan is not None and offer.plan.left:
            paragraphs.insert(0, say("border.some_left", count=len(offer.plan.left)))
        self.notes.setText("\n".join(paragraphs))
        self.notes.setVisible(bool(paragraphs))
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
        name = unit if self.review is None else name_of(self.review.before.communities, unit)
        return self.say("border.unit", name=name, code=unit) if name != unit else unit

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
        lines = [(code, name) for code, name in lines if _shown(review, code)]
        for number, (code, name) in enumerate(lines, start=rows + 1):
            before, after = change.km2_before.get(code), change.km2_after.get(code)
            self._put(number, 0, name)
            self._put(number, 1, self._km2(before))
            self._put(number, 2, self._km2(after))
            self._put(number, 3, area_words(self.say, 1e6 * ((after or 0.0) - (before or 0.0))), "heading")
        rows += len(lines) + 1
        units = [code for code in change.codes if _shown(review, code)]
        total = 1e6 * change.total_km2
        self._put(rows, 0, self.say("border.total"), "quiet")
        self._put(rows, 1, self._km2(sum(change.km2_before.get(code, 0.0) for code in units)), "quiet")
        self._put(rows, 2, self._km2(sum(change.km2_after.get(code, 0.0) for code in units)), "quiet")
        self._put(rows, 3, self.say("border.same") if abs(total) < 0.5 else area_words(self.say, total), "quiet")
        self.page.adjustSize()
        host = self.parentWidget()
        room = 0 if host is None else host.height()
        self.listed.setFixedHeight(min(self.page.sizeHint().height(), max(round(room * _MOST_SHARE), _LEAST_LIST_PX)))

    def _fill_plan(self, offer: Offer, rows: int) -> int:
        """What is mended, one line each, and what is left."""
        assert offer.plan is not None
        review, say = self.review, self.say
        for mending in offer.plan.done:
            gains = [
                say("border.gain", name=review.names.get(code, code) if review else code, area=area_words(say, m2))
                for code, m2 in mending.gains_m2.items()
            ]
            self._put(rows, 0, self._fault_words(mending.finding))
            self._put(rows, 1, say("window.list_joint").join(gains) or say("border.gone_too"), span=3)
            rows += 1
        for finding, error in offer.plan.left:
            self._put(rows, 0, self._fault_words(finding), "quiet")
            reason = say("border.no_rule") if error is None else say.error(error)
            self._put(rows, 1, say("border.left", reason=reason), "quiet", span=3)
            rows += 1
        return rows

    def _fault_words(self, finding: Finding) -> str:
        names = self.say("window.list_joint").join(finding.values.get("units", ()))
        if finding.kind.land == "sliver":
            return self.say("border.sliver_of", units=names)
        sentence = finding_sentence(self.say.messages, finding)
        return self.say("border.fault_of", fault=sentence, units=names) if names else sentence

    def _put(self, row: int, column: int, text: str, look: str = "", span: int = 1) -> None:
        words: QLabel
        if column:
            words = label(look)
            words.setText(text)
        else:
            words = ElidedLabel(text, look)
        words.setMinimumHeight(_ROW_PX)
        if column:
            words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.grid.addWidget(words, row, column, 1, span)
        words.show()  # else it has no height before the next turn, where the bar is there already

    def _km2(self, km2: float | None) -> str:
        return "—" if km2 is None else self.say("border.area", area=km2)

    def _note_words(self, review: Review) -> list[str]:
        """What hangs on the units and follows, or may no longer fit."""
        say = self.say
        beside = [code for code in review.change.codes if not _shown(review, code)]
        told = [*review.effect.notes, *([Message("neighbours", {"units": beside})] if beside else [])]
        told.sort(key=lambda note: note.code == "no_duty")  # a gap that comes of it stands last
        notes = []
        for code, values in told:
            names = [review.names.get(unit, unit) for unit in values.get("units", ())]
            points = values.get("points", {}).items()
            parts = [say("border.points", table=say(f"table.{table}"), count=count) for table, count in points]
            notes.append(say(f"border.{code}", names=names, parts=parts, count=values.get("count")))
        return notes

    def _load_words(self, review: Review) -> list[str]:
        """Which units and officers then have more to do, and which less."""
        say, rows, known = self.say, review.effect.rows, review.before.officers

        def told(name: str, measure: str, change: Change) -> str:
            return say("border.load_of", name=name, change=change_words(say, measure, change))

        minutes = rows["communities", "minutes"]
        units = [told(review.names.get(code, code), "minutes", change) for code, change in minutes.items()]
        officers = [told(name_of(known, o), "share", change) for o, change in rows["officers", "share"].items()]
        stand = all(None not in change for change in minutes.values())  # else what is recorded is joined, or asked for
        return [
            *([say("border.load", day=review.as_of, units=units)] if units else []),
            *([say("border.load_officers", officers=officers)] if officers else []),
            *([say("border.load_recorded")] if units and stand else []),
        ]


def _shown(review: Review, code: str) -> bool:
    """Whether a unit's or station's area changes; a neighbour may only get a vertex where a cut meets its border."""
    before, after = review.change.km2_before.get(code), review.change.km2_after.get(code)
    return before is None or after is None or 1e6 * abs(after - before) >= _SAME_M2
