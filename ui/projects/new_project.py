"""A new project from a file of unit boundaries, and one of station boundaries where there is one."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QTabWidget, QWidget

from mapper.errors import InputError
from mapper.io.encodings import name_text
from mapper.io.new_project import new_project
from mapper.io.reading import Reading
from mapper.message import Message
from mapper.practice import HUBEI, Practice
from mapper.project import Project
from mapper.store.store import create
from ui.language.language import Language
from ui.language.reading_texts import reading_texts
from ui.projects.file_page import FilePage
from ui.projects.practice_dialog import PracticeChoice
from ui.widgets.file_reading import FileButton, FileReading
from ui.widgets.form import FormDialog
from ui.widgets.kit import button, label
from ui.widgets.tasks import Tasks

# The project's path, what was read of the files, and how they were linked.
_Made = tuple[Path, tuple[Reading, ...], tuple[Message, ...]]


def make_project(
    units: Reading, jurisdictions: Reading | None, target: Path, title: str, practice: Practice = HUBEI
) -> _Made:
    """Write the project of what was read; InputError as in the store.

    Returns
    -------
    tuple
        The project's path, what was read of each file, and how the files were linked.
    """
    project, linked = new_project(units, jurisdictions, title or name_text(target.stem), practice)
    create(target, project)
    return target, tuple(reading for reading in (units, jurisdictions) if reading is not None), tuple(linked)


class NewProjectDialog(FormDialog):
    """Three files, a title and where it is used; ``made`` carries the project's path and what is to be known of it.

    Each file of boundaries has a page that shows how it is read, before anything is made of it.

    ``require_free`` raises InputError for a path that must not be written over.
    """

    made = Signal(Path, list)

    def __init__(
        self, say: Language, tasks: Tasks, require_free: Callable[[Path], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(say, parent)
        self._require_free = require_free
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.about = label("quiet", wrap=True)
        self.title = QLineEdit()
        self._making = FileReading[_Made](self, tasks, "new", self._show_made)
        self.files = {
            "communities": FileButton(self, "new.communities", ("new.kinds", "window.all_files")),
            "stations": FileButton(self, "new.stations", ("new.kinds", "window.all_files")),
            "target": FileButton(self, "new.target", ("window.project_files",), save_as="project.gpkg"),
        }
        self.body.insertWidget(0, self.about)
        self.practice = PracticeChoice(say)
        self.field("about.title", self.title)
        self.field("practice.code", self.practice)
        self.pages = {
            name: FilePage(self, tasks, f"import_{name}", name, Project) for name in ("communities", "stations")
        }
        self.tabs = QTabWidget()
        self.forget = button("", self._forget_stations)
        for name, chooser in self.files.items():
            chooser.setMinimumWidth(340)
            chooser.chosen.connect(lambda path, name=name: self._chosen(name, path))
            self.field(f"new.{name}", self._with_forget(chooser) if name == "stations" else chooser)
        for page in self.pages.values():
            page.changed.connect(self._enable)
            self.tabs.addTab(page, "")
        self.body.insertWidget(self.body.count() - 2, self.tabs, 1)
        self.form.setVerticalSpacing(6)
        self.body.setSpacing(10)
        self.retranslate()

    def _with_forget(self, chooser: FileButton) -> QWidget:
        """Stations may be left out, so a file of them may be given up again."""
        row = QWidget()
        beside = QHBoxLayout(row)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(chooser, 1)
        beside.addWidget(self.forget)
        return row

    def _forget_stations(self) -> None:
        self.files["stations"].forget()
        self.pages["stations"].forget()
        self.tabs.setCurrentWidget(self.pages["communities"])
        self._enable()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("new.title"))
        self.forget.setText(self.say("new.stations.forget"))
        self.about.setText(self.say("new.about"))
        for number, (name, page) in enumerate(self.pages.items()):
            page.retranslate()
            self.tabs.setTabText(number, self.say(f"new.{name}"))
        self.practice.retranslate()
        self.practice.setToolTip(self.say("new.practice.meaning"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(self.say("new.do"))
        self._enable()

    def take(self, name: str, path: Path) -> None:
        """Use a file as the ``communities``, the ``stations`` or the ``target``."""
        self.files[name].take(path)

    def accept(self) -> None:
        units, jurisdictions = (page.reading for page in self.pages.values())
        target = self.files["target"].path
        if units is None or target is None or not self._ready:
            return
        try:
            self._require_free(target)
        except InputError as error:
            self.tell(self.say.error(error))
            return
        title, practice = self.title.text().strip(), self.practice.practice
        self.buttons.setEnabled(False)
        self._making.start(lambda: make_project(units, jurisdictions, target, title, practice), shown=True)

    def _show_made(self) -> None:
        if self._making.answer is None:
            self.buttons.setEnabled(True)
            self._enable()
            return
        path, readings, linked = self._making.answer
        told = [text for reading in readings for text in reading_texts(self.say, reading)]
        told += [self.say(f"note.{code}", **values) for code, values in linked]
        self.done(int(self.DialogCode.Accepted))
        self.made.emit(path, told)

    def _chosen(self, name: str, path: Path) -> None:
        if name in self.pages:
            self.pages[name].take(path)
            self.tabs.setCurrentWidget(self.pages[name])
        self._enable()

    @property
    def _ready(self) -> bool:
        """Whether there is a file of units that can be read, no other one that cannot, and a place for the project."""
        units, stations = (self.pages[name] for name in ("communities", "stations"))
        whole = units.reading is not None and (stations.path is None or stations.reading is not None)
        return whole and self.files["target"].path is not None

    def _enable(self) -> None:
        self.forget.setEnabled(self.files["stations"].path is not None)
        self.buttons.button(self.buttons.StandardButton.Ok).setEnabled(self._ready)
