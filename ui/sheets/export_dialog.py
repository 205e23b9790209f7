"""What printing and sharing have in common: theme, audience and extent; the work goes on off the main thread."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QWidget

from layers.codes import THEMES
from layers.edition_map import map_for
from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter
from layers.sharing.disclosure import Disclosure, disclosure
from mapper.audience import AUDIENCES, Audience
from mapper.errors import InputError
from mapper.names import names_of
from mapper.store.export_log import exports_of
from ui.session.session import Session
from ui.sheets.disclosure_dialog import show_disclosure
from ui.sheets.record import file_name
from ui.widgets.file_dialogs import ask_file
from ui.widgets.file_writing import Work, write_file
from ui.widgets.form import FormDialog
from ui.widgets.kit import label, refill
from ui.widgets.notice import NoticeBar


class ExportDialog(FormDialog):
    """Asks what to show to whom; a file dialog follows, and the notice bar tells when the file is there."""

    def __init__(self, session: Session, notice: NoticeBar, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session, self.notice = session, notice
        self.theme, self.audience, self.scope = QComboBox(), QComboBox(), QComboBox()
        self.stations = [str(code) for code in session.document.project.stations.index]
        self.law = label("quiet", wrap=True)
        for name, box in (("theme", self.theme), ("audience", self.audience), ("scope", self.scope)):
            box.setMinimumWidth(300)
            self.field(f"print.{name}", box)
        self.filter_told = label("quiet", wrap=True)
        self.filter_told.setVisible(not self._on_map.everything)
        self.body.insertWidget(1, self.law)
        self.body.insertWidget(1, self.filter_told)
        self.explain = self.buttons.addButton("", QDialogButtonBox.ButtonRole.HelpRole)
        self.explain.clicked.connect(lambda _checked=False: self._explain())
        self.audience.currentIndexChanged.connect(self._edition_chosen)

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        themes = [say(f"theme.{theme}") for theme in THEMES]
        refill(self.theme, themes, start=THEMES.index(self.session.view.map.theme))
        refill(self.audience, [say(f"print.audience.{audience}") for audience in AUDIENCES])
        scope = self.session.view.scope
        station = None if scope is None else scope.station
        refill(self.scope, self.scopes(), start=0 if station is None else self.stations.index(station) + 1)
        self.law.setText(say("print.law"))
        self.explain.setText(say("print.disclosure"))
        self._tell_filter()
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say("print.do"))

    def scopes(self) -> list[str]:
        """The land that can be shown, in words: the whole district, then each station."""
        return [self.say("print.scope.all"), *names_of(self.session.document.project.stations)]

    @property
    def chosen_theme(self) -> str:
        return THEMES[self.theme.currentIndex()]

    @property
    def chosen_audience(self) -> Audience:
        return AUDIENCES[self.audience.currentIndex()]

    @property
    def station_code(self) -> str | None:
        """The station chosen, or None for the whole district."""
        return self.stations[self.scope.currentIndex() - 1] if self.scope.currentIndex() > 0 else None

    @property
    def wanted(self) -> IncidentFilter:
        """The incidents that the map shows, for command alone; which part of the land is asked for in the dialog."""
        return self._on_map if self.chosen_audience == "command" else EVERY_INCIDENT

    @property
    def _on_map(self) -> IncidentFilter:
        return replace(self.session.view.filter.incidents, scope=None)

    def _edition_chosen(self) -> None:
        """A station's edition is of one station, which the person says; the public's map has one theme only."""
        self.theme.setEnabled(self.chosen_audience != "public")
        self._tell_filter()
        if self.chosen_audience == "station" and self.scope.currentIndex() == 0 and len(self.stations) == 1:
            self.scope.setCurrentIndex(1)

    def _tell_filter(self) -> None:
        carried = "kept" if self.chosen_audience == "command" else "left"
        self.filter_told.setText(self.say(f"print.filter.{carried}"))

    def require_station(self) -> None:
        """InputError ``audience_station`` where a station's edition is wanted and no station is chosen."""
        if self.chosen_audience == "station" and self.station_code is None:
            self.scope.setFocus()
            raise InputError("audience_station")

    @property
    def disclosed_station(self) -> str | None:
        """The station whose edition leaves; that of the sheet."""
        return self.station_code

    @property
    def approval(self) -> str:
        """The number under which the map may be published; empty where there is none."""
        return ""

    @property
    def left_out(self) -> frozenset[str]:
        """The map's layers that are not to be in the file."""
        return self.session.view.map.hidden

    @property
    def named_after(self) -> str:
        """What the file shows, for its name; the public's map has one theme only."""
        return "" if self.chosen_audience == "public" else self.theme.currentText()

    def disclosed(self) -> Callable[[], Disclosure]:
        """What a file of what is chosen now will tell, as a function that touches no widget."""
        day, theme, audience = self.session.day_in_hand.day, self.chosen_theme, self.chosen_audience
        station, wanted, look, hidden = self.disclosed_station, self.wanted, self.session.view.map.look, self.left_out
        place, approval = Path(self.session.document.store.place), self.approval

        def found() -> Disclosure:
            shown_map = map_for(day, audience, theme, station, look=look, hidden=hidden, wanted=wanted)
            return disclosure(shown_map, day, exports_of(place), approval)

        return found

    def _explain(self) -> None:
        """The page for what is chosen now, to read alone."""
        try:
            self.require_station()
        except InputError as error:
            self.tell(self.say.error(error))
            return
        show_disclosure(self.session.tasks, self.say, self.notice, self.parentWidget() or self, self.disclosed(), None)

    def start(self, kind: str, work: Work) -> None:
        """Ask where to, and do the work off the main thread; ``kind`` is the file's ending.

        What is for others than command is told about first.
        """
        parent = self.parentWidget()
        self.settled(partial(self._ask_where, kind, work, self._proposed_name(kind), self.windowTitle(), parent))

    def settled(self, then: Callable[[], None]) -> None:
        """Go on, where it is for others than command only after the page that tells what is released."""
        parent = self.parentWidget()
        if self.chosen_audience == "command" or parent is None:
            then()
        else:
            show_disclosure(self.session.tasks, self.say, self.notice, parent, self.disclosed(), then)

    def _proposed_name(self, kind: str) -> str:
        title = self.session.document.project.about.title or self.session.document.store.name
        place = "" if self.scope.currentIndex() == 0 else self.scope.currentText()
        audience = self.say(f"print.edition.{self.chosen_audience}")
        return file_name((title, place, audience, self.named_after), self.session.day_in_hand.day.as_of, kind)

    def _ask_where(self, kind: str, work: Work, name: str, title: str, parent: QWidget | None) -> None:
        kinds = [f"{kind.upper()} (*.{kind})"]
        ask_file(self.say, parent, title, kinds, lambda path: self.write(path, work), save_as=name)

    def write(self, path: Path, work: Work) -> None:
        """Do the work and tell in the notice bar how it went; it goes on where the project is closed meanwhile."""
        every, say, notice = self.session.tasks.every, self.say, self.notice
        write_file(every, say, notice, path, work, subject="export", done="window.done_file")
