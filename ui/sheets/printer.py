"""Pages to a real printer, through the system's own dialogs."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from layers.paint.painter import Cancelled
from layers.sheets.export import PaintedPage
from layers.viewport import MM_PER_INCH
from mapper.errors import InputError
from mapper.files.sqlite_files import holds_database

_PREVIEW_PX = (960, 700)  # its bar of tools, which ends with the printer, has no room in Qt's own size
_DELETE = Qt.WidgetAttribute.WA_DeleteOnClose


def paint_on(
    printer: QPrinter, pages: Sequence[PaintedPage], each: Callable[[int, int], None] = lambda _done, _all: None
) -> None:
    """Every page at its true size, each on paper of its own size where the printer has it.

    ``each`` is called before each page with how many are painted of how many, and what it raises calls the print off.
    InputError ``printer_silent`` where it takes no page, ``database_in_place`` where it prints into a file whose place
    a project has.
    """
    if not pages:
        return
    file = printer.outputFileName()
    if file and holds_database(Path(file)):
        raise InputError("database_in_place", path=file)
    printer.setPageLayout(_layout(pages[0]))
    painter = QPainter()
    if not painter.begin(printer):
        raise InputError("printer_silent", name=name_of(printer))
    try:
        for number, page in enumerate(pages):
            each(number, len(pages))
            if number:
                printer.setPageLayout(_layout(page))
                printer.newPage()
            painter.resetTransform()
            per_mm = printer.resolution() / MM_PER_INCH
            painter.scale(per_mm, per_mm)
            page.paint(painter)
    except Cancelled:
        printer.abort()
        raise
    finally:
        painter.end()


def name_of(printer: QPrinter) -> str:
    """What a person calls it by: the printer, or the file that it prints into."""
    return printer.printerName() or printer.outputFileName()


def _layout(page: PaintedPage) -> QPageLayout:
    portrait = page.height_mm >= page.width_mm
    short, long = sorted((page.width_mm, page.height_mm))
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    lies = QPageLayout.Orientation.Portrait if portrait else QPageLayout.Orientation.Landscape
    layout = QPageLayout(size, lies, QMarginsF(), QPageLayout.Unit.Millimeter)
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def ask_printer(title: str, parent: QWidget, then: Callable[[QPrinter], None]) -> None:
    """Ask for a printer, which ``then`` gets; Qt lets it be painted on off the main thread."""
    printer = _printer(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setModal(True)
    dialog.setAttribute(_DELETE)
    dialog.accepted.connect(lambda: then(printer))
    dialog.show()


def preview_pages(pages: Sequence[PaintedPage], title: str, parent: QWidget, printed: Callable[[str], None]) -> None:
    """Show them as the printer has them; printed from there, ``printed`` gets the printer's name.

    Qt paints a preview on the main thread: it is for a few pages.
    """
    printer = _printer(title)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setAttribute(_DELETE)
    dialog.resize(*_PREVIEW_PX)
    dialog.paintRequested.connect(lambda target: paint_on(target, pages))
    dialog.accepted.connect(lambda: printed(name_of(printer)))
    dialog.open()


def _printer(title: str) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    return printer
