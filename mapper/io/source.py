"""A file as it is: its cells as text, its shapes in its own CRS, and what had to be assumed to read it."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyproj

from mapper.errors import InputError
from mapper.files.limits import MOST_TEXT_BYTES
from mapper.files.whole_file import require_filled
from mapper.lazy_dataclass import dataclass
from mapper.message import Message

Cells = npt.NDArray[np.object_]  # str, or None where the file has nothing
Shapes = npt.NDArray[np.object_]  # shapely geometries, or None

ALL_LAYERS = "*"  # asks for all layers or sheets of a file
# Layer or sheet that a row is of, where several are read together: it may be a station's name.
LAYER_COLUMN = "#layer"


class Rejected(NamedTuple):
    """A row that could not be taken: its number (the first row of data is 1), why, and the values of the sentence."""

    row: int
    code: str
    values: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Source:
    """What stands in a file, before anything is made of it.

    Attributes
    ----------
    columns
        Name → cells, each of shape (n,), in the file's order.
    rows
        Shape (n,): number of each row in the file; the first row of data is 1.
    shapes
        Shape (n,): geometries in ``crs``; None for a table without shapes.
    crs
        CRS of the shapes as the file states it, or None.
    encoding
        Encoding that the text was read in; None where the format leaves no choice.
    notes
        What had to be assumed.
    rejected
        Rows that could not even be read.
    sheets
        Shape (n,): the sheet that each row stands in, where several were read together; its rows are numbered anew in
        each.
    spread
        Column → which rows have in it only what a merged cell above says for them too.
    from_1904
        Whether numbers that stand for days are counted from 1904.
    layers
        Layers or sheets that can be asked for; empty where there is no choice, or only one of them was opened.
    rows_above
        Sheet ("" where no several are read) → how many rows stand above its first row of data.
    datum_said
        What the file itself says its datum is, in its own words; "" where its kind is often in GCJ-02 and it says
        nothing, None where there is nothing to say.
    """

    columns: Mapping[str, Cells]
    rows: npt.NDArray[np.int64]
    shapes: Shapes | None = None
    crs: pyproj.CRS | None = None
    encoding: str | None = None
    notes: tuple[Message, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    sheets: Cells | None = None
    spread: Mapping[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    from_1904: bool = False
    layers: tuple[str, ...] = ()
    rows_above: Mapping[str, int] = field(default_factory=dict)
    datum_said: str | None = None


def row_in_file(rejected: Rejected, rows_above: Mapping[str, int]) -> int:
    """The number that a rejected row has in the file itself, titles and header counted (:attr:`Source.rows_above`)."""
    return rejected.row + rows_above.get(rejected.values.get("sheet", ""), 0)


def rows_in_file(source: Source, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """The same number of each chosen row (a mask)."""
    if source.sheets is None:
        return source.rows[chosen] + source.rows_above.get("", 0)
    above = np.array([source.rows_above.get(sheet, 0) for sheet in source.sheets[chosen]], dtype=np.int64)
    return source.rows[chosen] + above


def require_file(path: Path) -> None:
    """Nothing, where a readable file with something in it is at ``path``.

    Raises
    ------
    InputError
        ``file_missing``, ``is_directory``, ``file_special`` (a pipe or device), ``file_empty`` or
        ``file_unreadable``.
    """
    require_filled(path)
    try:
        with path.open("rb") as file:
            file.read(1)
    except (OSError, ValueError) as error:
        raise InputError("file_unreadable", path=str(path)) from error


def text_bytes(path: Path) -> bytes:
    """All bytes of a text file.

    Raises
    ------
    InputError
        ``file_too_large``, ``file_unreadable``.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_TEXT_BYTES + 1)
    except OSError as error:
        raise InputError("file_unreadable", path=str(path)) from error
    return bounded_text(data, str(path))


def bounded_text(data: bytes, shown_path: str) -> bytes:
    """The same bytes. InputError ``file_too_large`` where they are more than a text may have."""
    if len(data) > MOST_TEXT_BYTES:
        raise InputError("file_too_large", path=shown_path, megabytes=MOST_TEXT_BYTES // 10**6)
    return data
