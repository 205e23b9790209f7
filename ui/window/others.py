"""What others do to the open project meanwhile: taken in and told; and that the server is away, or back."""

from mapper.errors import InputError
from mapper.project import Changes
from ui.window.asked import ProjectWindow


def look_again(window: ProjectWindow) -> None:
    """Take in what others have written since it was last looked at; a lost connection is told, and that it is back."""
    if window.workspace is None:
        return
    document, tasks = window.workspace.document, window.workspace.session.tasks
    was_read_only = document.store.read_only
    try:
        changes = document.refresh()
    except InputError as error:
        if error.code != "project_busy":  # whoever is writing has not finished: next time
            window.tell_error(error)
    else:
        if changes.others:
            document.log_others_beside(tasks)
        if was_read_only and not document.store.read_only:
            window.notice.tell(window.say("notice.connected"), trouble=False)


def tell_others(window: ProjectWindow, changes: Changes) -> None:
    """That others have changed rows, and how many."""
    if changes.others:
        window.notice.tell(window.say("notice.others", rows=changes.others), trouble=False)
