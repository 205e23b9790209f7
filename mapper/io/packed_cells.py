"""Columns of a large file, held in a sixth of the memory that texts of Python take."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from mapper.io.source import Cells

FEWEST_ROWS = 50_000  # fewer are not worth it
_LOOKED_AT = 20_000

# A text of up to 15 bytes takes 16 in it, where Python's own takes 65 and the place that it is named by.
_PACKED = np.dtypes.StringDType(na_object=None)


class PackedColumns(Mapping[str, Cells]):
    """Columns by their names; one whose cells are mostly different is packed, and unpacked whenever it is asked for.

    Cells that say few different things are kept once each already, and stay as they are.
    """

    def __init__(self) -> None:
        self._columns: dict[str, npt.NDArray[Any]] = {}

    def __getitem__(self, name: str) -> Cells:
        cells = self._columns[name]
        return cells if cells.dtype == object else cells.astype(object)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __contains__(self, name: object) -> bool:  # a Mapping would unpack the column for it
        return name in self._columns

    def put(self, name: str, cells: Cells) -> None:
        """One more column."""
        self._columns[name] = _packed(cells) if _mostly_different(cells) else cells


def _mostly_different(cells: Cells) -> bool:
    some = cells[:_LOOKED_AT]
    return len(cells) >= FEWEST_ROWS and 2 * len(set(some)) > len(some)


def _packed(cells: Cells) -> npt.NDArray[Any]:
    try:
        return cells.astype(_PACKED)
    except UnicodeEncodeError:  # half a character, which only Python's own texts hold
        return cells
