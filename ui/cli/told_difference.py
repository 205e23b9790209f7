"""What a file would change in a table, told line by line."""

from itertools import islice

from mapper.edits.import_difference import ImportDifference
from mapper.project import Project
from ui.language.difference_texts import CellWords, difference_texts
from ui.language.messages import Messages, in_one_line

_CELLS_TOLD, _KEYS_TOLD = 20, 10


def tell_difference(difference: ImportDifference, project: Project, say: Messages) -> None:
    """Print how many rows are new, changed, unchanged and gone, with the first changed cells and keys."""
    for text in difference_texts(say, difference):
        print("  " + in_one_line(text))
    words = CellWords(say, project, difference.table)
    for cell in islice(difference.cells(), _CELLS_TOLD):
        column, change = words.heading(cell), words.change(cell)
        print("  " + in_one_line(say("import.cell", key=cell.key, column=column, change=change)))
    more = difference.cell_count - _CELLS_TOLD
    if more > 0:
        print("  " + say("import.more_cells", count=more))
    if len(difference.gone):
        keys = [*difference.gone[:_KEYS_TOLD], *["…"] * (len(difference.gone) > _KEYS_TOLD)]
        print("  " + in_one_line(say("import.gone_rows", keys=keys)))
