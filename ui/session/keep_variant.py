"""Keeping a plan under a name: asked the same way wherever something is planned."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from mapper.edit import Edit
from mapper.edits.variants import Kind, variants_of
from ui.language.language import Language
from ui.session.document import Document
from ui.widgets.form import FormDialog
from ui.widgets.kit import refill

# The edit that keeps the plan under a name, or in the place of the variant with that key.
Keeping = Callable[[str, str | None], Edit]


class KeepVariantDialog(FormDialog):
    """Asks for a name; where borders are planned, also whether a kept plan of them is added to.

    ``then`` is told the name when it is kept.
    """

    def __init__(
        self,
        say: Language,
        document: Document,
        kind: Kind,
        made: Keeping,
        then: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(say, parent)
        self.document, self._made, self._then = document, made, then
        known = variants_of(document.project)
        self._alike = [variant for variant in known if variant.kind == kind] if kind == "borders" else []
        self.name, self.onto = QLineEdit(_proposed(say, kind, {variant.name for variant in known})), QComboBox()
        self.name.selectAll()
        self.field("variants.keep.name", self.name)
        if self._alike:
            self.field("variants.keep.onto", self.onto)
        self.onto.currentIndexChanged.connect(self._named_as)
        self.setMinimumWidth(420)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("variants.keep.title"))
        names = [self.say("variants.keep.onto_new"), *(variant.name for variant in self._alike)]
        refill(self.onto, names, ["", *(variant.key for variant in self._alike)])

    def apply(self) -> None:
        name = self.name.text().strip()
        self.document.do(self._made(name, self.onto.currentData() or None if self._alike else None))
        self._then(name)

    def _named_as(self) -> None:
        """What is added to a plan keeps that plan's name, unless somebody writes another."""
        if self.onto.currentData():
            self.name.setText(self.onto.currentText())


def _proposed(say: Language, kind: Kind, taken: set[str]) -> str:
    """A name that no plan has yet: what it is of, and a number."""
    words = say(f"choice.variants.kind.{kind}")
    return next(
        name for n in range(1, len(taken) + 2) if (name := say("variants.proposed", kind=words, n=n)) not in taken
    )
