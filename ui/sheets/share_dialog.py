"""Sharing: the web map for one audience, or one layer of it as a file for other programs."""

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from layers.edition_map import map_for
from layers.sharing.layer_files import LAYER_ENDINGS, write_layer
from layers.sharing.layer_rows import EXPORTABLE, layer_rows
from layers.sharing.web.web_map import write_web_map
from mapper.store.export_log import require_log
from ui.session.session import Session
from ui.sheets.export_dialog import ExportDialog
from ui.sheets.record import layer_title, record_export, record_layer
from ui.widgets.file_writing import Work
from ui.widgets.kit import label, refill
from ui.widgets.notice import NoticeBar
from ui.widgets.tasks import Ticket

FORMATS = ("html", *(ending.removeprefix(".") for ending in LAYER_ENDINGS))


class ShareDialog(ExportDialog):
    """Theme, audience and extent of what is shared: the web map, or a layer in one of several formats."""

    def __init__(self, session: Session, notice: NoticeBar, parent: QWidget | None = None) -> None:
        super().__init__(session, notice, parent)
        self.about = label("quiet", wrap=True)
        self.body.insertWidget(0, self.about)
        self.format, self.layer = QComboBox(), QComboBox()
        self.field("share.format", self.format)
        self.field("share.layer", self.layer)
        self.number = QLineEdit()
        if session.document.project.about.practice.approval_line:
            self.field("print.imprint.approval", self.number)
        self.format.currentIndexChanged.connect(self._format_chosen)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        refill(self.format, [self.say(f"share.format.{name}") for name in FORMATS])
        refill(self.layer, [self.say(f"export.layer.{code}") for code in EXPORTABLE])
        self.buttons.button(self.buttons.StandardButton.Ok).setText(self.say("share.do"))
        self._format_chosen()

    @property
    def chosen_format(self) -> str:
        return FORMATS[self.format.currentIndex()]

    @property
    def is_of_layer(self) -> bool:
        """The web map has all layers; every other file is of one."""
        return self.chosen_format != "html"

    @property
    def left_out(self) -> frozenset[str]:
        """A layer is written whether the window shows it or not."""
        return frozenset() if self.is_of_layer else super().left_out

    @property
    def approval(self) -> str:
        return "" if self.is_of_layer else self.number.text().strip()

    @property
    def named_after(self) -> str:
        return self.layer.currentText() if self.is_of_layer else super().named_after

    def _format_chosen(self) -> None:
        self.layer.setEnabled(self.is_of_layer)
        self.number.setEnabled(not self.is_of_layer)
        self.setWindowTitle(self.say("share.title.layer" if self.is_of_layer else "share.title"))
        self.about.setText(self.say("share.about.layer" if self.is_of_layer else "share.about"))

    def work(self) -> Work:
        """What is chosen now, as a function of the path; it holds all that it needs and touches no widget.

        Raises InputError ``audience_station``.
        """
        self.require_station()
        day, say = self.session.day_in_hand.day, self.say.messages
        theme, audience, station = self.chosen_theme, self.chosen_audience, self.station_code
        place = self.session.document.store.place
        wanted = self.wanted
        is_of_layer, code = self.is_of_layer, EXPORTABLE[self.layer.currentIndex()]
        look, hidden, approval = self.session.view.map.look, self.left_out, self.approval

        def write(path: Path, _: Ticket) -> None:
            require_log(Path(place))
            if is_of_layer:
                of_layer = map_for(day, audience, theme, station, look=look, hidden=hidden, wanted=wanted)
                rows = layer_rows(of_layer, code)
                write_layer(path, rows, layer_title(of_layer, code, say), say)
                record_layer(place, of_layer, rows, path)
                return
            shown_map = write_web_map(
                path,
                day.project,
                day.as_of,
                theme,
                audience,
                say,
                station,
                look,
                hidden,
                day,
                wanted,
                approval=approval,
            )
            record_export(place, [shown_map], station or "", (path,))

        return write

    def apply(self) -> None:
        self.start(self.chosen_format, self.work())
