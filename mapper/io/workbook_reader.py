"""The program that reads one workbook for another: what is in its cells, as lines of JSON on standard output.

The library gives a sheet all rows times all columns at once, and believes what a file says of its counts. Where that is
too much it ends its process: so that is this one, with as much memory as it may have (where the system can bound it).

Standard input is the workbook. Lines are ``["names", [name, …]]``, ``["sheet", name]``, ``["merged", [[first row, last
row, column], …]]`` for cells merged over several rows, then for each row that is not empty ``[number, [text or null,
…]]``, all numbers from 0; at the end ``["end"]``.
"""

import json
import sys
from io import BytesIO


def main(memory_bytes: int, sheet: str | None) -> None:
    """Read standard input, write standard output; the exit status is 3 where it is no workbook."""
    try:
        import resource
    except ImportError:  # Windows has no such bound
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine

    from mapper.io.cell_text import cell_text

    try:
        workbook = python_calamine.CalamineWorkbook.from_object(BytesIO(sys.stdin.buffer.read()))
        names = workbook.sheet_names
        _tell(["names", names])
        for name in names if sheet is None else [sheet] if sheet in names else []:
            _tell(["sheet", name])
            found = workbook.get_sheet_by_name(name)
            merged = [
                [top, bottom, left] for (top, left), (bottom, _) in found.merged_cell_ranges or [] if bottom > top
            ]
            _tell(["merged", merged])
            before = [None] * (found.start[1] if found.start else 0)  # rows come without the empty columns before them
            for number, row in enumerate(found.iter_rows()):
                cells = [cell_text(cell) for cell in row]
                while cells and cells[-1] is None:
                    cells.pop()
                if cells:
                    _tell([number, before + cells])
    except (python_calamine.CalamineError, OSError, ValueError):
        sys.exit(3)
    _tell(["end"])


def _tell(line: list[object]) -> None:
    sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
