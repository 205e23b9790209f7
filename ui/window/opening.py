"""Reading a project off the main thread, when the program starts and whenever another is opened."""

from collections.abc import Callable
from pathlib import Path

from layers.geometry.coarse import FirstLand
from layers.geometry.geometry import Geometry
from mapper.errors import InputError
from mapper.store.ahead import Ahead
from mapper.store.store import Store, open_store
from ui.widgets.tasks import Tasks, Ticket

SUBJECT = "open"


def read_project(
    path: Path,
    tasks: Tasks,
    show: Callable[[Store, Geometry | None], None],
    failed: Callable[[InputError], None],
    ahead: Ahead | None = None,
) -> None:
    """Open a project and hand it to ``show``, with the land for its first picture where it is large; the newest counts.

    ``ahead``, where it is being read already. What :func:`~mapper.store.store.open_store` refuses goes to ``failed``.
    """
    land = FirstLand()

    def read(_: Ticket) -> tuple[Store, Geometry | None]:
        return open_store(path, ahead, land.begin), land.geometry

    tasks.start(SUBJECT, read, lambda came: show(*came), failed, shown=True)
