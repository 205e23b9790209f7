"""Printing: paper, theme, audience, extent and format; the sheet is written off the main thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QWidget

from layers.export import write_pdf, write_png, write_svg
from layers.page import sheet
from layers.page_layout import PAPERS
from ui.desk import Desk
from ui.dialogs.export import ExportDialog
from ui.panels.notice import NoticeBar

FORMATS = ("pdf", "png", "svg")


class PrintDialog(ExportDialog):
    """One sheet of the district or of one station, as PDF, PNG or SVG."""

    def __init__(self, desk: Desk, notice: NoticeBar, parent: QWidget | None = None) -> None:
        super().__init__(desk, notice, parent)
        self.paper, self.format = QComboBox(), QComboBox()
        self.paper.addItems(list(PAPERS))
        self.paper.setCurrentText("A3")
        self.field("print.paper", self.paper)
        self.field("print.format", self.format)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("print.title"))
        self.refill(self.format, [self.say(f"print.format.{name}") for name in FORMATS])

    def work(self) -> Callable[[Path], None]:
        """What is chosen now, as a function of the path; it holds all that it needs and touches no widget."""
        project, as_of, say = self.desk.document.project, self.desk.selection.as_of, self.say.messages
        theme, paper, station = self.chosen_theme, self.paper.currentText(), self.station_code
        audience, kind = self.chosen_audience, FORMATS[self.format.currentIndex()]

        def write(path: Path) -> None:
            pages = sheet(project, as_of, theme, paper, station_code=station, audience=audience)
            if kind == "pdf":
                write_pdf(path, pages, say)
            elif kind == "png":
                write_png(path, pages[0], say)
            else:
                write_svg(path, pages[0], say)

        return write

    def apply(self) -> None:
        self.start(FORMATS[self.format.currentIndex()], self.work())
