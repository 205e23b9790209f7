"""The choice of the part that the window shows: the whole district, a station, a beat of it, several stations."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from mapper.names import counting, name_of, names_of
from mapper.project import Project
from mapper.scope import Scope, beats_of
from ui.language.language import Language
from ui.widgets.kit import refill

_SEVERAL = "several"
_ROOM_PX = 40  # beside the widest line: margins and the scroll bar


class ScopeBox(QComboBox):
    """Lists the stations, and of the one that is looked at its beats; the last line leads to the table of all.

    ``chosen`` carries a scope, or None for the whole district.
    """

    chosen = Signal(object)
    several_wanted = Signal()

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self._project: Project | None = None
        self._scope: Scope | None = None
        self._language = ""
        self.activated.connect(self._activated)

    def retranslate(self) -> None:
        if self._project is not None:
            self.offer(self._project, self._scope)

    def offer(self, project: Project, scope: Scope | None) -> None:
        """What there is to choose from, and what is looked at; nothing is told."""
        before, language = self._project, self.say.code
        self._project = project
        alike = before is not None and (scope, language) == (self._scope, self._language)
        if alike and all(getattr(project, table) is getattr(before, table) for table in ("stations", "communities")):
            return
        self._scope, self._language = scope, language
        lines: list[tuple[str, Scope | str | None]] = [(self.say("header.station.all"), None)]
        if scope is not None and scope.station is None:
            lines.append((scope_words(self.say, project, scope), scope))
        for code, name in sorted(names_of(project.stations).items(), key=lambda one: counting(str(one[1]))):
            lines.append((name, Scope(frozenset({code}))))
            if scope is not None and scope.station == code:
                units = project.communities
                lines += [
                    (self.say("header.station.beat", beat=beat), Scope(frozenset({code}), beat))
                    for beat in beats_of(units[units["station_code"] == code])
                ]
        if len(project.stations) > 1:
            lines.append((self.say("header.station.several"), _SEVERAL))
        refill(self, [words for words, _ in lines], [data for _, data in lines])
        self._show_chosen()
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + _ROOM_PX)

    def _show_chosen(self) -> None:
        self.setCurrentIndex(next((n for n in range(self.count()) if self.itemData(n) == self._scope), 0))

    def _activated(self, number: int) -> None:
        data = self.itemData(number)
        if data == _SEVERAL:
            self._show_chosen()
            self.several_wanted.emit()
        else:
            self.chosen.emit(data)


def scope_words(say: Language, project: Project, scope: Scope) -> str:
    """A part by name: the names of its stations, or the beat with its station."""
    names = [name_of(project.stations, code) for code in sorted(scope.stations, key=counting)]
    if scope.beat is not None:
        return say("window.dot_joint").join([*names, scope.beat])
    return names[0] if len(names) == 1 else say("header.station.some", count=len(names), names=names)
