"""Pages to a real printer, through the system's own dialogs."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMarginsF, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from layers.sheets.export import PaintedPage
from layers.viewport import MM_PER_INCH

_DELETE = Qt.WidgetAttribute.WA_DeleteOnClose


def paint_on(printer: QPrinter, pages: Sequence[PaintedPage]) -> None:
    """Every page at its true size, each on paper of its own size where the printer has it."""
    if not pages:
        return
    printer.setPageLayout(_layout(pages[0]))
    painter = QPainter()
    if not painter.begin(printer):
        return
    try:
        for number, page in enumerate(pages):
            if number:
                printer.setPageLayout(_layout(page))
                printer.newPage()
            painter.resetTransform()
            per_mm = printer.resolution() / MM_PER_INCH
            painter.scale(per_mm, per_mm)
            page.paint(painter)
    finally:
        painter.end()


def _layout(page: PaintedPage) -> QPageLayout:
    portrait = page.height_mm >= page.width_mm
    short, long = sorted((page.width_mm, page.height_mm))
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    lies = QPageLayout.Orientation.Portrait if portrait else QPageLayout.Orientation.Landscape
    layout = QPageLayout(size, lies, QMarginsF(), QPageLayout.Unit.Millimeter)
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def print_pages(pages: Sequence[PaintedPage], title: str, parent: QWidget, printed: Callable[[str], None]) -> None:
    """Ask for a printer and print; ``printed`` gets its name."""
    printer = _printer(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setModal(True)
    dialog.setAttribute(_DELETE)

    def go() -> None:
        paint_on(printer, pages)
        printed(printer.printerName() or printer.outputFileName())

    dialog.accepted.connect(go)
    dialog.show()


def preview_pages(pages: Sequence[PaintedPage], title: str, parent: QWidget, printed: Callable[[str], None]) -> None:
    """Show them as the printer has them; printed from there, ``printed`` gets the printer's name."""
    printer = _printer(title)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setAttribute(_DELETE)
    dialog.paintRequested.connect(lambda target: paint_on(target, pages))
    dialog.accepted.connect(lambda: printed(printer.printerName() or printer.outputFileName()))
    dialog.open()


def _printer(title: str) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    return printer
