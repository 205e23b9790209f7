"""What QGIS gets: styles in the project and its copies, and a sheet as a project of its own beside it."""

from pathlib import Path

from layers.edition_map import map_for
from layers.scene.look import Look
from layers.sharing.qgis.project import write_qgis_project
from layers.sharing.qgis.styles import project_styles
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.files.layer_styles import LayerStyle
from mapper.store.export_log import require_log
from mapper.store.store import Store, open_store
from ui.language.messages import Messages
from ui.sheets.record import record_export


def write_sheet(place: Path, day: Day, order: SheetOrder, path: Path, say: Messages) -> None:
    """The sheet as a project of QGIS, and a line in the log of exports. InputErrors as those of a sheet."""
    require_log(place)
    page = pages_of(day.project, order, day.as_of, day=day)[0]
    write_qgis_project(path, place, page, order, say)
    record_export(str(place), [page.shown_map], order.station_code or "", (path,))


def styles_of(day: Day, theme: str, look: Look, say: Messages) -> tuple[LayerStyle, ...]:
    """How command's map draws the tables of the project on the day; nothing where it has no land."""
    try:
        return project_styles(map_for(day, "command", theme, look=look), say)
    except InputError:
        return ()


def copy_with_styles(store: Store, path: Path, day: Day, theme: str, look: Look, say: Messages) -> None:
    """A copy of the project that carries the styles of the day."""
    store.copy_to(path)
    copy = open_store(path)
    try:
        copy.keep_styles(styles_of(day, theme, look, say))
    finally:
        copy.close()
