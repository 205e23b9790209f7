"""Sharing: the web map for one audience, one file that opens with no network."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from layers.sharing.web.web_map import write_web_map
from mapper.store.export_log import require_log
from ui.session.session import Session
from ui.sheets.export_dialog import ExportDialog
from ui.sheets.record import record_export
from ui.widgets.file_writing import Work
from ui.widgets.kit import label
from ui.widgets.notice import NoticeBar
from ui.widgets.tasks import Ticket


class ShareDialog(ExportDialog):
    """Theme, audience and extent of the web map."""

    def __init__(self, session: Session, notice: NoticeBar, parent: QWidget | None = None) -> None:
        super().__init__(session, notice, parent)
        self.about = label("quiet", wrap=True)
        self.body.insertWidget(0, self.about)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("share.title"))
        self.about.setText(self.say("share.about"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(self.say("share.do"))

    def work(self) -> Work:
        """What is chosen now, as a function of the path; it holds all that it needs and touches no widget.

        Raises InputError ``audience_station``.
        """
        self.require_station()
        day, say = self.session.day_in_hand.day, self.say.messages
        theme, audience, station = self.chosen_theme, self.chosen_audience, self.station_code
        place = self.session.document.store.place
        wanted = self.wanted
        look, hidden = self.session.view.map.look, self.session.view.map.hidden

        def write(path: Path, _: Ticket) -> None:
            require_log(Path(place))
            shown_map = write_web_map(
                path, day.project, day.as_of, theme, audience, say, station, look, hidden, day, wanted
            )
            record_export(place, [shown_map], station or "", (path,))

        return write

    def apply(self) -> None:
        self.start("html", self.work())
