"""Files written off the main thread, which goes on where the project is closed meanwhile."""

from collections.abc import Callable
from pathlib import Path

from mapper.errors import InputError
from ui.language.language import Language
from ui.widgets.notice import NoticeBar
from ui.widgets.tasks import Tasks, Ticket

Work = Callable[[Path, Ticket], object]


def write_file(
    tasks: Tasks, say: Language, notice: NoticeBar, path: Path, work: Work, *, subject: str, done: str
) -> None:
    """Do ``work`` and tell how it went: the sentence ``done`` with the path, or why not.

    ``tasks`` and ``notice`` outlive the project. Work on a subject that a project's own tasks have, too, would end
    with the project; so ``subject`` (``work.<subject>`` names it) is one of files only.
    """

    def told(_: object) -> None:
        notice.tell(say(done, path=path), trouble=False)

    def failed(error: InputError) -> None:
        notice.tell(say.error(error))

    tasks.start(subject, lambda ticket: work(path, ticket), told, failed, shown=True)
