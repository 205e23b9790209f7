"""What is done for a project's file behind the window: it is looked through and copied, once a day."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from mapper.errors import InputError
from mapper.store.export_log import log_elsewhere
from mapper.store.rows_seen import SeenRows
from mapper.store.store import Store
from ui.language.sentences import elsewhere_sentence
from ui.widgets.tasks import Ticket
from ui.window.asked import ProjectWindow

if TYPE_CHECKING:
    from ui.session.document import Document

SUBJECT = "care"
_HOUR_MS = 3_600_000


def tell_at_opening(window: ProjectWindow, document: "Document") -> None:
    """What a person is to know of a project before anything else."""
    log = log_elsewhere(Path(document.store.place))
    if document.project.set_aside:
        window.notice.tell(window.say("notice.set_aside", cells=len(document.project.set_aside)))
    elif log is not None:
        window.notice.tell(window.say("notice.read_only", path=log), trouble=False)


def look_after(window: ProjectWindow, store: Store, tell: Callable[[str], None], last: date | None = None) -> None:
    """Look through the file and keep today's copy, beside the work; ``tell`` is told where the newest is.

    From then on it is looked every hour whether another day than ``last`` has come, as long as the project is open.
    """
    workspace, today = window.workspace, date.today()
    if workspace is None or workspace.document.store is not store:
        return
    again = QTimer(workspace.page)  # one of Qt's own would be there for the hour, also when the project is closed
    again.setSingleShot(True)
    again.timeout.connect(lambda: look_after(window, store, tell, today))
    again.timeout.connect(again.deleteLater)
    again.start(_HOUR_MS)
    if today == last:
        return
    (days, weeks), folder = window.settings.copies, window.settings.copies_folder

    def care(_: Ticket) -> tuple[tuple[str, ...], SeenRows, str]:
        faults, seen = store.faults(), store.seen_rows()
        if not faults and not seen.altered:  # a damaged file is not to push a sound copy out
            store.copy_of_day(today, days, weeks, folder)
        return faults, seen, next(map(str, store.copies(folder)), "")

    def told(came: tuple[tuple[str, ...], SeenRows, str]) -> None:
        faults, seen, copy = came
        if seen.elsewhere:
            workspace.document.log_others_beside(workspace.session.tasks)
        if faults:
            window.tell_error(InputError("project_damaged", path=store.place))
        elif seen.altered:
            table, key = seen.altered[0]
            window.tell_error(
                InputError("rows_altered", path=store.place, rows=len(seen.altered), table=table, key=key)
            )
        elif seen.elsewhere:
            window.notice.tell(elsewhere_sentence(window.say.messages, seen.elsewhere), trouble=False)
        tell(copy)

    window.tasks.start(SUBJECT, care, told, window.tell_error)
