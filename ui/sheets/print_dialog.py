"""Printing: what was asked for is laid out and painted off the main thread, and can be called off."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialogButtonBox, QInputDialog, QMessageBox, QPushButton, QWidget

from layers.codes import THEMES
from layers.paint.painter import Cancelled
from layers.say import sentence
from layers.sheets.atlas.book import atlas_pages
from layers.sheets.atlas.share import AtlasWork
from layers.sheets.bleed import trim_mm, with_bleed
from layers.sheets.design import KEPT_AS, Design, as_json, designs_from, with_design
from layers.sheets.export import PaintedPage, painted_pages, write_pdf, write_pictures
from layers.sheets.extent_of_index import many_rows
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.sheets.parts import Page
from layers.sheets.posters import leaves_of
from layers.viewport import Bounds
from mapper.errors import InputError
from mapper.store.export_log import require_log
from ui.session.session import Session
from ui.sheets.atlas_export import AtlasAsked, export_atlas
from ui.sheets.print_form import ATLAS_OF, ORIENTATIONS, PrintForm
from ui.sheets.printer import ask_printer, name_of, paint_on, preview_pages
from ui.sheets.record import record_export, record_print
from ui.sheets.sheet_fields import SIZES
from ui.widgets.file_writing import Work
from ui.widgets.notice import NoticeBar
from ui.widgets.tasks import Ticket

_LAYING_OUT, _PRINTING = "sheet_layout", "printing"


class PrintDialog(PrintForm):
    """Writes a file, or hands the sheets to a printer; keeps designs with the project."""

    def __init__(
        self, session: Session, notice: NoticeBar, parent: QWidget | None = None, extent_m: Bounds | None = None
    ) -> None:
        super().__init__(session, notice, parent, extent_m)
        self._index_asked = False
        self.own_designs = designs_from(session.document.store.kept(KEPT_AS))
        self.designs.chosen.connect(self.put_design)
        self.keep_design.clicked.connect(self._keep_design)
        self.drop_design.clicked.connect(self._drop_design)
        self.to_printer, self.to_preview = QPushButton(), QPushButton()
        for push in (self.to_printer, self.to_preview):
            self.buttons.addButton(push, QDialogButtonBox.ButtonRole.ActionRole)
        self.to_printer.clicked.connect(lambda: self.print_now(preview=False))
        self.to_preview.clicked.connect(lambda: self.print_now(preview=True))
        self.retranslate()
        self.follow_changes()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.keep_design.setText(say("print.design.keep"))
        self.drop_design.setText(say("print.design.drop"))
        self.to_printer.setText(say("print.to_printer"))
        self.to_preview.setText(say("print.to_preview"))
        self.designs.offer(list(self.own_designs.values()))

    def _offer_fields(self) -> None:
        """The system's preview is painted on the main thread: of a single sheet alone."""
        super()._offer_fields()
        atlas = self.chosen_kind in ATLAS_OF
        self.to_preview.setEnabled(not atlas)
        self.to_preview.setToolTip(self.say("print.to_preview.atlas") if atlas else "")

    def work(self) -> Work:
        """What is chosen now, as a function of the path; it holds all that it needs and touches no widget.

        Raises InputError ``audience_station`` or ``scale_unread``.
        """
        order, day, say = self.order(), self.session.day_in_hand.day, self.say.messages
        ending, kind = self.chosen_format, self.chosen_kind
        tiles, place = self.session.backgrounds.tiles(), self.session.document.store.place
        scope = order.unit_code or order.station_code or ""
        leaves, bleed, dpi = self.chosen_leaves, self.chosen_bleed, self.dpi.value()
        around = with_bleed if bleed else partial(leaves_of, paper=leaves, say=say) if leaves else None
        asked = AtlasAsked(self.chosen_front, self.of_atlas.apart.isChecked(), self.of_atlas.changed.isChecked())
        lay_out = self._laying_out(order)

        def write(path: Path, ticket: Ticket) -> None:
            require_log(Path(place))
            if kind in ATLAS_OF and ending == "pdf":
                work = AtlasWork(day.project, order, day.as_of, say, day, tiles)
                where = path.with_suffix("") if asked.apart else path
                export_atlas(where, Path(place), work, asked, lambda done, total: _report(ticket, done, total))
                return
            laid_out = lay_out(lambda done, total: _report(ticket, done, 2 * total))

            def each(done: int, total: int) -> None:
                _report(ticket, total + done, 2 * total)

            if ending == "pdf":
                write_pdf(path, laid_out, say, each, tiles, around, trim_mm() if bleed else None)
                files: tuple[Path, ...] = (path,)
            else:
                files = write_pictures(path, laid_out, say, dpi, each, tiles)
            record_export(place, [page.shown_map for page in laid_out], scope, files)

        return write

    def _laying_out(self, order: SheetOrder) -> Callable[[Callable[[int, int], None]], tuple[Page, ...]]:
        """What lays out what is ordered, and touches no widget."""
        day, front, say = self.session.day_in_hand.day, self.chosen_front, self.say.messages
        if order.atlas is None:
            return lambda each: pages_of(day.project, order, day.as_of, each, day)
        work = AtlasWork(day.project, order, day.as_of, say, day)
        return lambda each: atlas_pages(work, front, each)

    def apply(self) -> None:
        self.start(self.chosen_format, self.work())

    def accept(self) -> None:
        self._index_settled(super().accept)

    def _index_settled(self, then: Callable[[], None]) -> None:
        """A sheet with an index of a hundred pages is hardly what is wanted: it is asked before any work is done."""
        try:
            order = self.order()
        except InputError as error:
            self.tell(self.say.error(error))
            return
        rows = 0 if self._index_asked else many_rows(self.session.document.project, order)
        if rows:
            self._ask_about_index(rows, then)
        else:
            then()

    def _ask_about_index(self, rows: int, then: Callable[[], None]) -> None:
        words = self.say("print.index.many", rows=rows)
        box = QMessageBox(QMessageBox.Icon.Question, self.windowTitle(), words, parent=self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        without = box.addButton(self.say("print.index.without"), QMessageBox.ButtonRole.AcceptRole)
        whole = box.addButton(self.say("print.index.whole"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.say("window.cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(without)

        def answered() -> None:
            if box.clickedButton() is without:
                self.on_sheet.untick_index(self.say)
            if box.clickedButton() in (without, whole):
                self._index_asked = True
                then()

        box.finished.connect(answered)
        box.open()

    def print_now(self, *, preview: bool) -> None:
        """Print what is chosen, where it is settled what a file asks for too."""
        self._index_settled(lambda: self.settled(partial(self._print, self.order(), preview)))

    def _print(self, order: SheetOrder, preview: bool) -> None:
        """Lay out off the main thread; a dialog of the system's asks where to, or shows it first."""
        say, place, lay_out = self.say.messages, Path(self.session.document.store.place), self._laying_out(order)
        tiles, leaves = self.session.backgrounds.tiles(), self.chosen_leaves

        def work(ticket: Ticket) -> tuple[tuple[Page, ...], Sequence[PaintedPage]]:
            require_log(place)
            pages = lay_out(partial(_report, ticket))
            painted = painted_pages(pages, say, tiles).pages
            return pages, leaves_of(painted, leaves, say) if leaves else painted

        def then(made: tuple[tuple[Page, ...], Sequence[PaintedPage]]) -> None:
            pages, painted = made
            title = sentence(pages[0].title, say)

            def record(name: str) -> None:
                record_print(place, [page.shown_map for page in pages if not page.entries], order, name)

            if preview:
                preview_pages(painted, title, self, lambda name: self._send(name, len(painted), lambda _: record(name)))
                return

            def chosen(printer: QPrinter) -> None:
                name = name_of(printer)

                def paint(ticket: Ticket) -> None:
                    paint_on(printer, painted, partial(_report, ticket))
                    record(name)

                self._send(name, len(painted), paint)

            ask_printer(title, self, chosen)

        self.session.tasks.start(_LAYING_OUT, work, then, lambda error: self.tell(self.say.error(error)), shown=True)

    def _send(self, name: str, pages: int, work: Callable[[Ticket], None]) -> None:
        """Do the work, which goes on where the project is closed meanwhile, and tell that the printer has the pages."""
        notice, say = self.notice, self.say

        def told(_: None) -> None:
            notice.tell(say("print.printed", name=name, pages=pages), trouble=False)

        self.session.tasks.every.start(_PRINTING, work, told, lambda error: notice.tell(say.error(error)), shown=True)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 Qt's own name
        super().showEvent(event)
        self.preview.ask()
        self.designs.paint()

    def done(self, result: int) -> None:
        self.preview.close_work()
        self.designs.close_work()
        self.session.tasks.cancel(_LAYING_OUT)
        super().done(result)

    def design(self, name: str) -> Design:
        """What is chosen now, as a design of that name."""
        return Design(
            name,
            self.chosen_theme,
            "",
            self.paper.currentText(),
            ORIENTATIONS[self.orientation.currentIndex()],
            self.on_sheet.slots.ticked,
            SIZES[max(self.on_sheet.size.currentIndex(), 0)],
            self.own_title.text().strip(),
            self.on_sheet.words.toPlainText(),
            self.colour.currentIndex() == 1,
            self.on_sheet.inset.isChecked(),
        )

    def put_design(self, design: Design) -> None:
        """Show what a design says; of a theme's usual one, paper and orientation stay as they are."""
        if self.theme.isEnabled():
            self.theme.setCurrentIndex(THEMES.index(design.theme))
        if design.name:
            self.paper.setCurrentText(design.paper)
            self.orientation.setCurrentIndex(ORIENTATIONS.index(design.orientation))
            self.own_title.setText(design.title)
            self.colour.setCurrentIndex(int(design.mono))
            self.on_sheet.put(design, self.say)
        self.preview.ask()

    def _keep_design(self) -> None:
        title = self.say("print.design.keep")
        name, told = QInputDialog.getText(self, title, self.say("print.design.name"))
        if told:
            self.keep(name)

    def keep(self, name: str) -> None:
        """Keep what is chosen now under a name, with the project; why not is told."""
        try:
            self._store(with_design(self.own_designs, self.design(name)))
        except InputError as error:
            self.tell(self.say.error(error))

    def _drop_design(self) -> None:
        row = self.designs.currentRow()
        if row >= 0 and self.designs.designs[row].name:
            name = self.designs.designs[row].name
            self._store({key: one for key, one in self.own_designs.items() if key != name})

    def _store(self, designs: dict[str, Design]) -> None:
        self.session.document.store.keep(KEPT_AS, as_json(designs))
        self.own_designs = designs
        self.designs.offer(list(designs.values()))
        self.designs.paint()


def _report(ticket: Ticket, done: int, total: int) -> None:
    if ticket.cancelled:
        raise Cancelled
    ticket.progress(done, total)
