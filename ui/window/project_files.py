"""Project files asked for in the window: one to open, to make, to copy to, or to keep the fictional district in."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from mapper.errors import InputError
from mapper.store.export_log import logged
from mapper.store.history import Past
from mapper.store.places import is_address, is_same_place, told_place
from ui.widgets.file_dialogs import ask_file
from ui.window.asked import ProjectWindow


def choose_project(window: ProjectWindow) -> None:
    """Ask for a project file and open it."""
    _ask(window, "open", window.open_project)


def ask_server(window: ProjectWindow, address: str = "", told: str = "") -> None:
    """Ask for a project's address on a server, this one at first, and its password, and open it.

    ``told`` is why it is asked for.
    """
    from ui.projects.server_dialog import ServerDialog

    dialog = ServerDialog(window.say, address or window.settings.server, window.frame)
    dialog.chosen.connect(partial(_open_on_server, window))
    dialog.open()
    if told:
        dialog.tell(told)


def _open_on_server(window: ProjectWindow, address: str) -> None:
    window.settings.server = told_place(address)
    window.open_project(Path(address))


def tell_refused(window: ProjectWindow, error: InputError) -> None:
    """Why a project was not opened; where its server wants a password, or another, that is asked for."""
    path = str(error.values.get("path", ""))
    if error.code == "login_refused" and is_address(path):
        ask_server(window, path, window.say.error(error))
    else:
        window.tell_error(error)


def save_copy(window: ProjectWindow) -> None:
    """Ask where to, and write the project as it is then to another file."""
    workspace = window.workspace
    if workspace is None:
        return
    store, say = workspace.document.store, window.say.messages
    day, drawn = workspace.day_in_hand.day, workspace.view.map

    def copied(path: Path) -> None:
        from ui.sheets.qgis import copy_with_styles

        with logged(store.place, day.as_of, {}, path, what="copy"):
            copy_with_styles(store, path, day, drawn.theme, drawn.look, say)

    def told(path: Path) -> None:
        window.notice.tell(window.say("window.done_file", path=path), trouble=False)

    def copy(path: Path) -> None:
        require_other(window, path)
        window.tasks.start("copy", lambda _: copied(path), lambda _: told(path), window.tell_error, shown=True)

    _ask(window, "copy", lambda path: window.attempt(partial(copy, path)), f"{store.name}-2.gpkg")


def as_it_was(window: ProjectWindow) -> None:
    """Ask for an earlier day and where to, write the project as it was then, and open that where it is wanted."""
    from ui.projects.as_it_was_dialog import AsItWasDialog

    workspace = window.workspace
    if workspace is None:
        return
    store = workspace.document.store

    def ask(day: date, line: int, opened: bool) -> None:
        def write(path: Path) -> None:
            require_other(window, path)
            done = partial(told, path, day, opened)
            window.tasks.start("past", lambda _: store.as_it_was(line, path), done, window.tell_error, shown=True)

        name = f"{store.name}-{day.isoformat()}.gpkg"
        _ask(window, "past", lambda path: window.attempt(partial(write, path)), name)

    def told(path: Path, day: date, opened: bool, past: Past) -> None:
        say = window.say
        sentences = [say("past.done", day=day, path=path, changes=past.changes)]
        sentences += [
            say(f"past.{name}", count=getattr(past, name)) for name in ("otherwise", "forgotten") if getattr(past, name)
        ]
        if opened:
            window.open_project(path, sentences)
        else:
            window.notice.tell("\n".join(sentences), trouble=False)

    dialog = AsItWasDialog(workspace.session, workspace.page)
    dialog.chosen.connect(ask)
    workspace.open_dialog(dialog)


def open_sample(window: ProjectWindow) -> None:
    """Ask where the fictional district is to be kept, write it there and open it."""
    from ui.projects.sample import write_sample_project

    def make(path: Path) -> None:
        require_other(window, path)
        window.tasks.start(
            "sample", lambda _: write_sample_project(path), window.open_project, window.tell_error, shown=True
        )

    _ask(window, "sample", lambda path: window.attempt(partial(make, path)), "yunhan.gpkg")


def new_project(window: ProjectWindow) -> None:
    """Ask for the files that a project is made of."""
    from ui.projects.new_project import NewProjectDialog

    dialog = NewProjectDialog(window.say, window.tasks, partial(require_other, window), window.frame)
    dialog.made.connect(window.open_project)
    dialog.open()


def is_open(window: ProjectWindow, path: Path) -> bool:
    """Whether that file is the project open in the window."""
    return window.workspace is not None and is_same_place(path, window.workspace.document.store.place)


def require_other(window: ProjectWindow, path: Path) -> None:
    """InputError ``project_open`` where that file is the one open in the window: it cannot be written over."""
    if is_open(window, path):
        raise InputError("project_open", path=str(path))


def _ask(window: ProjectWindow, action: str, then: Callable[[Path], object], save_as: str | None = None) -> None:
    """Ask for a project file in a dialog that is called as the action is."""
    kinds = [window.say("window.project_files")]
    ask_file(window.say, window.frame, window.say(f"action.{action}"), kinds, then, save_as=save_as)
