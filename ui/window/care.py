"""What is done for a project's file behind the window once it is open: it is looked through, and copied once a day."""

from collections.abc import Callable
from datetime import date

from mapper.errors import InputError
from mapper.store.store import Store
from ui.widgets.tasks import Ticket
from ui.window.asked import ProjectWindow

SUBJECT = "care"


def look_after(window: ProjectWindow, store: Store, tell: Callable[[str], None]) -> None:
    """Look through the file and keep today's copy, beside the work; ``tell`` is told where it is."""
    days, weeks = window.settings.copies

    def care(_: Ticket) -> tuple[tuple[str, ...], str | None]:
        faults = store.faults()
        # A damaged file is not to push a sound copy out.
        return faults, None if faults else store.copy_of_day(date.today(), days, weeks)

    def told(came: tuple[tuple[str, ...], str | None]) -> None:
        faults, copy = came
        if faults:
            window.tell_error(InputError("project_damaged", path=store.place))
        elif copy is not None:
            tell(copy)

    window.tasks.start(SUBJECT, care, told, window.tell_error)
