"""Addresses of a file that are not certain, each with a box of the standard addresses that are likest."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper.io.addresses.placing import NO_PLACE, UnsureAddress
from ui.language.language import Language
from ui.widgets.choice_rows import ChoiceRow, ChoiceRows

_ROWS_SHOWN = 300  # a box each
_ROWS_PX, _CHOICE_PX = 70, 480
_OPEN = "?"


class AddressesPage(QWidget):
    """What a person chooses stands in ``choices``: address as the file has it → number, "" for none of them."""

    changed = Signal()

    def __init__(self, say: Language) -> None:
        super().__init__()
        self.say = say
        self.choices: dict[str, str] = {}
        self._texts: list[str] = []
        headings = ("import.addresses.text", "import.addresses.rows", "import.addresses.choice")
        self.rows = ChoiceRows(headings, (_ROWS_PX, _CHOICE_PX), say)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.rows)
        self.rows.chosen.connect(self._choose)

    def show_addresses(self, unsure: Sequence[UnsureAddress]) -> int:
        """Show these, those of most rows first; how many there are."""
        self._texts = [one.text for one in unsure[:_ROWS_SHOWN]]
        rows = []
        for one in unsure[:_ROWS_SHOWN]:
            codes = (_OPEN, *(key for key, _ in one.likest), NO_PLACE)
            words = (
                self.say("import.addresses.open"),
                *(text for _, text in one.likest),
                self.say("import.addresses.none"),
            )
            chosen = _OPEN if one.chosen is None else one.chosen
            if chosen not in codes:  # chosen when others were likest
                codes, words = (*codes, chosen), (*words, chosen)
            rows.append(ChoiceRow((one.text, f"{one.rows:,}"), codes, words, chosen))
        self.rows.show_rows(rows)
        return len(unsure)

    def _choose(self, row: int, choice: str) -> None:
        text = self._texts[row]
        self.choices = {other: of for other, of in self.choices.items() if other != text}
        if choice != _OPEN:
            self.choices[text] = choice
        self.changed.emit()
