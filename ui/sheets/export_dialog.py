"""What printing and sharing have in common: theme, audience and extent; the work goes on off the main thread."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QWidget

from layers.codes import THEMES
from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter
from mapper.audience import AUDIENCES, Audience
from mapper.errors import InputError
from mapper.names import names_of
from ui.session.session import Session
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

    def start(self, kind: str, work: Work) -> None:
        """Ask where to, and do the work off the main thread; ``kind`` is the file's ending."""
        title = self.session.document.project.about.title or self.session.document.store.name
        theme = "" if self.chosen_audience == "public" else self.theme.currentText()
        place = "" if self.scope.currentIndex() == 0 else self.scope.currentText()
        audience = self.say(f"print.edition.{self.chosen_audience}")
        name = file_name((title, place, audience, theme), self.session.day_in_hand.day.as_of, kind)
        ask_file(
            self.say,
            self.parentWidget(),
            self.windowTitle(),
            [f"{kind.upper()} (*.{kind})"],
            lambda path: self.write(path, work),
            save_as=name,
        )

    def write(self, path: Path, work: Work) -> None:
        """Do the work and tell in the notice bar how it went; it goes on where the project is closed meanwhile."""
        every, say, notice = self.session.tasks.every, self.say, self.notice
        write_file(every, say, notice, path, work, subject="export", done="window.done_file")
