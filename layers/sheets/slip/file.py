"""A slip as a file: PDF or text, whichever its name ends in."""

from pathlib import Path

from layers.say import Say
from layers.sheets.slip.contents import Slip
from layers.sheets.slip.layout import slip_text
from mapper.errors import InputError
from mapper.files.whole_file import write_whole


def slip_kind(path: Path) -> str:
    """What a slip of that name is: ``.pdf`` or ``.txt``. InputError ``slip_kind`` for any other ending."""
    kind = path.suffix.lower()
    if kind not in (".pdf", ".txt"):
        raise InputError("slip_kind", path=str(path))
    return kind


def write_slip(path: Path, slip: Slip, say: Say) -> None:
    """Write a slip. For a PDF a QGuiApplication must be running; a text needs no Qt, and loads none.

    Raises InputError ``slip_kind``, ``cannot_write`` or ``font_missing``.
    """
    if slip_kind(path) == ".txt":
        write_whole(path, slip_text(slip, say).encode())
        return
    from layers.sheets.slip.painter import write_painted_slip

    write_painted_slip(path, slip, say)
