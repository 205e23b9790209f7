"""Columns of a large file, held in a sixth of the memory that texts of Python take."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from mapper.io.source import Cells

FEWEST_ROWS = 50_000  # fewer are not worth it

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

    def put(self, name: str, *pieces: npt.NDArray[Any]) -> None:
        """One more column, of one piece or several one after the other."""
        if len(pieces) == 1:
            self._columns[name] = pieces[0]
            return
        whole = ColumnInPieces(sum(map(len, pieces)))
        for piece in pieces:
            whole.add(piece)
        self._columns[name] = whole.cells


class ColumnInPieces:
    """A column of at most ``most`` cells that come piece by piece; packed where its first ones are mostly different.

    Attributes
    ----------
    says
        Whether any cell has something in it.
    """

    def __init__(self, most: int) -> None:
        self._most, self._count = most, 0
        self._cells: npt.NDArray[Any] | None = None
        self.says = False

    def add(self, piece: Sequence[str | None] | npt.NDArray[Any]) -> None:
        """The next cells."""
        if not len(piece):
            return
        if self._cells is None:
            self._cells = np.empty(
                self._most, dtype=_PACKED if self._most >= FEWEST_ROWS and _differ(piece) else object
            )
        after = self._count + len(piece)
        try:
            self._cells[self._count : after] = piece
        except UnicodeEncodeError:  # half a character, which only Python's own texts hold
            self._cells = self._cells.astype(object)
            self._cells[self._count : after] = piece
        self._count = after
        self.says = self.says or any(cell is not None for cell in piece)

    @property
    def cells(self) -> npt.NDArray[Any]:
        """Its cells, packed or not."""
        return np.empty(0, dtype=object) if self._cells is None else self._cells[: self._count]


def _differ(cells: Sequence[str | None] | npt.NDArray[Any]) -> bool:
    return 2 * len(set(cells)) > len(cells)
