"""Where a project is used: its practice, chosen and changed – number, lines and papers of its maps, and its words."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QGroupBox, QHBoxLayout, QLineEdit, QWidget

from mapper.edits.practice import set_practice
from mapper.practice import DATE_ORDERS, LONGEST_CAVEAT, LONGEST_WORD, PRACTICES, TERMS, TIME_ZONES, Practice
from ui.language.language import Language
from ui.language.practice_lines import term_word, usual_practice, zone_word
from ui.session.session import Session
from ui.widgets.form import FormDialog
from ui.widgets.kit import label, refill


class PracticeChoice(QComboBox):
    """The practices that are declared; at first the usual one of the language."""

    def __init__(self, say: Language) -> None:
        super().__init__()
        self.say = say
        self.retranslate()
        self.choose(usual_practice(say.code))

    def retranslate(self) -> None:
        refill(self, [self.say(f"practice.code.{practice.code}") for practice in PRACTICES])

    def choose(self, practice: Practice) -> None:
        """Show the one of that code."""
        self.setCurrentIndex([one.code for one in PRACTICES].index(practice.code))

    @property
    def practice(self) -> Practice:
        """The one chosen, as it is declared."""
        return PRACTICES[max(self.currentIndex(), 0)]


class PracticeDialog(FormDialog):
    """What the project's practice says, to be changed as one edit; another choice fills in what that one says."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        now = session.document.project.about.practice
        self.about = label("quiet", wrap=True)
        self.body.insertWidget(0, self.about)
        self.choice = PracticeChoice(self.say)
        self.number, self.caveat = QLineEdit(), QLineEdit()
        self.number.setMaxLength(LONGEST_WORD)
        self.caveat.setMaxLength(LONGEST_CAVEAT)
        self.approval = QCheckBox()
        self.paper, self.order, self.zone = QComboBox(), QComboBox(), QComboBox()
        self._zones: tuple[str, ...] = ("",)
        for name, widget in (
            ("code", self.choice), ("emergency_number", self.number), ("approval_line", self.approval),
            ("caveat", self.caveat), ("paper", self.paper), ("date_order", self.order),
            ("time_zone", self.zone),
        ):  # fmt: skip
            self.field(f"practice.{name}", widget)
        self.terms = QGroupBox()
        columns = QHBoxLayout(self.terms)
        columns.setSpacing(20)
        self.words: dict[str, QLineEdit] = {}
        for half in (TERMS[: len(TERMS) // 2], TERMS[len(TERMS) // 2 :]):
            form = QFormLayout()
            form.setVerticalSpacing(8)
            form.setHorizontalSpacing(12)
            columns.addLayout(form)
            for term in half:
                self.words[term] = QLineEdit()
                self.words[term].setMaxLength(LONGEST_WORD)
                self.words[term].setMinimumWidth(190)
                self.field(f"practice.term.{term}", self.words[term], form)
        self.body.insertWidget(2, self.terms)
        self.choice.choose(now)
        self.retranslate()
        self.put(now)
        self.choice.activated.connect(lambda _: self.put(self.choice.practice))

    def retranslate(self) -> None:
        super().retranslate()
        say, order = self.say, max(self.order.currentIndex(), 0)
        self.setWindowTitle(say("practice.title"))
        self.about.setText(say("practice.about"))
        self.terms.setTitle(say("practice.terms"))
        self.choice.retranslate()
        self.approval.setText(say("practice.approval_line.do"))
        refill(self.order, [say(f"practice.date_order.{name}") for name in DATE_ORDERS])
        self.order.setCurrentIndex(order)
        self._offer_zones(self._zones[max(self.zone.currentIndex(), 0)])
        self.number.setPlaceholderText(say("practice.none"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say("about.do"))
        self._hint(self.choice.practice)

    def put(self, practice: Practice) -> None:
        """Fill in what a practice says; words that it says itself are hints, the place's own are written."""
        self.number.setText(practice.emergency_number)
        self.caveat.setText(practice.caveat)
        self.approval.setChecked(practice.approval_line)
        refill(self.paper, list(practice.papers))
        self.paper.setCurrentIndex(0)
        self.order.setCurrentIndex(DATE_ORDERS.index(practice.date_order))
        self._offer_zones(practice.time_zone)
        for term, edit in self.words.items():
            edit.setText(dict(practice.words).get(term, ""))
        self._hint(practice)

    def _offer_zones(self, chosen: str) -> None:
        self._zones = tuple(dict.fromkeys(("", chosen, *TIME_ZONES)))
        refill(self.zone, [zone_word(self.say.messages, name) for name in self._zones])
        self.zone.setCurrentIndex(self._zones.index(chosen))

    def _hint(self, practice: Practice) -> None:
        for term, edit in self.words.items():
            edit.setPlaceholderText(term_word(self.say.messages, replace(practice, words=()), term))
        self.caveat.setPlaceholderText(self.say("practice.as_it_says"))

    @property
    def practice(self) -> Practice:
        """What is filled in; InputError ``practice_unread`` where a project cannot be so."""
        now, chosen = self.session.document.project.about.practice, self.choice.practice
        begun = now if chosen.code == now.code else chosen
        paper = self.paper.currentText()
        words = {term: " ".join(edit.text().split()) for term, edit in self.words.items()}
        return replace(
            begun,
            emergency_number=self.number.text().strip(),
            caveat=self.caveat.text().strip(),
            approval_line=self.approval.isChecked(),
            papers=(paper, *(other for other in begun.papers if other != paper)),
            date_order=DATE_ORDERS[self.order.currentIndex()],
            time_zone=self._zones[self.zone.currentIndex()],
            words=tuple(sorted((term, word) for term, word in words.items() if word)),
        ).checked()

    def apply(self) -> None:
        after = self.practice
        if after != self.session.document.project.about.practice:
            self.session.document.do(set_practice(after))
