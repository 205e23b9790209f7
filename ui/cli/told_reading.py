"""What came of reading a file into a table, and what it changes there, told line by line."""

from argparse import Namespace
from collections.abc import Sequence
from itertools import islice
from typing import Any

from mapper.edits.import_difference import ImportDifference
from mapper.errors import InputError
from mapper.io.reading import Reading
from mapper.project import Project
from ui.language.difference_texts import CellWords, difference_texts
from ui.language.messages import Messages, in_one_line

_CELLS_TOLD, _KEYS_TOLD = 20, 10


def refuse_unused(asked: Namespace, readings: Sequence[Reading], datum: str = "auto") -> None:
    """InputError ``option_unused`` where what was told of the files' places or text is nothing they have."""
    files = ", ".join(str(path) for path in (vars(asked).get(n) for n in ("file", "communities", "stations")) if path)
    placed = any(read.crs is not None for read in readings)
    encoded = any(read.encoding is not None for read in readings)
    for option, unused in (
        ("--crs", asked.crs is not None and not placed),
        ("--datum", datum != "auto" and not placed),
        ("--encoding", asked.encoding is not None and not encoded),
    ):
        if unused:
            raise InputError("option_unused", option=option, other=files)


def tell_reading(read: dict[str, Any], say: Messages) -> None:
    """Print how many rows were read and imported, which were rejected and why, and what was assumed."""
    print(
        say(
            "cli.import.done",
            **{name: read[name] for name in ("table", "read", "imported")},
            rejected=len(read["rejected"]),
        )
    )
    for line in read["rejected"][:20]:
        reason = say(f"reject.{line['reason']}", **line)
        print("  " + say("cli.import.rejected", row=line["row"], reason=reason))
    if len(read["rejected"]) > 20:
        print("  " + say("cli.import.more", rows=len(read["rejected"]) - 20))
    if read["dropped_columns"]:
        print("  " + say("cli.import.dropped", columns=read["dropped_columns"]))
    for note in read["notes"]:
        print("  " + say(f"note.{note['code']}", **{name: value for name, value in note.items() if name != "code"}))


def tell_difference(difference: ImportDifference, project: Project, say: Messages) -> None:
    """Print how many rows are new, changed, unchanged and gone, with the first changed cells and keys."""
    for text in difference_texts(say, difference):
        print("  " + in_one_line(text))
    words, table = CellWords(say, project, difference.table), difference.table
    for cell in islice(difference.cells(), _CELLS_TOLD):
        column, change = say.field(table, cell.column), words.change(cell)
        print("  " + in_one_line(say("import.cell", key=cell.key, column=column, change=change)))
    more = int(difference.differs.to_numpy(dtype=bool).sum()) - _CELLS_TOLD
    if more > 0:
        print("  " + say("import.more_cells", count=more))
    if len(difference.gone):
        keys = [*difference.gone[:_KEYS_TOLD], *["…"] * (len(difference.gone) > _KEYS_TOLD)]
        print("  " + in_one_line(say("import.gone_rows", keys=keys)))
