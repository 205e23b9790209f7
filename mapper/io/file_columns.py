"""The columns of a file as a person sees them who maps them, and its rejected rows as they are sent back."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import islice

import numpy as np
import pandas as pd

from mapper.errors import InputError
from mapper.io.columns import (
    ADDRESS,
    PLACE_FIELDS,
    has_address,
    holds_numbers_of_people,
    is_sensitive_name,
    without_identity_numbers,
)
from mapper.io.further import why_not_kept
from mapper.io.source import Cells, Rejected, Source, row_in_file
from mapper.lazy_dataclass import dataclass
from mapper.schema import Table

_SAMPLES, _MOST_LETTERS, _LOOKED_AT = 3, 40, 5000


@dataclass(frozen=True)
class FileColumn:
    """One column of a file.

    Attributes
    ----------
    name
        Its heading.
    samples
        Up to three different values; none of a column about persons.
    personal
        Whether it holds people's own data and can be mapped to nothing.
    keepable
        Whether it can be kept as it is written where no field takes it.
    """

    name: str
    samples: tuple[str, ...]
    personal: bool
    keepable: bool = True


def file_columns(source: Source, table: Table) -> tuple[FileColumn, ...]:
    """Columns of a file for a table, in its order."""
    found = []
    for name, cells in source.columns.items():
        personal = _is_personal(name, cells, table)
        keepable = why_not_kept(name, cells) is None
        found.append(FileColumn(name, () if personal else _samples(cells), personal, keepable))
    return tuple(found)


def layout_key(table: str, source: Source) -> str:
    """The same for all files that have these headings, in any order, and go into this table; headings are not told."""
    return sha256("\x1f".join((table, *sorted(source.columns))).encode()).hexdigest()[:16]


def layers_to_choose(error: InputError) -> tuple[str, ...]:
    """Layers or sheets of which a file's reader asks for some; none where the error is another."""
    names = error.values.get({"sheets_alike": "sheets", "layers_many": "layers"}.get(error.code, ""), ())
    return tuple(map(str, names))


def mappable_fields(table: Table, has_shapes: bool, by_address: bool) -> tuple[str, ...]:
    """Fields that a column can be mapped to: the key, the columns, and where a row lies if nothing else says so.

    ``by_address``: the project has standard addresses, in which a row's own can be found.
    """
    places: tuple[str, ...] = ()
    if table.geometry is not None and not has_shapes:
        places = tuple(PLACE_FIELDS) if table.geometry == "point" else ("wkt",)
    address = (ADDRESS,) if by_address and has_address(table) else ()
    return (table.key.name, *places, *address, *table.column_names)


def rejected_rows(
    source: Source, rejected: Sequence[Rejected], headings: tuple[str, str, str], reason: Callable[[Rejected], str]
) -> pd.DataFrame:
    """Rejected rows with the number that each has in the file itself, the reason, and the file's own cells.

    Columns about persons are left out, and cells that hold an identity number. Of a row that has more cells than the
    header the cells are not known.

    Parameters
    ----------
    headings
        What the columns of the row's number, the sheet and the reason are called; the sheet's is only there where
        several were read together.
    """
    names = [""] * len(source.rows) if source.sheets is None else source.sheets.tolist()
    place = {at: position for position, at in enumerate(zip(names, source.rows.tolist(), strict=True))}
    places = np.array([place.get((one.values.get("sheet", ""), one.row), -1) for one in rejected], dtype=np.int64)
    read = places >= 0
    number, sheet, why = headings
    told: dict[str, object] = {number: [row_in_file(one, source.rows_above) for one in rejected]}
    if source.sheets is not None:
        told[sheet] = [one.values.get("sheet") for one in rejected]
    told[why] = [reason(one) for one in rejected]
    for name, cells in source.columns.items():
        if name.startswith("#") or _is_personal(name, cells):
            continue
        heading = name
        while heading in told:
            heading += "′"
        shown = np.full(len(places), None, dtype=object)
        shown[read] = cells[places[read]]
        told[heading], _ = without_identity_numbers(shown)
    return pd.DataFrame(told)


def _is_personal(name: str, cells: Cells, table: Table | None = None) -> bool:
    return is_sensitive_name(name) or holds_numbers_of_people(cells, table)


def _samples(cells: Cells) -> tuple[str, ...]:
    shown, _ = without_identity_numbers(cells[:_LOOKED_AT])
    different = dict.fromkeys(" ".join(cell.split()) for cell in shown if cell is not None)
    return tuple(
        text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…" for text in islice(different, _SAMPLES)
    )
