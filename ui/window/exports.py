"""Files and the clipboard from the window's tables: units, incidents, and whatever is marked."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from ui.session.marked_sums import marked_sums, marked_words
from ui.widgets.file_dialogs import ask_table_file
from ui.window.asked import OpenProject


def export_units(w: OpenProject) -> None:
    """Ask where to, and write the table of units as it is shown."""
    _ask(w, w.say("units.title"), partial(write_units, w))


def write_units(w: OpenProject, path: Path) -> None:
    """Write the table of units as it is shown to an Excel or CSV file, and tell that it is there."""
    from mapper.io.exports import write_table
    from ui.widgets.row_texts import as_frame

    write_table(as_frame(w.sides.units.model), path, index=False)
    w.notice.tell(w.say("window.done_file", path=path), trouble=False)


def export_incidents(w: OpenProject) -> None:
    """Ask where to, and write the list of incidents as it is shown."""
    _ask(w, w.say("side.incidents"), partial(write_incidents, w))


def write_incidents(w: OpenProject, path: Path) -> None:
    """Write the list of incidents as it is shown to an Excel or CSV file, and tell that it is there."""
    from mapper.io.exports import write_table

    write_table(w.sides.incidents.as_frame(), path, index=False)
    w.notice.tell(w.say("window.done_file", path=path), trouble=False)


def copy_marked(w: OpenProject) -> None:
    """Put what is marked onto the clipboard: what it comes to, then its rows as the tables show them."""
    from ui.widgets.row_texts import as_tabbed

    figures, marked = w.day_in_hand.figures, w.selection.marked
    if figures is None or not marked:
        return
    lines = [marked_words(w.say, marked_sums(figures, marked, w.view.filter.incidents))]
    units = [row for row in w.sides.units.model.all_rows if ("communities", row.code) in marked]
    incidents = [row for row in w.sides.incidents.model.all_rows if (row.table, row.key) in marked]
    lines += [as_tabbed(w.sides.units.model, units)] if units else []
    lines += [as_tabbed(w.sides.incidents.model, incidents)] if incidents else []
    QGuiApplication.clipboard().setText("\n".join(lines))


def _ask(w: OpenProject, name: str, write: Callable[[Path], object]) -> None:
    """Ask for an Excel or CSV file, called after the table and the day, and write it."""
    ask_table_file(
        w.say, w.page, w.say("units.export"), f"{name}-{w.day_in_hand.as_of}", write,
        lambda error: w.notice.tell(w.say.error(error)),
    )  # fmt: skip
