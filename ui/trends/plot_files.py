"""A plot out of the window: as a picture, as a table for a file, as a table on the clipboard; its note goes with it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
from PySide6.QtWidgets import QWidget

from layers.plots.plot import Cell, Plot
from mapper.errors import InputError
from mapper.io.exports import safe_cell, write_table
from mapper.store.export_log import logged
from ui.language.language import Language
from ui.widgets.file_dialogs import ask_file, ask_table_file

Failed = Callable[[InputError], object]
Done = Callable[[Path], object]
Of = tuple[str, date]


def ask_picture(say: Language, parent: QWidget, plot: Plot, name: str, of: Of, done: Done, failed: Failed) -> None:
    """Ask for a PNG or SVG file and write the plot to it; ``of`` is which project's plot it is, and of which day."""
    from layers.plots.pictures import write_picture

    def write(path: Path) -> None:
        try:
            with logged(*of, {"plots": 1}, path, what="plot"):
                write_picture(path, plot)
        except InputError as error:
            failed(error)
        else:
            done(path)

    ask_file(say, parent, say("plots.picture"), [say("files.png"), say("files.svg")], write, save_as=f"{name}.png")


def ask_table(say: Language, parent: QWidget, plot: Plot, name: str, of: Of, done: Done, failed: Failed) -> None:
    """Ask for an Excel or CSV file and write the plot's figures to it; ``of`` as of a picture."""

    def write(path: Path) -> None:
        with logged(*of, {"plots": 1}, path, what="plot"):
            write_figures(path, plot)
        done(path)

    ask_table_file(say, parent, say("plots.table"), name, write, failed)


def write_figures(path: Path, plot: Plot) -> None:
    """The figures as .csv or .xlsx, with title and note in lines of their own beneath them. InputError as written."""
    write_table(pd.DataFrame(_lines(plot), columns=list(plot.headings), dtype=object), path, index=False)


def as_text(plot: Plot) -> str:
    """Title, headings and figures, cells apart by tabs, and the note; a spreadsheet runs none of them."""
    lines: list[tuple[Cell, ...]] = [(plot.title,), plot.headings, *plot.rows, (plot.note,)]
    return "\n".join("\t".join("" if cell is None else str(safe_cell(cell)) for cell in line) for line in lines)


def _lines(plot: Plot) -> list[tuple[Cell, ...]]:
    rest: tuple[Cell, ...] = (None,) * (len(plot.headings) - 1)
    return [*plot.rows, (None, *rest), (plot.title, *rest), (plot.note, *rest)]
