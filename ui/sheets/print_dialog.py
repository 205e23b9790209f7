"""Printing: one sheet or an atlas on paper; it is laid out and painted off the main thread, and can be called off."""

from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from layers.map_layers import HIDDEN_AT_FIRST
from layers.paint.painter import Cancelled
from layers.sheets.export import write_pdf, write_pictures
from layers.sheets.layout import PAPERS
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from mapper.names import name_of
from mapper.store.export_log import require_log
from ui.session.session import Session
from ui.sheets.export_dialog import ExportDialog
from ui.sheets.record import record_export
from ui.widgets.file_writing import Work
from ui.widgets.kit import refill
from ui.widgets.notice import NoticeBar
from ui.widgets.tasks import Ticket

FORMATS = ("pdf", "png", "svg")
Kind = Literal["sheet", "stations", "units"]
KINDS: tuple[Kind, ...] = ("sheet", "stations", "units")


class PrintDialog(ExportDialog):
    """A sheet of the district, a station or the current unit, or all sheets of stations or units."""

    def __init__(self, session: Session, notice: NoticeBar, parent: QWidget | None = None) -> None:
        super().__init__(session, notice, parent)
        self.unit_code = session.selection.unit
        self.kind, self.paper, self.colour, self.format = (QComboBox() for _ in range(4))
        self.paper.addItems(list(PAPERS))
        self.paper.setCurrentText("A3")
        self.field("print.kind", self.kind)
        self.field("print.paper", self.paper)
        self.field("print.colour", self.colour)
        self.field("print.format", self.format)
        self.background = QCheckBox()
        self.background.setChecked(True)
        if session.backgrounds.shown():
            self.field("print.background", self.background)
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("print.title"))
        self.background.setText(say("print.background.do"))
        refill(self.format, [say(f"print.format.{name}") for name in FORMATS])
        refill(self.colour, [say(f"print.colour.{name}") for name in ("full", "mono")])
        refill(self.kind, [say(f"print.kind.{name}") for name in KINDS])
        self._offer_unit()

    def scopes(self) -> list[str]:
        """The current unit comes last, where there is one."""
        if self.unit_code is None:
            return super().scopes()
        name = name_of(self.session.document.project.communities, self.unit_code)
        return [*super().scopes(), self.say("print.scope.unit", name=name)]

    @property
    def chosen_kind(self) -> Kind:
        return KINDS[self.kind.currentIndex()]

    @property
    def of_unit(self) -> bool:
        """Whether the sheet is that of the current unit."""
        return self.unit_code is not None and self.scope.currentIndex() == len(self.stations) + 1

    @property
    def station_code(self) -> str | None:
        return None if self.of_unit else super().station_code

    def work(self) -> Work:
        """What is chosen now, as a function of the path; it holds all that it needs and touches no widget.

        Raises InputError ``audience_station``.
        """
        if not self.of_unit:
            self.require_station()
        day, say = self.session.day_in_hand.day, self.say.messages
        ending, kind = FORMATS[self.format.currentIndex()], self.chosen_kind
        order = SheetOrder(
            theme=self.chosen_theme,
            paper=self.paper.currentText(),
            audience=self.chosen_audience,
            station_code=self.station_code,
            unit_code=self.unit_code if self.of_unit else None,
            atlas=None if kind == "sheet" else kind,
            look=self.session.view.map.look,
            wanted=self.wanted,
            hidden=HIDDEN_AT_FIRST & self.session.view.map.hidden,
            mono=self.colour.currentIndex() == 1,
            backdrops=self.session.backgrounds.shown(waits=True) if self.background.isChecked() else (),
        )
        tiles, place = self.session.backgrounds.tiles(), self.session.document.store.place
        scope = order.unit_code or order.station_code or ""

        def write(path: Path, ticket: Ticket) -> None:
            require_log(Path(place))
            laid_out = pages_of(
                day.project, order, day.as_of, lambda done, total: _report(ticket, done, 2 * total), day
            )

            def each(done: int, total: int) -> None:
                _report(ticket, total + done, 2 * total)

            if ending == "pdf":
                write_pdf(path, laid_out, say, each, tiles)
                files: tuple[Path, ...] = (path,)
            else:
                files = write_pictures(path, laid_out, say, each=each, tiles=tiles)
            record_export(place, [page.shown_map for page in laid_out], scope, files)

        return write

    def apply(self) -> None:
        self.start(FORMATS[self.format.currentIndex()], self.work())

    def _kind_chosen(self) -> None:
        """Single sheets are A3 posters; an atlas is a book, of the district or of a station."""
        self.paper.setCurrentText("A3" if self.chosen_kind == "sheet" else "A4")
        self._offer_unit()

    def _offer_unit(self) -> None:
        """The current unit is a sheet's choice only: there is no atlas of one unit."""
        last, one = self.scope.count() - 1, self.chosen_kind == "sheet"
        if last <= len(self.stations):
            return
        if self.of_unit and not one:
            self.scope.setCurrentIndex(0)
        self.scope.setItemData(last, None if one else 0, Qt.ItemDataRole.UserRole - 1)


def _report(ticket: Ticket, done: int, total: int) -> None:
    if ticket.cancelled:
        raise Cancelled
    ticket.progress(done, total)
