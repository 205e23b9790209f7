"""Printing: one sheet or an atlas on paper; it is laid out and painted off the main thread, and can be called off."""

import re
import unicodedata
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from layers.paint.painter import Cancelled
from layers.sheets.export import write_pdf, write_pictures
from layers.sheets.order import Orientation, SheetOrder
from layers.sheets.page import pages_of
from layers.viewport import Bounds
from mapper.errors import InputError
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
ORIENTATIONS: tuple[Orientation, ...] = ("auto", "landscape", "portrait")
SCALES = (5_000, 10_000, 25_000, 50_000, 100_000, 200_000)
Kind = Literal["sheet", "stations", "units"]
KINDS: tuple[Kind, ...] = ("sheet", "stations", "units")


class PrintDialog(ExportDialog):
    """A sheet of the district, a station, what the map shows or the current unit, or all sheets of stations or units.

    ``extent_m`` is the land that the map shows (metres); None before there is a map.
    """

    def __init__(
        self, session: Session, notice: NoticeBar, parent: QWidget | None = None, extent_m: Bounds | None = None
    ) -> None:
        super().__init__(session, notice, parent)
        self.unit_code, self.extent_m = session.selection.unit, extent_m
        # What a single sheet may be of besides the district and each station; they come last, in this order.
        self._parts = [*(["view"] if extent_m is not None else []), *(["unit"] if self.unit_code is not None else [])]
        self.kind, self.paper, self.orientation, self.colour, self.format = (QComboBox() for _ in range(5))
        self.scale, self.own_title = QComboBox(), QLineEdit()
        self.scale.setEditable(True)
        self.scale.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._practice = session.document.project.about.practice
        self.paper.addItems(self._practice.papers)
        self.field("print.kind", self.kind)
        self.field("print.paper", self.paper)
        self.field("print.orientation", self.orientation)
        self.field("print.scale", self.scale)
        self.field("print.own_title", self.own_title)
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
        refill(self.orientation, [say(f"print.orientation.{name}") for name in ORIENTATIONS])
        written, usual = self.scale.currentText(), self.scale.itemText(0)
        refill(self.scale, [say("print.scale.auto"), *(f"1 : {scale:,}" for scale in SCALES)])
        if written != usual:
            self.scale.setEditText(written)
        self.own_title.setPlaceholderText(say("print.own_title.hint"))
        self._offer_parts()

    def scopes(self) -> list[str]:
        """What the map shows and the current unit come last, where there are any."""
        name = "" if self.unit_code is None else name_of(self.session.document.project.communities, self.unit_code)
        return [*super().scopes(), *(self.say(f"print.scope.{part}", name=name) for part in self._parts)]

    def choose_view(self) -> None:
        """Let the sheet be of what the map shows."""
        self.scope.setCurrentIndex(len(self.stations) + 1 + self._parts.index("view"))

    @property
    def chosen_kind(self) -> Kind:
        return KINDS[self.kind.currentIndex()]

    @property
    def chosen_part(self) -> str | None:
        """``view`` or ``unit``; None for the district or a station."""
        beyond = self.scope.currentIndex() - len(self.stations) - 1
        return self._parts[beyond] if beyond >= 0 else None

    @property
    def station_code(self) -> str | None:
        return None if self.chosen_part is not None else super().station_code

    @property
    def disclosed_station(self) -> str | None:
        """That of the unit where the sheet is of one; its sheet is cut from that station's edition."""
        if self.chosen_part != "unit":
            return self.station_code
        project = self.session.document.project
        station = project.communities["station_code"].get(self.unit_code)
        return str(station) if station in project.stations.index else None

    @property
    def chosen_scale(self) -> int | None:
        """The denominator asked for; None for the usual. InputError ``scale_unread``."""
        words = self.scale.currentText().strip()
        if not words or words == self.say("print.scale.auto"):
            return None
        digits = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", words)).removeprefix("1:")
        if not digits.isdecimal():
            raise InputError("scale_unread", text=words)
        return int(digits)

    def work(self) -> Work:
        """What is chosen now, as a function of the path; it holds all that it needs and touches no widget.

        Raises InputError ``audience_station`` or ``scale_unread``.
        """
        part = self.chosen_part
        if part != "unit":
            self.require_station()
        day, say = self.session.day_in_hand.day, self.say.messages
        ending, kind = FORMATS[self.format.currentIndex()], self.chosen_kind
        order = SheetOrder(
            theme=self.chosen_theme,
            paper=self.paper.currentText(),
            orientation=ORIENTATIONS[self.orientation.currentIndex()],
            scale=self.chosen_scale,
            title=self.own_title.text().strip(),
            audience=self.chosen_audience,
            station_code=self.station_code,
            unit_code=self.unit_code if part == "unit" else None,
            extent_m=self.extent_m if part == "view" else None,
            atlas=None if kind == "sheet" else kind,
            look=self.session.view.map.look,
            wanted=self.wanted,
            hidden=self.session.view.map.hidden,
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
        """Single sheets are posters; an atlas is a book, of the district or of a station."""
        self.paper.setCurrentText(self._practice.paper(atlas=self.chosen_kind != "sheet"))
        self._offer_parts()

    def _offer_parts(self) -> None:
        """The view and the current unit are a single sheet's choice only: there is no atlas of them."""
        one = self.chosen_kind == "sheet"
        if self.chosen_part is not None and not one:
            self.scope.setCurrentIndex(0)
        for row in range(len(self.stations) + 1, self.scope.count()):
            self.scope.setItemData(row, None if one else 0, Qt.ItemDataRole.UserRole - 1)


def _report(ticket: Ticket, done: int, total: int) -> None:
    if ticket.cancelled:
        raise Cancelled
    ticket.progress(done, total)
