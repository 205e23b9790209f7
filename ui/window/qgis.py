"""The sheet of what is on screen, opened in QGIS."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from mapper.files.layer_styles import LayerStyle
from ui.widgets.tasks import Ticket
from ui.window.asked import OpenProject


def open_sheet(w: OpenProject) -> None:
    """Write ``<project>.qgz`` beside the project, and the styles into it; then let QGIS open it, where it is there."""
    path = Path(w.document.store.place).with_suffix(".qgz")

    def opened() -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    write_sheet_of(w, path, opened)


def write_sheet_of(w: OpenProject, path: Path, then: Callable[[], object]) -> None:
    """Write the sheet off the main thread, let the project carry the styles, tell that it is there, and go on."""
    from layers.sheets.order import SheetOrder
    from ui.sheets.qgis import styles_of, write_sheet

    day, say, store, drawn = w.day_in_hand.day, w.say.messages, w.document.store, w.view.map
    station = None if w.view.scope is None else w.view.scope.station
    order = SheetOrder(theme=drawn.theme, station_code=station, look=drawn.look, hidden=drawn.hidden)

    def work(_: Ticket) -> tuple[LayerStyle, ...]:
        write_sheet(Path(store.place), day, order, path, say)
        return styles_of(day, drawn.theme, drawn.look, say)

    def done(styles: tuple[LayerStyle, ...]) -> None:
        w.attempt(lambda: store.keep_styles(styles))
        w.notice.tell(w.say("window.qgis_done", path=path), trouble=False)
        then()

    w.session.tasks.start("qgis", work, done, lambda error: w.notice.tell(w.say.error(error)), shown=True)
