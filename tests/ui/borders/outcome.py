"""What an edit of borders came to: on disk, and in the bar's table."""

import shapely
from PySide6.QtWidgets import QLabel

from mapper.project import Project
from mapper.store.geopackage.store import open_store
from ui.borders.border_mode import BorderMode
from ui.window.workspace import Workspace


def shapes(project: Project) -> list[bytes]:
    return [shapely.to_wkb(shape) for table in ("communities", "stations") for shape in project.table(table).geometry]


def on_disk(workspace: Workspace) -> Project:
    store = open_store(workspace.document.store.path)
    store.close()
    return store.project


def table_words(mode: BorderMode) -> list[str]:
    return [words.text() for words in mode.bar.page.findChildren(QLabel) if not words.isHidden()]
