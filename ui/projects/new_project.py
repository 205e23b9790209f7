"""A new project from a file of unit boundaries, and one of station boundaries where there is one."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from mapper.errors import InputError
from mapper.io.encodings import name_text
from mapper.io.new_project import new_project
from mapper.io.reading import read_communities, read_stations
from mapper.message import Message
from mapper.store.store import create
from ui.language.language import Language
from ui.language.messages import caption
from ui.widgets.file_dialogs import ask_file
from ui.widgets.form import FormDialog
from ui.widgets.kit import label
from ui.widgets.tasks import Tasks


def make_project(
    communities: Path, stations: Path | None, target: Path, title: str
) -> tuple[Path, tuple[Message, ...], int]:
    """Read the files and write the project; InputError as in the readers and the store.

    Returns
    -------
    tuple
        The project's path, what was assumed of the files and how they were linked, and how many rows were rejected.
    """
    units, jurisdictions = read_communities(communities), None if stations is None else read_stations(stations)
    project, linked = new_project(units, jurisdictions, title or name_text(target.stem))
    create(target, project)
    readings = [reading for reading in (units, jurisdictions) if reading is not None]
    told = [note for reading in readings for note in reading.notes]
    return target, (*told, *linked), sum(len(reading.rejected) for reading in readings)


class NewProjectDialog(FormDialog):
    """Three files and a title; ``made`` carries the path of the project and what is to be known of it.

    ``require_free`` raises InputError for a path that must not be written over.
    """

    made = Signal(Path, list)

    def __init__(
        self, say: Language, tasks: Tasks, require_free: Callable[[Path], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(say, parent)
        self.tasks = tasks
        self._require_free = require_free
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.about = label("quiet", wrap=True)
        self.title = QLineEdit()
        self.paths: dict[str, Path] = {}
        self.choose: dict[str, QPushButton] = {}
        self.body.insertWidget(0, self.about)
        self.field("about.title", self.title)
        for name in ("communities", "stations", "target"):
            button = QPushButton()
            button.setMinimumWidth(340)
            button.clicked.connect(lambda _=False, name=name: self._choose(name))
            self.choose[name] = button
            self.field(f"new.{name}", button)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("new.title"))
        self.about.setText(self.say("new.about"))
        for name, button in self.choose.items():
            path = self.paths.get(name)
            button.setText(self.say("import.choose") if path is None else caption(path.name))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(self.say("new.do"))
        self._enable()

    def take(self, name: str, path: Path) -> None:
        """Use a file as the ``communities``, the ``stations`` or the ``target``."""
        self.paths[name] = path
        self.retranslate()

    def accept(self) -> None:
        communities, stations, target = (self.paths.get(n) for n in ("communities", "stations", "target"))
        if communities is None or target is None:
            return
        try:
            self._require_free(target)
        except InputError as error:
            self.tell(self.say.error(error))
            return
        title = self.title.text().strip()
        self.buttons.setEnabled(False)
        self.tasks.start(
            "new", lambda _: make_project(communities, stations, target, title), self._made, self._fail, shown=True
        )

    def done(self, result: int) -> None:
        self.tasks.cancel("new")
        super().done(result)

    def _made(self, answer: tuple[Path, tuple[Message, ...], int]) -> None:
        path, notes, rejected = answer
        told = [self.say(f"note.{code}", **values) for code, values in notes]
        if rejected:
            told.insert(0, self.say("new.rejected", rows=rejected))
        self.done(int(self.DialogCode.Accepted))
        self.made.emit(path, told)

    def _fail(self, error: InputError) -> None:
        self.buttons.setEnabled(True)
        self.tell(self.say.error(error))

    def _enable(self) -> None:
        ready = "communities" in self.paths and "target" in self.paths
        self.buttons.button(self.buttons.StandardButton.Ok).setEnabled(ready)

    def _choose(self, name: str) -> None:
        title = self.say(f"new.{name}")
        if name == "target":
            kinds = [self.say("window.project_files")]
            ask_file(self.say, self, title, kinds, partial(self.take, name), save_as="project.gpkg")
        else:
            kinds = [self.say("new.kinds"), self.say("window.all_files")]
            ask_file(self.say, self, title, kinds, partial(self.take, name))
