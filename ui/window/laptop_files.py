"""Parts of the open project go out on laptops and come back, beside the window, which sees them as edits of others."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from mapper.edit import editor
from mapper.errors import InputError
from mapper.files.file_names import file_name_of
from mapper.laptops.checkout import Checkout
from mapper.laptops.sync import Synced, sync_places
from mapper.names import name_of
from mapper.project import Project
from ui.projects.laptops_dialog import LaptopsDialog
from ui.widgets.file_dialogs import ask_file
from ui.window.asked import OpenProject, ProjectWindow
from ui.window.project_files import require_other

_SUBJECT = "laptop"

Done = TypeVar("Done")


def show_laptops(window: ProjectWindow) -> None:
    """The parts that are out, and the edits of laptops that wait."""
    workspace = window.workspace
    if workspace is None:
        return
    place = workspace.document.store.place
    dialog = LaptopsDialog(workspace.session, workspace.page)
    dialog.wait_for(under_way=window.tasks.is_under_way(_SUBJECT))
    dialog.take_out.connect(partial(_ask_part, window, workspace))
    dialog.bring_back.connect(lambda: _ask(window, "laptops.bring_back", lambda laptop: _sync(window, laptop, place)))
    dialog.send.connect(lambda: _ask(window, "laptops.send", lambda project: _sync(window, place, project)))
    workspace.open_dialog(dialog)


def _ask_part(window: ProjectWindow, workspace: OpenProject, station: str) -> None:
    """Ask where a station's part, or all, is to go, and take it out."""
    store, stations, say = workspace.document.store, workspace.document.project.stations, window.say
    part = name_of(stations, station) if station else say("laptops.whole_project")

    def take_out(out: Path) -> Checkout:
        from ui.sheets.laptop_part import take_out_of

        return take_out_of(store.place, out, station or None)

    def start(out: Path) -> None:
        _start(window, partial(take_out, out), lambda made: _taken(window, out, part, made))

    _ask(window, "laptops.take_out", start, f"{file_name_of(f'{store.name}-{part}')}.gpkg")


def _taken(window: ProjectWindow, out: Path, part: str, made: Checkout) -> None:
    rows = sum(map(len, made.rows.values()))
    _tell(window, window.say("laptops.taken", path=out, rows=rows, what=part, laptop=made.checkout_id))


def _sync(window: ProjectWindow, laptop: Path | str, place: Path | str) -> None:
    """Send the edits of a laptop's file to its project; one of the two is open in the window."""

    def told(answer: tuple[Synced, Project]) -> None:
        done, _ = answer
        counts = {name: done.counts.get(name, 0) for name in ("written", "merged", "there", "aside")}
        _tell(window, window.say("laptops.brought", laptop=done.checkout_id, count=sum(counts.values()), **counts))

    _start(window, lambda: sync_places(laptop, place, editor()), told)


def _ask(window: ProjectWindow, code: str, then: Callable[[Path], object], save_as: str | None = None) -> None:
    """Ask for a project file that is not the one in the window."""

    def chosen(path: Path) -> None:
        try:
            require_other(window, path)
        except InputError as error:
            _tell(window, window.say.error(error), trouble=True)
        else:
            then(path)

    ask_file(window.say, window.frame, window.say(code), [window.say("window.project_files")], chosen, save_as=save_as)


def _start(window: ProjectWindow, work: Callable[[], Done], then: Callable[[Done], object]) -> None:
    """Do it on a thread, and tell; no second one meanwhile."""
    for dialog in _dialogs(window):
        dialog.wait_for(under_way=True)

    def done(answer: Done) -> None:
        try:
            if window.workspace is not None:
                window.workspace.document.refresh()
                window.notice.hide()  # that another program has written: it was this one, as ``then`` tells
        except InputError as error:
            window.tell_error(error)
        then(answer)

    def failed(error: InputError) -> None:
        _tell(window, window.say.error(error), trouble=True)

    window.tasks.start(_SUBJECT, lambda _: work(), done, failed, shown=True)


def _tell(window: ProjectWindow, sentence: str, *, trouble: bool = False) -> None:
    """Tell it in the dialog where that is still open, else in the window."""
    open_now = _dialogs(window)
    for dialog in open_now:
        dialog.wait_for(under_way=False)
        if trouble:
            dialog.tell(sentence)
        else:
            dialog.tell_done(sentence)
    if not open_now:
        window.notice.tell(sentence, trouble=trouble)


def _dialogs(window: ProjectWindow) -> list[LaptopsDialog]:
    return [] if window.workspace is None else window.workspace.page.findChildren(LaptopsDialog)
