"""The sheets of a workbook (Excel's kinds and OpenDocument's) as rows of text, read within bounded memory."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

import mapper
from mapper.errors import InputError
from mapper.files.limits import (
    MOST_COLUMNS,
    MOST_READER_BYTES,
    READER_BYTES,
    READER_TIMES_UNPACKED,
)
from mapper.files.packed import opened_zip
from mapper.files.progress import tell
from mapper.io.far_cells import FarCells, without_far_cells

Row = list[str | None]

_NO_WORKBOOK = 3  # the reader's exit status
_TOLD_PART = 8  # what the reader tells takes as many times the room here
_READER = (
    "import sys; sys.path.insert(0, sys.argv[1]); from mapper.io.workbook_reader import main; "
    "main(int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)"
)


class Sheet(NamedTuple):
    """What stands in a sheet, all numbers from 0.

    Attributes
    ----------
    rows
        From the first of the file on, empty ones too.
    merged
        First row, last row and column of each cell that is merged over several rows.
    """

    rows: list[Row]
    merged: list[tuple[int, int, int]]


class Sheets(NamedTuple):
    """Sheets by their names; and the cells that were left out, if any."""

    sheets: dict[str, Sheet]
    far: FarCells | None = None


class _TooLargeError(Exception):
    """The reader has not managed with the memory that it may have."""


def read_sheets(file: Path | bytes, shown_path: str, sheet: str | None = None) -> Sheets:
    """All sheets, or the one that is named.

    Where a few cells far away from the table make the used range too large, these are left out.

    Raises
    ------
    InputError
        ``file_unreadable``, ``layer_unknown``, ``workbook_too_large``, and those of
        :func:`~mapper.files.packed.opened_zip`.
    """
    with TemporaryFile() if isinstance(file, bytes) else file.open("rb") as data:
        if isinstance(file, bytes):
            data.write(file)
            data.seek(0)
        unpacked, packed = data.seek(0, 2), zipfile.is_zipfile(data)
        if packed:
            with opened_zip(file, shown_path) as archive:
                unpacked = sum(member.file_size for member in archive.infolist())
        try:
            return Sheets(_sheets(data, unpacked, shown_path, sheet))
        except _TooLargeError as error:
            if not packed:
                raise InputError("workbook_too_large", path=shown_path) from error
    with opened_zip(file, shown_path) as archive, TemporaryFile() as smaller:
        far = without_far_cells(archive, smaller)
        if far is None:
            raise InputError("workbook_too_large", path=shown_path)
        try:
            return Sheets(_sheets(smaller, unpacked, shown_path, sheet), far)
        except _TooLargeError as error:
            raise InputError("workbook_too_large", path=shown_path) from error


def _sheets(data: IO[bytes], unpacked_bytes: int, shown_path: str, sheet: str | None) -> dict[str, Sheet]:
    """What the reader says of a workbook."""
    memory_bytes = min(READER_BYTES + READER_TIMES_UNPACKED * unpacked_bytes, MOST_READER_BYTES)
    root = str(Path(mapper.__file__).parent.parent)
    asked = [sys.executable, "-I", "-c", _READER, root, str(memory_bytes), *([] if sheet is None else [sheet])]
    data.seek(0)
    sheets: dict[str, Sheet] = {}
    rows: list[Row] = []
    ended = False
    with subprocess.Popen(  # noqa: S603 – our own program, the file's bytes on its standard input
        asked, stdin=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as reader:
        try:
            assert reader.stdout is not None
            for what, told in _lines(reader.stdout, memory_bytes // _TOLD_PART):
                tell()
                if what == "names" and sheet is not None and sheet not in told:
                    raise InputError("layer_unknown", path=shown_path, layer=sheet, known=told)
                if what == "sheet":
                    rows = []
                    sheets[told] = Sheet(rows, [])
                elif what == "merged":
                    sheets[next(reversed(sheets))].merged.extend((top, bottom, at) for top, bottom, at in told)
                elif what == "end":
                    ended = True
                elif isinstance(what, int):
                    rows += [[]] * (what - len(rows))
                    rows.append(told)
        finally:
            reader.kill()
    if not ended:
        if reader.returncode == _NO_WORKBOOK:
            raise InputError("file_unreadable", path=shown_path)
        raise _TooLargeError
    return sheets


def _lines(stream: IO[bytes], most_bytes: int) -> Iterator[tuple[Any, Any]]:
    """Each line's two parts. Raises _TooLargeError where all of them are more than may be told."""
    told_bytes = 0
    while line := stream.readline(most_bytes):
        told_bytes += len(line)
        if told_bytes >= most_bytes:
            raise _TooLargeError
        if not line.endswith(b"\n"):
            return  # the reader's process has ended within it
        what, *told = json.loads(line)
        if isinstance(what, int) and len(told[0]) > MOST_COLUMNS:
            raise _TooLargeError
        yield what, told[0] if told else None
