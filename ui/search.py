"""Finding a unit, a station or an officer by a few characters of its name or code."""

from dataclasses import dataclass

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from ui.figures import Figures
from ui.language import Language


@dataclass(frozen=True)
class Hit:
    """Something that was found."""

    table: str
    key: str
    text: str


def places(figures: Figures, say: Language) -> list[Hit]:
    """Everything that can be found, with the text that is searched."""
    stations = [
        Hit("stations", str(code), f"{name if isinstance(name, str) else code} · {say('table.stations')} · {code}")
        for code, name in figures.project.stations["name"].items()
    ]
    units = [Hit("communities", u.code, f"{u.name} · {u.station} · {u.code}") for u in figures.units.values()]
    officers = [
        Hit("officers", o.officer_id, f"{o.name} · {o.station} · {o.officer_id}") for o in figures.officers.values()
    ]
    return [*stations, *units, *officers]


class SearchBox(QLineEdit):
    """Suggests while one types; Enter takes the first suggestion."""

    found = Signal(str, str)

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self.setClearButtonEnabled(True)
        self._hits: dict[str, Hit] = {}
        self._texts = QStringListModel(self)
        completer = QCompleter(self._texts, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(12)
        completer.activated.connect(self._take)
        self.setCompleter(completer)
        self.returnPressed.connect(self._take_first)
        say.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        self.setPlaceholderText(self.say("search.hint"))
        self.setAccessibleName(self.say("search.name"))

    def offer(self, figures: Figures) -> None:
        """What can be found from now on."""
        self._hits = {hit.text: hit for hit in places(figures, self.say)}
        self._texts.setStringList(list(self._hits))

    def _take(self, text: str) -> None:
        hit = self._hits.get(text)
        if hit is not None:
            self.found.emit(hit.table, hit.key)

    def _take_first(self) -> None:
        wanted = self.text().strip().lower()
        if wanted and self.text() not in self._hits:
            first = next((text for text in self._hits if wanted in text.lower()), None)
            if first is not None:
                self._take(first)
