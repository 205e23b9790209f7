"""Asking for a file, in the window's own language."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from mapper.errors import InputError
from mapper.files.file_names import file_name_of
from ui.language.language import Language

_ENDING = re.compile(r"\*\.(\w+)")  # of a kind of file, as "PNG picture (*.png)"
_LABELS = {
    QFileDialog.DialogLabel.LookIn: "files.look_in",
    QFileDialog.DialogLabel.FileName: "files.name",
    QFileDialog.DialogLabel.FileType: "files.type",
    QFileDialog.DialogLabel.Reject: "window.cancel",
}


class KeepsFolder(Protocol):
    """What remembers where a file was chosen last; empty where nothing is known."""

    folder: str


class _Nowhere:
    """Before a window says who remembers: until the program ends."""

    folder = ""


_keeper: KeepsFolder = _Nowhere()


def keep_folder_in(keeper: KeepsFolder) -> None:
    """From now on dialogs open where a file was chosen last, which ``keeper`` remembers from run to run."""
    global _keeper  # noqa: PLW0603 one person, one folder: dialogs are asked for from everywhere
    _keeper = keeper


def ask_file(
    say: Language,
    parent: QWidget | None,
    title: str,
    filters: Sequence[str],
    then: Callable[[Path], object],
    *,
    save_as: str | None = None,
) -> QFileDialog:
    """Show a file dialog without stopping the program, and hand the file chosen to ``then``.

    With ``save_as``, the name proposed, a new file is asked for; its ending is added where it is left out, and
    follows the kind of file that is chosen.
    """
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = _keeper.folder or documents
    dialog = QFileDialog(parent, title, folder if Path(folder).is_dir() else str(Path.home()))
    dialog.setNameFilters(list(filters))
    for part, code in _LABELS.items():
        dialog.setLabelText(part, say(code))
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, say("files.open" if save_as is None else "files.save"))
    if save_as is None:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    else:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(save_as).suffix.lstrip("."))
        dialog.selectFile(file_name_of(save_as))
        dialog.filterSelected.connect(lambda chosen: _follow(dialog, chosen))
    dialog.fileSelected.connect(lambda chosen: _chosen(Path(chosen), then))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def ask_folder(say: Language, parent: QWidget | None, title: str, then: Callable[[Path], object]) -> QFileDialog:
    """Show a dialog for a folder that is there, without stopping the program."""
    dialog = ask_file(say, parent, title, [], then)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return dialog


def _chosen(path: Path, then: Callable[[Path], object]) -> None:
    """Remember the folder, and hand the file over."""
    _keeper.folder = str(path.parent)
    then(path)


def _follow(dialog: QFileDialog, chosen: str) -> None:
    """The name that stands there gets the ending of the kind of file that was chosen."""
    ending, named = _ENDING.search(chosen), dialog.selectedFiles()
    if ending is None or not named:
        return
    dialog.setDefaultSuffix(ending[1])
    name = Path(named[0])
    if any(f"*{name.suffix}" in kind for kind in dialog.nameFilters() if name.suffix):
        dialog.selectFile(name.with_suffix(f".{ending[1]}").name)


def ask_table_file(
    say: Language,
    parent: QWidget | None,
    title: str,
    name: str,
    write: Callable[[Path], object],
    failed: Callable[[InputError], object],
) -> None:
    """Ask for an Excel or CSV file and write a table to it; why it could not be written is handed to ``failed``."""

    def attempt(path: Path) -> None:
        try:
            write(path)
        except InputError as error:
            failed(error)

    ask_file(say, parent, title, [say("files.excel"), say("files.csv")], attempt, save_as=f"{name}.xlsx")
